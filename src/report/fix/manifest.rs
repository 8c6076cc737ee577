//! `manifest.json`: what was fixed, for programs, and for people who take some of it back.
//!
//! Like every report it is versioned, and only ever added to. What `accept` says is read again with `--from`.

use super::{FixInput, Part, value};
use crate::check::{Edit, Operation};
use crate::fix::{self, Fixed, LeftOut};
use crate::inventory::FileKind;
use crate::policy::{Change, Safety};
use crate::report::view::{Place, ResourceView, ScoreChange, Tool};
use crate::report::{Points, harmless};
use crate::source::{Checksum, Digest};
use schemars::JsonSchema;
use serde::Serialize;
use serde_json::Value;
use std::borrow::Cow;
use std::collections::BTreeSet;

/// The version of the format.
pub(super) const SCHEMA: &str = "uplift.fix/1";

/// The quick fixes of one resource group.
#[derive(Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Manifest<'a> {
    /// Always `uplift.fix/1`.
    pub schema: &'static str,
    /// What made it.
    pub tool: Tool,
    /// Whose resources.
    pub group: GroupView<'a>,
    /// The estate's score, with these fixes and no others.
    pub score: ScoreChange,
    /// What these fixes gain, in points of the estate: the sum over `findings`.
    pub points: Points,
    /// The files that change, as they were read. Fixes are refused when one has another content.
    pub files: Vec<EditedFile>,
    /// What is fixed, in the order that points count in.
    pub findings: Vec<FixedView<'a>>,
    /// What stays, and why.
    pub left_out: Vec<LeftOutView<'a>>,
}

/// A resource group.
#[derive(Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct GroupView<'a> {
    /// The subscription's id; null when its files do not say.
    pub subscription: Option<&'a str>,
    /// The name that the estate's settings give it.
    pub subscription_name: Option<&'a str>,
    /// Null for resources that are in none.
    pub resource_group: Option<&'a str>,
}

/// A file that changes.
#[derive(Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct EditedFile {
    /// From the repository's root.
    pub path: String,
    /// FNV-1a of its content over 128 bits, in hexadecimal digits: what earlier releases compare.
    pub digest: String,
    /// SHA-256 of its content, in hexadecimal digits: what is compared. Missing in what earlier releases wrote.
    #[schemars(skip_serializing_if = "String::is_empty")]
    pub sha256: String,
    /// Whether it deploys the estate or records it.
    pub kind: FileKind,
}

/// A finding that is fixed: the unit that is accepted or not, since it was proven as a whole.
#[derive(Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct FixedView<'a> {
    /// Whether to fix it; for people to change. False for what cannot be undone.
    pub accept: bool,
    /// The recommendation's id.
    pub recommendation: &'a str,
    /// What it asks for.
    pub title: &'a str,
    /// Ids of its controls.
    pub controls: Vec<&'a str>,
    /// The resource.
    pub resource: ResourceView<'a>,
    /// Where the resource stands.
    pub location: Place,
    /// How far it may be trusted.
    pub safety: Safety,
    /// What may stop working.
    pub impact: Cow<'a, str>,
    /// What the platform does to apply it.
    pub change: Change,
    /// Points of the estate that it gains when those before it are applied.
    pub points: Points,
    /// Ids of recommendations that keep the resource from gaining, when `points` is 0.
    pub still_missing: Vec<&'a str>,
    /// What changes.
    pub edits: Vec<EditView>,
    /// SHA-256 of the files' contents and of each change with its real values, in hexadecimal digits: `--from` refuses to
    /// write anything else. Missing in what earlier releases wrote.
    #[schemars(skip_serializing_if = "String::is_empty")]
    pub digest: String,
    /// Ids of the other resources that take a value from a changed place of their template; missing when there are none.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub touches: Vec<&'a str>,
}

/// One change of a file.
#[derive(Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct EditView {
    /// From the resource; another resource's path begins with its type and name in brackets.
    pub path: String,
    /// What is done there.
    pub operation: OperationView,
    /// What stands there, with secrets masked; missing when nothing does.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub old: Option<Value>,
    /// What it becomes, with secrets masked; missing when it goes away.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub new: Option<Value>,
    /// The place, or the nearest one above it that exists; the file from the repository's root.
    pub location: Place,
}

/// What an edit does.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub enum OperationView {
    /// The place gets the value `new`.
    Set,
    /// The place goes away.
    Remove,
    /// The list there becomes `new`, which only has more elements.
    Append,
    /// The resource `new` is made anew.
    Create,
}

/// A finding that stays.
#[derive(Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct LeftOutView<'a> {
    /// The recommendation's id.
    pub recommendation: &'a str,
    /// The resource's id.
    pub resource: &'a str,
    /// Why.
    pub reason: String,
}

impl<'a> Manifest<'a> {
    /// The manifest of one resource group.
    pub fn of(input: &FixInput<'a>, part: &Part<'a>) -> Self {
        let documents: BTreeSet<u32> = part.fixed.iter().flat_map(|fix| &fix.edits).map(|edit| edit.document).collect();
        Self {
            schema: SCHEMA,
            tool: Tool::of(input.policy),
            group: GroupView {
                subscription: part.subscription,
                subscription_name: part.subscription_name,
                resource_group: part.group,
            },
            score: ScoreChange::of(input.plan),
            points: Points::of(&fix::gain(part.fixed.iter().copied())),
            files: documents.into_iter().map(|document| EditedFile::of(input, document)).collect(),
            findings: part.fixed.iter().map(|fix| FixedView::of(input, fix)).collect(),
            left_out: part.left_out.iter().map(|left| LeftOutView::of(input, left)).collect(),
        }
    }
}

impl EditedFile {
    fn of(input: &FixInput<'_>, document: u32) -> Self {
        let kind = input.inventory.kind_of_document(document);
        let bytes = content(input.inventory, document);
        let (digest, sha256) = (Checksum::of(bytes).to_string(), Digest::of(bytes).to_string());
        Self { path: (input.path)(document), digest, sha256, kind }
    }
}

/// A document's text, which is its file's content: what is not UTF-8 is never changed.
pub(super) fn content(inventory: &crate::inventory::Inventory, document: u32) -> &[u8] {
    inventory.documents()[document as usize].text().as_bytes()
}

/// What an accepted fix is held to. The values are the real ones, so that masks hide no difference; the content of their
/// file goes before them, so that nobody who lacks the file can guess a secret by the digest.
pub(super) fn digest_of(input: &FixInput<'_>, fixed: &Fixed) -> String {
    let mut digest = Digest::default();
    for edit in &fixed.edits {
        digest.add_text(&Digest::of(content(input.inventory, edit.document)).to_string());
        digest.add_text(&(input.path)(edit.document));
        digest.add_text(&edit.path);
        for value in [value::old(input.inventory, edit), value::new(input.inventory, edit)] {
            digest.add_text(&value.map_or_else(String::new, |value| value.to_string()));
        }
    }
    digest.to_string()
}

impl<'a> FixedView<'a> {
    fn of(input: &FixInput<'a>, fixed: &'a Fixed) -> Self {
        let (entry, resource) = (input.recommendation(fixed.finding), input.resource(fixed.finding));
        let location = input.inventory.location(fixed.finding.resource);
        Self {
            // What cannot be taken back takes a decision of its own.
            accept: fixed.safety != Safety::Destructive,
            recommendation: &entry.id,
            title: &entry.title,
            controls: entry.controls.iter().map(|control| input.policy.controls[control.0].id.as_str()).collect(),
            resource: ResourceView::of(resource),
            location: Place { file: (input.path)(resource.document), line: location.line, column: location.column },
            safety: fixed.safety,
            impact: input.impact(fixed),
            change: input.quick_fix(fixed.finding).map_or(Change::InPlace, |fix| fix.change),
            points: Points::of(&fixed.points),
            still_missing: fixed
                .still_missing
                .iter()
                .map(|missing| input.policy.recommendations[missing.0].id.as_str())
                .collect(),
            edits: fixed.edits.iter().map(|edit| EditView::of(input, edit)).collect(),
            digest: digest_of(input, fixed),
            touches: fixed.touches.iter().map(|taker| &*input.inventory.resource(*taker).id).collect(),
        }
    }
}

impl EditView {
    pub(super) fn of(input: &FixInput<'_>, edit: &Edit) -> Self {
        let node = input.inventory.documents()[edit.document as usize].node(edit.node);
        let position = node.position();
        Self {
            operation: match edit.operation {
                _ if value::created(edit).is_some() => OperationView::Create,
                Operation::Set(_) => OperationView::Set,
                Operation::Remove => OperationView::Remove,
                Operation::Append(_) => OperationView::Append,
            },
            old: value::shown_old(input.inventory, edit),
            new: value::shown_new(input.inventory, edit),
            location: Place { file: (input.path)(edit.document), line: position.line, column: position.column },
            path: edit.path.clone(),
        }
    }
}

impl<'a> LeftOutView<'a> {
    fn of(input: &FixInput<'a>, left: &LeftOut) -> Self {
        Self {
            recommendation: &input.recommendation(left.finding).id,
            resource: &input.resource(left.finding).id,
            reason: harmless(&left.reason).into_owned(),
        }
    }
}
