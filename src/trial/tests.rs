//! What cases reach, and which mistakes are made.

use super::mutate::mistakes;

/// A script with each mistake.
fn made(text: &str) -> Vec<String> {
    mistakes(text).iter().map(|mistake| mistake.made_in(text)).collect()
}

#[test]
fn an_operand_is_left_out_as_a_whole() {
    let made = made("a == 1 && b(2) || c");
    for wanted in
        ["true && b(2) || c", "a == 1 && true || c", "false || c", "a == 1 && b(2) || false", "a == 1 || b(2) || c"]
    {
        assert!(made.iter().any(|own| own == wanted), "{wanted}: {made:#?}");
    }
}

#[test]
fn paths_quantifiers_constants_and_negations_are_mistaken() {
    let made = made("!x.sku.any(|s| s.tier != \"A\")");
    for wanted in [
        "x.sku.any(|s| s.tier != \"A\")",
        "!x.skuX.any(|s| s.tier != \"A\")",
        "!x.sku.all(|s| s.tier != \"A\")",
        "!x.sku.any(|s| s.tierX != \"A\")",
        "!x.sku.any(|s| s.tier == \"A\")",
        "!x.sku.any(|s| s.tier != \"A~\")",
    ] {
        assert!(made.iter().any(|own| own == wanted), "{wanted}: {made:#?}");
    }
    assert_eq!(made.len(), 6, "{made:#?}");
}

#[test]
fn what_people_are_told_and_comments_stay() {
    let made = made("// a == 1\nif a { return unhealthy(\"x\" + 1, b.c); } /* 2 */ `${1}`");
    assert!(made.is_empty(), "{made:#?}");
}
