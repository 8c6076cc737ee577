//! Secrets that a text shows by what it is, wherever it stands.
//!
//! The forms are those that platforms document, so that scanners can find them: keys with a signature in them, tokens with a
//! prefix, `sig=` and `AccountKey=`.

use super::opaque::{is_bare, is_switch};
use regex::Regex;
use std::borrow::Cow;
use std::ops::Range;
use std::sync::OnceLock;

/// What stands in place of a secret. It says that a value is set.
pub const MASKED: &str = "***";

/// One form of secrets.
struct Form {
    /// Texts of which one stands in every text that holds such a secret.
    signs: &'static [&'static str],
    /// The secret is the first group that matched.
    pattern: &'static str,
    compiled: OnceLock<Option<Regex>>,
}

const fn form(signs: &'static [&'static str], pattern: &'static str) -> Form {
    Form { signs, pattern, compiled: OnceLock::new() }
}

/// The shortest text that can hold one.
const SHORTEST: usize = 10;

static FORMS: [Form; 9] = [
    // Connection strings and settings in one text.
    form(
        &["="],
        r#"(?i)(?:^|[^a-z0-9])(?:account ?key|shared ?access ?key|shared ?access ?signature|shared ?secret(?: ?value)?|primary ?key|secondary ?key|access ?key|api[ _-]?key|client[ _-]?secret|app[ _-]?secret|password|passwd|pwd|secret|access[ _-]?token|auth[ _-]?token|pass)\s*=\s*("[^"]+"|'[^']+'|[^;,&\s"'<>]+)"#,
    ),
    // Shared access signatures, and keys of functions in an address.
    form(&["sig=", "code=", "SIG=", "Sig="], r"(?i)(?:^|[^a-z0-9])(?:sig|code)=([a-z0-9%+/=_-]{20,})"),
    // User information in an address; without a password the user is a token when it is long.
    form(&["://"], r#"://([^\s/@"'?#:]*:[^\s/@"'?#]+|[^\s/@"'?#:]{16,})@"#),
    form(
        &["earer ", "asic ", "EARER ", "ASIC "],
        r"(?i)\b(?:bearer|basic)\s+([a-z0-9._~+/-]*[0-9][a-z0-9._~+/=-]{11,}|[a-z0-9._~+/-]{15,}=+)",
    ),
    // A JWT: header and payload are JSON objects.
    form(&["eyJ"], r"\b(eyJ[A-Za-z0-9_-]{8,}\.[A-Za-z0-9_-]{8,}(?:\.[A-Za-z0-9_-]*)?)"),
    form(
        &["PRIVATE KEY"],
        r"(?s)-----BEGIN [A-Z0-9 ]*PRIVATE KEY[A-Z ]*-----(.+?)(?:-----END [A-Z0-9 ]*PRIVATE KEY[A-Z ]*-----|\z)",
    ),
    // Keys of Azure: 64 bytes; those with a signature inside; secrets of applications.
    form(
        &["==", "AIoT", "+ASb", "+AEh", "+ARm", "+ACR", "AzSe", "AzCa", "Q~"],
        r"((?:\b|^)[A-Za-z0-9+/]{86}==|[A-Za-z0-9+/]{33}(?:AIoT|\+ASb|\+AEh|\+ARm)[A-Za-z0-9+/]{5}[A-P]=|[A-Za-z0-9+/]{42}(?:AzSe|AzCa|\+ACR)[A-Za-z0-9+/]{6}|[A-Za-z0-9_-]{44}AzFu[A-Za-z0-9_-]{5}[AQgw]==|[A-Za-z0-9_~.-]{3}[78]Q~[A-Za-z0-9_~.-]{31,34})",
    ),
    // Tokens with a prefix.
    form(
        &["_", "-", "."],
        r"(?:^|[^A-Za-z0-9])(gh[opsur]_[A-Za-z0-9]{36,}|github_pat_[A-Za-z0-9_]{22,}|glpat-[A-Za-z0-9_-]{20,}|xox[abeoprs]-[A-Za-z0-9-]{10,}|(?:sk|rk|pk)_(?:live|test)_[A-Za-z0-9]{16,}|sk-[A-Za-z0-9_-]{20,}|npm_[A-Za-z0-9]{36}|pypi-[A-Za-z0-9_-]{32,}|SG\.[A-Za-z0-9_-]{16,}\.[A-Za-z0-9_-]{16,}|hv[bs]\.[A-Za-z0-9_-]{24,}|dop_v1_[a-f0-9]{64})",
    ),
    form(&["AKIA", "ASIA", "AIza", "dapi"], r"\b((?:AKIA|ASIA)[A-Z0-9]{16}|AIza[A-Za-z0-9_-]{35}|dapi[a-f0-9]{32})\b"),
];

/// Where the secrets of a text stand, in order and apart from each other.
pub(super) fn places(text: &str) -> Vec<Range<usize>> {
    if text.len() < SHORTEST {
        return Vec::new();
    }
    let likely = FORMS.iter().filter(|form| form.signs.iter().any(|sign| text.contains(sign)));
    let mut places: Vec<Range<usize>> = likely.flat_map(|form| form.places(text)).collect();
    places.sort_unstable_by_key(|place| (place.start, std::cmp::Reverse(place.end)));
    let mut end = 0;
    places.retain(|place| {
        let apart = place.start >= end;
        end = end.max(place.end);
        apart
    });
    places
}

impl Form {
    fn places(&self, text: &str) -> Vec<Range<usize>> {
        // The patterns are held by tests.
        let Some(pattern) = self.compiled.get_or_init(|| Regex::new(self.pattern).ok()) else { return Vec::new() };
        let found = pattern.captures_iter(text).filter_map(|found| Some(found.get(1)?.range()));
        found.filter(|place| is_value(&text[place.clone()])).collect()
    }
}

/// No switch, and not what stands for a value.
fn is_value(text: &str) -> bool {
    let text = text.trim_matches(['"', '\'']);
    let password = text.split_once(':').map_or(text, |(_, password)| password);
    !is_bare(text) && !is_bare(password) && !is_switch(text) && !text.starts_with('[')
}

/// A text without the secrets that it shows by what they are.
pub fn redacted(text: &str) -> Cow<'_, str> {
    hidden(text, &places(text))
}

/// A text with something else in these places.
pub(super) fn hidden<'t>(text: &'t str, places: &[Range<usize>]) -> Cow<'t, str> {
    if places.is_empty() {
        return text.into();
    }
    let mut shown = String::with_capacity(text.len());
    let mut end = 0;
    for place in places {
        shown.push_str(text.get(end..place.start).unwrap_or_default());
        shown.push_str(MASKED);
        end = place.end;
    }
    shown.push_str(text.get(end..).unwrap_or_default());
    shown.into()
}
