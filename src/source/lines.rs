//! From a byte offset to a line and a column, and back to the line's text.

use super::Position;
use std::ops::Deref;

/// A text with its lines at hand: whoever asks for the line of many places in a text of one line would otherwise read all of
/// it for each.
#[derive(Clone, Copy)]
pub struct Lined<'t> {
    text: &'t str,
    lines: &'t Lines,
}

impl<'t> Lined<'t> {
    /// A text and its own lines.
    pub fn new(text: &'t str, lines: &'t Lines) -> Self {
        Self { text, lines }
    }

    /// The text itself.
    pub fn text(self) -> &'t str {
        self.text
    }

    /// The first byte of the line that holds `at`; a byte order mark belongs to no line.
    pub fn line_start(self, at: usize) -> usize {
        let starts = &self.lines.starts;
        starts[starts.partition_point(|&start| start as usize <= at).saturating_sub(1)].min(at as u32) as usize
    }

    /// The first byte of the line after the one that holds `at`; `None` on the last.
    pub fn next_line(self, at: usize) -> Option<usize> {
        let starts = &self.lines.starts;
        // The first line begins behind a byte order mark, and no line is before it.
        let next = starts.partition_point(|&start| start as usize <= at).max(1);
        starts.get(next).map(|&start| start as usize)
    }
}

impl Deref for Lined<'_> {
    type Target = str;

    fn deref(&self) -> &str {
        self.text
    }
}

/// Continuation bytes are counted in steps of this many bytes, so that a column in a line of 100 MB is found at once.
const STEP: usize = 4096;

/// Where a text's lines begin, and how many of its bytes begin no character.
pub struct Lines {
    starts: Vec<u32>,
    /// Continuation bytes before each step.
    continued: Vec<u32>,
}

impl Lines {
    /// Indexes a text whose first `start` bytes are a byte order mark.
    pub fn new(text: &str, start: usize) -> Self {
        let bytes = text.as_bytes();
        let breaks = memchr::memchr_iter(b'\n', bytes).map(|at| at as u32 + 1);
        let mut sum = 0;
        let steps = bytes.chunks(STEP).map(|step| {
            sum += continuations(step);
            sum
        });
        Self {
            starts: std::iter::once(start as u32).chain(breaks).collect(),
            continued: std::iter::once(0).chain(steps).collect(),
        }
    }

    /// The place of a byte; offsets past the end count as the end.
    pub fn position(&self, text: &str, offset: usize) -> Position {
        let line = self.starts.partition_point(|&start| start as usize <= offset).max(1);
        let start = self.starts.get(line - 1).copied().unwrap_or(0) as usize;
        let offset = offset.clamp(start, text.len().max(start));
        let characters = offset - start - self.continued_between(text, start, offset);
        Position { line: line as u32, column: characters as u32 + 1 }
    }

    /// A line's text without its end; empty when there is no such line.
    pub fn text<'t>(&self, text: &'t str, line: u32) -> &'t str {
        let index = (line as usize).wrapping_sub(1);
        let Some(&start) = self.starts.get(index) else {
            return "";
        };
        let end = self.starts.get(index + 1).map_or(text.len(), |&next| next as usize);
        let line = text.get(start as usize..end).unwrap_or_default();
        let line = line.strip_suffix('\n').unwrap_or(line);
        line.strip_suffix('\r').unwrap_or(line)
    }

    /// Most lines are shorter than a step.
    fn continued_between(&self, text: &str, start: usize, end: usize) -> usize {
        match text.as_bytes().get(start..end) {
            Some(near) if near.len() < STEP => continuations(near) as usize,
            _ => self.continued_before(text, end) - self.continued_before(text, start),
        }
    }

    fn continued_before(&self, text: &str, offset: usize) -> usize {
        let step = offset / STEP;
        let rest = text.as_bytes().get(step * STEP..offset).unwrap_or_default();
        (self.continued.get(step).copied().unwrap_or(0) + continuations(rest)) as usize
    }
}

fn continuations(bytes: &[u8]) -> u32 {
    if bytes.is_ascii() {
        return 0;
    }
    bytes.iter().filter(|&&byte| byte & 0xc0 == 0x80).count() as u32
}
