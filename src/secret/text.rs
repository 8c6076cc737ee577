//! Secrets that a text shows by what it is, wherever it stands.
//!
//! The forms are those that platforms document, so that scanners can find them: keys with a signature in them, tokens with a
//! prefix, `sig=` and `AccountKey=`.

use super::opaque::{is_bare, is_no_secret};
use super::table;
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
    /// Where the secret ends, when the pattern only tells where it begins.
    end: Option<fn(&str, Range<usize>) -> usize>,
    compiled: OnceLock<Option<Regex>>,
}

const fn form(signs: &'static [&'static str], pattern: &'static str) -> Form {
    Form { signs, pattern, end: None, compiled: OnceLock::new() }
}

const fn open_form(
    signs: &'static [&'static str],
    pattern: &'static str,
    end: fn(&str, Range<usize>) -> usize,
) -> Form {
    Form { signs, pattern, end: Some(end), compiled: OnceLock::new() }
}

/// The shortest text that can hold one.
const SHORTEST: usize = 10;

static FORMS: [Form; 17] = [
    // Connection strings and settings in one text.
    open_form(
        &["="],
        r"(?i)(?:(?:^|[^a-z0-9])(?:account ?key|shared ?access ?key|shared ?access ?signature|shared ?secret(?: ?value)?|primary ?key|secondary ?key|access ?key|pass)|[a-z0-9_.-]*(?:api[ _-]?key|client[ _-]?secret|app[ _-]?secret|password|passwd|pwd|secret|token|subscription-key)|[?&]key)\s*=\s*(\S)",
        assigned,
    ),
    // The same in what a command or a file in a text says, and in a header of a request.
    form(
        &["--", " -"],
        r#"(?i)(?:^|\s)--?[a-z0-9-]*(?:password|passwd|pwd|secret|token|api-?key|account-?key)\s+("[^"]+"|'[^']+'|[^\s"'-]\S*)"#,
    ),
    form(&["-u ", "-u=", "--user "], r#"\s(?:-u|--user)[ =]["']?[^\s:"']+:([^\s"']+)"#),
    form(
        &["-key", "-Key", "-KEY"],
        r#"(?i)\b(?:x-functions-key|ocp-apim-subscription-key|x-api-key|api-key)["']?\s*:\s*["']?([^\s"']+)"#,
    ),
    form(
        &[": ", ":\t"],
        r#"(?im)^[\s-]*[a-z0-9_.-]*(?:password|passwd|pwd|secret|token|client-key-data)\s*:[ \t]+("[^"\n]+"|'[^'\n]+'|[^\s"'*&|>{\[0-9]\S*(?:[ \t]+(?:[^\s#]\S*|#\S+))*|[0-9]+[^\s0-9]\S*)[ \t]*(?:#(?:[ \t].*)?)?$"#,
    ),
    open_form(
        &[": "],
        r"(?i)[\s,;(](?:password|passwd|pwd|secret|token|api[ _-]?key|access[ _-]?key)\s*:[ \t]+(\S)",
        mixed_word,
    ),
    form(
        &["\":", "\" :"],
        r#"(?i)\\?"[a-z0-9_.-]*(?:password|passwd|pwd|secret|token|api_?key|access_?key|account_?key|shared_?key|private_?key)\\?"\s*:\s*\\?"([^"\\]+)"#,
    ),
    form(&["auth\"", "auth\\"], r#""auth\\?"\s*:\s*\\?"([A-Za-z0-9+/=]{12,})"#),
    // Shared access signatures, and keys of functions in an address.
    form(&["sig=", "code=", "SIG=", "Sig="], r"(?i)(?:^|[^a-z0-9])(?:sig|code)=([a-z0-9%+/=_-]{20,})"),
    // User information in an address, up to the last `@`; without a password the user is a token when it is long.
    form(
        &["://"],
        r#"://([^\s/@"'?#:]*:(?:[^\s"'/?#]*[^\s"'/?#0-9][^\s"']*|[0-9]*|[/?#][^\s"']*)|[^\s/@"'?#:]{16,})@"#,
    ),
    // A private key without its frame.
    form(
        &["MII", "MIG"],
        r"\b(MII[A-Za-z0-9+/]{3}IBA[AD][A-Za-z0-9+/=]{40,}|MI[GH][A-Za-z0-9+/]{2}gEAM[A-Za-z0-9+/=]{40,})",
    ),
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
    let tables = if text.contains('\n') { table::cells(text) } else { Vec::new() };
    let likely = FORMS.iter().filter(|form| form.signs.iter().any(|sign| text.contains(sign)));
    merged(likely.flat_map(|form| form.places(text)).chain(tables).collect(), |_| false)
}

/// Places in order; those that meet, or with only that between them that `holds_nothing`, as one.
pub(super) fn merged(mut found: Vec<Range<usize>>, holds_nothing: impl Fn(Range<usize>) -> bool) -> Vec<Range<usize>> {
    found.sort_unstable_by_key(|place| place.start);
    let mut places: Vec<Range<usize>> = Vec::with_capacity(found.len());
    for place in found {
        match places.last_mut() {
            Some(before) if place.start < before.end || holds_nothing(before.end..place.start) => {
                before.end = before.end.max(place.end);
            }
            _ => places.push(place),
        }
    }
    places
}

impl Form {
    fn places(&self, text: &str) -> Vec<Range<usize>> {
        // The patterns are held by tests.
        let Some(pattern) = self.compiled.get_or_init(|| Regex::new(self.pattern).ok()) else { return Vec::new() };
        let found =
            pattern.captures_iter(text).filter_map(|found| Some((found.get(0)?.range(), found.get(1)?.range())));
        let found = found.filter(|(whole, secret)| !names_none(&text[whole.start..secret.start]));
        let found = found.map(|(whole, secret)| match self.end {
            Some(end) => secret.start..end(text, whole.start..secret.start),
            None => secret,
        });
        found.filter(|place| is_value(&text[place.clone()])).collect()
    }
}

/// Whether a name ends like one of a secret and is none: a public key, or the place in a list.
fn names_none(name: &str) -> bool {
    const NONE: [&str; 5] = ["publickeytoken", "skiptoken", "nexttoken", "pagetoken", "continuationtoken"];
    let name: String = name.chars().filter(char::is_ascii_alphabetic).collect();
    NONE.iter().any(|none| name.to_ascii_lowercase().ends_with(none))
}

/// Where a value ends whose key is `key`: behind its quotes or braces, at the `;` of a connection string, else at a blank. A
/// quote in it ends it only where a text in quotes may end.
fn assigned(text: &str, key: Range<usize>) -> usize {
    let rest = &text[key.end..];
    let line = rest.find(['\n', '\r']).unwrap_or(rest.len());
    let quoted = |quote: char| rest[1..line].find(quote).map_or(line, |end| end + 2);
    let is_connection =
        text[..key.start].trim_end().ends_with(';') || text[key.start..].starts_with(';') || rest[..line].contains(';');
    let ends = |(at, letter): (usize, char)| match letter {
        ';' => true,
        '&' | ',' => !is_connection,
        '"' | '\'' | '<' | '>' => {
            let next = rest[at + 1..].chars().next();
            next.is_none_or(|next| next.is_whitespace() || ",:]}".contains(next))
        }
        _ => letter.is_whitespace() && !is_connection,
    };
    let length = match rest.chars().next() {
        Some(quote @ ('"' | '\'')) => quoted(quote),
        Some('{') => quoted('}'),
        _ => rest[..line].char_indices().find(|found| ends(*found)).map_or(line, |(end, _)| end),
    };
    key.end + length
}

/// Where a word of a sentence ends, as far as it mixes letters and digits; other words say something of a secret.
fn mixed_word(text: &str, key: Range<usize>) -> usize {
    const SHORTEST: usize = 6;
    let rest = &text[key.end..];
    let end = rest.find(|letter: char| letter.is_whitespace() || ",;)\"'".contains(letter)).unwrap_or(rest.len());
    let has = |is: fn(&u8) -> bool| rest[..end].bytes().any(|byte| is(&byte));
    let is_mixed = end >= SHORTEST && has(u8::is_ascii_digit) && has(u8::is_ascii_alphabetic);
    if is_mixed { key.end + end } else { key.end }
}

/// No switch, and not what stands for a value.
fn is_value(text: &str) -> bool {
    let text = text.trim_matches(['"', '\'']);
    let password = text.split_once(':').map_or(text, |(_, password)| password);
    let is_expression = text.starts_with('[') && text.ends_with(']');
    !is_no_secret(text) && !is_bare(password) && !is_expression
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
