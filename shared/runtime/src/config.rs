//! Configuration: environment variables, read once at start, with all problems told together.

use std::fmt;

/// Reads variables and remembers every problem until [`Variables::finish`].
#[derive(Debug)]
pub struct Variables<F> {
    lookup: F,
    problems: Vec<String>,
}

/// Everything wrong with the environment.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
pub struct ConfigProblems(Vec<String>);

impl fmt::Display for ConfigProblems {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "the environment is not complete: {}", self.0.join("; "))
    }
}

/// The process's environment.
#[expect(clippy::disallowed_methods, reason = "this is the one place that reads the environment")]
#[must_use]
pub fn environment() -> Variables<impl Fn(&str) -> Option<String>> {
    Variables::new(|name| std::env::var(name).ok())
}

impl<F: Fn(&str) -> Option<String>> Variables<F> {
    /// Variables that `lookup` finds.
    pub const fn new(lookup: F) -> Self {
        Self { lookup, problems: Vec::new() }
    }

    /// A variable that must be there and not empty. Empty is returned otherwise, and remembered as a problem.
    pub fn required(&mut self, name: &str) -> String {
        match (self.lookup)(name).filter(|value| !value.trim().is_empty()) {
            Some(value) => value,
            None => {
                self.problems.push(format!("{name} is missing"));
                String::new()
            }
        }
    }

    /// What `finish` makes of the values read, or every problem.
    ///
    /// # Errors
    /// When any variable was missing.
    pub fn finish<T>(self, config: T) -> Result<T, ConfigProblems> {
        if self.problems.is_empty() { Ok(config) } else { Err(ConfigProblems(self.problems)) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_missing_variable_is_told_at_once() {
        let mut variables = Variables::new(|name| (name == "TABLE").then(|| "t".to_owned()));
        let read =
            (variables.required("TABLE"), variables.required("QUEUE"), variables.required("KEY"));
        assert_eq!(read.0, "t");
        let problems = variables.finish(()).unwrap_err().to_string();
        assert!(problems.contains("QUEUE is missing; KEY is missing"), "{problems}");
    }
}
