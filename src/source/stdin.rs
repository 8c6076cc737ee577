//! Standard input: at once, or in pieces of whole lines.

use super::Problem;
use super::bytes::{bounded, io_problem};
use super::document::MAX_BYTES;
use std::io::Read;

/// All of standard input; problems call it `-`.
///
/// # Errors
///
/// Standard input that cannot be read.
pub fn read_stdin() -> Result<Vec<u8>, Problem> {
    let outcome = bounded(std::io::stdin().lock(), 0, MAX_BYTES);
    outcome.map_err(|error| io_problem("-", Some(error.kind()), &error.to_string()))
}

/// Standard input in pieces of whole lines, so that it need not be held at once.
pub struct LineReader<R = std::io::Stdin> {
    input: R,
    /// What was read and not given out; ends anywhere.
    held: Vec<u8>,
    ended: bool,
    /// Lines that were given out.
    given: u32,
}

/// Bytes that a piece has about; a longer line is a piece of its own.
const PIECE: usize = 5 << 18;

impl LineReader {
    /// Standard input from its start.
    pub fn of_stdin() -> Self {
        Self::of(std::io::stdin())
    }
}

impl<R: Read> LineReader<R> {
    /// Any input from its start.
    pub fn of(input: R) -> Self {
        Self { input, held: Vec::new(), ended: false, given: 0 }
    }

    /// The first line without its end; `None` when the input holds but one line.
    ///
    /// # Errors
    ///
    /// Input that cannot be read.
    pub fn first(&mut self) -> Result<Option<&[u8]>, Problem> {
        let end = self.fill(|held| memchr::memchr(b'\n', held))?;
        Ok(end.map(|end| &self.held[..end]))
    }

    /// All that was not given out.
    ///
    /// # Errors
    ///
    /// Input that cannot be read.
    pub fn rest(mut self) -> Result<Vec<u8>, Problem> {
        self.input.read_to_end(&mut self.held).map_err(unreadable)?;
        Ok(self.held)
    }

    /// The next lines, with the number of lines before them; `None` at the end.
    ///
    /// # Errors
    ///
    /// Input that cannot be read.
    pub fn piece(&mut self) -> Result<Option<(u32, Vec<u8>)>, Problem> {
        let end = self.fill(|held| memchr::memrchr(b'\n', held).filter(|_| held.len() >= PIECE))?;
        let end = end.map_or(self.held.len(), |end| end + 1);
        if end == 0 {
            return Ok(None);
        }
        let later = self.held.split_off(end);
        let piece = std::mem::replace(&mut self.held, later);
        let before = self.given;
        self.given += memchr::memchr_iter(b'\n', &piece).count() as u32;
        Ok(Some((before, piece)))
    }

    /// Reads until `found` finds what it looks for; `None` when the input ends first.
    fn fill(&mut self, found: impl Fn(&[u8]) -> Option<usize>) -> Result<Option<usize>, Problem> {
        loop {
            if let Some(place) = found(&self.held) {
                return Ok(Some(place));
            }
            if self.ended {
                return Ok(None);
            }
            let read = self.input.by_ref().take(PIECE as u64).read_to_end(&mut self.held).map_err(unreadable)?;
            self.ended = read == 0;
        }
    }
}

fn unreadable(error: std::io::Error) -> Problem {
    io_problem("-", Some(error.kind()), &error.to_string())
}

#[cfg(test)]
mod tests {
    use super::{LineReader, PIECE, bounded};

    #[test]
    fn pieces_are_whole_lines_and_nothing_is_lost() {
        let text: String = (0..200_000).map(|number| format!("{{\"number\":{number}}}\n")).collect();
        let text = text + "the last line has no end";
        let mut lines = LineReader::of(text.as_bytes());
        assert_eq!(lines.first().expect("memory can be read"), Some(b"{\"number\":0}".as_slice()));
        let (mut whole, mut pieces) = (Vec::new(), 0);
        while let Some((before, piece)) = lines.piece().expect("memory can be read") {
            assert_eq!(before as usize, whole.iter().filter(|&&byte| byte == b'\n').count());
            assert!(piece.len() < 2 * PIECE);
            whole.extend(piece);
            pieces += 1;
        }
        assert!(whole == text.as_bytes() && pieces > 1, "{pieces} pieces");
    }

    #[test]
    fn what_never_ends_is_not_read_to_the_end() {
        assert_eq!(bounded(std::io::repeat(b' '), 0, 1000).expect("memory can be read").len(), 1001);
        assert_eq!(bounded(b"[]".as_slice(), u64::MAX, 1000).expect("memory can be read"), b"[]");
    }

    #[test]
    fn one_line_is_no_line_by_line_input() {
        let mut lines = LineReader::of(b"[1, 2]".as_slice());
        assert_eq!(lines.first().expect("memory can be read"), None);
        assert_eq!(lines.rest().expect("memory can be read"), b"[1, 2]");
    }
}
