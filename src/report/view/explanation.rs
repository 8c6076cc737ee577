//! Why a resource stands to a recommendation as it does.

use super::course::{CourseView, ReadView};
use super::{FiguresView, Place, ResourceView, Tool};
use crate::check::Status;
use crate::estate::{Effect, Explained, Explanation};
use crate::fix::{FilePatch, Plan};
use crate::inventory::{Inventory, Resource};
use crate::policy::{Exemption, Policy, Recommendation, Safety};
use crate::report::file_patch;
use crate::secret::{self, MASKED, Meaning, Secrets};
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
    /// The exemption that the finding has; missing where it has none.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub exemption: Option<ExemptedBy>,
    /// What decided, clause by clause; empty where no clause is told.
    pub decided_by: Vec<DecidingView>,
    /// What would make it healthy; missing where it is not unhealthy.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub remedy: Option<RemedyView>,
    /// What would tell, where it is not known; missing where no export would.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub wanting: Option<String>,
    /// What it is worth; missing where no other verdict would count.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub effect: Option<EffectView>,
    /// How its scripts went, in the order in which they ran.
    pub scripts: Vec<CourseView>,
    /// What was read, in order.
    pub values: Vec<ValueView<'a>>,
}

/// An exemption, as far as a finding tells of it.
#[derive(Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct ExemptedBy {
    /// Its id.
    pub id: String,
    /// The same in a sentence, with its end and its reason.
    pub summary: String,
}

/// A clause that decided.
#[derive(Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct DecidingView {
    /// `appliesTo`, `check` or the function that it stands in.
    pub script: String,
    /// The file that holds it.
    pub file: String,
    /// Its line there; in the shipped library, which keeps no places, its line in the script.
    pub line: u32,
    /// What is written there.
    pub text: String,
    /// What it gave, in words.
    pub gave: String,
    /// What was read for it.
    pub reads: Vec<ReadView>,
}

/// What would make an unhealthy resource healthy.
#[derive(Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct RemedyView {
    /// How far the quick fix may be trusted; missing where there is none.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub safety: Option<Safety>,
    /// The quick fix as one diff, with secrets masked; missing where there is none.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub diff: Option<String>,
    /// Why the quick fix is not made; missing where it is, or where the recommendation has none.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub refused: Option<String>,
    /// The steps by hand.
    pub steps: String,
}

/// What a verdict is worth.
#[derive(Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct EffectView {
    /// The estate's score as it is.
    pub now: FiguresView,
    /// The verdict that is asked about instead.
    pub instead: Status,
    /// The score with it.
    pub then: FiguresView,
    /// What else the resource does not follow in the same controls.
    pub beside: Vec<String>,
    /// The score with the quick fix, which may turn more than this verdict; missing where there is none.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub with_fix: Option<FiguresView>,
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
    inventory: &Inventory,
    (recommendation, resource): (&'a Recommendation, &'a Resource),
    explained: &'a Explained,
) -> ExplanationView<'a> {
    let finding = explained.verdict.finding.as_ref();
    let is_unhealthy = explained.verdict.status == Status::Unhealthy;
    ExplanationView {
        schema: "uplift.explanation/1",
        tool: Tool::of(policy),
        recommendation: &recommendation.id,
        title: &recommendation.title,
        resource: ResourceView::of(resource),
        status: explained.verdict.status,
        message: finding.and_then(|finding| finding.message.as_deref()),
        exemption: explained.exemption.as_ref().map(exempted_by),
        decided_by: explained.courses.last().map(deciding).unwrap_or_default(),
        remedy: is_unhealthy.then(|| remedy(policy, inventory, recommendation, explained.fix.as_ref())),
        wanting: finding
            .filter(|finding| finding.export.is_some())
            .map(|_| "`uplift queries` writes the command that exports what is wanting.".to_owned()),
        effect: explained.effect.as_ref().map(|effect| worth(policy, effect, explained.fix.as_ref())),
        scripts: explained.courses.iter().map(CourseView::of).collect(),
        values: explained.values.iter().map(value).collect(),
    }
}

fn exempted_by(exemption: &Exemption) -> ExemptedBy {
    ExemptedBy { id: exemption.id.clone(), summary: exemption.summary() }
}

fn deciding(course: &crate::check::Course) -> Vec<DecidingView> {
    let script = |place: usize| course.passages[place].function.clone().unwrap_or_else(|| course.key.key().to_owned());
    let told = |clause: &crate::check::Clause| DecidingView {
        script: script(clause.passage),
        file: course.passages[clause.passage].file.clone(),
        line: clause.line,
        text: clause.text.clone(),
        gave: super::course::gave(&clause.gave),
        reads: clause.reads.iter().map(ReadView::of).collect(),
    };
    course.deciding.iter().map(told).collect()
}

/// The plan of the finding alone, as a diff that shows no secret.
fn remedy(policy: &Policy, inventory: &Inventory, entry: &Recommendation, plan: Option<&Plan>) -> RemedyView {
    let fixed = plan.and_then(|plan| Some((plan, plan.fixed.first()?)));
    let diff = fixed.map(|(plan, fixed)| {
        let shown = |file: &FilePatch| {
            let document = &inventory.documents()[file.document as usize];
            let diff = file_patch(plan, file, policy, inventory, document.name());
            let writes_secret = fixed.edits.iter().any(|edit| edit.is_secret && edit.document == file.document);
            Secrets::of(document, inventory.secrets_of(file.document)).masked_diff(document, &diff, writes_secret)
        };
        plan.files.iter().map(shown).collect()
    });
    let refused = plan.filter(|plan| plan.fixed.is_empty()).and_then(|plan| plan.left_out.first());
    RemedyView {
        safety: fixed.map(|(_, fixed)| fixed.safety),
        diff,
        refused: refused.map(|left| left.reason.clone()),
        steps: entry.remediation.clone(),
    }
}

fn worth(policy: &Policy, effect: &Effect, plan: Option<&Plan>) -> EffectView {
    let plan = plan.filter(|plan| !plan.fixed.is_empty());
    let id = |place: &crate::policy::RecommendationIndex| policy.recommendations[place.0].id.clone();
    EffectView {
        now: FiguresView::from(&effect.now),
        instead: effect.instead,
        then: FiguresView::from(&effect.then),
        beside: effect.beside.iter().map(id).collect(),
        with_fix: plan.map(|plan| FiguresView::from(&plan.after.estate)),
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
