use super::{Expression, Fault, Form, is_expression, parse, unescaped};
use proptest::prelude::*;

fn fault(text: &str) -> (u32, String) {
    let Fault { at, message } = parse(text).unwrap_err();
    (at, message)
}

#[test]
fn brackets_make_expressions_and_two_stand_for_one() {
    assert!(is_expression("[a()]"));
    for text in ["a()", "[a()", "a()]", "[[a()]", ""] {
        assert!(!is_expression(text), "{text}");
    }
    assert_eq!(unescaped("[[a]"), "[a]");
    assert_eq!(unescaped("[a"), "[a");
    // Only what would be an expression needs to be told from one.
    assert_eq!(unescaped("[[a"), "[[a");
}

#[test]
fn expressions_print_as_they_are_read() {
    for text in ["a()", "'it''s'", "-12", "n.f('x', 1)", "a(b('c')[0].d, copyIndex())['x y'].e", "a()[b(1)]"] {
        assert_eq!(parse(&format!("[{text}]")).unwrap().to_string(), text);
    }
    assert_eq!(parse("[  a ( 1 ,2 ) . b [ 'c' ] ]").unwrap().to_string(), "a(1, 2).b['c']");
}

#[test]
fn faults_have_places() {
    assert_eq!(fault("[concat('a' 'b')]").0, 12);
    assert_eq!(fault("[concat('a', 'b]").0, 13);
    assert_eq!(fault("[]").0, 1);
    assert_eq!(fault("[a() b]").0, 5);
    assert_eq!(fault("[true]").0, 1);
    assert_eq!(fault("[a(99999999999999999999)]").0, 3);
    assert_eq!(fault("[a().]").0, 5);
    assert!(fault("[concat('a' 'b')]").1.contains("comma"));
    assert!(fault("[true]").1.contains("called with brackets"));
}

#[test]
fn depth_is_bounded() {
    for text in [
        format!("[{}]", "a(".repeat(100_000)),
        format!("[a(){}]", ".b".repeat(100_000)),
        format!("[a(){}]", "[0]".repeat(100_000)),
    ] {
        assert!(parse(&text).is_err());
    }
}

fn expressions() -> impl Strategy<Value = Expression> {
    let leaf = prop_oneof![
        "[a-z' {}/\\[\\]]{0,6}".prop_map(Form::Text),
        any::<i64>().prop_map(Form::Int),
        "[a-zA-Z][a-z0-9_]{0,5}".prop_map(|name| Form::Call { name, arguments: Vec::new() }),
    ];
    let whole = |form| Expression { at: 0, form };
    leaf.prop_map(whole).prop_recursive(4, 24, 3, move |inner| {
        let call = ("[a-z]{1,4}(\\.[a-z]{1,4})?", prop::collection::vec(inner.clone(), 0..3));
        prop_oneof![
            call.prop_map(|(name, arguments)| Form::Call { name, arguments }),
            (inner.clone(), "[a-z]{1,4}").prop_map(|(value, name)| Form::Member(Box::new(value), name)),
            (inner.clone(), inner).prop_map(|(value, index)| Form::Index(Box::new(value), Box::new(index))),
        ]
        .prop_map(whole)
    })
}

proptest! {
    #[test]
    fn any_text_is_an_expression_or_a_fault_inside_of_it(text in ".{0,80}") {
        let text = format!("[{text}]");
        if let Err(fault) = parse(&text) {
            prop_assert!(fault.at as usize <= text.len());
        }
    }

    #[test]
    fn what_is_printed_is_read_again(expression in expressions()) {
        let text = expression.to_string();
        let again = parse(&format!("[{text}]")).unwrap();
        prop_assert_eq!(again.to_string(), text);
    }
}
