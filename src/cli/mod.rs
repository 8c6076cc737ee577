//! The command line: flags, input and output, exit codes. Each command is a call of [`crate::estate`]; rules are elsewhere.
//!
//! | file | owns |
//! |---|---|
//! | `args` | commands and flags, with the texts of `--help` |
//! | `scan`, `ahead` | `uplift scan`; what there is to do, beside it |
//! | `fix`, `fix_write` | `uplift fix`; files changed in place |
//! | `interactive`, `parameters`, `turn_down` | finding by finding: the walk, other values, reasons to decline |
//! | `gate` | `uplift gate`: both sides of a change |
//! | `history`, `record` | `uplift history`: the score over time; scores that scans recorded |
//! | `due` | `uplift due`: what is due, and whose it is |
//! | `exemptions`, `exempt` | exemptions listed; one added |
//! | `baseline` | findings that are known |
//! | `fix_out`, `target`, `job`, `prompt` | what a fix writes beside a diff, the way to a score, what was asked for, questions |
//! | `queries` | what to fetch |
//! | `init`, `new` | files to begin with; a control or a recommendation, tried before it is written |
//! | `page`, `tour` | a page from reports; a guide through an example's |
//! | `open` | from flags to an estate, and to what a run depends on |
//! | `command` | commands to type next |
//! | `settings` | `uplift.yaml`, changed |
//! | `reports`, `taken` | `--report`: one run in several formats; files that no output takes the place of |
//! | `watch` | the bound on a command's time |
//! | `changes` | what the file system says of changes |
//! | `continuous` | `uplift watch`: a round of scans for each change |
//! | `rounds` | `uplift test --watch`: a round for each change |
//! | `browse` | the commands that only read policies, or nothing |
//! | `test` | test cases, what they reach, and which mistakes they notice |
//! | `policy` | two editions of the own policies, held against each other |
//! | `lint` | mistakes in policies that loading takes |
//! | `trying` | expressions, tried on a resource; typed at a prompt, or line by line |
//! | `screen` | width, colours, progress |

mod ahead;
mod args;
mod baseline;
mod borrow;
mod branches;
mod browse;
mod changes;
mod command;
mod comment;
mod continuous;
mod due;
mod earlier;
mod exempt;
mod exemptions;
mod explain;
mod exported;
mod fix;
mod fix_out;
mod fix_write;
mod forge;
mod gate;
mod history;
mod init;
mod interactive;
mod job;
mod lint;
mod merge;
mod new;
mod open;
mod page;
mod parameters;
mod policy;
mod prompt;
mod queries;
mod reconcile;
mod record;
mod reports;
mod roots;
mod rounds;
mod scan;
mod screen;
mod settings;
mod taken;
mod target;
mod test;
mod tour;
mod trying;
mod turn_down;
mod watch;

use crate::estate::Stopped;
use crate::report::{Gravity, write_problems};
use crate::source::Problem;
use args::{Arguments, Command};
use clap::Parser;
use std::ffi::OsString;
use std::io;
use std::panic::{self, AssertUnwindSafe};
use std::process::ExitCode;

/// Runs one command. Exit code 0: done; 1: tests failed, policies have mistakes, something is overdue, or what `--strict` asks for does not hold; 2: could not judge, with the reasons on
/// standard error; 3: `fix --require-all` left something out.
pub fn run(arguments: impl IntoIterator<Item = OsString>) -> ExitCode {
    // What a panic says may be made from what was read.
    panic::set_hook(Box::new(|panic| {
        let place = panic.location().map_or(String::new(), ToString::to_string);
        let problem = Problem::new("", format!("this is a defect of uplift, at {place}"));
        fail(problem.help("Report it with this line, and what was run").into());
    }));
    panic::catch_unwind(AssertUnwindSafe(|| run_command(arguments))).unwrap_or(ExitCode::from(COULD_NOT_JUDGE))
}

fn run_command(arguments: impl IntoIterator<Item = OsString>) -> ExitCode {
    let arguments = match Arguments::try_parse_from(arguments) {
        Ok(arguments) => arguments,
        // Help and versions are such errors too, and end with 0.
        Err(error) => {
            let _ = error.print();
            return ExitCode::from(u8::try_from(error.exit_code()).unwrap_or(2));
        }
    };
    if let Err(failure) = find_room().and_then(|()| watch::start(arguments.timeout)) {
        return fail(failure);
    }
    let outcome = match &arguments.command {
        Command::Scan(arguments) => scan::run(arguments),
        Command::Watch(own) => continuous::run(own, arguments.timeout),
        Command::Fix(arguments) => fix::run(arguments),
        Command::Gate(arguments) => gate::run(arguments),
        Command::History(arguments) => history::run(arguments),
        Command::Due(arguments) => due::run(arguments),
        Command::Comment(arguments) => comment::run(arguments),
        Command::Exemptions(arguments) => exemptions::run(arguments),
        Command::Exempt(arguments) => exempt::run(arguments),
        Command::Baseline(arguments) => baseline::run(&arguments.action),
        Command::Reconcile(arguments) => reconcile::run(arguments),
        Command::Merge(arguments) => merge::run(arguments),
        Command::Explain(arguments) => explain::run(arguments),
        Command::Queries(arguments) => queries::run(arguments),
        Command::Page(arguments) => page::run(arguments),
        Command::Tour(arguments) => tour::run(arguments),
        Command::List(arguments) => browse::list(arguments),
        Command::Show(arguments) => browse::show(arguments),
        Command::Policy(arguments) => policy::run(arguments),
        Command::Test(own) if own.watch => rounds::run(own, arguments.timeout),
        Command::Init(arguments) => init::run(arguments),
        Command::New(arguments) => new::run(&arguments.what),
        Command::Test(arguments) => test::test(arguments),
        Command::Lint(arguments) => lint::run(arguments),
        Command::Try(arguments) => trying::run(arguments),
        Command::Functions(arguments) => browse::functions(arguments),
        Command::Schema(arguments) => browse::schema(arguments),
        Command::Completions(arguments) => browse::completions(arguments),
    };
    outcome.unwrap_or_else(fail)
}

/// What every command needs besides what it reads. A limit that leaves less would abort it somewhere in its middle.
const LEAST_MEMORY: usize = 32 << 20;

fn find_room() -> Result<(), Failure> {
    let mut room: Vec<u8> = Vec::new();
    let found = room.try_reserve_exact(LEAST_MEMORY);
    // An allocation that nobody looks at may be left out by the compiler.
    std::hint::black_box(&room);
    let problem = || Problem::new("", format!("there is no room for {} MB of memory", LEAST_MEMORY >> 20));
    found.map_err(|_| problem().help("Allow the process more memory, as `ulimit -v` says").into())
}

/// Why a command could not do what it was asked for.
#[derive(Debug)]
enum Failure {
    /// Something in the files, or in the names that were typed.
    Problems(Vec<Problem>),
    /// The result could not be written.
    Output(io::Error),
}

impl From<Vec<Problem>> for Failure {
    fn from(problems: Vec<Problem>) -> Self {
        Self::Problems(problems)
    }
}

impl From<Problem> for Failure {
    fn from(problem: Problem) -> Self {
        Self::Problems(vec![problem])
    }
}

impl From<io::Error> for Failure {
    fn from(error: io::Error) -> Self {
        Self::Output(error)
    }
}

impl From<Stopped> for Failure {
    fn from(stopped: Stopped) -> Self {
        let (message, help) = match stopped {
            Stopped::Problems(problems) => return Self::Problems(problems),
            Stopped::Nothing => (
                "nothing to read: there are no files",
                "Name files or directories with an export or templates, or `-` for standard input",
            ),
            Stopped::Late => {
                ("the run took longer than --timeout allows", "Allow more seconds, or look for a check that loops")
            }
        };
        Problem::new("", message).help(help).into()
    }
}

/// The exit code of what could not be judged.
const COULD_NOT_JUDGE: u8 = 2;

fn fail(failure: Failure) -> ExitCode {
    match failure {
        Failure::Problems(problems) => {
            // Nobody is left to tell when standard error is closed.
            let _ = write_problems(&problems, Gravity::Error, screen::width(), &mut screen::stderr());
        }
        // Whoever reads has seen enough, as `head` has.
        Failure::Output(error) if error.kind() == io::ErrorKind::BrokenPipe => return ExitCode::SUCCESS,
        Failure::Output(error) => {
            let problem = Problem::new("", format!("the result could not be written: {error}"));
            let _ = write_problems(&[problem], Gravity::Error, screen::width(), &mut screen::stderr());
        }
    }
    ExitCode::from(COULD_NOT_JUDGE)
}
