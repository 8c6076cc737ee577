//! What may stop working on a resource, as its fix script finds it: for a rule that goes away, who came in by it.

use super::{Fixed, Request};
use crate::check::{self, Evaluator};

/// Asks the scripts of the fixes what they cut off. Where there is no room to run them, what the policies say of all resources
/// holds.
pub(super) fn tell(request: &Request<'_>, fixed: &mut [Fixed]) {
    let asked = check::with_room(|| {
        let mut evaluator = Evaluator::new(request.checks, request.inventory.clone(), None);
        fixed.iter().map(|fix| evaluator.impact(fix.finding.recommendation, fix.finding.resource)).collect()
    });
    let impacts: Vec<Option<String>> = asked.unwrap_or_default();
    fixed.iter_mut().zip(impacts).for_each(|(fix, impact)| fix.impact = impact);
}
