//! What scripts may say, as a page to read.

use super::view::FunctionsView;
use std::io::{self, Write};

/// Writes the page: a heading for each word, what it does, and a table of expressions and what they give.
///
/// # Errors
/// Those of the writer.
pub fn write_functions_page(view: &FunctionsView<'_>, sample: &str, out: &mut dyn Write) -> io::Result<()> {
    writeln!(out, "# What scripts may say\n\nEach expression is tried on the resource at the end of this page.")?;
    for group in view.functions.chunk_by(|one, other| one.group == other.group) {
        writeln!(out, "\n## {}", capital(group[0].group))?;
        for function in group {
            writeln!(out, "\n### {}\n\n{}", code(&function.signature), text(function.description))?;
            if let Some(file) = function.file {
                writeln!(out, "\nShared by {}.", code(file))?;
            }
            if function.uses.is_empty() {
                continue;
            }
            writeln!(out, "\n| | expression | gives |\n|---|---|---|")?;
            for used in &function.uses {
                let told = used.told();
                // A reason is a sentence, a value is code.
                let told = if used.gives.is_some() || told == "()" { code(&told) } else { text(&told) };
                writeln!(out, "| {} | {} | {} |", used.shows, cell(&code(used.expression)), cell(&told))?;
            }
        }
    }
    writeln!(out, "\n## The resource that they are tried on\n\n```yaml\n{}\n```", sample.trim_end())
}

fn capital(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map(|first| first.to_uppercase().chain(letters).collect()).unwrap_or_default()
}

/// A text as code, however many backticks are in it.
fn code(text: &str) -> String {
    let text = text.replace('\n', " ");
    let longest = text.split(|letter| letter != '`').map(str::len).max().unwrap_or(0);
    let fence = "`".repeat(longest + 1);
    let space = if longest > 0 { " " } else { "" };
    format!("{fence}{space}{text}{space}{fence}")
}

/// A text that brings no markup of its own.
fn text(text: &str) -> String {
    let mut written = String::new();
    for letter in text.replace('\n', " ").chars() {
        if "\\`*_[]<>#|".contains(letter) {
            written.push('\\');
        }
        written.push(letter);
    }
    written
}

/// In a table even code ends at `|`.
fn cell(text: &str) -> String {
    text.replace("\\|", "|").replace('|', "\\|")
}
