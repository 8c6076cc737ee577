//! JSON with comments, which leaves no choice but blanks.

use super::super::gaps;
use super::Syntax;
use crate::source::Style as Quote;
use serde_json::Value;

#[derive(Debug)]
pub(super) struct Json;

impl Syntax for Json {
    fn is_rigid(&self) -> bool {
        true
    }

    fn comment(&self, text: &str, at: usize) -> Option<usize> {
        let rest = text.get(at..)?;
        if rest.starts_with("//") {
            return Some(gaps::comment_end(text, at));
        }
        rest.strip_prefix("/*").map(|rest| rest.find("*/").map_or(text.len(), |end| at + 2 + end + 2))
    }

    fn scalar(&self, value: &Value, _: Quote, _: bool) -> String {
        value.to_string()
    }

    fn key(&self, key: &str, _: Quote, _: bool) -> String {
        Value::from(key).to_string()
    }

    fn between(&self, _: &str, before: &str, after: &str) -> String {
        format!("{before}:{after}")
    }
}
