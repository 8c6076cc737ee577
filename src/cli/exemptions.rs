//! `uplift exemptions`: what is exempt, by what, and until when.

use super::args::{ExemptionsArguments, Format};
use super::whole::{self, Whole};
use super::{COULD_NOT_JUDGE, Failure, reports, screen};
use crate::assess::ExemptionNumber;
use crate::exempt::{self, Standing, Usage};
use crate::report::{self, ExemptionInput, ExemptionState, Gravity, Page, Report};
use crate::score::ScopeScore;
use jiff::civil::Date;
use std::process::ExitCode;

/// Reads, judges and lists. Exit code 1 with `--strict` when one of them is not in use.
pub(super) fn run(arguments: &ExemptionsArguments) -> Result<ExitCode, Failure> {
    reports::check(&arguments.reports, arguments.format.taken())?;
    let today = arguments.day.today();
    let whole = whole::read(&arguments.paths, &arguments.policies, &arguments.day, false)?;
    let usage = exempt::usage(&whole.assessed, &whole.inventory, &whole.register);
    let list = report::exemption_list(&ExemptionInput {
        policy: &whole.judge.policy,
        register: &whole.register,
        usage: &usage,
        today,
        score: &whole.score(&exempt::count(&whole.assessed, &whole.register)).estate,
        ending: &ending(&whole, &usage, today, arguments.ends_within),
        within_days: arguments.ends_within,
        errors: &whole.errors,
    });
    if arguments.format == Format::Text {
        report::write_problems(whole.register.unread(), Gravity::Warning, screen::width(), &mut screen::stderr())?;
    }
    let page = Page { width: screen::width(), ..Page::default() };
    let own = arguments.format.format();
    reports::deliver(&arguments.reports, Some(own), &Report::Exemptions(&list), &page)?;
    report::write_problems(&whole.errors, Gravity::Error, screen::width(), &mut screen::stderr())?;
    let all_in_use = list.exemptions.iter().all(|each| each.state == ExemptionState::Counts);
    Ok(match whole.errors.is_empty() {
        false => ExitCode::from(COULD_NOT_JUDGE),
        true => ExitCode::from(u8::from(arguments.strict && !all_in_use)),
    })
}

/// The exemptions in use that end soon, and the score without each of them.
fn ending(whole: &Whole, usage: &[Usage], today: Date, within: u32) -> Vec<(ExemptionNumber, ScopeScore)> {
    let entries = (0..).zip(whole.register.entries()).zip(usage);
    let soon = entries.filter(|((_, entry), usage)| {
        let days = entry.expires_on.map(|end| exempt::days(today, end));
        usage.standing == Standing::Counts && usage.findings > 0 && days.is_some_and(|days| days <= i64::from(within))
    });
    let scores = soon.map(|((number, _), _)| {
        let then = exempt::count_without(&whole.assessed, &whole.inventory, &whole.register, number);
        (number, whole.score(&then).estate)
    });
    scores.collect()
}
