//! From a byte offset to a line and a column, and back to the line's text.

use super::Position;

/// Continuation bytes are counted in steps of this many bytes, so that a column in a line of 100 MB is found at once.
const STEP: usize = 4096;

/// Where a text's lines begin, and how many of its bytes begin no character.
pub(super) struct Lines {
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
