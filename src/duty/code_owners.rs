//! CODEOWNERS, as the forges read it: the last line that matches a path says who owns it, a line without owners that nobody
//! does. GitLab's sections count each for itself, and owners of all of them own.
//!
//! No crate that is kept reads these files; their patterns are those of ignore files without `!` and `[`, which are globs.

use crate::source::{Position, Problem};
use globset::{GlobBuilder, GlobSet, GlobSetBuilder};

/// Where the forges look for the file, from the root of the repository; the first one that is there counts.
pub const CODE_OWNERS: [&str; 4] = [".github/CODEOWNERS", "CODEOWNERS", "docs/CODEOWNERS", ".gitlab/CODEOWNERS"];

/// Who owns which paths.
#[derive(Default)]
pub struct CodeOwners {
    sections: Vec<Section>,
    /// Lines that no forge follows.
    pub warnings: Vec<Problem>,
}

#[derive(Default)]
struct Section {
    defaults: Vec<String>,
    lines: Vec<Line>,
}

struct Line {
    paths: GlobSet,
    owners: Vec<String>,
}

impl CodeOwners {
    /// Reads the file; `name` is what problems call it.
    pub fn parse(name: &str, text: &str) -> Self {
        let mut owners = Self { sections: vec![Section::default()], warnings: Vec::new() };
        let text = text.strip_prefix('\u{feff}').unwrap_or(text);
        for (line, number) in text.lines().zip(1..) {
            let line = line.trim();
            if line.is_empty() || line.starts_with('#') {
                continue;
            }
            if let Some(section) = section(line) {
                owners.sections.push(section);
                continue;
            }
            let (pattern, rest) = split(line);
            let Some(paths) = globs(&pattern) else {
                let problem = Problem::new(name, format!("`{pattern}` is no pattern that a forge follows"));
                let problem = problem.at(Position { line: number, column: 1 });
                owners.warnings.push(problem.help("Write it without `!` and `[`; the line is passed over"));
                continue;
            };
            if let Some(section) = owners.sections.last_mut() {
                let named = names(rest);
                let owners = if named.is_empty() { section.defaults.clone() } else { named };
                section.lines.push(Line { paths, owners });
            }
        }
        owners
    }

    /// The owners of a path from the root of the repository, each once.
    pub fn of(&self, path: &str) -> Vec<&str> {
        let mut all: Vec<&str> = Vec::new();
        for section in &self.sections {
            let last = section.lines.iter().rev().find(|line| line.paths.is_match(path));
            for owner in last.iter().flat_map(|line| &line.owners) {
                if !all.contains(&owner.as_str()) {
                    all.push(owner);
                }
            }
        }
        all
    }
}

/// `[Name]`, `^[Name][2] @owner`: what begins a section.
fn section(line: &str) -> Option<Section> {
    let inner = line.strip_prefix('^').unwrap_or(line).strip_prefix('[')?;
    let (_, mut rest) = inner.split_once(']')?;
    if let Some((number, behind)) = rest.strip_prefix('[').and_then(|rest| rest.split_once(']')) {
        number.parse::<u32>().ok()?;
        rest = behind;
    }
    let is_end = rest.is_empty() || rest.starts_with(char::is_whitespace);
    is_end.then(|| Section { defaults: names(rest), lines: Vec::new() })
}

/// A pattern, in which `\ ` is a space of the path, and what stands behind it.
fn split(line: &str) -> (String, &str) {
    let mut pattern = String::new();
    let mut letters = line.char_indices();
    while let Some((place, letter)) = letters.next() {
        match letter {
            '\\' => pattern.extend(letters.next().map(|(_, letter)| letter)),
            _ if letter.is_whitespace() => return (pattern, &line[place..]),
            _ => pattern.push(letter),
        }
    }
    (pattern, "")
}

/// The owners in a line, up to a comment.
fn names(text: &str) -> Vec<String> {
    text.split_whitespace().take_while(|word| !word.starts_with('#')).map(str::to_owned).collect()
}

/// The paths that a pattern names: with a slash before its end it is anchored at the root, else it is of any directory; a
/// directory is all that is in it, unless `*` stands for its own files alone.
fn globs(pattern: &str) -> Option<GlobSet> {
    if pattern.starts_with('!') || pattern.contains('[') {
        return None;
    }
    let inner = pattern.trim_end_matches('/');
    let is_directory = inner.len() < pattern.len();
    let is_anchored = inner.contains('/') || pattern == "/";
    let path = inner.trim_start_matches('/');
    let escaped: String = path.chars().flat_map(|letter| escape(letter).chain([letter])).collect();
    let path = if is_anchored { escaped } else { format!("**/{escaped}") };
    let below = if path.is_empty() { "**".to_owned() } else { format!("{path}/**") };
    let is_flat = is_anchored && (path == "*" || path.ends_with("/*"));
    let mut set = GlobSetBuilder::new();
    for glob in [(!is_directory).then_some(path), (!is_flat || is_directory).then_some(below)].into_iter().flatten() {
        set.add(GlobBuilder::new(&glob).literal_separator(true).backslash_escape(true).build().ok()?);
    }
    set.build().ok()
}

/// What keeps a letter from meaning something else to a glob.
fn escape(letter: char) -> impl Iterator<Item = char> {
    matches!(letter, '{' | '}' | ']' | '\\').then_some('\\').into_iter()
}
