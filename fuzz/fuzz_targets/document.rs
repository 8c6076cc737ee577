//! A document is read or refused, and its secrets are found, whatever its bytes are.
#![no_main]

use libfuzzer_sys::fuzz_target;
use uplift::secret::Secrets;
use uplift::source::Document;

fuzz_target!(|bytes: &[u8]| {
    for name in ["a.json", "a.yaml", "a.ndjson"] {
        if let Ok(document) = Document::parse(name, bytes.to_vec()) {
            let secrets = Secrets::of(&document, &[]);
            let _ = secrets.masked(1, document.line(1));
        }
    }
});
