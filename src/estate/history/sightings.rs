//! Days on which recorded scans first had a finding, for what is not in git.
//!
//! A line holds marks of what is unhealthy and was not in the lines before, and of what is not unhealthy any more. Marks are
//! digests: they tell a finding to who knows it already. Lines may come in any order and twice, as a merge by union leaves
//! them. What the first line of a scope holds may be older.

use crate::duty::Since;
use crate::policy;
use crate::source::{Digest, Position, Problem};
use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};

/// What is unhealthy, by marks, and since when.
#[derive(Default)]
pub struct Sightings {
    open: BTreeMap<String, Since>,
    /// There are lines of the scope.
    is_begun: bool,
}

/// What a scan adds.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Sighting {
    schema: String,
    /// The day that it was judged on, like 2027-03-31.
    day: String,
    /// Equal where the same was scanned.
    scope: String,
    /// What is unhealthy and was not.
    opened: BTreeSet<String>,
    /// What was unhealthy and is not.
    closed: BTreeSet<String>,
}

const SCHEMA: &str = "uplift.sighting/1";

/// What stands for a finding: a digest of its resource's id and of its recommendation's.
pub fn mark(resource: &str, recommendation: &str) -> String {
    let mut digest = Digest::default();
    digest.add_text(&resource.to_lowercase());
    digest.add_text(recommendation);
    digest.to_string()[..24].to_owned()
}

impl Sightings {
    /// What the lines of one scope come to, and which lines cannot be read.
    pub fn parse(name: &str, text: &str, scope: &str) -> (Self, Vec<Problem>) {
        let (mut lines, mut told) = (Vec::new(), Vec::new());
        for (line, number) in text.lines().zip(1..).filter(|(line, _)| !line.trim().is_empty()) {
            let read = serde_json::from_str::<Sighting>(line).ok().filter(|line| line.schema == SCHEMA);
            match read.and_then(|line| Some((policy::day(&line.day).ok()?, line))) {
                Some((day, line)) => lines.extend((line.scope == scope).then_some((day, line))),
                None => {
                    let problem = Problem::new(name, "this is no line that a recorded scan leaves, and is passed over");
                    told.push(problem.at(Position { line: number, column: 1 }).help(WRONG));
                }
            }
        }
        lines.sort_by_key(|(day, _)| *day);
        let first = lines.first().map(|(day, _)| *day);
        let mut sightings = Self { is_begun: first.is_some(), ..Self::default() };
        for (day, line) in lines {
            for mark in &line.closed {
                sightings.open.remove(mark);
            }
            let since = Since { day, at_latest: first == Some(day) };
            for mark in line.opened {
                sightings.open.entry(mark).or_insert(since);
            }
        }
        (sightings, told)
    }

    /// The day on which a finding was first there in an unbroken run of recorded scans.
    pub fn since(&self, resource: &str, recommendation: &str) -> Option<Since> {
        if self.open.is_empty() { None } else { self.open.get(&mark(resource, recommendation)).copied() }
    }

    /// What a scan adds, by the marks of what is unhealthy and of what is not decided, which stays as it was; `None` where it
    /// adds nothing.
    pub fn next(
        &self,
        day: Date,
        scope: &str,
        unhealthy: &BTreeSet<String>,
        undecided: &BTreeSet<String>,
    ) -> Option<Sighting> {
        let opened = unhealthy.iter().filter(|mark| !self.open.contains_key(*mark)).cloned();
        let is_closed = |mark: &&String| !unhealthy.contains(*mark) && !undecided.contains(*mark);
        let line = Sighting {
            schema: SCHEMA.to_owned(),
            day: day.to_string(),
            scope: scope.to_owned(),
            opened: opened.collect(),
            closed: self.open.keys().filter(is_closed).cloned().collect(),
        };
        (!self.is_begun || !line.opened.is_empty() || !line.closed.is_empty()).then_some(line)
    }
}

const WRONG: &str = "Remove the line, or restore the file from git";

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    #[test]
    fn a_finding_is_as_old_as_the_first_of_an_unbroken_run() {
        let marks = |names: &[&str]| names.iter().map(|name| mark(name, "r")).collect::<BTreeSet<String>>();
        let mut text = String::new();
        let scans: [(i8, &[&str], &[&str]); 6] = [
            (1, &["old"], &[]),
            (2, &["old", "a", "b", "c"], &[]),
            (3, &["old", "b"], &["c"]),
            (4, &["old", "b", "c"], &[]),
            (5, &["old", "a", "b", "c"], &[]),
            (6, &["old", "a", "b", "c"], &[]),
        ];
        for (day, unhealthy, undecided) in scans {
            let (known, told) = Sightings::parse("f", &text, "s");
            assert!(told.is_empty());
            let line = known.next(date(2027, 1, day), "s", &marks(unhealthy), &marks(undecided));
            assert_eq!(line.is_none(), day == 4 || day == 6, "{day}");
            text.extend(line.map(|line| serde_json::to_string(&line).expect("JSON") + "\n"));
        }
        let days = |text: &str| {
            let (known, _) = Sightings::parse("f", text, "s");
            ["old", "a", "b", "c", "none"]
                .map(|name| known.since(name, "r").map(|since| (since.day.day(), since.at_latest)))
        };
        let expected = [Some((1, true)), Some((5, false)), Some((2, false)), Some((2, false)), None];
        assert_eq!(days(&text), expected);
        // Other order, twice the same, another scope, and what is no line.
        let mut lines: Vec<&str> = text.lines().rev().collect();
        let (twice, other) = (lines[0], lines[0].replace("\"scope\":\"s\"", "\"scope\":\"t\""));
        lines.extend([twice, &other, "<<<<<<< ours", "{}", "{\"schema\":"]);
        assert_eq!(days(&lines.join("\n")), expected);
        assert_eq!(Sightings::parse("f", &lines.join("\n"), "s").1.len(), 3);
    }
}
