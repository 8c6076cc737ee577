//! The schemas by which editors complete and check the files of an estate.
//!
//! They lie beside the settings, so that they are of the version that wrote them, need no network, and reach everybody
//! who has the repository.

use crate::{gate, policy};
use schemars::Schema;

/// Where the schema of policy files is, from the directory of the settings.
pub const POLICY_SCHEMA: &str = ".uplift/schemas/policy-file.json";

/// The schemas: their paths from the directory of the settings, and what they hold.
pub fn schemas() -> [(&'static str, String); 4] {
    [
        (POLICY_SCHEMA, written(&policy::policy_file_schema())),
        (".uplift/schemas/settings-file.json", written(&gate::settings_schema())),
        (".uplift/schemas/exemptions-file.json", written(&policy::exemptions_file_schema())),
        (".uplift/schemas/baseline-file.json", written(&gate::baseline_schema())),
    ]
}

fn written(schema: &Schema) -> String {
    // Texts and maps of texts can always be written.
    serde_json::to_string_pretty(schema).unwrap_or_default() + "\n"
}

/// A policy file in the directory of one's own policies, with a first line that tells editors its schema.
pub fn with_modeline(text: &str) -> String {
    format!("# yaml-language-server: $schema=../{POLICY_SCHEMA}\n{text}")
}
