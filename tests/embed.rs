//! The example of calling uplift from Rust does what it says.

#[path = "../examples/embed.rs"]
#[allow(dead_code)]
mod embed;

use std::sync::Arc;
use uplift::estate::{Conditions, Ends, Sides, Sources, Terms, Together};
use uplift::report::{Format, Found, Page, Report, RunReport, Typed, Wording, reviews_together, word_gate};
use uplift::source::Memory;

#[test]
fn the_example_scans_gates_and_fixes() {
    let [score, verdict, diff] = embed::answers().expect("an estate in memory");
    assert_ne!(score, "nothing");
    assert_eq!(verdict, "Failed");
    let changed: Vec<&str> = diff.lines().filter(|line| line.starts_with(['-', '+'])).skip(2).collect();
    let wanted = ["-      \"supportsHttpsTrafficOnly\": false", "+      \"supportsHttpsTrafficOnly\": true"];
    assert_eq!(changed, wanted, "{diff}");
}

#[test]
fn a_gate_is_worded_without_a_terminal() {
    let account = |https: bool| {
        let properties = format!(r#"{{ "supportsHttpsTrafficOnly": {https} }}"#);
        let text = format!(
            r#"[{{ "type": "Microsoft.Storage/storageAccounts", "name": "stshop", "properties": {properties} }}]"#
        );
        Arc::new(Memory::of([("infra/storage.json", text)]))
    };
    let conditions = Conditions::on(jiff::civil::date(2027, 1, 1));
    let ends = Ends::of(account(true), account(false));
    let sides = Sides::between(&ends, &Sources::default(), &["infra".into()]).expect("sides");
    let typed = Typed { paths: vec!["infra".to_owned()], ..Typed::default() };
    let wording = Wording { typed: &typed, all: true, fixes: true, path: &str::to_owned };
    let (mut answers, mut parts) = (Vec::new(), Vec::new());
    for sides in &sides {
        let rules = sides.estate.rules(&[]).expect("rules");
        answers.push(sides.judge(&Terms { rules: &rules, all: true, conditions }).expect("an answer"));
    }
    for (sides, answer) in sides.iter().zip(&answers) {
        parts.push(word_gate(sides, answer, &wording).expect("words"));
    }
    let (review, findings) = reviews_together(parts, &Together::of(&answers));
    let mut page = Vec::new();
    let report = Report::Run(RunReport { review: &review, found: Found::Gate(&findings) });
    Format::MARKDOWN.write(&report, &Page::default(), &mut page).expect("a page");
    let page = String::from_utf8(page).expect("text");
    let command = "\n  uplift fix infra --recommendation storage-secure-transfer --resource ";
    assert!(page.starts_with("## ❌ Uplift: gate failed\n") && page.contains(command), "{page}");
    assert!(page.contains("<summary>Quick fix"), "{page}");
}
