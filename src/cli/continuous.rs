//! `uplift watch`: a round of scans for each change, as long as nobody ends it.
//!
//! What changed, the file system says; what that means, [`Watch`]. A file that cannot be read may not be written to its end,
//! so that a round leaves it as it was, and one after a second of silence takes it as it is.

use super::args::{ScanArguments, WatchArguments};
use super::changes::{Changes, Noticed, Places, Told, Touched};
use super::{Failure, fail, open, reports, scan, screen, watch};
use crate::estate::{Change, Round, STDIN, Settings, Stopped, Watch, nearest};
use crate::report::{self, Page, count, harmless};
use crate::source::{FileSystem, Files, Problem, boundary};
use jiff::civil::Date;
use std::cell::RefCell;
use std::collections::HashMap;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

/// Whoever writes a file has written it to its end by now.
const PATIENCE: Duration = Duration::from_secs(1);

/// A new day is noticed within this time.
const TICK: Duration = Duration::from_secs(20);

/// Judges again and again, until it is interrupted. A round that takes longer than `timeout` seconds ends the program.
pub(super) fn run(arguments: &WatchArguments, timeout: u64) -> Result<ExitCode, Failure> {
    let arguments = arguments.as_scan();
    if arguments.paths.iter().any(|path| path.as_os_str() == STDIN) {
        let problem = Problem::new(STDIN, "standard input does not change, and cannot be watched");
        return Err(problem.help("Name files or directories").into());
    }
    let read = arguments.policies.named(&arguments.paths);
    reports::check(&arguments.reports, Some("what moved"), &read)?;
    // Each round has its own time.
    watch::call_off();
    let mut changes = Changes::default();
    interruptible(&changes)?;
    let mut rounds = Rounds::of(&arguments);
    changes.wait_for_git(rounds.places.deep.iter().map(|place| boundary(place)));
    changes.look_at(&rounds.places, true)?;
    let mut touched = Touched::anything();
    loop {
        let bound = watch::bound(timeout)?;
        rounds.round(&touched)?;
        drop(bound);
        let new = changes.look_at(&rounds.places, false)?;
        if !new.is_empty() {
            // What was read there may have changed before anybody looked.
            touched = Touched { paths: new, ..Touched::default() };
            continue;
        }
        touched = loop {
            match changes.wait(Some(rounds.longest_wait())) {
                Noticed::Interrupted => return Ok(ExitCode::SUCCESS),
                Noticed::Changed(touched) => break touched,
                Noticed::Nothing if rounds.is_due() => break Touched::default(),
                Noticed::Nothing => {}
            }
        };
        changes.look_at(&rounds.places, changes.are_other_places(&touched))?;
    }
}

/// Lets whoever interrupts end the program between two rounds, and at once when they say it again.
fn interruptible(changes: &Changes) -> Result<(), Failure> {
    let (sender, is_said) = (changes.sender(), AtomicBool::new(false));
    let handler = move || {
        if is_said.swap(true, Ordering::Relaxed) || sender.send(Told::Interrupted).is_err() {
            std::process::exit(0);
        }
    };
    let cannot = |error| Problem::new("", format!("nobody could end this by Ctrl-C: {error}"));
    ctrlc::set_handler(handler).map_err(|error| cannot(error).into())
}

/// Round after round.
struct Rounds<'a> {
    arguments: &'a ScanArguments,
    watch: Watch,
    /// Where changes are looked for.
    places: Places,
    /// Where names lead; those of before a link was another are not asked for.
    identities: RefCell<HashMap<PathBuf, PathBuf>>,
    telling: Telling<'a>,
}

/// What was told so far.
struct Telling<'a> {
    arguments: &'a ScanArguments,
    /// In the last round.
    day: Date,
    /// The rounds that were told.
    rounds: usize,
    warnings: Vec<Problem>,
    errors: Vec<Problem>,
    /// What may not be written to its end, and since when that is known.
    torn: Option<(Vec<Problem>, Instant)>,
    /// Reports could not be written.
    owes_reports: bool,
}

impl<'a> Rounds<'a> {
    fn of(arguments: &'a ScanArguments) -> Self {
        let memberships = arguments.filters.source.clone();
        let paths = arguments.policies.read_with(&arguments.paths);
        let telling = Telling {
            arguments,
            day: arguments.day.today(),
            rounds: 0,
            warnings: Vec::new(),
            errors: Vec::new(),
            torn: None,
            owes_reports: false,
        };
        Self {
            arguments,
            watch: Watch::of(arguments.policies.sources(), paths, memberships),
            places: first_places(arguments),
            identities: RefCell::default(),
            telling,
        }
    }

    /// Judges what is there by now, and tells what moved. What is wrong with the files is told too, and no end.
    fn round(&mut self, touched: &Touched) -> Result<(), Failure> {
        let Self { arguments, watch, places, identities, telling } = self;
        let filters = arguments.filters.filters();
        let request = scan::request(arguments, &filters, &|_, _| {});
        telling.day = request.conditions.today;
        // What is not whole at the start is told at once, as by a scan.
        let patience = telling.rounds > 0 && !telling.is_out_of_patience();
        let touches = |path: &Path| touches(touched, path, &mut identities.borrow_mut());
        match watch.round(&Change { files: Arc::new(FileSystem), touches: &touches, patience }, &request) {
            Ok(mut round) => {
                telling.tell(&mut round)?;
                if round.is_changed {
                    *places = all_places(arguments, &round);
                }
                Ok(())
            }
            Err(stopped) => telling.tell_stopped(stopped, patience),
        }
    }

    /// How long there is nothing to do unless something changes.
    fn longest_wait(&self) -> Duration {
        let left = self.telling.torn.as_ref().map(|(_, since)| PATIENCE.saturating_sub(since.elapsed()));
        left.filter(|left| !left.is_zero()).unwrap_or(TICK)
    }

    /// Whether a round is due though nothing changed: patience has ended, or the day.
    fn is_due(&self) -> bool {
        let telling = &self.telling;
        telling.is_out_of_patience() || telling.day != self.arguments.day.today()
    }
}

impl Telling<'_> {
    fn is_out_of_patience(&self) -> bool {
        self.torn.as_ref().is_some_and(|(_, since)| since.elapsed() >= PATIENCE)
    }

    fn tell(&mut self, round: &mut Round<'_>) -> Result<(), Failure> {
        scan::tell_of_nothing(&mut round.scanned);
        let seen = &round.scanned.seen;
        let news = |now: &[Problem], told: &[Problem]| -> Vec<Problem> {
            now.iter().filter(|problem| !told.contains(problem)).cloned().collect()
        };
        let (warnings, errors) = (news(&seen.warnings, &self.warnings), news(&seen.errors, &self.errors));
        scan::write_problems(self.arguments, &warnings, &errors)?;
        let is_told = self.rounds == 0 || round.is_changed || !self.errors.is_empty() && seen.errors.is_empty();
        (self.warnings, self.errors) = (seen.warnings.clone(), seen.errors.clone());
        self.leave(round.torn.clone())?;
        if is_told {
            let mut out = screen::stdout();
            let page = Page { width: screen::width(), all: self.arguments.all, ..Page::default() };
            report::write_round(&report::round(round), &page, &mut out)?;
            out.flush()?;
        }
        if self.rounds == 0 {
            let files = count(round.scanned.seen.files.len() as u64, "file");
            writeln!(screen::stderr(), "watching {files}; Ctrl-C ends")?;
        }
        self.rounds += 1;
        if !(is_told || self.owes_reports) {
            return Ok(());
        }
        let delivered = scan::deliver(self.arguments, None, round.estate, &round.scanned);
        self.owes_reports = delivered.is_err();
        go_on(delivered)
    }

    /// What cannot be judged at all: what was known stays known, and what is said is said once.
    fn tell_stopped(&mut self, stopped: Stopped, patience: bool) -> Result<(), Failure> {
        self.rounds += 1;
        match stopped {
            Stopped::Problems(problems) if patience => self.leave(problems),
            Stopped::Problems(problems) if self.errors == problems => Ok(()),
            Stopped::Problems(problems) => {
                self.torn = None;
                self.errors.clone_from(&problems);
                go_on(Err(problems.into()))
            }
            stopped => go_on(Err(stopped.into())),
        }
    }

    /// Says once of what may not be written to its end that it is left as it was.
    fn leave(&mut self, torn: Vec<Problem>) -> Result<(), Failure> {
        let known: &[Problem] = self.torn.as_ref().map_or(&[], |(torn, _)| torn);
        if known == torn || torn == self.errors {
            self.torn.take_if(|_| torn.is_empty());
            return Ok(());
        }
        let mut out = screen::stderr();
        for problem in torn.iter().filter(|problem| !known.iter().any(|known| known.file == problem.file)) {
            let (file, why) = (harmless(&problem.file), harmless(&problem.message));
            writeln!(out, "{file} may not be written to its end, and counts as it was: {why}")?;
        }
        self.torn = Some((torn, Instant::now())).filter(|(torn, _)| !torn.is_empty());
        Ok(())
    }
}

/// Tells what could not be done; whoever stops reading ends all.
fn go_on(outcome: Result<(), Failure>) -> Result<(), Failure> {
    match outcome {
        Err(failure @ Failure::Problems(_)) => {
            fail(failure);
            Ok(())
        }
        other => other,
    }
}

/// Whether a file may be another, as it is called or where links lead.
fn touches(touched: &Touched, path: &Path, identities: &mut HashMap<PathBuf, PathBuf>) -> bool {
    if std::path::absolute(path).is_ok_and(|full| touched.has(&full)) {
        identities.remove(path);
        return true;
    }
    let identity = identities.entry(path.to_owned()).or_insert_with(|| FileSystem.identity(path));
    touched.has(identity)
}

/// Where changes are looked for before anything is read.
fn first_places(arguments: &ScanArguments) -> Places {
    let (sources, start) = (arguments.policies.sources(), open::start(&arguments.paths));
    let mut places = Places { deep: arguments.paths.clone(), ..Places::default() };
    match Settings::read(Arc::new(FileSystem), sources.config.as_deref(), start) {
        Ok(settings) => add_settings(&mut places, &settings, arguments),
        // What is wrong with the settings is repaired where they are.
        Err(_) => {
            places.deep.extend(nearest(&FileSystem, start).into_iter().chain(sources.config));
            places.deep.extend(sources.policies.iter().cloned());
            places.with_hidden.extend(sources.policies);
        }
    }
    add_above(&mut places, arguments);
    places
}

/// Where changes are looked for, by what was read.
fn all_places(arguments: &ScanArguments, round: &Round<'_>) -> Places {
    let mut places = Places { deep: arguments.paths.clone(), ..Places::default() };
    round.estate.parts.iter().for_each(|part| add_settings(&mut places, &part.settings, arguments));
    add_above(&mut places, arguments);
    // A link may lead elsewhere.
    let roots: Vec<PathBuf> = places.deep.iter().map(|place| FileSystem.identity(place)).collect();
    for file in &round.scanned.seen.files {
        let real = FileSystem.identity(Path::new(&file.path));
        if !roots.iter().any(|root| real.starts_with(root)) {
            places.flat.extend(real.parent().map(Path::to_owned));
        }
    }
    places
}

/// The settings, all that they name, and without paths what they govern.
fn add_settings(places: &mut Places, settings: &Settings, arguments: &ScanArguments) {
    places.flat.push(settings.directory().to_owned());
    let policies = settings.policy_places(&arguments.policies.sources());
    places.deep.extend(policies.iter().skip(1).cloned());
    places.with_hidden.extend(policies.into_iter().skip(1));
    places.deep.extend(settings.named());
    if arguments.paths.is_empty() {
        places.deep.push(settings.directory().to_owned());
    }
}

/// Values that were typed; and the directories above, in which settings and ignore files may come and go.
fn add_above(places: &mut Places, arguments: &ScanArguments) {
    places.deep.extend(arguments.policies.parameters.iter().chain(&arguments.policies.var_file).cloned());
    for path in &places.deep {
        let bound = boundary(path);
        let full = FileSystem.identity(path);
        let above = full.ancestors().skip(1).take_while(|above| above.starts_with(&bound));
        places.flat.extend(above.map(Path::to_owned));
    }
}
