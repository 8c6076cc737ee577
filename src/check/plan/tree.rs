//! What a plan is made of.

use crate::check::course::ClauseKind;
use crate::check::helpers::Direct;
use crate::check::look_up::LookUp;
use crate::check::view::Held;
use rhai::{ImmutableString, Position};

/// The place of a variable among those of its function, with those of closures in it.
pub(super) type Slot = usize;

/// A part of a plan, which gives a value.
pub(super) enum Node {
    /// The same value each time.
    Constant(Held),
    /// The same, with what naming it weighs.
    Parameter(Held, usize),
    /// The resource that is judged.
    Subject,
    /// What look-ups across resources are asked of.
    Inventory,
    Local(Slot),
    /// A member, by its name and the place of the name among all that are known.
    Property(Box<Node>, ImmutableString, u32),
    /// Of the first, at the second.
    Element(Box<[Node; 2]>),
    List(Vec<Node>),
    /// A text with values in it.
    Woven(Vec<Node>),
    And(Vec<Node>),
    Or(Vec<Node>),
    /// The first that is not absent.
    Default(Vec<Node>),
    Not(Box<Node>),
    /// Whether two values are equal, or whether they differ.
    Equal(Box<[Node; 2]>, bool),
    /// Which of two values comes first.
    Order(Box<[Node; 2]>, Order),
    /// Whether a value is one of these texts.
    Among(Box<Node>, Vec<ImmutableString>),
    /// Whether the first holds the second.
    Holds(Box<[Node; 2]>),
    /// What is asked of each element of a list.
    Each(Question, Box<Node>, Box<Closure>),
    /// How many there are.
    Count(Box<Node>),
    /// Whether there is none.
    IsEmpty(Box<Node>),
    /// A function of the script, by its place in the plan.
    Call(usize, Vec<Node>),
    /// What is looked up from the first, which the inventory has or a resource, by what it is asked with.
    LookUp(&'static LookUp, bool, Vec<Node>),
    /// A helper that needs no engine.
    Helper(Direct, Vec<Node>),
    /// A function of the engine.
    Native(&'static str, Vec<Node>),
    /// What a chain is passed, which is evaluated before any of it is read.
    Before(Vec<(Slot, Node)>, Box<Node>),
    /// An answer, with the reason and what it is about.
    Answer(Answer, Vec<Node>),
    /// The condition, what is done where it holds, and what where it does not.
    If(Box<[Node; 3]>),
    /// The last one gives the value.
    Block(Vec<Node>),
    Let(Slot, Box<Node>),
    /// The same of a variable that is there.
    Assign(Slot, Box<Node>),
    /// Adds to what a variable holds, as `+=` does.
    Add(Slot, Box<Node>),
    /// Puts a value at the end of the list that a variable holds.
    Push(Slot, Box<Node>),
    /// The last item of a list that nothing else holds, which `pop` takes from it.
    Last(Box<Node>),
    /// `#{…}`, by the names of its members.
    Object(Vec<(ImmutableString, Node)>),
    /// The condition, and what is done while it holds.
    While(Box<[Node; 2]>),
    /// What it goes through, and what is done for each.
    For(Box<Loop>),
    Return(Option<Box<Node>>),
    /// Out of a loop, or on to its next round.
    Leave(bool),
    /// The same as without, and what it gave is noted; only plans that tell of their runs have it.
    Told(Box<Told>),
}

/// A part that is told of.
pub(super) struct Told {
    /// Its place among the plan's spots.
    pub spot: usize,
    /// Where the element stands that a round is for.
    pub element: Option<Slot>,
    /// Whether what is returned in it is what it gives.
    pub is_closure: bool,
    pub node: Node,
}

/// How two values are put in order.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Order {
    Below,
    AtMost,
    Above,
    AtLeast,
}

impl Order {
    /// How a script writes it.
    pub fn sign(self) -> &'static str {
        match self {
            Self::Below => "<",
            Self::AtMost => "<=",
            Self::Above => ">",
            Self::AtLeast => ">=",
        }
    }
}

/// What is asked of the elements of a list.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Question {
    Any,
    All,
    Filter,
    Map,
}

/// What a script answers in words.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Answer {
    Unhealthy,
    NotApplicable,
    Unknown,
}

/// What is done with each element.
pub(super) struct Closure {
    /// Where the element stands.
    pub slot: Slot,
    pub body: Node,
}

/// `for`
pub(super) struct Loop {
    pub over: Node,
    pub slot: Slot,
    /// Where the number of the round stands.
    pub counter: Option<Slot>,
    pub body: Node,
}

/// A function of a script, or the script itself, whose arguments stand in the first slots.
#[derive(Default)]
pub(super) struct Routine {
    pub slots: usize,
    pub body: Node,
}

impl Default for Node {
    fn default() -> Self {
        Self::Constant(Held::Absent(None))
    }
}

/// A part of a script that is told of.
#[derive(Clone, Debug, Default)]
pub(in crate::check) struct Spot {
    pub kind: ClauseKind,
    /// Where its first letter stands, but for brackets before it.
    pub position: Position,
    /// The signs that it is made of itself, which do not end it.
    pub joins: &'static [&'static str],
    /// The variable that it is the value of.
    pub name: Option<String>,
    /// The function that it stands in, by its place in the plan; the script itself is the first.
    pub routine: usize,
    /// The function that it calls, likewise.
    pub calls: Option<usize>,
    /// The variables that are named in it.
    pub uses: Vec<Slot>,
    /// The variable that its value is given to.
    pub sets: Option<Slot>,
    /// Whether it is added to what the variable holds.
    pub adds: bool,
    /// The nearest condition that it stands under, by its place among the spots.
    pub under: Option<usize>,
    /// Whether what stands under it may leave the function or the round.
    pub leads_out: bool,
}
