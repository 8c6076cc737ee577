//! Addresses: where a forge shows a line of a file at a commit.

use percent_encoding::{AsciiSet, CONTROLS, NON_ALPHANUMERIC, utf8_percent_encode};
use std::path::Path;

/// What stays in a path.
const IN_PATH: &AsciiSet = &NON_ALPHANUMERIC.remove(b'/').remove(b'-').remove(b'_').remove(b'.').remove(b'~');
/// What stands in no address, or would end one where it is shown.
const FORBIDDEN: &AsciiSet = &CONTROLS
    .add(b' ')
    .add(b'"')
    .add(b'\'')
    .add(b'<')
    .add(b'>')
    .add(b'(')
    .add(b')')
    .add(b'[')
    .add(b']')
    .add(b'\\')
    .add(b'^')
    .add(b'`')
    .add(b'{')
    .add(b'|')
    .add(b'}');

/// A program that shows the files of a repository.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Forge {
    /// GitHub, also on a server of one's own.
    GitHub,
    /// GitLab, also on a server of one's own.
    GitLab,
    /// Azure Repos.
    AzureRepos,
}

/// Where the files that a report is about can be seen.
#[derive(Clone, Debug)]
pub struct Links {
    /// Whose addresses these are.
    pub forge: Forge,
    /// The repository's address, such as `https://github.com/contoso/estate`.
    pub repository: String,
    /// The commit's id.
    pub commit: String,
}

impl Links {
    /// The address of a line of a file that is named from the root of the repository; `None` for files elsewhere.
    pub(in crate::report) fn to(&self, file: &str, line: u32) -> Option<String> {
        let is_elsewhere = file.is_empty() || Path::new(file).is_absolute() || file.split('/').any(|step| step == "..");
        if is_elsewhere || line == 0 {
            return None;
        }
        let (repository, commit) = (page(self.repository.trim_end_matches('/')), &self.commit);
        let path = encoded(file.strip_prefix("./").unwrap_or(file));
        Some(match self.forge {
            Forge::GitHub => format!("{repository}/blob/{commit}/{path}#L{line}"),
            Forge::GitLab => format!("{repository}/-/blob/{commit}/{path}#L{line}"),
            Forge::AzureRepos => {
                let lines = format!("line={line}&lineEnd={}&lineStartColumn=1&lineEndColumn=1", line.saturating_add(1));
                format!("{repository}?path=/{path}&version=GC{commit}&{lines}")
            }
        })
    }
}

/// The name of a file as a part of an address.
pub(in crate::report) fn encoded(path: &str) -> String {
    utf8_percent_encode(path, IN_PATH).to_string()
}

/// The address of a page, in which only what no address may hold is another.
pub(in crate::report) fn page(address: &str) -> String {
    utf8_percent_encode(address, FORBIDDEN).to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_has_an_address_at_each_forge() {
        let links =
            |forge, repository: &str| Links { forge, repository: repository.to_owned(), commit: "c0ffee".into() };
        let cases = [
            (Forge::GitHub, "https://github.com/a/b/", "https://github.com/a/b/blob/c0ffee/x%20%28%5D.json#L7"),
            (Forge::GitLab, "https://gitlab.com/a/b", "https://gitlab.com/a/b/-/blob/c0ffee/x%20%28%5D.json#L7"),
            (
                Forge::AzureRepos,
                "https://dev.azure.com/a/_git/b",
                "https://dev.azure.com/a/_git/b?path=/x%20%28%5D.json&version=GCc0ffee&line=7&lineEnd=8&lineStartColumn=1&lineEndColumn=1",
            ),
        ];
        for (forge, repository, expected) in cases {
            assert_eq!(links(forge, repository).to("./x (].json", 7).as_deref(), Some(expected));
        }
        let github = links(Forge::GitHub, "https://a/b)](c");
        assert_eq!(github.to("x", 1).as_deref(), Some("https://a/b%29%5D%28c/blob/c0ffee/x#L1"));
        for (file, line) in [("", 1), ("/etc/a.json", 1), ("../a.json", 1), ("a.json", 0)] {
            assert_eq!(github.to(file, line), None, "{file}");
        }
    }
}
