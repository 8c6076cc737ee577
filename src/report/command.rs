//! Commands to type next, built from the one that was typed.

use std::collections::BTreeSet;

/// What a command was given that the next one must be given too.
#[derive(Clone, Debug, Default)]
pub struct Typed {
    /// The paths, as they were typed.
    pub paths: Vec<String>,
    /// The flags by which the same policies are found, quoted, with a space before each.
    pub flags: String,
}

impl Typed {
    /// The quick fix of some recommendations on some resources; no resources are all.
    pub fn fix(&self, recommendations: &BTreeSet<&str>, resources: &BTreeSet<&str>) -> String {
        let recommendations = recommendations.iter().map(|id| format!(" --recommendation {}", quoted(id)));
        let resources = resources.iter().map(|id| format!(" --resource {}", quoted(id)));
        let narrowed: String = recommendations.chain(resources).collect();
        format!("uplift fix{}{narrowed}{}", self.paths(), self.flags)
    }

    /// Why a resource stands to a recommendation as it does.
    pub fn explain(&self, recommendation: &str, resource: &str) -> String {
        let (recommendation, resource) = (quoted(recommendation), quoted(resource));
        format!("uplift explain {recommendation} {resource}{}{}", self.paths(), self.flags)
    }

    /// Takes out of the baseline what occurs no more.
    pub fn prune(&self) -> String {
        format!("uplift baseline prune{}{}", self.paths(), self.flags)
    }

    fn paths(&self) -> String {
        self.paths.iter().map(|path| format!(" {}", quoted(path))).collect()
    }
}

/// A word as a shell reads it.
pub fn quoted(word: &str) -> String {
    let plain = |character: char| character.is_alphanumeric() || "-_./:@=+,".contains(character);
    if !word.is_empty() && word.chars().all(plain) {
        return word.to_owned();
    }
    format!("'{}'", word.replace('\'', r"'\''"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_quoted_where_a_shell_would_take_them_apart() {
        let cases =
            [("infra/a-b_1.json", "infra/a-b_1.json"), ("my files", "'my files'"), ("it's", r"'it'\''s'"), ("", "''")];
        for (word, expected) in cases {
            assert_eq!(quoted(word), expected);
        }
    }
}
