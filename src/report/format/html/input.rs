//! Reports as a page reads them: what was written as JSON, of this release or an older one.

use crate::assess::Status;
use crate::estate::Filters;
use crate::gate::Standing;
use crate::report::view::{
    ControlView, Coverage, DataView, DutiesView, DutyView, EstateScore, EstateView, EvidenceView, ExemptionView,
    FileStatusView, FixOfReview, Place, ProblemView, RecommendationView, ResourceView, Review, RouteView, Run,
    ScanExemption, ScopeView, ScriptErrorView, Tool,
};
use crate::source::Problem;
use serde::Deserialize;
use std::borrow::Cow;

/// A JSON report by the name of its file.
pub struct Source {
    /// For messages.
    pub name: String,
    /// What the file holds.
    pub text: Vec<u8>,
}

/// A report.
pub(super) struct Input<'r> {
    pub told: Told,
    /// Its findings.
    pub rows: Vec<Row<'r>>,
}

/// What a report says beside its findings.
pub(super) enum Told {
    Scan(Box<ScanReport>),
    /// A gate or a quick fix.
    Change(Box<Review>),
}

/// A scan.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct ScanReport {
    pub tool: Tool,
    pub score: EstateScore,
    pub coverage: Coverage,
    pub filters: Filters,
    pub estates: Vec<EstateView>,
    pub scopes: Vec<ScopeView>,
    pub controls: Vec<ControlView>,
    pub recommendations: Vec<RecommendationView>,
    pub exemptions: Vec<ScanExemption>,
    #[serde(default)]
    pub route: Option<RouteView>,
    #[serde(default)]
    pub governance: Option<DutiesView>,
    pub files: Vec<ReadFile>,
    #[serde(default)]
    pub data: Option<DataView>,
    #[serde(default)]
    pub script_errors: Vec<ScriptErrorView>,
    pub warnings: Vec<ProblemView>,
    pub errors: Vec<ProblemView>,
}

/// A file that was met.
#[derive(Deserialize)]
pub(super) struct ReadFile {
    pub status: FileStatusView,
}

/// A finding, of a scan or of a change.
#[derive(Deserialize)]
pub(super) struct Row<'r> {
    pub recommendation: Cow<'r, str>,
    pub resource: ResourceView<'r>,
    pub status: Option<Status>,
    pub message: Option<Cow<'r, str>>,
    pub exemption: Option<Exempt>,
    pub location: Option<Place>,
    #[serde(default)]
    pub evidence: Vec<EvidenceView<'r>>,
    #[serde(default)]
    pub standing: Option<Standing>,
    #[serde(default)]
    pub due: Option<DutyView>,
    #[serde(default)]
    pub known: bool,
    #[serde(default)]
    pub fix: Option<FixOfReview>,
}

/// The exemption of a finding: a scan names it, and a change tells it.
#[derive(Deserialize)]
#[serde(untagged)]
pub(super) enum Exempt {
    Named(String),
    Told(ExemptionView),
}

#[derive(Deserialize)]
#[serde(expecting = "a report")]
struct Head {
    schema: String,
}

#[derive(Deserialize)]
struct Assessments<'r> {
    #[serde(borrow)]
    assessments: Vec<Row<'r>>,
}

#[derive(Deserialize)]
struct Findings<'r> {
    #[serde(borrow)]
    findings: Vec<Row<'r>>,
}

/// Reads them all; of two that are one, the second is told.
pub(super) fn read(sources: &[Source]) -> Result<Vec<Input<'_>>, Problem> {
    for (place, source) in sources.iter().enumerate() {
        if let Some(first) = sources[..place].iter().find(|first| first.text == source.text) {
            let same = Problem::new(&source.name, format!("this is the same report as {}", first.name));
            return Err(same.help("Name each report once"));
        }
    }
    sources.iter().map(one).collect()
}

fn one(source: &Source) -> Result<Input<'_>, Problem> {
    let Head { schema } = parsed(source)?;
    match schema.as_str() {
        "uplift.scan/1" => {
            let Assessments { assessments: rows } = parsed(source)?;
            Ok(Input { told: Told::Scan(Box::new(parsed(source)?)), rows })
        }
        "uplift.gate/1" | "uplift.fixes/1" => {
            let Findings { findings: rows } = parsed(source)?;
            Ok(Input { told: Told::Change(Box::new(parsed(source)?)), rows })
        }
        other => Err(unknown(&source.name, other)),
    }
}

fn parsed<'r, T: Deserialize<'r>>(source: &'r Source) -> Result<T, Problem> {
    // Windows' shells write a mark in front.
    let text = source.text.strip_prefix(b"\xef\xbb\xbf").unwrap_or(&source.text);
    serde_json::from_slice(text).map_err(|error| {
        let what = if error.is_data() { "this is no report of uplift, or not all of one" } else { "this is no JSON" };
        let wrong = Problem::new(&source.name, format!("{what}: {error}"));
        wrong.help("Pages are made from what `uplift scan --format json` and `uplift gate --report json` write")
    })
}

fn unknown(name: &str, schema: &str) -> Problem {
    let version = |text: &str| text.split_once('/').and_then(|(_, version)| version.parse::<u32>().ok());
    let is_newer = ["uplift.scan/", "uplift.gate/", "uplift.fixes/"].iter().any(|known| schema.starts_with(known))
        && version(schema) > Some(1);
    match is_newer {
        true => Problem::new(name, format!("a newer uplift wrote this report, {schema}"))
            .help("Make the page with that release"),
        false => Problem::new(name, format!("no page is made from a report {schema}"))
            .help("Pages are made from uplift.scan/1, uplift.gate/1 and uplift.fixes/1"),
    }
}

impl Input<'_> {
    /// What made the report.
    pub fn tool(&self) -> &Tool {
        match &self.told {
            Told::Scan(scan) => &scan.tool,
            Told::Change(review) => &review.tool,
        }
    }

    /// What was run.
    pub fn run(&self) -> Run {
        match &self.told {
            Told::Scan(_) => Run::Scan,
            Told::Change(review) => review.run,
        }
    }
}

impl Exempt {
    /// The exemption's id, and why, where that is told.
    pub fn told(&self) -> String {
        match self {
            Self::Named(id) => id.clone(),
            Self::Told(ExemptionView { id, reason, .. }) => format!("{id}: {reason}"),
        }
    }
}
