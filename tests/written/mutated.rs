//! What loading refuses by structure the schema refuses, and what loading takes the schema takes.

use crate::Kind;
use crate::loaded::{is_of_meaning, load};
use jsonschema::Validator;
use proptest::prelude::*;
use serde_json::{Map, Value, json};

/// What may stand in the place of a value.
fn values() -> Vec<Value> {
    vec![
        json!(null),
        json!(true),
        json!(false),
        json!(-1),
        json!(5_000_000_000_u64),
        json!(1.5),
        json!("  "),
        json!("Ab_1"),
        json!("a..b"),
        json!("*"),
        json!("A.b/c"),
        json!("2027-3-1"),
        json!("1 point"),
        json!([]),
        json!([null]),
        json!(["a", "a"]),
        json!(["*", "A.b/c"]),
        json!([{}]),
        json!({}),
        json!({ "a": null }),
        json!({ "a..b": "x" }),
    ]
}

/// The ways to all values of a document, as JSON pointers.
fn places(value: &Value, at: &str, places: &mut Vec<String>) {
    places.push(at.to_owned());
    match value {
        Value::Object(members) => {
            for (key, value) in members {
                let key = key.replace('~', "~0").replace('/', "~1");
                self::places(value, &format!("{at}/{key}"), places);
            }
        }
        Value::Array(items) => {
            items.iter().enumerate().for_each(|(index, item)| self::places(item, &format!("{at}/{index}"), places));
        }
        _ => {}
    }
}

/// What a document may become by one mistake at a place.
#[derive(Clone, Debug)]
enum Mistake {
    Value(Value),
    Gone,
    Renamed(&'static str),
    Added(&'static str),
}

fn mistakes() -> Vec<Mistake> {
    let others = [Mistake::Gone, Mistake::Renamed("titel"), Mistake::Renamed("x-titel")];
    let added = ["titel", "x-titel", "fixed", "notFixed", "healthy", "gives"].map(Mistake::Added);
    values().into_iter().map(Mistake::Value).chain(others).chain(added).collect()
}

/// Makes the mistake; `false` where it cannot be made.
fn make(document: &mut Value, place: &str, mistake: &Mistake) -> bool {
    let Some((parent, key)) = place.rsplit_once('/') else {
        return match (mistake, document) {
            (Mistake::Value(value), document) => {
                *document = value.clone();
                true
            }
            (Mistake::Added(name), Value::Object(members)) => members.insert((*name).to_owned(), json!({})).is_none(),
            _ => false,
        };
    };
    let key = key.replace("~1", "/").replace("~0", "~");
    match (mistake, document.pointer_mut(parent)) {
        (_, None) => false,
        (Mistake::Value(value), Some(_)) => match document.pointer_mut(place) {
            Some(old) => {
                *old = value.clone();
                true
            }
            None => false,
        },
        (Mistake::Added(name), Some(_)) => match document.pointer_mut(place) {
            Some(Value::Object(members)) => members.insert((*name).to_owned(), json!({})).is_none(),
            _ => false,
        },
        (Mistake::Gone, Some(Value::Object(members))) => members.shift_remove(&key).is_some(),
        (Mistake::Gone, Some(Value::Array(items))) => {
            items.remove(key.parse().unwrap());
            true
        }
        (Mistake::Renamed(name), Some(Value::Object(members))) => {
            let renamed: Map<String, Value> = members
                .iter()
                .map(|(old, value)| (if *old == key { (*name).to_owned() } else { old.clone() }, value.clone()))
                .collect();
            *members = renamed;
            true
        }
        _ => false,
    }
}

/// How the schema and loading differ about a document.
fn difference(kind: Kind, validator: &Validator, document: &Value) -> Option<String> {
    let loaded = load(kind, &document.to_string());
    match (validator.is_valid(document), loaded) {
        (false, Ok(())) => {
            let errors: Vec<String> = validator
                .iter_errors(document)
                .map(|error| format!("{} at {}", error, error.instance_path()))
                .collect();
            Some(format!("the schema alone refuses it: {}", errors.join("; ")))
        }
        (true, Err(problems)) => {
            let structural: Vec<String> = problems
                .iter()
                .filter(|problem| !is_of_meaning(problem))
                .map(|problem| problem.message.clone())
                .collect();
            (!structural.is_empty()).then(|| format!("loading alone refuses it: {}", structural.join("; ")))
        }
        _ => None,
    }
}

fn every_mistake(kind: Kind) {
    let (whole, validator) = (kind.whole(), kind.validator());
    assert_eq!(load(kind, &whole.to_string()), Ok(()), "{kind:?} as it is");
    assert!(validator.is_valid(&whole), "{kind:?} as it is: {:?}", validator.iter_errors(&whole).next());
    let mut all = Vec::new();
    places(&whole, "", &mut all);
    let (mut tried, mut differences) = (0, Vec::new());
    for place in &all {
        for mistake in mistakes() {
            let mut document = whole.clone();
            if make(&mut document, place, &mistake) {
                tried += 1;
                differences
                    .extend(difference(kind, &validator, &document).map(|it| format!("{place} {mistake:?}: {it}")));
            }
        }
    }
    assert!(tried > 20 * all.len(), "{tried} mistakes at {} places", all.len());
    assert!(differences.is_empty(), "{} of {tried}\n{}", differences.len(), differences.join("\n"));
}

#[test]
fn policy_files_are_taken_and_refused_alike() {
    every_mistake(Kind::Policy);
}

#[test]
fn settings_are_taken_and_refused_alike() {
    every_mistake(Kind::Settings);
}

#[test]
fn exemptions_are_taken_and_refused_alike() {
    every_mistake(Kind::Exemptions);
}

#[test]
fn baselines_are_taken_and_refused_alike() {
    every_mistake(Kind::Baseline);
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(300) })]

    /// Several mistakes at once.
    #[test]
    fn so_are_files_with_several_mistakes(kind in 0..4_usize, picks in prop::collection::vec((any::<usize>(), any::<usize>()), 2..5)) {
        thread_local!(static VALIDATORS: Vec<Validator> = Kind::ALL.map(Kind::validator).into());
        let kind = Kind::ALL[kind];
        let (mut document, all) = (kind.whole(), mistakes());
        for (place, mistake) in picks {
            let mut now = Vec::new();
            places(&document, "", &mut now);
            make(&mut document, &now[place % now.len()], &all[mistake % all.len()]);
        }
        let differs = VALIDATORS.with(|validators| difference(kind, &validators[kind as usize], &document));
        prop_assert_eq!(differs, None, "{}", document);
    }
}
