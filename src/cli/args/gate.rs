//! The gate's flags.

use super::{DayArguments, PolicyArguments};
use crate::cli::reports::{self, Request};
use crate::gate::{RULES, Rule, Takes};
use crate::policy::{GateMode, Setting};
use crate::report::Kind;
use clap::builder::{PossibleValuesParser, TypedValueParser};
use clap::{Arg, ArgAction, ArgMatches, Args, Command, FromArgMatches, ValueHint};
use std::num::NonZeroUsize;
use std::path::PathBuf;

#[derive(Args)]
pub(in crate::cli) struct GateArguments {
    /// Inventory files and directories
    #[arg(default_value = ".", value_hint = ValueHint::AnyPath)]
    pub paths: Vec<PathBuf>,
    /// What the change is to be merged into: a branch, a tag or a commit. Judged is what differs from where both parted
    /// [default: the baseline of uplift.yaml instead]
    #[arg(long, value_name = "REF")]
    pub base: Option<String>,
    /// The change [default: the working tree]
    #[arg(long, value_name = "REF", requires = "base")]
    pub head: Option<String>,
    /// Print every rule with what it was asked and what it found
    #[arg(long)]
    pub explain: bool,
    /// List unchanged and moved findings too, and every cause and control; reports for programs hold all findings anyway
    #[arg(long)]
    pub all: bool,
    /// Threads to work on [default: one for each processor]
    #[arg(long, value_name = "N")]
    pub threads: Option<NonZeroUsize>,
    /// Keep answers here, and give them again when nothing differs that they depend on. Whoever can write there can change
    /// answers; a directory of the repository that git does not ignore is not read
    #[arg(long, value_name = "DIR", value_hint = ValueHint::DirPath, requires = "base")]
    pub cache: Option<PathBuf>,
    #[command(flatten)]
    pub rules: RuleArguments,
    #[arg(long = "report", value_name = "FORMAT[=FILE]", help_heading = "Reports")]
    #[arg(value_parser = reports::parser(Kind::Run), help = reports::help(Kind::Run))]
    pub reports: Vec<Request>,
    #[command(flatten)]
    pub day: DayArguments,
    #[command(flatten)]
    pub policies: PolicyArguments,
}

/// Rules that take the place of those in `uplift.yaml`; scopes of it keep their own.
#[derive(Debug, Default)]
pub(in crate::cli) struct RuleArguments {
    pub settings: Vec<Setting>,
    pub mode: Option<GateMode>,
}

impl Args for RuleArguments {
    fn augment_args(command: Command) -> Command {
        let (switches, valued): (Vec<_>, Vec<_>) = RULES.iter().partition(|rule| matches!(rule.takes, Takes::Flag(_)));
        let report_only =
            Arg::new(REPORT_ONLY).long(REPORT_ONLY).help("Say what is broken, and pass; the same as --mode report");
        let report_only = report_only.action(ArgAction::SetTrue).conflicts_with(MODE);
        let mode =
            Arg::new(MODE).long(MODE).help("Whether a broken rule fails, whatever uplift.yaml says").value_name("MODE");
        let mode = mode.value_parser(PossibleValuesParser::new(["enforce", "report"]));
        let flags = valued.into_iter().map(flag);
        let flags = flags.chain([mode, report_only]).chain(switches.into_iter().map(flag));
        command.args(flags.map(|flag| flag.help_heading("Rules")))
    }

    fn augment_args_for_update(command: Command) -> Command {
        Self::augment_args(command)
    }
}

impl FromArgMatches for RuleArguments {
    fn from_arg_matches(matches: &ArgMatches) -> Result<Self, clap::Error> {
        let settings = RULES.iter().flat_map(|rule| match rule.takes {
            Takes::Flag(text) if matches.get_flag(rule.flag) => vec![setting(rule, None, text)],
            Takes::Flag(_) => Vec::new(),
            _ => matches.get_many(rule.flag).into_iter().flatten().cloned().collect(),
        });
        let mode = match matches.get_one::<String>(MODE).map(String::as_str) {
            _ if matches.get_flag(REPORT_ONLY) => Some(GateMode::Report),
            Some("report") => Some(GateMode::Report),
            mode => mode.map(|_| GateMode::Enforce),
        };
        Ok(Self { settings: settings.collect(), mode })
    }

    fn update_from_arg_matches(&mut self, matches: &ArgMatches) -> Result<(), clap::Error> {
        *self = Self::from_arg_matches(matches)?;
        Ok(())
    }
}

const REPORT_ONLY: &str = "report-only";
const MODE: &str = "mode";

/// The flag that sets a rule.
fn flag(rule: &'static Rule) -> Arg {
    let default = rule.default.map(|default| format!(" [default: {default}]")).unwrap_or_default();
    let arg = Arg::new(rule.flag).long(rule.flag).help(format!("{}{default}", rule.help));
    match rule.takes {
        Takes::Word(name, words) => {
            let word = PossibleValuesParser::new(words).map(move |text| setting(rule, None, &text));
            arg.value_name(name).value_parser(word)
        }
        Takes::Text(name) => arg.value_name(name).value_parser(move |text: &str| {
            (rule.read)("", text)?;
            Ok::<_, String>(setting(rule, None, text))
        }),
        Takes::TextByControl(name) => arg.value_name(name).action(ArgAction::Append).value_parser(move |text: &str| {
            let (control, text) = text.split_once('=').ok_or("write it like encrypt-data-in-transit=60%")?;
            (rule.read)("", text)?;
            Ok::<_, String>(setting(rule, Some(control), text))
        }),
        Takes::Flag(_) => arg.action(ArgAction::SetTrue),
    }
}

fn setting(rule: &Rule, control: Option<&str>, text: &str) -> Setting {
    Setting { rule: rule.name, control: control.map(str::to_owned), text: text.to_owned() }
}
