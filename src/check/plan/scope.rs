//! Which variable a name means, as far as a script has been translated.

use super::tree::Slot;

/// The variables of a function, with those of the closures in it.
#[derive(Default)]
pub(super) struct Scope {
    variables: Vec<Variable>,
    /// How many places are taken; none is used twice.
    pub slots: usize,
}

/// A variable that can be named.
pub(super) struct Variable {
    name: String,
    pub slot: Slot,
    pub is_constant: bool,
}

impl Scope {
    /// Of a function with these parameters.
    pub fn of(parameters: impl Iterator<Item = String>) -> Self {
        let mut scope = Self::default();
        parameters.for_each(|name| {
            scope.bind(&name, false);
        });
        scope
    }

    /// Gives a name a place.
    pub fn bind(&mut self, name: &str, is_constant: bool) -> Slot {
        let slot = self.slots;
        self.slots += 1;
        self.variables.push(Variable { name: name.to_owned(), slot, is_constant });
        slot
    }

    /// A place without a name.
    pub fn place(&mut self) -> Slot {
        self.bind("", true)
    }

    /// What a name means.
    pub fn find(&self, name: &str) -> Option<&Variable> {
        self.variables.iter().rev().find(|own| own.name == name)
    }

    /// The place of a variable that may be changed.
    pub fn changed(&self, name: &str) -> Option<Slot> {
        self.find(name).filter(|own| !own.is_constant).map(|own| own.slot)
    }

    /// Begins a block; what it gives ends it.
    pub fn enter(&mut self) -> usize {
        self.variables.len()
    }

    /// Ends a block.
    pub fn leave(&mut self, outside: usize) {
        self.variables.truncate(outside);
    }
}
