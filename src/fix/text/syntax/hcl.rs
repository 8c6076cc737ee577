//! HCL, which is read and not changed: every value is refused.

use super::{Syntax, json};
use crate::source::Style as Quote;
use serde_json::Value;

#[derive(Debug)]
pub(super) struct Hcl;

impl Syntax for Hcl {
    fn is_rigid(&self) -> bool {
        true
    }

    fn comment(&self, text: &str, at: usize) -> Option<usize> {
        json::Json.comment(text, at)
    }

    fn scalar(&self, value: &Value, quote: Quote, flow: bool) -> String {
        json::Json.scalar(value, quote, flow)
    }

    fn key(&self, key: &str, quote: Quote, flow: bool) -> String {
        json::Json.key(key, quote, flow)
    }

    fn between(&self, key: &str, before: &str, after: &str) -> String {
        json::Json.between(key, before, after)
    }

    fn refusal(&self, _value: &Value) -> Option<&'static str> {
        Some("edits of HCL are not made yet")
    }
}
