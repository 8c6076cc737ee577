//! What strict eyes see in policies.

use crate::inventory::Inventory;
use crate::policy::Policy;
use crate::source::{Position, Problem};

/// Resource types of enabled recommendations that no resource has: perhaps misspelt, perhaps only not there. The shipped
/// library is for every estate, so that it is not asked.
pub(super) fn unmatched_types(policy: &Policy, inventory: &Inventory) -> Vec<Problem> {
    let own = policy.recommendations.iter().filter(|recommendation| recommendation.enabled && !recommendation.embedded);
    let types =
        own.flat_map(|recommendation| recommendation.resource_types.iter().map(move |name| (recommendation, name)));
    let unmatched = types.filter(|(_, name)| inventory.all(name).is_empty());
    let warnings = unmatched.map(|(recommendation, name)| {
        let message = format!("no resource has the type `{name}` of the recommendation `{}`", recommendation.id);
        let place = Position { line: recommendation.location.line, column: recommendation.location.column };
        let problem = Problem::new(recommendation.location.file.clone(), message).at(place);
        problem.help("Check its spelling, and whether the inventory should hold such resources")
    });
    warnings.collect()
}
