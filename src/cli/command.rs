//! Commands to type next, built from the one that was typed.

use super::args::{PolicyArguments, ScanArguments, VERDICTS};
use crate::estate::{Settings, nearest};
use crate::policy::Verdicts;
use crate::report::{Typed, quoted};
use crate::source::{FileSystem, display_name};
use std::path::{Path, PathBuf};

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
    if let Some((word, ..)) =
        VERDICTS.iter().find(|(_, own, _)| *own == arguments.verdicts.verdicts && *own != Verdicts::Own)
    {
        words.push(format!("--verdicts {word}"));
        let preview = &arguments.verdicts.preview;
        words.extend((!preview.is_empty()).then(|| format!("--preview {}", quoted(&preview.join(",")))));
    }
    let config = arguments.policies.config.as_deref();
    format!("{}{}", words.join(" "), policies(&arguments.policies, config))
}

/// What a command was given, for the next one.
pub(super) fn typed(paths: &[PathBuf], arguments: &PolicyArguments) -> Typed {
    let paths = paths.iter().map(|path| display_name(path)).collect();
    Typed { paths, flags: policies(arguments, arguments.config.as_deref()) }
}

/// The flags by which commands without paths find the same policies, with a space before each.
pub(super) fn flags(arguments: &PolicyArguments, settings: &Settings) -> String {
    let found = nearest(&FileSystem, Path::new("."));
    policies(arguments, settings.file.as_deref().filter(|file| found.as_deref() != Some(*file)))
}

fn policies(arguments: &PolicyArguments, config: Option<&Path>) -> String {
    let flag = |name: &str, path: &Path| format!(" {name} {}", quoted(&display_name(path)));
    let mut flags: String = arguments.policies.iter().map(|path| flag("--policies", path)).collect();
    flags.extend(arguments.parameters.iter().map(|path| flag("--parameters", path)));
    flags.extend(arguments.var_file.iter().map(|path| flag("--var-file", path)));
    flags.extend(arguments.no_embedded.then_some(" --no-embedded"));
    flags.extend(config.map(|path| flag("--config", path)));
    flags
}
