//! One entry of `controls:`.

use super::place::{Findings, Path};
use super::strict;
use super::yaml::Yaml;
use crate::source::{Checksum, Location};

/// A group of recommendations that is worth points.
#[derive(Clone, Debug, serde::Deserialize, serde::Serialize)]
pub struct Control {
    /// Unique, lower case with dashes.
    pub id: String,
    /// For people.
    pub title: String,
    /// Points at most; 0 for controls that never move the score.
    pub max_score: u32,
    /// What is at stake.
    pub description: String,
    /// Where it is written; line 0 in the embedded library.
    pub location: Location,
}

impl Control {
    /// Adds what can change a score.
    pub(super) fn count(&self, digest: &mut Checksum) {
        let Self { id, max_score, title: _, description: _, location: _ } = self;
        digest.add_text(id);
        digest.add_text(&max_score.to_string());
    }
}

/// A control as it is typed: every key optional, so that a missing one hides no other mistake.
#[derive(Debug, Default, serde::Deserialize)]
#[cfg_attr(embedded_library, derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(super) struct RawControl {
    /// What recommendations and settings call it; no other control has it.
    id: Option<String>,
    /// What people read.
    title: Option<String>,
    /// Its points; 0 where it must not move the score.
    max_score: Option<u32>,
    /// What is at stake.
    description: Option<String>,
}

/// The keys that a control cannot do without.
pub(super) const REQUIRED: [&str; 4] = ["id", "title", "maxScore", "description"];

/// Reads a control; what could not be read is empty, and reported.
pub(super) fn read(findings: &mut Findings<'_>, path: &Path, entry: &Yaml) -> Control {
    let raw: RawControl = strict::read(findings, path, entry);
    findings.require(path, entry, &REQUIRED);
    findings.refuse_bad_id(&path.key("id"), raw.id.as_deref());
    findings.tell_cuts(path, &["title", "description"]);
    findings.refuse_empty(&path.key("title"), raw.title.as_deref());
    findings.refuse_empty(&path.key("description"), raw.description.as_deref());
    Control {
        id: raw.id.unwrap_or_default(),
        title: raw.title.unwrap_or_default(),
        max_score: raw.max_score.unwrap_or_default(),
        description: raw.description.unwrap_or_default(),
        location: findings.file.location(path),
    }
}
