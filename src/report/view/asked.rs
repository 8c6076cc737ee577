//! What an expression gave: `uplift try`.

use super::{Place, ResourceView};
use crate::check::{Answer, Asked, Evidence};
use crate::inventory::Resource;
use schemars::JsonSchema;
use serde::Serialize;
use serde_json::Value;

/// What `uplift try` prints.
#[derive(Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct AnswerView<'a> {
    /// `uplift.answer/1`.
    #[schemars(extend("const" = "uplift.answer/1"))]
    pub schema: &'static str,
    /// The expression as it was typed.
    pub expression: &'a str,
    /// The resource that it was asked of.
    pub resource: ResourceView<'a>,
    /// What kind of value it gave, for people; null where the answer is unknown.
    pub kind: Option<&'a str>,
    /// The value with secrets masked; null where it is absent or unknown. Resources that a look-up found stand by their ids.
    pub value: Option<&'a Value>,
    /// Why the answer is unknown; null where it is not.
    pub unknown: Option<&'a str>,
    /// What was read, in order.
    pub read: Vec<ReadValueView<'a>>,
    /// Why a check would not rely on the answer. Missing where nothing speaks against it.
    #[serde(skip_serializing_if = "<[String]>::is_empty")]
    pub doubts: &'a [String],
}

/// A value that was read.
#[derive(Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct ReadValueView<'a> {
    /// From the resource; other resources' reads start with their type and name in brackets.
    pub path: &'a str,
    /// As JSON text, shortened and with secrets masked; null when it is absent.
    pub value: Option<&'a str>,
    /// Where it is written, or the nearest that is there of what is around it.
    pub location: Place,
}

/// An answer about a resource.
pub fn answer<'a>(expression: &'a str, resource: &'a Resource, asked: &'a Asked) -> AnswerView<'a> {
    let (kind, value, unknown) = match &asked.answer {
        Answer::Gave(shown) => (Some(shown.kind.as_str()), Some(&shown.value), None),
        Answer::Unknown(reason) | Answer::Failed(reason) => (None, None, Some(reason.as_str())),
    };
    AnswerView {
        schema: "uplift.answer/1",
        expression,
        resource: ResourceView::of(resource),
        kind,
        value,
        unknown,
        read: asked.reads.iter().map(read).collect(),
        doubts: &asked.doubts,
    }
}

fn read(evidence: &Evidence) -> ReadValueView<'_> {
    let place = &evidence.place;
    ReadValueView {
        path: &evidence.path,
        value: evidence.value.as_deref(),
        location: Place { file: place.file.to_string(), line: place.line, column: place.column },
    }
}
