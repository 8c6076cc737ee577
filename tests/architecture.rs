//! Imports only point left along the line that `src/lib.rs` draws, and some rooms own a crate or a power alone.

use std::fs;
use std::path::{Path, PathBuf};

/// The line, left to right. Rooms that share a place do not know each other.
const LINE: [&[&str]; 11] = [
    &["source"],
    &["policy", "inventory"],
    &["check"],
    &["assess"],
    &["exempt"],
    &["score"],
    &["fix"],
    &["gate"],
    &["trial"],
    &["report"],
    &["cli"],
];

/// What only one room may name.
const OWNED: [(&str, &str); 12] = [
    ("std::fs", "source"),
    ("walkdir::", "source"),
    ("granit_parser", "source"),
    ("rhai::", "check"),
    ("println!", "cli"),
    ("eprintln!", "cli"),
    ("std::env", "cli"),
    ("std::process::Exit", "cli"),
    ("std::process::exit", "cli"),
    ("std::process::id", "cli"),
    ("process::Command", "source"),
    ("std::process::{", "source"),
];

#[test]
fn imports_point_left() {
    let mut wrong = Vec::new();
    for (room, path, text) in rooms() {
        for other in named(&text) {
            let (Some(from), Some(to)) = (place(&room), place(&other)) else {
                wrong.push(format!("{}: `crate::{other}` is no room of the line", path.display()));
                continue;
            };
            if other != room && to >= from {
                wrong.push(format!("{}: `{room}` must not import `{other}`", path.display()));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn rooms_keep_what_they_own() {
    let mut wrong = Vec::new();
    for (room, path, text) in rooms() {
        let code = text.lines().filter(|line| !line.trim_start().starts_with("//"));
        let code: String = code.collect::<Vec<_>>().join("\n");
        for (token, owner) in OWNED {
            if room != owner && code.contains(token) {
                wrong.push(format!("{}: only `{owner}` may use `{token}`", path.display()));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn every_room_has_a_place_in_the_line() {
    let lib = fs::read_to_string(source().join("lib.rs")).expect("src/lib.rs");
    let rooms = lib.lines().filter_map(|line| line.strip_prefix("pub mod ")).map(|line| line.trim_end_matches(';'));
    let lost: Vec<&str> = rooms.filter(|room| place(room).is_none()).collect();
    assert!(lost.is_empty(), "rooms without a place: {lost:?}");
}

fn source() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("src")
}

fn place(room: &str) -> Option<usize> {
    LINE.iter().position(|rooms| rooms.contains(&room))
}

/// Every file of every room but its tests: the room, the path and the text.
fn rooms() -> Vec<(String, PathBuf, String)> {
    let mut found = Vec::new();
    let mut folders = vec![source()];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).expect("a readable folder") {
            let path = entry.expect("an entry").path();
            if path.is_dir() {
                folders.push(path);
                continue;
            }
            let inner = path.strip_prefix(source()).expect("a path below src").to_string_lossy().replace('\\', "/");
            let room = inner.split('/').next().unwrap_or_default().trim_end_matches(".rs").to_owned();
            if ["lib", "main"].contains(&room.as_str()) || inner.contains("tests") {
                continue;
            }
            let text = fs::read_to_string(&path).expect("a readable file");
            let text = text.split("#[cfg(test)]\nmod tests {").next().unwrap_or_default().to_owned();
            found.push((room, path, text));
        }
    }
    assert!(found.len() > 30, "the walk finds the rooms");
    found
}

/// Rooms that a text names with `crate::`, one by one or in braces.
fn named(text: &str) -> Vec<String> {
    let mut names = Vec::new();
    for after in text.split("crate::").skip(1) {
        match after.strip_prefix('{') {
            None => names.push(identifier(after)),
            Some(group) => {
                let mut depth = 0;
                let mut start = true;
                for (at, letter) in group.char_indices() {
                    match letter {
                        '{' => depth += 1,
                        '}' if depth == 0 => break,
                        '}' => depth -= 1,
                        ',' if depth == 0 => start = true,
                        _ if start && letter.is_alphabetic() => {
                            names.push(identifier(&group[at..]));
                            start = false;
                        }
                        _ => {}
                    }
                }
            }
        }
    }
    names.retain(|name| !name.is_empty());
    names
}

fn identifier(text: &str) -> String {
    text.chars().take_while(|letter| letter.is_alphanumeric() || *letter == '_').collect()
}
