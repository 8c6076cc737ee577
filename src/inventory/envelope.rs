//! A resource's envelope: the few fields around its properties that say which resource it is.

use super::Resource;
use super::id;
use super::marks;
use super::spelling::Spelling;
use super::text::{is_one_of, last_segment, strip_prefix};
use crate::source::{Kind, Node, Scalar, normal_id, unbraced};
use std::borrow::Cow;
use std::sync::Arc;

/// The envelope's fields by place in [`NAMES`].
#[derive(Clone, Copy)]
pub(super) enum Key {
    Id,
    ResourceId,
    RoleAssignmentId,
    Name,
    ResourceName,
    Type,
    ResourceType,
    ExtensionResourceType,
    ResourceGroup,
    ResourceGroupName,
    SubscriptionId,
    Scope,
    Resources,
    Properties,
}

const NAMES: [&str; 14] = [
    "id",
    "resourceId",
    "roleAssignmentId",
    "name",
    "resourceName",
    "type",
    "resourceType",
    "extensionResourceType",
    "resourceGroup",
    "resourceGroupName",
    "subscriptionId",
    "scope",
    "resources",
    "properties",
];

/// Bytes. Azure's own limits are below it; made ids repeat their parents', and hostile ones must not fill the memory.
const MAX_ID: usize = 4096;

impl Spelling {
    /// Fields that tell the id, the deciding ones first.
    fn id(self) -> &'static [Key] {
        match self {
            Self::Azure => &[Key::Id, Key::ResourceId],
            Self::PowerShell => &[Key::ResourceId, Key::Id, Key::RoleAssignmentId],
        }
    }

    /// Fields that tell the type. An extension's `ResourceType` is that of what it extends.
    fn type_name(self) -> &'static [Key] {
        match self {
            Self::Azure => &[Key::Type, Key::ResourceType],
            Self::PowerShell => &[Key::ExtensionResourceType, Key::ResourceType, Key::Type],
        }
    }
}

/// Fields that tell the name.
const NAME: [Key; 2] = [Key::Name, Key::ResourceName];

/// The fields that a resource has, found in one pass.
pub(super) struct Envelope<'d> {
    fields: [Option<Node<'d>>; NAMES.len()],
    /// Whether one of the others is a mark of the platform.
    has_mark: bool,
    /// Whether a field stands in two spellings that say different things.
    pub(super) is_twofold: bool,
}

/// What is said of a resource, and may be incomplete.
pub(super) struct Given<'d> {
    pub(super) id: Option<Cow<'d, str>>,
    pub(super) name: Option<Cow<'d, str>>,
    pub(super) type_name: Option<Cow<'d, str>>,
    pub(super) group: Option<Cow<'d, str>>,
    pub(super) subscription: Option<Cow<'d, str>>,
}

/// Which resource it is.
pub(super) struct Identity<'d> {
    pub(super) id: Cow<'d, str>,
    pub(super) name: Cow<'d, str>,
    pub(super) type_name: Cow<'d, str>,
    pub(super) group: Option<Cow<'d, str>>,
    pub(super) subscription: Option<Cow<'d, str>>,
}

impl<'d> Envelope<'d> {
    /// The envelope of an object; an empty one for other nodes. Of two spellings of one field that counts which
    /// [`Node::get`] gives.
    pub(super) fn of(node: Node<'d>) -> Self {
        let mut envelope = Self { fields: [None; NAMES.len()], has_mark: false, is_twofold: false };
        for (name, node) in node.members() {
            let place = NAMES.iter().position(|known| known.eq_ignore_ascii_case(&name));
            let other = place.and_then(|place| envelope.fields[place]);
            envelope.is_twofold = envelope.is_twofold || other.is_some_and(|other| other.raw() != node.raw());
            match place {
                Some(place) if envelope.fields[place].is_none() || NAMES[place] == name => {
                    envelope.fields[place] = Some(node);
                }
                Some(_) => {}
                None => envelope.has_mark = envelope.has_mark || marks::is_field(&name),
            }
        }
        envelope
    }

    /// Whether the platform wrote the fields of a row, as far as they tell.
    pub(super) fn is_marked(&self) -> bool {
        let has = |key| self.get(key).is_some();
        self.has_mark
            || has(Key::SubscriptionId)
                && marks::are_around(self.text(&[Key::Type]).as_deref(), has(Key::ResourceGroup))
    }

    /// Whether a field of this name belongs to an envelope.
    pub(super) fn has(name: &str) -> bool {
        is_one_of(&NAMES, name)
    }

    /// A field's node.
    pub(super) fn get(&self, key: Key) -> Option<Node<'d>> {
        self.fields[key as usize]
    }

    /// The first of these fields that holds text, without blanks around it.
    pub(super) fn text(&self, keys: &[Key]) -> Option<Cow<'d, str>> {
        keys.iter().filter_map(|&key| self.get(key)?.text()).map(trimmed).find(|text| !text.is_empty())
    }

    /// The same, where YAML may take a name for a number or a boolean: it is what is written.
    fn written(&self, keys: &[Key]) -> Option<Cow<'d, str>> {
        let scalar = |&key: &Key| self.get(key).filter(|node| matches!(node.kind(), Kind::Number | Kind::Bool));
        self.text(keys).or_else(|| keys.iter().find_map(scalar).map(|node| Cow::Borrowed(node.raw())))
    }

    /// Whether a resource is described, however incompletely.
    pub(super) fn is_resource(&self, spelling: Spelling) -> bool {
        let id = self.id(spelling);
        let named = id.is_some() || self.written(&NAME).is_some();
        let typed = self.text(spelling.type_name()).is_some_and(|name| id::looks_like_type(id::usual_type(&name)));
        named && typed || id.is_some_and(|id| id::type_of(&id).is_some())
    }

    /// What the envelope says, an id's parts included. `parent` is the resource that this one is nested in.
    pub(super) fn given(&self, spelling: Spelling, parent: Option<&Resource>) -> Given<'d> {
        let id = self.id(spelling);
        let heir = parent.filter(|_| id.is_none());
        let inherited = |part: fn(&Resource) -> &Option<Arc<str>>| Some(Cow::Owned(part(heir?).as_deref()?.to_owned()));
        let of_id = |part: fn(&str) -> Option<&str>| id.as_ref().and_then(|id| part_of(id, part));
        let subscription = truer(self.written(&[Key::SubscriptionId]).map(bare), of_id(id::subscription));
        let group = truer(self.written(&[Key::ResourceGroup, Key::ResourceGroupName]), of_id(id::resource_group));
        Given {
            name: self.written(&NAME).or_else(|| id.clone()),
            type_name: self.type_name(spelling, id.as_deref(), parent),
            group: group.or_else(|| inherited(|parent| &parent.resource_group)),
            subscription: subscription.or_else(|| inherited(|parent| &parent.subscription)),
            id,
        }
    }

    /// The id in its one form.
    fn id(&self, spelling: Spelling) -> Option<Cow<'d, str>> {
        self.text(spelling.id()).map(normal_id)
    }

    /// The type with its provider. A child's may be written relative to its parent's, or be the parent's own by mistake.
    fn type_name(&self, spelling: Spelling, id: Option<&str>, parent: Option<&Resource>) -> Option<Cow<'d, str>> {
        let from_id = || id.and_then(id::type_of).map(Cow::Owned);
        let Some(written) = self.text(spelling.type_name()) else {
            return from_id();
        };
        let usual = id::usual_type(&written);
        if usual != written {
            return Some(Cow::Owned(usual.to_owned()));
        }
        match parent {
            // A child that repeats its parent's type may name its own beside it.
            Some(parent) if parent.type_name.eq_ignore_ascii_case(&written) => {
                from_id().or_else(|| self.type_below(parent, spelling)).or(Some(written))
            }
            Some(parent)
                if id::looks_like_type(&format!("{}/{written}", parent.type_name))
                    && !id::looks_like_type(&written) =>
            {
                Some(Cow::Owned(format!("{}/{written}", parent.type_name)))
            }
            _ if id::looks_like_type(&written) => {
                // An id that is longer than its type says is a child's.
                let is_kind = |kind: &str| written.rsplit('/').next().is_some_and(|own| own.eq_ignore_ascii_case(kind));
                let is_its_own = id.is_none_or(|id| id.rsplit('/').nth(1).is_none_or(is_kind));
                let is_below =
                    |whole: &Cow<'_, str>| strip_prefix(whole, &written).is_some_and(|rest| rest.starts_with('/'));
                if is_its_own { Some(written) } else { from_id().filter(is_below).or(Some(written)) }
            }
            _ => from_id(),
        }
    }

    /// The first type that is one of a parent's children.
    fn type_below(&self, parent: &Resource, spelling: Spelling) -> Option<Cow<'d, str>> {
        let is_below = |name: &str| strip_prefix(name, &parent.type_name).is_some_and(|rest| rest.starts_with('/'));
        spelling.type_name().iter().filter_map(|&key| self.get(key)?.text()).find(|name| is_below(name))
    }
}

impl<'d> Given<'d> {
    /// Which resource it is, with an id made where none is given; otherwise what is missing, to follow "it has".
    pub(super) fn identity(self, parent: Option<&Resource>) -> Result<Identity<'d>, &'static str> {
        let Self { id, name, type_name, group, subscription } = self;
        let type_name = type_name.ok_or("no resource type, nor an id that tells it")?;
        let name = name.ok_or("no name and no id")?;
        let id = match (id, parent) {
            // A subscription's own id is written without its path in some forms.
            (Some(id), _) if type_name == id::SUBSCRIPTION && !id.contains('/') => {
                Cow::Owned(format!("/subscriptions/{id}"))
            }
            (Some(id), _) => id,
            (None, Some(parent)) => Cow::Owned(id::of_child(&parent.id, &parent.type_name, &type_name, &name)),
            (None, None) => Cow::Owned(id::of_resource(subscription.as_deref(), group.as_deref(), &type_name, &name)),
        };
        if id.len().max(type_name.len()) > MAX_ID {
            return Err("an id or type of more than 4096 bytes");
        }
        Ok(Identity { id, name: last(name), type_name, group, subscription })
    }
}

fn trimmed(text: Cow<'_, str>) -> Cow<'_, str> {
    match text {
        Cow::Borrowed(text) => Cow::Borrowed(text.trim()),
        Cow::Owned(text) if text.trim().len() < text.len() => Cow::Owned(text.trim().to_owned()),
        text => text,
    }
}

/// A number without the braces around it.
fn bare(text: Cow<'_, str>) -> Cow<'_, str> {
    match text {
        Cow::Borrowed(text) => Cow::Borrowed(unbraced(text)),
        Cow::Owned(text) => Cow::Owned(unbraced(&text).to_owned()),
    }
}

/// What a field says, unless the id says something else: where a resource is, its id decides.
fn truer<'d>(field: Option<Cow<'d, str>>, part: Option<Cow<'d, str>>) -> Option<Cow<'d, str>> {
    match (field, part) {
        (Some(field), Some(part)) if !field.eq_ignore_ascii_case(&part) => Some(part),
        (field, part) => field.or(part),
    }
}

/// A part of an id.
fn part_of<'d>(id: &Cow<'d, str>, part: fn(&str) -> Option<&str>) -> Option<Cow<'d, str>> {
    match id {
        Cow::Borrowed(id) => part(id).map(Cow::Borrowed),
        Cow::Owned(id) => part(id).map(|part| Cow::Owned(part.to_owned())),
    }
}

/// The last segment of a name.
fn last(name: Cow<'_, str>) -> Cow<'_, str> {
    match name {
        Cow::Borrowed(name) => Cow::Borrowed(last_segment(name.trim_end_matches('/'))),
        Cow::Owned(name) => Cow::Owned(last_segment(name.trim_end_matches('/')).to_owned()),
    }
}

/// Whether the node is `null`, also where it is written as nothing.
pub(super) fn is_null(node: Node<'_>) -> bool {
    matches!(node.scalar(), Some(Scalar::Null))
}
