//! `quick-fix.sh` and `undo.sh`: the same changes for the live resources, as calls of `az`.
//!
//! Names come from files that anybody may have written. In a command each word is quoted, so that none can end its
//! argument, become an option or name a file to send; in a comment nothing can end the line.

mod commands;
mod generic;
mod left;
mod live;
mod quote;
mod words;

use super::{FixInput, Part, value};
use crate::fix::Fixed;
use crate::policy::Change;
use crate::report::harmless::is_harmful;
use crate::report::words::word;
use crate::report::{Points, harmless};
use commands::{Block, Commands, of_restore, of_steps};
use generic::Assignment;
use left::Left;
pub use left::Scripts;
pub(in crate::report) use quote::quoted;

/// The scripts of a resource group for its live resources. Unless the input says otherwise, they hold only what nobody can notice. Of
/// what templates deploy there is none that would do nothing: the next deployment changes it.
pub fn scripts<'p>(input: &FixInput<'_>, part: &Part<'p>) -> Scripts<'p> {
    let (mut commands, mut by_hand) = (Commands::default(), Vec::new());
    for fixed in chosen(input, part) {
        let call = call(input, fixed).and_then(readable);
        by_hand.extend(call.as_ref().err().map(|reason| (fixed, reason.clone())));
        commands.add(title(input, fixed), fixed, call.map_err(|reason| by_hand_comments(input, fixed, &reason)));
    }
    let left = Left::of(input, part, by_hand.len());
    let is_templated = part.fixed.iter().all(|fixed| input.inventory.is_templated(fixed.finding.resource));
    let is_there = left.done() > 0 || !part.fixed.is_empty() && !is_templated;
    let texts = is_there.then(|| [quick_fix(input, part, &commands, &left), undo(input, part, &left)]);
    Scripts { texts, left, by_hand }
}

/// The changes of a resource group for its live resources.
fn quick_fix(input: &FixInput<'_>, part: &Part<'_>, commands: &Commands<'_>, left: &Left) -> String {
    let what = "Applies quick fixes to the live resources. Each is looked at first: what is as it should be is passed over, and what \
                is not as the files record it is left alone unless --force is given. quick-fix.log tells of each step; undo.sh takes \
                back what it can.";
    head(part, what) + of_steps(input, &commands.blocks, &left.told()).as_str()
}

/// Takes back what [`quick_fix`] did, last things first: the live values that it found.
fn undo(input: &FixInput<'_>, part: &Part<'_>, left: &Left) -> String {
    let what = "Gives the live resources back the values that quick-fix.sh found and kept in quick-fix.live, beside this file. What was \
                changed since by others is left alone unless --force is given.";
    let fixes: Vec<&Fixed> = chosen(input, part).collect();
    let mut blocks = Vec::new();
    for fixed in fixes.into_iter().rev() {
        match call(input, fixed).and_then(readable) {
            Ok(_) => blocks.extend(restored(input, fixed)),
            Err(reason) => {
                let comments = title(input, fixed) + recorded(input, fixed, &reason).as_str();
                blocks.push(Block::new(comments, fixed, String::new()));
            }
        }
    }
    let gives_back = blocks.iter().any(|block| !block.call.is_empty());
    let told = if gives_back { Vec::new() } else { vec![left.nothing_back().to_owned()] };
    head(part, what) + of_restore(input, &blocks, &told).as_str()
}

fn chosen<'p>(input: &FixInput<'_>, part: &Part<'p>) -> impl Iterator<Item = &'p Fixed> {
    let taken = |fixed: &&Fixed| fixed.safety <= input.scripts;
    part.fixed.iter().copied().filter(taken).collect::<Vec<_>>().into_iter()
}

fn head(part: &Part<'_>, what: &str) -> String {
    let group = part.group.unwrap_or("none");
    let subscription = part.subscription_name.or(part.subscription).unwrap_or("unknown");
    let lines = [
        what.to_owned(),
        format!("Subscription: {subscription}. Resource group: {group}."),
        "Read it before you run it.".to_owned(),
    ];
    // What `az` is asked is quoted on purpose, and back quotes are a part of it.
    format!("#!/bin/sh\n{}# shellcheck disable=SC2016\n", lines.iter().map(|line| comment(line)).collect::<String>())
}

/// The finding that a command is for, what it is worth and what it may do.
fn title(input: &FixInput<'_>, fixed: &Fixed) -> String {
    let points = Points::of(&fixed.points);
    let safety = word(fixed.safety);
    comment(&format!("{} (+{points} points, {safety}). {}", name(input, fixed), input.whole_impact(&[fixed])))
}

/// The resource and the recommendation, as scripts tell of a step.
fn name(input: &FixInput<'_>, fixed: &Fixed) -> String {
    let name = input.inventory.full_name(fixed.finding.resource);
    harmless(&format!("{name}: {}", input.recommendation(fixed.finding).id)).into_owned()
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
fn by_hand_comments(input: &FixInput<'_>, fixed: &Fixed, reason: &str) -> String {
    let steps = input.recommendation(fixed.finding).remediation.trim().lines();
    let steps: String = steps.map(|line| comment(&format!("  {line}"))).collect();
    let id = &input.resource(fixed.finding).id;
    format!("{}{}{steps}", comment(&format!("By hand, since {reason}:")), comment(&format!("  {id}")))
}

/// The values that the files hold, of what quick-fix.sh does not change.
fn recorded(input: &FixInput<'_>, fixed: &Fixed, reason: &str) -> String {
    let mut lines = vec![format!("By hand, since {reason}:")];
    for edit in &fixed.edits {
        let old = value::shown_old(input.inventory, edit).map(|old| old.to_string());
        lines.push(format!("  {} was {}", edit.path, old.as_deref().unwrap_or("not told by its file")));
    }
    lines.iter().map(|line| comment(line)).collect()
}

/// What gives back the values that a fix changed, and what cannot be.
fn restored<'f>(input: &FixInput<'_>, fixed: &'f Fixed) -> Vec<Block<'f>> {
    let (mut blocks, mut lost) = (Vec::new(), Vec::new());
    for edit in &fixed.edits {
        match live::looks(input.inventory, fixed.finding.resource, edit) {
            _ if value::created(edit).is_some() => {
                lost.push(format!("{} was made where it was not there before: take it away by hand.", edit.path));
            }
            Some(looks) if looks.iter().all(|look| look.is_kept) => {
                for look in looks {
                    match commands::restore(&name(input, fixed), &look) {
                        Ok(line) => blocks.push(Block::new(title(input, fixed), fixed, line)),
                        Err(reason) => lost.push(by_file(&edit.path, &look, &reason)),
                    }
                }
            }
            _ => lost.push(format!("{} cannot be restored: its old value is secret, or cannot be read.", edit.path)),
        }
    }
    if !lost.is_empty() {
        let lost: String = lost.iter().map(|lost| comment(lost)).collect();
        blocks.push(Block::new(title(input, fixed) + lost.as_str(), fixed, String::new()));
    }
    blocks
}

/// Where a value is to be found that no call puts back.
fn by_file(path: &str, look: &live::Look, reason: &str) -> String {
    format!(
        "{path} is put back by hand, since {reason}: quick-fix.live/{} holds its value.",
        live::file_of(&look.place)
    )
}
