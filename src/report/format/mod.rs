//! Reviews in the formats of other programs: one file for each.
//!
//! Every format gets a [`Review`] and its findings one by one, and says at its top which of them it shows. What calls for
//! somebody is the same for all (see [`calls`]); formats for other programs that tell old from new by themselves show
//! more. Texts of the estate are hostile: a format escapes them where it writes them.

mod azure_devops;
mod csv;
mod github;
mod gitlab;
mod html;
mod json;
mod junit;
mod kinds;
mod markdown;
mod ndjson;
mod partial;
mod rdjson;
mod sarif;
mod secure_scores;
mod text;
mod worst;

pub use html::{Source, page_of, tour_of};
pub use json::run_schema;
pub use kinds::{Found, Kind, Report, RunReport};
pub use markdown::NOTHING_TO_SAY;

use super::text::Page;
use super::view::{
    Catalogue, DueView, ExemptionList, FindingView, HistoryView, LintView, PolicyDiffView, ReconcileView, ScanInput,
    TrialView,
};
use crate::assess::Status;
use crate::gate::Standing;
use std::fmt;
use std::io::{self, Write};

/// All formats, as `--help` lists them. Another one is a file, and a line here.
pub const FORMATS: [&Format; 14] = [
    &text::FORMAT,
    &json::FORMAT,
    &sarif::FORMAT,
    &junit::FORMAT,
    &markdown::FORMAT,
    &github::FORMAT,
    &gitlab::FORMAT,
    &azure_devops::FORMAT,
    &rdjson::FORMAT,
    &csv::FORMAT,
    &html::FORMAT,
    &ndjson::FORMAT,
    &secure_scores::FORMAT,
    &partial::FORMAT,
];

/// A format: its name, what it is for, and how it writes each kind of report that it makes sense for.
pub struct Format {
    /// As it is typed.
    pub name: &'static str,
    /// For whom or what it is.
    pub purpose: &'static str,
    /// Of a run it holds every finding with its state, also those that call for nobody.
    pub is_whole: bool,
    /// Of a scan it needs nothing but figures: it makes sense where findings are not at hand.
    pub is_of_sums: bool,
    run: Option<WriteRun>,
    /// Where it makes sense for no other run.
    scan: Option<WriteScan>,
    test: Option<WriteTest>,
    lint: Option<WriteLint>,
    list: Option<WriteList>,
    exemptions: Option<WriteExemptions>,
    history: Option<WriteHistory>,
    reconcile: Option<WriteReconciled>,
    due: Option<WriteDue>,
    policies: Option<WritePolicyDiff>,
}

type WriteRun = fn(&RunReport<'_>, &Page, &mut dyn Write) -> io::Result<()>;
type WriteScan = fn(&ScanInput<'_>, &mut dyn Write) -> io::Result<()>;
type WriteTest = fn(&TrialView<'_>, &Page, &mut dyn Write) -> io::Result<()>;
type WriteLint = fn(&LintView<'_>, &Page, &mut dyn Write) -> io::Result<()>;
type WriteList = fn(&Catalogue, &Page, &mut dyn Write) -> io::Result<()>;
type WriteExemptions = fn(&ExemptionList, &Page, &mut dyn Write) -> io::Result<()>;
type WriteReconciled = fn(&ReconcileView, &Page, &mut dyn Write) -> io::Result<()>;
type WriteDue = fn(&DueView, &Page, &mut dyn Write) -> io::Result<()>;
type WritePolicyDiff = fn(&PolicyDiffView<'_>, &Page, &mut dyn Write) -> io::Result<()>;
type WriteHistory = fn(&HistoryView, &Page, &mut dyn Write) -> io::Result<()>;

impl Format {
    /// For people, laid out as a page and with colours.
    pub const TEXT: &Self = &text::FORMAT;
    /// For programs: everything, as one document.
    pub const JSON: &Self = &json::FORMAT;
    /// GitHub's annotations, whose job summary is [`Format::MARKDOWN`].
    pub const GITHUB: &Self = &github::FORMAT;
    /// Comments.
    pub const MARKDOWN: &Self = &markdown::FORMAT;
    /// Whole numbers, to be added up.
    pub const PARTIAL: &Self = &partial::FORMAT;
    /// A page to look at.
    pub const HTML: &Self = &html::FORMAT;

    /// Writes no kind of report.
    const NONE: Self = Self {
        name: "",
        purpose: "",
        is_whole: false,
        is_of_sums: false,
        run: None,
        scan: None,
        test: None,
        lint: None,
        list: None,
        exemptions: None,
        history: None,
        reconcile: None,
        due: None,
        policies: None,
    };

    /// Whether it makes sense for a kind of report.
    pub fn takes(&self, kind: Kind) -> bool {
        match kind {
            Kind::Run => self.run.is_some(),
            Kind::Scan => self.run.is_some() || self.scan.is_some(),
            Kind::Sums => self.is_of_sums && self.takes(Kind::Scan),
            Kind::Test => self.test.is_some(),
            Kind::Lint => self.lint.is_some(),
            Kind::List => self.list.is_some(),
            Kind::Exemptions => self.exemptions.is_some(),
            Kind::History => self.history.is_some(),
            Kind::Reconcile => self.reconcile.is_some(),
            Kind::Due => self.due.is_some(),
            Kind::Policies => self.policies.is_some(),
        }
    }

    /// Writes a report. Only text is laid out as the page says.
    ///
    /// # Errors
    /// Those of the writer, and one for a kind of report that the format makes no sense for.
    pub fn write(&self, report: &Report<'_>, page: &Page, out: &mut dyn Write) -> io::Result<()> {
        let written = match report {
            Report::Run(run) => match (self.scan, run.found) {
                (Some(write), Found::Scan(_, reviewed)) => Some(write(&reviewed.scan, out)),
                _ => self.run.map(|write| write(run, page, out)),
            },
            Report::Test(trial) => self.test.map(|write| write(trial, page, out)),
            Report::Lint(view) => self.lint.map(|write| write(view, page, out)),
            Report::List(catalogue) => self.list.map(|write| write(catalogue, page, out)),
            Report::Exemptions(list) => self.exemptions.map(|write| write(list, page, out)),
            Report::History(history) => self.history.map(|write| write(history, page, out)),
            Report::Reconcile(view) => self.reconcile.map(|write| write(view, page, out)),
            Report::Due(view) => self.due.map(|write| write(view, page, out)),
            Report::Policies(diff) => self.policies.map(|write| write(diff, page, out)),
        };
        written.unwrap_or_else(|| Err(io::Error::new(io::ErrorKind::Unsupported, self.name)))
    }
}

impl PartialEq for Format {
    fn eq(&self, other: &Self) -> bool {
        self.name == other.name
    }
}

impl fmt::Debug for Format {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.name)
    }
}

/// Whether a finding calls for somebody: it is unhealthy or cannot be decided any more, and neither exempt, nor in the
/// baseline, nor as old as the base. Of a scan, which has no base, every unhealthy resource does.
fn calls(finding: &FindingView<'_>) -> bool {
    let old = matches!(finding.standing, Some(Standing::Unchanged | Standing::Moved | Standing::Resolved));
    !old && counts(finding)
}

/// Whether a finding of a new resource cannot be decided, which calls for somebody where `onUnknown` fails for it.
fn is_new_and_undecided(finding: &FindingView<'_>) -> bool {
    let stands = finding.status == Some(Status::Unknown) && finding.standing == Some(Standing::New);
    stands && !finding.known && finding.exemption.is_none()
}

/// Whether a finding cannot be decided, and the change is not to blame.
fn is_open(finding: &FindingView<'_>) -> bool {
    finding.status == Some(Status::Unknown) && finding.standing != Some(Standing::Incomparable)
}

/// Whether a finding is one as things are, old or new: neither resolved, nor exempt, nor in the baseline.
fn counts(finding: &FindingView<'_>) -> bool {
    let stands = match finding.status {
        Some(Status::Unhealthy) => true,
        Some(Status::Unknown) => finding.standing == Some(Standing::Incomparable),
        _ => false,
    };
    stands && finding.standing != Some(Standing::Resolved) && !finding.known && finding.exemption.is_none()
}
