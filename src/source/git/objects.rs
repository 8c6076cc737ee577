//! Contents of blobs, through one `git cat-file --batch`.

use super::super::Problem;
use super::super::document::MAX_BYTES;
use super::process::Process;
use std::io::{self, BufRead, Read};
use std::path::Path;

/// A git that hands out one content for each id.
pub(super) struct Objects(Process);

impl Objects {
    /// Starts git.
    pub(super) fn open(directory: &Path) -> Result<Self, Problem> {
        Process::open(directory, &["cat-file", "--batch"]).map(Self)
    }

    /// The content of an object, one byte above the limit at most; `None` when the repository does not have it.
    ///
    /// # Errors
    ///
    /// Git ended, as it does at a broken object. Nothing more can be asked then.
    pub(super) fn read(&mut self, id: &str) -> io::Result<Option<Vec<u8>>> {
        self.0.ask(&format!("{id}\n"))?;
        let mut header = Vec::new();
        self.0.answers.read_until(b'\n', &mut header)?;
        let header = String::from_utf8_lossy(&header);
        let mut words = header.split_ascii_whitespace();
        let size = match (words.next(), words.next(), words.next()) {
            (Some(_), Some("missing"), None) => return Ok(None),
            (Some(_), Some(_), Some(size)) => size.parse::<u64>().map_err(io::Error::other)?,
            _ => return Err(io::ErrorKind::UnexpectedEof.into()),
        };
        let most = size.min(MAX_BYTES as u64 + 1);
        let mut bytes = Vec::with_capacity(most.min(1 << 20) as usize);
        (&mut self.0.answers).take(most).read_to_end(&mut bytes)?;
        // What is above the limit, and the line end that closes the answer.
        let rest = io::copy(&mut (&mut self.0.answers).take(size - most + 1), &mut io::sink())?;
        if rest == size - most + 1 { Ok(Some(bytes)) } else { Err(io::ErrorKind::UnexpectedEof.into()) }
    }
}
