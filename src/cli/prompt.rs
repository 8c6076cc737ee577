//! Questions, and what is typed.

use super::{Failure, screen};
use std::io::{self, BufRead, Write};

/// A line from the terminal; `None` when it is closed.
pub(super) fn ask(question: &str) -> Result<Option<String>, Failure> {
    let mut out = screen::stderr();
    write!(out, "{question} ")?;
    out.flush()?;
    let mut line = Vec::new();
    if io::stdin().lock().read_until(b'\n', &mut line)? == 0 {
        writeln!(out)?;
        return Ok(None);
    }
    Ok(Some(String::from_utf8_lossy(&line).trim().to_owned()))
}
