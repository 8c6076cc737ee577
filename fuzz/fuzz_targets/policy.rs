//! A policy is compiled or refused.
#![no_main]

use libfuzzer_sys::fuzz_target;
use uplift::check;
use uplift::policy::{self, Config, PolicySource};

fuzz_target!(|text: &str| {
    let source = PolicySource { name: "a.yaml".to_owned(), text: text.to_owned(), packed: None };
    if let Ok(policy) = policy::parse(&[source], &Config::default()) {
        let _ = check::compile(&policy);
    }
});
