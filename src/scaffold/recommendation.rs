//! A recommendation of one's own, from one condition on one setting.

use super::Refusal;
use super::condition::Condition;
use super::control::UNWRITTEN;
use super::property::Property;
use super::sample::Sample;
use super::yaml::{flow, member, on_one_line, scalar};
use super::{date, place};
use crate::policy::{ALL_TYPES, Severity};
use serde_json::{Map, Value};

/// What a recommendation is made from.
pub struct NewRecommendation<'n> {
    /// Its id.
    pub id: &'n str,
    /// For people; made from the condition where there is none.
    pub title: Option<&'n str>,
    /// What is at stake, for people; left to be written where there is none.
    pub description: Option<&'n str>,
    /// What the quick fix may stop; left to be written where there is none.
    pub impact: Option<&'n str>,
    /// The controls that it stands in.
    pub controls: &'n [String],
    /// How bad it is.
    pub severity: Severity,
    /// The type that it is for.
    pub type_name: &'n str,
    /// The setting.
    pub property: &'n Property,
    /// What is asked of it.
    pub condition: &'n Condition,
    /// Whether an absent setting meets the condition too.
    pub or_absent: bool,
    /// Whether it has a quick fix.
    pub with_fix: bool,
    /// The resource that its cases are made from; an empty one where there is none.
    pub sample: Option<&'n Sample>,
}

/// Nobody keeps a list of the types that take no tags.
const UNTAGGED: &str = "    # exceptTypes: [Microsoft.Network/virtualNetworks/subnets]   # types that can have no tags, as most children\n";

/// A test case as it is written.
struct NewCase {
    name: Option<String>,
    is_healthy: bool,
    resource: Value,
    fixed: Option<Value>,
}

/// A policy file with the recommendation, whose cases hold as they are written.
///
/// # Errors
/// What cannot be asked or repaired so, and a resource that its condition cannot be held against.
pub fn recommendation(new: &NewRecommendation<'_>) -> Result<String, Refusal> {
    new.condition.refuse_bad_values()?;
    let cases = cases(new)?;
    let (path, words) = (new.property.path(), new.condition.words());
    let last = match new.type_name {
        ALL_TYPES => "all resources",
        other => other.rsplit('/').next().unwrap_or_default(),
    };
    let title = new.title.map_or_else(|| format!("{} of {last} should {words}", new.property.name()), str::to_owned);
    let severity = format!("{:?}", new.severity).to_lowercase();
    let absence = match (new.condition.accepts_absence(new.or_absent), new.condition) {
        (_, Condition::Absent | Condition::Present) => "",
        (true, _) => "      // Where it is not set, it counts as healthy.\n",
        (false, _) => "      // Where it is not set, it counts as unhealthy.\n",
    };
    let is_untagged = new.type_name == ALL_TYPES && path.starts_with("tags");
    let untagged = if is_untagged { UNTAGGED } else { "" };
    let mut text = format!(
        "recommendations:
  - id: {}
    title: {}
    controls: {}
    severity: {severity}
    resourceTypes: [{}]
{untagged}    description: {}
    remediation: |
      1. Where the resource is written, {}.
    check: |
{absence}      {}
",
        scalar(new.id),
        scalar(&title),
        flow(&Value::from(new.controls)),
        scalar(new.type_name),
        scalar(new.description.unwrap_or(UNWRITTEN)),
        step(new, &path),
        script(new),
    );
    if new.with_fix {
        text += &fix(new, &path)?;
    }
    text += "    tests:\n";
    let today = new.condition.is_dated().then(|| format!("today: {}", date::TODAY));
    text.extend(cases.iter().map(|case| written(case, today.as_deref())));
    Ok(text)
}

/// The answer of the check. Places are compared by the names that the platform gives them.
fn script(new: &NewRecommendation<'_>) -> String {
    let setting = new.property.script();
    match new.condition.of_place().filter(|_| place::is_at(new.property)) {
        Some(bare) => bare.script(&format!("location({setting})"), new.or_absent),
        None => new.condition.script(&setting, new.or_absent),
    }
}

/// Whether a value meets the condition, as the check will say; `None` where the two cannot be compared.
fn accepts(new: &NewRecommendation<'_>, value: &Value) -> Option<bool> {
    match (new.condition.of_place().filter(|_| place::is_at(new.property)), value) {
        (Some(bare), Value::String(name)) => bare.accepts(&place::bare(name).into()),
        _ => new.condition.accepts(value),
    }
}

/// Values that meet it; of a place also one as people write it, so that a case notices where the check compares letters.
fn good(new: &NewRecommendation<'_>) -> Vec<Value> {
    let mut good = new.condition.good();
    let is_place = place::is_at(new.property) && new.condition.of_place().is_some();
    let spelt = good.iter().find_map(|name| place::spelt(name.as_str()?));
    good.extend(spelt.filter(|_| is_place).map(Value::from));
    good
}

/// What to do by hand.
fn step(new: &NewRecommendation<'_>, path: &str) -> String {
    let path = on_one_line(path);
    match new.condition {
        Condition::Absent => format!("take {path} away"),
        Condition::Text | Condition::Present => format!("set {path}"),
        other => format!("set {path}, which has to {}", on_one_line(&other.words())),
    }
}

fn fix(new: &NewRecommendation<'_>, path: &str) -> Result<String, Refusal> {
    let mut change = Map::new();
    match (new.condition, new.condition.healing()) {
        (Condition::Absent, _) => {
            change.insert("remove".to_owned(), Value::from(vec![path]));
        }
        (_, Some(Value::String(text))) if text.contains("${") => {
            let message = "a fix would take `${` for the beginning of a parameter";
            return Err(Refusal::new(message, "leave out --with-fix, and write a `script` by hand"));
        }
        (_, Some(value)) => {
            change.insert("set".to_owned(), Value::Object(Map::from_iter([(path.to_owned(), value)])));
        }
        (_, None) => {
            return Err(Refusal::new(
                format!("nobody can say which value a fix would set {path} to"),
                "leave out --with-fix, or name the value with --equals or --one-of",
            ));
        }
    }
    let change: String = change.iter().map(|(key, value)| format!("      {}\n", member(key, value, 6))).collect();
    Ok(format!(
        "    fix:
      safety: review                   # `safe` once you know that nobody can notice
      impact: {}
      change: inPlace                  # or restart, or replace
{change}",
        scalar(new.impact.unwrap_or("Nobody has written down yet what may stop working.")),
    ))
}

/// A resource that is healthy, one that is not, and one without the setting, each once.
fn cases(new: &NewRecommendation<'_>) -> Result<Vec<NewCase>, Refusal> {
    let (condition, property) = (new.condition, new.property);
    let base = new.sample.map_or_else(|| Value::Object(Map::new()), |sample| sample.resource.clone());
    let with = |value: Option<&Value>| property.with(&base, value);
    let absence = condition.accepts_absence(new.or_absent);
    let held = new.sample.and_then(|_| property.get(&base));
    let holds = match held {
        Some(value) => Some(accepts(new, value).ok_or_else(|| incomparable(new, value))?),
        None => new.sample.map(|_| absence),
    };
    let mut cases: Vec<NewCase> = Vec::new();
    let mut add = |name: Option<String>, is_healthy: bool, resource: Value| -> Result<(), Refusal> {
        if !cases.iter().any(|case| case.resource == resource) {
            let is_fixed = new.with_fix && !is_healthy;
            let fixed = is_fixed.then(|| property.with(&resource, condition.healing().as_ref())).transpose()?;
            cases.push(NewCase { name, is_healthy, resource, fixed });
        }
        Ok(())
    };
    if let (Some(holds), Some(sample)) = (holds, new.sample) {
        add(Some(format!("{}, as it is in {}", sample.name, sample.file)), holds, base.clone())?;
    }
    for good in good(new) {
        // A resource that meets it already stands for the value that it has.
        if holds != Some(true) || held != Some(&good) && matches!(condition, Condition::OneOf(_)) {
            add(None, true, with(Some(&good))?)?;
        }
    }
    if holds != Some(false)
        && let Some(bad) = condition.bad()
    {
        add(None, false, with(Some(&bad))?)?;
    }
    add(None, absence, with(None)?)?;
    refuse_one_sided(&cases)?;
    Ok(cases)
}

fn incomparable(new: &NewRecommendation<'_>, value: &Value) -> Refusal {
    let what = match value {
        Value::Array(_) => "a list",
        Value::Object(_) => "an object",
        Value::String(_) => "a text",
        Value::Number(_) => "a number",
        Value::Bool(_) | Value::Null => "true or false",
    };
    let message = format!(
        "{} of {} is {what}, which cannot {}",
        new.property.path(),
        new.sample.map_or("", |sample| &sample.name),
        new.condition.words()
    );
    Refusal::new(message, "name the value in the kind that it has, another resource or another condition")
}

/// With `--present --or-absent` and the like nothing is left to find.
fn refuse_one_sided(cases: &[NewCase]) -> Result<(), Refusal> {
    let has = |healthy: bool| cases.iter().any(|case| case.is_healthy == healthy);
    if has(true) && has(false) {
        return Ok(());
    }
    let message = format!("every resource would be {}", if has(true) { "healthy" } else { "unhealthy" });
    Err(Refusal::new(message, "leave out --or-absent, or ask something else"))
}

fn written(case: &NewCase, today: Option<&str>) -> String {
    let mut members: Vec<String> = Vec::new();
    let key = if case.is_healthy { "healthy" } else { "unhealthy" };
    members.extend(case.name.iter().map(|name| format!("name: {}", scalar(name))));
    members.push(member(key, &case.resource, 8));
    members.extend(case.fixed.iter().map(|fixed| member("fixed", fixed, 8)));
    members.extend(today.map(str::to_owned));
    format!("      - {}\n", members.join("\n        "))
}
