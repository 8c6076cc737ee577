//! Texts that a script made, without what it made from secrets.
//!
//! A script can cut a value, join its letters, turn it round or encode it, so that looking for the value is not enough. What of
//! a message comes from a value shows where the message of a second run differs in which every secret was another one.

use super::text::{MASKED, places};
use super::value::hides_text;
use super::{Meaning, redacted};
use sha2::{Digest, Sha256};
use std::borrow::Cow;
use std::ops::Range;

/// What stands for a message of which no part can be shown.
const WITHHELD: &str = "the text holds a secret";

/// What is secret in a text whose names mean this.
pub fn parts(meaning: Meaning, text: &str) -> Vec<String> {
    if hides_text(meaning, text) {
        return vec![text.to_owned()];
    }
    places(text).into_iter().map(|place| text[place].to_owned()).collect()
}

/// A text of the same form with other secrets: a letter for a letter, a digit for a digit.
pub fn veiled(meaning: Meaning, text: &str) -> Cow<'_, str> {
    if hides_text(meaning, text) {
        return another(text).into();
    }
    let places = places(text);
    if places.is_empty() {
        return text.into();
    }
    let mut veiled = String::with_capacity(text.len());
    let mut end = 0;
    for place in places {
        veiled += text.get(end..place.start).unwrap_or_default();
        veiled += &another(text.get(place.clone()).unwrap_or_default());
        end = place.end;
    }
    veiled += text.get(end..).unwrap_or_default();
    veiled.into()
}

/// Another secret of the same form. From it the first one cannot be worked out, so that a script that knows this way spells none
/// of both.
fn another(secret: &str) -> String {
    let bytes = <[u8; 32]>::from(Sha256::digest(secret));
    let step = |place: usize| bytes[place % bytes.len()] ^ (place / bytes.len()) as u8;
    secret.chars().enumerate().map(|(place, letter)| other(letter, step(place))).collect()
}

/// Another character of the same kind, by so many steps; what holds a text's parts apart stays.
fn other(letter: char, step: u8) -> char {
    let turned = |first: u8, count: u8| (first + (letter as u8 - first + 1 + step % (count - 1)) % count) as char;
    match letter {
        'a'..='z' => turned(b'a', 26),
        'A'..='Z' => turned(b'A', 26),
        '0'..='9' => turned(b'0', 10),
        ';' | ',' | '=' | ':' | '/' | '.' | '-' | '_' | '@' | '?' | '&' | ' ' | '\n' => letter,
        '!'..='~' => {
            if letter == '#' {
                '$'
            } else {
                '#'
            }
        }
        _ => char::from_u32(letter as u32 ^ 1).unwrap_or('?'),
    }
}

/// A message without what was made from `secrets`. `second` is the message of the run in which they were other ones;
/// `script` holds the words that were not made from values.
pub fn cleared(message: &str, second: Option<&str>, secrets: &[String], script: &str) -> String {
    /// Letters in a row that give a secret away where no second message tells.
    const TELLING: usize = 4;
    let first = without(message, secrets);
    if secrets.is_empty() || script.contains(message) {
        return first;
    }
    let Some(second) = second else {
        return if spells(&first, secrets, script, TELLING) { WITHHELD.to_owned() } else { first };
    };
    let others: Vec<String> = secrets.iter().map(|secret| another(secret)).collect();
    let second = without(second, &others);
    let is_of_script = |place: &Range<usize>| {
        let part = first[place.clone()].to_lowercase();
        script.contains(&first[place.clone()]) && !secrets.iter().any(|secret| secret.to_lowercase().contains(&part))
    };
    let differing: Vec<_> = differing(&first, &second).into_iter().filter(|place| !is_of_script(place)).collect();
    let shown = super::text::hidden(&first, &differing).into_owned();
    if shows(&shown, secrets, &second, script) { WITHHELD.to_owned() } else { shown }
}

/// A text without these secrets where they stand in it whole, and without what is secret by itself.
pub fn without(text: &str, secrets: &[String]) -> String {
    let whole = |text: String, secret: &String| match secret.chars().count() {
        0..=3 => text,
        _ => replaced(&text, secret),
    };
    redacted(&secrets.iter().fold(text.to_owned(), whole)).into_owned()
}

/// Whether a name holds a piece of one of these secrets that does not stand in what is `known` either.
pub fn is_made_from(name: &str, secrets: &[String], known: &str) -> bool {
    /// Characters of a piece; a shorter one stands in many names.
    const PIECE: usize = 3;
    without(name, secrets) != name || spells(name, secrets, known, PIECE)
}

/// Upper and lower case are one.
fn replaced(text: &str, secret: &str) -> String {
    if !text.is_ascii() || !secret.is_ascii() {
        return text.replace(secret, MASKED);
    }
    let (lower, secret) = (text.to_ascii_lowercase(), secret.to_ascii_lowercase());
    let places: Vec<Range<usize>> = lower.match_indices(&secret).map(|(at, found)| at..at + found.len()).collect();
    super::text::hidden(text, &places).into_owned()
}

/// Where `first` is not as `second`: runs of characters when both are equally long, else what lies between a common
/// beginning and a common end.
fn differing(first: &str, second: &str) -> Vec<Range<usize>> {
    /// Characters that are the same by chance, or hold the letters of a secret apart.
    const BETWEEN: usize = 3;
    let ends = |place: usize| first.char_indices().nth(place).map_or(first.len(), |(at, _)| at);
    let (a, b): (Vec<char>, Vec<char>) = (first.chars().collect(), second.chars().collect());
    if a.len() != b.len() {
        let begin = a.iter().zip(&b).take_while(|(a, b)| a == b).count();
        let room = a.len().min(b.len()) - begin;
        let end = a.iter().rev().zip(b.iter().rev()).take(room).take_while(|(a, b)| a == b).count();
        return std::iter::once(ends(begin)..ends(a.len() - end)).collect();
    }
    let mut runs: Vec<Range<usize>> = Vec::new();
    for at in (0..a.len()).filter(|&at| a[at] != b[at]) {
        match runs.last_mut() {
            Some(run) if at - run.end <= BETWEEN => run.end = at + 1,
            _ => runs.push(at..at + 1),
        }
    }
    runs.into_iter().map(|run| ends(run.start)..ends(run.end)).collect()
}

/// Whether a text spells a part of a secret that the script does not: forwards or backwards, with anything between the
/// letters, or as hexadecimal digits.
fn spells(text: &str, secrets: &[String], script: &str, telling: usize) -> bool {
    let bare =
        |text: &str| text.chars().filter(|letter| letter.is_alphanumeric()).flat_map(char::to_lowercase).collect();
    let (text, script): (String, String) = (bare(text), bare(script));
    secrets.iter().any(|secret| {
        let forwards: String = bare(secret);
        let digits: String = secret.bytes().map(|byte| format!("{byte:02x}")).collect();
        let ways = [forwards.chars().rev().collect(), forwards, digits];
        ways.iter().any(|way: &String| {
            let letters: Vec<char> = way.chars().collect();
            let mut parts = letters.windows(telling).map(String::from_iter);
            parts.any(|part| text.contains(&part) && !script.contains(&part))
        })
    })
}

/// Whether a text still shows a part of a secret that neither the script nor the other run has.
fn shows(text: &str, secrets: &[String], second: &str, script: &str) -> bool {
    /// Characters in a row that give a secret away.
    const TELLING: usize = 5;
    /// Characters of a secret that are looked for; nobody spells a longer one.
    const LOOKED_FOR: usize = 1024;
    let [text, second, script] = [text, second, script].map(str::to_lowercase);
    let is_shown = |secret: &String| {
        let letters: Vec<char> = secret.to_lowercase().chars().take(LOOKED_FOR).collect();
        letters
            .windows(TELLING)
            .map(String::from_iter)
            .any(|part| text.contains(&part) && !second.contains(&part) && !script.contains(&part))
    };
    secrets.iter().any(is_shown)
}
