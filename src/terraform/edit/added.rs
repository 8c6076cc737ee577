//! A resource that is not there yet, as a block of its own beside the one that it belongs to.

use super::super::kind::{Kind, Name};
use super::super::mapping;
use super::builder::{built, path_text};
use super::site::block;
use super::{Change, Origins, Part, Wish};
use serde_json::{Map, Value as Json};

impl Origins {
    /// The block that declares a child of a resource with these values.
    ///
    /// # Errors
    ///
    /// With the reason why it must be written by hand; without one where azurerm has no such resource.
    pub fn declared(
        &self,
        row: usize,
        (type_name, name): (&str, &str),
        values: &[(Vec<Part>, Json)],
    ) -> Result<Change<'_>, Option<String>> {
        let parent = self.rows.get(row).ok_or(None)?;
        let own = &self.instances[parent.instance];
        let holder = mapping::kind(&own.kind).ok_or(None)?;
        let majors = self.majors(parent.instance, holder);
        let (kind_name, kind) = declares(type_name, &parent.type_name, &majors).ok_or(None)?;
        if own.address.ends_with(']') {
            let told = format!("`count` or `for_each` makes `{}`: declare its `{kind_name}` by hand", own.address);
            return Err(Some(told));
        }
        let address: Vec<&str> = own.address.rsplitn(3, '.').collect();
        let (label, holder_name) = (address[0], format!("{}.{}", own.kind, address[0]));
        let mut members = head(kind, holder, &holder_name, name).map_err(Some)?;
        for (path, value) in values.iter().filter(|(path, _)| !kind.is_implied(&path_text(path))) {
            members.extend(built(kind, &majors, "", path, value).map_err(Some)?);
        }
        let lacks = kind.properties.iter().find(|(path, own)| {
            let is_required = own.required.as_ref().is_some_and(|own| majors.iter().any(|major| own.has(*major)));
            is_required && !path.contains('.') && !members.contains_key(*path)
        });
        if let Some((path, _)) = lacks {
            return Err(Some(format!("`{kind_name}` requires `{path}`, and its value is not known")));
        }
        let wanted = match kind.name {
            Some(Name::Attribute(_)) => format!("{label}_{}", identifier(name)),
            _ => label.to_owned(),
        };
        let document = &self.documents[own.body.0];
        let root = document.root().item(0).ok_or(None)?;
        let key = |label: &str| format!("resource {kind_name} {label}");
        let is_free = |label: &String| {
            let has = |own: &std::sync::Arc<crate::source::Document>| {
                own.root().item(0).is_some_and(|root| root.get_exact(&key(label)).is_some())
            };
            !self.documents.iter().any(has)
        };
        let labels = (2..).map(|number| format!("{wanted}_{number}"));
        let label = std::iter::once(wanted.clone()).chain(labels).find(is_free).ok_or(None)?;
        Ok(Change::of(root, vec![block(&key(&label))], Wish::Set(members.into())))
    }
}

/// The type of azurerm's resources that makes a type below another, of which all that it requires is mapped.
fn declares(type_name: &str, parent: &str, majors: &[u32]) -> Option<(&'static str, &'static Kind)> {
    let is = |own: &Option<String>, wanted: &str| own.as_ref().is_some_and(|own| own.eq_ignore_ascii_case(wanted));
    mapping::kinds().find(|(_, kind)| {
        let is_below = kind.parent.as_ref().is_some_and(|own| {
            is(&own.type_name, parent) && own.formerly.is_none() && own.by.is_some() && own.via.is_none()
        });
        let is_it = is(&kind.type_name, type_name) || is(&kind.also, type_name);
        kind.is_addable && is_it && is_below && majors.iter().all(|major| kind.provider.contains(major))
    })
}

/// What names the new resource, and what it belongs to.
fn head(kind: &Kind, holder: &Kind, address: &str, name: &str) -> Result<Map<String, Json>, String> {
    let mut members = Map::new();
    let is_fixed = |fixed: &str| fixed.eq_ignore_ascii_case(name);
    match &kind.name {
        Some(Name::Attribute(attribute)) => drop(members.insert(attribute.clone(), name.into())),
        Some(Name::Fixed { fixed }) if is_fixed(fixed) => {}
        Some(Name::Or { r#else, .. }) if is_fixed(r#else) => {}
        Some(Name::Or { attr, .. }) => drop(members.insert(attr.clone(), name.into())),
        _ => return Err(format!("azurerm gives it another name than `{name}`")),
    }
    let refers = |attribute: &str| Json::from(format!("[{address}.{attribute}]"));
    if let Some(group) = &kind.group {
        let own = holder.group.as_ref().ok_or("which group it stands in is not told")?;
        members.insert(group.clone(), refers(own));
    }
    let Some(parent) = &kind.parent else { return Ok(members) };
    let by = parent.by.clone().unwrap_or_default();
    // With a group it is the name that is written, else the id.
    let attribute = match (&parent.group, &holder.name) {
        (Some(_), Some(Name::Attribute(own))) => own.as_str(),
        _ => "id",
    };
    members.insert(by, refers(attribute));
    Ok(members)
}

/// A name as Terraform takes it.
fn identifier(name: &str) -> String {
    name.chars().map(|letter| if letter.is_ascii_alphanumeric() { letter } else { '_' }).collect()
}
