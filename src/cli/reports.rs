//! `--report`: one run in several formats, to files and to standard output.
//!
//! | where | what happens |
//! |---|---|
//! | `FORMAT=FILE` | the file is written whole or not at all |
//! | `FORMAT` | standard output, in place of what the command prints there; one at most |
//! | `github`, where `GITHUB_STEP_SUMMARY` names a file | the `markdown` report is added to that file too |

use super::{Failure, screen, taken, watch};
use crate::report::{FORMATS, Format, HarmlessLines, Kind, Page, Report};
use crate::source::{self, Problem, display_name};
use anstream::adapter::strip_bytes;
use std::cell::RefCell;
use std::collections::HashMap;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

/// A report that was asked for.
#[derive(Clone, Debug)]
pub(super) struct Request {
    /// How it is written.
    pub format: &'static Format,
    /// Where to; standard output when there is none.
    pub file: Option<PathBuf>,
}

/// What `--help` says of `--report`, by the formats that make sense.
pub(super) fn help(kind: Kind) -> String {
    let formats: Vec<String> = formats(kind).map(|format| format!("{} ({})", format.name, format.purpose)).collect();
    let what =
        "Write a report, to a file or instead of the text on standard output; may be said several times. Formats";
    format!("{what}: {}", formats.join(", "))
}

/// The same of commands that only write files.
pub(super) fn help_of_files(kind: Kind) -> String {
    let formats: Vec<&str> = formats(kind).map(|format| format.name).collect();
    format!(
        "Write a report to a file in each round, whole or not at all; may be said several times. Formats: {}",
        formats.join(", ")
    )
}

fn formats(kind: Kind) -> impl Iterator<Item = &'static Format> {
    FORMATS.into_iter().filter(move |format| format.takes(kind))
}

/// Reads `FORMAT[=FILE]` of the formats that make sense.
pub(super) fn parser(kind: Kind) -> impl Fn(&str) -> Result<Request, String> + Clone + Send + Sync {
    move |typed| {
        let (name, file) = match typed.split_once('=') {
            Some((_, "")) => return Err("the name of a file belongs behind `=`".to_owned()),
            Some((name, file)) => (name, Some(PathBuf::from(file))),
            None => (typed, None),
        };
        let format = formats(kind).find(|format| format.name == name).ok_or_else(|| {
            let names: Vec<&str> = formats(kind).map(|format| format.name).collect();
            let what = match FORMATS.iter().any(|format| format.name == name) {
                true => format!("the format `{name}` makes no sense here"),
                false => format!("there is no format `{name}`"),
            };
            format!("{what}; there are {}", names.join(", "))
        })?;
        Ok(Request { format, file })
    }
}

/// Whether a report of this format was asked for.
pub(super) fn has(requests: &[Request], format: &Format) -> bool {
    requests.iter().any(|request| request.format == format)
}

/// Whether a report was asked for that shows quick fixes, which text does not.
pub(super) fn show_fixes(requests: &[Request]) -> bool {
    requests.iter().any(|request| request.format != Format::TEXT)
}

/// Whether a report was asked for that holds every finding, also those that call for nobody.
pub(super) fn hold_all(requests: &[Request]) -> bool {
    requests.iter().any(|request| request.format.is_whole)
}

/// Whether a report goes to standard output, so that nothing else may.
pub(super) fn take_stdout(requests: &[Request]) -> bool {
    requests.iter().any(|request| request.file.is_none())
}

/// Refuses reports that could not be written, before any work is done. `taken` is what standard output is for already,
/// such as the diff of a fix, and `read` are files that no report takes the place of.
pub(super) fn check(requests: &[Request], taken: Option<&str>, read: &[PathBuf]) -> Result<(), Failure> {
    check_beside(requests, taken, read, None)
}

/// The same where another `output` is written too.
pub(super) fn check_beside(
    requests: &[Request],
    taken: Option<&str>,
    read: &[PathBuf],
    output: Option<&Path>,
) -> Result<(), Failure> {
    let mut problems = Vec::new();
    let to_stdout: Vec<_> = requests.iter().filter(|request| request.file.is_none()).collect();
    if let Some(second) = to_stdout.get(usize::from(taken.is_none())) {
        let what = taken.unwrap_or("another report");
        let problem = Problem::new("", format!("standard output takes {what}, and no report besides"));
        problems.push(problem.help(format!("Name a file: --report {}=FILE", second.format.name)));
    }
    let files: Vec<&Path> = requests.iter().filter_map(|request| request.file.as_deref()).collect();
    for (place, file) in files.iter().enumerate() {
        problems.extend(unwritable(file, read));
        if files[..place].iter().copied().chain(output).any(|other| super::taken::are_one(file, other)) {
            problems.push(Problem::new(display_name(file), "two reports cannot go to one file"));
        }
    }
    if problems.is_empty() { Ok(()) } else { Err(problems.into()) }
}

fn unwritable(file: &Path, read: &[PathBuf]) -> Option<Problem> {
    let name = display_name(file);
    let directory = file.parent().filter(|parent| !parent.as_os_str().is_empty()).unwrap_or(Path::new("."));
    if !directory.is_dir() {
        let problem = Problem::new(name, format!("there is no directory {} to write to", display_name(directory)));
        return Some(problem.help("Make the directory first, or name another"));
    }
    if file.is_dir() {
        return Some(Problem::new(name, "this is a directory, and no file to write to"));
    }
    taken::refuse(file, read).err()
}

/// Prints a report in the command's own format, unless another one takes standard output, and writes all that were asked
/// for; each file is there as a whole, or as it was before. One that cannot be written keeps none of the others back.
pub(super) fn deliver(
    requests: &[Request],
    own: Option<&Format>,
    report: &Report<'_>,
    page: &Page,
) -> Result<(), Failure> {
    // Whoever reads may take their time.
    watch::call_off();
    if let Some(own) = own.filter(|_| !take_stdout(requests)) {
        print(own, report, page)?;
    }
    let mut problems = Vec::new();
    for Request { format, file } in requests {
        match file {
            Some(file) => {
                problems.extend(source::write_atomic_by(file, &mut |out| plain(format, report, page, out)).err());
            }
            None => print(format, report, page)?,
        }
    }
    if has(requests, Format::GITHUB) {
        write_job_summary(report, page)?;
    }
    if problems.is_empty() { Ok(()) } else { Err(problems.into()) }
}

/// To standard output; only text has colours. Who stops reading changes nothing about what was decided.
fn print(format: &Format, report: &Report<'_>, page: &Page) -> io::Result<()> {
    let write = |out: &mut dyn Write| format.write(report, page, out).and_then(|()| out.flush());
    screen::heard(match format == Format::TEXT {
        true => write(&mut screen::stdout()),
        false => write(&mut screen::plain_stdout()),
    })
}

/// Without the colours of text.
fn plain(format: &Format, report: &Report<'_>, page: &Page, out: &mut dyn Write) -> io::Result<()> {
    if format != Format::TEXT {
        return format.write(report, page, out);
    }
    let mut text = Vec::new();
    format.write(report, page, &mut text)?;
    let mut out = HarmlessLines::to(out);
    strip_bytes(&text).into_iter().try_for_each(|part| out.write_all(part))?;
    out.flush()
}

/// Adds the comment to the summary of GitHub's job, for what there is one. A summary that cannot be written changes no
/// verdict.
fn write_job_summary(report: &Report<'_>, page: &Page) -> Result<(), Failure> {
    let Some(file) = std::env::var_os("GITHUB_STEP_SUMMARY").filter(|file| !file.is_empty()) else { return Ok(()) };
    let mut summary = Vec::new();
    Format::MARKDOWN.write(report, page, &mut summary)?;
    if let Err(problem) = source::append(Path::new(&file), &summary) {
        screen::warn(&[problem])?;
    }
    Ok(())
}

/// From the name that a file was read under to its path from the root of its repository, which is looked for once.
pub(super) fn repository_names() -> impl Fn(&str) -> String {
    let known: RefCell<HashMap<String, String>> = RefCell::default();
    move |name| {
        let mut known = known.borrow_mut();
        if let Some(path) = known.get(name) {
            return path.clone();
        }
        let path = source::repository_path(Path::new(name)).0;
        known.insert(name.to_owned(), path.clone());
        path
    }
}
