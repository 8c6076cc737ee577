//! A template is worked out, or refused, whatever it says.
#![no_main]

use libfuzzer_sys::fuzz_target;
use uplift::inventory::{FileRules, InventoryFile, parse};

fuzz_target!(|texts: (&str, &str)| {
    let (template, parameters) = texts;
    let file = |name: &str, text: &str| InventoryFile::new(name, Ok(text.as_bytes().to_vec()), FileRules::default());
    let _ = parse(vec![file("a.json", template), file("a.parameters.json", parameters)], 1);
});
