//! A generated resource with what is around it.

use crate::path::{put, steps};
use serde_json::{Value, json};

/// The subscription that every case is in.
pub const SUBSCRIPTION: &str = "00000000-0000-0000-0000-000000000000";
/// The group that a case is in when nothing asks for another one.
pub const GROUP: &str = "case";

/// The moment of the evaluation.
pub fn now() -> String {
    "2026-11-27T12:00:00Z".to_owned()
}

/// A resource, its children and what else the definition looks at.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Case {
    pub resource: Value,
    pub children: Vec<Value>,
    pub inventory: Vec<Value>,
    /// The way to the list that holds the children, as the platform prints some.
    pub inside: Option<String>,
    /// Whether a value has a type that no such property has.
    pub is_odd: bool,
}

impl Case {
    /// Everything but the resource itself.
    pub fn others(&self) -> impl Iterator<Item = &Value> {
        self.children.iter().chain(&self.inventory)
    }

    /// The version that the resource is deployed by; where it does not say, the newest.
    pub fn api_version(&self) -> &str {
        self.resource["apiVersion"].as_str().unwrap_or("2099-01-01")
    }

    /// The resource group, where something is known of it.
    pub fn group(&self) -> Option<&Value> {
        let is_group =
            |other: &&Value| crate::evaluate::type_of(other).eq_ignore_ascii_case("Microsoft.Resources/resourceGroups");
        self.inventory.iter().find(is_group)
    }

    /// As a test case of a policy would be written.
    pub fn to_json(&self) -> Value {
        let mut written = json!({ "resource": self.resource });
        if let Some(property) = &self.inside {
            put(&mut written["resource"]["properties"], &steps(property), self.children.clone().into());
        } else if !self.children.is_empty() {
            written["children"] = self.children.clone().into();
        }
        if !self.inventory.is_empty() {
            written["inventory"] = self.inventory.clone().into();
        }
        written
    }
}
