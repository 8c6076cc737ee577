//! `{"data": …}`: the answer of a Resource Graph query, as a list of objects or as a table of columns and rows.

use super::{Reader, list};
use crate::inventory::envelope::{AZURE, Envelope};
use crate::source::{Kind, Node, NodeId};
use std::sync::Arc;

/// What an answer says beside its data; an empty answer is told by these.
const COUNTS: [&str; 3] = ["total_records", "totalRecords", "count"];

pub(super) fn recognise(root: Node<'_>) -> bool {
    let Some(data) = root.get_exact("data") else {
        return false;
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

pub(super) fn read(root: Node<'_>, reader: &mut Reader) {
    let Some(data) = root.get_exact("data") else {
        return;
    };
    if data.kind() == Kind::Array {
        return reader.list(data, &AZURE);
    }
    let columns: Vec<Arc<str>> = columns(data).iter().map(|name| reader.shared(name)).collect();
    for row in rows(data).into_iter().flat_map(Node::items) {
        let envelope = Envelope::of_fields(columns.iter().zip(row.items()));
        let fields: Box<[(Arc<str>, NodeId)]> = columns.iter().cloned().zip(row.items().map(Node::id)).collect();
        reader.resource(row, &envelope, &AZURE, None, fields);
    }
}

/// The names of a table's columns; one without a name keeps its place.
fn columns(table: Node<'_>) -> Vec<String> {
    let name = |column: Node<'_>| column.get_exact("name").and_then(Node::text).unwrap_or_default().into_owned();
    table.get_exact("columns").into_iter().flat_map(Node::items).map(name).collect()
}

fn rows(table: Node<'_>) -> Option<Node<'_>> {
    table.get_exact("rows").filter(|rows| rows.kind() == Kind::Array)
}
