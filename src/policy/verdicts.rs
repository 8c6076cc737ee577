//! Whose verdicts count.

/// Whose verdicts a scan counts.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Verdicts {
    /// Those of the checks.
    #[default]
    Own,
    /// Those of Defender for Cloud alone, by its own controls.
    Portal,
    /// Those of the checks, and of Defender for Cloud what these cannot decide or do not know.
    Both,
}
