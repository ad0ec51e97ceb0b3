//! How far a long piece of work is, on standard error, where that is a terminal.

use std::{
    io::{IsTerminal as _, Write as _},
    time::{Duration, Instant},
};

use crate::shown::grouped;

/// Time between two pictures.
const PAUSE: Duration = Duration::from_millis(100);

/// Characters of the bar.
const WIDTH: u64 = 30;

/// A bar for work on a known number of things.
pub(crate) struct Progress {
    total: u64,
    begun: Instant,
    /// When it was last drawn; `None` where nobody watches.
    drawn: Option<Instant>,
}

impl Progress {
    /// A bar that begins now. Nothing is drawn in the first tenth of a second.
    pub(crate) fn of(total: u64) -> Self {
        let begun = Instant::now();
        Self { total, begun, drawn: std::io::stderr().is_terminal().then_some(begun) }
    }

    /// Draws it anew, unless it was just drawn.
    pub(crate) fn at(&mut self, done: u64) {
        if let Some(drawn) = &mut self.drawn
            && drawn.elapsed() >= PAUSE
        {
            *drawn = Instant::now();
            draw(&format!("\r\x1b[2K{}", bar(done, self.total, self.begun.elapsed())));
        }
    }
}

/// Wipes it away, however the work ends.
impl Drop for Progress {
    fn drop(&mut self) {
        if self.drawn.is_some() {
            draw("\r\x1b[2K");
        }
    }
}

fn draw(text: &str) {
    let mut screen = std::io::stderr().lock();
    if screen.write_all(text.as_bytes()).and_then(|()| screen.flush()).is_err() {
        tracing::debug!("nobody reads standard error any more");
    }
}

fn bar(done: u64, total: u64, elapsed: Duration) -> String {
    let total = total.max(1);
    let full = usize::try_from(done.min(total) * WIDTH / total).unwrap_or_default();
    let empty = usize::try_from(WIDTH).unwrap_or_default() - full;
    let millis = u64::try_from(elapsed.as_millis()).unwrap_or(u64::MAX).max(1);
    let speed = done.saturating_mul(1000) / millis;
    let left = total.saturating_sub(done) / speed.max(1);
    format!(
        "[{}{}] {:>3} %  {} of {}  {}/s  {left} s left",
        "#".repeat(full),
        "·".repeat(empty),
        done * 100 / total,
        grouped(done),
        grouped(total),
        grouped(speed),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_bar_fills_up() {
        let second = Duration::from_secs(1);
        assert_eq!(
            bar(1500, 3000, second),
            format!(
                "[{}{}]  50 %  1,500 of 3,000  1,500/s  1 s left",
                "#".repeat(15),
                "·".repeat(15)
            )
        );
        assert!(bar(0, 0, Duration::ZERO).contains("  0 %"));
        assert!(bar(9, 3, second).starts_with(&format!("[{}] ", "#".repeat(30))));
    }
}
