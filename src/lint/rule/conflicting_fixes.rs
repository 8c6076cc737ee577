//! Two fixes that want different values at one place of the same resources.

use super::Rule;
use crate::check::{Part, PartKind};
use crate::lint::subject::{Entry, Subject, key_place};
use crate::lint::value::exclude;
use crate::lint::{Remark, repair};
use crate::policy::{ElementPath, Recommendation};
use crate::source::Code;
use serde_json::Value;
use std::collections::BTreeMap;

pub(super) static RULE: Rule = Rule {
    code: Code(1304),
    name: "conflicting-fixes",
    what: "a fix that wants another value than another fix at one place of the same resources, so that neither is made",
    find,
    mend: repair::none,
};

/// What a fix wants.
struct Wish<'p> {
    recommendation: &'p Recommendation,
    /// Where it stands; shipped ones stand nowhere.
    entry: Option<&'p Entry<'p>>,
    /// Whose place it is: a type, or a child of one by its name.
    of: Vec<String>,
    path: String,
    /// Where it is written.
    keys: Vec<String>,
    /// `None` where the place goes away.
    value: Option<Value>,
}

fn find(subject: &Subject<'_>) -> Vec<Remark> {
    let shipped = subject.policy.recommendations.iter().filter(|entry| entry.embedded && entry.enabled);
    let own = subject.entries.iter().filter(|entry| entry.recommendation.enabled);
    let own = own.flat_map(|entry| wishes(entry.recommendation, Some(entry)));
    let wishes: Vec<Wish<'_>> = shipped.flat_map(|entry| wishes(entry, None)).chain(own).collect();
    // By place, of each precedence the first that want different values, or that want it of some resources only: one of them
    // contradicts whoever comes next.
    let mut wanted: BTreeMap<(&str, &str, i32), Vec<&Wish<'_>>> = BTreeMap::new();
    let mut remarks = Vec::new();
    for wish in &wishes {
        let precedence = wish.recommendation.fix.as_ref().map_or(0, |fix| fix.precedence);
        let mut clash = None;
        let may_meet = |other: &Wish<'_>| !exclude_each_other(subject, wish.recommendation, other.recommendation);
        for of in &wish.of {
            let others = wanted.entry((of, &wish.path, precedence)).or_default();
            let is_other =
                |other: &&&Wish<'_>| other.value != wish.value && other.recommendation.id != wish.recommendation.id;
            let is_clash = |other: &&&Wish<'_>| is_other(other) && may_meet(other);
            clash = clash.or_else(|| others.iter().find(is_clash).copied());
            let is_new = |other: &&Wish<'_>| other.value != wish.value || other.recommendation.applies_to.is_some();
            if others.len() < MOST && others.iter().all(is_new) {
                others.push(wish);
            }
        }
        remarks.extend(wish.entry.zip(clash).map(|(entry, other)| remark(entry, wish, other)));
    }
    remarks
}

/// Fixes of one place that are held against those that come next.
const MOST: usize = 16;

/// Whether no resource is judged by both, by what their `appliesTo` say.
fn exclude_each_other(subject: &Subject<'_>, one: &Recommendation, other: &Recommendation) -> bool {
    let condition = |entry: &Recommendation| {
        let outline = subject.outliner.of(&entry.applies_to.as_ref()?.without_functions())?;
        let [only] = <[Part; 1]>::try_from(outline.statements).ok()?;
        Some(only)
    };
    condition(one).zip(condition(other)).is_some_and(|(one, other)| {
        let operands = |part: &Part| if part.kind == PartKind::And { part.parts.clone() } else { vec![part.clone()] };
        let others = operands(&other);
        operands(&one).iter().any(|one| others.iter().any(|other| exclude(one, other)))
    })
}

fn remark(entry: &Entry<'_>, wish: &Wish<'_>, other: &Wish<'_>) -> Remark {
    let keys: Vec<&str> = wish.keys.iter().map(String::as_str).collect();
    let place = key_place(entry.node, &entry.recommendation.location, &keys);
    let wants = |wish: &Wish<'_>| match &wish.value {
        Some(value) => format!("wants {value}"),
        None => "removes it".to_owned(),
    };
    let message = format!(
        "this fix {} at `{}`, where that of `{}` {}",
        wants(wish),
        wish.path,
        other.recommendation.id,
        wants(other)
    );
    Remark::new(place, message, "give one of the two fixes a `precedence`, such as 1; the higher one is made")
}

fn wishes<'p>(recommendation: &'p Recommendation, entry: Option<&'p Entry<'p>>) -> Vec<Wish<'p>> {
    let Some(fix) = &recommendation.fix else { return Vec::new() };
    let types: Vec<String> = recommendation.resource_types.iter().map(|name| name.to_lowercase()).collect();
    let wish = |of: &[String], keys: &[&str], path: &ElementPath, value: Option<Value>| Wish {
        recommendation,
        entry,
        of: of.to_vec(),
        path: path.to_string(),
        keys: keys.iter().map(|key| (*key).to_owned()).chain([path.to_string()]).collect(),
        value,
    };
    let set =
        fix.set.iter().map(|(path, value)| wish(&types, &["fix", "set"], path, Some(filled(recommendation, value))));
    let removed = fix.remove.iter().map(|path| wish(&types, &["fix", "remove"], path, None));
    let child = fix.child.iter().flat_map(|child| {
        let of = [format!("{}/{}", child.type_name, child.name).to_lowercase()];
        let set = child.set.iter();
        set.map(move |(path, value)| wish(&of, &["fix", "child", "set"], path, Some(filled(recommendation, value))))
    });
    set.chain(removed).chain(child).collect()
}

/// A value with what stands for a parameter alone filled in.
fn filled(entry: &Recommendation, value: &Value) -> Value {
    let named = value.as_str().and_then(|text| text.strip_prefix("${params.")?.strip_suffix('}'));
    let parameter = named.and_then(|name| entry.parameters.iter().find(|parameter| parameter.name == name));
    parameter.and_then(|parameter| parameter.value.clone()).unwrap_or_else(|| value.clone())
}
