//! Commands to type next, built from the one that was typed.

use super::args::{GateArguments, PolicyArguments, ScanArguments};
use crate::estate::{Settings, nearest};
use crate::source::{FileSystem, display_name};
use std::collections::BTreeSet;
use std::path::Path;

/// The scan that was typed, without what it listed.
pub(super) fn scan(arguments: &ScanArguments) -> String {
    let mut words = vec!["uplift scan".to_owned()];
    words.extend(arguments.paths.iter().map(|path| quoted(&display_name(path))));
    let filters = &arguments.filters;
    let flags = [
        ("--management-group", &filters.management_group),
        ("--subscription", &filters.subscription),
        ("--resource-group", &filters.resource_group),
        ("--resource-type", &filters.resource_type),
    ];
    for (flag, values) in flags {
        words.extend(values.iter().map(|value| format!("{flag} {}", quoted(value))));
    }
    let config = arguments.policies.config.as_deref();
    format!("{}{}", words.join(" "), policies(&arguments.policies, config))
}

/// The quick fix of some recommendations on some resources, by the policies of the gate that was typed; no resources are
/// all.
pub(super) fn fix(gate: &GateArguments, recommendations: &BTreeSet<&str>, resources: &BTreeSet<&str>) -> String {
    let mut words = vec!["uplift fix".to_owned()];
    words.extend(gate.paths.iter().map(|path| quoted(&display_name(path))));
    words.extend(recommendations.iter().map(|id| format!("--recommendation {}", quoted(id))));
    words.extend(resources.iter().map(|id| format!("--resource {}", quoted(id))));
    format!("{}{}", words.join(" "), policies(&gate.policies, gate.policies.config.as_deref()))
}

/// Takes out of the baseline what occurs no more, by the policies of the gate that was typed.
pub(super) fn prune(gate: &GateArguments) -> String {
    let paths: Vec<String> = gate.paths.iter().map(|path| quoted(&display_name(path))).collect();
    format!("uplift baseline prune {}{}", paths.join(" "), policies(&gate.policies, gate.policies.config.as_deref()))
}

/// The flags by which commands without paths find the same policies, with a space before each.
pub(super) fn flags(arguments: &PolicyArguments, settings: &Settings) -> String {
    let found = nearest(&FileSystem, Path::new("."));
    policies(arguments, settings.file.as_deref().filter(|file| found.as_deref() != Some(*file)))
}

fn policies(arguments: &PolicyArguments, config: Option<&Path>) -> String {
    let flag = |name: &str, path: &Path| format!(" {name} {}", quoted(&display_name(path)));
    let mut flags: String = arguments.policies.iter().map(|path| flag("--policies", path)).collect();
    flags.extend(arguments.no_embedded.then_some(" --no-embedded"));
    flags.extend(config.map(|path| flag("--config", path)));
    flags
}

/// A word as a shell reads it.
fn quoted(word: &str) -> String {
    let plain = |character: char| character.is_alphanumeric() || "-_./:@=+,".contains(character);
    if !word.is_empty() && word.chars().all(plain) {
        return word.to_owned();
    }
    format!("'{}'", word.replace('\'', r"'\''"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_quoted_where_a_shell_would_take_them_apart() {
        let cases =
            [("infra/a-b_1.json", "infra/a-b_1.json"), ("my files", "'my files'"), ("it's", r"'it'\''s'"), ("", "''")];
        for (word, expected) in cases {
            assert_eq!(quoted(word), expected);
        }
    }
}
