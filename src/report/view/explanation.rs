//! Why a resource stands to a recommendation as it does.

use super::{Place, ResourceView, Tool};
use crate::check::Status;
use crate::estate::{Explained, Explanation};
use crate::inventory::Resource;
use crate::policy::{Policy, Recommendation};
use crate::secret::{self, MASKED, Meaning};
use crate::template::{Step, Way};
use schemars::JsonSchema;
use serde::Serialize;

/// What `uplift explain` prints.
#[derive(Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct ExplanationView<'a> {
    /// `uplift.explanation/1`.
    #[schemars(extend("const" = "uplift.explanation/1"))]
    pub schema: &'static str,
    /// What made it.
    pub tool: Tool,
    /// The recommendation's id.
    pub recommendation: &'a str,
    /// What it asks for.
    pub title: &'a str,
    /// The resource.
    pub resource: ResourceView<'a>,
    /// How it stands to the recommendation.
    pub status: Status,
    /// What the check said, or why it could not be decided.
    pub message: Option<&'a str>,
    /// What was read, in order.
    pub values: Vec<ValueView<'a>>,
}

/// A value that was read.
#[derive(Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct ValueView<'a> {
    /// From the resource; other resources' reads start with their id in angle brackets.
    pub path: &'a str,
    /// As JSON text, with secrets masked; null when it is absent.
    pub value: Option<&'a str>,
    /// Where it is written, or the nearest that is there of what is around it.
    pub location: Place,
    /// How it comes about, where a template makes it. Missing for what is written as it is.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub steps: Vec<StepView>,
}

/// A step on the way to a value.
#[derive(Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct StepView {
    /// What it is.
    pub way: Way,
    /// The name of what is asked for; missing for expressions.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub name: String,
    /// What is written there, with secrets masked.
    pub text: String,
    /// Where.
    pub location: Place,
}

/// The explanation of a verdict.
pub fn explanation<'a>(
    policy: &Policy,
    recommendation: &'a Recommendation,
    resource: &'a Resource,
    explained: &'a Explained,
) -> ExplanationView<'a> {
    let finding = explained.verdict.finding.as_ref();
    ExplanationView {
        schema: "uplift.explanation/1",
        tool: Tool::of(policy),
        recommendation: &recommendation.id,
        title: &recommendation.title,
        resource: ResourceView::of(resource),
        status: explained.verdict.status,
        message: finding.and_then(|finding| finding.message.as_deref()),
        values: explained.values.iter().map(value).collect(),
    }
}

fn value(explanation: &Explanation) -> ValueView<'_> {
    let Explanation { evidence, steps } = explanation;
    let meaning = Meaning::Nothing.of_path(&evidence.path);
    let is_masked = evidence.value.as_deref().is_some_and(|value| value.contains(MASKED));
    ValueView {
        path: &evidence.path,
        value: evidence.value.as_deref(),
        location: Place {
            file: evidence.place.file.to_string(),
            line: evidence.place.line,
            column: evidence.place.column,
        },
        steps: steps.iter().map(|step| StepView::of(step, meaning, is_masked)).collect(),
    }
}

impl StepView {
    /// What comes from a secret is one, however it is written.
    fn of(step: &Step, meaning: Meaning, is_masked: bool) -> Self {
        let text = match is_masked || step.is_secret {
            true => MASKED.to_owned(),
            false => secret::shown(meaning.below(&step.name), &step.text).into_owned(),
        };
        let Step { way, name, location, .. } = step;
        let location = Place { file: location.file.to_string(), line: location.line, column: location.column };
        Self { way: *way, name: name.clone(), text, location }
    }
}
