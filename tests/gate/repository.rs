//! Repositories in directories of their own, apart from the settings of whoever runs the tests.

use crate::resources;
use serde_yaml::{Mapping, Value};
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::Mutex;
use tempfile::TempDir;

/// A repository, with a home beside it for git, and who commits when.
pub struct Repository(TempDir, Mutex<[String; 2]>);

impl Repository {
    /// An empty one, on the branch `main`.
    pub fn new() -> Self {
        let repository = Self(TempDir::new().unwrap(), Self::clock());
        std::fs::create_dir(repository.root()).unwrap();
        repository.git("init -q -b main");
        repository
    }

    /// The same in another directory.
    pub fn copy(&self) -> Self {
        let copy = Self(TempDir::new().unwrap(), Self::clock());
        copy_directory(&self.root(), &copy.root());
        copy
    }

    fn clock() -> Mutex<[String; 2]> {
        Mutex::new(["A", "2026-01-01T00:00:00Z"].map(str::to_owned))
    }

    /// From now on somebody else commits.
    pub fn set_author(&self, name: &str) {
        self.1.lock().unwrap()[0] = name.to_owned();
    }

    /// From now on it is another time.
    pub fn set_time(&self, time: &str) {
        self.1.lock().unwrap()[1] = time.to_owned();
    }

    fn root(&self) -> PathBuf {
        self.0.path().join("repository")
    }

    /// Writes files: text as it is, mappings as resources, `{ link: TARGET }` as a link, other encodings by their names; null
    /// removes a file or a directory.
    pub fn write(&self, files: &Mapping) {
        for (name, content) in files {
            let path = self.root().join(name.as_str().unwrap());
            std::fs::create_dir_all(path.parent().unwrap()).unwrap();
            let get = |key: &str| content.as_mapping().and_then(|content| content.get(key)).and_then(Value::as_str);
            if path.is_symlink() {
                std::fs::remove_file(&path).unwrap();
            }
            match content {
                Value::Null if path.is_dir() => std::fs::remove_dir_all(&path).unwrap(),
                Value::Null => std::fs::remove_file(&path).unwrap(),
                Value::String(text) => std::fs::write(path, text).unwrap(),
                _ if get("link").is_some() => link(get("link").unwrap(), &path),
                _ if get("copy").is_some() => {
                    let text = std::fs::read_to_string(self.root().join(get("copy").unwrap())).unwrap();
                    std::fs::write(path, encoded(&text, get("as").unwrap_or_default())).unwrap();
                }
                _ if get("edit").is_some() => {
                    let (text, edit) = (std::fs::read_to_string(&path).unwrap(), get("edit").unwrap());
                    assert!(text.contains(edit), "{name:?} has no `{edit}`");
                    std::fs::write(path, text.replacen(edit, get("to").unwrap(), 1)).unwrap();
                }
                content => std::fs::write(path, resources::list(content.as_mapping().unwrap())).unwrap(),
            }
        }
    }

    /// Commits all that there is.
    pub fn commit(&self, message: &str) {
        self.git("add -A");
        self.run_git(&["commit", "-q", "--allow-empty", "-m", message]);
    }

    /// Runs git with words that hold no spaces.
    pub fn git(&self, words: &str) {
        self.run_git(&words.split_whitespace().collect::<Vec<_>>());
    }

    fn run_git(&self, words: &[&str]) {
        let output = self.isolated(Command::new("git").args(words).current_dir(self.root())).output().unwrap();
        assert!(output.status.success(), "git {words:?}: {}", String::from_utf8_lossy(&output.stderr));
    }

    /// Runs git where it has to fail.
    pub fn failing_git(&self, words: &str) {
        let words: Vec<&str> = words.split_whitespace().collect();
        let output = self.isolated(Command::new("git").args(&words).current_dir(self.root())).output().unwrap();
        assert!(!output.status.success(), "git {words:?} should fail");
    }

    /// Takes the place of the repository by a clone of it.
    pub fn become_clone(&self, flags: &str) {
        let origin = self.0.path().join("origin");
        std::fs::rename(self.root(), &origin).unwrap();
        std::fs::create_dir(self.root()).unwrap();
        let url = format!("file://{}", origin.display());
        let flags = flags.split_whitespace();
        self.run_git(&["clone", "-q"].into_iter().chain(flags).chain([url.as_str(), "."]).collect::<Vec<_>>());
    }

    /// Adds a small repository with an inventory as a submodule, and commits it.
    pub fn add_submodule(&self, name: &str) {
        let other = Self::new();
        let stores = "{ inner.json: { inner: { tls: '1.0', open: 'no' } } }";
        other.write(&serde_yaml::from_str(stores).unwrap());
        other.commit("inner");
        let url = format!("file://{}", other.root().display());
        self.run_git(&["submodule", "--quiet", "add", "-f", "--name", name, &url, name]);
        self.commit("submodule");
    }

    /// Leaves the files without a repository.
    pub fn remove_git(&self) {
        std::fs::remove_dir_all(self.root().join(".git")).unwrap();
    }

    /// Runs another command of the program that has to succeed.
    pub fn uplift(&self, words: &str) {
        let mut command = Command::new(env!("CARGO_BIN_EXE_uplift"));
        command.args(words.split_whitespace()).arg("--no-embedded").current_dir(self.root());
        let output = self.isolated(&mut command).output().unwrap();
        assert!(output.status.success(), "uplift {words}: {}", String::from_utf8_lossy(&output.stderr));
    }

    /// Turns kept answers into others, whole and sealed.
    pub fn forge(&self, directory: &str) {
        for entry in std::fs::read_dir(self.root().join(directory)).unwrap() {
            let path = entry.unwrap().path();
            let text = std::fs::read_to_string(&path).unwrap();
            let (_, answer) = text.split_once('\n').unwrap();
            let answer = answer.replace("\"failed\"", "\"passed\"");
            let seal = uplift::source::Digest::of(answer.as_bytes());
            std::fs::write(path, format!("{seal}\n{answer}")).unwrap();
        }
    }

    /// What the gate prints on both streams in a directory below the root, and how it ends. Ids of commits are left out.
    pub fn gate(&self, flags: &str, directory: &str) -> String {
        self.printed("gate", flags, directory)
    }

    /// The same of another command.
    pub fn printed(&self, name: &str, flags: &str, directory: &str) -> String {
        let flags = flags.trim();
        let mut command = Command::new(env!("CARGO_BIN_EXE_uplift"));
        command.args([name, "--no-embedded"]).args(flags.split_whitespace()).current_dir(self.root().join(directory));
        let output = self.isolated(command.env_remove("COLUMNS").env_remove("NO_COLOR")).output().unwrap();
        let code = output.status.code().map_or("none: a signal".to_owned(), |code| code.to_string());
        let printed = [output.stderr, output.stdout].map(|bytes| String::from_utf8(bytes).unwrap()).concat();
        let place = if directory.is_empty() { String::new() } else { format!("{directory} ") };
        format!("{place}$ uplift {name} {flags}\n{}[exit code {code}]\n\n", self.without_ids(&printed))
    }

    /// What a command prints as JSON.
    pub fn json(&self, words: &str) -> serde_json::Value {
        let mut command = Command::new(env!("CARGO_BIN_EXE_uplift"));
        command.args(words.split_whitespace()).args(["--no-embedded", "--format", "json"]).current_dir(self.root());
        let output = self.isolated(&mut command).output().unwrap();
        let error = String::from_utf8_lossy(&output.stderr).into_owned();
        serde_json::from_slice(&output.stdout).unwrap_or_else(|_| panic!("uplift {words}: {error}"))
    }

    /// How the gate ends when nobody reads what it prints.
    pub fn unheard(&self, flags: &str) -> Option<i32> {
        let (reader, writer) = std::io::pipe().unwrap();
        drop(reader);
        let mut command = Command::new(env!("CARGO_BIN_EXE_uplift"));
        command.args(["gate", "--no-embedded"]).args(flags.split_whitespace()).current_dir(self.root());
        command.stdout(writer.try_clone().unwrap()).stderr(writer);
        self.isolated(&mut command).status().unwrap().code()
    }

    /// Whether a file is there and holds something.
    pub fn has(&self, name: &str) -> bool {
        std::fs::metadata(self.root().join(name)).is_ok_and(|file| file.len() > 0)
    }

    /// Writes one file.
    pub fn put(&self, name: &str, text: &str) {
        let path = self.root().join(name);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, text).unwrap();
    }

    /// A file's text.
    pub fn read(&self, name: &str) -> String {
        std::fs::read_to_string(self.root().join(name)).unwrap()
    }

    /// Asks the gate, does what it says with `git apply`, and asks again.
    #[cfg(unix)]
    pub fn heed(&self, flags: &str) -> String {
        let blocked = self.gate(flags, "");
        let commands: Vec<&str> =
            blocked.lines().map(str::trim).filter(|line| line.starts_with("uplift fix")).collect();
        assert!(!commands.is_empty(), "the gate proposes nothing:\n{blocked}");
        let program = Path::new(env!("CARGO_BIN_EXE_uplift")).parent().unwrap();
        let path = format!("{}:{}", program.display(), std::env::var("PATH").unwrap());
        for typed in commands {
            // What an earlier command fixed leaves nothing for the next.
            let line = format!("{typed} > ../fix.diff && {{ test ! -s ../fix.diff || git apply ../fix.diff; }}");
            let mut command = Command::new("sh");
            command.args(["-c", &line]).env("PATH", &path).current_dir(self.root());
            let output = self.isolated(&mut command).output().unwrap();
            assert!(output.status.success(), "{typed}: {}", String::from_utf8_lossy(&output.stderr));
        }
        [blocked, self.gate(flags, "")].concat()
    }

    /// Shells differ elsewhere.
    #[cfg(not(unix))]
    pub fn heed(&self, flags: &str) -> String {
        self.gate(flags, "")
    }

    /// Ids of commits stand in brackets.
    fn without_ids(&self, printed: &str) -> String {
        let mut printed = printed.replace(&*self.root().to_string_lossy(), "[ROOT]");
        let is_id = |text: &str| [10, 40].contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_hexdigit());
        let ids: Vec<String> =
            printed.split(['(', ')', ',', ' ', '`', '\n']).filter(|text| is_id(text)).map(str::to_owned).collect();
        ids.iter().for_each(|id| printed = printed.replace(id, "[COMMIT]"));
        printed
    }

    /// Nobody's settings, and times that never differ.
    fn isolated<'c>(&self, command: &'c mut Command) -> &'c mut Command {
        let [author, time] = &*self.1.lock().unwrap();
        for (name, value) in [("GIT_AUTHOR", author.as_str()), ("GIT_COMMITTER", "C")] {
            command.env(format!("{name}_NAME"), value).env(format!("{name}_EMAIL"), "mail@example.org");
            command.env(format!("{name}_DATE"), time);
        }
        let settings = [("protocol.file.allow", "always"), ("init.templateDir", ""), ("advice.detachedHead", "false")];
        command.env("GIT_CONFIG_COUNT", settings.len().to_string());
        for (number, (key, value)) in settings.iter().enumerate() {
            command.env(format!("GIT_CONFIG_KEY_{number}"), key).env(format!("GIT_CONFIG_VALUE_{number}"), value);
        }
        let home = self.0.path();
        command.env("HOME", home).env("XDG_CONFIG_HOME", home).env("GIT_CONFIG_GLOBAL", "/dev/null");
        command.env("GIT_CEILING_DIRECTORIES", home).env("GIT_CONFIG_NOSYSTEM", "1")
    }
}

fn copy_directory(from: &Path, to: &Path) {
    std::fs::create_dir(to).unwrap();
    for entry in std::fs::read_dir(from).unwrap() {
        let entry = entry.unwrap();
        let to = to.join(entry.file_name());
        if entry.file_type().unwrap().is_dir() {
            copy_directory(&entry.path(), &to);
        } else {
            std::fs::copy(entry.path(), to).unwrap();
        }
    }
}

fn link(target: &str, path: &Path) {
    let _ = std::fs::remove_file(path);
    #[cfg(unix)]
    std::os::unix::fs::symlink(target, path).unwrap();
    #[cfg(windows)]
    std::os::windows::fs::symlink_file(target, path).unwrap();
}

/// A text in another encoding, or with other line ends.
fn encoded(text: &str, name: &str) -> Vec<u8> {
    match name {
        "" => text.into(),
        "crlf" => text.replace('\n', "\r\n").into(),
        "utf16" => std::iter::once(0xfeff).chain(text.encode_utf16()).flat_map(u16::to_le_bytes).collect(),
        "utf16 without a mark" => text.encode_utf16().flat_map(u16::to_le_bytes).collect(),
        other => panic!("there is no encoding `{other}`"),
    }
}
