//! `uplift scan`: the whole program, as one function.

use super::args::{Format, ScanArguments};
use super::estate::Estate;
use super::filter::{self, Filter};
use super::judge::{Judge, judge};
use super::screen::Progress;
use super::{COULD_NOT_JUDGE, Failure, command, reports, screen, stream, strict};
use crate::assess::{self, Assessed};
use crate::check::Aborted;
use crate::exempt::{self, Counted, Register};
use crate::inventory::{self, FileRecord, FileStatus, Inventory, InventoryFile, Resource};
use crate::policy::RecommendationIndex;
use crate::report::{self, Found, Gravity, Page, Quotes, Report, ReviewedScan, RunReport, ScanInput, Selection};
use crate::score;
use crate::source::{LineReader, Problem};
use std::io::Write;
use std::path::Path;
use std::process::ExitCode;
use std::sync::Arc;
use std::time::{Duration, Instant};

/// Reads, judges, scores and reports.
pub(super) fn run(arguments: &ScanArguments) -> Result<ExitCode, Failure> {
    reports::check(&arguments.reports, (arguments.format == Format::Json).then_some("the JSON report"))?;
    let start = arguments.paths.first().map_or(Path::new("."), |path| path);
    let judge = judge(&arguments.policies, start)?;
    let register = judge.register(arguments.day.today())?;
    let mut judged = match stream::open(arguments, &judge)? {
        Input::Lines(lines) => stream::judged(arguments, &judge, &register, lines)?,
        Input::Files(files, missing) => judged(arguments, &judge, &register, files, missing)?,
    };
    judged.warnings.extend(register.warnings());

    let options = score::Options::of(&judge.estate.config);
    let score = |counted: &Counted<'_>| score::score(&judge.policy, counted, &options);
    let before =
        (!judged.assessed.exempt.is_empty()).then(|| score(&Counted::without_exemptions(&judged.assessed)).estate);
    let counted = exempt::count_in_place(judged.assessed, &register);
    let score = score(&counted);

    let input = ScanInput {
        policy: &judge.policy,
        config: &judge.estate.config,
        counted: &counted,
        register: &register,
        score: &score,
        before: before.as_ref().unwrap_or(&score.estate),
        selection: &judged.selection,
        files: &judged.files,
        resources_read: judged.resources,
        warnings: &judged.warnings,
        errors: &judged.errors,
    };
    write_problems(arguments, &judged.warnings, &judged.errors)?;
    write(arguments, &judge.estate, &input, judged.inventory.as_deref())?;
    Ok(if judged.errors.is_empty() { ExitCode::SUCCESS } else { ExitCode::from(COULD_NOT_JUDGE) })
}

/// What a scan works on.
pub(super) enum Input {
    /// Files to hold, and paths that could not be walked.
    Files(Vec<InventoryFile>, Vec<Problem>),
    /// Standard input, to be forgotten line by line.
    Lines(LineReader),
}

/// What judging gave, from files or from lines.
pub(super) struct Judged {
    pub assessed: Assessed,
    pub selection: Selection,
    pub files: Vec<FileRecord>,
    /// Their text; lines are forgotten.
    pub inventory: Option<Arc<Inventory>>,
    /// Distinct resources in them.
    pub resources: u64,
    pub warnings: Vec<Problem>,
    pub errors: Vec<Problem>,
}

fn judged(
    arguments: &ScanArguments,
    judge: &Judge,
    register: &Register,
    files: Vec<InventoryFile>,
    missing: Vec<Problem>,
) -> Result<Judged, Failure> {
    let inventory = read(files, &missing, threads(arguments))?;
    let mut filter = filter::resolve(&arguments.filters, &judge.policy, &judge.estate.config, &inventory)?;
    choose(arguments, &mut filter.selection);
    let assessed = assess(arguments, judge, register, &inventory, &filter)?;
    let (warnings, errors) = problems(arguments, judge, &inventory, missing);
    Ok(Judged {
        assessed,
        selection: filter.selection,
        files: inventory.files().to_vec(),
        resources: distinct(&inventory),
        warnings,
        errors,
        inventory: Some(inventory),
    })
}

/// What the flags say about listing.
pub(super) fn choose(arguments: &ScanArguments, selection: &mut Selection) {
    selection.all = arguments.all;
    selection.order = arguments.sort.into();
}

fn threads(arguments: &ScanArguments) -> usize {
    arguments.threads.map_or_else(screen::processors, usize::from)
}

/// Reads all files. An estate without any is an error, since an empty score would look like a result.
fn read(files: Vec<InventoryFile>, missing: &[Problem], threads: usize) -> Result<Arc<Inventory>, Failure> {
    if !files.is_empty() {
        return Ok(Arc::new(inventory::parse(files, threads)));
    }
    if missing.is_empty() {
        let nothing = Problem::new("", "nothing to read: there are no files");
        return Err(nothing
            .help("Name files or directories with an export or templates, or `-` for standard input")
            .into());
    }
    Err(missing.to_vec().into())
}

fn assess(
    arguments: &ScanArguments,
    judge: &Judge,
    register: &Register,
    inventory: &Arc<Inventory>,
    filter: &Filter,
) -> Result<Assessed, Failure> {
    let progress = Progress::new("Checking resources", inventory.resources().len() as u64);
    let covers = |resource: &Resource| filter.scope.covers(resource);
    with_options(arguments, register, filter, &progress, |options| {
        assess::assess_part(&judge.checks, inventory, &covers, options)
    })
}

/// Judges with what the flags ask for.
pub(super) fn with_options<T>(
    arguments: &ScanArguments,
    register: &Register,
    filter: &Filter,
    progress: &Progress,
    judge: impl FnOnce(&assess::Options) -> Result<T, Aborted>,
) -> Result<T, Failure> {
    let listed = &filter.selection.recommendations;
    let json = arguments.format == Format::Json || reports::has(&arguments.reports, report::Format::JSON);
    let wanted = json || !arguments.reports.is_empty() || details(arguments);
    let options = assess::Options {
        threads: threads(arguments),
        detail: &|RecommendationIndex(index), _| wanted && listed[index],
        name_all: arguments.all && json,
        exempts: &|resource, recommendation| register.find(resource, recommendation),
        deadline: Instant::now().checked_add(Duration::from_secs(arguments.timeout.get())),
        progress: &|resources| progress.advance(resources),
    };
    judge(&options).map_err(|Aborted| {
        let late = Problem::new("", "the run took longer than --timeout allows");
        late.help("Allow more seconds, or look for a check that loops").into()
    })
}

/// Whether the report lists unhealthy resources one by one.
fn details(arguments: &ScanArguments) -> bool {
    let filters = &arguments.filters;
    !(filters.control.is_empty() && filters.recommendation.is_empty() && filters.resource.is_empty())
}

fn distinct(inventory: &Inventory) -> u64 {
    let all = (0..).zip(inventory.resources());
    all.filter(|(index, resource)| resource.canonical.0 == *index).count() as u64
}

/// Warnings, and what could not be read.
fn problems(
    arguments: &ScanArguments,
    judge: &Judge,
    inventory: &Inventory,
    missing: Vec<Problem>,
) -> (Vec<Problem>, Vec<Problem>) {
    let mut warnings = inventory.warnings().to_vec();
    if arguments.strict {
        warnings.extend(strict::unmatched_types(&judge.policy, inventory));
    }
    let mut errors = missing;
    errors.extend_from_slice(inventory.problems());
    if errors.is_empty() && !inventory.files().iter().any(|file| file.status == FileStatus::Read) {
        let nothing = Problem::new("", "nothing to read: no file holds resources");
        errors.push(nothing.help("`--format json` shows under `files` why each one was passed over"));
    }
    (warnings, errors)
}

/// How many warnings are printed, unless all are asked for.
const WARNINGS_SHOWN: usize = 10;

/// Problems go to standard error, ahead of the report, so that its last line is the next step.
fn write_problems(arguments: &ScanArguments, warnings: &[Problem], errors: &[Problem]) -> Result<(), Failure> {
    let (width, mut out) = (screen::width(), screen::stderr());
    // The JSON report holds the warnings, and whoever wants the score alone does not want them.
    if arguments.format == Format::Text && !arguments.quiet {
        let shown = if arguments.all { warnings.len() } else { warnings.len().min(WARNINGS_SHOWN) };
        report::write_problems(&warnings[..shown], Gravity::Warning, width, &mut out)?;
        if shown < warnings.len() {
            let more = Problem::new("", format!("{} more warnings (--all shows them)", warnings.len() - shown));
            report::write_problems(&[more], Gravity::Warning, width, &mut out)?;
        }
    }
    report::write_problems(errors, Gravity::Error, width, &mut out)?;
    Ok(())
}

/// Writes the report, and whatever else was asked for.
fn write(
    arguments: &ScanArguments,
    estate: &Estate,
    input: &ScanInput<'_, '_>,
    inventory: Option<&Inventory>,
) -> Result<(), Failure> {
    let scan = report::scan(input);
    let page = page(arguments, estate);
    let path = reports::repository_names();
    let quotes = inventory.map(Quotes::of);
    let reviewed = ReviewedScan { scan: input, quotes: quotes.as_ref(), path: &path };
    let review = report::review_of_scan(&reviewed);
    let report = Report::Run(RunReport { review: &review, found: Found::Scan(&scan, reviewed) });
    let quiet = arguments.quiet && arguments.format == Format::Text;
    if quiet && !reports::take_stdout(&arguments.reports) {
        let mut out = screen::stdout();
        report::write_score(&scan, &mut out)?;
        out.flush()?;
    }
    reports::deliver(&arguments.reports, (!quiet).then(|| arguments.format.format()), &report, &page)
}

fn page(arguments: &ScanArguments, estate: &Estate) -> Page {
    Page {
        width: screen::width(),
        all: arguments.all,
        details: details(arguments),
        order: arguments.sort.into(),
        command: command::scan(arguments),
        flags: command::flags(&arguments.policies, estate),
    }
}
