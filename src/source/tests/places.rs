use super::{first, read};
use crate::source::{Document, Encoding, Position};
use serde_json::json;

fn bytes_of(text: &str, unit: fn(u16) -> [u8; 2]) -> Vec<u8> {
    text.encode_utf16().flat_map(unit).collect()
}

#[test]
fn columns_count_characters() {
    let document = read("a.json", "{\"😀é\": \"日本\", \"b\":\r\n\t[1,\r\n2]}\r\n");
    let object = document.root().item(0).expect("one document");
    let at = |name: &str| object.get(name).map(|node| node.position());
    assert_eq!(at("😀é"), Some(Position { line: 1, column: 8 }));
    assert_eq!(at("b"), Some(Position { line: 2, column: 2 }));
    assert_eq!((document.line(1), document.line(2), document.line(4)), ("{\"😀é\": \"日本\", \"b\":", "\t[1,", ""));
    assert_eq!((document.line(0), document.line(5), document.line(u32::MAX)), ("", "", ""));
    let last = object.get("b").and_then(|array| array.item(1)).expect("a second element");
    let location = last.location();
    assert_eq!((location.file.as_str(), location.line, location.column), ("a.json", 3, 1));
}

#[test]
fn columns_far_into_a_long_line() {
    let text = format!("[\"{}\", 1]", "é".repeat(10_000));
    let document = read("a.json", &text);
    let number = document.root().item(0).and_then(|array| array.item(1)).expect("a second element");
    assert_eq!(number.position(), Position { line: 1, column: 10_006 });
    assert_eq!(document.position(u32::MAX), Position { line: 1, column: 10_008 });
}

#[test]
fn a_byte_order_mark_takes_no_column() {
    let document = read("a.json", "\u{feff}{\"a\": 1}");
    assert!(document.has_byte_order_mark());
    assert_eq!(document.line(1), "{\"a\": 1}");
    let object = document.root().item(0).expect("one document");
    assert_eq!(object.position(), Position { line: 1, column: 1 });
    assert_eq!(object.get("a").map(|node| node.position()), Some(Position { line: 1, column: 7 }));
    let yaml = read("a.yaml", "\u{feff}a: 1");
    assert_eq!(yaml.root().item(0).map(|node| node.position()), Some(Position { line: 1, column: 1 }));
}

#[test]
fn utf16_is_decoded() {
    let text = "\u{feff}{\n\"a\": \"é😀\"}";
    for (bytes, encoding) in
        [(bytes_of(text, u16::to_le_bytes), Encoding::Utf16Le), (bytes_of(text, u16::to_be_bytes), Encoding::Utf16Be)]
    {
        let document = Document::parse("a.json", bytes).expect("well-formed");
        assert_eq!((document.encoding(), document.has_byte_order_mark()), (encoding, true));
        assert_eq!(document.text(), text);
        assert_eq!(first(&document), json!({"a": "é😀"}));
    }
}

#[test]
fn bytes_that_are_no_text_are_refused_at_their_place() {
    let refused = |bytes: &[u8]| {
        let problem = Document::parse("a.json", bytes.to_vec()).expect_err("no text");
        let position = problem.position.expect("a place");
        (position.line, position.column, problem.message)
    };
    assert_eq!(refused(b"{\n\"\xc3\xa9\xff"), (2, 3, "byte 0xff is not UTF-8".to_owned()));
    let (line, column, message) = refused(b"\xff\xfe\n\x00{\x00\x00\xd8x\x00");
    assert_eq!((line, column, message.as_str()), (2, 2, "this is not UTF-16, as the file's first bytes say it is"));
    refused(b"\xfe\xff\x00[\x00");
}

#[test]
fn unknown_marks_stay_on_their_node() {
    let mut document = read("a.json", r#"{"a": {"b": 1}, "c": 2}"#);
    let id = document.root().item(0).and_then(|object| object.get("a")).expect("a member").id();
    document.mark_unknown(id, "an expression");
    let object = document.root().item(0).expect("one document");
    assert_eq!(object.get("a").and_then(|node| node.unknown()), Some("an expression"));
    assert_eq!(document.node(id).unknown(), Some("an expression"));
    let others = [object.get("c"), object.get("a").and_then(|node| node.get("b")), Some(object)];
    assert!(others.into_iter().flatten().all(|node| node.unknown().is_none()));
}
