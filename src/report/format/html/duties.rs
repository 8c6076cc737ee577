//! Owners and due dates of findings, as the table of findings draws them and limits it by them.

use super::facets::{Facet, Interned, Of, Value};
use super::owners::{NOBODY, TIMINGS};
use super::parts::told;
use crate::report::view::DutyView;
use serde::Serialize;

/// What stands for findings that are nobody's work, such as exempt ones.
const NONE: &str = " none";

/// By row; each is a place in a list of values.
#[derive(Default, Serialize)]
pub(super) struct Duties {
    /// Among the values of the facet; the last is none.
    timing: Vec<u32>,
    owner: Vec<u32>,
    /// Among the texts: the last day, and what is to be said besides.
    due: Vec<u32>,
    note: Vec<u32>,
    #[serde(skip)]
    owners: Interned<String>,
    #[serde(skip)]
    names: Vec<Value>,
    #[serde(skip)]
    is_any: bool,
}

impl Duties {
    /// One more row.
    pub fn add(&mut self, duty: Option<&DutyView>, texts: &mut Interned<String>) {
        let timing = duty.and_then(|duty| TIMINGS.iter().position(|(known, ..)| *known == duty.timing));
        self.is_any |= duty.is_some();
        self.timing.push(timing.unwrap_or(TIMINGS.len()) as u32);
        let (key, name) = match duty.map(|duty| &duty.owner) {
            None => (NONE.to_owned(), "(none)".to_owned()),
            Some(None) => (NOBODY.to_owned(), "(nobody)".to_owned()),
            Some(Some(owner)) => (told(owner), told(owner)),
        };
        let (place, is_new) = self.owners.place(key.clone());
        self.names.extend(is_new.then_some(Value::Titled(key, name)));
        self.owner.push(place);
        self.due.push(texts.text(&duty.and_then(day).unwrap_or_default()));
        self.note.push(texts.text(&duty.map(note).unwrap_or_default()));
    }

    /// What findings are limited by, where any has a duty.
    pub fn told(mut self) -> Option<(Self, [Facet; 2])> {
        if !self.is_any {
            return None;
        }
        let titled = |(class, name): (&str, &str)| Value::Titled(class.to_owned(), name.to_owned());
        let none = std::iter::once((NONE, "(none)"));
        let timings = TIMINGS.iter().map(|(_, class, name)| (*class, *name)).chain(none).map(titled).collect();
        let names = std::mem::take(&mut self.names);
        let facets = [
            Facet::new("timing", "Due", "row", timings, Of::One(self.timing.clone())),
            Facet::new("owner", "Owner", "row", names, Of::One(self.owner.clone())),
        ];
        Some((self, facets))
    }
}

/// The last day; text that sorts by days.
fn day(duty: &DutyView) -> Option<String> {
    let due = duty.due.as_ref()?;
    Some(if due.at_latest { format!("{} or before", due.day) } else { due.day.clone() })
}

fn note(duty: &DutyView) -> String {
    let mut notes = Vec::new();
    notes.extend(duty.rule.as_ref().map(|rule| format!("rule {rule}")));
    notes.extend(duty.from_portal.then(|| "assigned in the portal".to_owned()));
    notes.extend(duty.in_grace.then(|| "in grace".to_owned()));
    notes.extend(duty.why.clone());
    notes.join("; ")
}
