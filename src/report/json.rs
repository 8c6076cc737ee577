//! The JSON report and its schema.

use schemars::{JsonSchema, Schema, generate::SchemaSettings};
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

/// The JSON Schema of a document. A report is written, not read: fields that are always there are required, also when they
/// may be null.
pub fn schema_of<T: JsonSchema>() -> Schema {
    SchemaSettings::draft2020_12().for_serialize().into_generator().into_root_schema_for::<T>()
}
