//! Which resource of the platform an instance is, and which instances others mean.

use super::Instance;
use super::attribute::Attributes;
use super::kind::{Kind, Name, Parent, Scope};
use super::path::{data_path, group_of, last, path, relative, type_of};
use super::{azapi, mapping};
use crate::template::{Data, Origin, Unknown, Value};
use rustc_hash::FxHashMap;
use std::cell::RefCell;
use std::rc::Rc;

/// A resource's identity.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Identity {
    /// The platform's id; where that is not known, one that is made of the file, the group, the types and the names.
    pub id: String,
    /// The whole type.
    pub type_name: String,
    /// The last segment of the name.
    pub name: String,
    /// The group's name.
    pub group: Option<String>,
}

/// What a value means that names a resource.
pub enum Target {
    /// This instance.
    One(usize),
    /// One of these, or some.
    Several(Vec<usize>),
    /// A resource that is none of them, by its id.
    Id(String),
    /// Any.
    Unknown,
}

/// The identities of all instances.
pub struct Names<'i, 'd> {
    /// What ids begin with that are made.
    file: &'i str,
    instances: &'i [Instance<'d>],
    is_whole: bool,
    by_address: FxHashMap<&'i str, usize>,
    by_block: FxHashMap<&'i str, Vec<usize>>,
    by_id: FxHashMap<String, usize>,
    by_name: FxHashMap<(&'static str, String), Vec<usize>>,
    known: RefCell<Vec<Option<Rc<Identity>>>>,
    taken: RefCell<FxHashMap<String, usize>>,
}

/// Parents around one another; more are a circle.
const DEEPEST: usize = 8;

impl<'i, 'd> Names<'i, 'd> {
    /// Of the instances of a file or a folder.
    pub fn of(file: &'i str, instances: &'i [Instance<'d>], is_whole: bool) -> Self {
        let mut names = Self {
            file,
            instances,
            is_whole,
            by_address: FxHashMap::default(),
            by_block: FxHashMap::default(),
            by_id: FxHashMap::default(),
            by_name: FxHashMap::default(),
            known: RefCell::new(vec![None; instances.len()]),
            taken: RefCell::new(FxHashMap::default()),
        };
        for (place, instance) in instances.iter().enumerate() {
            names.by_address.insert(&instance.address, place);
            let block = instance.address.strip_suffix(']').and_then(|start| Some(start.rsplit_once('[')?.0));
            names.by_block.entry(block.unwrap_or(&instance.address)).or_default().push(place);
            let id = instance.id.as_ref().and_then(Value::as_text).filter(|id| id.starts_with('/'));
            if let Some(id) = id {
                names.by_id.insert(id.to_lowercase(), place);
            }
            let Some(kind) = mapping::kind(&instance.kind) else { continue };
            if let (Some(type_name), Some(name)) = (&kind.type_name, names.name_of(place, kind)) {
                names.by_name.entry((type_name, name.to_lowercase())).or_default().push(place);
            }
        }
        names
    }

    fn attributes(&self, place: usize, kind: &'static Kind) -> Attributes<'i, 'd> {
        Attributes { instance: &self.instances[place], kind, is_whole: self.is_whole }
    }

    /// The name that is written, where it is known.
    fn name_of(&self, place: usize, kind: &'static Kind) -> Option<String> {
        let text = |attribute: &str| Some(self.attributes(place, kind).top(attribute)?.as_text()?.to_string());
        match kind.name.as_ref()? {
            Name::Attribute(attribute) => text(attribute),
            Name::Fixed { fixed } => Some(fixed.clone()),
            Name::Or { attr, r#else } => match self.attributes(place, kind).top(attr) {
                Some(value) => value.as_text().map(ToString::to_string),
                None => Some(r#else.clone()),
            },
        }
    }

    fn text(&self, place: usize, kind: &'static Kind, attribute: Option<&str>) -> Option<String> {
        Some(self.attributes(place, kind).top(attribute?)?.as_text()?.to_string())
    }

    /// The identity of an instance that makes a resource.
    pub fn identity(&self, place: usize) -> Option<Rc<Identity>> {
        self.identity_within(place, DEEPEST)
    }

    fn identity_within(&self, place: usize, depth: usize) -> Option<Rc<Identity>> {
        if let Some(known) = &self.known.borrow()[place] {
            return Some(known.clone());
        }
        if azapi::is_one(&self.instances[place]) {
            return self.of_azapi(place, depth).map(Rc::new);
        }
        let kind = mapping::kind(&self.instances[place].kind)?;
        let type_name = kind.type_name.clone()?;
        let group = self.text(place, kind, kind.group.as_deref());
        let name = self.name_of(place, kind);
        let identity = match self.given(place, &type_name) {
            Some(id) => Identity { name: last(&id), group: group_of(&id).or(group), id, type_name },
            None => {
                let name = name.unwrap_or_else(|| format!("{{{}}}", self.instances[place].address)).replace('/', "|");
                let (id, parent) = self.made(place, kind, &type_name, &name, depth);
                Identity { id: self.alone(id, place), name, group: group.or(parent), type_name }
            }
        };
        let identity = Rc::new(identity);
        self.known.borrow_mut()[place] = Some(identity.clone());
        Some(identity)
    }

    /// The identity that azapi writes: a type, a name, and the id of what it stands in.
    fn of_azapi(&self, place: usize, depth: usize) -> Option<Identity> {
        let type_name = azapi::type_of(&self.instances[place])?;
        if let Some(id) = self.given(place, &type_name) {
            return Some(Identity { name: last(&id), group: group_of(&id), id, type_name });
        }
        let own = self.of_parts_within(place, type_name, depth);
        Some(Identity { id: self.alone(own.id, place), ..own })
    }

    /// What azapi names by its parts, also where another instance is the same.
    pub fn of_parts(&self, place: usize, type_name: String) -> Identity {
        self.of_parts_within(place, type_name, DEEPEST)
    }

    fn of_parts_within(&self, place: usize, type_name: String, depth: usize) -> Identity {
        let instance = &self.instances[place];
        let name = instance.values.member("name").and_then(|name| name.as_text().cloned());
        let name = name.map_or_else(|| format!("{{{}}}", instance.address), |name| name.replace('/', "|"));
        let parent = instance.values.member("parent_id").map_or(Target::Unknown, |value| self.target(&value));
        let above = match parent {
            Target::One(other) if depth > 0 && other != place => match self.identity_within(other, depth - 1) {
                Some(own) => Some(own.id.clone()),
                None => self.instances[other].values.member("name").and_then(|name| {
                    let is_group = &*self.instances[other].kind == "azurerm_resource_group";
                    is_group.then(|| format!("{}#resourceGroups/{}", self.file, name.symbol()))
                }),
            },
            Target::Id(id) => Some(id),
            _ => None,
        };
        let Some(above) = above else {
            let id = format!("{}#{}", self.file, path(&type_name, &name));
            return Identity { id, name, group: None, type_name };
        };
        let parent_type = type_of(&above).unwrap_or_default();
        let is_below = |start: &str| start.eq_ignore_ascii_case(&parent_type) && !start.is_empty();
        let below = type_name.split_at_checked(parent_type.len()).filter(|(start, _)| is_below(start));
        let own = match below.and_then(|(_, kinds)| kinds.strip_prefix('/')) {
            Some(kinds) => format!("{above}/{}", relative(kinds, &name)),
            None => format!("{above}/providers/{}", path(&type_name, &name)),
        };
        Identity { group: group_of(&above), id: own, name, type_name }
    }

    /// The id that the platform gave, where it is one of the type.
    fn given(&self, place: usize, type_name: &str) -> Option<String> {
        let id = self.instances[place].id.as_ref()?.as_text()?;
        type_of(id).is_some_and(|own| own.eq_ignore_ascii_case(type_name)).then(|| id.to_string())
    }

    /// Ids of two instances are never one.
    fn alone(&self, id: String, place: usize) -> String {
        let mut taken = self.taken.borrow_mut();
        match *taken.entry(id.to_lowercase()).or_insert(place) == place {
            true => id,
            false => format!("{id}@{{{}}}", self.instances[place].address.replace('/', "|")),
        }
    }

    /// An id for want of the platform's, and the group of what it stands in.
    fn made(
        &self,
        place: usize,
        kind: &'static Kind,
        type_name: &str,
        name: &str,
        depth: usize,
    ) -> (String, Option<String>) {
        let group = self.text(place, kind, kind.group.as_deref());
        let alone = |group: Option<&str>| match group {
            Some(group) => format!("{}#resourceGroups/{group}/providers/{}", self.file, path(type_name, name)),
            None => format!("{}#{}", self.file, path(type_name, name)),
        };
        let Some(parent) = kind.parent.as_ref().filter(|_| depth > 0) else { return (alone(group.as_deref()), None) };
        let Some((id, own_group)) = self.parent_id(place, kind, parent, depth) else {
            return (alone(group.as_deref()), None);
        };
        let id = match parent.via.as_deref() {
            Some(via) => format!("{id}/{via}"),
            None => id,
        };
        let parent_type = type_of(&id).unwrap_or_default();
        let is_below = |start: &str| start.eq_ignore_ascii_case(&parent_type) && !start.is_empty();
        let below = type_name.split_at_checked(parent_type.len()).filter(|(start, _)| is_below(start));
        match below.and_then(|(_, kinds)| kinds.strip_prefix('/')) {
            Some(kinds) => (format!("{id}/{}", relative(kinds, name)), own_group),
            _ => (format!("{id}/providers/{}", data_path(type_name, name, &id)), own_group),
        }
    }

    /// The id of what an instance stands in, and its group.
    fn parent_id(
        &self,
        place: usize,
        kind: &'static Kind,
        parent: &Parent,
        depth: usize,
    ) -> Option<(String, Option<String>)> {
        if matches!(&parent.scope, Some(Scope::Named(_))) {
            return Some((format!("{}#Microsoft.Resources/subscriptions/{{subscription}}", self.file), None));
        }
        let (value, by) = self.parent_value(place, kind, parent)?;
        let of = |place: usize| {
            let own = self.identity_within(place, depth - 1)?;
            Some((own.id.clone(), own.group.clone()))
        };
        let cut = |id: String| match &parent.cut {
            Some(cut) if id.to_lowercase().ends_with(&cut.to_lowercase()) => id[..id.len() - cut.len()].to_owned(),
            _ => id,
        };
        match self.target_of(place, kind, &value, by, parent) {
            Target::One(other) => of(other).map(|(id, group)| (cut(id), group)),
            Target::Id(id) => Some((cut(id.clone()), group_of(&id))),
            Target::Several(_) | Target::Unknown => None,
        }
    }

    /// What names the parent, in the older manner where the newer one is not used.
    fn parent_value<'k>(
        &self,
        place: usize,
        kind: &'static Kind,
        parent: &'k Parent,
    ) -> Option<(Value<'d>, &'k Parent)> {
        let attributes = self.attributes(place, kind);
        let of = |parent: &Parent| attributes.top(parent.by.as_deref()?);
        let older = || parent.formerly.as_deref().and_then(|older| Some((of(older)?, older)));
        of(parent).map(|value| (value, parent)).or_else(older)
    }

    /// What the parent of an instance is.
    pub fn parent(&self, place: usize) -> Option<Target> {
        let kind = mapping::kind(&self.instances[place].kind)?;
        let parent = kind.parent.as_ref()?;
        let (value, by) = self.parent_value(place, kind, parent)?;
        Some(self.target_of(place, kind, &value, by, parent))
    }

    fn target_of(&self, place: usize, kind: &'static Kind, value: &Value<'d>, by: &Parent, parent: &Parent) -> Target {
        let Some(text) = value.as_text().filter(|text| !text.starts_with('/')) else { return self.target(value) };
        let Some(type_name) = by.type_name.as_deref().or(parent.type_name.as_deref()) else { return Target::Unknown };
        let group = self.text(place, kind, by.group.as_deref());
        let above = self.text(place, kind, parent.grandparent.as_deref());
        let is_it = |other: &&usize| {
            let Some(own) = mapping::kind(&self.instances[**other].kind) else { return false };
            let own_group = self.text(**other, own, own.group.as_deref());
            let own_above =
                own.parent.as_ref().and_then(|above| Some(self.parent_value(**other, own, above)?.0.symbol()));
            let is_above = above
                .as_ref()
                .zip(own_above)
                .is_none_or(|(name, own)| own == *name || last(&own) == *name || own.contains('.'));
            is_above && group.as_ref().zip(own_group).is_none_or(|(name, own)| name.eq_ignore_ascii_case(&own))
        };
        let key = (static_type(type_name), text.to_lowercase());
        let found: Vec<usize> =
            self.by_name.get(&key).map_or(&[][..], Vec::as_slice).iter().filter(is_it).copied().collect();
        match (found.as_slice(), &group) {
            ([one], _) => Target::One(*one),
            ([], group) => {
                let names: Vec<String> = above.into_iter().chain([text.to_string()]).collect();
                let own = path(type_name, &names.join("/"));
                Target::Id(match group {
                    Some(group) => format!("{}#resourceGroups/{group}/providers/{own}", self.file),
                    None => format!("{}#{own}", self.file),
                })
            }
            (several, _) => match several.iter().find(|other| self.is_named_by(**other, value)) {
                Some(one) => Target::One(*one),
                None => Target::Several(found),
            },
        }
    }

    /// Whether a value is the very name of an instance, and not only equal to it.
    fn is_named_by(&self, place: usize, value: &Value<'d>) -> bool {
        let Some(kind) = mapping::kind(&self.instances[place].kind) else { return false };
        let Some(Name::Attribute(attribute)) = &kind.name else { return false };
        let own = self.attributes(place, kind).top(attribute);
        match (&value.origin, own.map(|own| own.origin)) {
            (Origin::Written(one), Some(Origin::Written(other))) => {
                std::ptr::eq(one.document(), other.document()) && one.id() == other.id()
            }
            _ => false,
        }
    }

    /// What a value means that holds an id.
    pub fn target(&self, value: &Value<'d>) -> Target {
        match &value.data {
            Data::Unknown(unknown) => self.by_symbol(unknown),
            Data::Text(text) if text.starts_with('/') => {
                self.by_id.get(&text.to_lowercase()).map_or_else(|| self.by_full_id(text), |place| Target::One(*place))
            }
            _ => Target::Unknown,
        }
    }

    /// The id of a subscription's resource may be that of one whose subscription is not known here.
    fn by_full_id(&self, id: &str) -> Target {
        let namesakes = || {
            let (_, rest) = id.rsplit_once("/providers/")?;
            let mut steps = rest.split('/');
            let provider = steps.next()?;
            let steps: Vec<&str> = steps.collect();
            let kinds: Vec<&str> = steps.iter().step_by(2).copied().collect();
            let type_name = format!("{provider}/{}", kinds.join("/"));
            let name = steps.last()?.to_lowercase();
            let is_it = |(kind, own): &(&str, String)| kind.eq_ignore_ascii_case(&type_name) && *own == name;
            let places = self.by_name.iter().filter(|(key, _)| is_it(key)).flat_map(|(_, places)| places);
            Some(places.copied().collect::<Vec<usize>>())
        };
        match namesakes().filter(|places| !self.is_whole && !places.is_empty()) {
            Some(places) => Target::Several(places),
            None => Target::Id(id.to_owned()),
        }
    }

    fn by_symbol(&self, unknown: &Unknown) -> Target {
        let Some(address) = unknown.symbol.strip_suffix(".id").or_else(|| unknown.symbol.strip_suffix(".name")) else {
            return Target::Unknown;
        };
        if let Some(place) = self.by_address.get(address) {
            return Target::One(*place);
        }
        match self.by_block.get(address).map(Vec::as_slice) {
            Some([one]) => Target::One(*one),
            Some(several) => Target::Several(several.to_vec()),
            None => Target::Unknown,
        }
    }

    /// A value with the ids of instances in place of what stands for them.
    pub fn linked(&self, value: Value<'d>) -> Value<'d> {
        let data = match &value.data {
            Data::Unknown(unknown) if unknown.symbol.ends_with(".id") => match self.by_symbol(unknown) {
                Target::One(place) => {
                    // What is not mapped has an id all the same, and none is equal to it.
                    let id = self.identity(place).map_or_else(
                        || format!("{}#{}", self.file, self.instances[place].address),
                        |own| own.id.clone(),
                    );
                    Some(id_data(&id))
                }
                _ => None,
            },
            Data::List(items) => Some(Data::List(items.iter().map(|item| self.linked(item.clone())).collect())),
            Data::Object(members) => {
                Some(Data::Object(members.iter().map(|(key, own)| (key.clone(), self.linked(own.clone()))).collect()))
            }
            _ => None,
        };
        data.map_or(value.clone(), |data| Value { data, ..value })
    }
}

fn id_data<'d>(id: &str) -> Data<'d> {
    if id.starts_with('/') { Data::Text(id.into()) } else { Data::LocalId(id.into()) }
}

/// The mapping's own copy of a type's name.
fn static_type(name: &str) -> &'static str {
    let same = |kind: &'static Kind| kind.type_name.as_deref().filter(|own| own.eq_ignore_ascii_case(name));
    mapping::kinds().find_map(|(_, kind)| same(kind)).unwrap_or_default()
}
