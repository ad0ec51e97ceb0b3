//! Random bytes for tokens.

pub use getrandom::Error;

/// `N` bytes from the operating system.
///
/// # Errors
/// When the operating system has no randomness to give, in which case nothing that needs a token may go on.
pub fn random<const N: usize>() -> Result<[u8; N], Error> {
    let mut bytes = [0; N];
    getrandom::fill(&mut bytes)?;
    Ok(bytes)
}
