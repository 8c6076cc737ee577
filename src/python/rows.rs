//! Rows of Arrow columns as resources: one JSON object a line.

use crate::estate::STDIN;
use crate::source::{Document, Problem};
use arrow_array::cast::AsArray;
use arrow_array::{Array, ArrayRef, RecordBatch, StringArray};
use arrow_json::LineDelimitedWriter;
use arrow_schema::{ArrowError, DataType};
use serde::Deserialize;
use serde::de::IgnoredAny;
use serde_json::value::RawValue;
use std::collections::BTreeSet;

/// Members of a resource that exports write as text of JSON where a column must have one type.
const AS_JSON: [&str; 8] = ["properties", "tags", "sku", "identity", "plan", "zones", "extendedLocation", "resource"];

/// The column whose text is a whole resource.
const WHOLE: &str = "resource";

/// What says of a row which resource it is.
const IDENTITY: [&str; 2] = ["id", "type"];

/// The same of a whole resource.
#[derive(Deserialize)]
struct Identity {
    id: Option<IgnoredAny>,
    r#type: Option<IgnoredAny>,
}

/// Which column is which member of a resource, where that is not its name.
pub(super) struct Columns(Vec<(String, String)>);

/// Rows as text.
pub(super) struct Lines {
    /// One resource a line.
    pub text: Vec<u8>,
    /// What was left out, with the number of its row, from 0.
    pub problems: Vec<(u64, Problem)>,
}

impl Lines {
    /// Takes out, and tells of, each line that cannot be read by itself: one of them would cost all others.
    pub fn leave_out_broken(&mut self) {
        let mut text = Vec::with_capacity(self.text.len());
        for (row, line) in (0..).zip(self.text.split_inclusive(|byte| *byte == b'\n')) {
            match Document::parse(STDIN, line.to_vec()) {
                Ok(_) => text.extend_from_slice(line),
                Err(mut problem) => {
                    problem.position = None;
                    self.problems.push((row, problem));
                    text.extend_from_slice(b"{}\n");
                }
            }
        }
        self.text = text;
    }

    /// Tells of each of so many rows that is not told of yet. Where no row is a resource, the text is none of the forms of an
    /// inventory, and reading it tells of no row.
    pub fn leave_out_all(&mut self, number: u64) {
        let told: BTreeSet<u64> = self.problems.iter().map(|(row, _)| *row).collect();
        self.problems.extend((0..number).filter(|row| !told.contains(row)).map(|row| (row, unreadable())));
    }
}

impl Columns {
    /// Pairs of a member and the column that holds it.
    ///
    /// # Errors
    /// A member that is named twice.
    pub fn of(pairs: Vec<(String, String)>) -> Result<Self, String> {
        for (place, (member, _)) in pairs.iter().enumerate() {
            if pairs[..place].iter().any(|(other, _)| other == member) {
                return Err(format!("columns: `{member}` is named twice"));
            }
        }
        Ok(Self(pairs))
    }

    /// The rows of some batches. Members that are null are not written, as in exports.
    ///
    /// # Errors
    /// A column that is named and not there, or of a type that JSON has nothing for.
    pub fn lines(&self, batches: &[RecordBatch]) -> Result<Lines, ArrowError> {
        let mut lines = Lines { text: Vec::new(), problems: Vec::new() };
        let mut before = 0;
        for batch in batches {
            self.write(batch, before, &mut lines)?;
            before += batch.num_rows() as u64;
        }
        Ok(lines)
    }

    fn write(&self, batch: &RecordBatch, before: u64, lines: &mut Lines) -> Result<(), ArrowError> {
        let members = self.members(batch)?;
        for row in 0..batch.num_rows() {
            let mut line = Line { text: &mut lines.text, is_empty: true, is_identified: false };
            line.text.push(b'{');
            let wrong: Vec<Problem> =
                members.iter().filter_map(|(member, cells)| cells.write(member, row, &mut line).err()).collect();
            line.text.extend_from_slice(b"}\n");
            let nobody = (!line.is_identified && wrong.is_empty()).then(unidentified);
            lines.problems.extend(wrong.into_iter().chain(nobody).map(|problem| (before + row as u64, problem)));
        }
        Ok(())
    }

    /// The members of each resource with their columns. Names with an underscore in front are the store's own.
    fn members(&self, batch: &RecordBatch) -> Result<Vec<(String, Cells)>, ArrowError> {
        for (member, column) in &self.0 {
            if batch.column_by_name(column).is_none() {
                let message = format!("columns: there is no column `{column}`, which is to be `{member}`");
                return Err(ArrowError::SchemaError(message));
            }
        }
        let schema = batch.schema();
        let mut members = Vec::new();
        for (field, column) in schema.fields().iter().zip(batch.columns()) {
            let renamed = self.0.iter().find(|(_, name)| name == field.name()).map(|(member, _)| member.as_str());
            let is_taken = self.0.iter().any(|(member, _)| member == field.name());
            let Some(member) = renamed.or(Some(field.name().as_str()).filter(|_| !is_taken)) else { continue };
            if !member.starts_with('_') {
                members.push((member.to_owned(), Cells::of(member, column)?));
            }
        }
        Ok(members)
    }
}

/// The cells of a column.
enum Cells {
    /// Texts that are texts.
    Text(StringArray),
    /// Texts of JSON.
    Json(StringArray),
    /// Anything else, as JSON already; empty where it is null.
    Made(Vec<Option<Box<RawValue>>>),
}

impl Cells {
    fn of(member: &str, column: &ArrayRef) -> Result<Self, ArrowError> {
        if let DataType::Dictionary(_, values) = column.data_type()
            && is_text(values)
        {
            return Self::of(member, &arrow_cast::cast(column, values)?);
        }
        if is_text(column.data_type()) {
            // Other texts are rare, and the common one is not copied.
            let text = arrow_cast::cast(column, &DataType::Utf8)?.as_string::<i32>().clone();
            return Ok(if AS_JSON.contains(&member) { Self::Json(text) } else { Self::Text(text) });
        }
        made(column).map(Self::Made)
    }

    /// Adds a member to a line. What is no JSON is left out, so that nothing is said of it.
    fn write(&self, member: &str, row: usize, line: &mut Line<'_>) -> Result<(), Problem> {
        match self {
            Self::Text(texts) if texts.is_valid(row) => {
                line.key(member);
                let quoted = serde_json::to_vec(texts.value(row)).unwrap_or_default();
                line.text.extend_from_slice(&quoted);
                line.is_identified |= IDENTITY.contains(&member);
            }
            Self::Json(texts) if texts.is_valid(row) => {
                let json = texts.value(row);
                let value: &RawValue = serde_json::from_str(json).map_err(|error| not_json(member, &error))?;
                if member != WHOLE {
                    line.key(member);
                    line.value(value);
                } else if let Some(members) = value.get().strip_prefix('{').and_then(|rest| rest.strip_suffix('}')) {
                    line.members(members);
                    let is_one = |resource: Identity| resource.id.or(resource.r#type).is_some();
                    line.is_identified = serde_json::from_str(json).is_ok_and(is_one);
                } else {
                    let problem = Problem::new("", format!("`{WHOLE}` is no object"));
                    return Err(problem.help("Give the resource as one JSON object"));
                }
            }
            Self::Made(values) => {
                if let Some(value) = values.get(row).and_then(Option::as_ref) {
                    line.key(member);
                    line.value(value);
                }
            }
            Self::Text(_) | Self::Json(_) => {}
        }
        Ok(())
    }
}

fn is_text(data_type: &DataType) -> bool {
    matches!(data_type, DataType::Utf8 | DataType::LargeUtf8 | DataType::Utf8View)
}

fn unidentified() -> Problem {
    let problem = Problem::new("", "neither `id` nor `type` says what it is, and it is not judged");
    problem.help("Name the column that holds it, such as columns=[(\"type\", \"kind_of_resource\")]")
}

fn unreadable() -> Problem {
    let message = "it has no type with an id or a name that is text, and it is not judged";
    let help = "Give its path as text; name the column that holds it, such as columns=[(\"id\", \"resource_id\")]";
    Problem::new("", message).help(help)
}

fn not_json(member: &str, error: &serde_json::Error) -> Problem {
    let place = format!("line {}, column {} of it", error.line(), error.column());
    let problem = Problem::new("", format!("`{member}` is no JSON ({place}), and nothing is known of it"));
    problem.help("Give the text as the platform sent it, and all of it")
}

/// Each cell of a column as JSON.
fn made(column: &ArrayRef) -> Result<Vec<Option<Box<RawValue>>>, ArrowError> {
    #[derive(Deserialize)]
    struct Cell {
        #[serde(default)]
        cell: Option<Box<RawValue>>,
    }
    let batch = RecordBatch::try_from_iter_with_nullable([("cell", column.clone(), true)])?;
    let mut writer = LineDelimitedWriter::new(Vec::new());
    writer.write(&batch)?;
    writer.finish()?;
    let text = writer.into_inner();
    let cells = serde_json::Deserializer::from_slice(&text).into_iter::<Cell>();
    cells.map(|cell| cell.map(|cell| cell.cell).map_err(|error| ArrowError::JsonError(error.to_string()))).collect()
}

/// A line that is being written.
struct Line<'l> {
    text: &'l mut Vec<u8>,
    is_empty: bool,
    /// Whether anything says which resource it is.
    is_identified: bool,
}

impl Line<'_> {
    fn separate(&mut self) {
        if !std::mem::take(&mut self.is_empty) {
            self.text.push(b',');
        }
    }

    fn key(&mut self, name: &str) {
        self.separate();
        self.text.extend_from_slice(&serde_json::to_vec(name).unwrap_or_default());
        self.text.push(b':');
    }

    fn value(&mut self, value: &RawValue) {
        self.in_one_line(value.get());
    }

    /// The members of an object that is read.
    fn members(&mut self, members: &str) {
        if !members.trim().is_empty() {
            self.separate();
            self.in_one_line(members);
        }
    }

    /// Line ends stand between the values of JSON, and never in them.
    fn in_one_line(&mut self, json: &str) {
        let start = self.text.len();
        self.text.extend_from_slice(json.as_bytes());
        let ends = self.text[start..].iter_mut().filter(|byte| matches!(byte, b'\n' | b'\r'));
        ends.for_each(|byte| *byte = b' ');
    }
}
