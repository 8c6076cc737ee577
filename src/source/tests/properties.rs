//! Properties over random values, texts and bytes.

use super::{first, read, value};
use crate::source::{Document, Node};
use proptest::prelude::*;
use serde_json::Value;

pub(super) fn values() -> impl Strategy<Value = Value> {
    values_with(any::<String>().boxed())
}

/// Values with strings of one kind.
fn values_with(strings: BoxedStrategy<String>) -> impl Strategy<Value = Value> {
    let keys = strings.clone();
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        any::<f64>().prop_filter("JSON has no others", |number| number.is_finite()).prop_map(Value::from),
        strings.prop_map(Value::from),
        "[a-z0-9~:#'\" ._+-]{0,8}".prop_map(Value::from),
    ];
    leaf.prop_recursive(5, 60, 8, move |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..8).prop_map(Value::from),
            prop::collection::vec((keys.clone(), inner.clone()), 0..8).prop_map(object),
            prop::collection::vec(("[a-z~.:-]{0,4}", inner), 0..40).prop_map(object),
        ]
    })
}

fn object(members: Vec<(String, Value)>) -> Value {
    Value::Object(members.into_iter().collect())
}

/// Every node below, itself first.
pub(super) fn all<'d>(node: Node<'d>, nodes: &mut Vec<Node<'d>>) {
    nodes.push(node);
    node.items().chain(node.members().map(|(_, member)| member)).for_each(|child| all(child, nodes));
}

/// Touches everything that can be asked of every node.
fn touch(document: &Document) {
    let mut nodes = Vec::new();
    all(document.root(), &mut nodes);
    for node in nodes {
        let (span, text) = (node.span(), document.text());
        assert!(text.get(span.start as usize..span.end as usize).is_some(), "a span of {text:?}");
        assert!(node.key_span().is_none_or(|span| text.get(span.start as usize..span.end as usize).is_some()));
        let _ =
            (node.scalar(), node.text(), node.style(), node.block_indent(), node.unknown(), node.get("a"), node.len());
        assert!(document.position(span.start) <= document.position(span.end));
    }
    document.duplicate_keys().for_each(drop);
}

proptest! {
    #[test]
    fn json_is_read_as_it_was_meant(value in values(), pretty: bool) {
        let text = if pretty { serde_json::to_string_pretty(&value) } else { serde_json::to_string(&value) };
        let document = read("a.json", &text.expect("a value has a text"));
        prop_assert_eq!(first(&document), value);
    }

    #[test]
    fn spans_cut_out_what_the_node_says(value_in in values()) {
        let text = serde_json::to_string_pretty(&value_in).expect("a value has a text");
        let document = read("a.json", &text);
        let mut nodes = Vec::new();
        document.root().items().for_each(|node| all(node, &mut nodes));
        for node in nodes {
            prop_assert_eq!(first(&read("a.json", node.raw())), value(node));
            let key = node.key_span().map(|span| &text[span.start as usize..span.end as usize]);
            let key: Option<String> = key.map(|key| serde_json::from_str(key).expect("a key is a string"));
            prop_assert_eq!(key, node.key().map(String::from));
        }
    }

    #[test]
    fn members_are_found_by_name(value_in in values()) {
        let document = read("a.json", &value_in.to_string());
        let mut nodes = Vec::new();
        all(document.root(), &mut nodes);
        for (key, member) in nodes.iter().flat_map(|node| node.members().map(move |(key, member)| (*node, key, member)))
            .map(|(node, key, member)| { let found = node.get(&key); (found.map(|found| found.id()), member.id()) }) {
            prop_assert_eq!(key, Some(member));
        }
    }

    #[test]
    fn half_a_file_is_refused(value_in in values(), cut: prop::sample::Index) {
        prop_assume!(value_in.is_array() || value_in.is_object());
        let text = serde_json::to_string_pretty(&value_in).expect("a value has a text");
        let cut = text.floor_char_boundary(cut.index(text.len() - 1) + 1);
        prop_assume!(cut > 0);
        let outcome = Document::parse("a.json", text.as_bytes()[..cut].to_vec());
        prop_assert!(outcome.is_err(), "{:?}", &text[..cut]);
    }

    #[test]
    fn what_a_strict_parser_reads_is_read_alike(text in "[\\[\\]{}:,\"\\\\ntrue0-9.eE+\\-a-f \\n]{0,16}") {
        if let Ok(expected) = serde_json::from_str::<Value>(&text) {
            let document = read("a.json", &text);
            prop_assert_eq!(first(&document), expected);
        }
    }

    #[test]
    fn no_bytes_break_a_parser(bytes: Vec<u8>) {
        for name in ["a.json", "a.yaml", "a"] {
            if let Ok(document) = Document::parse(name, bytes.clone()) {
                touch(&document);
            }
        }
    }

    #[test]
    fn no_punctuation_breaks_a_parser(text in "(\\PC|[\\[\\]{}:,\"'\\\\ \\n\\r\\t|>&*!#?%@`<~+a0/-]|: |- |\\n  |&a |\\*a|<<: |--- ){0,40}") {
        for name in ["a.json", "a.yaml"] {
            if let Ok(document) = Document::parse(name, text.clone().into_bytes()) {
                touch(&document);
            }
        }
    }

    // Versions of YAML disagree about further line breaks, such as U+2028.
    #[test]
    fn yaml_is_read_as_another_parser_reads_it(value_in in values_with("[ -~é日😀\\n\\t]{0,12}".boxed())) {
        // The other parser writes this key bare, which merges.
        prop_assume!(!value_in.to_string().contains("\"<<\":"));
        let text = serde_yaml::to_string(&value_in).expect("a value has a text");
        let expected: Value = serde_yaml::from_str(&text).expect("what was written can be read");
        let document = read("a.yaml", &text);
        prop_assert_eq!(first(&document), expected, "{}", text);
    }

    #[test]
    fn json_in_a_yaml_file_means_the_same(value_in in values()) {
        let document = read("a.yaml", &serde_json::to_string_pretty(&value_in).expect("a value has a text"));
        prop_assert_eq!(first(&document), value_in);
    }
}
