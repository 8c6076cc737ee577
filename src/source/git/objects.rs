//! Contents of blobs, through one `git cat-file --batch`.

use super::super::Problem;
use super::super::document::MAX_BYTES;
use super::command::{git, not_run};
use std::io::{self, BufRead, BufReader, Read, Write};
use std::path::Path;
use std::process::{Child, ChildStdin, ChildStdout, Stdio};

/// A git that hands out one content for each id. One question is open at a time, so that no pipe can fill up.
pub(super) struct Objects {
    child: Child,
    questions: ChildStdin,
    answers: BufReader<ChildStdout>,
}

impl Objects {
    /// Starts git.
    pub(super) fn open(directory: &Path) -> Result<Self, Problem> {
        let mut command = git(directory);
        command.args(["cat-file", "--batch"]).stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::null());
        let mut child = command.spawn().map_err(|error| not_run(&error))?;
        match (child.stdin.take(), child.stdout.take()) {
            (Some(questions), Some(answers)) => Ok(Self { child, questions, answers: BufReader::new(answers) }),
            _ => Err(not_run(&io::ErrorKind::BrokenPipe.into())),
        }
    }

    /// The content of an object, one byte above the limit at most; `None` when the repository does not have it.
    ///
    /// # Errors
    ///
    /// Git ended, as it does at a broken object. Nothing more can be asked then.
    pub(super) fn read(&mut self, id: &str) -> io::Result<Option<Vec<u8>>> {
        self.questions.write_all(format!("{id}\n").as_bytes())?;
        self.questions.flush()?;
        let mut header = Vec::new();
        self.answers.read_until(b'\n', &mut header)?;
        let header = String::from_utf8_lossy(&header);
        let mut words = header.split_ascii_whitespace();
        let size = match (words.next(), words.next(), words.next()) {
            (Some(_), Some("missing"), None) => return Ok(None),
            (Some(_), Some(_), Some(size)) => size.parse::<u64>().map_err(io::Error::other)?,
            _ => return Err(io::ErrorKind::UnexpectedEof.into()),
        };
        let most = size.min(MAX_BYTES as u64 + 1);
        let mut bytes = Vec::with_capacity(most.min(1 << 20) as usize);
        (&mut self.answers).take(most).read_to_end(&mut bytes)?;
        // What is above the limit, and the line end that closes the answer.
        let rest = io::copy(&mut (&mut self.answers).take(size - most + 1), &mut io::sink())?;
        if rest == size - most + 1 { Ok(Some(bytes)) } else { Err(io::ErrorKind::UnexpectedEof.into()) }
    }
}

impl Drop for Objects {
    fn drop(&mut self) {
        // It only reads, so that it may be stopped anywhere; and what was stopped must be waited for.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
