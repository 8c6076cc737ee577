//! `uplift exemptions`: what is exempt, by what, and until when.

use super::args::{self, ExemptionsArguments};
use super::{COULD_NOT_JUDGE, Failure, open, reports, screen};
use crate::report::{self, ExemptionInput, ExemptionState, Format, Gravity, Page, Report};
use std::process::ExitCode;

/// Reads, judges and lists. Exit code 1 with `--strict` when one of them is not in use.
pub(super) fn run(arguments: &ExemptionsArguments) -> Result<ExitCode, Failure> {
    let read = arguments.policies.named(&arguments.paths);
    reports::check(&arguments.reports, args::taken(arguments.format), &read)?;
    let today = arguments.day.today();
    let estate = open::estate(&arguments.policies, &arguments.paths)?;
    let conditions = open::conditions(&arguments.day, None);
    let (register, mut errors) = estate.well_formed(today);
    let whole = estate.judge_under(register, &conditions, false)?;
    errors.extend_from_slice(&whole.errors);
    let usage = whole.usage();
    let list = report::exemption_list(&ExemptionInput {
        policy: &estate.policy,
        register: &whole.register,
        usage: &usage,
        today,
        score: &whole.score().estate,
        ending: &whole.ending(&usage, today, arguments.ends_within),
        within_days: arguments.ends_within,
        errors: &errors,
    });
    if arguments.format == Format::TEXT {
        screen::warn(whole.register.unread())?;
        screen::warn(&estate.warnings)?;
        screen::warn(&whole.foreign)?;
    }
    let page = Page { width: screen::width(), ..Page::default() };
    reports::deliver(&arguments.reports, Some(arguments.format), &Report::Exemptions(&list), &page)?;
    report::write_problems(&errors, Gravity::Error, screen::width(), &mut screen::stderr())?;
    let all_in_use = list.exemptions.iter().all(|each| each.state == ExemptionState::Counts);
    Ok(match errors.is_empty() {
        false => ExitCode::from(COULD_NOT_JUDGE),
        true => ExitCode::from(u8::from(arguments.strict && !all_in_use)),
    })
}
