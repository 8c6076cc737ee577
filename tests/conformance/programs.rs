//! Programs in Bicep give what its own tests say, and files of parameters what its compiler makes of them.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on fails")]

use crate::deployed::{Files, UNKNOWN, deployed};
use crate::shared;
use serde_json::{Value as Json, json};
use std::fmt::Write;
use uplift::bicep::{self, Declaration};
use uplift::inventory::FileRules;

/// Values that are not followed, each with its reason.
const OTHERWISE: [(&str, &str); 5] = [
    (
        "Resource_property_access_works outputs.abcVal",
        "what the platform answers for a resource may be other than what was written",
    ),
    ("Safe_dereferences_are_evaluated_successfully outputs.properties.exists", "the same"),
    ("Safe_dereferences_are_evaluated_successfully outputs.properties.doesntExist", "the same"),
    ("Safe_dereferences_are_evaluated_successfully outputs.properties.existsArrayAccess", "the same"),
    ("Safe_dereferences_are_evaluated_successfully outputs.properties.doesntExistArrayAccess", "the same"),
];

/// A file with one resource more, whose properties are the outputs and the variables.
fn with_values(program: &str) -> String {
    let (mut outputs, mut variables) = (String::new(), String::new());
    for statement in bicep::parse(program).statements {
        match &statement.declaration {
            Declaration::Output(name, _, value) => {
                let value = &program[value.span.start as usize..value.span.end as usize];
                writeln!(outputs, "{}: {value}", name.text).unwrap();
            }
            Declaration::Variable(name, _) => writeln!(variables, "{0}: {0}", name.text).unwrap(),
            _ => {}
        }
    }
    let values = format!("outputs: {{\n{outputs}}}\nvariables: {{\n{variables}}}");
    format!("{program}\nresource it 'Test.Rp/it@2020-01-01' = {{\nname: 'it'\nproperties: {{\n{values}\n}}\n}}\n")
}

/// The properties of the resource that a file has more.
fn properties(files: Files) -> Json {
    let resources = deployed(files, FileRules::default(), None);
    let found = resources.iter().find(|(name, _)| name.contains("test.rp/it/it"));
    found.map_or(Json::Null, |(_, values)| values[0]["properties"].clone())
}

pub fn programs_give_what_their_own_tests_say() {
    let folder = shared("bicep");
    let rows = std::fs::read_to_string(folder.join("eval.jsonl")).unwrap();
    let (mut same, mut wrong, mut listed) = (0, Vec::new(), 0);
    for row in rows.lines().map(|row| serde_json::from_str::<Json>(row).unwrap()) {
        let (Some(program), Some(test)) = (row["bicep"].as_str(), row["test"].as_str()) else { continue };
        let mut files: Files = vec![("main.bicep".to_owned(), with_values(program).into_bytes())];
        files.extend(row["bicepparam"].as_str().map(|values| ("main.bicepparam".to_owned(), values.into())));
        let given = properties(files);
        for (path, expected) in row["expected"].as_object().unwrap() {
            let value = path.split('.').fold(&given, |value, name| &value[name]);
            let name = format!("{test} {path}");
            let is_listed = OTHERWISE.iter().any(|(other, _)| **other == name);
            match (value == expected, is_listed) {
                (true, false) => same += 1,
                (false, true) => listed += 1,
                _ => wrong.push(format!("{name}: {value}, expected {expected}")),
            }
        }
    }
    eprintln!("{same} values equal, {listed} listed");
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert!(same > 70, "only {same} values were compared");
}

pub fn files_of_parameters_give_what_their_compiled_ones_give() {
    let folder = shared("bicep");
    let rows = std::fs::read_to_string(folder.join("pairs.jsonl")).unwrap();
    let mut count = 0;
    for row in rows.lines().map(|row| serde_json::from_str::<Json>(row).unwrap()).filter(|row| row["kind"] == "params")
    {
        let read = |name: &Json| std::fs::read(folder.join(name.as_str().unwrap())).unwrap();
        let compiled: Json = serde_json::from_slice(&read(&row["json"])).unwrap();
        let compiled = compiled["parameters"].as_object().unwrap();
        let name = row["bicep"].as_str().unwrap();
        // One that is `using none` is for others to extend.
        let Some(main) =
            row["deps"].as_array().unwrap().iter().find(|file| file.as_str().unwrap().ends_with("main.bicep"))
        else {
            continue;
        };
        let mut template = String::new();
        compiled.keys().for_each(|name| writeln!(template, "param {name} any\noutput {name} any = {name}").unwrap());
        let file = |name: &Json| (name.as_str().unwrap().to_owned(), read(name));
        let mut files: Files = vec![(main.as_str().unwrap().to_owned(), with_values(&template).into_bytes())];
        files.push((name.to_owned(), read(&row["bicep"])));
        files.extend(row["deps"].as_array().unwrap().iter().filter(|file| *file != main).map(file));
        let value = |entry: &Json| entry.get("value").cloned().unwrap_or_else(|| json!(UNKNOWN));
        let expected: serde_json::Map<_, _> =
            compiled.iter().map(|(name, entry)| (name.clone(), value(entry))).collect();
        assert_eq!(properties(files)["outputs"], Json::Object(expected), "{name}");
        count += 1;
    }
    assert_eq!(count, 3);
}
