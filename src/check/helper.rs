//! How people find what scripts may call.

/// A function that scripts may call, as `uplift functions` lists it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Helper {
    /// What it belongs to: `ports`, `addresses`, …
    pub group: &'static str,
    /// Name and arguments, and what it gives.
    pub signature: &'static str,
    /// What it does, and what absence counts as.
    pub description: &'static str,
    /// A use of it.
    pub example: &'static str,
}

impl Helper {
    /// The name that a script calls.
    pub fn name(&self) -> &'static str {
        let before = self.signature.split('(').next().unwrap_or_default();
        before.rsplit('.').next().unwrap_or_default()
    }
}
