//! Which properties of a resource its mapping speaks of. What none of its attributes becomes is not known: azurerm may set it
//! all the same, by an attribute that is not mapped.

use super::draft::{Step, steps};
use super::kind::{Attribute, Change, Kind};
use super::mapping::kinds;
use std::collections::{BTreeMap, HashMap};
use std::sync::LazyLock;

/// What is spoken of from some place on.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Mapped {
    /// All below it is, as it is handed over in one piece.
    is_whole: bool,
    members: BTreeMap<Box<str>, Mapped>,
    each: Option<Box<Mapped>>,
    replaces: Replaces,
}

/// Whether another value makes azurerm make the resource anew.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub enum Replaces {
    /// In no major of the provider.
    #[default]
    Never,
    /// In some of them.
    Sometimes,
    /// In all.
    Always,
}

/// By the type of azurerm and, in lower case, by the type of the row.
static MAPPED: LazyLock<HashMap<(&'static str, String), Mapped>> = LazyLock::new(all);

/// What is said of a row of this type of the platform by an instance of this type of azurerm; `None` where that is no mapping's.
pub fn mapped(kind: &str, type_name: &str) -> Option<&'static Mapped> {
    let (kind, _) = kinds().find(|(name, _)| *name == kind)?;
    MAPPED.get(&(kind, type_name.to_ascii_lowercase()))
}

impl Mapped {
    /// What is said of a member.
    pub fn member(&self, name: &str) -> Option<&Self> {
        match self.is_whole {
            true => Some(self),
            false => self.members.get(name.to_ascii_lowercase().as_str()),
        }
    }

    /// What is said of each element.
    pub fn element(&self) -> Option<&Self> {
        if self.is_whole { Some(self) } else { self.each.as_deref() }
    }

    /// The members that are spoken of, in lower case.
    pub fn members(&self) -> impl Iterator<Item = (&str, &Self)> {
        self.members.iter().map(|(name, own)| (&**name, own))
    }

    /// Whether another value of it makes the resource anew.
    pub fn replaces(&self) -> Replaces {
        self.replaces
    }

    /// What every row has, whatever its mapping says.
    fn of_row() -> Self {
        let mut own = Self::default();
        for name in
            ["id", "name", "type", "resourceGroup", "subscription", "subscriptionId", "location", "tags", "apiVersion"]
        {
            own.at(&steps(name)).is_whole = true;
        }
        own.whole("properties.provisioningState");
        ["name", "resourceGroup", "location"].iter().for_each(|name| own.at(&steps(name)).replaces = Replaces::Always);
        own
    }

    /// The place of a path, which is said from now on.
    fn at(&mut self, path: &[Step]) -> &mut Self {
        path.iter().fold(self, |at, step| match step {
            Step::Member(name) => at.members.entry(name.to_ascii_lowercase().into()).or_default(),
            Step::Each => at.each.get_or_insert_default(),
        })
    }

    fn whole(&mut self, path: &str) {
        self.at(&steps(path)).is_whole = true;
    }

    /// What an attribute becomes. A block is a place where others put their values, any other attribute the whole value.
    fn attribute(&mut self, attribute: &Attribute) {
        for path in attribute.to.iter().chain(&attribute.also_to).chain(&attribute.alternatively) {
            let at = self.at(&steps(path));
            at.is_whole |= attribute.block.is_none();
            at.replaces = at.replaces.max(match attribute.change {
                Some(Change::Always(_)) => Replaces::Always,
                Some(Change::In { .. }) => Replaces::Sometimes,
                None => Replaces::Never,
            });
        }
        attribute.alias.iter().chain(attribute.sets.keys()).for_each(|path| self.whole(path));
        if let Some(serde_json::Value::Object(others)) = &attribute.r#else {
            others.keys().for_each(|path| self.whole(path));
        }
    }

    /// What a type says of its own resource, or of the one that it writes into.
    fn kind(&mut self, kind: &Kind) {
        kind.fixed.keys().chain(&kind.unsaid).chain(&kind.unsent).for_each(|path| self.whole(path));
        if kind.kind.is_some() {
            self.whole("kind");
        }
        kind.properties.values().filter(|own| own.child.is_none()).for_each(|own| self.attribute(own));
    }

    /// What stands at a place of this one stands at a place of that one too.
    fn graft(&mut self, other: &Self) {
        self.is_whole |= other.is_whole;
        self.replaces = self.replaces.max(other.replaces);
        for (name, own) in &other.members {
            self.members.entry(name.clone()).or_default().graft(own);
        }
        if let Some(each) = &other.each {
            self.each.get_or_insert_default().graft(each);
        }
    }

    fn find(&self, path: &[Step]) -> Option<&Self> {
        path.iter().try_fold(self, |at, step| match step {
            Step::Member(name) => at.member(name),
            Step::Each => at.element(),
        })
    }
}

fn all() -> HashMap<(&'static str, String), Mapped> {
    let mut all = HashMap::new();
    for (name, kind) in kinds() {
        let Some(type_name) = &kind.type_name else { continue };
        let own = of_resource(kind, type_name);
        for (child, said) in children(kind, type_name, &own) {
            all.insert((name, child.to_ascii_lowercase()), said);
        }
        if let Some(also) = &kind.also {
            let mut beside = Mapped::default();
            beside.graft(&own);
            all.insert((name, also.to_ascii_lowercase()), beside);
        }
        all.insert((name, type_name.to_ascii_lowercase()), own);
    }
    all
}

/// What an instance and others that write into its resource say of it.
fn of_resource(kind: &Kind, type_name: &str) -> Mapped {
    let mut own = Mapped::of_row();
    own.kind(kind);
    for (_, other) in kinds() {
        if other.into.as_ref().is_some_and(|into| into.type_name.eq_ignore_ascii_case(type_name)) {
            own.kind(other);
        }
        // It tells by an attribute which of all types it is about.
        other.backlink.iter().filter_map(|link| link.adds.as_ref()).for_each(|list| own.whole(list));
        for (target, list) in other.properties.values().filter_map(|own| own.backlink.as_deref()?.split_once(' ')) {
            if target.eq_ignore_ascii_case(type_name) {
                own.whole(list);
            }
        }
        let Some(parent) = &other.parent else { continue };
        let is_mine = parent.type_name.as_ref().is_some_and(|name| name.eq_ignore_ascii_case(type_name));
        if let Some(list) = parent.appends_to.as_ref().filter(|_| is_mine) {
            element(&mut own, list, other);
        }
    }
    own
}

/// A child as an element of its parent's list: see `Mapper::element`.
fn element(parent: &mut Mapped, list: &str, child: &Kind) {
    let mut own = Mapped::of_row();
    own.kind(child);
    let at = parent.at(&steps(list));
    match list.contains("agentPoolProfiles") {
        true => {
            at.members.entry("name".into()).or_default().is_whole = true;
            own.find(&steps("properties")).into_iter().for_each(|own| at.graft(own));
        }
        false => at.graft(&own),
    }
}

/// What is said of the children that an instance makes beside its resource.
fn children(kind: &Kind, type_name: &str, own: &Mapped) -> BTreeMap<String, Mapped> {
    let mut children: BTreeMap<String, Mapped> = BTreeMap::new();
    let mut of = |name: &str, say: &dyn Fn(&mut Mapped)| {
        say(children.entry(name.to_owned()).or_insert_with(Mapped::of_row));
    };
    let writers = kinds()
        .map(|(_, other)| other)
        .filter(|other| other.into.as_ref().is_some_and(|into| into.type_name.eq_ignore_ascii_case(type_name)));
    for attribute in std::iter::once(kind).chain(writers).flat_map(|kind| kind.properties.values()) {
        if let Some(child) = &attribute.child {
            of(&child.type_name, &|said| said.attribute(attribute));
        }
    }
    for attribute in kind.properties.values() {
        let mirror = attribute.mirror.as_ref().and_then(|mirror| mirror.rsplit_once('/'));
        let part = attribute.to.as_ref().and_then(|to| own.find(&steps(to)));
        if let (Some((name, _)), Some(part)) = (mirror, part) {
            of(name, &|said| said.at(&steps("properties")).graft(part));
        }
    }
    for child in kind.children.values() {
        of(&child.type_name, &|said| child.properties.values().for_each(|path| said.whole(path)));
    }
    children
}
