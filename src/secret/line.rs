//! A line of a file that cannot be read, or that is shown for itself: what its keys name secrets.

use super::reader::{Reader, Scalar};
use super::text::{hidden, merged, places};
use super::variable::{member, places as declared, value};
use super::{Meaning, Said, hides_number, hides_text};
use crate::terraform::may_hold_values;
use std::ops::Range;

/// A line with its secrets found.
pub struct Line<'l> {
    line: &'l str,
    places: Vec<Range<usize>>,
}

impl<'l> Line<'l> {
    /// A line of a document. `above` are the lines that it stands below, the nearest first.
    pub fn of(line: &'l str, above: &[String]) -> Self {
        Self::read(line, above, false)
    }

    /// The same of a file that may be broken: what may be a secret by what stands behind the line counts as one. Which of
    /// Terraform's files of values are for something sensitive is said elsewhere.
    pub fn of_broken(file: &str, line: &'l str, above: &[String]) -> Self {
        let own = Self::read(line, above, true);
        if !may_hold_values(file) {
            return own;
        }
        let given = if file.to_lowercase().contains(".json") { member(line) } else { value(line) };
        let places = own.places.into_iter().chain(given).collect();
        Self { line, places: merged(places, |_| false) }
    }

    fn read(line: &'l str, above: &[String], is_broken: bool) -> Self {
        let mut found = places(line);
        let scalars = Reader::of(above, line).scalars(is_broken);
        found.extend(scalars.filter(|(meaning, scalar)| is_secret(*meaning, scalar)).map(|(_, scalar)| scalar.place));
        found.extend(key_alone(line));
        found.extend(is_broken.then(|| said_after(line)).flatten());
        found.extend(declared(above, line, is_broken));
        // Blanks between the parts of a value would show how long they are.
        let places = merged(found, |between| line.get(between).is_some_and(|between| between.trim().is_empty()));
        Self { line, places }
    }

    /// The line without its secrets.
    pub fn shown(&self) -> String {
        hidden(self.line, &self.places).into_owned()
    }

    /// Whether it holds any.
    pub fn holds_secret(&self) -> bool {
        !self.places.is_empty()
    }

    /// The secrets.
    pub fn secrets(&self) -> impl Iterator<Item = &'l str> {
        self.places.iter().map(|place| self.line[place.clone()].trim_matches(['"', '\'']))
    }

    /// Where a byte of the line stands in what is shown; one inside a secret stands where that begins.
    pub fn offset(&self, byte: usize) -> usize {
        let before: Vec<Range<usize>> = self.places.iter().filter(|place| place.end <= byte).cloned().collect();
        let start = self.places.iter().find(|place| place.contains(&byte)).map_or(byte, |place| place.start);
        hidden(self.line.get(..start).unwrap_or(self.line), &before).len()
    }
}

/// A line as [`Line::shown`], when nothing is known of the lines above.
pub fn masked_line(line: &str) -> String {
    Line::of(line, &[]).shown()
}

fn is_secret(meaning: Meaning, scalar: &Scalar<'_>) -> bool {
    let is_number = scalar.text.parse::<f64>().is_ok();
    let text = scalar.text.trim_matches(['"', '\'']);
    if is_number { hides_number(meaning) } else { text != "~" && hides_text(meaning, text) }
}

/// A line that is nothing but a key, or a part of one.
fn key_alone(line: &str) -> Option<Range<usize>> {
    const SHORTEST: usize = 40;
    let value = line.trim().trim_start_matches("- ").trim_end_matches(',').trim();
    let text = value.trim_matches(['"', '\'']);
    let is_key =
        text.len() >= SHORTEST && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"+/=".contains(&byte));
    let start = line.find(value).filter(|_| is_key)?;
    Some(start..start + value.len())
}

/// The second of two words that are the whole line, below the name of a secret: what `.netrc` and its like hold apart by a blank.
fn said_after(line: &str) -> Option<Range<usize>> {
    let mut words = line.split_whitespace();
    let (Some(name), Some(value), None) = (words.next(), words.next(), words.next()) else { return None };
    let is_name = name.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"_-.".contains(&byte));
    let meaning = Said::by(name).own().filter(|_| is_name)?;
    let start = line.rfind(value).filter(|_| hides_text(meaning, value))?;
    Some(start..start + value.len())
}
