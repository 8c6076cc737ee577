//! Scripts that YAML may have cut.

use super::place::{Findings, Path};
use super::yaml::Yaml;
use std::borrow::Cow;

/// A plain scalar loses what stands behind ` #` and takes `!x` as a tag: nothing that was read from it can be trusted.
pub(super) fn without_plain_scripts<'v>(
    findings: &mut Findings<'_>,
    path: &Path,
    entry: &'v Yaml,
    scripts: &[(Option<&str>, &str)],
) -> Cow<'v, Yaml> {
    let mut entry = Cow::Borrowed(entry);
    for &(parent, key) in scripts {
        let place = parent.map_or_else(|| path.clone(), |parent| path.key(parent)).key(key);
        if findings.file.is_plain(&place) {
            let message =
                format!("`{key}` is a plain scalar, which YAML cuts at ` #` and whose leading `!` it takes away");
            findings.key(
                &place,
                message,
                format!("write `{key}: |` and the script on the next lines, or put it in quotes"),
            );
            let entry = entry.to_mut();
            let holder = match parent {
                Some(parent) => entry.get_mut(parent),
                None => Some(entry),
            };
            if let Some(members) = holder.and_then(Yaml::as_mapping_mut) {
                members.insert(Yaml::from(key), Yaml::from("unread"));
            }
        }
    }
    entry
}
