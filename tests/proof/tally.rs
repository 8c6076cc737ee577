//! What came of a recommendation's cases.

use crate::case::Case;
use crate::differences::{Kind, Listed};
use crate::evaluate::Outcome;
use crate::judge::Answer;
use std::collections::BTreeMap;
use std::fmt::Write;
use uplift::check::Status;

/// The counts of one recommendation, and its smallest differences.
#[derive(Default)]
pub struct Tally {
    pub recommendation: String,
    pub definition: String,
    pub cases: usize,
    pub compliant: usize,
    pub non_compliant: usize,
    pub undecided: usize,
    /// Those in the list too.
    pub differences: usize,
    /// By entry of the list.
    pub listed: BTreeMap<usize, usize>,
    pub unlisted: BTreeMap<Kind, (usize, String)>,
}

impl Tally {
    /// Counts a case.
    pub fn add(&mut self, case: &Case, outcome: Outcome, answer: &Answer, list: &[Listed]) {
        self.cases += 1;
        self.compliant += usize::from(outcome == Outcome::Compliant);
        self.non_compliant += usize::from(outcome == Outcome::NonCompliant);
        let Some(kind) = Kind::of(case, outcome, answer) else {
            self.undecided += usize::from(answer.status == Status::Unknown);
            return;
        };
        self.differences += 1;
        let entry = list.iter().position(|entry| entry.covers(&self.recommendation, kind, case));
        if let Some(entry) = entry {
            *self.listed.entry(entry).or_default() += 1;
            return;
        }
        let why = answer.why.as_deref().unwrap_or_default();
        let text = format!("{} (the definition: {outcome:?}, the library: {:?} {why})", case.to_json(), answer.status);
        let (count, smallest) = self.unlisted.entry(kind).or_default();
        *count += 1;
        if smallest.is_empty() || text.len() < smallest.len() {
            *smallest = text;
        }
    }

    /// What nobody looked into, with the smallest resource of each kind.
    pub fn faults(&self) -> Vec<String> {
        let fault = |(kind, (count, smallest)): (&Kind, &(usize, String))| {
            format!(
                "{} ({}): {kind:?}, {count} of {} cases, such as {smallest}",
                self.recommendation, self.definition, self.cases
            )
        };
        let idle = [(self.compliant == 0, "compliant"), (self.non_compliant == 0, "non-compliant")];
        let idle = idle.into_iter().filter(|(is_idle, _)| *is_idle);
        let idle = idle.map(|(_, what)| format!("{} ({}): no case is {what}", self.recommendation, self.definition));
        self.unlisted.iter().map(fault).chain(idle).collect()
    }
}

/// All of them, one a line.
pub fn table(tallies: &[Tally]) -> String {
    let mut table = format!(
        "{:<40} {:<8} {:>7} {:>9} {:>13} {:>9} {:>11} {:>6}\n",
        "recommendation", "policy", "cases", "compliant", "non-compliant", "undecided", "differences", "listed"
    );
    for Tally { recommendation, definition, cases, compliant, non_compliant, undecided, differences, listed, .. } in
        tallies
    {
        let (definition, listed) = (&definition[..8], listed.values().sum::<usize>());
        let _ = writeln!(
            table,
            "{recommendation:<40} {definition} {cases:>7} {compliant:>9} {non_compliant:>13} {undecided:>9} {differences:>11} {listed:>6}"
        );
    }
    table
}
