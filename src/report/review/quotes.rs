//! Lines of files, as reports quote them.

use crate::inventory::Inventory;
use crate::report::view::Excerpt;
use crate::secret::Secrets;
use std::cell::OnceCell;
use std::collections::HashMap;

/// Lines before and behind a place.
const AROUND: u32 = 2;
/// Characters of a line. The place of a finding in a longer one, as in minified files, is not shown.
const LONGEST: usize = 200;
/// Bytes of a line that is looked at as text; no comment is longer.
const SHORT: usize = 20_000;

/// The files of an inventory with their secrets masked.
pub struct Quotes<'q> {
    inventory: &'q Inventory,
    by_name: HashMap<&'q str, u32>,
    /// By document, found when they are asked for.
    secrets: Vec<OnceCell<Secrets>>,
}

impl<'q> Quotes<'q> {
    /// Quotes these files.
    pub fn of(inventory: &'q Inventory) -> Self {
        let documents = inventory.documents();
        let names = documents.iter().map(|document| document.name());
        Self {
            inventory,
            by_name: names.zip(0..).collect(),
            secrets: documents.iter().map(|_| OnceCell::new()).collect(),
        }
    }

    /// The lines around a place of a file, by the name that it was read under. There are none when the file is not at
    /// hand, and when the place is far out in a long line.
    pub fn excerpt(&self, file: &str, line: u32, column: u32) -> Excerpt {
        let Some(&place) = self.by_name.get(file) else { return Excerpt::default() };
        if line == 0 || column as usize > LONGEST {
            return Excerpt::default();
        }
        let document = &self.inventory.documents()[place as usize];
        let end = document.position(u32::MAX).line;
        let first = line.saturating_sub(AROUND).max(1);
        let last = line.saturating_add(AROUND).min(end);
        let mut lines: Vec<String> = (first..=last).map(|number| self.line(place, number)).collect();
        while lines.len() as u32 > line.saturating_sub(first) + 1 && lines.last().is_some_and(String::is_empty) {
            lines.pop();
        }
        Excerpt { first_line: first, lines }
    }

    /// A line without secrets: neither values of the document nor what a comment assigns.
    fn line(&self, document: u32, number: u32) -> String {
        let line = self.inventory.documents()[document as usize].line(number);
        let line = line.char_indices().nth(SHORT).map_or(line, |(cut, _)| &line[..cut]);
        let masked = self.secrets(document).masked(number, line);
        match masked.char_indices().nth(LONGEST) {
            Some((cut, _)) => format!("{}…", &masked[..cut]),
            None => masked,
        }
    }

    /// Whether any of these lines of a document shows a secret.
    pub(super) fn show_secret(&self, document: u32, first: u32, last: u32) -> bool {
        let own = &self.inventory.documents()[document as usize];
        let (secrets, end) = (self.secrets(document), own.position(u32::MAX).line);
        (first..=last.min(end)).any(|number| {
            let line = own.line(number);
            secrets.are_in(number, if line.len() <= SHORT { line } else { "" })
        })
    }

    /// A diff of a document, without secrets: for reading, since no program could. Where it writes one under another name,
    /// nothing is shown of what is new.
    pub fn diff(&self, document: u32, diff: &str, writes_secret: bool) -> String {
        self.secrets(document).masked_diff(&self.inventory.documents()[document as usize], diff, writes_secret)
    }

    fn secrets(&self, document: u32) -> &Secrets {
        let own = &self.inventory.documents()[document as usize];
        self.secrets[document as usize].get_or_init(|| Secrets::of(own, self.inventory.secrets_of(document)))
    }
}
