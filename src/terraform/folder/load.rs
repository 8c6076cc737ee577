//! What other files of the repository hold: `file`, `filebase64`, and `templatefile` where it does no more than put values in.

use super::evaluate::{Around, Machine};
use super::function::Given;
use super::meaning::as_text;
use super::scope::{Scope, failed};
use crate::source::{Document, Encoding};
use crate::template::Value;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use std::rc::Rc;

/// The functions that load files.
const LOADERS: [&str; 3] = ["file", "filebase64", "templatefile"];

/// Bytes of a file.
const LONGEST: usize = 1 << 20;

/// Whether a file of Terraform's may load others: what these hold is as good as written in it.
pub fn loads(document: &Document) -> bool {
    super::declares(document) && LOADERS.iter().any(|name| document.text().contains(name))
}

impl<'c, 'd> Machine<'c, 'd> {
    /// What a function gives that loads a file; `None` for any other.
    pub fn load(&self, name: &str, values: &[Value<'d>], around: Around<'_, 'c, 'd>) -> Option<Given<'d>> {
        LOADERS.contains(&name).then(|| {
            let path = as_text(values.first().ok_or_else(|| failed("an argument is missing"))?)?;
            let text = self.text_of(&path, around.scope)?;
            match name {
                "file" => Ok(Value::text(&text)),
                "filebase64" => Ok(Value::text(STANDARD.encode(text.as_bytes()))),
                _ => filled(&text, values.get(1).ok_or_else(|| failed("an argument is missing"))?),
            }
        })
    }

    /// The text of a file, by its path from the folder that is deployed: Terraform runs there.
    fn text_of(&self, path: &str, scope: &Scope<'c, 'd>) -> Result<Rc<str>, Value<'d>> {
        let unknown = |reason: String| Err(Value::unknown(reason, ""));
        if path.starts_with(['/', '~']) || path.contains([':', '\\']) {
            return unknown(format!("`{path}` is no path of the repository"));
        }
        let path = beside(scope.root_folder(), path);
        if let Some(known) = self.loaded.borrow().get(&path) {
            return Ok(Rc::clone(known));
        }
        let Some(document) = self.asking.text(&path) else {
            return unknown(format!("`{path}` is not among the files that are read"));
        };
        if document.encoding() != Encoding::Utf8 || document.has_byte_order_mark() {
            return unknown(format!("`{path}` is not plain UTF-8"));
        }
        if document.text().len() > LONGEST {
            return unknown(format!("`{path}` is longer than what is loaded"));
        }
        let text: Rc<str> = document.text().into();
        self.loaded.borrow_mut().insert(path, Rc::clone(&text));
        Ok(text)
    }
}

/// A path from a folder on, also where it leads above the folder that names begin in: files there may be read too.
fn beside(folder: &str, path: &str) -> String {
    let mut parts: Vec<&str> = folder.split('/').filter(|part| !part.is_empty()).collect();
    for part in path.split('/').filter(|part| !part.is_empty() && *part != ".") {
        match (part, parts.last()) {
            ("..", Some(last)) if *last != ".." => drop(parts.pop()),
            _ => parts.push(part),
        }
    }
    let root = if folder.starts_with('/') { "/" } else { "" };
    format!("{root}{}", parts.join("/"))
}

/// A template with values in the place of their names. What does more than that is not worked out.
fn filled<'d>(text: &str, values: &Value<'d>) -> Given<'d> {
    let more = || Err(Value::unknown("this template does more than put values in", ""));
    if text.contains("%{") || text.contains("$${") {
        return more();
    }
    let mut parts = text.split("${");
    let mut filled = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        let Some((name, rest)) = part.split_once('}') else { return more() };
        let name = name.trim();
        let is_name = !name.is_empty() && name.chars().all(|letter| letter.is_alphanumeric() || letter == '_');
        let known = values.members().filter(|_| is_name);
        let Some(known) = known else { return values.as_unknown().map_or_else(more, |_| Err(values.clone())) };
        let own = known.iter().find(|(own, _)| **own == *name).map(|(_, own)| own);
        filled += &*as_text(own.ok_or_else(|| failed(format!("the template is given no `{name}`")))?)?;
        filled += rest;
        if filled.len() > LONGEST {
            return Err(Value::unknown(super::evaluate::TOO_MUCH, ""));
        }
    }
    Ok(Value::text(filled))
}
