//! What scripts may say, tried: `uses.yaml`.

use std::collections::BTreeMap;
use std::sync::LazyLock;

/// The expressions by which scripts' words are shown, and the case that they are tried on.
pub const USES_FILE: &str = include_str!("uses.yaml");

/// Expressions, by what they show.
#[derive(Clone, Debug, Default, PartialEq, Eq, serde::Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Uses {
    /// What it is for.
    pub example: Vec<String>,
    /// What it makes of a value that is absent.
    pub absent: Vec<String>,
    /// What it makes of a text that is not what it looks for.
    pub text: Vec<String>,
    /// What it makes of a value that nobody knows.
    pub unknown: Vec<String>,
}

#[derive(serde::Deserialize)]
struct File {
    uses: BTreeMap<String, Uses>,
}

/// The expressions that show what has this signature.
pub fn uses_of(signature: &str) -> Option<&'static Uses> {
    // A test reads the file, which is a part of the program.
    static USES: LazyLock<BTreeMap<String, Uses>> =
        LazyLock::new(|| serde_yaml::from_str::<File>(USES_FILE).map(|file| file.uses).unwrap_or_default());
    USES.get(signature)
}
