//! The JSON report and its schema.

use super::fix::Manifest;
use super::view::{Catalogue, ExemptionList, Scan};
use schemars::{Schema, generate::SchemaSettings};
use serde::Serialize;
use std::io::{self, Write};

/// Writes a view as JSON, indented, with a line end. It goes to the writer as it is made, never as one text in memory.
///
/// # Errors
/// Those of the writer.
pub fn write_json(view: &impl Serialize, mut out: impl Write) -> io::Result<()> {
    serde_json::to_writer_pretty(&mut out, view)?;
    out.write_all(b"\n")
}

/// The JSON Schema of [`Scan`].
pub fn scan_schema() -> Schema {
    settings().into_generator().into_root_schema_for::<Scan<'_>>()
}

/// The JSON Schema of [`Catalogue`].
pub fn list_schema() -> Schema {
    settings().into_generator().into_root_schema_for::<Catalogue>()
}

/// The JSON Schema of [`ExemptionList`].
pub fn exemptions_schema() -> Schema {
    settings().into_generator().into_root_schema_for::<ExemptionList>()
}

/// The JSON Schema of [`Manifest`].
pub fn fix_schema() -> Schema {
    settings().into_generator().into_root_schema_for::<Manifest<'_>>()
}

/// A report is written, not read: fields that are always there are required, also when they may be null.
fn settings() -> SchemaSettings {
    SchemaSettings::draft2020_12().for_serialize()
}
