//! The steps of scripts, in the words of a shell.

use super::live::{self, Look};
use super::{generic, name, quoted, readable};
use crate::fix::Fixed;
use crate::policy::Change;
use crate::report::fix::FixInput;
use std::collections::{BTreeMap, BTreeSet};

/// What every script begins with.
const COMMON: &str = include_str!("common.sh");
/// How a step is taken.
const APPLY: &str = include_str!("apply.sh");
/// How a live value is kept.
const KEEP: &str = include_str!("keep.sh");
/// How a value is given back.
const RESTORE: &str = include_str!("restore.sh");
/// How a machine is deallocated and started.
const HALT: &str = include_str!("halt.sh");
/// The type whose changes need it.
const MACHINES: &str = "Microsoft.Compute/virtualMachines";

/// Comments, and the call that follows them; empty where there is none.
pub(super) struct Block<'f> {
    pub comments: String,
    pub fixes: Vec<&'f Fixed>,
    pub call: String,
}

impl<'f> Block<'f> {
    pub(super) fn new(comments: String, fixed: &'f Fixed, call: String) -> Self {
        Self { comments, fixes: vec![fixed], call }
    }
}

/// Calls, each once, with what they are for.
#[derive(Default)]
pub(super) struct Commands<'f> {
    pub blocks: Vec<Block<'f>>,
    places: BTreeMap<String, usize>,
}

impl<'f> Commands<'f> {
    /// Adds a call of `az`, or the comment that stands for it.
    pub(super) fn add(&mut self, title: String, fixed: &'f Fixed, call: Result<Vec<String>, String>) {
        let call = match call {
            Ok(words) => words.iter().map(|word| quoted(word)).collect::<Vec<_>>().join(" "),
            Err(comments) => return self.blocks.push(Block::new(title + comments.as_str(), fixed, String::new())),
        };
        match self.places.get(&call) {
            Some(&place) => {
                self.blocks[place].comments.push_str(&title);
                self.blocks[place].fixes.push(fixed);
            }
            None => {
                self.places.insert(call.clone(), self.blocks.len());
                self.blocks.push(Block::new(title, fixed, call));
            }
        }
    }
}

/// A script that takes steps, and then tells what it leaves.
pub(super) fn of_steps(input: &FixInput<'_>, blocks: &[Block<'_>], told: &[String]) -> String {
    let machines = machines(input, blocks);
    let mut steps = String::new();
    for (place, block) in blocks.iter().enumerate() {
        steps.push_str(&format!("\n{}", block.comments));
        if block.call.is_empty() {
            continue;
        }
        steps.push_str(&step(input, block, machines.get(&place)));
        if let Some((machine, true)) = machines.get(&place) {
            steps.push_str(&format!("resume {}\n", quoted(machine)));
        }
    }
    let keep = if steps.contains("\n  keep ") { KEEP } else { "" };
    ended(library(blocks, &[APPLY, keep], &machines) + steps.as_str(), blocks, told)
}

/// A script that gives back values, and then tells what it does not.
pub(super) fn of_restore(input: &FixInput<'_>, blocks: &[Block<'_>], told: &[String]) -> String {
    let machines = machines(input, blocks);
    let mut script = library(blocks, &[RESTORE], &machines);
    for (place, block) in blocks.iter().enumerate() {
        script.push_str(&format!("\n{}", block.comments));
        if block.call.is_empty() {
            continue;
        }
        let machine = machines.get(&place);
        let halted = machine.map(|(id, _)| format!(" {}", quoted(id))).unwrap_or_default();
        script.push_str(&format!("{}{halted}\n", block.call));
        if let Some((machine, true)) = machine {
            script.push_str(&format!("resume {}\n", quoted(machine)));
        }
    }
    ended(script, blocks, told)
}

/// The functions that calls need; none where there is no call.
fn library(blocks: &[Block<'_>], own: &[&str], machines: &BTreeMap<usize, (String, bool)>) -> String {
    match (blocks.iter().any(|block| !block.call.is_empty()), machines.is_empty()) {
        (false, _) => String::new(),
        (true, true) => format!("{COMMON}{}", own.concat()),
        (true, false) => format!("{COMMON}{HALT}{}", own.concat()),
    }
}

fn ended(mut script: String, blocks: &[Block<'_>], told: &[String]) -> String {
    if !told.is_empty() {
        let lines: Vec<String> = told.iter().map(|line| quoted(line).into_owned()).collect();
        script.push_str(&format!("\nprintf '%s\\n' {}\n", lines.join(" \\\n  ")));
    }
    let has_calls = blocks.iter().any(|block| !block.call.is_empty());
    if has_calls { script + "\nfinish\n" } else { script }
}

/// The machines that have to be deallocated for a block's call, and whether it is the last one for its machine.
fn machines(input: &FixInput<'_>, blocks: &[Block<'_>]) -> BTreeMap<usize, (String, bool)> {
    let of_fix = |fixed: &&Fixed| {
        let resource = input.resource(fixed.finding);
        let restarts = input.quick_fix(fixed.finding).is_some_and(|fix| fix.change == Change::Restart);
        (restarts && resource.type_name.eq_ignore_ascii_case(MACHINES)).then(|| resource.id.to_string())
    };
    let mut machines = BTreeMap::new();
    let mut seen = BTreeSet::new();
    for (place, block) in blocks.iter().enumerate().rev().filter(|(_, block)| !block.call.is_empty()) {
        let machine = block.fixes.iter().find_map(of_fix).filter(|id| readable(vec![id.clone()]).is_ok());
        if let Some(machine) = machine {
            let is_last = seen.insert(machine.clone());
            machines.insert(place, (machine, is_last));
        }
    }
    machines
}

/// One call with the looks before it.
fn step(input: &FixInput<'_>, block: &Block<'_>, machine: Option<&(String, bool)>) -> String {
    let names: Vec<String> = block.fixes.iter().map(|fixed| name(input, fixed)).collect();
    let (looks, is_whole) = looks(input, block);
    let mut text = format!("begin {}\n", quoted(&names.join(", ")));
    let mut by_address: BTreeMap<(&str, bool), Vec<&Look>> = BTreeMap::new();
    for look in &looks {
        by_address.entry((&look.place.address, look.place.is_new)).or_default().push(look);
    }
    for ((address, is_new), looks) in by_address {
        let all = |of: &dyn Fn(&Look) -> &str| looks.iter().map(|look| of(look)).collect::<Vec<_>>().join(" && ");
        let question = format!("[{}, {}]", all(&|look| &look.is_done), all(&|look| &look.is_known));
        let new = if is_new { " new" } else { "" };
        text.push_str(&format!("look {} {}{new}\n", quoted(address), quoted(&question)));
    }
    if !is_whole {
        text.push_str("is_done=no # a part of it cannot be read\n");
    }
    text.push_str("if wanted; then\n");
    for look in looks.iter().filter(|look| look.is_kept) {
        let place = live::question(&look.place.path);
        let words = [&*live::file_of(&look.place), &look.place.address, &place].map(quoted).join(" ");
        text.push_str(&format!("  keep {words}\n"));
    }
    match machine {
        Some((id, _)) => {
            let halt = format!("  if halt {}; then\n    run az {}\n  else\n", quoted(id), block.call);
            text.push_str(&halt);
            text.push_str("    fail \"$step\" 'the machine cannot be deallocated'\n  fi\n");
        }
        None => text.push_str(&format!("  run az {}\n", block.call)),
    }
    text + "fi\n"
}

/// What is asked before a call, and whether that is all that it changes.
fn looks(input: &FixInput<'_>, block: &Block<'_>) -> (Vec<Look>, bool) {
    let (mut looks, mut is_whole): (Vec<Look>, bool) = (Vec::new(), true);
    for fixed in &block.fixes {
        for edit in &fixed.edits {
            match live::looks(input.inventory, fixed.finding.resource, edit) {
                Some(more) => {
                    let is_new = |look: &Look| {
                        !looks
                            .iter()
                            .any(|other| other.is_done == look.is_done && other.place.address == look.place.address)
                    };
                    let more: Vec<Look> = more.into_iter().filter(is_new).collect();
                    looks.extend(more);
                }
                None => is_whole = false,
            }
        }
    }
    let is_readable =
        |look: &Look| readable(vec![look.place.address.clone(), look.is_done.clone(), look.is_known.clone()]).is_ok();
    let all = looks.len();
    looks.retain(is_readable);
    let is_whole = is_whole && looks.len() == all;
    (looks, is_whole)
}

/// The call that gives back a value.
///
/// # Errors
///
/// Why there is none.
pub(super) fn restore(name: &str, look: &Look) -> Result<String, String> {
    let place = &look.place;
    let ends = match place.address.starts_with("https:") {
        true => {
            let (before, after) = generic::around(&place.path)?;
            vec![before, after]
        }
        // The second end is for addresses of the web.
        false => vec![generic::named(&place.path)?, String::new()],
    };
    let words = [name.to_owned(), place.address.clone(), live::file_of(place), look.is_done.clone()];
    let words = readable(words.into_iter().chain(ends).collect())?;
    Ok(format!("restore {}", words.iter().map(|word| quoted(word)).collect::<Vec<_>>().join(" ")))
}
