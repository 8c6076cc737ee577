//! The rows of a document: a list, an answer of the REST interface or of Resource Graph, a log query, or one row a line.

use super::row::Row;
use crate::source::{Document, Kind, Location, Node};
use std::borrow::Cow;

/// The rows of a document, and why some may not be there.
pub(super) struct Rows<'d> {
    pub rows: Vec<Row<'d>>,
    /// Pages and tables that are not whole, each with where it says so.
    pub torn: Vec<(Location, String)>,
}

/// A table's columns and the node that holds its rows.
pub(super) type Columns<'d> = Vec<(Vec<Cow<'d, str>>, Node<'d>)>;

/// The tables of a document, so that their rows can be borrowed with the names of their columns.
pub(super) fn tables(document: &Document) -> Columns<'_> {
    let mut tables = Vec::new();
    for value in document.root().items() {
        let several = value.get("tables").into_iter().flat_map(Node::items);
        for table in several.chain(value.get("data")).chain([value]) {
            if let (Some(columns), Some(rows)) = (table.get("columns"), table.get("rows")) {
                let name = |column: Node<'_>| column.text().map(Cow::into_owned).or_else(|| name_of(column));
                tables
                    .push((columns.items().map(|column| Cow::Owned(name(column).unwrap_or_default())).collect(), rows));
            }
        }
    }
    tables
}

fn name_of(column: Node<'_>) -> Option<String> {
    column.get("name")?.text().map(Cow::into_owned)
}

/// All rows.
pub(super) fn rows<'d>(document: &'d Document, tables: &'d Columns<'d>) -> Rows<'d> {
    let mut found = Rows { rows: Vec::new(), torn: Vec::new() };
    for value in document.root().items() {
        found.value(value, 0);
    }
    for (columns, rows) in tables {
        found.rows.extend(rows.items().map(|row| Row::cells(row, columns)));
    }
    found
}

impl<'d> Rows<'d> {
    /// Lists of pages hold answers, and answers hold rows.
    fn value(&mut self, value: Node<'d>, depth: u32) {
        const DEEPEST: u32 = 3;
        match value.kind() {
            _ if depth > DEEPEST => {}
            Kind::Array => value.items().for_each(|item| self.value(item, depth + 1)),
            Kind::Object => match ["value", "data"].iter().find_map(|name| list_in(value, name)) {
                Some(list) => {
                    self.page(value, list);
                    self.value(list, depth + 1);
                }
                None if value.get("rows").is_some() || value.get("tables").is_some() => {}
                None => self.rows.push(Row::object(value)),
            },
            _ => {}
        }
    }

    /// Notes that an answer is one page of several.
    fn page(&mut self, answer: Node<'d>, list: Node<'d>) {
        let mut tell = |node: Node<'d>, what: &str| self.torn.push((node.location(), what.to_owned()));
        let shown = list.len() as u64;
        for name in ["nextLink", "odata.nextLink", "@odata.nextLink", "skip_token", "skipToken", "$skipToken"] {
            if let Some(link) = answer.get_exact(name).filter(|link| link.text().is_some_and(|text| !text.is_empty())) {
                tell(link, "more pages follow this one");
            }
        }
        for name in ["total_records", "totalRecords"] {
            let total = answer.get_exact(name);
            if let (Some(node), Some(total)) = (total, super::row::whole(total))
                && total > shown
            {
                tell(node, &format!("it shows {shown} of {total} rows"));
            }
        }
        if let Some(cut) =
            answer.get_exact("resultTruncated").filter(|node| super::row::flag(Some(*node)) == Some(true))
        {
            tell(cut, "the answer was truncated");
        }
    }
}

fn list_in<'d>(value: Node<'d>, name: &str) -> Option<Node<'d>> {
    value.get(name).filter(|list| list.kind() == Kind::Array)
}
