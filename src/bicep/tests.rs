use super::{Declaration, File, Form, Operator, Part, StepForm, parse};
use proptest::prelude::*;

fn value(text: &str) -> super::Expression {
    let mut file = parse(&format!("var it = {text}\n"));
    assert_eq!(file.faults, [], "{text}");
    match file.statements.remove(0).declaration {
        Declaration::Variable(_, value) => value,
        other => panic!("{other:?}"),
    }
}

fn faults(text: &str) -> Vec<(u32, String)> {
    parse(text).faults.into_iter().map(|fault| (fault.at, fault.message)).collect()
}

fn names(file: &File) -> Vec<&str> {
    file.statements.iter().filter_map(|each| each.declaration.name()).map(|name| name.text.as_str()).collect()
}

#[test]
fn an_odd_statement_costs_itself() {
    let text = "param a string\nvar b = {\n  c: 1 2\n}\n@secure(\nvar d = 'x\nresource e 'T@1' = {\n}\nvar f = 1\n";
    let file = parse(text);
    assert_eq!(names(&file), ["a", "b", "e", "f"]);
    assert_eq!(faults(text).len(), 2, "{:?}", faults(text));
}

#[test]
fn what_is_left_open_does_not_cost_the_next_statement() {
    for open in
        ["resource a 'T@1' = {\n  b: {\n", "param a string =\n\n", "var a = [\n", "var a = f(\n", "var a = b ?\n"]
    {
        let text = format!("{open}resource e 'T@1' = {{\n}}\nvar f = 1\n");
        assert_eq!(names(&parse(&text)), ["a", "e", "f"], "{text}");
        assert_eq!(faults(&text).len(), 1, "{text}: {:?}", faults(&text));
    }
    assert_eq!(
        faults("param a string =\nvar b = 1"),
        [(16, "a value is expected, not the end of the line".to_owned())]
    );
    assert_eq!(faults("param a string =\n  'b'"), []);
    let decorated = parse("@secure(\nparam a string = 'b'\nvar c = 1\n");
    assert_eq!(names(&decorated), ["c"]);
}

#[test]
fn faults_say_what_is_expected_and_where() {
    assert_eq!(faults("param"), [(5, "a name is expected, not the end of the file".to_owned())]);
    assert_eq!(
        faults("/* a */ var a = 1\n/* var b = 2\nvar c = 3"),
        [(18, "a declaration is expected, not a comment that does not end".to_owned())]
    );
    assert_eq!(faults("foo = 1"), [(0, "a declaration is expected, not `foo`".to_owned())]);
    assert_eq!(faults("var a = 'x"), [(8, "the closing `'` of this text is missing on its line".to_owned())]);
    assert_eq!(faults("var a = '''x"), [(8, "the closing `'''` of this text is missing".to_owned())]);
    assert_eq!(faults("var a = [1 2]"), [(11, "a line end, a comma or `]` is expected, not `2`".to_owned())]);
    let object = "an object is expected, behind `if (…)` or in `[for …]` where it hangs on those".to_owned();
    assert_eq!(faults("resource a 'T@1' = union(b, c)"), [(19, object)]);
    let spread = "a property's name is expected, and no spread: what it brings must be written here".to_owned();
    assert_eq!(faults("resource a 'T@1' = [for b in c: if (d) { ...e }]"), [(44, spread.clone())]);
    assert_eq!(faults("module a 'b' = { params: { ...e } }"), [(30, spread)]);
    let named = "an object is expected, with each argument by its name".to_owned();
    assert_eq!(faults("module a 'b' = { params: c }"), [(25, named)]);
    assert_eq!(faults("resource a 'T@1' = { properties: { ...e } }"), []);
    assert_eq!(
        faults("var a = {\n"),
        [(10, "a property's name or `}` is expected, not the end of the file".to_owned())]
    );
}

#[test]
fn texts_mean_what_they_say() {
    let text = |text: &str| value(text).text().map(str::to_owned);
    assert_eq!(text(r"'a\'b\\\n\u{1F600}$\${'").as_deref(), Some("a'b\\\n\u{1F600}$${"));
    assert_eq!(text("'''\na'b\n  ${c}'''").as_deref(), Some("a'b\n  ${c}"));
    assert_eq!(text("''''a'''''").as_deref(), Some("'a''"));
    let Form::Text(parts) = value("$$'''a${b}$${c}'''").form else { panic!("no text") };
    assert!(matches!(&parts[..], [Part::Text(one), Part::Value(_)] if one == "a${b}"), "{parts:?}");
    let Form::Text(parts) = value("'${a}-${{ b: '}' }.b}'").form else { panic!("no text") };
    assert!(matches!(&parts[..], [Part::Value(_), Part::Text(dash), Part::Value(_)] if dash == "-"), "{parts:?}");
}

#[test]
fn what_is_closer_binds_first() {
    let Form::Choice(parts) = value("a ?? b || c && d == e + f * -2\n  ? x!.y\n  : z.?w[?0][^1]::v").form else {
        panic!()
    };
    let Form::Binary(_, rest) = &parts[0].form else { panic!("{parts:?}") };
    assert_eq!(rest[0].0, Operator::Coalesce);
    let Form::Chain(_, steps) = &parts[2].form else { panic!("{parts:?}") };
    assert!(matches!(steps[2].form, StepForm::FromEnd(_)) && steps[0].is_safe && steps[1].is_safe && !steps[2].is_safe);
}

#[test]
fn depth_is_bounded() {
    for open in ["(", "[", "{a:", "!", "-", "'${", "a ? ", "x => ", "f("] {
        parse(&format!("var a = {}", open.repeat(20_000)));
    }
    parse(&format!("type a = {}", "{a:".repeat(20_000)));
    parse(&format!("type a = b{}", "[]".repeat(20_000)));
    let long = |operators: usize| format!("{:?}", parse(&format!("var a = 1{}", " + 1".repeat(operators))));
    assert!(long(1_001).contains("operators behind one another") && !long(1_000).contains("behind one another"));
}

/// Words and halves of words in any order.
fn soup() -> impl Strategy<Value = String> {
    let words = [
        "param", "var", "resource", "module", "a", "'b'", "'${", "}", "'''", "$'''", "{", "[", "]", "(", ")", "=", ":",
        "?", ".?", "??", "for", "in", "if", "=>", "\n", "\r\n", "//", "/*", "@", "1", "...", "|", "é", "\\", "'", "^",
        "!", "type", "func", "import", "from", "as", "*", "string", "<", ">", "::", "\u{feff}",
    ];
    prop::collection::vec(prop::sample::select(words.to_vec()), 0..60).prop_map(|words| words.join(" "))
}

proptest! {
    #[test]
    fn no_text_makes_it_panic_and_spans_stand_in_order(text in prop_oneof![soup(), any::<String>()]) {
        let file = parse(&text);
        let mut end = 0;
        for statement in &file.statements {
            prop_assert!(statement.span.start >= end && statement.span.end >= statement.span.start);
            prop_assert!(text.get(statement.span.start as usize..statement.span.end as usize).is_some());
            end = statement.span.end;
        }
    }
}
