//! A result in whole numbers, to be added up with those of other parts by `uplift merge`: one JSON document in one line, so
//! that many of them are lines of one file.

use super::Format;
use crate::report::json::write_json_line;
use crate::report::view::ScanInput;
use std::io::{self, Write};

/// The format.
pub(super) const FORMAT: Format = Format {
    name: "partial",
    purpose: "whole numbers, which `uplift merge` adds up with those of other parts",
    is_of_sums: true,
    scan: Some(write),
    ..Format::NONE
};

fn write(input: &ScanInput<'_>, out: &mut dyn Write) -> io::Result<()> {
    write_json_line(&(input.partial)(), out)
}
