//! An edit of a document is made, and is what was asked for, or is refused.
#![no_main]

use libfuzzer_sys::fuzz_target;
use uplift::check::{Edit, Operation};
use uplift::fix;
use uplift::source::{Document, NodeId};

// A text, how far down its first values the edited one stands, and what happens there.
fuzz_target!(|input: (&str, u8, u8, &str)| {
    let (text, depth, operation, name) = input;
    for file in ["a.json", "a.yaml", "a.tf"] {
        let Ok(document) = Document::parse(file, text.as_bytes().to_vec()) else { continue };
        let mut node = document.root();
        for _ in 0..depth % 8 {
            node = node.written().last().unwrap_or(node);
        }
        let id: NodeId = node.id();
        let (missing, operation) = match operation % 5 {
            0 => (Vec::new(), Operation::Set(name.into())),
            1 => (vec![name.to_owned()], Operation::Set(true.into())),
            2 => (Vec::new(), Operation::Remove),
            3 => (vec!["block {".to_owned(), name.to_owned()], Operation::Set(name.into())),
            _ => (Vec::new(), Operation::Append(vec![name.into()])),
        };
        let edit = Edit::at(name.to_owned(), (0, id), missing, operation);
        let _ = fix::applied(&document, &[edit]);
    }
});
