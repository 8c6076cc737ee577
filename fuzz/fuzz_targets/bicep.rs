//! Bicep is read, lowered and worked out, whatever it says, and whatever stands beside it.
#![no_main]

use libfuzzer_sys::fuzz_target;
use uplift::inventory::{FileRules, InventoryFile, parse};

fuzz_target!(|texts: (&str, &str, &str, &str)| {
    let (main, module, values, compiled) = texts;
    let file = |name: &str, text: &str| InventoryFile::new(name, Ok(text.as_bytes().to_vec()), FileRules::default());
    let files = [("a.bicep", main), ("b.bicep", module), ("a.bicepparam", values), ("a.json", compiled)];
    let _ = parse(files.map(|(name, text)| file(name, text)).into(), 1);
});
