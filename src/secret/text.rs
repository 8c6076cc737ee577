//! Secrets that a text shows by what it is, wherever it stands.
//!
//! The forms are those that platforms document, so that scanners can find them: keys with a signature in them, tokens with a
//! prefix, `sig=` and `AccountKey=`.

use super::form::{Forms, assigned, form, open_form};
use super::value::hides_text;
use super::{Meaning, encoded, named, nested, table};
use std::borrow::Cow;
use std::ops::Range;

/// What stands in place of a secret. It says that a value is set.
pub const MASKED: &str = "***";

/// The shortest text that can hold one.
const SHORTEST: usize = 10;

static FORMS: Forms<26> = Forms::of([
    // Connection strings and settings in one text.
    open_form(
        &["="],
        r"(?i)(?:(?:^|[^a-z0-9])(?:account ?key|shared ?access ?key|shared ?access ?signature|shared ?secret(?: ?value)?|primary ?key|secondary ?key|access ?key|pass)|[a-z0-9_.-]*(?:api[ _-]?key|client[ _-]?secret|app[ _-]?secret|password|passwd|pwd|secret|token|subscription-key)|[?&]key)\s*=\s*(\S)",
        assigned,
    ),
    // What tools are told without a name.
    form(
        &[" -p"],
        r#"(?:\s(?:-u|--user(?:name)?)[ =]\S+\s(?:[^|;&\n]*?\s)?-p[ =]?|\bsshpass\s+-p\s*)("[^"]+"|'[^']+'|[^\s"'-]*[A-Za-z]\S*)"#,
    ),
    form(&["SecureString"], r#"ConvertTo-SecureString\s+(?:-String\s+)?("[^"]+"|'[^']+'|[^\s"'$(-]\S*)"#),
    form(&["net user "], r"\bnet user \S+ ([^\s/*]\S*)"),
    form(&["-u ", "-u=", "--user "], r#"\s(?:-u|--user)[ =]["']?[^\s:"']+:([^\s"']+)"#),
    form(
        &["curl "],
        r#"\bcurl\b[^|\n]*?\s(?:-[fikLsSv]*[uU][ =]?|--proxy-user[ =])["']?[^\s:"'=-][^\s:"']*:([^\s"']+)"#,
    ),
    form(&["sqlcmd", "bcp "], r#"\b(?:sqlcmd|bcp)\b[^|\n]*?\s-P\s*("[^"]+"|'[^']+'|[^\s"'$-]\S*)"#),
    form(&["redis-cli"], r#"\bredis-cli\b[^|\n]*?\s(?:-a|--pass)[ =]("[^"]+"|'[^']+'|[^\s"'$-]\S*)"#),
    form(&["pass:"], r#"\s--?pass(?:in|out)?[ =]["']?pass:([^\s"']+)"#),
    // The lines of `.netrc`.
    form(&["machine", "default"], r"\b(?:machine\s+\S+|default)\s+(?:(?:login|account)\s+\S+\s+)+password\s+(\S+)"),
    form(&["auth\"", "auth\\"], r#""auth\\?"\s*:\s*\\?"([A-Za-z0-9+/=]{12,})"#),
    // Shared access signatures, and keys of functions in an address.
    form(&["sig=", "code=", "SIG=", "Sig="], r"(?i)(?:^|[^a-z0-9])(?:sig|code)=([a-z0-9%+/=_-]{20,})"),
    // User information in an address, up to the last `@`; without a password a long user with a digit in it is a token.
    form(&["://"], r#"://([^\s/@"'?#:]*:(?:[^\s"'/?#]*[^\s"'/?#0-9][^\s"']*|[0-9]*|[/?#][^\s"']*))@"#),
    form(&["http"], r#"(?i)https?://([^\s/@"'?#:0-9]*[0-9][^\s/@"'?#:]{15,}|[^\s/@"'?#:]{15,}[0-9][^\s/@"'?#:]*)@"#),
    // What posts to a channel.
    form(
        &["hooks.", "webhook"],
        r#"(?i)https://(?:hooks\.[a-z0-9.-]+/|[^\s"']+/(?:incoming)?webhooks?/)(?:[^\s"'/?]+/)*([a-z0-9_-]{16,})"#,
    ),
    form(&["IncomingWebhook/"], r"/IncomingWebhook/([a-f0-9]{32})"),
    // A bot's token, and hashes of passwords.
    form(&[":AA"], r"\b[0-9]{8,10}:(AA[A-Za-z0-9_-]{33})\b"),
    form(&["$"], r"(?:^|[^A-Za-z0-9$])(\$(?:2[abxy]|5|6|y)\$[A-Za-z0-9./$=,]{20,})"),
    // A private key without its frame, and with its certificate.
    form(
        &["MII", "MIG"],
        r"\b(MII[A-Za-z0-9+/]{3}IBA[ADz][A-Za-z0-9+/=]{40,}|MI[GH][A-Za-z0-9+/]{2}gEAM[A-Za-z0-9+/=]{40,})",
    ),
    form(
        &["earer ", "asic ", "EARER ", "ASIC ", "oken "],
        r"(?i)\b(?:bearer|basic|token)\s+([a-z0-9._~+/-]*[0-9][a-z0-9._~+/=-]{11,}|[a-z0-9._~+/-]{15,}=+)",
    ),
    // A JWT: header and payload are JSON objects.
    form(&["eyJ"], r"\b(eyJ[A-Za-z0-9_-]{8,}\.[A-Za-z0-9_-]{8,}(?:\.[A-Za-z0-9_-]*)?)"),
    form(
        &["PRIVATE KEY"],
        r"(?s)-----BEGIN [A-Z0-9 ]*PRIVATE KEY[A-Z ]*-----(.+?)(?:-----END [A-Z0-9 ]*PRIVATE KEY[A-Z ]*-----|\z)",
    ),
    // Keys of Azure: 64 bytes; those with a signature inside; secrets of applications.
    form(&["=="], r"(?:^|[^A-Za-z0-9+/-])([A-Za-z0-9+/]{86}==)"),
    form(
        &["AIoT", "+ASb", "+AEh", "+ARm", "+ACR", "AzSe", "AzCa", "Q~", "JQQJ9"],
        r"([A-Za-z0-9+/]{33}(?:AIoT|\+ASb|\+AEh|\+ARm)[A-Za-z0-9+/]{5}[A-P]=|[A-Za-z0-9+/]{42}(?:AzSe|AzCa|\+ACR)[A-Za-z0-9+/]{6}|[A-Za-z0-9]{33}AzCaA[A-Za-z0-9]{5}=|[A-Za-z0-9_-]{44}AzFu[A-Za-z0-9_-]{5}[AQgw]==|[A-Za-z0-9]{52}JQQJ9[A-Za-z0-9]{26,}|[A-Za-z0-9_~.-]{3}[78]Q~[A-Za-z0-9_~.-]{31,34})",
    ),
    // Tokens with a prefix.
    form(
        &["_", "-", "."],
        r"(?:^|[^A-Za-z0-9])(gh[opsur]_[A-Za-z0-9]{36,}|github_pat_[A-Za-z0-9_]{22,}|glpat-[A-Za-z0-9_-]{20,}|xox[abeoprs]-[A-Za-z0-9-]{10,}|xapp-[A-Za-z0-9-]{20,}|whsec_[A-Za-z0-9+/]{20,}|GOCSPX-[A-Za-z0-9_-]{20,}|hf_[A-Za-z0-9]{30,}|dckr_pat_[A-Za-z0-9_-]{20,}|AGE-SECRET-KEY-1[A-Z0-9]{40,}|(?:sk|rk|pk)_(?:live|test)_[A-Za-z0-9]{16,}|sk-[A-Za-z0-9_-]{20,}|npm_[A-Za-z0-9]{36}|pypi-[A-Za-z0-9_-]{32,}|SG\.[A-Za-z0-9_-]{16,}\.[A-Za-z0-9_-]{16,}|hv[bs]\.[A-Za-z0-9_-]{24,}|dop_v1_[a-f0-9]{64})",
    ),
    form(&["AKIA", "ASIA", "AIza", "dapi"], r"\b((?:AKIA|ASIA)[A-Z0-9]{16}|AIza[A-Za-z0-9_-]{35}|dapi[a-f0-9]{32})\b"),
]);

/// Where the secrets of a text stand, in order and apart from each other.
pub(super) fn places(text: &str) -> Vec<Range<usize>> {
    if text.len() < SHORTEST {
        return Vec::new();
    }
    let tables = if text.contains('\n') { table::cells(text) } else { Vec::new() };
    let found = FORMS.likely(text).flat_map(|form| form.places(text)).chain(tables).chain(named::places(text));
    merged(found.chain(encoded::places(text)).chain(nested::places(text)).collect(), |_| false)
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

/// A text without what is secret in it, by the names above it and by what it is.
pub fn shown(meaning: Meaning, text: &str) -> Cow<'_, str> {
    if hides_text(meaning, text) { MASKED.into() } else { redacted(text) }
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
