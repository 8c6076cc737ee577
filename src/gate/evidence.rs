//! What decided a finding, made ready to be compared with what decided another one.

use crate::assess::Finding;
use crate::inventory::{Resource, is_global};

/// The values that decided, by their paths. An id that is made of a file's name is the same under another name of the file:
/// neither the resource's own nor one beside it says anything else then.
pub(super) fn decided(finding: &Finding, resource: &Resource) -> Vec<(String, Option<String>)> {
    let entry = resource.id.split_once('#').filter(|_| !is_global(&resource.id)).map(|(entry, _)| format!("{entry}#"));
    let lasting = |value: &String| match &entry {
        Some(entry) => value.replace(&*resource.id, "{id}").replace(&**entry, "#"),
        None => value.clone(),
    };
    finding.evidence.iter().map(|own| (own.path.clone(), own.value.as_ref().map(lasting))).collect()
}

/// Whether the same values decided, wherever they stand.
pub(super) fn is_alike(before: (&Finding, &Resource), after: (&Finding, &Resource)) -> bool {
    before.0.evidence.len() == after.0.evidence.len()
        && before.0.more_reads == after.0.more_reads
        && decided(before.0, before.1) == decided(after.0, after.1)
}
