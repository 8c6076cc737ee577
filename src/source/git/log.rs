//! The line of a commit and its first parents.

use super::super::Problem;
use super::{Commit, Repository, command};
use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;

/// A commit with what people ask of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Logged {
    /// The commit.
    pub commit: Commit,
    /// The id of its tree.
    pub tree: String,
    /// The id of its first parent; `None` where it has none.
    pub parent: Option<String>,
    /// When it was committed.
    pub at: Timestamp,
    /// Who wrote it, by name.
    pub author: String,
    /// The first line of its message.
    pub subject: String,
}

impl Logged {
    /// The day that it was committed on, in UTC, so that a laptop and a pipeline agree.
    pub fn day(&self) -> Date {
        TimeZone::UTC.to_datetime(self.at).date()
    }
}

impl Repository {
    /// A commit, its first parent, that one's first parent, and so on as far as the clone reaches; the newest first.
    ///
    /// # Errors
    ///
    /// Commits that are missing though the clone should have them.
    pub fn first_parents(&self, commit: &Commit) -> Result<Vec<Logged>, Problem> {
        self.logged(&["--first-parent", &commit.id])
    }

    /// One commit with what people ask of it.
    ///
    /// # Errors
    ///
    /// A commit that is missing.
    pub fn told(&self, commit: &Commit) -> Result<Logged, Problem> {
        let one = self.logged(&["--max-count=1", &commit.id])?.into_iter().next();
        one.ok_or_else(|| Problem::new("", format!("git tells nothing of `{}`", commit.name)))
    }

    fn logged(&self, arguments: &[&str]) -> Result<Vec<Logged>, Problem> {
        let printed = command::run(self.root(), &[&["rev-list", "--header"], arguments].concat())?;
        let records = printed.split(|byte| *byte == 0).filter(|record| !record.is_empty());
        Ok(records.filter_map(|record| logged(&String::from_utf8_lossy(record))).collect())
    }
}

/// Reads an id, and below it the commit as git stores it.
fn logged(record: &str) -> Option<Logged> {
    let (head, message) = record.split_once("\n\n").unwrap_or((record, ""));
    let id = head.lines().next()?.to_owned();
    let field = |name: &str| head.lines().find_map(|line| line.strip_prefix(name)?.strip_prefix(' '));
    let author = field("author").and_then(|author| author.split_once('<')).map_or("", |(name, _)| name.trim());
    Some(Logged {
        tree: field("tree")?.to_owned(),
        parent: field("parent").map(str::to_owned),
        at: seconds(field("committer")?),
        author: author.to_owned(),
        subject: message.lines().map(str::trim).find(|line| !line.is_empty()).unwrap_or_default().to_owned(),
        commit: Commit { name: id.clone(), id },
    })
}

/// The time behind a name and an address; one that no calendar has becomes the nearest that some has.
fn seconds(committer: &str) -> Timestamp {
    let seconds = committer.rsplit(' ').nth(1).unwrap_or_default();
    let seconds = seconds.parse().unwrap_or(if seconds.starts_with('-') { i64::MIN } else { i64::MAX });
    let end = if seconds < 0 { Timestamp::MIN } else { Timestamp::MAX };
    Timestamp::from_second(seconds).unwrap_or(end)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_commit_is_told_by_its_day_in_utc_its_author_and_its_first_line() {
        let of = |committer: &str| {
            let record = format!(
                "ab12\ntree cd34\nparent 00\nauthor A. B. <a@b> 5 +0000\ncommitter {committer}\n\n    \n    What\n"
            );
            logged(&record).expect("a commit")
        };
        let told = of("C <c@d> 1767225599 -1200");
        assert_eq!((told.commit.id.as_str(), told.tree.as_str(), told.parent.as_deref()), ("ab12", "cd34", Some("00")));
        assert_eq!((told.author.as_str(), told.subject.as_str()), ("A. B.", "What"));
        assert_eq!(told.day().to_string(), "2025-12-31");
        assert_eq!(of("C <c@d> 99999999999999999999 +0000").day().to_string(), "9999-12-30");
        assert_eq!(logged("ab12\nauthor A <a@b> 5 +0000"), None);
    }
}
