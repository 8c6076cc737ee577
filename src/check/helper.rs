//! How people find what scripts may call, and how they name what they read.

use rhai::Engine;

/// What scripts may say, mostly a function, as `uplift functions` lists it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Helper {
    /// What it belongs to: `ports`, `addresses`, …
    pub group: &'static str,
    /// Name and arguments, and what it gives.
    pub signature: &'static str,
    /// What it does, and what absence counts as.
    pub description: &'static str,
}

impl Helper {
    /// The name that a script calls.
    pub fn name(&self) -> &'static str {
        let before = self.signature.split('(').next().unwrap_or_default();
        before.rsplit('.').next().unwrap_or_default()
    }
}

/// Whether a name may follow a dot in a script; any other is written in brackets, as `resource.tags["cost center"]`.
pub fn is_name(name: &str) -> bool {
    let is_plain = name.chars().all(|letter| letter.is_ascii_alphanumeric() || letter == '_');
    let begins = name.starts_with(|letter: char| letter.is_ascii_alphabetic());
    // Which words the language keeps for itself is the language's to say.
    is_plain && begins && Engine::new_raw().compile_expression(format!("resource.{name}")).is_ok()
}
