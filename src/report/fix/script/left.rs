//! What scripts leave, and to whom.

use crate::fix::Fixed;
use crate::policy::Safety;
use crate::report::fix::{FixInput, Part};

/// The scripts of a resource group, and what they leave.
pub struct Scripts<'p> {
    /// `quick-fix.sh` and `undo.sh`; nothing where they would do nothing for resources that a template deploys.
    pub texts: Option<[String; 2]>,
    /// How many findings they leave.
    pub left: Left,
    /// The findings that take a person's hand, with the reasons.
    pub by_hand: Vec<(&'p Fixed, String)>,
}

/// Findings that the files' patch fixes and the script does not.
pub struct Left {
    /// All that the patch fixes.
    pub all: usize,
    /// Their fixes may interrupt someone, and the script holds safer ones only.
    pub for_review: usize,
    /// Their fixes cannot be undone, and the script holds safer ones only.
    pub destructive: usize,
    /// No call makes their change.
    pub by_hand: usize,
}

impl Left {
    pub(super) fn of(input: &FixInput<'_>, part: &Part<'_>, by_hand: usize) -> Self {
        let left = |level| part.fixed.iter().filter(|fixed| input.scripts < level && fixed.safety == level).count();
        let (for_review, destructive) = (left(Safety::Review), left(Safety::Destructive));
        Self { all: part.fixed.len(), for_review, destructive, by_hand }
    }

    /// How many findings the script fixes.
    pub fn done(&self) -> usize {
        self.all - self.for_review - self.destructive - self.by_hand
    }

    /// Some of all findings, and what becomes of them: `2 of 3 findings are left out`.
    pub fn some(&self, number: usize, what: &str) -> String {
        let of = if self.all == 1 { "finding" } else { "findings" };
        format!("{number} of {} {of} {} {what}", self.all, if number == 1 { "is" } else { "are" })
    }

    /// What a script says of itself when it runs.
    pub(super) fn told(&self) -> Vec<String> {
        let mut lines = Vec::new();
        if self.done() == 0 {
            lines.push("Nothing is changed here.".to_owned());
        }
        let why = [
            (self.for_review, "left out, as such a fix may interrupt someone: --safety review takes it too"),
            (self.destructive, "left out, as such a fix cannot be undone: --safety destructive takes it too"),
            (self.by_hand, "to be fixed by hand, as the comments in this file say"),
        ];
        let left = why.iter().filter(|(number, _)| *number > 0);
        lines.extend(left.map(|(number, what)| format!("{}.", self.some(*number, what))));
        lines
    }

    /// What a script says that has nothing to give back.
    pub(super) fn nothing_back(&self) -> &'static str {
        match self.done() {
            0 => "Nothing is given back here, since quick-fix.sh changes nothing.",
            _ => {
                "Nothing is given back here: what quick-fix.sh changes goes back by hand, as the comments in this file say."
            }
        }
    }
}
