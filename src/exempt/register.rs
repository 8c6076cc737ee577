//! Which exemptions count, and for what.

use crate::assess::{ExemptionNumber, Status};
use crate::inventory::{Inventory, Resource};
use crate::policy::{
    Category, Config, Exemption, ExemptionRule, Exemptions, Members, Policy, RecommendationIndex, ScopeKind, ScopeTree,
};
use crate::source::{Position, Problem};
use globset::GlobSet;
use jiff::civil::Date;
use rustc_hash::{FxHashMap, FxHashSet};
use std::collections::BTreeSet;

/// The exemptions of an estate, and how they stand on one day. The default has none.
#[derive(Default)]
pub struct Register {
    entries: Vec<Exemption>,
    /// What could not be read of exports.
    unread: Vec<Problem>,
    /// For each of `entries`.
    standings: Vec<Standing>,
    /// For each of `entries`: the recommendations that it may not exempt.
    refused: Vec<Vec<String>>,
    /// For each of `entries`: the part of the estate that it is for, and what that part counts exempt findings as.
    parts: Vec<(u16, ExemptionRule)>,
    /// For each of `entries`: the recommendations that it counts for.
    recommendations: Vec<BTreeSet<RecommendationIndex>>,
    /// All of these.
    exempted: FxHashSet<RecommendationIndex>,
    /// Those that count, by the ids at and below which they do, in lower case.
    below: FxHashMap<String, Vec<ExemptionNumber>>,
    /// Those that count for a glob.
    globs: Vec<(ExemptionNumber, GlobSet)>,
}

/// Whether an exemption counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Standing {
    /// It does.
    Counts,
    /// Its last day is over.
    Expired,
    /// It ends later than so many days from today allow, or never.
    TooLong(u32),
    /// None of its recommendations may be exempt.
    NotExemptable,
}

impl Register {
    /// The register on a day, which is a day in UTC. Ill-formed exemptions are not in it; see [`Exemptions::checked`].
    pub fn of(exemptions: Exemptions, policy: &Policy, config: &Config, today: Date) -> Self {
        let Exemptions { entries, warnings, .. } = exemptions;
        let exemptable = |recommendation: &RecommendationIndex| policy.recommendations[recommendation.0].exemptable;
        let standing = |entry: &Exemption| standing(entry, config.exemption_rules.max_days, &exemptable, today);
        let refused = |entry: &Exemption| {
            let refused = entry.recommendations.iter().filter(|recommendation| !exemptable(recommendation));
            refused.map(|recommendation| policy.recommendations[recommendation.0].id.clone()).collect()
        };
        let counted = |entry: &Exemption| entry.recommendations.iter().copied().filter(exemptable).collect();
        let mut register = Self {
            standings: entries.iter().map(standing).collect(),
            refused: entries.iter().map(refused).collect(),
            recommendations: entries.iter().map(counted).collect(),
            parts: vec![(0, config.scoring.exemptions); entries.len()],
            unread: warnings,
            ..Self::default()
        };
        let scopes = ScopeTree::of(config);
        for (number, entry) in (0..).zip(&entries) {
            if register.standings[number as usize] == Standing::Counts {
                register.enter(number, entry.scope.kind(), &scopes);
                register.exempted.extend(&register.recommendations[number as usize]);
            }
        }
        register.entries = entries;
        register
    }

    /// The registers of an estate's parts as one. Each exemption is for its own part alone. `members` tell what the part's
    /// recommendations are among those of all parts.
    pub fn joined(parts: Vec<(Self, &Members)>) -> Self {
        let mut joined = Self::default();
        for ((register, members), part) in parts.into_iter().zip(0..) {
            let first = joined.entries.len() as ExemptionNumber;
            let place = |own: &RecommendationIndex| members.place(*own);
            let entry = |entry: Exemption| Exemption {
                recommendations: entry.recommendations.iter().map(place).collect(),
                ..entry
            };
            joined.entries.extend(register.entries.into_iter().map(entry));
            joined.unread.extend(register.unread);
            joined.standings.extend(register.standings);
            joined.refused.extend(register.refused);
            joined.parts.extend(register.parts.into_iter().map(|(_, rule)| (part, rule)));
            let mapped = |own: BTreeSet<RecommendationIndex>| own.iter().map(place).collect();
            joined.recommendations.extend(register.recommendations.into_iter().map(mapped));
            joined.exempted.extend(register.exempted.iter().map(place));
            for (id, numbers) in register.below {
                joined.below.entry(id).or_default().extend(numbers.into_iter().map(|number| first + number));
            }
            joined.globs.extend(register.globs.into_iter().map(|(number, globs)| (first + number, globs)));
        }
        joined
    }

    fn enter(&mut self, number: ExemptionNumber, scope: &ScopeKind, scopes: &ScopeTree) {
        match scope {
            ScopeKind::Below(id) => self.below.entry(id.clone()).or_default().push(number),
            ScopeKind::Glob(set) => self.globs.push((number, set.clone())),
            ScopeKind::ManagementGroup(group) => {
                for subscription in scopes.below(group) {
                    self.below.entry(format!("/subscriptions/{subscription}")).or_default().push(number);
                }
            }
        }
    }

    /// All exemptions, by their numbers.
    pub fn entries(&self) -> &[Exemption] {
        &self.entries
    }

    /// How each of them stands.
    pub fn standings(&self) -> &[Standing] {
        &self.standings
    }

    /// The recommendations of an exemption, by id, that may not be exempt.
    pub fn refused(&self, number: ExemptionNumber) -> &[String] {
        &self.refused[number as usize]
    }

    /// The exemption that counts for a finding: the first one.
    pub fn find(
        &self,
        inventory: &Inventory,
        resource: &Resource,
        recommendation: RecommendationIndex,
    ) -> Option<ExemptionNumber> {
        self.all(inventory, resource, recommendation).first().copied()
    }

    /// All exemptions that would count for a finding, in order.
    pub fn all(
        &self,
        inventory: &Inventory,
        resource: &Resource,
        recommendation: RecommendationIndex,
    ) -> Vec<ExemptionNumber> {
        if !self.exempted.contains(&recommendation) {
            return Vec::new();
        }
        let mut found = self.in_scope(inventory, resource);
        found.retain(|number| self.recommendations[*number as usize].contains(&recommendation));
        found
    }

    /// The exemptions that count and whose scope a resource is in, whatever they are for; in order.
    pub fn in_scope(&self, inventory: &Inventory, resource: &Resource) -> Vec<ExemptionNumber> {
        let mut found = Vec::new();
        // A template's only deployment gets a name in its ids where a second one comes, and loses it where that goes. What is
        // said of the template is for each of them, what is said of one by name is for that one.
        for id in inventory.ids_of(resource) {
            found.extend(self.globs.iter().filter(|(_, set)| set.is_match(&*id)).map(|(number, _)| *number));
            for holder in holders(&id.to_ascii_lowercase(), resource) {
                found.extend(self.below.get(&*holder).into_iter().flatten());
            }
        }
        found.retain(|number| self.parts[*number as usize].0 == resource.part);
        found.sort_unstable();
        found.dedup();
        found
    }

    /// The part of the estate that an exemption is for.
    pub(super) fn part(&self, number: ExemptionNumber) -> u16 {
        self.parts[number as usize].0
    }

    /// What the findings of an exemption count as.
    pub fn counts_as(&self, number: ExemptionNumber) -> Status {
        match (self.parts[number as usize].1, self.entries[number as usize].category) {
            (ExemptionRule::Current, Category::Mitigated) => Status::Healthy,
            (ExemptionRule::Current, Category::Waiver) | (ExemptionRule::Legacy, _) => Status::NotApplicable,
        }
    }

    /// What exports hold and cannot be brought together with recommendations.
    pub fn unread(&self) -> &[Problem] {
        &self.unread
    }

    /// What does not count, and why.
    pub fn warnings(&self) -> Vec<Problem> {
        let entries = self.entries.iter().zip(&self.standings).zip(&self.refused);
        let own = entries.filter_map(|((entry, standing), refused)| warning(entry, *standing, refused));
        self.unread.iter().cloned().chain(own).collect()
    }
}

fn standing(
    entry: &Exemption,
    max_days: Option<u32>,
    exemptable: &dyn Fn(&RecommendationIndex) -> bool,
    today: Date,
) -> Standing {
    let days_left = entry.expires_on.map(|end| days(today, end));
    match (days_left, max_days) {
        (Some(left), _) if left < 0 => Standing::Expired,
        _ if !entry.recommendations.iter().any(exemptable) => Standing::NotExemptable,
        (None, Some(most)) => Standing::TooLong(most),
        (Some(left), Some(most)) if left > i64::from(most) => Standing::TooLong(most),
        _ => Standing::Counts,
    }
}

/// Days from one day to another; negative when that is over.
pub fn days(from: Date, to: Date) -> i64 {
    from.until(to).map_or(0, |span| i64::from(span.get_days()))
}

fn warning(entry: &Exemption, standing: Standing, refused: &[String]) -> Option<Problem> {
    let id = &entry.id;
    let end = entry.expires_on.map(|date| date.to_string()).unwrap_or_default();
    let (message, help) = match standing {
        Standing::Counts if refused.is_empty() => return None,
        Standing::Counts => (
            format!("the exemption `{id}` does not count for `{}`: no exemption of it does", refused.join("`, `")),
            "Take the recommendation out of it".to_owned(),
        ),
        Standing::Expired => (
            format!("the exemption `{id}` does not count any more: it ended on {end}"),
            "Repair what it is for, agree on a new end, or remove it".to_owned(),
        ),
        Standing::TooLong(most) if end.is_empty() => (
            format!("the exemption `{id}` does not count: it has no end"),
            format!("Give it `expiresOn`, at most {most} days from today"),
        ),
        Standing::TooLong(most) => (
            format!("the exemption `{id}` does not count: it lasts until {end}"),
            format!("Let it end at most {most} days from today"),
        ),
        Standing::NotExemptable => (
            format!("the exemption `{id}` does not count: no exemption of `{}` does", refused.join("`, `")),
            "Remove it, and repair what it is for".to_owned(),
        ),
    };
    let place = &entry.location;
    let problem = Problem::new(&*place.file, message).help(help);
    Some(problem.at(Position { line: place.line, column: place.column }))
}

/// The id, and the ids of everything that the resource is in. An id that was made up for want of a subscription does not
/// name the subscription or the group that the file's own fields name.
pub(super) fn holders<'i>(id: &'i str, resource: &Resource) -> Vec<std::borrow::Cow<'i, str>> {
    let ends = id.match_indices('/').map(|(end, _)| end).filter(|end| *end > 0);
    let mut holders: Vec<_> = ends.chain([id.len()]).map(|end| id[..end].into()).collect();
    if let (false, Some(subscription)) = (id.starts_with("/subscriptions/"), &resource.subscription) {
        let subscription = format!("/subscriptions/{}", subscription.to_ascii_lowercase());
        let group = resource.resource_group.as_deref().map(str::to_ascii_lowercase);
        holders.extend(group.map(|group| format!("{subscription}/resourcegroups/{group}").into()));
        holders.push(subscription.into());
    }
    holders
}
