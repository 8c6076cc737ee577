//! `{"data": …}`: the answer of a Resource Graph query, as a list of objects or as a table of columns and rows; or its rows
//! alone, as `--query data` leaves them.

use super::{Form, Reader, list};
use crate::inventory::Spelling;
use crate::inventory::envelope::Envelope;
use crate::source::{Deriver, Document, Kind, Node, Problem};
use std::sync::Arc;

impl Form {
    /// `{"data": …}`.
    pub const RESOURCE_GRAPH: Form =
        Form {
            name: "resourceGraph", about: "`{\"data\": …}`.", recognise, shown, read, is_export: true, ..Form::NEW
        };
}

/// What an answer says beside its data; an empty answer is told by these.
const COUNTS: [&str; 3] = ["total_records", "totalRecords", "count"];

/// Columns of Resource Graph's tables that say what a resource is. What a query calls otherwise, it has made.
const COLUMNS: &str = "id name type tenantId kind location resourceGroup subscriptionId managedBy sku plan properties tags \
                       identity zones extendedLocation apiVersion etag systemData";

fn recognise(root: Node<'_>) -> bool {
    let Some(data) = data(root) else {
        return list::first(root).is_some_and(is_row);
    };
    match data.kind() {
        Kind::Array if data.item(0).is_none() => COUNTS.iter().any(|count| root.get_exact(count).is_some()),
        Kind::Array => data.items().any(list::is_resource),
        _ => {
            let columns = columns(data);
            rows(data).is_some()
                && ["id", "type"].iter().any(|name| columns.iter().any(|column| column.eq_ignore_ascii_case(name)))
        }
    }
}

/// Whether an object is a row of Resource Graph, which writes types in lower case and says which tenant they are in.
fn is_row(item: Node<'_>) -> bool {
    let has = |name: &&str| item.get_exact(name).is_some();
    let is_lower = |name: &str| !name.bytes().any(|byte| byte.is_ascii_uppercase());
    has(&"tenantId")
        && ["subscriptionId", "managedBy", "extendedLocation"].iter().any(has)
        && item.get_exact("type").and_then(Node::text).is_some_and(|name| is_lower(&name))
        && list::is_resource(item)
}

fn shown(root: Node<'_>) -> Option<usize> {
    let data = data(root)?;
    Some(rows(data).unwrap_or(data).len())
}

/// What the answer holds; PowerShell spells it `Data`.
fn data(root: Node<'_>) -> Option<Node<'_>> {
    root.get("data")
}

fn read(root: Node<'_>, reader: &mut Reader) {
    let Some(data) = data(root) else {
        return list::read(root, reader);
    };
    if data.kind() == Kind::Array {
        return reader.list(data, Spelling::Azure);
    }
    let derive = |source: Arc<Document>| objects(source, data);
    reader.derived(derive, |root, reader| {
        for row in root.items() {
            reader.resource(row, &Envelope::of(row), Spelling::Azure, None);
        }
    });
}

/// A table's rows as objects, whose values stand in the row's cells.
fn objects(source: Arc<Document>, table: Node<'_>) -> Result<Document, Problem> {
    let names = columns(table);
    let is_made = |name: &str| !COLUMNS.split(' ').any(|known| known.eq_ignore_ascii_case(name));
    // Of columns with one name the first counts.
    let column =
        |(place, name): (usize, &'_ String)| (!names[..place].contains(name)).then(|| (name.clone(), is_made(name)));
    let columns: Vec<Option<(String, bool)>> = names.iter().enumerate().map(column).collect();
    let keys: usize = names.iter().map(|name| name.len() + 4).sum();
    let rows = || rows(table).into_iter().flat_map(Node::items);
    let mut deriver = Deriver::new(source, table.raw().len() + rows().count() * keys);
    for row in rows() {
        deriver.open(&[row], "the query that made the table left it out");
        for (column, cell) in columns.iter().zip(row.items()) {
            let Some((name, is_made)) = column else { continue };
            deriver.key(name);
            match is_made {
                true => deriver.computed_at(cell, "the query that made the table computed it"),
                false => deriver.literal(cell),
            }
        }
        deriver.close();
    }
    deriver.finish()
}

/// The names of a table's columns; one without a name keeps its place.
fn columns(table: Node<'_>) -> Vec<String> {
    let name = |column: Node<'_>| column.get_exact("name").and_then(Node::text).unwrap_or_default().into_owned();
    table.get_exact("columns").into_iter().flat_map(Node::items).map(name).collect()
}

fn rows(table: Node<'_>) -> Option<Node<'_>> {
    table.get_exact("rows").filter(|rows| rows.kind() == Kind::Array)
}
