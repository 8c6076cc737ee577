//! A diff in colour, for a person to look at.

use super::style;
use crate::report::harmless;
use std::io::{self, Write};

/// Writes a unified diff with colours as escape sequences; what its lines hold cannot steer the terminal.
///
/// # Errors
/// Those of the writer.
pub fn write_diff(diff: &str, out: &mut dyn Write) -> io::Result<()> {
    let mut header = true;
    for line in diff.lines() {
        header &= !line.starts_with("@@");
        // Tabs indent, and do no harm.
        let parts: Vec<_> = line.split('\t').map(harmless).collect();
        let text = parts.join("\t");
        let text = match line.bytes().next() {
            _ if header => style::bold(&text),
            Some(b'@') => style::accent(&text),
            Some(b'+') => style::added(&text),
            Some(b'-') => style::removed(&text),
            _ => text,
        };
        writeln!(out, "{text}")?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_have_the_colours_of_their_kind() {
        let mut out = Vec::new();
        write_diff("--- a/x\n+++ b/x\n@@ -1 +1 @@\n-old\u{1b}[2J\n+\tnew\n", &mut out).expect("memory can be written");
        let text = String::from_utf8(out).expect("text");
        let lines = ["--- a/x", "+++ b/x"].map(style::bold).to_vec();
        let rest = [style::accent("@@ -1 +1 @@"), style::removed("-old\\u{1b}[2J"), style::added("+\tnew")];
        let expected: Vec<String> = lines.into_iter().chain(rest).collect();
        assert_eq!(text.lines().collect::<Vec<_>>(), expected);
    }
}
