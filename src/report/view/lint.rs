//! What is wrong with policies as they are written, as `uplift.lint/1`.

use super::{Place, ProblemView, Replacement, Tool};
use crate::lint::{Diagnostic, Linted, RULES, Repair, Rule};
use crate::policy::Policy;
use crate::report::words::count;
use crate::source::{Checksum, Problem};
use schemars::JsonSchema;
use serde::Serialize;
use std::collections::BTreeSet;

/// The policies, held against every rule.
#[derive(Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct LintView<'a> {
    /// `uplift.lint/1`.
    #[schemars(extend("const" = "uplift.lint/1"))]
    pub schema: &'static str,
    /// What made this report.
    pub tool: Tool,
    /// The policies could be loaded, and nothing is wrong but for what a note reminds of.
    pub passed: bool,
    /// Whether the policies could be loaded; where not, only what keeps them from it is told.
    pub loaded: bool,
    /// Recommendations that were looked at.
    pub recommendations: usize,
    /// Shared functions that were looked at.
    pub functions: usize,
    /// All rules, in order of code.
    pub rules: Vec<LintRuleView>,
    /// What is wrong, in order of file and place.
    pub diagnostics: Vec<DiagnosticView<'a>>,
    /// How many more a comment silences.
    pub silenced: usize,
    /// How many more `--fix` has mended.
    pub mended: usize,
}

/// A rule.
#[derive(Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct LintRuleView {
    /// Stable, such as `UPL1101`.
    pub code: String,
    /// Made of words and dashes.
    pub name: &'static str,
    /// What it tells of.
    pub what: &'static str,
}

/// Something that is wrong.
#[derive(Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct DiagnosticView<'a> {
    /// The rule's code.
    pub code: String,
    /// The rule's name.
    pub rule: &'static str,
    /// `error` for what keeps policies from being loaded, `note` for what is still to be done and fails nothing, else `warning`.
    pub level: &'static str,
    /// What is wrong.
    pub message: String,
    /// What to do; null where nobody knows.
    pub help: Option<String>,
    /// Where; null where no file is concerned. Line 1 where a whole file is.
    pub location: Option<Place>,
    /// A change that does it and that `--fix` makes; missing where nobody can be sure.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub repair: Option<Replacement>,
    /// With the line that shows it.
    #[serde(skip)]
    #[schemars(skip)]
    pub problem: &'a Problem,
}

impl<'a> LintView<'a> {
    /// What was found in those policies whose files were looked at; `named` gives the name that a report calls a file by.
    pub fn of(
        policy: &'a Policy,
        linted: &'a Linted,
        looked_at: &dyn Fn(&str) -> bool,
        named: &dyn Fn(&str) -> String,
    ) -> Self {
        let level = |rule: &Rule| if rule.is_reminder() { NOTE } else { "warning" };
        let view = |diagnostic: &'a Diagnostic| DiagnosticView::of(diagnostic, level(diagnostic.rule), named);
        let own = policy.recommendations.iter().filter(|entry| !entry.embedded && looked_at(&entry.location.file));
        let functions = policy.functions.iter().map(|shared| &shared.function);
        let functions = functions.filter(|own| !own.embedded && looked_at(&own.location.file));
        Self {
            passed: linted.diagnostics.iter().all(|own| own.rule.is_reminder()),
            loaded: true,
            tool: Tool::of(policy),
            recommendations: own.count(),
            functions: functions.count(),
            diagnostics: linted.diagnostics.iter().map(view).collect(),
            silenced: linted.silenced,
            ..Self::empty()
        }
    }

    /// What keeps policies from being loaded.
    pub fn of_refused(refused: &'a [Diagnostic], named: &dyn Fn(&str) -> String) -> Self {
        let view = |diagnostic: &'a Diagnostic| DiagnosticView::of(diagnostic, "error", named);
        Self { diagnostics: refused.iter().map(view).collect(), ..Self::empty() }
    }

    fn empty() -> Self {
        Self {
            schema: "uplift.lint/1",
            tool: Tool::by(""),
            passed: false,
            loaded: false,
            recommendations: 0,
            functions: 0,
            rules: RULES.into_iter().map(LintRuleView::of).collect(),
            diagnostics: Vec::new(),
            silenced: 0,
            mended: 0,
        }
    }

    /// How much was found, or looked at, in a few words.
    pub fn counted(&self) -> String {
        let more = [(self.silenced, "silenced"), (self.mended, "mended")].into_iter().filter(|(number, _)| *number > 0);
        let more = more.map(|(number, what)| format!("; {} {what}", count(number as u64, "more finding")));
        let (notes, wrong): (Vec<_>, Vec<_>) = self.diagnostics.iter().partition(|own| own.is_note());
        let notes = (!notes.is_empty()).then(|| format!("; {}", count(notes.len() as u64, "note")));
        let (more, found): (String, u64) = (notes.into_iter().chain(more).collect(), wrong.len() as u64);
        if found == 0 {
            let functions = match self.functions as u64 {
                0 => String::new(),
                several => format!(" and {}", count(several, "function")),
            };
            return format!("{}{functions}{more}", count(self.recommendations as u64, "recommendation"));
        }
        let files: BTreeSet<&str> = wrong.iter().map(|own| own.problem.file.as_str()).collect();
        format!("{} in {}{more}", count(found, "finding"), count(files.len() as u64, "file"))
    }
}

impl LintRuleView {
    fn of(rule: &Rule) -> Self {
        Self { code: rule.code.to_string(), name: rule.name, what: rule.what }
    }
}

/// The level of a reminder.
const NOTE: &str = "note";

impl<'a> DiagnosticView<'a> {
    /// Whether it only reminds of what is still to be done.
    pub fn is_note(&self) -> bool {
        self.level == NOTE
    }

    /// What tells it apart from others; it stays equal when lines move.
    pub fn fingerprint(&self) -> String {
        let line = self.problem.excerpt.as_deref().unwrap_or_default().trim();
        let file = self.location.as_ref().map_or("", |place| &place.file);
        let mut digest = Checksum::of(self.code.as_bytes());
        for part in [file, line, &self.message] {
            digest.add(b"\0");
            digest.add(part.as_bytes());
        }
        digest.to_string()
    }

    fn of(diagnostic: &'a Diagnostic, level: &'static str, named: &dyn Fn(&str) -> String) -> Self {
        let Diagnostic { rule, problem, repair } = diagnostic;
        let ProblemView { file, line, column, message, help } = ProblemView::of(problem);
        let place = |file: String| Place {
            file: named(&file),
            line: line.unwrap_or(1).max(1),
            column: column.unwrap_or(1).max(1),
        };
        let replacement = |repair: &Repair| Replacement {
            file: named(&problem.file),
            start_line: repair.start.line,
            start_column: repair.start.column,
            end_line: repair.end.line,
            end_column: repair.end.column,
            text: repair.new.clone(),
        };
        Self {
            code: rule.code.to_string(),
            rule: rule.name,
            level,
            message,
            help,
            location: file.map(place),
            repair: repair.as_ref().map(replacement),
            problem,
        }
    }
}
