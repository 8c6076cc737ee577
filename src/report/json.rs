//! The JSON report and its schema.

use super::harmless::is_harmful;
use schemars::{JsonSchema, Schema, generate::SchemaSettings};
use serde::Serialize;
use std::io::{self, BufWriter, Write};

/// Writes a view as JSON, indented, with a line end. It goes to the writer as it is made, never as one text in memory.
///
/// # Errors
/// Those of the writer.
pub fn write_json(view: &impl Serialize, out: impl Write) -> io::Result<()> {
    let mut out = gathered(out);
    serde_json::to_writer_pretty(&mut out, view)?;
    out.write_all(b"\n")?;
    out.flush()
}

/// The same in one line.
///
/// # Errors
/// Those of the writer.
pub fn write_json_line(view: &impl Serialize, out: impl Write) -> io::Result<()> {
    let mut out = gathered(out);
    serde_json::to_writer(&mut out, view)?;
    out.write_all(b"\n")?;
    out.flush()
}

/// JSON is made of pieces of a few bytes: they are looked through and handed on by the thousand. A gathering writer never
/// cuts a piece, so that what is looked through is whole characters.
fn gathered<W: Write>(out: W) -> BufWriter<Escaped<W>> {
    BufWriter::with_capacity(1 << 16, Escaped(out))
}

/// A writer of JSON that escapes what could steer a terminal or turn the order of characters, for reports are read there too.
/// Such characters stand in texts only; those of ASCII are escaped in every JSON.
struct Escaped<W>(W);

impl<W: Write> Write for Escaped<W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        if bytes.is_ascii() {
            self.0.write_all(bytes)?;
            return Ok(bytes.len());
        }
        let is_harmful = |letter: char| !letter.is_ascii() && is_harmful(letter);
        match std::str::from_utf8(bytes) {
            Ok(text) if text.contains(is_harmful) => {
                let mut units = [0; 2];
                for part in text.split_inclusive(is_harmful) {
                    let last = part.chars().next_back().filter(|letter| is_harmful(*letter));
                    self.0.write_all(&part.as_bytes()[..part.len() - last.map_or(0, char::len_utf8)])?;
                    for unit in last.iter().flat_map(|letter| letter.encode_utf16(&mut units).to_vec()) {
                        write!(self.0, "\\u{unit:04x}")?;
                    }
                }
            }
            _ => self.0.write_all(bytes)?,
        }
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        self.0.flush()
    }
}

/// The JSON Schema of a document. A report is written, not read: fields that are always there are required, also when they
/// may be null.
pub fn schema_of<T: JsonSchema>() -> Schema {
    SchemaSettings::draft2020_12().for_serialize().into_generator().into_root_schema_for::<T>()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_text_steers_a_terminal() {
        let text = "a\u{9b}2J\u{85}\u{202e}b\u{2028}\u{e0041}é\u{1b}";
        let mut out = Vec::new();
        write_json_line(&text, &mut out).expect("memory can be written");
        let written = String::from_utf8(out).expect("text");
        assert_eq!(written, "\"a\\u009b2J\\u0085\\u202eb\\u2028\\udb40\\udc41é\\u001b\"\n");
        assert_eq!(serde_json::from_str::<String>(&written).expect("JSON"), text);
    }
}
