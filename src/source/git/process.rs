//! A git that answers one question after another.

use super::super::Problem;
use super::command::{git, not_run};
use std::io::{self, BufReader, Write};
use std::path::Path;
use std::process::{Child, ChildStdin, ChildStdout, Stdio};

/// A git that reads questions and answers each before the next, so that no pipe can fill up.
pub(super) struct Process {
    child: Child,
    questions: ChildStdin,
    /// What it answers.
    pub(super) answers: BufReader<ChildStdout>,
}

impl Process {
    /// Starts git.
    pub(super) fn open(directory: &Path, arguments: &[&str]) -> Result<Self, Problem> {
        let mut command = git(directory);
        command.args(arguments).stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::null());
        let mut child = command.spawn().map_err(|error| not_run(&error))?;
        match (child.stdin.take(), child.stdout.take()) {
            (Some(questions), Some(answers)) => Ok(Self { child, questions, answers: BufReader::new(answers) }),
            _ => Err(not_run(&io::ErrorKind::BrokenPipe.into())),
        }
    }

    /// Asks; the answer is to be read to its end before the next question.
    pub(super) fn ask(&mut self, question: &str) -> io::Result<()> {
        self.questions.write_all(question.as_bytes())?;
        self.questions.flush()
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        // It only reads, so that it may be stopped anywhere; and what was stopped must be waited for.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
