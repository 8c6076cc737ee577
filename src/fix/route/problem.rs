//! What is asked, and what is answered.

use crate::score::Ratio;
use std::collections::BTreeSet;
use std::sync::Arc;

/// Everything that could be fixed, and what it would bring.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Problem {
    /// Failing findings that have a fix.
    pub items: Vec<Item>,
    /// What can be gained.
    pub units: Vec<Unit>,
    /// What cannot be gained, because something in its way has no fix.
    pub blocked: Vec<Blocked>,
}

/// A failing finding and what its fix costs.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Item {
    /// The edits that the fix consists of. An edit that several items name is made, and counted, once.
    pub edits: Vec<EditId>,
    /// The files that those edits are in.
    pub files: Vec<FileId>,
    /// Whether the fix asks for a person's eye.
    pub review: bool,
}

/// Tells edits apart; any numbers do.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct EditId(pub u32);

/// Tells files apart; any numbers do.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct FileId(pub u32);

/// A place in [`Problem::items`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ItemIndex(pub usize);

/// A resource that is unhealthy in a control and can be made healthy.
#[derive(Clone, Debug, PartialEq)]
pub struct Unit {
    /// What the estate's percentage rises by, from 0 to 1, when the resource becomes healthy in the control.
    pub gain: Ratio,
    /// The items that must all be applied.
    pub items: Vec<ItemIndex>,
}

/// A resource that is unhealthy in a control, with a failing finding that has no fix.
#[derive(Clone, Debug, PartialEq)]
pub struct Blocked {
    /// Like a unit's gain.
    pub gain: Ratio,
    /// What stands in the way, in words or as ids: it is only compared.
    pub reasons: BTreeSet<Arc<str>>,
}

/// Where to get.
#[derive(Clone, Debug, PartialEq)]
pub enum Goal {
    /// To at least a gain, at the least cost. Of a gain that cannot be reached, as far as possible.
    AtLeast {
        /// What the percentage shall rise by.
        gain: Ratio,
        /// What is counted first.
        minimise: Minimise,
    },
    /// As far as possible with so many edits, and with no more of them than that takes.
    MostWithin {
        /// How many distinct edits are allowed.
        edits: u64,
    },
}

/// What the least of is wanted; among equals, the fewest edits.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Minimise {
    /// Distinct edits.
    Edits,
    /// Distinct files.
    Files,
    /// Items that ask for review.
    Review,
}

/// A way to a goal.
#[derive(Clone, Debug, PartialEq)]
pub struct Route {
    /// In an order that brings gains early.
    pub steps: Vec<Step>,
    /// What the steps gain together.
    pub gain: Ratio,
    /// What they cost together.
    pub cost: Cost,
    /// Whether the goal is reached; always so for [`Goal::MostWithin`].
    pub reached: bool,
    /// Whether there is no better way.
    pub exactness: Exactness,
    /// What cannot be gained and why, largest gain first.
    pub obstacles: Vec<Obstacle>,
}

/// One item to fix.
#[derive(Clone, Debug, PartialEq)]
pub struct Step {
    /// Which one.
    pub item: ItemIndex,
    /// Distinct edits so far, with this item.
    pub edits: u64,
    /// What is gained so far, with this item. Not reduced: all steps share one denominator.
    pub gain: Ratio,
}

/// What a way costs, in each quantity.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Cost {
    /// Distinct edits.
    pub edits: u64,
    /// Distinct files.
    pub files: u64,
    /// Items that ask for review.
    pub review: u64,
}

impl Cost {
    /// How much of a quantity.
    pub fn of(&self, what: Minimise) -> u64 {
        match what {
            Minimise::Edits => self.edits,
            Minimise::Files => self.files,
            Minimise::Review => self.review,
        }
    }
}

/// How good an answer is.
#[derive(Clone, Debug, PartialEq)]
pub enum Exactness {
    /// There is no better one.
    Exact,
    /// There may be a better one, within a proven bound.
    Within(Bound),
    /// Fixes turn more than was asked of the search: there may be a better one, within a bound where one is proven.
    Open(Option<Bound>),
}

/// What no way surpasses.
#[derive(Clone, Debug, PartialEq)]
pub enum Bound {
    /// No way to the goal needs fewer than so many of these. Of edits where another quantity is minimised: no way that
    /// needs as few of that quantity as the route does.
    Least(Minimise, u64),
    /// No way within the edits gains more; where the gain is as high as can be, edits are bounded instead.
    Most(Ratio),
}

/// Units that the same reasons block.
#[derive(Clone, Debug, PartialEq)]
pub struct Obstacle {
    /// What stands in the way.
    pub reasons: BTreeSet<Arc<str>>,
    /// How many units.
    pub units: u64,
    /// What they would gain together.
    pub gain: Ratio,
}
