//! The terminal: its width, its colours, and what it shows while it waits.

use crate::report::HarmlessLines;
use crate::report::{Gravity, write_problems};
use crate::source::Problem;
use anstream::AutoStream;
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use std::io::{self, BufWriter, IsTerminal, Write};
use std::time::Duration;

/// Where nothing says how wide it is, as in a pipe.
const USUAL_WIDTH: usize = 80;
/// Below this nothing can be laid out.
const LEAST_WIDTH: usize = 40;
/// Beyond this lines are hard to read.
const MOST_WIDTH: usize = 200;

/// Characters in a line: what `COLUMNS` says, else the terminal's, else 80.
pub(super) fn width() -> usize {
    let asked = std::env::var("COLUMNS").ok().and_then(|columns| columns.parse().ok());
    let own = || terminal_size::terminal_size().map(|(width, _)| usize::from(width.0));
    let terminal = if io::stdout().is_terminal() { own() } else { None };
    asked.or(terminal).unwrap_or(USUAL_WIDTH).clamp(LEAST_WIDTH, MOST_WIDTH)
}

/// How many threads this machine runs at once.
pub(super) fn processors() -> usize {
    std::thread::available_parallelism().map_or(1, usize::from)
}

/// Standard output for people, buffered; colours are taken out where they are not wanted, and no line is a command to a
/// pipeline. It must be flushed.
pub(super) fn stdout() -> impl Write {
    // What the stream is must be asked of the stream itself, so that the buffer is around the choice.
    HarmlessLines::to(BufWriter::new(AutoStream::auto(io::stdout().lock())))
}

/// Standard error, in the same way but by lines.
pub(super) fn stderr() -> impl Write {
    HarmlessLines::to(AutoStream::auto(io::stderr().lock()))
}

/// What whoever reads has seen enough of, as `head` has, is written as far as anybody wants it.
pub(super) fn heard(written: io::Result<()>) -> io::Result<()> {
    written.or_else(|error| if error.kind() == io::ErrorKind::BrokenPipe { Ok(()) } else { Err(error) })
}

/// Says on standard error what may be a mistake.
pub(super) fn warn(problems: &[Problem]) -> io::Result<()> {
    heard(write_problems(problems, Gravity::Warning, width(), &mut stderr()))
}

/// Says on standard error what could not be done.
pub(super) fn fail(problems: &[Problem]) -> io::Result<()> {
    heard(write_problems(problems, Gravity::Error, width(), &mut stderr()))
}

/// Standard output as it is, buffered. It must be flushed.
pub(super) fn plain_stdout() -> impl Write {
    BufWriter::new(io::stdout().lock())
}

/// How long a wait is before it is shown, in milliseconds.
const PATIENCE: u64 = 1_000;

/// A bar on standard error for waits of over a second, when that is a terminal.
pub(super) struct Progress(ProgressBar);

impl Progress {
    /// Nothing is shown yet.
    pub(super) fn new(doing: &'static str) -> Self {
        let bar = ProgressBar::with_draw_target(None, ProgressDrawTarget::hidden());
        bar.set_message(doing);
        Self(bar)
    }

    /// Counts steps, of `all` where it is known how many there are; the wait begins with the first count.
    pub(super) fn advance(&self, steps: usize, all: Option<usize>) {
        if steps == 0 {
            self.0.reset_elapsed();
        }
        if self.0.is_hidden() && io::stderr().is_terminal() && self.0.elapsed() > Duration::from_millis(PATIENCE) {
            self.show(all);
        }
        self.0.inc(steps as u64);
    }

    fn show(&self, all: Option<usize>) {
        let (template, usual): (_, fn() -> ProgressStyle) = match all {
            Some(_) => ("{msg} {bar:30} {human_pos} of {human_len}", ProgressStyle::default_bar),
            None => ("{msg} {spinner} {human_pos}", ProgressStyle::default_spinner),
        };
        all.iter().for_each(|all| self.0.set_length(*all as u64));
        self.0.set_style(ProgressStyle::with_template(template).unwrap_or_else(|_| usual()));
        self.0.set_draw_target(ProgressDrawTarget::stderr());
    }
}

impl Drop for Progress {
    fn drop(&mut self) {
        self.0.finish_and_clear();
    }
}
