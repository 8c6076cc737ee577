//! What reports are about.

use super::{calls, is_new_and_undecided};
use crate::report::fix::FixInput;
use crate::report::review::{Quotes, ReviewedScan, findings_of_fix, findings_of_scan};
use crate::report::view::{
    Catalogue, DueView, ExemptionList, FindingView, HistoryView, LintView, PolicyDiffView, ReconcileView, Review, Scan,
    TrialView,
};
use std::borrow::Cow;

/// What a command has to say.
pub enum Report<'r> {
    /// Findings of a scan, a gate or a quick fix.
    Run(RunReport<'r>),
    /// What test cases gave.
    Test(&'r TrialView<'r>),
    /// What is wrong with policies.
    Lint(&'r LintView<'r>),
    /// Controls and recommendations.
    List(&'r Catalogue),
    /// Exemptions.
    Exemptions(&'r ExemptionList),
    /// The score over time.
    History(&'r HistoryView),
    /// The platform's score held against ours.
    Reconcile(&'r ReconcileView),
    /// What is due, and whose it is.
    Due(&'r DueView),
    /// Two editions of the policies, held against each other.
    Policies(&'r PolicyDiffView<'r>),
}

/// A kind of [`Report`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// [`Report::Run`].
    Run,
    /// The same of a scan, which has formats of its own.
    Scan,
    /// The same of one whose findings are not at hand.
    Sums,
    /// [`Report::Test`].
    Test,
    /// [`Report::Lint`].
    Lint,
    /// [`Report::List`].
    List,
    /// [`Report::Exemptions`].
    Exemptions,
    /// [`Report::History`].
    History,
    /// [`Report::Reconcile`].
    Reconcile,
    /// [`Report::Due`].
    Due,
    /// [`Report::Policies`].
    Policies,
}

/// A run with its findings.
#[derive(Clone, Copy)]
pub struct RunReport<'r> {
    /// What holds for all of it.
    pub review: &'r Review,
    /// What was found.
    pub found: Found<'r>,
}

/// Where the findings of a run come from, and what else its own text and JSON show.
#[derive(Clone, Copy)]
pub enum Found<'r> {
    /// A scan, whose findings are made while they are written.
    Scan(&'r Scan<'r>, ReviewedScan<'r>),
    /// A gate, whose findings are held.
    Gate(&'r [FindingView<'r>]),
    /// A quick fix, whose findings are made while they are written. The lines are of its own inventory.
    Fix(FixInput<'r>, &'r Quotes<'r>),
}

/// A finding that is held elsewhere, or made while it is written.
pub(super) type Listed<'r> = Cow<'r, FindingView<'r>>;

impl<'r> RunReport<'r> {
    /// Those that call for somebody.
    pub(super) fn calling(&self) -> impl Iterator<Item = Listed<'r>> + 'r {
        let fails = self.review.rules.iter().any(|rule| !rule.passed && rule.id.split('.').next() == Some("onUnknown"));
        self.findings().filter(move |finding| calls(finding) || fails && is_new_and_undecided(finding))
    }

    /// All findings, each as it is wanted.
    pub(super) fn findings(&self) -> Box<dyn Iterator<Item = Listed<'r>> + 'r> {
        match self.found {
            Found::Scan(_, reviewed) => Box::new(findings_of_scan(reviewed).map(Cow::Owned)),
            Found::Gate(findings) => Box::new(findings.iter().map(Cow::Borrowed)),
            Found::Fix(input, quotes) => Box::new(findings_of_fix(input, quotes).map(Cow::Owned)),
        }
    }
}
