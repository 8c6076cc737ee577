//! Paths in tokens whose grammar only a macro knows.

use crate::code::Path;
use syn::buffer::{Cursor, TokenBuffer};

/// A path that stands among tokens.
pub struct Written {
    pub path: Path,
    /// Whether `!` follows.
    pub is_macro: bool,
}

/// Paths in a macro's arguments, or in its definition.
pub fn in_macro(called: &syn::Macro) -> Vec<Written> {
    let mut found = Vec::new();
    collect(TokenBuffer::new2(called.tokens.clone()).begin(), false, &mut found);
    found
}

/// Paths in an attribute, also those that it holds as text: `#[serde(with = "crate::policy::days")]`.
pub fn in_attribute(list: &syn::MetaList) -> Vec<Written> {
    let mut found = Vec::new();
    collect(TokenBuffer::new2(list.tokens.clone()).begin(), true, &mut found);
    found
}

fn collect(mut at: Cursor<'_>, texts: bool, found: &mut Vec<Written>) {
    while !at.eof() {
        if let Some((inside, _, _, rest)) = at.any_group() {
            collect(inside, texts, found);
            at = rest;
        } else if let Some(rest) = path(at, &Path::default(), found) {
            at = rest;
        } else if let (true, Some((literal, rest))) = (texts, at.literal()) {
            let text = literal.to_string();
            found.extend(in_text(text.trim_matches('"')));
            at = rest;
        } else {
            at = at.token_tree().map_or(Cursor::empty(), |(_, rest)| rest);
        }
    }
}

fn in_text(text: &str) -> Option<Written> {
    let path = syn::parse_str::<syn::Path>(text).ok()?;
    Some(Written { path: path_of(&path), is_macro: false })
}

/// Takes a path from the front, and what braces in it hold as in an import; where it ends.
fn path<'a>(at: Cursor<'a>, before: &Path, found: &mut Vec<Written>) -> Option<Cursor<'a>> {
    let front = colons(at);
    let (name, mut at) = front.unwrap_or(at).ident()?;
    let mut path = before.join(plain(&name));
    path.rooted |= front.is_some();
    while let Some(rest) = colons(at) {
        let Some((name, behind)) = rest.ident() else {
            found.push(Written { path: path.clone(), is_macro: false });
            return Some(group(rest, &path, found));
        };
        path = path.join(plain(&name));
        at = behind;
    }
    let is_macro = at.punct().is_some_and(|(punct, _)| punct.as_char() == '!');
    found.push(Written { path, is_macro });
    Some(at)
}

/// Takes the braces of an import, where there are some.
fn group<'a>(at: Cursor<'a>, before: &Path, found: &mut Vec<Written>) -> Cursor<'a> {
    let Some((mut inside, _, _, rest)) = at.any_group() else { return at };
    while !inside.eof() {
        let next = path(inside, before, found).or_else(|| inside.token_tree().map(|(_, rest)| rest));
        inside = next.unwrap_or_else(Cursor::empty);
    }
    rest
}

fn colons(at: Cursor<'_>) -> Option<Cursor<'_>> {
    let colon = |at: Cursor<'_>| at.punct().is_some_and(|(punct, _)| punct.as_char() == ':');
    let (_, next) = at.punct().filter(|_| colon(at))?;
    let (_, rest) = next.punct().filter(|_| colon(next))?;
    Some(rest)
}

/// A path without the arguments of its segments.
pub fn path_of(path: &syn::Path) -> Path {
    let segments = path.segments.iter().map(|segment| plain(&segment.ident)).collect();
    Path { rooted: path.leading_colon.is_some(), segments }
}

/// A name without the mark of a raw one.
pub fn plain(name: &syn::Ident) -> String {
    let name = name.to_string();
    name.strip_prefix("r#").map_or(name.clone(), str::to_owned)
}
