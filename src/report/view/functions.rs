//! What scripts may say: `uplift functions`.

use crate::check::Answer;
use crate::estate::{Shows, Tried, TriedUse};
use crate::policy::Shared;
use schemars::JsonSchema;
use serde::Serialize;
use serde_json::Value;

/// What `uplift functions` prints.
#[derive(Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct FunctionsView<'a> {
    /// `uplift.functions/1`.
    #[schemars(extend("const" = "uplift.functions/1"))]
    pub schema: &'static str,
    /// In groups, in the order to read them.
    pub functions: Vec<FunctionView<'a>>,
}

/// A word of scripts.
#[derive(Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct FunctionView<'a> {
    /// What it belongs to.
    pub group: &'a str,
    /// How it is written, and what it gives.
    pub signature: String,
    /// What it does, and what absence counts as.
    pub description: &'a str,
    /// Expressions and what they give. Those of shared functions are their test cases.
    pub uses: Vec<UseView<'a>>,
    /// The file that holds it, where policies share it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub file: Option<&'a str>,
}

/// An expression and what it gives.
#[derive(Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct UseView<'a> {
    /// What it shows: `example`, or what becomes of an `absent` value, of a `text` that is not what is looked for, and of a value that is `unknown`.
    pub shows: &'static str,
    /// As a script holds it.
    pub expression: &'a str,
    /// What it gives; null where that is absent, or there is none.
    pub gives: Option<&'a Value>,
    /// Why the answer is unknown; null where it is not.
    pub unknown: Option<&'a str>,
    /// Why a script that says it fails; null where it does not.
    pub fails: Option<&'a str>,
}

/// What scripts may say, and what the policies share.
pub fn functions<'a>(tried: &'a [Tried], shared: &'a [Shared]) -> FunctionsView<'a> {
    let own = tried.iter().map(|Tried { helper, uses }| FunctionView {
        group: helper.group,
        signature: helper.signature.to_owned(),
        description: helper.description,
        uses: uses.iter().map(used).collect(),
        file: None,
    });
    let shared = shared.iter().map(|Shared { function, .. }| FunctionView {
        group: "shared by policies",
        signature: function.signature(),
        description: &function.description,
        uses: Vec::new(),
        file: Some(&function.location.file),
    });
    FunctionsView { schema: "uplift.functions/1", functions: own.chain(shared).collect() }
}

fn used(TriedUse { shows, expression, answer }: &TriedUse) -> UseView<'_> {
    let shows = match shows {
        Shows::Example => "example",
        Shows::Absent => "absent",
        Shows::Text => "text",
        Shows::Unknown => "unknown",
    };
    let (gives, unknown, fails) = match answer {
        Answer::Gave(shown) => (Some(&shown.value), None, None),
        Answer::Unknown(reason) => (None, Some(reason.as_str()), None),
        Answer::Failed(reason) => (None, None, Some(reason.as_str())),
    };
    UseView { shows, expression, gives, unknown, fails }
}

impl UseView<'_> {
    /// What it gives, on one line.
    pub fn told(&self) -> String {
        match (self.gives, self.unknown, self.fails) {
            (_, Some(reason), _) => format!("unknown: {reason}"),
            (_, _, Some(reason)) => format!("fails: {reason}"),
            (Some(value), ..) if !value.is_null() => value.to_string(),
            _ => "()".to_owned(),
        }
    }
}
