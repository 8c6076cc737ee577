//! A script as it is written: its parts, each with its place, for whoever looks for mistakes in it.
//!
//! The language has its own syntax tree, which stays in this room. This one has fewer kinds of parts, is walked the same way for
//! each of them, and knows where a part stands in the policy file.

mod reader;

pub use reader::Outliner;

use crate::source::Position;

/// A script's statements, and the functions that it defines.
#[derive(Clone, Debug, Default)]
pub struct Outline {
    /// What runs, in order.
    pub statements: Vec<Part>,
    /// Its own functions.
    pub functions: Vec<OutlinedFunction>,
}

/// A function that a script defines.
#[derive(Clone, Debug)]
pub struct OutlinedFunction {
    /// What it is called by.
    pub name: String,
    /// The names of what it is passed.
    pub parameters: Vec<String>,
    /// Where its body begins.
    pub position: Position,
    /// What it does, in order.
    pub statements: Vec<Part>,
}

/// A statement, an expression, or a part of one.
#[derive(Clone, Debug)]
pub struct Part {
    /// Where it stands: its first letter, but of a member its name, and of what has two sides its sign.
    pub position: Position,
    /// What it is.
    pub kind: PartKind,
    /// What it is made of, in order; what each kind has is said there.
    pub parts: Vec<Part>,
}

/// A name that something is bound to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Bound {
    /// The name.
    pub name: String,
    /// Where it is written.
    pub position: Position,
}

/// What a part of a script is.
#[derive(Clone, Debug, PartialEq)]
pub enum PartKind {
    /// Nothing at all.
    Nothing,
    /// `()`
    Absent,
    /// `true` or `false`.
    Truth(bool),
    /// A number as it is counted.
    Number(String),
    /// A text that is spelt out.
    Text(String),
    /// A text with values in it, which are its parts.
    Woven,
    /// A variable, or what every script is given.
    Name(String),
    /// A member of its part.
    Member(String),
    /// An element: of the first part, at the second.
    Element,
    /// A function, and what it is passed.
    Call(String),
    /// A method: of the first part, and what it is passed.
    Method(String),
    /// A sign, and what stands around it: one part or two.
    Operator(String),
    /// `&&`, of two or more.
    And,
    /// `||`, of two or more.
    Or,
    /// `??`, of two or more.
    Default,
    /// `[…]`
    List,
    /// `#{…}` of members with these names.
    Object(Vec<String>),
    /// A closure of what it is passed; its one part is its body.
    Closure(Vec<String>),
    /// `let` or `const`, and the value.
    Let(String),
    /// A sign that assigns, then where to and what.
    Assign(String),
    /// The condition, what runs where it holds, and what runs where it does not.
    If,
    /// The condition, and what runs while it holds; of `loop` it is nothing.
    While,
    /// What runs, and the condition to run again.
    Do,
    /// What it goes through, and what runs for each.
    For(Vec<Bound>),
    /// `switch` on its first part.
    Switch,
    /// Statements.
    Block,
    /// `return`, and a value where there is one.
    Return,
    /// `throw`, and a value where there is one.
    Throw,
    /// `break` or `continue`.
    Leave,
    /// What is tried, and what runs where that fails, with the name of the error.
    Try(Option<Bound>),
}

impl Part {
    /// Shows this part and all that it is made of, the outer ones first.
    pub fn walk<'p>(&'p self, see: &mut dyn FnMut(&'p Self)) {
        see(self);
        self.parts.iter().for_each(|part| part.walk(see));
    }

    /// Where its first letter stands.
    pub fn start(&self) -> Position {
        let first = self.parts.first().map(Self::start);
        match (&self.kind, first) {
            // A sign with one side stands in front of it.
            (PartKind::Operator(_), _) if self.parts.len() == 1 => self.position,
            (
                PartKind::Member(_)
                | PartKind::Element
                | PartKind::Method(_)
                | PartKind::Operator(_)
                | PartKind::And
                | PartKind::Or
                | PartKind::Default
                | PartKind::Assign(_),
                Some(first),
            ) => first,
            _ => self.position,
        }
    }

    /// Whether two parts are the same, wherever they stand.
    pub fn is_same(&self, other: &Self) -> bool {
        let alike = match (&self.kind, &other.kind) {
            (PartKind::For(one), PartKind::For(two)) => {
                one.iter().map(|one| &one.name).eq(two.iter().map(|two| &two.name))
            }
            (one, two) => one == two,
        };
        alike
            && self.parts.len() == other.parts.len()
            && self.parts.iter().zip(&other.parts).all(|(one, two)| one.is_same(two))
    }

    /// The names of a path and where it begins, such as `resource` and `properties`, `a`; elements have none.
    pub fn path(&self) -> Option<(&str, Vec<&str>)> {
        match (&self.kind, self.parts.as_slice()) {
            (PartKind::Name(name), _) => Some((name, Vec::new())),
            (PartKind::Member(name), [of]) => {
                let (root, mut names) = of.path()?;
                names.push(name);
                Some((root, names))
            }
            (PartKind::Element, [of, key]) => {
                let (root, mut names) = of.path()?;
                if let PartKind::Text(name) = &key.kind {
                    names.push(name);
                }
                Some((root, names))
            }
            _ => None,
        }
    }
}

impl Outline {
    /// Shows every part, also those of functions.
    pub fn walk<'p>(&'p self, see: &mut dyn FnMut(&'p Part)) {
        let functions = self.functions.iter().flat_map(|function| &function.statements);
        self.statements.iter().chain(functions).for_each(|part| part.walk(see));
    }
}
