//! What an earlier run wrote to a directory: a patch of then would be applied now, and a script be run.

use super::Failure;
use crate::report::fix::{self, FOLDER};
use crate::source::{self, display_name};
use serde_json::{Deserializer, Value};
use std::path::{Path, PathBuf};

/// What gives live values back that were kept.
const UNDO: &str = "undo.sh";
/// Where a script keeps them.
const KEPT: &str = "quick-fix.live";

/// Takes away what earlier runs wrote below a directory, where their manifests stand. What is read by this run stays, and so
/// does everything that is not theirs; a script that has live values to give back stays under another name.
pub(super) fn clear(dir: &Path, read: &[PathBuf]) -> Result<(), Failure> {
    let mut was_here = false;
    for subscription in source::folders_in(dir) {
        let above = dir.join(subscription);
        for group in source::folders_in(&above) {
            let folder = above.join(group);
            if is_ours(&folder) {
                was_here = true;
                clear_folder(&folder, read)?;
            }
        }
        source::take_away_empty(&above);
    }
    if was_here {
        fix::WHOLE.iter().try_for_each(|name| take_away(&dir.join(name), read))?;
    }
    Ok(())
}

/// Whether a manifest stands there.
fn is_ours(folder: &Path) -> bool {
    let file = folder.join("manifest.json");
    let Ok(bytes) = source::read_named(&file, &display_name(&file)) else { return false };
    let first = Deserializer::from_slice(&bytes).into_iter::<Value>().next();
    let schema = first.and_then(Result::ok).and_then(|first| Some(first.get("schema")?.as_str()?.to_owned()));
    schema.is_some_and(|schema| schema.starts_with("uplift.fix/"))
}

fn clear_folder(folder: &Path, read: &[PathBuf]) -> Result<(), Failure> {
    let undo = folder.join(UNDO);
    if source::holds_any(&folder.join(KEPT)) && undo.is_file() {
        let free = (1..).map(|number| format!("undo-{number}.sh")).find(|name| !folder.join(name).exists());
        source::rename(&undo, &free.unwrap_or_default())?;
    }
    FOLDER.iter().try_for_each(|name| take_away(&folder.join(name), read))?;
    source::take_away_empty(&folder.join(KEPT));
    source::take_away_empty(folder);
    Ok(())
}

fn take_away(file: &Path, read: &[PathBuf]) -> Result<(), Failure> {
    let is_read = |other: &PathBuf| matches!((file.canonicalize(), other.canonicalize()), (Ok(a), Ok(b)) if a == b);
    if read.iter().any(is_read) { Ok(()) } else { Ok(source::take_away(file)?) }
}
