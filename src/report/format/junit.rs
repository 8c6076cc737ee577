//! JUnit: test reports, which every pipeline shows.
//!
//! A suite for what could be read, with an error for each file that could not; a suite for the rules of a gate; and a
//! suite for each recommendation, with a case for each finding. What calls for somebody fails. What is old, exempt, in
//! the baseline or undecided is skipped with the reason, and what is resolved passes. Of test cases: a suite for each
//! recommendation and each function.

use super::{Format, RunReport, calls};
use crate::assess::Status;
use crate::gate::Standing;
use crate::report::harmless;
use crate::report::text::Page;
use crate::report::view::{
    EvidenceView, FailureView, FindingView, LintView, Place, ProblemView, Review, RuleView, ScriptErrorView, TrialView,
};
use crate::report::words::{self, Rules};
use quick_xml::Writer;
use quick_xml::events::{BytesDecl, BytesText, Event};
use std::collections::BTreeMap;
use std::io::{self, Write};

/// The format.
pub(super) const FORMAT: Format = Format {
    name: "junit",
    purpose: "test reports",
    is_whole: true,
    run: Some(write),
    test: Some(write_trial),
    lint: Some(write_lint),
    ..Format::NONE
};

fn write(run: &RunReport<'_>, _: &Page, out: &mut dyn Write) -> io::Result<()> {
    write_suites(&suites(run), out)
}

/// A suite for each recommendation and each function, with its cases, and one for each case that it lacks.
fn write_trial(trial: &TrialView<'_>, _: &Page, out: &mut dyn Write) -> io::Result<()> {
    let case = |tried: &str, name: String, place: &Place, failures: &[FailureView<'_>]| Case {
        name,
        class: format!("{}.{tried}", words::NAME),
        file: Some(place.file.clone()),
        line: Some(place.line),
        outcome: failed(failures),
    };
    let suites = trial.tried().map(|(tried, cases, missing)| {
        let own = cases.iter().map(|own| {
            let name =
                own.name.map_or_else(|| format!("{} at line {}", own.expected, own.location.line), str::to_owned);
            case(tried, name, &own.location, &own.failures)
        });
        let missing = missing.iter().map(|failure| {
            case(tried, "cases that there should be".to_owned(), &failure.location, std::slice::from_ref(failure))
        });
        Suite { name: tried.to_owned(), cases: own.chain(missing).collect() }
    });
    write_suites(&suites.collect::<Vec<_>>(), out)
}

/// A suite for each rule, with a case for each place that it tells of; a rule that tells of none passes.
fn write_lint(lint: &LintView<'_>, _: &Page, out: &mut dyn Write) -> io::Result<()> {
    let suites = lint.rules.iter().map(|rule| {
        let case = |name: String, file, line, outcome| Case {
            name,
            class: format!("{}.{}", words::NAME, rule.name),
            file,
            line,
            outcome,
        };
        let own = lint.diagnostics.iter().filter(|own| own.code == rule.code);
        let told = own.map(|own| {
            let help = own.help.clone().unwrap_or_default();
            let outcome = match own.level {
                "error" => Outcome::Error(own.message.clone(), help),
                _ if own.is_note() => Outcome::Skipped(own.message.clone()),
                _ => Outcome::Failed(own.message.clone(), help),
            };
            let place = own.location.as_ref();
            let name = place.map_or_else(
                || rule.what.to_owned(),
                |place| format!("{}:{}:{}", place.file, place.line, place.column),
            );
            case(name, place.map(|place| place.file.clone()), place.map(|place| place.line), outcome)
        });
        let mut cases: Vec<Case> = told.collect();
        if cases.is_empty() && lint.loaded {
            cases.push(case(rule.what.to_owned(), None, None, Outcome::Passed));
        }
        Suite { name: format!("{} {}", rule.code, rule.name), cases }
    });
    write_suites(&suites.filter(|suite| !suite.cases.is_empty()).collect::<Vec<_>>(), out)
}

/// What differs, then what the check said and read.
fn failed(failures: &[FailureView<'_>]) -> Outcome {
    if failures.is_empty() {
        return Outcome::Passed;
    }
    let differences: Vec<&str> = failures.iter().map(|failure| failure.difference.as_str()).collect();
    let said = failures.iter().flat_map(|failure| failure.message.map(str::to_owned));
    let read = failures.iter().flat_map(|failure| &failure.evidence).map(read_value);
    Outcome::Failed(differences.join("; "), said.chain(read).collect::<Vec<_>>().join("\n"))
}

fn write_suites(suites: &[Suite], out: &mut dyn Write) -> io::Result<()> {
    let mut xml = Writer::new_with_indent(out, b' ', 2);
    xml.write_event(Event::Decl(BytesDecl::new("1.0", Some("UTF-8"), None)))?;
    let all: Vec<(&str, String)> = totals(suites.iter().flat_map(|suite| &suite.cases));
    let root = xml.create_element("testsuites").with_attribute(("name", words::NAME));
    let root = all.iter().fold(root, |root, (name, number)| root.with_attribute((*name, number.as_str())));
    root.write_inner_content(|xml| suites.iter().try_for_each(|suite| write_suite(suite, xml)))?;
    xml.get_mut().write_all(b"\n")
}

/// A writer of elements.
type Xml<'o> = Writer<&'o mut dyn Write>;

struct Suite {
    name: String,
    cases: Vec<Case>,
}

struct Case {
    name: String,
    class: String,
    file: Option<String>,
    line: Option<u32>,
    outcome: Outcome,
}

/// How a case ended: what it is called, in a line, and at length.
enum Outcome {
    Passed,
    Skipped(String),
    Failed(String, String),
    Error(String, String),
}

fn suites(run: &RunReport<'_>) -> Vec<Suite> {
    let review = run.review;
    let rules = Rules::of(review);
    let mut suites = vec![Suite { name: format!("{} inventory", words::NAME), cases: read(review) }];
    if !review.rules.is_empty() {
        let cases = review.rules.iter().map(rule).collect();
        suites.push(Suite { name: format!("{} gate", words::NAME), cases });
    }
    if !review.script_errors.is_empty() {
        let cases = review.script_errors.iter().map(script).collect();
        suites.push(Suite { name: format!("{} scripts", words::NAME), cases });
    }
    let mut by_recommendation: BTreeMap<String, Suite> = BTreeMap::new();
    for finding in run.findings() {
        let name = || format!("{}: {}", finding.recommendation, rules.title(&finding));
        let suite = by_recommendation
            .entry(finding.recommendation.to_string())
            .or_insert_with(|| Suite { name: name(), cases: Vec::new() });
        suite.cases.push(case(&finding, &rules));
    }
    suites.extend(by_recommendation.into_values());
    suites
}

/// A case for each file that could not be read, or one that passes.
fn read(review: &Review) -> Vec<Case> {
    let class = format!("{}.inventory", words::NAME);
    let error = |problem: &ProblemView| {
        let help = problem.help.clone().unwrap_or_default();
        Case {
            name: problem.file.clone().unwrap_or_else(|| problem.message.clone()),
            class: class.clone(),
            file: problem.file.clone(),
            line: problem.line,
            outcome: Outcome::Error(problem.message.clone(), help),
        }
    };
    let errors: Vec<Case> = review.errors.iter().map(error).collect();
    if !errors.is_empty() {
        return errors;
    }
    vec![Case { name: "everything could be read".to_owned(), class, file: None, line: None, outcome: Outcome::Passed }]
}

/// A script that failed is an error, and skipped where the base has it too.
fn script(error: &ScriptErrorView) -> Case {
    let problem = &error.problem;
    let outcome = match error.known {
        true => Outcome::Skipped(format!("{}, as in the base", problem.message)),
        false => Outcome::Error(problem.message.clone(), problem.help.clone().unwrap_or_default()),
    };
    let class = format!("{}.scripts", words::NAME);
    Case { name: error.recommendation.clone(), class, file: problem.file.clone(), line: problem.line, outcome }
}

fn rule(rule: &RuleView) -> Case {
    let scope = rule.scope.as_deref().map(|scope| format!(" for {scope}")).unwrap_or_default();
    let long = [rule.remedy.as_deref(), rule.command.as_deref()].into_iter().flatten().collect::<Vec<_>>().join("\n");
    Case {
        name: format!("{}: {}{scope}", rule.id, rule.setting),
        class: format!("{}.gate", words::NAME),
        file: None,
        line: None,
        outcome: if rule.passed { Outcome::Passed } else { Outcome::Failed(rule.found.clone(), long) },
    }
}

fn case(finding: &FindingView<'_>, rules: &Rules<'_>) -> Case {
    Case {
        name: finding.resource.id.to_string(),
        class: format!("{}.{}", words::NAME, finding.recommendation),
        file: Some(finding.location.file.clone()).filter(|file| !file.is_empty()),
        line: Some(finding.location.line).filter(|line| *line > 0),
        outcome: outcome(finding, rules),
    }
}

fn outcome(finding: &FindingView<'_>, rules: &Rules<'_>) -> Outcome {
    let is_undecided = finding.status == Some(Status::Unknown);
    if calls(finding) && !is_undecided {
        return Outcome::Failed(rules.sentence(finding), at_length(finding, rules));
    }
    if finding.standing == Some(Standing::Resolved) {
        return Outcome::Passed;
    }
    let reason = match (&finding.exemption, finding.known, finding.standing) {
        (Some(exemption), ..) => format!("exempt by {}: {}", exemption.id, exemption.reason),
        (None, true, _) => "in the baseline".to_owned(),
        (None, false, _) if is_undecided => {
            format!("cannot be decided: {}", finding.message.as_deref().unwrap_or("no reason was given"))
        }
        (None, false, standing) => {
            format!("{}, so nothing that this change brings", standing.map_or("old".to_owned(), words::word))
        }
    };
    Outcome::Skipped(reason)
}

/// The place, what was read, and the steps by hand.
fn at_length(finding: &FindingView<'_>, rules: &Rules<'_>) -> String {
    let place = &finding.location;
    let mut lines = vec![format!("{}:{}:{}", place.file, place.line, place.column)];
    lines.extend(finding.evidence.iter().map(read_value));
    if let Some(rule) = rules.find(finding) {
        lines.push(String::new());
        lines.extend(rule.remediation.trim().lines().map(str::to_owned));
    }
    lines.join("\n")
}

fn read_value(evidence: &EvidenceView<'_>) -> String {
    let value = evidence.shown().map_or("is absent".to_owned(), |value| format!("= {value}"));
    format!("{} {value}", evidence.path)
}

fn totals<'c>(cases: impl Iterator<Item = &'c Case>) -> Vec<(&'static str, String)> {
    let mut numbers = [0u64; 4];
    for case in cases {
        numbers[0] += 1;
        match case.outcome {
            Outcome::Passed => {}
            Outcome::Failed(..) => numbers[1] += 1,
            Outcome::Error(..) => numbers[2] += 1,
            Outcome::Skipped(_) => numbers[3] += 1,
        }
    }
    ["tests", "failures", "errors", "skipped"].into_iter().zip(numbers.map(|number| number.to_string())).collect()
}

fn write_suite(suite: &Suite, xml: &mut Xml<'_>) -> io::Result<()> {
    let name = attribute(&suite.name);
    let element = xml.create_element("testsuite").with_attribute(("name", name.as_str()));
    let numbers = totals(suite.cases.iter());
    let element =
        numbers.iter().fold(element, |element, (name, number)| element.with_attribute((*name, number.as_str())));
    let element = element.with_attribute(("time", "0"));
    element.write_inner_content(|xml| suite.cases.iter().try_for_each(|case| write_case(case, xml)))?;
    Ok(())
}

fn write_case(case: &Case, xml: &mut Xml<'_>) -> io::Result<()> {
    let (name, class) = (attribute(&case.name), attribute(&case.class));
    let mut element = xml.create_element("testcase").with_attributes([("name", name.as_str()), ("classname", &class)]);
    element = element.with_attribute(("time", "0"));
    if let Some(file) = &case.file {
        element = element.with_attribute(("file", attribute(file).as_str()));
    }
    if let Some(line) = case.line {
        element = element.with_attribute(("line", line.to_string().as_str()));
    }
    let (kind, message, text) = match &case.outcome {
        Outcome::Passed => return element.write_empty().map(drop),
        Outcome::Skipped(message) => ("skipped", message, ""),
        Outcome::Failed(message, text) => ("failure", message, text.as_str()),
        Outcome::Error(message, text) => ("error", message, text.as_str()),
    };
    element.write_inner_content(|xml| {
        let message = attribute(message);
        let outcome = xml.create_element(kind).with_attribute(("message", message.as_str()));
        match text {
            "" => outcome.write_empty(),
            text => outcome.write_text_content(BytesText::new(&content(text))),
        }
        .map(drop)
    })?;
    Ok(())
}

/// A text on one line, of characters that XML may hold.
fn attribute(text: &str) -> String {
    harmless(text).chars().filter(|letter| !matches!(letter, '\u{fffe}' | '\u{ffff}')).collect()
}

/// A text whose lines stay lines.
fn content(text: &str) -> String {
    text.split('\n').map(attribute).collect::<Vec<_>>().join("\n")
}
