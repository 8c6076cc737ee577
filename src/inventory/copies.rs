//! Resources that stand in several places, which say different things of them: whoever looks one up is to meet each.

use super::{Inventory, ResourceIndex};

impl Inventory {
    /// Places that are met; nobody keeps more copies, and each costs an evaluation.
    pub const MOST_COPIES: usize = 100;

    /// The places that speak for a resource that `holder` leads to as this one does, itself first and at most one more than
    /// [`Inventory::MOST_COPIES`]: those in files of its kind that say as much. What is nested in the holder is its own, whatever stands elsewhere.
    pub fn copies_of(&self, index: ResourceIndex, holder: ResourceIndex) -> Vec<ResourceIndex> {
        let resource = self.resource(index);
        let mut copies = vec![index];
        if self.copied.contains(&resource.canonical) && self.index.nested(holder).all(|own| own != index) {
            let speaks = |other: &ResourceIndex| {
                let is_as_much = self.resource(*other).turn() == resource.turn();
                *other != index && is_as_much && self.kind(*other) == self.kind(index)
            };
            copies.extend(self.occurrences(index).filter(speaks).take(Self::MOST_COPIES));
        }
        copies
    }

    /// Whether any resource stands in several places.
    pub fn has_copies(&self) -> bool {
        !self.copied.is_empty()
    }
}
