//! All that the change writes where nothing is judged: each is a warning, and the rule `onUnseen` asks for them.
//!
//! What a change takes away is none of it, and what ends the gate neither: that is told as what it is.

use super::judged::Pair;
use super::sides::Sides;
use super::sight;
use crate::source::{Problem, display_name};
use std::collections::BTreeSet;
use std::path::Path;

impl Pair {
    /// What is read and not judged, and what is not read. `hidden` is what ends the gate.
    pub(super) fn unseen(&self, sides: &Sides, hidden: &[&Problem]) -> Vec<Problem> {
        let mut all = self.unread(sides);
        all.extend(sight::not_looked_into(sides));
        all.extend(self.waits(sides, hidden).into_iter().cloned());
        all.extend(self.touched(sides));
        all.extend(self.unnamed(sides));
        all
    }

    /// Modules and templates that files of the change name and that are not at hand, where the base did not wait for them.
    pub(super) fn waits(&self, sides: &Sides, hidden: &[&Problem]) -> Vec<&Problem> {
        let told = |file: &str, problem: &Problem| (file.to_owned(), problem.message.clone());
        let of_base = self.base().inventory.waiting().iter().map(|(problem, ..)| problem);
        let of_base = of_base.map(|problem| told(sides.name_at_head(&problem.file), problem));
        let mut met: BTreeSet<_> = of_base.chain(hidden.iter().map(|problem| told(&problem.file, problem))).collect();
        let new = self.head().inventory.waiting().iter().map(|(problem, ..)| problem);
        new.filter(|own| is_written(sides, &own.file) && met.insert(told(&own.file, own))).collect()
    }
}

impl Sides {
    /// Where something is, by the file's path in its repository and the line.
    pub(super) fn place(&self, problem: &Problem) -> String {
        let name = || display_name(Path::new(&problem.file));
        let file = self.repository_path(&problem.file).unwrap_or_else(name);
        problem.position.map_or(file.clone(), |at| format!("{file}:{}", at.line))
    }
}

/// Whether the change writes in a file, and does not only give it another name.
pub(super) fn is_written(sides: &Sides, file: &str) -> bool {
    !sides.equal.contains(file) && !sides.renamed.values().any(|new| new == file)
}
