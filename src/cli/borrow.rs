//! Exports of Defender for Cloud for a scan that goes by its verdicts.

use super::args::ScanArguments;
use super::{Failure, ahead, exported, reports};
use crate::estate::{Borrowed, Estate, STDIN};
use crate::policy::Verdicts;
use crate::portal::Export;
use crate::report::Format;
use crate::source::{FileSystem, Problem};
use std::path::Path;
use std::sync::Arc;

/// The export among the paths, where a scan goes by it.
pub(super) fn export(arguments: &ScanArguments) -> Result<Option<Export>, Failure> {
    let preview = &arguments.verdicts.preview;
    if arguments.verdicts.verdicts == Verdicts::Own {
        if !preview.is_empty() {
            let problem =
                Problem::new("", "--preview is about the verdicts of Defender for Cloud, and none of them counts");
            return Err(problem.help("Add `--verdicts both` or `--verdicts portal`, or leave out --preview").into());
        }
        return Ok(None);
    }
    if arguments.paths.iter().any(|path| path == Path::new(STDIN)) {
        let problem = Problem::new(STDIN, "an export of Defender for Cloud is not looked for on standard input");
        return Err(problem.help("Write it to a file, and name that").into());
    }
    if arguments.format == Format::PARTIAL || reports::has(&arguments.reports, Format::PARTIAL) {
        let problem = Problem::new("", "results of parts are added up by the verdicts of the checks alone");
        return Err(problem.help("Leave out --verdicts, or the partial result").into());
    }
    if !ahead::asked(arguments).is_empty() {
        let problem = Problem::new("", "quick fixes, ways and due dates go by the verdicts of the checks alone");
        return Err(problem.help("Leave out --verdicts, or the page and --with").into());
    }
    let (mut export, mut problems, _) = exported::exported(&arguments.paths)?;
    if export.assessments.is_empty() {
        problems.push(exported::none());
        return Err(problems.into());
    }
    export.warnings.extend(exported::keys(preview, &export).1);
    Ok(Some(export))
}

/// The estate that goes by an export.
pub(super) fn estate<'e>(
    arguments: &ScanArguments,
    estate: Estate,
    export: Option<&'e Export>,
) -> Result<(Estate, Option<Borrowed<'e>>), Failure> {
    let Some(export) = export else { return Ok((estate, None)) };
    let policies = &arguments.policies;
    let (sources, paths) = (policies.sources(), policies.read_with(&arguments.paths));
    let (preview, _) = exported::keys(&arguments.verdicts.preview, export);
    let whose = arguments.verdicts.verdicts;
    let place = (Arc::new(FileSystem) as _, &sources, paths.as_slice());
    let (estate, borrowed) = estate.borrowing(place, (export, &preview), whose, arguments.day.today())?;
    Ok((estate, Some(borrowed)))
}
