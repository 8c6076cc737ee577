//! What test cases and an inventory hold where a script looks.
//!
//! A script is followed once, with all that its paths may mean at a time: the resource is that of every case, an element is each
//! one of a list. No value is looked at, so that every branch is followed.

use crate::check::{OutlinedFunction, Part, PartKind, type_asked};
use crate::inventory::{Inventory, ResourceIndex};
use crate::policy::{ElementPath, Step};
use crate::source::{Kind, Node, Position};

/// What a script is followed with.
#[derive(Clone, Copy, Default)]
pub(super) struct Held<'n> {
    /// Each test case as an inventory, whose first resource is the one that is judged.
    pub cases: &'n [Inventory],
    /// A given inventory.
    pub given: Option<&'n Inventory>,
    /// The types that are judged.
    pub types: &'n [String],
}

/// All that a path may mean.
#[derive(Clone, Debug, Default)]
pub(super) struct Seen<'n> {
    /// The types of the resources that it begins at; none where they are not known.
    pub types: Vec<String>,
    /// The names on the way.
    pub path: Vec<String>,
    /// What the cases hold there.
    pub cases: Vec<Node<'n>>,
    /// What the given inventory holds there.
    pub given: Vec<Node<'n>>,
    /// Whether these are the elements of a list.
    is_list: bool,
}

/// A member that a script reads or writes.
#[derive(Clone, Debug)]
pub(super) struct Read<'n> {
    pub of: Seen<'n>,
    pub name: String,
    pub position: Position,
}

/// Members that are made from a resource's id.
const IDENTITY: [&str; 6] = ["id", "name", "type", "resourceGroup", "subscription", "subscriptionId"];

/// How deep functions are followed, and how often in one script: one that calls itself often would never end.
const DEPTH: usize = 4;
const CALLS: usize = 1_000;

impl<'n> Held<'n> {
    /// The resource that is judged.
    fn resource(&self) -> Seen<'n> {
        let cases = self.cases.iter().filter(|case| !case.resources().is_empty());
        let cases = cases.map(|case| case.node(ResourceIndex(0))).collect();
        let types = self.types.iter().map(|name| name.to_lowercase()).collect();
        let given = self.given.into_iter().flat_map(|given| self.types.iter().flat_map(|name| of_type(given, name)));
        Seen { types, cases, given: given.collect(), ..Seen::default() }
    }

    /// All resources of a type.
    pub fn of_type(&self, name: &str) -> Seen<'n> {
        let cases = self.cases.iter().flat_map(|case| of_type(case, name)).collect();
        let given = self.given.into_iter().flat_map(|given| of_type(given, name)).collect();
        Seen { types: vec![name.to_lowercase()], cases, given, is_list: true, path: Vec::new() }
    }

    /// All resources but those that are judged in a case.
    fn others(&self) -> Seen<'n> {
        let of = |inventory: &'n Inventory, first: u32| {
            (first..inventory.resources().len() as u32).map(move |index| inventory.node(ResourceIndex(index)))
        };
        let cases = self.cases.iter().flat_map(|case| of(case, 1)).collect();
        Seen { cases, given: self.given.into_iter().flat_map(|given| of(given, 0)).collect(), ..Seen::default() }
    }

    /// The members that a script reads; `functions` are its own.
    pub fn reads(self, functions: &[OutlinedFunction], statements: &[Part]) -> Vec<Read<'n>> {
        let mut following =
            Following { held: self, functions, names: Vec::new(), reads: Vec::new(), depth: 0, calls: 0 };
        following.all(statements);
        following.reads
    }

    /// The members on a path of a fix, from the resource or from a child of a type.
    pub fn reads_of_path(self, child: Option<&str>, path: &ElementPath, position: Position) -> Vec<Read<'n>> {
        let mut following =
            Following { held: self, functions: &[], names: Vec::new(), reads: Vec::new(), depth: 0, calls: 0 };
        let mut seen = child.map_or_else(|| self.resource(), |name| self.of_type(name).elements());
        for step in &path.0 {
            seen = match step {
                Step::Member(name) => following.member(seen, name, position).unwrap_or_default(),
                Step::Element { key, .. } => {
                    let seen = seen.elements();
                    following.member(seen.clone(), key, position);
                    seen
                }
                Step::Index(_) => seen.elements(),
            };
        }
        following.reads
    }
}

fn of_type<'n>(inventory: &'n Inventory, name: &str) -> impl Iterator<Item = Node<'n>> {
    inventory.all(name).iter().map(|index| inventory.node(*index))
}

impl Seen<'_> {
    /// Each of what a list holds.
    fn elements(self) -> Self {
        let of = |nodes: Vec<_>| match self.is_list {
            true => nodes,
            false => {
                nodes.into_iter().filter(|node: &Node<'_>| node.kind() == Kind::Array).flat_map(Node::items).collect()
            }
        };
        Self { cases: of(self.cases), given: of(self.given), is_list: false, ..self }
    }

    /// Whether these are resources, not parts of them.
    fn is_resource(&self) -> bool {
        self.path.is_empty()
    }
}

struct Following<'s, 'n> {
    held: Held<'n>,
    functions: &'s [OutlinedFunction],
    /// Variables, the latest last; `None` where nobody knows what they mean.
    names: Vec<(String, Option<Seen<'n>>)>,
    reads: Vec<Read<'n>>,
    depth: usize,
    calls: usize,
}

impl<'n> Following<'_, 'n> {
    /// Statements in a block of their own, and the value of the last one.
    fn all(&mut self, statements: &[Part]) -> Option<Seen<'n>> {
        let outer = self.names.len();
        let values: Vec<_> = statements.iter().map(|part| self.follow(part)).collect();
        self.names.truncate(outer);
        values.into_iter().next_back().flatten()
    }

    fn follow(&mut self, part: &Part) -> Option<Seen<'n>> {
        match (&part.kind, part.parts.as_slice()) {
            (PartKind::Name(name), _) => self.named(name),
            (PartKind::Member(name), [of]) => {
                let of = self.follow(of)?;
                self.member(of, name, part.position)
            }
            (PartKind::Element, [of, key]) => {
                let of = self.follow(of);
                self.follow(key);
                match &key.kind {
                    PartKind::Text(name) => self.member(of?, name, key.position),
                    PartKind::Number(_) => of.map(Seen::elements),
                    _ => None,
                }
            }
            (PartKind::Method(name), [of, passed @ ..]) => self.method(name, of, passed),
            (PartKind::Call(name), passed) => self.call(name, passed),
            (PartKind::Let(name), [value]) => {
                let value = self.follow(value);
                self.names.push((name.clone(), value));
                None
            }
            (PartKind::Assign(_), [target, value]) => {
                self.follow(value);
                match &target.kind {
                    PartKind::Name(name) => self.names.push((name.clone(), None)),
                    _ => drop(self.follow(target)),
                }
                None
            }
            (PartKind::For(bound), [over, body]) => {
                let mut each = self.follow(over).map(Seen::elements);
                let outer = self.names.len();
                bound.iter().for_each(|own| self.names.push((own.name.clone(), each.take())));
                self.follow(body);
                self.names.truncate(outer);
                None
            }
            (PartKind::Closure(_), _) => self.closure(part, None),
            (PartKind::Block, statements) => self.all(statements),
            (PartKind::Default, operands) => {
                let values: Vec<_> = operands.iter().map(|operand| self.follow(operand)).collect();
                values.into_iter().next().flatten()
            }
            (_, parts) => {
                parts.iter().for_each(|part| drop(self.follow(part)));
                None
            }
        }
    }

    fn named(&self, name: &str) -> Option<Seen<'n>> {
        match self.names.iter().rev().find(|(own, _)| own == name) {
            Some((_, seen)) => seen.clone(),
            None if name == "resource" && self.depth == 0 => Some(self.held.resource()),
            None => None,
        }
    }

    fn member(&mut self, of: Seen<'n>, name: &str, position: Position) -> Option<Seen<'n>> {
        if of.is_resource() && IDENTITY.iter().any(|own| own.eq_ignore_ascii_case(name)) {
            return None;
        }
        let below = |nodes: &[Node<'n>]| nodes.iter().filter_map(|node| node.get(name)).collect();
        let (cases, given) = (below(&of.cases), below(&of.given));
        let path = of.path.iter().cloned().chain([name.to_owned()]).collect();
        let seen = Seen { types: of.types.clone(), path, cases, given, is_list: false };
        self.reads.push(Read { of, name: name.to_owned(), position });
        Some(seen)
    }

    /// What a closure gives of what it is passed.
    fn closure(&mut self, closure: &Part, passed: Option<Seen<'n>>) -> Option<Seen<'n>> {
        let (PartKind::Closure(parameters), [body]) = (&closure.kind, closure.parts.as_slice()) else {
            self.follow(closure);
            return None;
        };
        let outer = self.names.len();
        let mut passed = passed;
        parameters.iter().for_each(|name| self.names.push((name.clone(), passed.take())));
        let value = self.follow(body);
        self.names.truncate(outer);
        value
    }

    fn method(&mut self, name: &str, of: &Part, passed: &[Part]) -> Option<Seen<'n>> {
        let is_inventory = matches!(&of.kind, PartKind::Name(name) if name == "inventory");
        let of = self.follow(of);
        match (name, passed) {
            (_, [closure]) if matches!(closure.kind, PartKind::Closure(_)) => {
                let each = of.map(Seen::elements);
                let value = self.closure(closure, each.clone());
                let list = |seen: Seen<'n>| Seen { is_list: true, ..seen };
                match name {
                    "filter" => each.map(list),
                    "find" => each,
                    "map" => value.map(list),
                    _ => None,
                }
            }
            (_, [asked]) => {
                self.follow(asked);
                match &asked.kind {
                    PartKind::Text(text) => {
                        let seen = self.held.of_type(type_asked(name, text)?);
                        Some(Seen { is_list: name != "child", ..seen })
                    }
                    _ if is_inventory && name == "get" => Some(self.held.others()),
                    _ => None,
                }
            }
            (_, passed) => {
                passed.iter().for_each(|part| drop(self.follow(part)));
                None
            }
        }
    }

    /// Its own functions are followed with what they are passed.
    fn call(&mut self, name: &str, passed: &[Part]) -> Option<Seen<'n>> {
        let passed: Vec<_> = passed.iter().map(|part| self.follow(part)).collect();
        let own = self.functions.iter().find(|own| own.name == name && own.parameters.len() == passed.len())?;
        if self.depth == DEPTH || self.calls == CALLS {
            return None;
        }
        self.calls += 1;
        let named = own.parameters.iter().cloned().zip(passed).collect();
        let outer = std::mem::replace(&mut self.names, named);
        self.depth += 1;
        let value = self.all(&own.statements);
        self.depth -= 1;
        self.names = outer;
        value
    }
}
