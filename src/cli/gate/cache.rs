//! Answers that were given before.
//!
//! An answer is kept under a digest of all that it depends on: the build of the program, the contents of both sides and
//! of both governances, the rules that were typed, and the day. A file holds the digest of its own content first, so that
//! one that was torn, cut or mixed up counts as none.
//!
//! Of two commits, the trees are enough to know their contents by: the answer is given before anything of them is read.

use super::{Told, tells_all};
use crate::cli::args::{GateArguments, PolicyArguments};
use crate::cli::{Failure, reports};
use crate::estate::{Parted, Sides};
use crate::gate::Verdict;
use crate::source::{self, Digest};
use std::path::{Path, PathBuf};

/// Where the answer to these arguments is kept; `None` when none is to be.
pub(super) fn place(arguments: &GateArguments, sides: &[Sides]) -> Option<PathBuf> {
    let directory = arguments.cache.as_ref()?;
    // Ages of findings are in neither of the contents.
    let asks_past = |sides: &Sides| {
        let rules = sides.estate.rules(&arguments.rules.settings);
        rules.is_ok_and(|rules| rules.is_set("failOnOverdue"))
    };
    if sides.iter().any(asks_past) {
        return None;
    }
    let mut digest = Digest::default();
    let mut add = |text: &str| digest.add_text(text);
    add_asked(&mut add, arguments);
    sides.iter().for_each(|sides| add_sides(&mut add, sides));
    let file = directory.join(format!("uplift-gate-{digest}.json"));
    // A change that brings an answer would judge itself.
    let brings = |sides: &Sides| sides.has_base && (sides.ends.base.is_file(&file) || sides.ends.own.is_file(&file));
    let is_brought = source::foreign(directory).is_some() || sides.iter().any(brings);
    (!is_brought).then_some(file)
}

/// The same by the trees of both sides alone, for answers that depend on nothing else; `None` where something was typed that may
/// lie outside of them, or where a tree has anything at the directory's place.
pub(super) fn by_trees(arguments: &GateArguments, parted: &Parted) -> Result<Option<PathBuf>, Failure> {
    let PolicyArguments { policies, no_embedded, parameters, var_file, outside, config } = &arguments.policies;
    let gives = !parameters.is_empty() || !var_file.is_empty();
    let is_typed = !policies.is_empty() || gives || *outside || config.is_some();
    let Some(directory) = arguments.cache.as_ref().filter(|_| !is_typed) else { return Ok(None) };
    let Some(trees) = parted.trees(&arguments.paths, directory)? else { return Ok(None) };
    let mut digest = Digest::default();
    let mut add = |text: &str| digest.add_text(text);
    add("by trees");
    add_asked(&mut add, arguments);
    add(&format!("{no_embedded} {:?}", std::env::current_dir().ok()));
    add(&trees);
    let file = directory.join(format!("uplift-gate-{digest}.json"));
    Ok(source::foreign(directory).is_none().then_some(file))
}

/// Adds what was asked for, and by whom it is answered.
fn add_asked(add: &mut dyn FnMut(&str), arguments: &GateArguments) {
    add(env!("UPLIFT_BUILD"));
    add(&format!("{:?} {:?} {}", arguments.paths, arguments.rules, tells_all(arguments)));
    add(&format!("{:?} {:?}", arguments.policies.parameters, arguments.policies.var_file));
    add(&arguments.day.today().to_string());
    add(&reports::show_fixes(&arguments.reports).to_string());
}

/// Adds what the answer of one estate depends on.
fn add_sides(add: &mut dyn FnMut(&str), sides: &Sides) {
    let (policy, settings) = (&sides.estate.policy, sides.settings());
    add(&format!("{:?} {:?}", sides.ends.names, settings.name()));
    add(&format!("{:?} {:?}", policy.controls, policy.recommendations));
    add(&settings.text);
    settings.exemptions().0.iter().for_each(|source| add(&format!("{source:?}")));
    add(&format!("{:?}", sides.baseline));
    for governance in [&sides.governance.0, &sides.governance.1] {
        add(&format!("{governance:?}"));
    }
    for (walked, keys) in [(&sides.files.0, &sides.keys.0), (&sides.files.1, &sides.keys.1)] {
        add(&format!("{keys:?}"));
        add(&format!("{:?} {:?}", walked.passed_over, walked.problems));
    }
    add(&format!("{:?}", sides.hidden));
    sides.also.iter().for_each(|also| add_sides(add, also));
}

/// The answer that is kept there, whole.
pub(super) fn get(place: &Path) -> Option<Told> {
    if !place.is_file() {
        return None;
    }
    let bytes = source::read_named(place, "").ok()?;
    let text = String::from_utf8(bytes).ok()?;
    let (seal, answer) = text.split_once('\n')?;
    let told: Told =
        (seal == Digest::of(answer.as_bytes()).to_string()).then(|| serde_json::from_str(answer).ok())??;
    agrees(&told).then_some(told)
}

/// Whether a verdict is what its rules make it.
fn agrees(told: &Told) -> bool {
    let holds = told.review.rules.iter().all(|rule| rule.passed);
    told.review.verdict == Some(told.verdict) && holds == (told.verdict == Verdict::Passed)
}

/// Keeps an answer. The directory is made when it is not there.
pub(super) fn put(place: &Path, answer: &Told) -> Result<(), Failure> {
    let (Some(directory), Some(name)) = (place.parent(), place.file_name()) else { return Ok(()) };
    let text = serde_json::to_string(answer).map_err(std::io::Error::other)?;
    let sealed = format!("{}\n{text}", Digest::of(text.as_bytes()));
    Ok(source::write_within(directory, Path::new(name), sealed.as_bytes())?)
}
