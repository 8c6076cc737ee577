//! The gate's rules: those of `uplift.yaml`, and flags in their place.

use crate::cli::Failure;
use crate::cli::args::RuleArguments;
use crate::estate::Estate;
use crate::gate::Rules;
use crate::policy::GateMode;
use crate::source::Problem;

/// The rules that are asked.
pub(super) fn rules<'e>(arguments: &RuleArguments, estate: &'e Estate) -> Result<Rules<'e>, Failure> {
    for control in arguments.settings.iter().filter_map(|setting| setting.control.as_deref()) {
        if estate.policy.find_control(control).is_none() {
            let unknown = Problem::new("", format!("there is no control `{control}` to ask a least score of"));
            return Err(unknown.help("`uplift list` shows all").into());
        }
    }
    let rules = estate.rules(&arguments.settings)?;
    Ok(if arguments.report_only { Rules { mode: GateMode::Report, ..rules } } else { rules })
}
