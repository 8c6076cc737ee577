//! Values to typed entries, with every unknown key and wrong type reported.
//!
//! Serde stops at the first error. After each one the member at fault is taken away and the rest is read again, so
//! that one mistake hides no other.

use super::mistake::{Mistake, Written};
use super::place::{File, Findings, Path, Segment};
use super::yaml::{self, Yaml};
use crate::source::{Nearest, Problem, nearest};
use serde::de::DeserializeOwned;
use serde_path_to_error::Segment as Reached;

/// Reads a whole file as one value; an empty one has the default.
///
/// # Errors
/// With every unknown key, wrong type and bad value.
pub fn read_strictly<T: DeserializeOwned + Default>(name: &str, text: &str) -> Result<T, Vec<Problem>> {
    read_file(name, text, |_, _, _| {}).map(|(value, _)| value)
}

/// The same, with the file for places. `rest` reads what serde could not, and sees all that is written.
pub(super) fn read_file<T: DeserializeOwned + Default>(
    name: &str,
    text: &str,
    rest: impl FnOnce(&mut Findings<'_>, &mut T, &Yaml),
) -> Result<(T, File), Vec<Problem>> {
    let file = File::placed(name, text).map_err(|problem| vec![problem])?;
    let mut findings = Findings::new(&file);
    let written = yaml::read(&file).unwrap_or_else(|problem| {
        findings.problems.push(problem);
        Yaml::Null
    });
    let mut value = match &written {
        Yaml::Null => T::default(),
        written => read(&mut findings, &Path::default(), written),
    };
    rest(&mut findings, &mut value, &written);
    findings.problems.extend(file.duplicate_keys());
    let mut problems = findings.problems;
    if problems.is_empty() {
        return Ok((value, file));
    }
    problems.sort();
    problems.dedup();
    Err(problems)
}

/// Reads a value that stands at `base`; what could not be read has its default.
pub(super) fn read<T: DeserializeOwned + Default>(findings: &mut Findings<'_>, base: &Path, value: &Yaml) -> T {
    T::deserialize(Written(value)).unwrap_or_else(|_| read_around_errors(findings, base, value.clone()))
}

/// Of one entry; each costs another reading of it, and a hostile one could hold any number.
const MOST_ERRORS: usize = 100;

fn read_around_errors<T: DeserializeOwned + Default>(findings: &mut Findings<'_>, base: &Path, mut value: Yaml) -> T {
    let mut removed: Vec<Path> = Vec::new();
    loop {
        let error = match serde_path_to_error::deserialize::<_, T>(Written(&value)) {
            Ok(read) => return read,
            Err(error) => error,
        };
        let path = segments(error.path());
        let original = as_written(&path, &removed);
        let mistake = error.into_inner();
        // What was taken away for its own mistake is missing for no one else.
        let is_taken = |key: &str| removed.contains(&original.key(key));
        if !matches!(mistake, Mistake::MissingKey(key) if is_taken(key)) {
            report(findings, base, &original, &mistake);
        }
        if removed.len() >= MOST_ERRORS || !remove(&mut value, &path) {
            return T::default();
        }
        removed.push(original);
    }
}

fn segments(path: &serde_path_to_error::Path) -> Path {
    let known = path.iter().map_while(|segment| match segment {
        Reached::Seq { index } => Some(Segment::Index(*index)),
        Reached::Map { key } => Some(Segment::Key(key.clone())),
        Reached::Enum { .. } | Reached::Unknown => None,
    });
    Path(known.collect())
}

/// The path in the file: elements that were taken away before count again.
fn as_written(path: &Path, removed: &[Path]) -> Path {
    let mut written = Path::default();
    for segment in &path.0 {
        let segment = match segment {
            Segment::Index(index) => Segment::Index(shifted(*index, &written, removed)),
            key => key.clone(),
        };
        written = written.then(segment);
    }
    written
}

fn shifted(mut index: usize, list: &Path, removed: &[Path]) -> usize {
    let mut gone: Vec<usize> = removed.iter().filter_map(|path| element_of(path, list)).collect();
    gone.sort_unstable();
    for place in gone {
        index += usize::from(place <= index);
    }
    index
}

fn element_of(path: &Path, list: &Path) -> Option<usize> {
    match path.0.split_last()? {
        (Segment::Index(index), parent) if parent == list.0 => Some(*index),
        _ => None,
    }
}

fn remove(value: &mut Yaml, path: &Path) -> bool {
    let Some((last, parents)) = path.0.split_last() else {
        return false;
    };
    let parent = parents.iter().try_fold(value, |value, segment| match segment {
        Segment::Key(key) => value.get_mut(key),
        Segment::Index(index) => value.get_mut(*index),
    });
    match (parent, last) {
        (Some(Yaml::Mapping(members)), Segment::Key(key)) => members.shift_remove(key.as_str()).is_some(),
        (Some(Yaml::Sequence(items)), Segment::Index(index)) if *index < items.len() => {
            items.remove(*index);
            true
        }
        _ => false,
    }
}

/// Says where the mistake stands, and the next step.
fn report(findings: &mut Findings<'_>, base: &Path, path: &Path, mistake: &Mistake) {
    let place = Path(base.0.iter().chain(&path.0).cloned().collect());
    let name = place.name();
    match mistake {
        Mistake::UnknownKey { key, known } => {
            findings.key(&place, format!("unknown key `{key}`"), suggest(key, known));
        }
        Mistake::MissingKey(key) => findings.value(&place, format!("missing key `{key}`"), "add it"),
        Mistake::UnknownWord { typed, known } => {
            findings.value(&place, format!("`{name}` cannot be `{typed}`"), suggest(typed, known));
        }
        Mistake::WrongKind { found, wanted } => {
            findings.value(&place, format!("`{name}` is {found}"), format!("write {wanted}"));
        }
        Mistake::Told(told) => {
            let (message, help) = told.split_once("; ").unwrap_or((told, "correct it"));
            findings.value(&place, format!("`{name}` {message}"), help);
        }
    }
}

/// The next step after a name that does not exist, given those that do.
pub fn suggest(typed: &str, known: &[&str]) -> String {
    match nearest(typed, known.iter().copied()) {
        Some(Nearest { name, is_near: true }) => format!("did you mean `{name}`?"),
        Some(_) if known.len() <= 20 => format!("use one of `{}`", known.join("`, `")),
        Some(_) => "use one that exists; `uplift list` shows them".to_owned(),
        None => "remove it".to_owned(),
    }
}
