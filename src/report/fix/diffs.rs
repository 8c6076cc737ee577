//! The diffs of files, as a summary shows them.

use super::FixInput;
use super::markdown::{code, fence, html};
use super::rows::{Row, rows};
use crate::fix::{FilePatch, Fixed};
use crate::inventory::FileKind;

/// Characters of a line that people read; a file with longer ones is told by its values.
const LINE: usize = 500;

/// Each file's diff, folded, in at most so many characters.
pub(super) fn folded(
    input: &FixInput<'_>,
    fixed: &[&Fixed],
    diffs: &[(&FilePatch, String)],
    mut room: usize,
) -> String {
    const NOTE: &str = "_The rest is too long for a pull request; it is in `quick-fix.patch`._\n\n";
    let mut text = String::new();
    room = room.saturating_sub(length(NOTE));
    for (file, diff) in diffs {
        let kind = if file.kind == FileKind::Snapshot { ", a record: change the resources themselves" } else { "" };
        let path = html(&(input.path)(file.document));
        let is_wide = diff.lines().any(|line| length(line) > LINE);
        let (body, mark) = if is_wide { (values(input, fixed, file), None) } else { (diff.clone(), Some(fence(diff))) };
        let (open, close) = mark.map_or_else(
            || ("Its lines are too long to be read; `quick-fix.patch` holds the diff.\n\n".to_owned(), String::new()),
            |mark| (format!("{mark}diff\n"), format!("{mark}\n")),
        );
        let open = format!("<details><summary><code>{path}</code>{kind}</summary>\n\n{open}");
        let close = format!("{close}\n</details>\n\n");
        let frame = length(&open) + length(&close);
        let whole = length(&body) + frame <= room;
        let lines = if whole { body } else { head_of(&body, room.saturating_sub(frame)) };
        if !lines.is_empty() {
            room -= length(&lines) + frame;
            text.extend([open, lines, close]);
        }
        if !whole {
            return text + NOTE;
        }
    }
    text
}

/// What changes in a file, as `path: before → after`.
fn values(input: &FixInput<'_>, fixed: &[&Fixed], file: &FilePatch) -> String {
    let of_file = |fixed: &&Fixed| {
        let edits = fixed.edits.iter().filter(|edit| edit.document == file.document).cloned().collect();
        Fixed { edits, ..(**fixed).clone() }
    };
    let own: Vec<Fixed> = fixed.iter().map(of_file).collect();
    let line = |row: &Row| format!("- {} ({})\n", sentence(row), row.names(code));
    rows(input, &own).iter().map(line).collect()
}

/// `properties.minimumTlsVersion`: `TLS1_0` → `TLS1_2`
pub(super) fn sentence(row: &Row) -> String {
    format!("{}: {}", code(&row.property), ends(row))
}

/// `TLS1_0` → `TLS1_2`
pub(super) fn ends(row: &Row) -> String {
    let shown = |value: &Option<String>| value.as_deref().map_or_else(|| "nothing".to_owned(), code);
    format!("{} → {}", shown(&row.before), shown(&row.after))
}

/// The lines that begin a text, in at most so many characters.
fn head_of(text: &str, mut room: usize) -> String {
    let fits = |line: &&str| {
        let fits = length(line) <= room;
        room -= if fits { length(line) } else { 0 };
        fits
    };
    text.split_inclusive('\n').take_while(fits).collect()
}

pub(super) fn length(text: &str) -> usize {
    text.chars().count()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_is_cut_at_its_lines() {
        assert_eq!(head_of("ab\ncd\ne\n", 5), "ab\n");
    }
}
