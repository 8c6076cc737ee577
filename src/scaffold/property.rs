//! A setting of a resource: the way to it in scripts, in fixes and in test cases.

use super::Refusal;
use super::yaml::quoted;
use crate::check::is_name;
use crate::policy::{ElementPath, Step};
use serde_json::{Map, Value};

/// What stands at the top of a resource and may be asked for.
const TOP: [&str; 10] =
    ["properties", "tags", "sku", "kind", "location", "identity", "zones", "plan", "extendedLocation", "managedBy"];

/// What every resource has.
const IDENTITY: [&str; 3] = ["id", "name", "type"];

/// A setting: the names that lead to it, never none.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Property(Vec<String>);

impl Property {
    /// Reads a path such as `properties.minimumTlsVersion` or `tags["cost.center"]`.
    ///
    /// # Errors
    /// What is no path of names, and what does not begin where resources begin.
    pub fn parse(text: &str) -> Result<Self, Refusal> {
        let bare = text.strip_prefix("resource.").unwrap_or(text);
        let path = ElementPath::parse(bare).map_err(|wrong| {
            Refusal::new(format!("the property `{text}` {wrong}"), "write it like `properties.minimumTlsVersion`")
        })?;
        let names = path.0.into_iter().map(|step| match step {
            Step::Member(name) => Ok(name),
            Step::Element { .. } | Step::Index(_) => Err(Refusal::new(
                format!("the property `{text}` leads through a list"),
                "name the list itself, and ask of its elements in the check: `resource.properties.list.all(|item| …)`",
            )),
        });
        let names = names.collect::<Result<Vec<String>, Refusal>>()?;
        match TOP.iter().find(|top| names[0].eq_ignore_ascii_case(top)) {
            Some(_)
                if names.len() == 1 && ["properties", "tags"].iter().any(|all| names[0].eq_ignore_ascii_case(all)) =>
            {
                Err(Refusal::new(
                    format!("`{text}` is no single setting"),
                    format!("name one in it, such as `{text}.name`"),
                ))
            }
            Some(_) => Ok(Self(names)),
            None if IDENTITY.iter().any(|own| names[0].eq_ignore_ascii_case(own)) => Err(Refusal::new(
                format!("`{}` is no setting of a resource, since it has to be there", names[0]),
                format!(
                    "begin with any property, then write a check that asks of it, such as `matches(resource.{}, \"^st\")`",
                    names[0]
                ),
            )),
            None => Err(Refusal::new(
                format!("resources have no `{}` at their top", names[0]),
                format!("did you mean `properties.{bare}`? At the top stand {}", TOP.join(", ")),
            )),
        }
    }

    /// How a script reads it.
    pub(super) fn script(&self) -> String {
        let step = |name: &String| match is_name(name) {
            true => format!(".{name}"),
            false => format!("[{}]", quoted(name)),
        };
        format!("resource{}", self.0.iter().map(step).collect::<String>())
    }

    /// How a fix names it.
    pub fn path(&self) -> String {
        ElementPath(self.0.iter().cloned().map(Step::Member).collect()).to_string()
    }

    /// The last of its names.
    pub(super) fn name(&self) -> &str {
        self.0.last().map_or("", String::as_str)
    }

    /// Its value in a resource; absent where there is none or `null`. Names match without case.
    pub(super) fn get<'r>(&self, resource: &'r Value) -> Option<&'r Value> {
        let found = self.0.iter().try_fold(resource, |value, name| value.get(key_of(value.as_object()?, name)?));
        found.filter(|value| !value.is_null())
    }

    /// The resource with another value, or without one. Objects on the way are made.
    ///
    /// # Errors
    /// Where something else than an object stands on the way.
    pub(super) fn with(&self, resource: &Value, value: Option<&Value>) -> Result<Value, Refusal> {
        let mut resource = resource.clone();
        let (last, above) = self.0.split_last().map_or(("", &[][..]), |(last, above)| (last.as_str(), above));
        let mut here = &mut resource;
        for name in above {
            let Some(members) = here.as_object_mut() else { return Err(self.blocked()) };
            let key = key_of(members, name).unwrap_or(name).to_owned();
            if value.is_none() && members.get(&key).is_none_or(Value::is_null) {
                return Ok(resource);
            }
            here = members.entry(key).or_insert(Value::Null);
            if here.is_null() {
                *here = Value::Object(Map::new());
            }
        }
        let Some(members) = here.as_object_mut() else { return Err(self.blocked()) };
        let key = key_of(members, last).unwrap_or(last).to_owned();
        match value {
            Some(value) => drop(members.insert(key, value.clone())),
            None => drop(members.shift_remove(&key)),
        }
        Ok(resource)
    }

    fn blocked(&self) -> Refusal {
        let message =
            format!("{} cannot be set in this resource: something else than an object is on the way", self.path());
        Refusal::new(message, "Name another resource, or another property")
    }
}

/// A member's own spelling of a name.
fn key_of<'m>(members: &'m Map<String, Value>, name: &str) -> Option<&'m str> {
    let exact = members.get_key_value(name).map(|(key, _)| key.as_str());
    exact.or_else(|| members.keys().map(String::as_str).find(|key| key.eq_ignore_ascii_case(name)))
}
