//! Patterns of what is typed, and what is asked at many places alike.

use serde_json::{Value, json};

pub(super) const ID: &str = "^[a-z0-9-]+$";
/// Text that is not blank.
pub(super) const TEXT: &str = r"\S";
pub(super) const DAY: &str = "^[0-9]{4}-[0-9]{2}-[0-9]{2}$";
/// A tag, an address, or the file of owners.
pub(super) const OWNER: &str = r"^(codeowners|tag:.*\S.*|(?!tag:)\S*@\S*)$";
/// Days, as many as a rule may give.
pub(super) const DAYS: &str = r"^\+?0*([1-9][0-9]{0,2}|[12][0-9]{3}|3[0-5][0-9]{2}|36[0-4][0-9]|3650)d$";
pub(super) const AGE: &str = "^[1-9][0-9]{0,3}[dw]$";
pub(super) const VERSION: &str = "^[1-9][0-9]{3}\\.[1-9][0-9]{0,4}$";
pub(super) const RESOURCE_TYPE: &str = r"^[A-Za-z0-9._-]*\.[A-Za-z0-9._-]*(/[A-Za-z0-9._-]+)+$";
pub(super) const ANY_RESOURCE_TYPE: &str = r"^(\*|[A-Za-z0-9._-]*\.[A-Za-z0-9._-]*(/[A-Za-z0-9._-]+)+)$";
pub(super) const PARAMETER: &str = "^[A-Za-z][A-Za-z0-9_]*$";
pub(super) const FUNCTION: &str = "^[a-z][a-z0-9_]*$";
pub(super) const PARAMETER_ALONE: &str = r"^\$\{params\.[A-Za-z][A-Za-z0-9_]*\}$";
/// The name of a file, from the directory of the one that names it.
pub(super) const FILE: &str = r"^(?!\s*$)(?!/)[^\\\u0000\n]+$";

/// The name of a deployment, which is a part of ids.
pub(super) const DEPLOYMENT: &str = r"^(?!\s*$)[^@#/\\\u0000-\u001f\u007f-\u009f]+$";

/// A path into a resource, as `super::path` reads it.
pub(super) fn element_path() -> String {
    let member = r#"[^\s.\[\]"]([^.\[\]"]*[^\s.\[\]"])?"#;
    let bracket = r#"\["((?!"\]).)+"\]|\[(?!")(\+?0*[0-9]{1,19}|[^\]=]+=[^\]]+)\]"#;
    format!(r"^({member}|{bracket})(\.{member}|{bracket})*$")
}

/// What keys are for that other programs read.
pub(super) fn private() -> Value {
    json!({ "^x-": { "description": "For other programs." } })
}

pub(super) fn text(examples: &[&str]) -> Value {
    patterned(TEXT, examples)
}

pub(super) fn patterned(pattern: &str, examples: &[&str]) -> Value {
    match examples {
        [] => json!({ "pattern": pattern }),
        _ => json!({ "pattern": pattern, "examples": examples }),
    }
}

/// What a resource mostly holds; whatever else it holds is right too.
pub(super) fn resource() -> Value {
    let about = |text: &str| json!({ "description": text });
    json!({
        "type": "object",
        // None is: it says that a mapping has to stand here.
        "required": [],
        "description": "A resource, with the keys that Azure gives it.",
        "properties": {
            "id": about("Its id in Azure."),
            "name": about("Its name; that of a child holds those of its parents, such as `account/default`."),
            "type": about("Its type, such as `Microsoft.Storage/storageAccounts`."),
            "kind": about("Its kind, where its type has several."),
            "location": about("Where it is, such as `westeurope`."),
            "tags": about("Its tags, by name."),
            "sku": about("What it is sold as."),
            "identity": about("As whom it signs in."),
            "properties": about("Its settings."),
        },
    })
}
