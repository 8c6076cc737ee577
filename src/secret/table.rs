//! Tables in a text: the cells below a heading that names a secret.

use super::Meaning;
use super::name::Said;
use super::opaque::is_no_secret;
use std::ops::Range;

/// What stands between the cells of a line.
const SEPARATORS: [char; 4] = ['|', '\t', ',', ';'];

/// Where the cells stand that are secret.
pub(super) fn cells(text: &str) -> Vec<Range<usize>> {
    let found = SEPARATORS.iter().filter(|separator| text.contains(**separator));
    found.flat_map(|separator| cells_between(text, *separator)).collect()
}

fn cells_between(text: &str, separator: char) -> Vec<Range<usize>> {
    let mut found = Vec::new();
    let mut table: Option<Vec<bool>> = None;
    let mut start = 0;
    for line in text.split_inclusive('\n') {
        let cells = row(line, separator, start);
        start += line.len();
        let columns = table.take().filter(|columns| columns.len() == cells.len());
        match &columns {
            Some(columns) => {
                let secret = cells.into_iter().zip(columns).filter(|(place, is_secret)| {
                    let cell = &text[place.clone()];
                    // Below the headings stands a rule.
                    **is_secret && !is_no_secret(cell) && !cell.bytes().all(|byte| b"-=:+ ".contains(&byte))
                });
                found.extend(secret.map(|(place, _)| place));
                table = Some(columns.clone());
            }
            None => table = headings(line, text, &cells, separator),
        }
    }
    found
}

/// The cells of a line that begins at `start`, without blanks and quotes around them.
fn row(line: &str, separator: char, start: usize) -> Vec<Range<usize>> {
    let mut at = start;
    let cells = line.split(separator).map(|cell| {
        let is_around = |letter: char| letter.is_whitespace() || "\"'".contains(letter);
        let begin = at + cell.len() - cell.trim_start_matches(is_around).len();
        at += cell.len() + separator.len_utf8();
        begin..begin + cell.trim_matches(is_around).len()
    });
    cells.collect()
}

/// Whether each heading names secrets, when a line has headings and one of them names a secret. A sentence has
/// commas with blanks behind them, and no heading.
fn headings(line: &str, text: &str, cells: &[Range<usize>], separator: char) -> Option<Vec<bool>> {
    let is_prose = [',', ';'].contains(&separator) && line.trim().contains(char::is_whitespace);
    let is_secret = |place: &Range<usize>| {
        let own = Said::by(&text[place.clone()]).own();
        matches!(own, Some(Meaning::Key | Meaning::Keys | Meaning::Secret | Meaning::Secrets))
    };
    let columns: Vec<bool> = cells.iter().map(is_secret).collect();
    (cells.len() > 1 && !is_prose && columns.contains(&true)).then_some(columns)
}
