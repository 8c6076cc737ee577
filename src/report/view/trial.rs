//! What the test cases of policies gave, as `uplift.test/1`.

use super::{CoverView, EvidenceView, MarkView, MutantsView, Place, Tool};
use crate::assess::Finding;
use crate::policy::Policy;
use crate::source::Location;
use crate::trial::{Cover, Difference, Failure, Mutants, Trial, Tried, TriedFunction};
use schemars::JsonSchema;
use serde::Serialize;

/// The cases that ran.
#[derive(Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct TrialView<'a> {
    /// `uplift.test/1`.
    #[schemars(extend("const" = "uplift.test/1"))]
    pub schema: &'static str,
    /// What made this report.
    pub tool: Tool,
    /// Something was tried, nothing failed, and the cases reach and notice what they should.
    pub passed: bool,
    /// In order of id.
    pub recommendations: Vec<TriedView<'a>>,
    /// In order of name.
    pub functions: Vec<TriedFunctionView<'a>>,
    /// What the cases reach, with `--coverage`, where they passed.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub coverage: Option<CoverView<'a>>,
    /// Which mistakes the cases notice, with `--mutants`, where they passed.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub mutants: Option<MutantsView<'a>>,
}

/// A recommendation that was tried.
#[derive(Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct TriedView<'a> {
    /// Its id.
    pub recommendation: &'a str,
    /// Its cases, in order.
    pub cases: Vec<CaseView<'a>>,
    /// Cases that there should be: of a kind that is lacking, to notice a mistake of `--mutants`, or to reach what
    /// `--threshold` asks for.
    pub missing: Vec<FailureView<'a>>,
}

/// A function that was tried.
#[derive(Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct TriedFunctionView<'a> {
    /// Its name.
    pub function: &'a str,
    /// Its cases, in order.
    pub cases: Vec<CaseView<'a>>,
    /// Cases that there should be.
    pub missing: Vec<FailureView<'a>>,
}

/// A case, and how it differs from what it expects.
#[derive(Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct CaseView<'a> {
    /// Null when it has none.
    pub name: Option<&'a str>,
    /// What it expects.
    pub expected: &'static str,
    /// Where it is written.
    pub location: Place,
    /// Empty when it passed.
    pub failures: Vec<FailureView<'a>>,
}

/// What failed.
#[derive(Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct FailureView<'a> {
    /// The case, or the recommendation where a case is missing.
    pub location: Place,
    /// The case's name; null when it has none.
    pub name: Option<&'a str>,
    /// What differs, in a sentence without a full stop.
    pub difference: String,
    /// What the check said; null when it said nothing.
    pub message: Option<&'a str>,
    /// What the check read.
    pub evidence: Vec<EvidenceView<'a>>,
    /// It is told where the scripts are shown too.
    #[serde(skip)]
    #[schemars(skip)]
    pub is_of_script: bool,
}

impl<'a> TrialView<'a> {
    /// What a trial of a policy gave.
    pub fn of(policy: &'a Policy, trial: &'a Trial) -> Self {
        Self {
            schema: "uplift.test/1",
            tool: Tool::of(policy),
            passed: trial.passed(),
            recommendations: trial.recommendations.iter().map(|tried| TriedView::of(policy, tried)).collect(),
            functions: trial.functions.iter().map(|tried| TriedFunctionView::of(policy, tried)).collect(),
            coverage: None,
            mutants: None,
        }
    }

    /// The same, with what the cases reach, of which there should be so many of a hundred places, and what they notice.
    pub fn with(
        mut self,
        policy: &'a Policy,
        (cover, threshold): (Option<&'a Cover>, f64),
        mutants: Option<&'a Mutants>,
    ) -> Self {
        let missed = cover.filter(|cover| !cover.reaches(threshold)).map(|cover| CoverView::of(policy, cover).missed);
        for missed in missed.into_iter().flatten() {
            self.lack(missed.recommendation, missed.what().to_owned(), missed.location);
        }
        if let Some(mutants) = mutants.map(|mutants| MutantsView::of(policy, mutants)) {
            for mark in mutants.idle_marks {
                self.lack(mark.recommendation, MarkView::WHAT.to_owned(), mark.location);
            }
            for survivor in mutants.survivors {
                self.lack(survivor.recommendation, survivor.what(), survivor.location);
            }
        }
        let coverage = cover.map(|cover| CoverView::of(policy, cover));
        Self { coverage, mutants: mutants.map(|mutants| MutantsView::of(policy, mutants)), ..self }
    }

    /// Tells of a script that the cases of a recommendation do not hold to account.
    fn lack(&mut self, recommendation: &str, difference: String, location: Place) {
        if let Some(tried) = self.recommendations.iter_mut().find(|tried| tried.recommendation == recommendation) {
            let (name, message, evidence) = (None, None, Vec::new());
            tried.missing.push(FailureView { location, name, difference, message, evidence, is_of_script: true });
        }
        self.passed = false;
    }

    /// How many cases ran.
    pub fn cases(&self) -> usize {
        self.tried().map(|(_, cases, _)| cases.len()).sum()
    }

    /// Everything that was tried: its id or name, its cases, and cases that there should be.
    pub fn tried(&self) -> impl Iterator<Item = (&'a str, &[CaseView<'a>], &[FailureView<'a>])> {
        let recommendations = self.recommendations.iter();
        let recommendations =
            recommendations.map(|tried| (tried.recommendation, tried.cases.as_slice(), tried.missing.as_slice()));
        let functions = self.functions.iter();
        let functions = functions.map(|tried| (tried.function, tried.cases.as_slice(), tried.missing.as_slice()));
        recommendations.chain(functions)
    }

    /// Everything that failed, each with its recommendation or function.
    pub fn failures(&self) -> impl Iterator<Item = (&'a str, &FailureView<'a>)> {
        self.tried().flat_map(|(name, cases, missing)| {
            let own = cases.iter().flat_map(|case| &case.failures).chain(missing);
            own.map(move |failure| (name, failure))
        })
    }
}

impl<'a> TriedView<'a> {
    fn of(policy: &'a Policy, tried: &'a Tried) -> Self {
        let entry = &policy.recommendations[tried.recommendation.0];
        let cases = entry.cases.iter();
        let cases = cases.map(|case| (case.name.as_deref(), case.expected.key(), &case.location));
        let (cases, missing) = views(cases, &tried.failures);
        Self { recommendation: &entry.id, cases, missing }
    }
}

impl<'a> TriedFunctionView<'a> {
    fn of(policy: &'a Policy, tried: &'a TriedFunction) -> Self {
        let function = &policy.functions[tried.function].function;
        let cases = function.cases.iter();
        let cases = cases.map(|case| {
            let expected = if case.gives.is_some() { "gives" } else { "unknown" };
            (case.name.as_deref(), expected, &case.location)
        });
        let (cases, missing) = views(cases, &tried.failures);
        Self { function: &function.name, cases, missing }
    }
}

/// Cases by their names, what they expect and their places, with what failed in each; and those that there should be.
fn views<'a>(
    cases: impl Iterator<Item = (Option<&'a str>, &'static str, &'a Location)>,
    failures: &'a [Failure],
) -> (Vec<CaseView<'a>>, Vec<FailureView<'a>>) {
    let is_missing = |failure: &&Failure| matches!(failure.difference, Difference::Missing(_));
    let (missing, failed): (Vec<_>, Vec<_>) = failures.iter().partition(is_missing);
    let of_case = |location: &Location| {
        let own = failed.iter().filter(|failure| failure.location == *location);
        own.map(|failure| FailureView::of(failure)).collect()
    };
    let cases = cases.map(|(name, expected, location)| CaseView {
        name,
        expected,
        location: location.clone().into(),
        failures: of_case(location),
    });
    (cases.collect(), missing.into_iter().map(FailureView::of).collect())
}

impl<'a> FailureView<'a> {
    fn of(failure: &'a Failure) -> Self {
        let finding: Option<&Finding> = failure.finding.as_ref();
        let evidence = finding.into_iter().flat_map(|finding| &finding.evidence);
        Self {
            location: failure.location.clone().into(),
            name: failure.name.as_deref(),
            difference: failure.difference.to_string(),
            message: finding.and_then(|finding| finding.message.as_deref()),
            evidence: evidence.map(|evidence| EvidenceView::of(evidence, &str::to_owned)).collect(),
            is_of_script: false,
        }
    }
}
