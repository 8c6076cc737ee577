//! Exemptions are read, or told as ill-formed.
#![no_main]

use libfuzzer_sys::fuzz_target;
use std::sync::LazyLock;
use uplift::policy::{self, Config, ExemptionSource, Policy};

static POLICY: LazyLock<Option<Policy>> =
    LazyLock::new(|| policy::parse(&[policy::embedded()], &Config::default()).ok());

fuzz_target!(|text: &str| {
    let Some(policy) = POLICY.as_ref() else { return };
    let source = ExemptionSource { name: "exemptions.yaml".to_owned(), text: text.to_owned() };
    let _ = policy::exemptions(&[source], policy).checked();
});
