//! What template functions give, as their documentation, the tests of a compiler and published values say.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on fails")]

use crate::shared;
use serde_json::{Value as Json, json};
use std::sync::Arc;
use uplift::source::Document;
use uplift::template::{Entry, Place, expand};

/// Rows that are not followed, each with its reason.
const OTHERWISE: [(&str, &str); 8] = [
    ("[string(true)]", "the documentation does not say whether it is `true` or `True`"),
    ("[int('3.7')]", "the documentation does not say how it rounds"),
    ("[bool('1')]", "the documentation knows `true` and `false` among texts"),
    ("[dateTimeAdd('2020-04-07 14:53:14Z', 'P3Y')]", "the form hangs on the culture"),
    ("[dateTimeAdd('2024-01-15T12:00:00Z', 'P1D')]", "how it prints without a format is not documented"),
    ("[dateTimeAdd('2024-01-15T10:00:00Z', 'PT2H')]", "how it prints without a format is not documented"),
    ("[dateTimeAdd('2024-01-15T12:00:00Z', '-P1D')]", "how it prints without a format is not documented"),
    ("[dateTimeAdd('2024-01-15T10:00:00Z', 'P1DT2H30M')]", "how it prints without a format is not documented"),
];

pub fn functions_give_what_their_documentation_says() {
    let folder = shared("bicep");
    let rows = std::fs::read_to_string(folder.join("eval.jsonl")).unwrap();
    let (mut same, mut wrong) = (0, Vec::new());
    for row in rows.lines().map(|row| serde_json::from_str::<Json>(row).unwrap()) {
        let (asked, template) = match (&row["expr"], &row["template"]) {
            (Json::String(expression), _) => (expression.clone(), with_value(json!({}), &row["expr"])),
            (_, Json::String(file)) => {
                let text = std::fs::read_to_string(folder.join(file)).unwrap();
                let template: Json = serde_json::from_str(text.trim_start_matches('\u{feff}')).unwrap();
                let output = row["output"].as_str().unwrap();
                let value = template["outputs"][output]["value"].clone();
                (format!("{file} {output}"), with_value(template, &value))
            }
            // Programs of another language.
            _ => continue,
        };
        let given = worked_out(&template);
        match alike(&given, &row["expected"]) {
            true => same += 1,
            false if OTHERWISE.iter().any(|(row, _)| *row == asked) => {}
            false => wrong.push(format!("{asked}: {given}, expected {}", row["expected"])),
        }
    }
    eprintln!("{same} equal, {} listed", OTHERWISE.len());
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert!(same > 200, "only {same} rows were compared");
}

/// Numbers by value.
fn alike(one: &Json, other: &Json) -> bool {
    one == other || one.as_f64().is_some_and(|number| Some(number) == other.as_f64())
}

/// A template with one resource that has a value.
fn with_value(mut template: Json, value: &Json) -> Json {
    template["resources"] = json!([{ "type": "Test.Rp/values", "name": "it", "properties": { "value": value } }]);
    template
}

/// The value of that resource; in words where it is not known.
fn worked_out(template: &Json) -> Json {
    let document = Arc::new(Document::parse("main.json", template.to_string().into_bytes()).unwrap());
    let template = document.root().item(0).unwrap();
    let place = Place { entry: "main.json".into(), ..Place::default() };
    let files = [document.clone()];
    let entry =
        Entry { document: &document, template, place, given: Default::default(), doubts: Vec::new(), files: &files };
    let expansion = expand(entry).unwrap();
    let value = expansion.document.root().item(0).and_then(|row| row.get("properties")?.get("value"));
    match value {
        Some(value) => match value.unknown() {
            Some(reason) => json!(format!("unknown: {reason} {:?}", expansion.problems)),
            None => serde_json::from_str(value.raw()).unwrap(),
        },
        None => json!("nothing"),
    }
}
