//! What would be answered quietly and wrongly: what is refused, and what is right.

use super::*;

#[test]
fn what_the_language_takes_for_something_else_is_refused() {
    for (check, expected) in [
        (
            "resource.properties.tls in \"TLS1_2\"",
            "`in` a text is true for every part of it, here of \"TLS1_2\", and for \"\"; write `== \"TLS1_2\"`, or a list: `in [\"TLS1_2\", …]`",
        ),
        (
            "resource.child(\"Contoso.Test/things/parts\") == ()",
            "`Contoso.Test/things/parts` is a type without a name, so that nothing is ever found; add the name, as in child(\"Contoso.Test/things/parts/default\"); children(\"Contoso.Test/things/parts\") gives all",
        ),
        (
            "[3, 1].sort() == ()",
            "`sort` changes what it is called on and gives nothing; put it into a variable first: let all = …; all.sort(…); all",
        ),
        (
            "let all = [3, 1]; all.reverse().len() == 0",
            "`reverse` changes what it is called on and gives nothing; put it into a variable first: let all = …; all.reverse(…); all",
        ),
        (
            "(resource.properties.version ?? \"\") >= \"1.9\"",
            "text is ordered by its letters, and \"10\" comes before \"9\" by them; compare versions with version_at_least(…, \"1.9\")",
        ),
        (
            "\"9\" < (resource.properties.tls ?? \"\")",
            "text is ordered by its letters, and \"10\" comes before \"9\" by them; compare numbers: parse_int(…) and 9 without quotes",
        ),
    ] {
        let problems = problems(check);
        assert!(problems.len() == 1 && problems[0].ends_with(expected), "{check}: {problems:#?}");
    }
    for check in [
        "let all = [3, 1]; all.sort(); all == [1, 3]",
        "let all = []; [1].any(|one| { all.push(one); true }) && all.len() == 1",
        "resource.properties.tls in [\"TLS1_2\"] || \"TLS1_2\".contains(\"TLS\")",
        "resource.child(\"Contoso.Test/things/parts/default\") == ()",
        "(resource.properties.tls ?? \"\") >= \"TLS1_2\" && (resource.properties.day ?? \"\") > \"2026-01-01\"",
    ] {
        assert_eq!(problems(check), [""; 0], "{check}");
    }
}

#[test]
fn whole_numbers_divide_as_fractions_do() {
    for check in [
        "resource.properties.count / 2 == 1.5",
        "resource.properties.count / 4 >= 0.75",
        "6 / 3 == 2",
        "-7 / 2 == -3.5",
        "let n = 7; n /= 2; n == 3.5",
    ] {
        assert_eq!(status(check), Healthy, "{check}");
    }
}

#[test]
fn what_is_put_together_has_no_case_either() {
    for check in [
        "\"v-\" + resource.properties.tls == \"V-tls1_2\"",
        "resource.properties.tls + \"!\" == \"tls1_2!\"",
        "(resource.properties.tls + resource.properties.shout).len() == 10",
    ] {
        assert_eq!(status(check), Healthy, "{check}");
    }
}

#[test]
fn division_by_zero_says_so() {
    let verdict = on_thing("resource.properties.count / (resource.properties.count - 3) == 1");
    assert!(message(&verdict).ends_with("3 is divided by zero; ask for that before"), "{verdict:?}");
}

#[test]
fn what_is_to_be_filled_in_is_no_good_news_inside_of_a_text() {
    let thing = THING.replace("LOUD", "#{loud}");
    for check in [
        "\"app-\" + resource.properties.shout != \"app-prod\"",
        "resource.properties.shout + \"-app\" != \"prod-app\"",
        "`app-${resource.properties.shout}` != \"app-prod\"",
        "resource.properties.shout.to_string() != \"prod\"",
    ] {
        let verdict = judge(&policy(check, ""), inventory(FileKind::Source, &format!("[{thing}]")));
        assert_eq!(verdict.status, Unknown, "{check}");
    }
}

#[test]
fn a_text_that_is_put_together_is_bounded() {
    let check = "let all = resource.properties.tls; let n = 0; while n < 40 { all = all + all; n += 1; } all != \"\"";
    assert_eq!(on_thing(check).status, Unknown);
}

#[test]
fn a_list_is_no_text() {
    for check in [
        "resource.properties.zones.to_string() == resource.properties.object.to_string()",
        "\"x\" + resource.properties.object == \"x\" + resource.properties.zones",
        "resource.properties.tls + resource.properties.object != \"\"",
        "resource.properties.count + resource.properties.tls != \"3\"",
    ] {
        let verdict = on_thing(check);
        assert_eq!(verdict.status, Unknown, "{check}: {verdict:?}");
    }
}

#[test]
fn numbers_are_spelt_into_texts_that_are_put_together() {
    for check in [
        "\"v-\" + resource.properties.tls + 3 == \"v-tls1_23\"",
        "3 + (\"-\" + resource.properties.tls) + true == \"3-tls1_2true\"",
        "resource.name + resource.properties.count + resource.properties.nope != \"3\"",
    ] {
        assert_eq!(status(check), Healthy, "{check}");
    }
}
