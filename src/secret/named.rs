//! Secrets that a text names: what it assigns to such a name, passes to such an option, or writes below such a key or tag.
//!
//! The forms are those of shells, requests, JSON, YAML and XML; what a name means is told as that of a document's key is.

use super::form::{Forms, assigned, form, mixed_word, open_form};
use super::name::Said;
use super::value::{hides_number, hides_text};
use std::ops::Range;

/// The name is the first group that matched, the value the second, or what stands behind the match.
static FORMS: Forms<9> = Forms::of([
    open_form(&["="], r"([A-Za-z][A-Za-z0-9_.-]*)[ \t]?=[ \t]*", assigned),
    form(&[" -", "--"], r#"(?:^|\s)--?([A-Za-z][A-Za-z0-9-]*)[ \t]+("[^"]+"|'[^']+'|[^\s"'-]\S*)"#),
    form(&["/"], r#"(?:^|\s)/([A-Za-z][A-Za-z0-9-]*):("[^"]+"|'[^']+'|[^\s"']+)"#),
    open_form(&[": ", ":\t"], r#"([A-Za-z][A-Za-z0-9_-]*)["']?:[ \t]+["']?"#, mixed_word),
    form(
        &[": ", ":\t"],
        r#"(?m)^[\s-]*([A-Za-z0-9_.-]+)[ \t]*:[ \t]+("[^"\n]+"|'[^'\n]+'|[^\s"'*&|>{\[0-9]\S*(?:[ \t]+(?:[^\s#]\S*|#\S+))*|[0-9]+[^\s0-9]\S*)[ \t]*(?:#(?:[ \t].*)?)?$"#,
    ),
    form(&["\":", "\" :"], r#""([^"\\\n]+)"\s*:\s*(?:"((?:[^"\\]|\\.)+)|([0-9][0-9.]*))"#),
    form(&["\\\":", "\\\" :"], r#"\\+"([^"\\\n]+)\\+"\s*:\s*(?:\\+"([^"\\]+)|([0-9][0-9.]*))"#),
    form(&["</"], r"<([A-Za-z][A-Za-z0-9_.:-]*)>([^<>]+)</"),
    form(&["key=", "name="], r#"(?:key|name)="([^"]+)"(?:\s+value="([^"]+)|\s*>\s*<value>([^<]+)</)"#),
]);

/// Where they stand.
pub(super) fn places(text: &str) -> impl Iterator<Item = Range<usize>> + '_ {
    let pairs = FORMS.likely(text).flat_map(|form| form.pairs(text));
    pairs.filter(|(name, value)| is_secret(&text[name.clone()], &text[value.clone()])).map(|(_, value)| value)
}

fn is_secret(name: &str, value: &str) -> bool {
    /// Words that go on with a sentence about an option.
    const PROSE: [&str; 12] = ["to", "is", "are", "or", "and", "for", "as", "in", "with", "from", "the", "must"];
    let value = value.trim_matches(['"', '\'']);
    let is_number = value.parse::<f64>().is_ok();
    let is_text = !PROSE.contains(&value) && !value.starts_with('=');
    Said::by(name).own().is_some_and(|meaning| match is_number {
        true => hides_number(meaning),
        false => is_text && hides_text(meaning, value),
    })
}
