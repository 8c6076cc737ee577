//! Settings are read or refused.
#![no_main]

use libfuzzer_sys::fuzz_target;
use uplift::gate;
use uplift::policy::Config;

fuzz_target!(|text: &str| {
    let _ = Config::parse("uplift.yaml", text, &gate::keys());
});
