//! One entry of `controls:`.

use super::place::{Findings, Path};
use super::raw::RawControl;
use super::yaml::Yaml;
use super::{Control, strict};

/// Reads a control; what could not be read is empty, and reported.
pub(super) fn read(findings: &mut Findings<'_>, path: &Path, entry: &Yaml) -> Control {
    let raw: RawControl = strict::read(findings, path, entry);
    findings.require(path, entry, &["id", "title", "maxScore", "description"]);
    findings.refuse_bad_id(&path.key("id"), raw.id.as_deref());
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
