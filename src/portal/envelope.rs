//! The rows of a document: a list, an answer of the REST interface or of Resource Graph, a log query, or one row a line.

use super::row::Row;
use crate::source::{Document, Kind, Location, Node};
use std::borrow::Cow;

/// The rows of a document, and what its answers say of themselves.
pub(super) struct Rows<'d> {
    pub rows: Vec<Row<'d>>,
    /// The answers that hold them.
    pub pages: Vec<Page>,
}

/// What an answer says of itself.
pub(super) struct Page {
    location: Location,
    /// The type of its first row.
    first: String,
    shown: u64,
    /// How many rows all pages have together.
    total: Option<u64>,
    has_more: bool,
    is_cut: bool,
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
    let mut found = Rows { rows: Vec::new(), pages: Vec::new() };
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

    /// Notes what an answer says of itself.
    fn page(&mut self, answer: Node<'d>, list: Node<'d>) {
        const LINKS: [&str; 6] =
            ["nextLink", "odata.nextLink", "@odata.nextLink", "skip_token", "skipToken", "$skipToken"];
        let is_link = |name: &str| answer.get_exact(name).and_then(Node::text).is_some_and(|text| !text.is_empty());
        let first = list.items().next().and_then(|row| row.get("type")?.text());
        self.pages.push(Page {
            location: answer.location(),
            first: first.unwrap_or_default().to_lowercase(),
            shown: list.len() as u64,
            total: ["total_records", "totalRecords"].iter().find_map(|name| super::row::whole(answer.get_exact(name))),
            has_more: LINKS.iter().any(|name| is_link(name)),
            is_cut: super::row::flag(answer.get_exact("resultTruncated")) == Some(true),
        });
    }
}

/// What of some pages is not there, and where that is said.
pub(super) fn torn(pages: &[Page]) -> Vec<(&Location, String)> {
    let lacks = |page: &&Page| {
        let of_total = pages.iter().filter(|other| other.total == page.total).map(|other| other.shown);
        match page.total {
            _ if page.is_cut => Some("the answer was truncated".to_owned()),
            Some(total) => {
                let shown: u64 = of_total.sum();
                (shown < total).then(|| format!("{shown} of {total} rows are here"))
            }
            // A list has one page that names no next one.
            None if page.has_more => {
                let ends = |other: &Page| !other.has_more && other.first == page.first;
                (!pages.iter().any(ends)).then(|| "more pages follow this one".to_owned())
            }
            None => None,
        }
    };
    pages.iter().filter_map(|page| Some((&page.location, lacks(&page)?))).collect()
}

fn list_in<'d>(value: Node<'d>, name: &str) -> Option<Node<'d>> {
    value.get(name).filter(|list| list.kind() == Kind::Array)
}
