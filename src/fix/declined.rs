//! Fixes that were turned down for good: `declined:` in `uplift.yaml`.

use super::{Finding, LeftOut, record};
use crate::exempt::Register;
use crate::inventory::Inventory;
use crate::policy::{Declined, Policy};
use rustc_hash::FxHashMap;
use serde_json::json;

/// The findings that nobody turned down, and the others with the reasons that were given; by the part of the estate that a
/// resource is in.
pub fn take_out_declined(
    findings: Vec<Finding>,
    declined: &[&[Declined]],
    policy: &Policy,
    inventory: &Inventory,
) -> (Vec<Finding>, Vec<LeftOut>) {
    let key = |part: u16, id: &str, recommendation: &str| (part, id.to_ascii_lowercase(), recommendation.to_owned());
    let all = (0..).zip(declined).flat_map(|(part, own)| own.iter().map(move |each| (part, each)));
    let reasons: FxHashMap<_, &str> =
        all.map(|(part, each)| (key(part, &each.resource, &each.recommendation), each.reason.as_str())).collect();
    let (mut kept, mut left_out) = (Vec::new(), Vec::new());
    for finding in findings {
        let resource = inventory.resource(finding.resource);
        match reasons.get(&key(resource.part, &resource.id, &policy.recommendations[finding.recommendation.0].id)) {
            Some(reason) => left_out.push(LeftOut { finding, reason: format!("declined: {reason}") }),
            None => kept.push(finding),
        }
    }
    (kept, left_out)
}

/// The findings that count, and the exempt ones with the reasons.
pub fn take_out_exempt(
    findings: Vec<Finding>,
    register: &Register,
    inventory: &Inventory,
) -> (Vec<Finding>, Vec<LeftOut>) {
    let (mut kept, mut left_out) = (Vec::new(), Vec::new());
    for finding in findings {
        match register.find(inventory, inventory.resource(finding.resource), finding.recommendation) {
            Some(number) => left_out.push(LeftOut { finding, reason: register.entries()[number as usize].summary() }),
            None => kept.push(finding),
        }
    }
    (kept, left_out)
}

/// The text of `uplift.yaml` with one more fix turned down. All else stays as it was written.
///
/// # Errors
///
/// With the reason why the entry must be added by hand.
pub fn record_declined(name: &str, text: &str, declined: &Declined) -> Result<String, String> {
    let Declined { recommendation, resource, reason } = declined;
    let entry = json!({ "recommendation": recommendation, "resource": resource, "reason": reason });
    record(name, text, Some("declined"), &entry)
}
