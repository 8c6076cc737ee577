//! The policy's words in the schema of a report. Policies are also read when the program is built, where no schema is needed.

use crate::policy::{Change, Membership, Safety, Severity};
use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use std::borrow::Cow;

/// One of these words, as JSON writes them.
macro_rules! one_of {
    ($words:ident, $name:literal, $about:literal, [$($word:ident),+]) => {
        impl JsonSchema for $words {
            fn schema_name() -> Cow<'static, str> {
                $name.into()
            }

            fn json_schema(_: &mut SchemaGenerator) -> Schema {
                json_schema!({ "description": $about, "type": "string", "enum": [$($words::$word),+] })
            }
        }
    };
}

one_of!(Severity, "Severity", "How bad it is.", [High, Medium, Low]);
one_of!(Membership, "Source", "Who decided that a recommendation stands in its controls.", [Uplift, Mdc, Custom]);
one_of!(Safety, "Safety", "How far a fix may be trusted.", [Safe, Review, Destructive]);
one_of!(Change, "Change", "What the platform does to apply a fix.", [InPlace, Restart, Replace]);
