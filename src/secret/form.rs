//! A form of secrets in a text, as a pattern.

use super::opaque::{is_bare, is_no_secret};
use aho_corasick::AhoCorasick;
use regex::{Captures, Regex};
use std::ops::Range;
use std::sync::OnceLock;

/// One form of secrets.
pub(super) struct Form {
    /// Texts of which one stands in every text that holds such a secret.
    signs: &'static [&'static str],
    /// The secret is the first group that matched.
    pattern: &'static str,
    /// Where the secret ends, when the pattern only tells where it begins.
    end: Option<fn(&str, Range<usize>) -> usize>,
    compiled: OnceLock<Option<Regex>>,
}

pub(super) const fn form(signs: &'static [&'static str], pattern: &'static str) -> Form {
    Form { signs, pattern, end: None, compiled: OnceLock::new() }
}

pub(super) const fn open_form(
    signs: &'static [&'static str],
    pattern: &'static str,
    end: fn(&str, Range<usize>) -> usize,
) -> Form {
    Form { signs, pattern, end: Some(end), compiled: OnceLock::new() }
}

/// Forms, whose signs are looked for all at once.
pub(super) struct Forms<const N: usize> {
    forms: [Form; N],
    signs: OnceLock<Option<AhoCorasick>>,
}

impl<const N: usize> Forms<N> {
    pub(super) const fn of(forms: [Form; N]) -> Self {
        Self { forms, signs: OnceLock::new() }
    }

    /// Those that a text may hold.
    pub(super) fn likely(&self, text: &str) -> impl Iterator<Item = &Form> {
        let signs =
            || self.forms.iter().zip(0..).flat_map(|(form, place)| form.signs.iter().map(move |sign| (place, sign)));
        let finder = self.signs.get_or_init(|| AhoCorasick::new(signs().map(|(_, sign)| sign)).ok());
        let mut likely = [finder.is_none(); N];
        for found in finder.iter().flat_map(|finder| finder.find_overlapping_iter(text)) {
            let place = signs().nth(found.pattern().as_usize()).map(|(place, _): (usize, _)| place);
            place.iter().for_each(|place| likely[*place] = true);
        }
        self.forms.iter().zip(likely).filter(|(_, is_likely)| *is_likely).map(|(form, _)| form)
    }
}

impl Form {
    /// Where they stand in a text.
    pub(super) fn places(&self, text: &str) -> Vec<Range<usize>> {
        let found = self.found(text).filter_map(|found| Some((found.get(0)?.range(), found.get(1)?.range())));
        let found = found.filter(|(whole, secret)| !names_none(&text[whole.start..secret.start]));
        let found = found.map(|(whole, secret)| match self.end {
            Some(end) => secret.start..end(text, whole.start..secret.start),
            None => secret,
        });
        found.filter(|place| is_value(&text[place.clone()])).collect()
    }

    /// Names and their values.
    pub(super) fn pairs(&self, text: &str) -> Vec<(Range<usize>, Range<usize>)> {
        let pair = |found: Captures<'_>| {
            let mut groups = found.iter().skip(1).flatten().map(|group| group.range());
            let (whole, name) = (found.get(0)?.range(), groups.next()?);
            let value = match self.end {
                Some(end) => whole.end..end(text, whole.clone()),
                None => groups.next()?,
            };
            (!names_none(&text[whole.start..name.end]) && is_value(&text[value.clone()])).then_some((name, value))
        };
        self.found(text).filter_map(pair).collect()
    }

    fn found<'t>(&self, text: &'t str) -> impl Iterator<Item = Captures<'t>> {
        // The patterns are held by tests.
        let pattern = self.compiled.get_or_init(|| Regex::new(self.pattern).ok());
        pattern.iter().flat_map(move |pattern| pattern.captures_iter(text))
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
pub(super) fn assigned(text: &str, key: Range<usize>) -> usize {
    let rest = &text[key.end..];
    let line = rest.find(['\n', '\r']).unwrap_or(rest.len());
    // A quote that stands twice is one of the value's own letters.
    let quoted = |quote: char| {
        let mut ends = rest[..line].match_indices(quote).map(|(end, _)| end).skip_while(|end| *end == 0).peekable();
        while let Some(end) = ends.next() {
            if ends.next_if_eq(&(end + 1)).is_none() {
                return end + 1;
            }
        }
        line
    };
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
pub(super) fn mixed_word(text: &str, key: Range<usize>) -> usize {
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
