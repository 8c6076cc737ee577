//! What loading says of a file, and which of that is a matter of its structure.

use crate::Kind;
use serde_json::json;
use std::sync::LazyLock;
use uplift::gate::{self, baseline::Baseline};
use uplift::policy::{self, Config, ExemptionSource, Policy, PolicySource};
use uplift::source::Problem;

/// What exemptions are for.
static POLICY: LazyLock<Policy> = LazyLock::new(|| parse(&Kind::Policy.whole().to_string()).unwrap());

/// Some of the versions of the library.
const VERSIONS: [&str; 1] = ["2026.1"];

/// What is wrong with a file; `Ok` where nothing is.
pub fn load(kind: Kind, text: &str) -> Result<(), Vec<Problem>> {
    match kind {
        Kind::Policy => parse(text).map(drop),
        Kind::Settings => {
            let config = Config::parse("uplift.yaml", text, &gate::keys())?;
            // Which versions there are only the library knows.
            let Some(library) = config.library else { return Ok(()) };
            if VERSIONS.contains(&library.as_str()) {
                return Ok(());
            }
            let pinned = Config::parse("uplift.yaml", &json!({ "library": library }).to_string(), &[])?;
            policy::parse(&[policy::embedded()], &pinned).map(drop)
        }
        Kind::Exemptions => {
            let source = ExemptionSource { name: "exemptions.yaml".to_owned(), text: text.to_owned() };
            policy::exemptions(&[source], &POLICY).checked().map(drop)
        }
        Kind::Baseline => Baseline::parse("baseline.yaml", text).map(drop),
    }
}

fn parse(text: &str) -> Result<Policy, Vec<Problem>> {
    let source = PolicySource { name: "policy.yaml".to_owned(), text: text.to_owned(), packed: None };
    policy::parse(&[source], &Config::default())
}

/// Whether a problem lies between several entries, or in a language of its own: no schema of one file can tell.
pub fn is_of_meaning(problem: &Problem) -> bool {
    MEANT.iter().any(|part| problem.message.contains(part))
}

const MEANT: &[&str] = &[
    "unknown control `",
    "unknown parameter `",
    "nothing sets the required parameter",
    "nothing fills in",
    "is given no list",
    "is not an allowed value",
    "without a fix",
    "the parameter `",
    "the function takes",
    "unknown recommendation `",
    "there is no version `",
];
