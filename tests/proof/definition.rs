//! Policy definitions as they are published.

use crate::condition::Condition;
use crate::expression::Expression;
use serde_json::Value;
use std::collections::BTreeMap;
use std::path::Path;

/// A definition: what it flags, or what it wants to exist beside what it meets.
pub struct Definition {
    /// The name that initiatives and recommendations know it by.
    pub id: String,
    /// Defaults, by name in small letters.
    pub parameters: BTreeMap<String, Value>,
    pub rule: Condition,
    /// Of an effect that looks for another resource.
    pub related: Option<Related>,
}

/// The resource that has to exist.
pub struct Related {
    pub type_name: String,
    pub name: Option<Expression>,
    /// Another group to look in.
    pub group: Option<Expression>,
    pub condition: Option<Condition>,
}

/// Every definition below a directory by its id, or why it cannot be read.
pub fn all(directory: &Path) -> BTreeMap<String, Result<Definition, String>> {
    let files = walkdir::WalkDir::new(directory).sort_by_file_name().into_iter();
    let paths = files.map(|entry| entry.expect("a readable directory").into_path());
    let json = paths.filter(|path| path.extension().is_some_and(|extension| extension == "json"));
    json.map(|path| {
        let bytes = std::fs::read(&path).expect("a readable file");
        let definition: Value = serde_json::from_slice(&bytes).expect("JSON");
        let id = definition["name"].as_str().expect("a name").to_owned();
        (id.clone(), Definition::of(id, &definition["properties"]))
    })
    .collect()
}

impl Definition {
    /// Whether it reads what Defender found or what a guest reports, which no inventory decides.
    pub fn is_defenders_own(&self) -> bool {
        let own = ["Microsoft.Security/assessments", "Microsoft.GuestConfiguration/guestConfigurationAssignments"];
        self.related
            .as_ref()
            .is_some_and(|related| own.iter().any(|name| name.eq_ignore_ascii_case(&related.type_name)))
    }

    fn of(id: String, properties: &Value) -> Result<Self, String> {
        let parameters = properties["parameters"].as_object().into_iter().flatten();
        let parameters =
            parameters.map(|(name, parameter)| (name.to_lowercase(), parameter["defaultValue"].clone())).collect();
        let rule = &properties["policyRule"];
        let details = &rule["then"]["details"];
        let related = match details["type"].as_str() {
            Some(type_name) => Some(Related {
                type_name: type_name.to_owned(),
                name: details.get("name").map(Expression::of).transpose()?,
                group: details.get("resourceGroupName").map(Expression::of).transpose()?,
                condition: details.get("existenceCondition").map(Condition::of).transpose()?,
            }),
            None => None,
        };
        Ok(Self { id, parameters, rule: Condition::of(&rule["if"])?, related })
    }
}
