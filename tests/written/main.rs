//! Files that people write, by the schemas that editors read: `uplift schema policy-file` and its neighbours.
//!
//! What the program loads is held against an independent validator: files as they are shipped, and files in which
//! something is wrong at every place.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on fails")]

mod described;
mod links;
mod loaded;
mod mutated;
mod page;
mod shipped;

use jsonschema::Validator;
use serde_json::Value;
use std::process::Command;

/// A kind of file, as `uplift schema` calls it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// Controls, functions and recommendations.
    Policy,
    /// `uplift.yaml`.
    Settings,
    /// What `uplift exempt` adds to.
    Exemptions,
    /// What `uplift baseline create` writes.
    Baseline,
}

impl Kind {
    /// All of them.
    pub const ALL: [Self; 4] = [Self::Policy, Self::Settings, Self::Exemptions, Self::Baseline];

    /// As the command calls it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Policy => "policy-file",
            Self::Settings => "settings-file",
            Self::Exemptions => "exemptions-file",
            Self::Baseline => "baseline-file",
        }
    }

    /// A file that has every key.
    pub fn whole(self) -> Value {
        serde_yaml::from_str(match self {
            Self::Policy => include_str!("whole/policy.yaml"),
            Self::Settings => include_str!("whole/settings.yaml"),
            Self::Exemptions => include_str!("whole/exemptions.yaml"),
            Self::Baseline => include_str!("whole/baseline.yaml"),
        })
        .unwrap()
    }

    /// What the command prints.
    pub fn schema(self) -> Value {
        let output = Command::new(env!("CARGO_BIN_EXE_uplift")).args(["schema", self.name()]).output().unwrap();
        assert!(output.status.success());
        serde_json::from_slice(&output.stdout).unwrap()
    }

    /// An independent validator by it.
    pub fn validator(self) -> Validator {
        jsonschema::draft7::new(&self.schema()).unwrap()
    }
}
