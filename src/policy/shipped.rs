//! The shipped library in the form in which the program holds it: checked, built, and without test cases and places.
//!
//! It is read at each start, so that whatever can be found out once is found out while the program is built: which entries
//! there are, what they hold, and which functions each script calls.

use super::drafts::Drafts;
use super::place::{File, Path};
use super::recommendation::Draft;
use super::{Control, Function, Recommendation, Shared};
use crate::source::Problem;
use serde::{Deserialize, Serialize};
use std::sync::Arc;

/// All that the library holds. Functions are called by their places among them.
#[derive(Default, Deserialize, Serialize)]
struct Packed {
    functions: Vec<(Function, Vec<usize>)>,
    controls: Vec<Control>,
    recommendations: Vec<Entry>,
}

#[derive(Deserialize, Serialize)]
struct Entry {
    recommendation: Recommendation,
    controls: Vec<String>,
    /// Of each of its scripts.
    calls: Vec<Vec<usize>>,
}

/// Values that only a format with types of its own could read back.
pub(super) mod as_text {
    use serde::de::{DeserializeOwned, Error as _};
    use serde::ser::Error as _;
    use serde::{Deserialize, Deserializer, Serialize, Serializer};

    pub fn serialize<T: Serialize, S: Serializer>(value: &T, out: S) -> Result<S::Ok, S::Error> {
        serde_json::to_string(value).map_err(S::Error::custom)?.serialize(out)
    }

    pub fn deserialize<'d, T: DeserializeOwned, D: Deserializer<'d>>(input: D) -> Result<T, D::Error> {
        serde_json::from_str(<&str>::deserialize(input)?).map_err(D::Error::custom)
    }
}

/// Puts the library among what was read.
pub(super) fn unpack(packed: &[u8], drafts: &mut Drafts, files: &mut Vec<File>) {
    let library: Packed = match postcard::from_bytes(packed) {
        Ok(library) => library,
        Err(error) => {
            let problem = Problem::new("the shipped library", error.to_string());
            drafts.problems.push(problem.help("report this: the library is made when the program is built"));
            return;
        }
    };
    let (functions, calls): (Vec<_>, Vec<_>) =
        library.functions.into_iter().map(|(function, calls)| (Arc::new(function), calls)).unzip();
    let named = |places: Vec<usize>| -> Vec<Arc<Function>> {
        places.into_iter().filter_map(|place| functions.get(place).cloned()).collect()
    };
    for (function, calls) in functions.iter().zip(calls) {
        let file = file_of(files, &function.location.file);
        drafts.shared.push(Shared { function: function.clone(), all: named(calls) });
        drafts.functions.push((function.clone(), file, Path::default()));
    }
    for control in library.controls {
        let file = file_of(files, &control.location.file);
        drafts.controls.push((control, file, Path::default()));
    }
    for Entry { mut recommendation, controls, calls } in library.recommendations {
        let file = file_of(files, &recommendation.location.file);
        recommendation.scripts_mut().zip(calls).for_each(|(script, calls)| script.functions = named(calls));
        drafts.recommendations.push(Draft { recommendation, controls, file, path: Path::default() });
    }
}

/// The place of a file of the library, which is often the last one.
fn file_of(files: &mut Vec<File>, name: &str) -> usize {
    let known = files.iter().rposition(|file| file.name == name);
    known.unwrap_or_else(|| {
        files.push(File::shipped(name));
        files.len() - 1
    })
}

/// The library that a policy is, for [`super::PolicySource::packed`].
///
/// # Errors
/// When it holds what cannot be written down.
#[cfg(any(test, not(embedded_library)))]
pub fn pack(policy: super::Policy) -> Result<Vec<u8>, String> {
    let super::Policy { controls, recommendations, functions, .. } = policy;
    let names: Vec<String> = functions.iter().map(|shared| shared.function.name.clone()).collect();
    let places = |called: &[Arc<Function>]| -> Vec<usize> {
        called.iter().filter_map(|function| names.iter().position(|name| *name == function.name)).collect()
    };
    let ids: Vec<String> = controls.iter().map(|control| control.id.clone()).collect();
    let entry = |mut recommendation: Recommendation| {
        let controls = recommendation.controls.iter().filter_map(|index| ids.get(index.0).cloned()).collect();
        let calls = recommendation.scripts_mut().map(|script| places(&script.functions)).collect();
        Entry { recommendation: without_places(recommendation), controls, calls }
    };
    let function = |shared: Shared| {
        let calls = places(&shared.all);
        let mut function = Arc::unwrap_or_clone(shared.function);
        (function.location.line, function.location.column) = (0, 0);
        (function.script.line, function.script.indent, function.embedded) = (0, 0, true);
        (function, calls)
    };
    let control = |mut control: Control| {
        (control.location.line, control.location.column) = (0, 0);
        control
    };
    let packed = Packed {
        functions: functions.into_iter().map(function).collect(),
        controls: controls.into_iter().map(control).collect(),
        recommendations: recommendations.into_iter().map(entry).collect(),
    };
    postcard::to_stdvec(&packed).map_err(|error| error.to_string())
}

#[cfg(any(test, not(embedded_library)))]
fn without_places(mut recommendation: Recommendation) -> Recommendation {
    (recommendation.location.line, recommendation.location.column) = (0, 0);
    recommendation.scripts_mut().for_each(|script| (script.line, script.indent) = (0, 0));
    // Who ships a recommendation decides on it, unless it says otherwise.
    if recommendation.source == super::Membership::Custom {
        recommendation.source = super::Membership::Uplift;
    }
    recommendation.embedded = true;
    recommendation
}
