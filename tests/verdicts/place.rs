//! A directory of a case's own, and commands in it.

use serde_json::{Map, Value};
use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use tempfile::TempDir;

/// The directory, with a home beside it.
pub struct Place(TempDir);

/// Short names of what every id begins with; they stand in cases between angle brackets.
const NAMES: [(&str, &str); 4] = [
    ("<g>", "<s>/resourceGroups/rg-shop/providers"),
    ("<g2>", "<s2>/resourceGroups/rg-shop/providers"),
    ("<s>", "/subscriptions/6f1d8c34-52ab-4e07-9b3c-d17a40c5e982"),
    ("<s2>", "/subscriptions/0ae57b91-c6d3-4f28-8e14-73b9f2d05c6a"),
];

impl Place {
    /// An empty one.
    pub fn new() -> Self {
        let place = Self(TempDir::new().unwrap());
        std::fs::create_dir(place.root()).unwrap();
        place
    }

    fn root(&self) -> PathBuf {
        self.0.path().join("estate")
    }

    /// Writes files; see [`crate::case::Step::files`].
    pub fn write(&self, files: &Map<String, Value>) {
        for (name, content) in files {
            let path = self.root().join(name);
            std::fs::create_dir_all(path.parent().unwrap()).unwrap();
            match content {
                Value::Null if path.is_dir() => std::fs::remove_dir_all(path).unwrap(),
                Value::Null => std::fs::remove_file(path).unwrap(),
                Value::String(text) => std::fs::write(path, spelt_out(text)).unwrap(),
                Value::Object(link) if link.len() == 1 && link.contains_key("link") => {
                    make_link(link["link"].as_str().unwrap(), &path);
                }
                content => std::fs::write(path, spelt_out(&format!("{content:#}\n"))).unwrap(),
            }
        }
    }

    /// Runs git.
    pub fn git(&self, words: &str) {
        let who = ["-c", "user.name=A", "-c", "user.email=a@example.com", "-c", "init.defaultBranch=main"];
        let output = self.isolated(Command::new("git").args(who).args(words.split_whitespace())).output().unwrap();
        assert!(output.status.success(), "git {words}: {}", String::from_utf8_lossy(&output.stderr));
    }

    /// Runs the program.
    pub fn run(&self, words: &str) -> Output {
        let words = spelt_out(words);
        let mut command = Command::new(env!("CARGO_BIN_EXE_uplift"));
        self.isolated(command.args(words.split_whitespace())).output().unwrap()
    }

    /// Whether a file holds a text.
    pub fn holds(&self, name: &str, text: &str) -> bool {
        std::fs::read_to_string(self.root().join(name)).is_ok_and(|content| content.contains(&spelt_out(text)))
    }

    /// Nothing of whoever runs the tests reaches the command.
    fn isolated<'c>(&self, command: &'c mut Command) -> &'c mut Command {
        let isolated = command.current_dir(self.root()).env("HOME", self.0.path()).env("GIT_CONFIG_NOSYSTEM", "1");
        isolated.env("GIT_CEILING_DIRECTORIES", self.0.path()).env_remove("COLUMNS").env_remove("GIT_DIR")
    }
}

/// A text with the short names written out.
pub fn spelt_out(text: &str) -> String {
    NAMES.iter().fold(text.to_owned(), |text, (short, whole)| text.replace(short, whole))
}

#[cfg(unix)]
fn make_link(target: &str, path: &Path) {
    std::os::unix::fs::symlink(target, path).unwrap();
}

#[cfg(windows)]
fn make_link(target: &str, path: &Path) {
    std::os::windows::fs::symlink_dir(target, path).unwrap();
}
