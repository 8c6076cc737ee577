//! Which line ends git keeps.

use super::command::output;
use std::ffi::OsStr;
use std::path::Path;

/// Whether git keeps line feeds alone of a file that has carriage returns here, by the settings of its repository: a patch with
/// carriage returns would fit the work tree, and neither the index nor a commit.
pub fn is_kept_without_returns(file: &Path) -> bool {
    let Ok(file) = file.canonicalize() else { return false };
    let (Some(directory), Some(name)) = (file.parent(), file.file_name()) else { return false };
    let words = ["--literal-pathspecs", "ls-files", "--eol", "-z", "--"].map(OsStr::new);
    let Ok(output) = output(directory, &[&words[..], &[name]].concat()) else { return false };
    let said = String::from_utf8_lossy(&output.stdout);
    output.status.success() && said.split_once('\t').is_some_and(|(ends, _)| is_converted(ends))
}

/// What git says of a file, as `i/lf w/crlf attr/text=auto`.
fn is_converted(ends: &str) -> bool {
    let mut words = ends.split_whitespace();
    let (index, work, attribute) = (words.next(), words.next(), words.next().unwrap_or_default());
    let has_returns = matches!(work, Some("w/crlf" | "w/mixed"));
    // Text that git finds out to be text stays as it was added; what is said to be text does not.
    has_returns && (index == Some("i/lf") || attribute == "attr/text")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn git_tells_what_it_converts() {
        for (ends, expected) in [
            ("i/lf    w/crlf  attr/                 ", true),
            ("i/lf    w/mixed attr/text=auto        ", true),
            ("i/lf    w/lf    attr/text=auto        ", false),
            ("i/crlf  w/crlf  attr/text=auto        ", false),
            ("i/crlf  w/crlf  attr/text eol=crlf    ", true),
            ("i/crlf  w/crlf  attr/-text            ", false),
            ("", false),
        ] {
            assert_eq!(is_converted(ends), expected, "{ends}");
        }
    }
}
