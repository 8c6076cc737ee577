//! Changes of a file of Terraform's are made together: read again it is what it was, but for these, and no other byte is changed.
#![no_main]

use libfuzzer_sys::fuzz_target;
use serde_json::json;
use uplift::fix::text::{Change, apply, plan, verify};
use uplift::source::{Document, Kind, Node};

/// A text, and for each change which of the places that are written it is about, and what happens there.
fuzz_target!(|input: (&str, Vec<(u8, u8)>)| {
    let (text, picks) = input;
    let Ok(document) = Document::parse("a.tf", text.as_bytes().to_vec()) else { return };
    let mut places = Vec::new();
    below(document.root(), 0, &mut places);
    if places.is_empty() {
        return;
    }
    let change = |(number, (place, sort)): (usize, &(u8, u8))| {
        let node = places[usize::from(*place) % places.len()];
        let name = format!("new_{number}");
        match (sort % 4, node.kind()) {
            (0, Kind::Object) => Change::Insert { object: node.id(), keys: vec![name], value: json!(true) },
            (1, Kind::Object) => {
                Change::Insert { object: node.id(), keys: vec![format!("{name} {{"), name], value: json!(["t"]) }
            }
            (2, _) => Change::Remove { node: node.id() },
            _ => Change::Replace { node: node.id(), value: json!(name) },
        }
    };
    let wanted: Vec<Change> = picks.iter().take(6).enumerate().map(change).collect();
    let (edits, refusals) = plan(&document, &wanted);
    let refused = |place: &usize| refusals.iter().any(|refusal| refusal.change == *place);
    let made: Vec<Change> =
        wanted.iter().enumerate().filter(|(place, _)| !refused(place)).map(|(_, own)| own.clone()).collect();
    let new = apply(document.text(), &edits);
    // Edits stand in order and apart, and all between them is as it was.
    let (mut old_at, mut new_at) = (0, 0);
    for edit in &edits {
        let (start, end) = (edit.span.start as usize, edit.span.end as usize);
        assert!(old_at <= start && start <= end, "{edits:?}");
        let kept = &document.text()[old_at..start];
        assert!(new[new_at..].starts_with(kept), "{edits:?}");
        (old_at, new_at) = (end, new_at + kept.len() + edit.text.len());
    }
    assert_eq!(document.text()[old_at..], new[new_at..]);
    // What is not as it should be is refused, and never written.
    if let Ok(read) = verify(&document, &made, &new) {
        assert_eq!(read.has_byte_order_mark(), document.has_byte_order_mark());
        assert_eq!(read.text(), new);
    }
});

/// The values that are written in a node, and those below them.
fn below<'d>(node: Node<'d>, depth: u8, places: &mut Vec<Node<'d>>) {
    const DEEPEST: u8 = 32;
    for own in node.written() {
        places.push(own);
        if depth < DEEPEST {
            below(own, depth + 1, places);
        }
    }
}
