//! Why nothing is known of a resource's properties. Silence is no value: what is read below it is unknown, and never absent.

use super::Export;
use super::text::is_one_of;
use crate::template;
use std::sync::Arc;

/// Why a row says nothing of its resource's properties.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Silence {
    /// They are `null`.
    Null,
    /// They were an object once, below the depth that was written.
    Cut,
    /// A text that somebody or something was to replace.
    Placeholder,
    /// A text by which a tool says that it cut or hid a value, or that there was none.
    Mark,
    /// They are a text, a list or something else that is no object.
    NoObject,
    /// They have other names than the platform's.
    Renamed,
    /// They stand a level deeper, in properties of their own.
    Nested,
    /// They are missing, and other fields than those of an envelope are there.
    Flattened,
    /// They are missing.
    Left,
    /// There is no row; what belongs to the resource names it.
    Implied,
    /// It may not be deployed at all.
    Conditional,
}

/// What PowerShell prints in place of an object or a list that is deeper than it goes, and other tools in place of anything:
/// how the text begins, and what it holds too.
const CUT: [(&str, &str); 6] = [
    ("@{", ""),
    ("...", ""),
    ("System.", "[]"),
    ("System.Collections.", ""),
    ("System.Management.", ""),
    ("Microsoft.", ".Models."),
];

/// What stands around the name of a value that is still to be filled in, anywhere in a text.
const FILLED_IN: [(&str, &str); 4] = [("#{", "}"), ("${", "}"), ("{{", "}}"), ("$(", ")")];

/// The same around a whole text.
const FILLED_IN_WHOLE: [(&str, &str); 5] = [("<", ">"), ("__", "__"), ("@@", "@@"), ("%", "%"), ("ENC[", "]")];

/// Signs around what a mark says.
const AROUND: [char; 8] = ['[', ']', '(', ')', '{', '}', '<', '>'];

/// What tools say inside of such signs in place of a value that they cut or hid.
const MARKED: [&str; 19] = [
    "truncated",
    "redacted",
    "hidden",
    "masked",
    "omitted",
    "removed",
    "snip",
    "sanitized",
    "scrubbed",
    "sensitive",
    "sensitive value",
    "secret",
    "known after apply",
    "object",
    "object object",
    "array",
    "circular",
    "null",
    "...",
];

/// What they say without any. Words that settings take too, such as `None`, are no marks.
const BARE_MARKS: [&str; 4] = ["truncated", "redacted", "null", "n/a"];

/// The longest mark that is looked at: nearly all texts need no second look, by their length or by how they begin.
const LONGEST_MARK: usize = 32;

impl Silence {
    /// Whether a text stands where an object or a list was, or where something else is to stand.
    pub fn of_text(text: &str) -> Option<Self> {
        let is = |(start, part): &(&str, &str)| text.starts_with(start) && text.contains(part);
        let cut = CUT.iter().any(is).then_some(Self::Cut);
        cut.or_else(|| is_mark(text).then_some(Self::Mark))
            .or_else(|| is_placeholder(text).then_some(Self::Placeholder))
    }

    /// Whether who writes a row by hand says so that nothing is set: no setting stands at another place.
    pub(super) fn is_bare(self) -> bool {
        matches!(self, Self::Null | Self::Left)
    }

    /// What to export instead of rows that say nothing, of a resource of a type.
    pub fn export(self, type_name: &Arc<str>) -> Option<Export> {
        match self {
            Self::Cut => Some(Export::Depth),
            Self::Null
            | Self::NoObject
            | Self::Renamed
            | Self::Nested
            | Self::Flattened
            | Self::Left
            | Self::Implied => Some(Export::Resources(type_name.clone())),
            Self::Conditional | Self::Placeholder | Self::Mark => None,
        }
    }

    /// What is wrong, and what to export instead.
    pub fn hint(self) -> &'static str {
        match self {
            Self::Null => {
                "`az resource list` leaves properties out; export with `az graph query` (Resource Graph) instead"
            }
            Self::Cut => "what was an object or a list was cut to a text; export with `ConvertTo-Json -Depth 100`",
            Self::Placeholder => {
                "a placeholder or an expression stands in place of a value; scan what it is replaced by, or its template"
            }
            Self::Mark => {
                "a mark of what was cut, hidden or empty stands in place of a value; export again without what writes it"
            }
            Self::Renamed => {
                "its settings have names in snake_case, as libraries of languages write them; export with `az graph query` or `az rest`"
            }
            Self::Nested => {
                "its settings stand in `properties` of its `properties`; export rows as the platform prints them, with `az graph query` or `az rest`"
            }
            Self::NoObject => "its properties are no object; export them as JSON, with `az graph query` or `az rest`",
            Self::Flattened => {
                "its settings do not stand below `properties`, as in what `az … list` prints; export with `az graph query` or `az rest`"
            }
            Self::Implied => {
                "settings of the subscription are there, and not the subscription itself; export it too, with `az graph query`"
            }
            Self::Conditional => template::CONDITIONAL,
            Self::Left => "its row leaves properties out; export them too, with `az graph query` or `az rest`",
        }
    }
}

/// Whether a text says that a value was cut or hidden, or that there was none, whatever stands around that.
fn is_mark(text: &str) -> bool {
    let may_begin = |first: &u8| !first.is_ascii() || b" *[({<nNrRtT".contains(first);
    if text.len() > LONGEST_MARK || !text.as_bytes().first().is_some_and(may_begin) {
        return false;
    }
    let is_star = |letter: char| matches!(letter, '*' | '\u{2022}' | '\u{25cf}');
    let inside = text.trim_matches(is_star).trim();
    // A star alone says "all", and two say so of directories.
    if inside.is_empty() {
        return text.chars().filter(|letter| is_star(*letter)).count() > 2;
    }
    let bare = inside.trim_matches(AROUND).trim();
    let marks: &[&str] = if bare.len() < inside.len() { &MARKED } else { &BARE_MARKS };
    is_one_of(marks, bare)
}

/// Whether a text holds the name of a value instead of it, or an expression of a template.
pub fn is_placeholder(text: &str) -> bool {
    // Nearly all texts are none, and neither begin nor go on like one.
    let is_around = |(start, end): &(&str, &str)| {
        text.len() > start.len() + end.len() && text.starts_with(start) && text.ends_with(end)
    };
    let is_within =
        |(start, end): &(&str, &str)| text.find(start).is_some_and(|at| text[at + start.len()..].contains(end));
    let first = text.bytes().next().unwrap_or_default();
    b"<_@%E".contains(&first) && FILLED_IN_WHOLE.iter().any(is_around)
        || first == b'[' && is_around(&("[", ")]"))
        || memchr::memchr2(b'{', b'$', text.as_bytes()).is_some() && FILLED_IN.iter().any(is_within)
}

#[cfg(test)]
mod tests {
    use super::{Silence, is_mark, is_placeholder};

    #[test]
    fn what_a_tool_wrote_in_place_of_a_value_is_none() {
        let marks = [
            "[truncated]",
            "(truncated)",
            "[object Object]",
            "[...]",
            "REDACTED",
            "[REDACTED]",
            "**REDACTED**",
            "*** redacted ***",
            "***",
            "N/A",
            "null",
            "(null)",
            "<null>",
            "(sensitive value)",
            "(known after apply)",
            "[Circular]",
            "{...}",
            "\u{2022}\u{2022}\u{2022}\u{2022}",
        ];
        marks.iter().for_each(|text| assert!(is_mark(text), "{text}"));
        let others = [
            "", "*", "**", "*/*", "None", "[]", "{}", "()", "<>", "[1-9]", "[a]", "secret", "hidden", "object", "..",
            "* * *x",
        ];
        others.iter().for_each(|text| assert!(!is_mark(text), "{text}"));
        let of = ["<redacted>", "<truncated>", "...", "[parameters('x')]"].map(Silence::of_text);
        assert_eq!(of, [Some(Silence::Mark), Some(Silence::Mark), Some(Silence::Cut), Some(Silence::Placeholder)]);
    }

    #[test]
    fn what_is_to_be_filled_in_is_no_value() {
        let some = [
            "#{x}#",
            "a-#{x}",
            "${X}",
            "{{ x }}",
            "{{x}}/a",
            "$(X)",
            "<x>",
            "__X__",
            "@@X@@",
            "%X%",
            "ENC[AES,data:x]",
        ];
        let other = ["[parameters('x')]", "[concat('a', variables('b'))]"];
        some.iter().chain(&other).for_each(|text| assert!(is_placeholder(text), "{text}"));
        let none = [
            "",
            "*",
            "<",
            "<>",
            "__",
            "____",
            "%",
            "[]",
            "[a]",
            "[1-9](x)",
            "$Default",
            "}}{{",
            "{x}",
            "Eth",
            "E_x_",
            "a < b > c",
        ];
        none.iter().for_each(|text| assert!(!is_placeholder(text), "{text}"));
    }
}
