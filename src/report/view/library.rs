//! The shipped library, as reports tell of it.

use crate::policy::Library;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// The shipped library.
#[derive(Clone, Debug, Default, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct LibraryView {
    /// The version that counts.
    pub version: String,
    /// Whether `library` in `uplift.yaml` says which one counts.
    pub pinned: bool,
    /// Recommendations that are left out, since they came later.
    pub left_out: usize,
    /// The newest that is shipped.
    pub newest: String,
    /// The one before the newest; null when there is none.
    pub before: Option<String>,
    /// Recommendations of the newest that the one before had not.
    pub new: usize,
}

impl LibraryView {
    pub(super) fn of(library: &Library) -> Self {
        let Library { version, newest, before, is_pinned, new, left_out } = *library;
        Self {
            version: version.to_string(),
            pinned: is_pinned,
            left_out,
            newest: newest.to_string(),
            before: before.map(|before| before.to_string()),
            new,
        }
    }

    /// What it is, and what to know of an upgrade, in a line.
    pub fn line(&self) -> String {
        let Self { version, pinned, left_out, newest, before, new } = self;
        match before {
            _ if *left_out > 0 => format!("Library {version} · {left_out} of {newest} left out"),
            Some(before) if !pinned => {
                format!("Library {version} · {new} new in it; `library: \"{before}\"` keeps to {before}")
            }
            _ => format!("Library {version}"),
        }
    }
}
