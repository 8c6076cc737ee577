//! `--report`: one run in several formats, to files and to standard output.
//!
//! | where | what happens |
//! |---|---|
//! | `FORMAT=FILE` | the file is written whole or not at all |
//! | `FORMAT` | standard output, in place of what the command prints there; one at most |
//! | `github`, where `GITHUB_STEP_SUMMARY` names a file | the `markdown` report is added to that file too |

use super::{Failure, screen};
use crate::report::{Gravity, ReviewFormat, write_problems};
use crate::source::{self, Problem, display_name};
use anstream::adapter::strip_bytes;
use clap::Args;
use std::cell::RefCell;
use std::collections::HashMap;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

#[derive(Args, Default)]
#[command(next_help_heading = "Reports")]
pub(super) struct ReportArguments {
    /// Write a report, to a file or instead of the text on standard output; may be said several times. Formats: text,
    /// json, sarif, junit, markdown, github, gitlab, azure-devops, rdjson, csv, ndjson
    #[arg(long = "report", value_name = "FORMAT[=FILE]", value_parser = request)]
    pub requests: Vec<Request>,
}

/// A report that was asked for.
#[derive(Clone, Debug)]
pub(super) struct Request {
    /// How it is written.
    pub format: ReviewFormat,
    /// Where to; standard output when there is none.
    pub file: Option<PathBuf>,
}

/// Writes the run in a format.
pub(super) type Render<'r> = dyn FnMut(ReviewFormat, &mut dyn Write) -> io::Result<()> + 'r;

fn request(typed: &str) -> Result<Request, String> {
    let (name, file) = match typed.split_once('=') {
        Some((_, "")) => return Err("the name of a file belongs behind `=`".to_owned()),
        Some((name, file)) => (name, Some(PathBuf::from(file))),
        None => (typed, None),
    };
    let format = ReviewFormat::find(name).ok_or_else(|| {
        let names: Vec<&str> = ReviewFormat::ALL.iter().map(|format| format.name()).collect();
        format!("there is no format `{name}`; there are {}", names.join(", "))
    })?;
    Ok(Request { format, file })
}

impl ReportArguments {
    /// Whether no report was asked for.
    pub(super) fn is_empty(&self) -> bool {
        self.requests.is_empty()
    }

    /// Whether a report of this format was asked for.
    pub(super) fn has(&self, format: ReviewFormat) -> bool {
        self.requests.iter().any(|request| request.format == format)
    }

    /// Whether a report goes to standard output, so that nothing else may.
    pub(super) fn take_stdout(&self) -> bool {
        self.requests.iter().any(|request| request.file.is_none())
    }

    /// Refuses reports that could not be written, before any work is done. `taken` is what standard output is for
    /// already, such as the diff of a fix.
    pub(super) fn check(&self, taken: Option<&str>) -> Result<(), Failure> {
        let mut problems = Vec::new();
        let to_stdout: Vec<_> = self.requests.iter().filter(|request| request.file.is_none()).collect();
        if let Some(second) = to_stdout.get(usize::from(taken.is_none())) {
            let what = taken.unwrap_or("another report");
            let name = second.format.name();
            let problem = Problem::new("", format!("standard output takes {what}, and no report besides"));
            problems.push(problem.help(format!("Name a file: --report {name}=FILE")));
        }
        let files: Vec<&Path> = self.requests.iter().filter_map(|request| request.file.as_deref()).collect();
        for (place, file) in files.iter().enumerate() {
            problems.extend(unwritable(file));
            if files[..place].contains(file) {
                problems.push(Problem::new(display_name(file), "two reports cannot go to one file"));
            }
        }
        if problems.is_empty() { Ok(()) } else { Err(problems.into()) }
    }
}

fn unwritable(file: &Path) -> Option<Problem> {
    let name = display_name(file);
    let directory = file.parent().filter(|parent| !parent.as_os_str().is_empty()).unwrap_or(Path::new("."));
    if !directory.is_dir() {
        let problem = Problem::new(name, format!("there is no directory {} to write to", display_name(directory)));
        return Some(problem.help("Make the directory first, or name another"));
    }
    file.is_dir().then(|| Problem::new(name, "this is a directory, and no file to write to"))
}

/// Writes all reports that were asked for; each file is there as a whole, or as it was before.
pub(super) fn write(arguments: &ReportArguments, render: &mut Render<'_>) -> Result<(), Failure> {
    for Request { format, file } in &arguments.requests {
        match file {
            Some(file) => source::write_atomic_by(file, &mut |out| plain(*format, render, out))?,
            None if *format == ReviewFormat::Text => {
                let mut out = screen::stdout();
                render(*format, &mut out)?;
                out.flush()?;
            }
            None => {
                let mut out = screen::plain_stdout();
                render(*format, &mut out)?;
                out.flush()?;
            }
        }
    }
    if arguments.has(ReviewFormat::Github) { write_job_summary(render) } else { Ok(()) }
}

/// Without the colours of text.
fn plain(format: ReviewFormat, render: &mut Render<'_>, out: &mut dyn Write) -> io::Result<()> {
    if format != ReviewFormat::Text {
        return render(format, out);
    }
    let mut text = Vec::new();
    render(format, &mut text)?;
    strip_bytes(&text).into_iter().try_for_each(|part| out.write_all(part))
}

/// Adds the comment to the summary of GitHub's job. A summary that cannot be written changes no verdict.
fn write_job_summary(render: &mut Render<'_>) -> Result<(), Failure> {
    let Some(file) = std::env::var_os("GITHUB_STEP_SUMMARY").filter(|file| !file.is_empty()) else { return Ok(()) };
    let mut summary = Vec::new();
    render(ReviewFormat::Markdown, &mut summary)?;
    if let Err(problem) = source::append(Path::new(&file), &summary) {
        write_problems(&[problem], Gravity::Warning, screen::width(), &mut screen::stderr())?;
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
