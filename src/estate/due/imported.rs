//! Assignments that Defender for Cloud made: they say who and until when, in place of the rules of `uplift.yaml`.

use super::looked::Looked;
use super::{DueFinding, DueTerms};
use crate::duty::{Owner, Since, Term, Timing};
use crate::inventory::ResourceIndex;
use crate::policy::{self, RecommendationIndex};
use crate::source::{Node, Position, Problem};
use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;
use std::collections::BTreeMap;

/// The type of their rows.
pub(super) const TYPE: &str = "Microsoft.Security/assessments/governanceAssignments";
/// What stands between the id of a resource and the key of an assessment of it.
const ASSESSMENTS: &str = "/providers/microsoft.security/assessments/";

/// An assignment.
pub(super) struct Imported {
    pub owner: Option<String>,
    pub due: Date,
    /// The finding does not count before that day is over.
    pub has_grace: bool,
}

/// What they are for: resources by their first occurrences, and recommendations.
pub(super) type Assignments = BTreeMap<(ResourceIndex, RecommendationIndex), Imported>;

impl Looked<'_> {
    /// The assignments that stand among the files, and what is wrong with any. Of several for one finding the earliest counts.
    pub(super) fn imported(&self) -> (Assignments, Vec<Problem>) {
        let (mut assignments, mut wrong) = (Assignments::new(), Vec::new());
        let rows = self.inventory.all(TYPE);
        let keys = if rows.is_empty() { BTreeMap::new() } else { self.keys() };
        for row in rows.iter().copied() {
            let node = self.inventory.node(row);
            let Some((resource, key)) = self.assessed_by(row, node) else { continue };
            let Some(due) = due(node) else {
                let place = self.inventory.location(row);
                let problem = Problem::new(place.file, "this assignment has no `remediationDueDate` that is a date");
                let place = Position { line: place.line, column: place.column };
                wrong.push(
                    problem.at(place).help("Export it anew; until then rules of uplift.yaml count for its finding"),
                );
                continue;
            };
            let properties = node.get("properties");
            let owner = properties.and_then(|own| own.get("owner")).and_then(Node::text);
            let owner = owner.map(|owner| owner.trim().to_owned()).filter(|owner| !owner.is_empty());
            let grace = properties.and_then(|own| own.get("isGracePeriod"));
            let has_grace = grace.is_some_and(|grace| grace.raw().trim_matches('"').eq_ignore_ascii_case("true"));
            for recommendation in keys.get(&key).into_iter().flatten() {
                let place = (resource, *recommendation);
                if assignments.get(&place).is_none_or(|known| due < known.due) {
                    assignments.insert(place, Imported { owner: owner.clone(), due, has_grace });
                }
            }
        }
        (assignments, wrong)
    }

    /// Lets an assignment of the platform's take the place of rules.
    pub(super) fn import(&self, finding: &mut DueFinding, imported: &Assignments, terms: &DueTerms<'_>) {
        let resource = self.inventory.resource(finding.resource).canonical;
        let Some(own) = imported.get(&(resource, finding.recommendation)) else { return };
        let term = Term { due: Since::on(own.due), from: own.due };
        let nobody = || Owner::Nobody("the assignment of the platform names nobody".to_owned());
        (finding.rule, finding.why, finding.is_imported) = (None, None, true);
        finding.owner = Some(own.owner.clone().map_or_else(nobody, Owner::Named));
        finding.timing = term.timing(terms.conditions.today, terms.soon);
        finding.in_grace = own.has_grace && finding.timing != Timing::Overdue;
        finding.term = Some(term);
    }

    /// Recommendations by the platform's keys, in lower case.
    fn keys(&self) -> BTreeMap<String, Vec<RecommendationIndex>> {
        let mut keys: BTreeMap<String, Vec<RecommendationIndex>> = BTreeMap::new();
        for (place, entry) in self.estate.policy.recommendations.iter().enumerate() {
            for key in entry.references.get("assessmentKey").into_iter().flatten() {
                keys.entry(key.to_lowercase()).or_default().push(RecommendationIndex(place));
            }
        }
        keys
    }

    /// The resource that an assignment is about, where the estate has it, and the key of what is wrong with it.
    fn assessed_by(&self, row: ResourceIndex, node: Node<'_>) -> Option<(ResourceIndex, String)> {
        let named = node.get("properties").and_then(|own| own.get("assignedResourceId")).and_then(Node::text);
        let own = &self.inventory.resource(row).id;
        let id = named.map_or_else(|| own.to_lowercase(), |id| id.to_lowercase());
        let (resource, key) = id.split_once(ASSESSMENTS)?;
        let key = key.split('/').next()?.to_owned();
        let resource = self.inventory.find_in(self.part(row), resource)?;
        Some((self.inventory.resource(resource).canonical, key))
    }
}

/// The last day, in UTC.
fn due(node: Node<'_>) -> Option<Date> {
    let text = node.get("properties")?.get("remediationDueDate")?.text()?;
    let at = text.parse::<Timestamp>().map(|at| TimeZone::UTC.to_datetime(at).date());
    at.ok().or_else(|| policy::day(text.get(..10).unwrap_or(&text)).ok())
}
