//! Fixes that were turned down for good: `declined:` in `uplift.yaml`.

use super::text::{self, Change};
use super::{Finding, LeftOut};
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
    let mut text = text.to_owned();
    let mut document = parsed(name, &text)?;
    if document.root().item(0).is_none_or(|settings| settings.kind() == Kind::Null) {
        // A text of nothing but comments gets a mapping to stand in.
        if !text.is_empty() && !text.ends_with('\n') {
            text.push('\n');
        }
        text.push_str("declined:\n");
        document = parsed(name, &text)?;
    }
    let change = change(&document, declined).ok_or("its settings are no mapping, or `declined` is no list")?;
    let changes = [change];
    let (edits, refusals) = text::plan(&document, &changes);
    if let Some(refusal) = refusals.into_iter().next() {
        return Err(refusal.reason);
    }
    let new_text = text::apply(&text, &edits);
    text::verify(&document, &changes, &new_text).map(|_| new_text)
}

fn parsed(name: &str, text: &str) -> Result<Document, String> {
    Document::parse(name, text.as_bytes().to_vec()).map_err(|problem| problem.message)
}

fn change(document: &Document, declined: &Declined) -> Option<Change> {
    let settings = document.root().item(0).filter(|settings| settings.kind() == Kind::Object)?;
    let Declined { recommendation, resource, reason } = declined;
    let entry = json!({ "recommendation": recommendation, "resource": resource, "reason": reason });
    let Some(list) = settings.get_exact("declined") else {
        let keys = vec!["declined".to_owned()];
        return Some(Change::Insert { object: settings.id(), keys, value: Value::Array(vec![entry]) });
    };
    match list.kind() {
        Kind::Array => Some(Change::Append { list: list.id(), values: vec![entry] }),
        Kind::Null => Some(Change::Replace { node: list.id(), value: Value::Array(vec![entry]) }),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_entry_is_added_and_all_else_stays() {
        let declined =
            Declined { recommendation: "min-tls".into(), resource: "/s/a".into(), reason: "Old: clients # 2".into() };
        let entry = "  - recommendation: min-tls\n    resource: /s/a\n    reason: \"Old: clients # 2\"\n";
        let old = "  - recommendation: x\n    resource: /s/b # here\n    reason: Old.\n";
        let quoted = entry.replace('"', "'");
        let cases = [
            (String::new(), format!("declined:\n{entry}")),
            ("# Nothing yet.".to_owned(), format!("# Nothing yet.\ndeclined:\n{entry}")),
            ("declined: # later\n".to_owned(), format!("declined: # later\n{entry}")),
            ("# One\na: {} # two\n".to_owned(), format!("# One\na: {{}} # two\ndeclined:\n{entry}")),
            (format!("declined:\n{old}# end\n"), format!("declined:\n{old}{entry}# end\n")),
        ];
        for (text, expected) in cases {
            let new = record_declined("uplift.yaml", &text, &declined).expect("it can be added");
            assert!(new == expected || new == expected.replace(entry, &quoted), "{text}\n---\n{new}");
        }
        assert!(record_declined("uplift.yaml", "declined: x\n", &declined).is_err());
        assert!(record_declined("uplift.yaml", "- x\n", &declined).is_err());
    }
}
