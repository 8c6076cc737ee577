//! What scripts hold: a [`View`] of a resource or of a container inside one.
//!
//! Scalars become Rhai's own booleans and numbers, or a [`Text`]; absent values and `null` become `()`. Reading a value
//! that is unknown ends the evaluation.

use super::open::Elements;
use super::path;
use super::read::{ReadId, Step};
use super::stop::{Failure, Stop, Unknown, fail, stop, unknown};
use super::text::Text;
use super::trace::Frame;
use super::writes::{absent, read_of};
use crate::inventory::{ResourceIndex, Silence};
use crate::secret::{self, Meaning};
use crate::source::{Kind, Node, NodeId, Scalar};
use rhai::{Dynamic, INT};
use std::borrow::Cow;
use std::ops::ControlFlow;
use std::rc::Rc;

/// A resource, an object or an array.
#[derive(Clone)]
pub(super) struct View {
    pub frame: Rc<Frame>,
    pub at: At,
    /// The read that produced it.
    pub read: ReadId,
}

/// A value of a script, as it comes from a document without being made the language's own.
#[derive(Clone)]
pub(super) enum Held {
    /// Nothing, with the read that found nothing.
    Absent(Option<ReadId>),
    Truth(bool),
    Whole(INT),
    Fraction(f64),
    Text(Text),
    View(View),
    /// What a script made: texts, lists, answers.
    Other(Dynamic),
}

impl Held {
    /// The same as the language holds it, whose own `from` would take it for one value of another type.
    pub fn dynamic(self) -> Dynamic {
        match self {
            Self::Absent(read) => read.map_or(Dynamic::UNIT, absent),
            Self::Truth(value) => value.into(),
            Self::Whole(value) => value.into(),
            Self::Fraction(value) => value.into(),
            Self::Text(text) => Dynamic::from(text),
            Self::View(view) => Dynamic::from(view),
            Self::Other(value) => value,
        }
    }
}

impl From<Dynamic> for Held {
    fn from(value: Dynamic) -> Self {
        if value.is_unit() {
            return Self::Absent(read_of(value.tag()));
        }
        match (value.as_bool(), value.as_int(), value.as_float()) {
            (Ok(value), ..) => Self::Truth(value),
            (_, Ok(value), _) => Self::Whole(value),
            (.., Ok(value)) => Self::Fraction(value),
            _ if value.is::<View>() => Self::View(value.cast()),
            _ if value.is::<Text>() => Self::Text(value.cast()),
            _ => Self::Other(value),
        }
    }
}

/// Properties that the inventory answers.
pub(super) const IDENTITY: [&str; 6] = ["id", "name", "type", "resourceGroup", "subscription", "subscriptionId"];

/// Where a [`View`] stands.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum At {
    Resource(ResourceIndex),
    /// Resources that a look-up found; the number is their place in [`Frame::found`].
    Resources(u32),
    Node(u32, NodeId),
}

impl View {
    /// A view of a resource that has been recorded as `read`.
    pub fn resource(frame: &Rc<Frame>, resource: ResourceIndex, read: ReadId) -> Self {
        Self { frame: frame.clone(), at: At::Resource(resource), read }
    }

    /// A view of the resources that the look-up `read` found.
    pub fn resources(frame: &Rc<Frame>, found: &[ResourceIndex], read: ReadId) -> Self {
        let mut lists = frame.found.borrow_mut();
        lists.push(found.into());
        Self { frame: frame.clone(), at: At::Resources(lists.len() as u32 - 1), read }
    }

    /// A view of the arguments of a test case.
    pub fn of_case(frame: &Rc<Frame>, tree: u32, list: NodeId) -> Result<Self, Failure> {
        let read = frame.record(0, Step::Property(frame.intern("call")?), Some((tree, list)));
        Ok(Self { frame: frame.clone(), at: At::Node(tree, list), read })
    }

    /// The document node behind the view; `None` for a list of resources.
    pub fn node(&self) -> Option<Node<'_>> {
        match self.at {
            At::Resource(index) => Some(self.frame.inventory.node(index)),
            At::Resources(_) => None,
            At::Node(document, node) => Some(self.frame.node((document, node))),
        }
    }

    /// The property `name`, whose interned number is `place`; nothing when absent.
    pub fn property(&self, name: &str, place: u32) -> Result<Held, Failure> {
        match self.at {
            At::Resource(index) => self.envelope(index, name, place),
            At::Resources(_) => Ok(Held::Absent(None)),
            At::Node(document, node) => {
                let node = self.frame.node((document, node));
                let span = node.span();
                // An object of many members takes long to search; its length in the file tells cheaply.
                self.frame.charge((span.end - span.start) as usize / 4096)?;
                let found = node.get(name);
                let is_asked =
                    found.is_none_or(|found| found.kind() != Kind::Object) || name.eq_ignore_ascii_case("properties");
                if is_asked && let Some(reason) = self.silence(document, node, name) {
                    self.frame.record(self.read, Step::Property(place), found.map(|found| (document, found.id())));
                    return Err(unknown(reason));
                }
                self.value(Step::Property(place), document, found)
            }
        }
    }

    /// Why nothing is known of a property that is no object: it is asked of a list, or it would hold the properties of a part
    /// that says nothing of them.
    fn silence(&self, tree: u32, node: Node<'_>, name: &str) -> Option<String> {
        match node.kind() {
            Kind::Array => Some(format!("{} is a list, not an object", self.called())),
            _ if name.eq_ignore_ascii_case("properties") => {
                Some(self.frame.inventory.silence_of_part(tree, node)?.hint().to_owned())
            }
            _ => None,
        }
    }

    /// The member of a name.
    pub fn member(&self, name: &str) -> Option<(u32, NodeId)> {
        let (document, node) = match self.at {
            At::Resource(index) => {
                (self.frame.inventory.resource(index).tree, self.frame.inventory.node(index).get(name))
            }
            At::Resources(_) => return None,
            At::Node(document, node) => (document, self.frame.node((document, node)).get(name)),
        };
        node.map(|node| (document, node.id()))
    }

    /// An array's element, from the end when negative; nothing when there is none.
    pub fn element(&self, index: INT) -> Result<Held, Failure> {
        const NONE: Held = Held::Absent(None);
        let place = if index < 0 { self.len().saturating_add(index) } else { index };
        let Ok(place) = usize::try_from(place) else { return Ok(NONE) };
        match self.at {
            At::Resource(_) => Ok(NONE),
            At::Resources(list) => Ok(self.found(list).get(place).map_or(NONE, |&found| self.other(found))),
            At::Node(document, node) => {
                let node = self.frame.node((document, node));
                self.listed()?;
                self.frame.charge(place.min(node.len()) / 16)?;
                let step = Step::Element(u32::try_from(place).unwrap_or(u32::MAX));
                self.value(step, document, node.item(place))
            }
        }
    }

    /// Elements in order, as values or as the failure that reading one is; each is read when it is reached.
    pub fn elements(&self) -> Elements {
        if self.frame.charge(self.len().unsigned_abs() as usize).is_err() {
            return Box::new(std::iter::once(Err(stop(Stop::TooMuchWork))));
        }
        let view = self.clone();
        match self.at {
            At::Resource(_) => Box::new(std::iter::empty()),
            At::Resources(list) => {
                let found = self.found(list);
                Box::new((0..found.len()).map(move |place| Ok(view.other(found[place]).dynamic())))
            }
            At::Node(document, node) => {
                let items: Vec<NodeId> = self.frame.node((document, node)).items().map(Node::id).collect();
                Box::new(items.into_iter().zip(0..).map(move |(item, place)| {
                    let item = view.frame.node((document, item));
                    view.value(Step::Element(place), document, Some(item)).map(Held::dynamic)
                }))
            }
        }
    }

    /// Shows each element in order until the sight of one ends it; each is read when it is reached.
    pub fn each<E: From<Failure>>(
        &self,
        mut see: impl FnMut(Result<Held, Failure>) -> Result<ControlFlow<()>, E>,
    ) -> Result<(), E> {
        self.frame.charge(self.len().unsigned_abs() as usize).map_err(Failure::from)?;
        match self.at {
            At::Resource(_) => {}
            At::Resources(list) => {
                for found in self.found(list).iter() {
                    if see(Ok(self.other(*found)))?.is_break() {
                        break;
                    }
                }
            }
            At::Node(document, node) => {
                for (item, place) in self.frame.node((document, node)).items().zip(0..) {
                    if see(self.value(Step::Element(place), document, Some(item)))?.is_break() {
                        break;
                    }
                }
            }
        }
        Ok(())
    }

    fn found(&self, list: u32) -> Rc<[ResourceIndex]> {
        self.frame.found.borrow()[list as usize].clone()
    }

    /// Another resource, which this look-up led to.
    fn other(&self, resource: ResourceIndex) -> Held {
        let read = self.frame.record_resource(self.read, resource);
        Held::View(Self::resource(&self.frame, resource, read))
    }

    /// An object's members in order.
    pub fn members(&self) -> Result<Vec<(String, Dynamic)>, Failure> {
        let At::Node(document, node) = self.at else { return Ok(Vec::new()) };
        let node = self.frame.node((document, node));
        self.frame.charge(node.len())?;
        let member = |(name, member): (Cow<'_, str>, Node<'_>)| {
            let place = self.frame.intern(&name)?;
            Ok((name.into_owned(), self.value(Step::Property(place), document, Some(member))?.dynamic()))
        };
        node.members().map(member).collect()
    }

    pub fn is_array(&self) -> bool {
        match self.at {
            At::Resource(_) => false,
            At::Resources(_) => true,
            At::Node(..) => self.node().is_some_and(|node| node.kind() == Kind::Array),
        }
    }

    /// Refuses what is no list: in a document that is unknown, as nobody can say what the list would hold.
    pub fn listed(&self) -> Result<(), Failure> {
        match self.at {
            At::Resource(_) => Err(fail("this is a resource, not a list; name the property that holds the list")),
            At::Node(..) if !self.is_array() => Err(unknown(format!("{} is an object, not a list", self.called()))),
            At::Node(..) | At::Resources(_) => Ok(()),
        }
    }

    /// What it is called, for people.
    pub fn called(&self) -> String {
        self.frame.called(self.read)
    }

    /// What it is, for people.
    pub fn kind(&self) -> &'static str {
        if self.is_array() { "a list" } else { "an object" }
    }

    pub fn len(&self) -> INT {
        match self.at {
            At::Resources(list) => self.found(list).len() as INT,
            _ => {
                let length = self.node().map_or(0, Node::len);
                self.frame.work.add(length / 16);
                length as INT
            }
        }
    }

    /// Identity and origin come from the resource itself, however its form writes them; all else from its document.
    fn envelope(&self, index: ResourceIndex, name: &str, place: u32) -> Result<Held, Failure> {
        let resource = self.frame.inventory.resource(index);
        let node = self.frame.inventory.node(index).get(name);
        if !IDENTITY.iter().any(|known| known.eq_ignore_ascii_case(name)) {
            // A row that leaves its properties out may leave out anything.
            let is_left_out = |_: &Silence| node.is_none() || name.eq_ignore_ascii_case("properties");
            if let Some(silence) = resource.silence.filter(is_left_out) {
                self.frame.record(self.read, Step::Property(place), node.map(|node| (resource.tree, node.id())));
                let (reason, export) = (silence.hint().to_owned(), silence.export(&resource.type_name));
                return Err(unknown(Unknown { reason, export }));
            }
            if self.frame.inventory.leaves_beside_out(index, name) {
                self.frame.record(self.read, Step::Property(place), node.map(|node| (resource.tree, node.id())));
                let reason =
                    format!("its row leaves its {name} out; export it too, with `az graph query` or `az rest`");
                return Err(unknown(reason));
            }
            if name.eq_ignore_ascii_case("kind")
                && let Some(kind) = node.filter(|kind| !matches!(kind.kind(), Kind::String | Kind::Null))
            {
                let read = self.frame.record(self.read, Step::Property(place), Some((resource.tree, kind.id())));
                let reason =
                    kind.unknown().map_or_else(|| format!("{} is no text", self.frame.called(read)), str::to_owned);
                return Err(unknown(reason));
            }
            return self.value(Step::Property(place), resource.tree, node);
        }
        let found = node.map(|node| (resource.tree, node.id()));
        let read = self.frame.record(self.read, Step::Property(place), found);
        // A template's name may hang on what only its deployment tells.
        if let Some(reason) = node.and_then(Node::unknown) {
            return Err(unknown(Unknown::read(reason)));
        }
        Ok(resource.identity(name).map_or(Held::Absent(None), |text| Held::Text(Text::made(text, Some(read)))))
    }

    fn value(&self, step: Step, document: u32, node: Option<Node<'_>>) -> Result<Held, Failure> {
        let found = node.map(|node| (document, node.id()));
        let read = self.frame.record(self.read, step, found);
        if self.frame.writes.is_some()
            && let Some(assigned) = self.frame.assigned(read)
        {
            return Ok(assigned.into());
        }
        let Some(node) = node else { return self.frame.left_out(read).map(|()| Held::Absent(Some(read))) };
        if let Some(reason) = node.unknown() {
            return Err(unknown(Unknown::read(reason)));
        }
        Ok(match node.kind() {
            Kind::String => Held::Text(Text::read(&self.frame, (document, node.id()), read)),
            Kind::Array | Kind::Object => {
                let at = At::Node(document, node.id());
                Held::View(Self { frame: self.frame.clone(), at, read })
            }
            Kind::Null if matches!(step, Step::Element(_)) => {
                return Err(unknown(format!("{} is null", self.frame.called(read))));
            }
            Kind::Null => self.frame.left_out_of_row(read).map(|()| Held::Absent(Some(read)))?,
            Kind::Number if self.frame.veil.get() && secret::hides_number(path::meaning_of(&self.frame, read)) => {
                another(node)
            }
            Kind::Bool | Kind::Number => number_or_bool(node),
        })
    }
}

/// Another number of as many digits.
fn another(node: Node<'_>) -> Held {
    match node.scalar() {
        Some(Scalar::Int(value)) => {
            secret::veiled(Meaning::Secret, &value.to_string()).parse().map_or(Held::Whole(7), Held::Whole)
        }
        Some(Scalar::Float(value)) => Held::Fraction(value / 7.0 + 1.0),
        _ => number_or_bool(node),
    }
}

fn number_or_bool(node: Node<'_>) -> Held {
    match node.scalar() {
        Some(Scalar::Bool(value)) => Held::Truth(value),
        Some(Scalar::Int(value)) => Held::Whole(value),
        Some(Scalar::Float(value)) => Held::Fraction(value),
        _ => Held::Absent(None),
    }
}
