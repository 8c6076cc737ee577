//! Which of a recommendation's scripts.

use super::{Recommendation, Script};

/// The key that a script stands under.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ScriptKey {
    /// Whether the recommendation says anything of a resource.
    AppliesTo,
    /// Whether a resource is healthy.
    Check,
    /// What would make it healthy.
    Fix,
}

impl ScriptKey {
    /// In the order in which they run.
    pub const ALL: [Self; 3] = [Self::AppliesTo, Self::Check, Self::Fix];

    /// As a policy file writes it.
    pub fn key(self) -> &'static str {
        match self {
            Self::AppliesTo => "appliesTo",
            Self::Check => "check",
            Self::Fix => "fix",
        }
    }
}

impl Recommendation {
    /// The script under a key, where there is one.
    pub fn script(&self, key: ScriptKey) -> Option<&Script> {
        match key {
            ScriptKey::AppliesTo => self.applies_to.as_ref(),
            ScriptKey::Check => Some(&self.check),
            ScriptKey::Fix => self.fix.as_ref()?.script.as_ref(),
        }
    }

    /// The same recommendation, with another text in the place of one of its scripts; what has no such script stays as it is.
    pub fn with_script(&self, key: ScriptKey, text: String) -> Self {
        let mut other = self.clone();
        let script = match key {
            ScriptKey::AppliesTo => other.applies_to.as_mut(),
            ScriptKey::Check => Some(&mut other.check),
            ScriptKey::Fix => other.fix.as_mut().and_then(|fix| fix.script.as_mut()),
        };
        if let Some(script) = script {
            script.text = text;
        }
        other
    }
}
