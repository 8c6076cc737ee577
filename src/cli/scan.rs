//! `uplift scan`.

use super::ahead::{self, Wanted};
use super::args::{self, SOON, ScanArguments};
use super::screen::Progress;
use super::{COULD_NOT_JUDGE, Failure, borrow, command, forge, open, record, reports, screen};
use crate::estate::{Borrowed, DueTerms, Estate, Filters, Input, Partial, Request, STDIN, Scanned, recorded_scope_of};
use crate::inventory::Share;
use crate::policy::{RESOURCE_TYPE_HELP, RecommendationIndex, Verdicts, is_resource_type};
use crate::report::{
    self, FileStatusView, Format, Found, Gravity, Page, Quotes, Report, ReviewedScan, RunReport, Scan, ScanInput,
};
use crate::source::Problem;
use std::io::Write;
use std::process::ExitCode;

/// Reads, judges, scores and reports.
pub(super) fn run(arguments: &ScanArguments) -> Result<ExitCode, Failure> {
    let read = arguments.policies.named(&arguments.paths);
    reports::check(&arguments.reports, args::taken(arguments.format), &read)?;
    let estate = open::estate(&arguments.policies, &arguments.paths)?;
    let export = borrow::export(arguments)?;
    let (estate, borrowed) = borrow::estate(arguments, estate, export.as_ref())?;
    let estate = estate.by_sources(&arguments.filters.source)?;
    let mut scanned = scan(arguments, &estate, borrowed.as_ref())?;
    if let Some(borrowed) = &borrowed {
        let told = borrowed.told(&scanned.counted, scanned.seen.inventory.as_deref());
        scanned.seen.warnings.extend(told);
    }
    tell_of_nothing(&mut scanned);
    write_problems(arguments, &scanned.seen.warnings, &scanned.seen.errors)?;
    // What is not whole would look like a change.
    if arguments.record && scanned.seen.errors.is_empty() {
        record::add(arguments, &estate, &scanned)?;
    }
    write(arguments, &estate, &scanned)?;
    // A policy of the estate's own that fails is for the estate to repair; nobody there can repair the shipped ones.
    let is_own = |index: RecommendationIndex| !estate.policy.recommendations[index.0].embedded;
    let fails = scanned.counted.script_errors().any(|(index, ..)| is_own(index));
    if fails && (arguments.quiet || arguments.format != Format::TEXT) {
        let failing = Problem::new("", "some checks of own policies failed, and what they should decide is unknown");
        screen::fail(&[failing.help("Scan without --quiet and --format to see where")])?;
    }
    let is_stale = arguments.fail_stale && !scanned.seen.age.stale.is_empty();
    Ok(match fails || !scanned.seen.errors.is_empty() {
        true => ExitCode::from(COULD_NOT_JUDGE),
        false if is_stale => ExitCode::FAILURE,
        false => ExitCode::SUCCESS,
    })
}

fn scan(arguments: &ScanArguments, estate: &Estate, borrowed: Option<&Borrowed<'_>>) -> Result<Scanned, Failure> {
    let (progress, filters) = (Progress::new("Checking resources"), arguments.filters.filters());
    let advance = |resources, all| progress.advance(resources, all);
    let share = share(arguments)?;
    let request = Request { share: share.as_ref(), borrowed, ..request(arguments, &filters, &advance) };
    let input = match borrowed.filter(|_| arguments.verdicts.verdicts == Verdicts::Portal) {
        Some(borrowed) => Input::Held(borrowed.inventory(request.conditions.threads), Vec::new()),
        None => estate.input(&request)?,
    };
    Ok(estate.scan(input, &request)?)
}

/// An empty score would look like a result.
pub(super) fn tell_of_nothing(scanned: &mut Scanned) {
    if scanned.seen.is_nothing() {
        let nothing = Problem::new("", "nothing to read: no file holds resources");
        scanned.seen.errors.push(nothing.help("`--format json` shows under `files` why each one was passed over"));
    }
}

/// What is asked of a scan.
pub(super) fn request<'r>(
    arguments: &ScanArguments,
    filters: &'r Filters,
    progress: &'r (dyn Fn(usize, Option<usize>) + Sync),
) -> Request<'r> {
    let wants = |format| arguments.format == format || reports::has(&arguments.reports, format);
    let json = wants(Format::JSON);
    Request {
        filters,
        detail: json || arguments.reports.iter().any(|report| report.format != Format::PARTIAL) || details(arguments),
        name_all: arguments.all && json || arguments.record,
        all: arguments.all,
        order: arguments.sort,
        sample: wants(Format::PARTIAL),
        share: None,
        strict: arguments.strict,
        borrowed: None,
        conditions: open::conditions(&arguments.day, arguments.threads),
        progress,
    }
}

/// What of an estate is read, where it is said to be a part of one.
fn share(arguments: &ScanArguments) -> Result<Option<Share>, Problem> {
    if let Some(name) = arguments.whole.iter().find(|name| !is_resource_type(name)) {
        let problem = Problem::new("", format!("--whole: `{name}` is no resource type"));
        return Err(problem.help(RESOURCE_TYPE_HELP));
    }
    Ok(arguments.part.map(|divided| Share::of(divided, arguments.whole.iter().map(String::as_str))))
}

/// Whether the report lists unhealthy resources one by one.
fn details(arguments: &ScanArguments) -> bool {
    let filters = &arguments.filters;
    !(filters.control.is_empty() && filters.recommendation.is_empty() && filters.resource.is_empty())
}

/// How many warnings are printed, unless all are asked for.
const WARNINGS_SHOWN: usize = 10;

/// Problems go to standard error, ahead of the report, so that its last line is the next step.
pub(super) fn write_problems(
    arguments: &ScanArguments,
    warnings: &[Problem],
    errors: &[Problem],
) -> Result<(), Failure> {
    let (width, mut out) = (screen::width(), screen::stderr());
    // The JSON report holds the warnings, and whoever wants the score alone does not want them.
    if arguments.format == Format::TEXT && !arguments.quiet {
        let shown = if arguments.all { warnings.len() } else { warnings.len().min(WARNINGS_SHOWN) };
        report::write_problems(&warnings[..shown], Gravity::Warning, width, &mut out)?;
        if shown < warnings.len() {
            let more = Problem::new("", format!("{} more warnings (--all shows them)", warnings.len() - shown));
            report::write_problems(&[more], Gravity::Warning, width, &mut out)?;
        }
    }
    Ok(screen::fail(errors)?)
}

/// Writes the report, and whatever else was asked for.
fn write(arguments: &ScanArguments, estate: &Estate, scanned: &Scanned) -> Result<(), Failure> {
    deliver(arguments, Some(arguments.format), estate, scanned)
}

/// Prints a report in the command's `own` format, where it has one, and writes all that were asked for.
pub(super) fn deliver(
    arguments: &ScanArguments,
    own: Option<&Format>,
    estate: &Estate,
    scanned: &Scanned,
) -> Result<(), Failure> {
    let parts = estate.names_of_parts();
    let partial = || Partial::of(estate, scanned);
    let (policy, config) = (&estate.policy, &estate.names);
    let input = ScanInput { policy, config, parts: &parts, scanned, partial: &partial };
    let mut scan = report::scan(&input);
    let path = reports::repository_names();
    add_ahead(&mut scan, arguments, (estate, scanned), own, &path)?;
    let page = page(arguments, estate);
    let quotes = scanned.seen.inventory.as_deref().map(Quotes::of);
    let reviewed = ReviewedScan { scan: input, quotes: quotes.as_ref(), path: &path };
    let mut review = report::review_of_scan(&reviewed);
    review.score.without_grace = scan.score.without_grace;
    let report = Report::Run(RunReport { review: &review, found: Found::Scan(&scan, reviewed) });
    let quiet = arguments.quiet && arguments.format == Format::TEXT;
    if quiet && !reports::take_stdout(&arguments.reports) {
        let mut out = screen::stdout();
        screen::heard(report::write_score(&scan, &mut out).and_then(|()| out.flush()))?;
        tell_of_unread(&scan)?;
    }
    reports::deliver(&arguments.reports, own.filter(|_| !quiet), &report, &page)
}

/// Adds what there is to do, and tells what is wrong with governance where people read it.
fn add_ahead(
    scan: &mut Scan<'_>,
    arguments: &ScanArguments,
    (estate, scanned): (&Estate, &Scanned),
    own: Option<&Format>,
    path: &dyn Fn(&str) -> String,
) -> Result<(), Failure> {
    if arguments.verdicts.verdicts != Verdicts::Own {
        return Ok(());
    }
    let conditions = open::conditions(&arguments.day, arguments.threads);
    let (sources, paths) = (arguments.policies.sources(), arguments.policies.read_with(&arguments.paths));
    let scope = recorded_scope_of(&estate.parts[0].settings, &arguments.paths, &Filters::default());
    let terms = DueTerms { sources: &sources, paths: &paths, scope: &scope, soon: SOON, conditions };
    let (with, filters) = (ahead::asked(arguments), arguments.filters.filters());
    let told = ahead::add(scan, &Wanted { with, filters, conditions, terms, path }, estate, scanned)?;
    match own == Some(Format::TEXT) {
        true => write_problems(arguments, &told, &[]),
        false => Ok(()),
    }
}

/// Tells what the score alone would hide: that it is not of all files.
fn tell_of_unread(scan: &Scan<'_>) -> Result<(), Failure> {
    const NAMED: usize = 3;
    let failed = || scan.files.iter().filter(|file| file.status == FileStatusView::Failed);
    let names: Vec<&str> = failed().take(NAMED).map(|file| file.path.as_str()).collect();
    let more = failed().count() - names.len();
    if names.is_empty() {
        return Ok(());
    }
    let more = if more == 0 { String::new() } else { format!(" and {more} more") };
    let message = format!("the score lacks what could not be read: {}{more}", names.join(", "));
    let problem = Problem::new("", message).help("Scan without --quiet to see why");
    Ok(report::write_problems(&[problem], Gravity::Warning, screen::width(), &mut screen::stderr())?)
}

fn page(arguments: &ScanArguments, estate: &Estate) -> Page {
    Page {
        width: screen::width(),
        all: arguments.all,
        details: details(arguments),
        order: arguments.sort,
        command: command::scan(arguments),
        flags: command::flags(&arguments.policies, &estate.parts[0].settings),
        typed: command::typed(&arguments.paths, &arguments.policies),
        // What stood on standard input is gone.
        explains: !arguments.paths.iter().any(|path| path.as_os_str() == STDIN),
        links: forge::links(&arguments.reports, &arguments.paths, None),
    }
}
