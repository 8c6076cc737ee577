//! What the names on the way to a value say of it.

use super::vocabulary::{
    ABOUT, BOUNDS, HINTS, OPEN_KEYS, OTHERS, QUALIFIERS, RULES, SECRET, SECRET_WORDS, SETTINGS, TRANSPARENT,
};
use std::borrow::Cow;

/// What names say of the values below them.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Meaning {
    /// Nothing: a value is secret only by what it is itself.
    #[default]
    Nothing,
    /// Text that looks random is secret, as below `pat` or `authorization`.
    Hint,
    /// The name speaks of a secret and of a setting, as `clientSecretPolicy` does: text is secret, unless it is what a
    /// setting is, such as a switch, a number or a period.
    Setting,
    /// The value itself is secret, as below `key1`; a member's own name says what it is.
    Key,
    /// Several keys, as below `keys`: a member is one, whatever its name; a number is how many there are.
    Keys,
    /// Everything below is secret, as below `credential`.
    Secret,
    /// Several secrets, as below `credentials`; a number is how many there are.
    Secrets,
}

/// Keys by which an object says that it is a secret.
pub(super) const SAYINGS: [&str; 3] = ["type", "kind", "kty"];

/// The members of an object that are secret with all that is in them, where it says so: of a parameter that holds a secret, of
/// a secret of Kubernetes, of a
/// key of a program.
pub(super) fn held(key: &str, said: &str) -> Option<&'static [&'static str]> {
    let is = |known: &str, words: &[&str]| {
        key.eq_ignore_ascii_case(known) && words.iter().any(|word| said.eq_ignore_ascii_case(word))
    };
    match () {
        () if is("type", &["secureString", "secureObject"]) => Some(&["defaultValue", "value", "allowedValues"]),
        () if is("kind", &["Secret"]) => Some(&["data", "stringData"]),
        () if is("kty", &["oct", "RSA", "EC", "OKP"]) => Some(&["k", "d", "p", "q", "dp", "dq", "qi"]),
        () => None,
    }
}

/// What a name says by itself, for whoever meets it often.
#[derive(Clone, Copy, Debug)]
pub struct Said {
    /// `None` when it says nothing.
    own: Option<Meaning>,
    /// Whether it stands between a name and its value.
    is_transparent: bool,
}

impl Said {
    /// What it means whatever stands above it.
    pub fn own(self) -> Option<Meaning> {
        self.own
    }

    /// Whether it stands between a name and its value.
    pub fn is_transparent(self) -> bool {
        self.is_transparent && self.own.is_none()
    }

    /// By a member's name.
    pub fn by(name: &str) -> Self {
        let is_transparent = TRANSPARENT.iter().any(|known| name.eq_ignore_ascii_case(known));
        Self { own: of_name(name), is_transparent }
    }
}

impl Meaning {
    /// What a member's name says of the values below it, where the names above say `self`.
    pub fn below(self, name: &str) -> Self {
        self.under(Said::by(name))
    }

    /// The same of a name that was looked at before.
    pub fn under(self, name: Said) -> Self {
        match (name.own, self) {
            (Some(own), _) => own,
            (None, Self::Secret | Self::Secrets) => Self::Secret,
            (None, Self::Keys) => Self::Key,
            (None, above) if name.is_transparent => above,
            (None, _) => Self::Nothing,
        }
    }

    /// The same for an element of a list that is called so, or for a resource of such a type: a `{name, value}` pair
    /// holds the value, and much else.
    pub fn below_element(self, name: &str) -> Self {
        match of_name(name) {
            Some(Self::Secret | Self::Secrets) if !matches!(self, Self::Secret | Self::Secrets) => Self::Key,
            Some(Self::Keys) => Self::Key,
            Some(own) if own != Self::Nothing => own,
            _ => self,
        }
    }

    /// The same for an element that is a text or a number: `primaryKey: [id]` names what the key is made of.
    pub fn item(self) -> Self {
        match self {
            Self::Key | Self::Keys => Self::Hint,
            Self::Secrets => Self::Secret,
            other => other,
        }
    }

    /// What a type of resources says of the values in one: `…/vaults/secrets` hold them.
    pub fn of_type(type_name: &str) -> Self {
        match type_name.rsplit_once('/') {
            Some((_, last)) if last.eq_ignore_ascii_case("secrets") => Self::Key,
            _ => Self::Nothing,
        }
    }

    /// What a path as evidence and edits have it says of the value that it leads to, such as
    /// `properties.siteConfig.appSettings[name=DB_PASSWORD].value`.
    pub fn of_path(self, path: &str) -> Self {
        let mut meaning = self;
        let mut rest = path;
        while let Some(first) = rest.chars().next() {
            (meaning, rest) = match first {
                '.' => (meaning, &rest[1..]),
                '[' => meaning.bracketed(&rest[1..]),
                _ => {
                    let end = rest.find(['.', '[']).unwrap_or(rest.len());
                    (meaning.below(&rest[..end]), &rest[end..])
                }
            };
        }
        meaning
    }

    /// What stands in brackets: a name in quotes, an element by number or name, or another resource; and what follows.
    fn bracketed(self, inside: &str) -> (Self, &str) {
        if inside.starts_with('"') {
            let mut names = serde_json::Deserializer::from_str(inside).into_iter::<String>();
            if let Some(Ok(name)) = names.next() {
                let rest = &inside[names.byte_offset()..];
                return (self.below(&name), rest.strip_prefix(']').unwrap_or(rest));
            }
        }
        let end = inside.find(']').unwrap_or(inside.len());
        let (element, rest) = (&inside[..end], inside.get(end + 1..).unwrap_or_default());
        let meaning = match (element.split_once('='), element.rsplit_once('/')) {
            (Some((_, name)), _) => self.below_element(name),
            (None, Some((type_name, _))) => Self::of_type(type_name),
            (None, None) => self,
        };
        (meaning, rest)
    }
}

/// What a name says by itself; `None` when it says nothing.
fn of_name(name: &str) -> Option<Meaning> {
    let words = Words::of(name);
    let other = OTHERS.iter().find(|other| words.letters.contains(**other));
    let plain = other.map_or_else(|| Cow::from(&words.letters), |other| words.letters.replace(other, "").into());
    let plain = &*plain;
    let first = words.iter().next().unwrap_or_default();
    let last = words.iter().last().unwrap_or_default();
    let speaks = |parts: &[&str]| parts.iter().any(|part| plain.contains(part));
    let is_word = |word: &str| SECRET_WORDS.contains(&word) || word.ends_with("pwd") || word.ends_with("pw");
    let is_secret = speaks(&SECRET) || other.is_none() && words.iter().any(is_word);
    // `key1` is a key of an account, `key` the name in many pairs.
    let is_bare_key = name.eq_ignore_ascii_case("key");
    let unqualified = words.without(&QUALIFIERS);
    let is_key = plain.ends_with("key") || plain.ends_with("keys") || other.is_none() && unqualified.ends_with("key");
    // Vault calls the password of an application so; elsewhere the id of a secret says where it is.
    if name.eq_ignore_ascii_case("secret_id") || plain.ends_with("rolesecretid") {
        return Some(Meaning::Secret);
    }
    if plain.contains('/') || plain.contains("publickeytoken") || ABOUT.contains(&last) {
        return Some(Meaning::Nothing);
    }
    let is_rule = RULES.iter().any(|rule| last.starts_with(rule));
    // `pass` and `address` are one.
    let are_several = last.ends_with('s') && !last.ends_with("ss") && !SECRET_WORDS.contains(&last);
    match (is_secret, is_key) {
        (true, _) if is_rule => Some(Meaning::Hint),
        (true, _) if speaks(&SETTINGS) || BOUNDS.contains(&first) => Some(Meaning::Setting),
        (true, _) if are_several => Some(Meaning::Secrets),
        (true, _) => Some(Meaning::Secret),
        (false, true) if !is_bare_key && OPEN_KEYS.iter().any(|open| is_open_key(plain, open)) => {
            Some(Meaning::Nothing)
        }
        (false, true) if !is_bare_key && speaks(&SETTINGS) => Some(Meaning::Setting),
        (false, true) if !is_bare_key && are_several => Some(Meaning::Keys),
        (false, true) if !is_bare_key => Some(Meaning::Key),
        _ if HINTS.contains(&last) || plain.ends_with("certificatedata") => Some(Meaning::Hint),
        _ => None,
    }
}

fn is_open_key(plain: &str, open: &str) -> bool {
    plain.rfind("key").is_some_and(|at| plain[..at].ends_with(open))
}

/// A name in lower case, without what stands between its words: `DB_Password`, `dbPassword2` and `db-password` are the same.
#[derive(Default)]
struct Words {
    letters: String,
    ends: Vec<usize>,
}

impl Words {
    fn of(name: &str) -> Self {
        let mut words = Self::default();
        let mut before: Option<char> = None;
        let mut letters = name.chars().peekable();
        while let Some(letter) = letters.next() {
            let begins = letter.is_uppercase()
                && before.is_some_and(|before| {
                    before.is_lowercase()
                        || before.is_ascii_digit()
                        || before.is_uppercase() && letters.peek().is_some_and(|next| next.is_lowercase())
                });
            if begins || !letter.is_alphanumeric() {
                words.end();
            }
            if letter.is_alphanumeric() || letter == '/' {
                words.letters.extend(letter.to_lowercase());
            }
            before = Some(letter);
        }
        words.end();
        words
    }

    /// Ends a word; digits at its end are not of it.
    fn end(&mut self) {
        let start = self.ends.last().copied().unwrap_or(0);
        let word = self.letters[start..].trim_end_matches(|letter: char| letter.is_ascii_digit()).len();
        self.letters.truncate(start + word);
        self.ends.extend((word > 0).then_some(start + word));
    }

    /// Without these words at its end, after the first.
    fn without(&self, last: &[&str]) -> &str {
        let kept = self.iter().skip(1).collect::<Vec<_>>();
        let gone = kept.iter().rev().take_while(|word| last.contains(word)).count();
        let end = self.ends.len().checked_sub(gone + 1).and_then(|place| self.ends.get(place));
        &self.letters[..end.copied().unwrap_or_default()]
    }

    fn iter(&self) -> impl Iterator<Item = &str> {
        let starts = std::iter::once(0).chain(self.ends.iter().copied());
        starts.zip(&self.ends).map(|(start, &end)| &self.letters[start..end])
    }
}
