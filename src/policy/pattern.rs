//! Globs in `uplift.yaml`.

use globset::{Glob, GlobBuilder, GlobSet, GlobSetBuilder};
use serde::de::{Deserialize, Deserializer, Error};

/// A glob over paths with forward slashes, relative to the directory of `uplift.yaml`. `*` stops at slashes, `**` does not;
/// the path of a directory stands for everything in it.
#[derive(Clone, Debug)]
pub struct Pattern {
    text: String,
    globs: Vec<Glob>,
    set: GlobSet,
}

impl Pattern {
    /// Compiles a glob.
    ///
    /// # Errors
    /// With what is wrong, when it is not one.
    pub fn new(text: &str) -> Result<Self, String> {
        let wanted = match plainly(text) {
            path if path.is_empty() => vec!["**".to_owned()],
            path => vec![format!("{path}/**"), path],
        };
        let compile = |glob: &String| GlobBuilder::new(glob).literal_separator(true).build();
        let globs: Result<Vec<Glob>, globset::Error> = wanted.iter().map(compile).collect();
        let globs = globs.map_err(|error| error.kind().to_string())?;
        let set = set_of(&globs).map_err(|error| error.kind().to_string())?;
        Ok(Self { text: text.to_owned(), globs, set })
    }

    /// The globs that it stands for.
    pub(super) fn globs(&self) -> &[Glob] {
        &self.globs
    }

    /// As it was written.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// Whether it names a path.
    pub fn matches(&self, path: &str) -> bool {
        self.set.is_match(path)
    }

    /// Whether it names a path, or a directory above it.
    pub fn meets(&self, path: &str) -> bool {
        self.matches(path) || path.match_indices('/').any(|(end, _)| self.matches(&path[..end]))
    }

    /// The path that it names without any wildcard, or with all that is below it; `None` where no path can match.
    pub fn plain(&self) -> Option<String> {
        let path = plainly(self.text.trim_end_matches("/**"));
        let is_within = !path.starts_with('/') && !path.split('/').any(|part| part == "..");
        (is_within && !path.contains(['*', '?', '[', '{', '\\'])).then_some(path)
    }

    /// The next step when nothing matches.
    pub fn repair(&self) -> String {
        let repaired = self.text.replace('\\', "/");
        let repaired = repaired.trim_start_matches('/');
        match repaired == self.text {
            true => "Correct or remove it, or give it `optional: true`; globs are relative to uplift.yaml, and their \
                     capitals count"
                .to_owned(),
            false => format!("Write `{repaired}`: with forward slashes, and relative to uplift.yaml"),
        }
    }
}

/// A glob without the steps that lead nowhere: `./`, and slashes that are doubled or at the end. One at its start stays.
fn plainly(glob: &str) -> String {
    let root = if glob.starts_with('/') { "/" } else { "" };
    let steps: Vec<&str> = glob.split('/').filter(|step| !matches!(*step, "" | ".")).collect();
    if steps.is_empty() { String::new() } else { format!("{root}{}", steps.join("/")) }
}

/// One set of several globs.
///
/// # Errors
/// What is wrong with one of them.
pub(super) fn set_of<'g>(globs: impl IntoIterator<Item = &'g Glob>) -> Result<GlobSet, globset::Error> {
    let mut set = GlobSetBuilder::new();
    for glob in globs {
        set.add(glob.clone());
    }
    set.build()
}

impl<'de> Deserialize<'de> for Pattern {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        Self::new(&text)
            .map_err(|wrong| D::Error::custom(format!("is not a glob: {wrong}; write one such as `exports/**`")))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_pattern_stops_at_slashes_and_takes_whole_directories() {
        let cases = [
            ("exports/**", "exports/a/b.json", true),
            ("exports/*.json", "exports/a.json", true),
            ("exports/*.json", "exports/a/b.json", false),
            ("exports", "exports/a/b.json", true),
            ("./exports/", "exports/a.json", true),
            ("exports/./b//*.json", "exports/b/a.json", true),
            ("/exports", "exports/a.json", false),
            ("", "a/b.json", true),
            ("exports", "exports2/a.json", false),
            (".", "a/b.json", true),
        ];
        for (pattern, path, expected) in cases {
            assert_eq!(Pattern::new(pattern).map(|pattern| pattern.matches(path)), Ok(expected), "{pattern} on {path}");
        }
    }
}
