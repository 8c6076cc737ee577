//! What would make a rule hold that findings break.

use crate::assess::Status;
use crate::gate::{Change, Question};
use crate::inventory::FileRecord;
use crate::policy::Policy;
use crate::template::{Wanted, wanted};
use std::collections::BTreeSet;

/// What a remedy says of its command, where there is one.
pub const BY_COMMAND: &str = " (the command prints a patch for `git apply`)";
/// Recommendations whose steps by hand are named.
const BY_HAND: usize = 3;

/// The forms of files of values.
const VALUES: [&str; 3] = ["armParameters", "bicepParameters", "terraformValues"];

/// What is unhealthy can be fixed or exempted; what cannot be decided any more can be neither.
pub(super) fn of_findings(question: &Question<'_>, places: &[usize]) -> String {
    let policy = question.policy;
    let changes: Vec<&Change> = places.iter().map(|place| &question.comparison.changes[*place]).collect();
    let (undecided, unhealthy): (Vec<_>, Vec<_>) =
        changes.into_iter().partition(|change| change.status == Some(Status::Unknown));
    let back = match (without_value(question, &undecided), undecided.len()) {
        (Some(parameters), _) => parameters,
        (None, 1) => "bring back what the check read that cannot be decided any more".to_owned(),
        (None, number) => format!("bring back what the {number} checks read that cannot be decided any more"),
    };
    let text = match (unhealthy.is_empty(), undecided.is_empty()) {
        (true, true) => return "Give back what the change takes from the score".to_owned(),
        (true, false) => back,
        (false, true) => fix(policy, &unhealthy),
        (false, false) => format!("{}; {back}", fix(policy, &unhealthy)),
    };
    let mut letters = text.chars();
    letters.next().into_iter().flat_map(char::to_uppercase).chain(letters).collect()
}

/// The parameters of templates that nobody gives a value, with the files that could, where that alone keeps checks from being
/// decided.
fn without_value(question: &Question<'_>, undecided: &[&Change]) -> Option<String> {
    let head = &question.head;
    let (mut parameters, mut files) = (BTreeSet::new(), BTreeSet::new());
    for change in undecided {
        let reason = head.assessed.findings.get(&change.after?)?.message.as_deref()?;
        let Some(Wanted::Parameter(name)) = wanted(reason) else { return None };
        parameters.insert(format!("`{name}`"));
        let template = &head.inventory.documents()[head.inventory.resource(change.head?).document as usize];
        // A module's own parameters are given in the module's call.
        template.text().contains(name).then_some(())?;
        let is_for = |with: &&FileRecord| {
            let gives = with.form.is_some_and(|form| VALUES.contains(&form.name));
            gives && with.judged_with.as_deref() == Some(template.name())
        };
        files.extend(head.inventory.files().iter().filter(is_for).map(|file| file.path.as_str()));
    }
    let parameters = parameters.into_iter().collect::<Vec<_>>().join(", ");
    let (shown, more) = (files.iter().take(BY_HAND).copied().collect::<Vec<_>>(), files.len().saturating_sub(BY_HAND));
    let more = if more > 0 { format!(" and {more} more") } else { String::new() };
    match shown.is_empty() {
        true => None,
        false => Some(format!("give {parameters} a value in {}{more}", shown.join(", "))),
    }
}

fn fix(policy: &Policy, unhealthy: &[&Change]) -> String {
    let has_fix = |change: &&Change| policy.recommendations[change.recommendation.0].fix.is_some();
    let patch = if unhealthy.iter().any(has_fix) { BY_COMMAND } else { "" };
    let by_hand = by_hand(policy, unhealthy);
    format!("fix these findings{patch}, or have them exempted in a change that is merged first{by_hand}")
}

/// Where the steps are told that no quick fix takes.
fn by_hand(policy: &Policy, unhealthy: &[&Change]) -> String {
    let recommendations = unhealthy.iter().map(|change| &policy.recommendations[change.recommendation.0]);
    let ids: BTreeSet<&str> =
        recommendations.filter(|entry| entry.fix.is_none()).map(|entry| entry.id.as_str()).collect();
    let shown: Vec<String> = ids.iter().take(BY_HAND).map(|id| format!("`uplift show {id}`")).collect();
    match ids.len() {
        0 => String::new(),
        number if number > BY_HAND => format!("; the steps by hand: {} and so on", shown.join(", ")),
        _ => format!("; the steps by hand: {}", shown.join(", ")),
    }
}
