//! Which aliases lead to something that real resources hold.

use crate::alias::Aliases;
use crate::path::{Step, select, steps};
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

/// Aliases, as the fields of definitions name them, by the type and the way that they stand for.
pub struct Ways {
    unseen: BTreeMap<String, Vec<(Vec<Step>, String)>>,
}

impl Ways {
    /// Those of fields; an alias that means several types has a way in each.
    pub fn of(aliases: &Aliases, fields: &BTreeSet<String>) -> Self {
        let mut unseen = BTreeMap::<String, Vec<(Vec<Step>, String)>>::new();
        for field in fields {
            for type_name in aliases.types(field) {
                let way = aliases.way(field, &type_name).unwrap_or_default();
                let inside = aliases.inside.iter().find(|(of, _)| of.eq_ignore_ascii_case(&type_name));
                if let (Some((_, list)), Some((parent, _))) = (inside, type_name.rsplit_once('/')) {
                    let way = [steps(&format!("properties.{list}[*]")), way.clone()].concat();
                    unseen.entry(parent.to_lowercase()).or_default().push((way, field.clone()));
                }
                unseen.entry(type_name.to_lowercase()).or_default().push((way, field.clone()));
            }
        }
        Self { unseen }
    }

    /// Forgets what the resources of the files below a directory hold.
    pub fn see(&mut self, directory: &Path) {
        let files = walkdir::WalkDir::new(directory).into_iter().filter_map(Result::ok);
        let json = files.filter(|file| file.path().extension().is_some_and(|extension| extension == "json"));
        for file in json {
            let bytes = std::fs::read(file.path()).expect("a readable file");
            if let Ok(value) = serde_json::from_slice::<Value>(&bytes) {
                self.meet(&value, None);
            }
        }
    }

    fn meet(&mut self, value: &Value, parent: Option<&str>) {
        match value {
            Value::Array(items) => items.iter().for_each(|item| self.meet(item, parent)),
            Value::Object(members) => {
                let written = ["type", "ResourceType"].iter().find_map(|key| members.get(*key)?.as_str());
                let full = written.map(|name| match parent {
                    Some(parent) if !name.contains('.') => format!("{parent}/{name}"),
                    _ => name.to_owned(),
                });
                let full = full.filter(|name| name.contains('/'));
                if let Some(ways) = full.as_ref().and_then(|name| self.unseen.get_mut(&name.to_lowercase())) {
                    ways.retain(|(way, _)| !select(value, way).iter().any(Option::is_some));
                }
                let parent = full.as_deref().or(parent);
                members.values().for_each(|member| self.meet(member, parent));
            }
            _ => {}
        }
    }

    /// What nothing holds: the alias, with its type where it has several.
    pub fn unseen(&self) -> BTreeSet<String> {
        self.unseen.values().flatten().map(|(_, field)| field.clone()).collect()
    }
}
