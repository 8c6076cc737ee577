//! Names as git has them, bytes from the root with `/` between, and as paths.

use std::path::{Path, PathBuf};

/// A name as a path from the root; `None` for one that no checkout can have: with an empty part, `.`, `..` or `.git`, or
/// one that this system cannot write.
pub(super) fn path(name: &[u8]) -> Option<PathBuf> {
    let wrong = |part: &[u8]| matches!(part, b"" | b"." | b"..") || part.eq_ignore_ascii_case(b".git");
    if name.split(|byte| *byte == b'/').any(wrong) {
        return None;
    }
    from_bytes(name)
}

/// Any bytes as a path with this system's separators, such as where a link leads.
pub(super) fn from_bytes(bytes: &[u8]) -> Option<PathBuf> {
    #[cfg(unix)]
    return Some(Path::new(<std::ffi::OsStr as std::os::unix::ffi::OsStrExt>::from_bytes(bytes)).to_owned());
    #[cfg(not(unix))]
    std::str::from_utf8(bytes).ok().map(|name| Path::new(name).iter().collect())
}

/// A path from the root as a name in quotes, with escapes as in C: the form that git reads one a line, whatever it holds.
pub(super) fn quoted(path: &Path) -> Vec<u8> {
    let mut quoted = b"\"".to_vec();
    for (number, part) in path.iter().enumerate() {
        if number > 0 {
            quoted.push(b'/');
        }
        for byte in part.as_encoded_bytes() {
            match byte {
                b'"' | b'\\' => quoted.extend([b'\\', *byte]),
                0x20..0x7f => quoted.push(*byte),
                _ => quoted.extend(format!("\\{byte:03o}").bytes()),
            }
        }
    }
    quoted.push(b'"');
    quoted
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_that_no_checkout_can_have_are_refused() {
        for name in ["a", "a/b", ".a/..b", "a b/\"c\"\n", "é"] {
            assert_eq!(path(name.as_bytes()), Some(PathBuf::from(name)));
        }
        for name in ["", "/a", "a/", "a//b", ".", "a/../b", "./a", ".git/config", "a/.GIT/b"] {
            assert_eq!(path(name.as_bytes()), None, "{name}");
        }
    }

    #[test]
    fn quoted_names_hold_one_line() {
        assert_eq!(quoted(Path::new("a b/\"c\\\n\té")), br#""a b/\"c\\\012\011\303\251""#);
    }
}
