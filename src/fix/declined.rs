//! Fixes that were turned down for good: `declined:` in `uplift.yaml`.

use super::text::{self, Change};
use super::{Finding, LeftOut};
use crate::check::node_to_json;
use crate::inventory::Inventory;
use crate::policy::{Declined, Policy};
use crate::source::{Document, Kind};
use rustc_hash::FxHashMap;
use serde_json::{Value, json};

/// The findings that nobody turned down, and the others with the reasons that were given.
pub fn take_out_declined(
    findings: Vec<Finding>,
    declined: &[Declined],
    policy: &Policy,
    inventory: &Inventory,
) -> (Vec<Finding>, Vec<LeftOut>) {
    let key = |id: &str, recommendation: &str| (id.to_ascii_lowercase(), recommendation.to_owned());
    let reasons: FxHashMap<(String, String), &str> =
        declined.iter().map(|each| (key(&each.resource, &each.recommendation), each.reason.as_str())).collect();
    let (mut kept, mut left_out) = (Vec::new(), Vec::new());
    for finding in findings {
        let id = &inventory.resource(finding.resource).id;
        match reasons.get(&key(id, &policy.recommendations[finding.recommendation.0].id)) {
            Some(reason) => left_out.push(LeftOut { finding, reason: format!("declined: {reason}") }),
            None => kept.push(finding),
        }
    }
    (kept, left_out)
}

/// The text of `uplift.yaml` with one more fix turned down. All else stays as it was written.
///
/// # Errors
///
/// With the reason why the entry must be added by hand.
pub fn record_declined(name: &str, text: &str, declined: &Declined) -> Result<String, String> {
    let Declined { recommendation, resource, reason } = declined;
    let entry = json!({ "recommendation": recommendation, "resource": resource, "reason": reason });
    let document = parsed(name, text)?;
    let Some(settings) = document.root().item(0).filter(|settings| settings.kind() != Kind::Null) else {
        return below_the_end(name, text, &entry);
    };
    if settings.kind() != Kind::Object {
        return Err("its settings are no mapping".to_owned());
    }
    let Some(list) = settings.get_exact("declined") else {
        let keys = vec!["declined".to_owned()];
        let insert = Change::Insert { object: settings.id(), keys, value: Value::Array(vec![entry.clone()]) };
        // A list of lines is easier to read than what the neighbours may suggest.
        let below = below_the_end(name, text, &entry).ok();
        let below =
            below.filter(|below| text::verify(&document, std::slice::from_ref(&insert), below.as_str()).is_ok());
        return below.map_or_else(|| changed(&document, insert), Ok);
    };
    match list.kind() {
        Kind::Array => changed(&document, Change::Append { list: list.id(), values: vec![entry] }),
        Kind::Null => changed(&document, Change::Replace { node: list.id(), value: Value::Array(vec![entry]) }),
        _ => Err("`declined` is no list".to_owned()),
    }
}

/// The text with a list of one entry at its end. JSON's quotes are YAML's too.
fn below_the_end(name: &str, text: &str, entry: &Value) -> Result<String, String> {
    let newline = if text.contains("\r\n") { "\r\n" } else { "\n" };
    let end = if text.trim_start_matches('\u{feff}').is_empty() || text.ends_with('\n') { "" } else { newline };
    let members = ["recommendation", "resource", "reason"].map(|key| format!("{key}: {}", entry[key]));
    let lines = members.join(&format!("{newline}    "));
    let below = format!("{text}{end}declined:{newline}  - {lines}{newline}");
    let document = parsed(name, &below)?;
    let list = document.root().item(0).and_then(|settings| settings.get_exact("declined")?.item(0));
    if list.is_some_and(|held| node_to_json(held) == *entry) {
        return Ok(below);
    }
    Err("its end takes no more settings".to_owned())
}

fn parsed(name: &str, text: &str) -> Result<Document, String> {
    Document::parse(name, text.as_bytes().to_vec()).map_err(|problem| problem.message)
}

/// The text after a change, proven.
fn changed(document: &Document, change: Change) -> Result<String, String> {
    let changes = [change];
    let (edits, refusals) = text::plan(document, &changes);
    if let Some(refusal) = refusals.into_iter().next() {
        return Err(refusal.reason);
    }
    let new_text = text::apply(document.text(), &edits);
    text::verify(document, &changes, new_text.as_str()).map(|_| new_text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_entry_is_added_and_all_else_stays() {
        let declined =
            Declined { recommendation: "min-tls".into(), resource: "/s/a".into(), reason: "Old: clients # 2".into() };
        let entry = "  - recommendation: \"min-tls\"\n    resource: \"/s/a\"\n    reason: \"Old: clients # 2\"\n";
        let like_others = entry.replace('"', "").replace("Old: clients # 2", "\"Old: clients # 2\"");
        let old = "  - recommendation: x\n    resource: /s/b # here\n    reason: Old.\n";
        let cases = [
            (String::new(), format!("declined:\n{entry}")),
            ("# Nothing yet.".to_owned(), format!("# Nothing yet.\ndeclined:\n{entry}")),
            ("declined: # later\n".to_owned(), format!("declined: # later\n{like_others}")),
            ("# One\na: {} # two\n".to_owned(), format!("# One\na: {{}} # two\ndeclined:\n{entry}")),
            ("a: [b] # c\r\n".to_owned(), format!("a: [b] # c\r\ndeclined:\r\n{}", entry.replace('\n', "\r\n"))),
            ("a: |\n  text\n\n".to_owned(), format!("a: |\n  text\n\ndeclined:\n{entry}")),
            (format!("declined:\n{old}# end\n"), format!("declined:\n{old}{like_others}# end\n")),
        ];
        for (text, expected) in cases {
            let new = record_declined("uplift.yaml", &text, &declined).expect("it can be added");
            // Which quotes a text gets depends on its neighbours.
            assert_eq!(new.replace('\'', "\""), expected);
        }
        let flow = record_declined("uplift.yaml", "{ policies: [a] }\n", &declined).expect("it can be added");
        assert!(flow.starts_with("{ policies: [a], declined: ["), "{flow}");
        assert!(record_declined("uplift.yaml", "declined: x\n", &declined).is_err());
        assert!(record_declined("uplift.yaml", "- x\n", &declined).is_err());
    }
}
