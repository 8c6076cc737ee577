//! `quick-fix.sh` and `undo.sh`: the same changes for the live resources, as calls of `az`.
//!
//! Names come from files that anybody may have written. In a command each word is quoted, so that none can end its
//! argument, become an option or name a file to send; in a comment nothing can end the line.

mod generic;
mod quote;
mod words;

use super::{FixInput, Part, value};
use crate::fix::Fixed;
use crate::policy::{Change, Safety};
use crate::report::harmless::is_harmful;
use crate::report::words::word;
use crate::report::{Points, harmless};
use generic::Assignment;
pub(in crate::report) use quote::quoted;
use std::collections::BTreeMap;
use std::fmt::Write;

/// The changes of a resource group for its live resources. Unless the input says otherwise, only those that nobody can
/// notice.
pub fn quick_fix(input: &FixInput<'_>, part: &Part<'_>) -> String {
    let mut script = head(part, "Applies quick fixes to the live resources.", "undo.sh takes back what it can.");
    let mut commands = Commands::default();
    for fixed in chosen(input, part) {
        let call = call(input, fixed).and_then(readable);
        commands.add(title(input, fixed), call.map_err(|reason| by_hand(input, fixed, &reason)));
    }
    script.push_str(&commands.text());
    let left = |level| part.fixed.iter().filter(|fixed| input.scripts < level && fixed.safety == level).count();
    let (review, destructive) = (left(Safety::Review), left(Safety::Destructive));
    if review > 0 {
        let _ = writeln!(script, "\n# {review} left out that may interrupt someone: `--safety review` takes them too.");
    }
    if destructive > 0 {
        let _ = writeln!(
            script,
            "\n# {destructive} left out that cannot be undone: `--safety destructive` takes them too."
        );
    }
    script
}

/// Takes back what [`quick_fix`] does, last things first: the values that the files hold.
pub fn undo(input: &FixInput<'_>, part: &Part<'_>) -> String {
    let what = "Gives the live resources back the values that the files hold.";
    let script = head(part, what, "It does not know what else was changed since.");
    let mut commands = Commands::default();
    let fixes: Vec<&Fixed> = chosen(input, part).collect();
    for fixed in fixes.into_iter().rev() {
        let (known, lost) = known(input, fixed);
        if !lost.is_empty() {
            commands.add(title(input, fixed), Err(lost.iter().map(|lost| comment(lost)).collect()));
        }
        if !known.is_empty() {
            let call = generic_call(input, fixed, &known).and_then(readable);
            let by_hand = |reason: String| {
                let values = known.iter().map(|(path, value)| {
                    let value = value.clone().map(|value| value::masked(path, value).to_string()).unwrap_or_default();
                    comment(&format!("  {path} was {value}"))
                });
                [comment(&format!("By hand, since {reason}:"))].into_iter().chain(values).collect()
            };
            commands.add(title(input, fixed), call.map_err(by_hand));
        }
    }
    script + commands.text().as_str()
}

fn chosen<'p>(input: &FixInput<'_>, part: &Part<'p>) -> impl Iterator<Item = &'p Fixed> {
    let taken = |fixed: &&Fixed| fixed.safety <= input.scripts;
    part.fixed.iter().copied().filter(taken).collect::<Vec<_>>().into_iter()
}

fn head(part: &Part<'_>, what: &str, more: &str) -> String {
    let group = part.group.unwrap_or("none");
    let subscription = part.subscription_name.or(part.subscription).unwrap_or("unknown");
    let lines = [
        what.to_owned(),
        format!("Subscription: {subscription}. Resource group: {group}."),
        format!("Read it before you run it. {more}"),
    ];
    format!("#!/bin/sh\n{}set -eu\n", lines.iter().map(|line| comment(line)).collect::<String>())
}

/// The finding that a command is for, what it is worth and what it may do.
fn title(input: &FixInput<'_>, fixed: &Fixed) -> String {
    let (finding, points) = (fixed.finding, Points::of(&fixed.points));
    let safety = word(fixed.safety);
    let names = format!("{}: {}", input.resource(finding).name, input.recommendation(finding).id);
    comment(&format!("{names} (+{points} points, {safety}). {}", input.whole_impact(&[fixed])))
}

/// One line, whatever it holds.
fn comment(text: &str) -> String {
    format!("# {}\n", harmless(text))
}

fn call(input: &FixInput<'_>, fixed: &Fixed) -> Result<Vec<String>, String> {
    let (entry, finding) = (input.recommendation(fixed.finding), fixed.finding);
    if let Some(fix) = entry.fix.as_ref().filter(|fix| !fix.az.is_empty()) {
        return words::of_template(entry, &fix.az, input.resource(finding));
    }
    if let Some(edit) = fixed.edits.iter().find(|edit| edit.is_secret) {
        return Err(format!("`{}` is secret", edit.path));
    }
    let assignment = |edit: &crate::check::Edit| (edit.path.clone(), value::new(input.inventory, edit));
    let assignments: Vec<Assignment> = fixed.edits.iter().map(assignment).collect();
    generic_call(input, fixed, &assignments)
}

/// No call changes what the platform only sets when it makes a resource: it would fail, and the script end there.
fn generic_call(input: &FixInput<'_>, fixed: &Fixed, assignments: &[Assignment]) -> Result<Vec<String>, String> {
    match input.quick_fix(fixed.finding).map(|fix| fix.change) {
        Some(Change::Replace) => Err("the resource has to be made anew".to_owned()),
        _ => generic::call(input.inventory, fixed.finding.resource, assignments),
    }
}

/// Words that show what they are: whoever reads the script before it runs must see what will run.
fn readable(words: Vec<String>) -> Result<Vec<String>, String> {
    match words.iter().any(|word| word.contains(is_harmful)) {
        true => Err("a character in it steers the terminal or hides".to_owned()),
        false => Ok(words),
    }
}

/// What stays to do for a person: the recommendation's own steps.
fn by_hand(input: &FixInput<'_>, fixed: &Fixed, reason: &str) -> String {
    let steps = input.recommendation(fixed.finding).remediation.trim().lines();
    let steps: String = steps.map(|line| comment(&format!("  {line}"))).collect();
    let id = &input.resource(fixed.finding).id;
    format!("{}{}{steps}", comment(&format!("By hand, since {reason}:")), comment(&format!("  {id}")))
}

/// The old values of a finding's edits, and why others cannot be restored.
fn known(input: &FixInput<'_>, fixed: &Fixed) -> (Vec<Assignment>, Vec<String>) {
    let (mut known, mut lost) = (Vec::new(), Vec::new());
    for edit in &fixed.edits {
        match value::old(input.inventory, edit) {
            Some(old) if value::holds_secret(&edit.path, &old) => {
                lost.push(format!("{} cannot be restored: its old value is secret.", edit.path));
            }
            Some(old) => known.push((edit.path.clone(), Some(old))),
            None if value::created(edit).is_some() => {
                lost.push(format!("{} was not there before: take it away by hand.", edit.path));
            }
            None => lost.push(format!("{} cannot be restored: the file does not tell its old value.", edit.path)),
        }
    }
    (known, lost)
}

/// Commands, each once, with what they are for.
#[derive(Default)]
struct Commands {
    /// Comments, and the line that follows them.
    blocks: Vec<(String, String)>,
    places: BTreeMap<String, usize>,
}

impl Commands {
    /// Adds a call of `az`, or the comment that stands for it.
    fn add(&mut self, title: String, call: Result<Vec<String>, String>) {
        let body = match call {
            Ok(words) => {
                let words: Vec<_> = words.iter().map(|word| quoted(word)).collect();
                format!("az {}\n", words.join(" "))
            }
            Err(comments) => return self.blocks.push((title + comments.as_str(), String::new())),
        };
        match self.places.get(&body) {
            Some(&place) => self.blocks[place].0.push_str(&title),
            None => {
                self.places.insert(body.clone(), self.blocks.len());
                self.blocks.push((title, body));
            }
        }
    }

    fn text(&self) -> String {
        self.blocks.iter().map(|(comments, body)| format!("\n{comments}{body}")).collect()
    }
}
