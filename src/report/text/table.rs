//! Columns without borders.

use super::style;
use comfy_table::{CellAlignment, ColumnConstraint, ContentArrangement, LineStyle, Table, TableStyle};
use std::io::{self, Write};

/// How a column stands.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Column {
    /// Text that may wrap.
    Text,
    /// Text that does not wrap.
    Whole,
    /// Numbers, which end at the same place and do not wrap.
    Number,
}

/// Writes a table in the width of the page. Headers may hold line ends; cells must be harmless already.
pub(super) fn write(
    headers: &[(&str, Column)],
    rows: Vec<Vec<String>>,
    width: usize,
    out: &mut dyn Write,
) -> io::Result<()> {
    let mut table = Table::new();
    let line = LineStyle::none().fill('─').junction('─');
    table.load_style(TableStyle::new().header_separator(line));
    table.set_content_arrangement(ContentArrangement::Dynamic);
    table.set_width(u16::try_from(width).unwrap_or(u16::MAX));
    table.set_header(headers.iter().map(|(title, _)| *title).collect::<Vec<_>>());
    table.add_rows(rows);
    for (index, (column, (_, kind))) in table.column_iter_mut().zip(headers).enumerate() {
        // Beside the padding, the line under the header takes one more character between columns.
        column.set_padding((0, u16::from(index + 1 < headers.len())));
        if *kind != Column::Text {
            column.set_constraint(ColumnConstraint::ContentWidth);
        }
        if *kind == Column::Number {
            column.set_cell_alignment(CellAlignment::Right);
        }
    }
    let lines: Vec<_> = table.lines().collect();
    let header = lines.iter().position(|line| line.starts_with('─')).map_or(0, |separator| separator + 1);
    for (index, line) in lines.iter().enumerate() {
        let line = line.trim_end();
        writeln!(out, "{}", if index < header { style::dim(line) } else { style::paint_line(line) })?;
    }
    Ok(())
}
