//! Two fixes that want different values at one place of the same resources.

use super::Rule;
use crate::lint::subject::{Entry, Subject, key_place};
use crate::lint::{Remark, repair};
use crate::policy::{ElementPath, Recommendation};
use crate::source::Code;
use serde_json::Value;
use std::collections::BTreeMap;

pub(super) static RULE: Rule = Rule {
    code: Code(1304),
    name: "conflicting-fixes",
    what: "a fix that wants another value than another fix at one place, so that neither is made",
    find,
    mend: repair::none,
};

/// What a fix wants.
struct Wish<'p> {
    entry: &'p Recommendation,
    /// Whose place it is: a type, or a child of one by its name.
    of: Vec<String>,
    path: String,
    /// Where it is written.
    keys: Vec<String>,
    /// `None` where the place goes away.
    value: Option<Value>,
}

fn find(subject: &Subject<'_>) -> Vec<Remark> {
    let others = subject.policy.recommendations.iter().filter(|entry| entry.embedded).flat_map(wishes);
    let own = subject.entries.iter().flat_map(|entry| wishes(entry.recommendation));
    let mut by_place: BTreeMap<(String, String), Vec<Wish<'_>>> = BTreeMap::new();
    for wish in others.chain(own) {
        for of in &wish.of {
            let Wish { entry, path, keys, value, .. } = &wish;
            let wish = Wish { entry, of: Vec::new(), path: path.clone(), keys: keys.clone(), value: value.clone() };
            by_place.entry((of.clone(), path.clone())).or_default().push(wish);
        }
    }
    let mut remarks = Vec::new();
    for wishes in by_place.values() {
        for (place, wish) in wishes.iter().enumerate() {
            let clash = wishes[..place].iter().find(|other| clashes(other, wish));
            let own = subject.entries.iter().find(|entry| std::ptr::eq(entry.recommendation, wish.entry));
            remarks.extend(own.zip(clash).map(|(entry, other)| remark(entry, wish, other)));
        }
    }
    remarks.sort_by(|one, other| one.location.cmp(&other.location));
    remarks.dedup_by(|one, other| one.location == other.location);
    remarks
}

fn clashes(one: &Wish<'_>, other: &Wish<'_>) -> bool {
    let precedence = |wish: &Wish<'_>| wish.entry.fix.as_ref().map_or(0, |fix| fix.precedence);
    let is_one = std::ptr::eq(one.entry, other.entry);
    !is_one
        && one.entry.enabled
        && other.entry.enabled
        && one.value != other.value
        && precedence(one) == precedence(other)
}

fn remark(entry: &Entry<'_>, wish: &Wish<'_>, other: &Wish<'_>) -> Remark {
    let keys: Vec<&str> = wish.keys.iter().map(String::as_str).collect();
    let place = key_place(entry.node, &entry.recommendation.location, &keys);
    let wants = |wish: &Wish<'_>| match &wish.value {
        Some(value) => format!("wants {value}"),
        None => "removes it".to_owned(),
    };
    let message =
        format!("this fix {} at `{}`, where that of `{}` {}", wants(wish), wish.path, other.entry.id, wants(other));
    Remark::new(place, message, "give one of the two fixes a `precedence`, such as 1; the higher one is made")
}

fn wishes(entry: &Recommendation) -> Vec<Wish<'_>> {
    let Some(fix) = &entry.fix else { return Vec::new() };
    let types: Vec<String> = entry.resource_types.iter().map(|name| name.to_lowercase()).collect();
    let wish = |of: &[String], keys: &[&str], path: &ElementPath, value: Option<Value>| Wish {
        entry,
        of: of.to_vec(),
        path: path.to_string(),
        keys: keys.iter().map(|key| (*key).to_owned()).chain([path.to_string()]).collect(),
        value,
    };
    let set = fix.set.iter().map(|(path, value)| wish(&types, &["fix", "set"], path, Some(filled(entry, value))));
    let removed = fix.remove.iter().map(|path| wish(&types, &["fix", "remove"], path, None));
    let child = fix.child.iter().flat_map(|child| {
        let of = [format!("{}/{}", child.type_name, child.name).to_lowercase()];
        let set = child.set.iter();
        set.map(move |(path, value)| wish(&of, &["fix", "child", "set"], path, Some(filled(entry, value))))
    });
    set.chain(removed).chain(child).collect()
}

/// A value with what stands for a parameter alone filled in.
fn filled(entry: &Recommendation, value: &Value) -> Value {
    let named = value.as_str().and_then(|text| text.strip_prefix("${params.")?.strip_suffix('}'));
    let parameter = named.and_then(|name| entry.parameters.iter().find(|parameter| parameter.name == name));
    parameter.and_then(|parameter| parameter.value.clone()).unwrap_or_else(|| value.clone())
}
