//! `uplift init`: files to begin with, where there are none.

use super::args::InitArguments;
use super::{Failure, screen};
use crate::report::{harmless, quoted};
use crate::scaffold::{self, NewFile, Place};
use crate::source::{self, display_name};
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

/// Writes what is not there yet, and says of the rest that it was left.
pub(super) fn run(arguments: &InitArguments) -> Result<ExitCode, Failure> {
    let directory = arguments.directory.as_path();
    let mut out = screen::stdout();
    let mut written = 0;
    for file in scaffold::start(None, ".") {
        written += usize::from(begin(directory, &file, &mut out)?);
    }
    if arguments.pipeline.is_some() {
        let (top, estate) = places(directory);
        for file in scaffold::start(arguments.pipeline, &estate).iter().filter(|file| file.place == Place::Repository) {
            written += usize::from(begin(&top, file, &mut out)?);
        }
    }
    written += usize::from(write_schemas(directory, &mut out)?);
    if written == 0 {
        writeln!(out, "nothing was changed")?;
    }
    writeln!(out, "\nNext  {}uplift test", enter(directory))?;
    out.flush()?;
    Ok(ExitCode::SUCCESS)
}

/// Writes a file unless something is in its place.
fn begin(directory: &Path, file: &NewFile, out: &mut dyn Write) -> Result<bool, Failure> {
    let name = display_name(&in_directory(directory, file.path));
    let shown = harmless(&name);
    let parent = Path::new(file.path).parent().unwrap_or(Path::new(""));
    if parent == Path::new(POLICIES) && holds_policies(&directory.join(parent)) {
        let parent = display_name(&in_directory(directory, POLICIES));
        writeln!(out, "left     {}/, which holds policies already", harmless(&parent))?;
        return Ok(false);
    }
    let is_new = source::write_new(directory, Path::new(file.path), file.text.as_bytes())?;
    match is_new {
        true => writeln!(out, "written  {shown}")?,
        false => writeln!(out, "left     {shown}, which is there already")?,
    }
    Ok(is_new)
}

/// Writes the schemas that are not there, or are those of another version: nobody writes them by hand.
fn write_schemas(directory: &Path, out: &mut dyn Write) -> Result<bool, Failure> {
    let is_there = |path: &str, text: &str| {
        let path = directory.join(path);
        source::read_named(&path, &display_name(&path)).is_ok_and(|bytes| bytes == text.as_bytes())
    };
    let wanting = scaffold::schemas().into_iter().filter(|(path, text)| !is_there(path, text));
    let mut is_any = false;
    for (path, text) in wanting {
        source::write_within(directory, Path::new(path), text.as_bytes())?;
        is_any = true;
    }
    if is_any {
        let schemas = display_name(&in_directory(directory, SCHEMAS));
        writeln!(out, "written  {}/, by which editors complete and check these files", harmless(&schemas))?;
    }
    Ok(is_any)
}

/// Where schemas are, beside the settings.
const SCHEMAS: &str = ".uplift/schemas";

/// Where policies of one's own are, beside the settings.
const POLICIES: &str = "policies";

fn holds_policies(directory: &Path) -> bool {
    directory.is_dir() && !source::walk_policies(directory).0.is_empty()
}

/// A path as it is typed from here.
fn in_directory(directory: &Path, path: &str) -> PathBuf {
    if directory == Path::new(".") { PathBuf::from(path) } else { directory.join(path) }
}

/// The top of the repository, and the way from there to the estate; both are the estate where there is no repository.
fn places(directory: &Path) -> (PathBuf, String) {
    let top = source::boundary(directory);
    let full = directory.canonicalize().unwrap_or_else(|_| directory.to_owned());
    let is_here = Path::new(".").canonicalize().is_ok_and(|here| here == top);
    match full.strip_prefix(&top) {
        Ok(below) if !below.as_os_str().is_empty() => {
            (if is_here { PathBuf::from(".") } else { top.clone() }, display_name(below))
        }
        _ => (directory.to_owned(), ".".to_owned()),
    }
}

/// The words that lead to the estate, for the next command.
fn enter(directory: &Path) -> String {
    if directory == Path::new(".") { String::new() } else { format!("cd {} && ", quoted(&display_name(directory))) }
}
