//! Results of parts added up. What cannot be added is refused by name: a sum of what was judged otherwise, or of what is in
//! two parts, would look like any other.

use super::{
    Partial, PartialEstate, PartialExemption, PartialGroup, PartialProblem, PartialReason, PartialRecommendation,
    PartialScope,
};
use crate::source::Problem;
use std::collections::BTreeMap;
use std::hash::Hash;

/// The sum of results that were read from files of these names.
///
/// # Errors
/// With every part that does not go with the first one.
pub fn merge(parts: Vec<(String, Partial)>) -> Result<Partial, Vec<Problem>> {
    let (mut problems, repeated) = (overlaps(&parts), repeated(&parts));
    let mut parts = parts.into_iter();
    let Some((first, mut whole)) = parts.next() else {
        return Err(vec![Problem::new("", "there is nothing to merge").help("Name files of `scan --format partial`")]);
    };
    for (name, part) in parts {
        problems.extend(unlike(&first, &whole, &name, &part));
        problems.extend(whole.add(&name, part));
    }
    whole.warnings.extend(repeated);
    if problems.is_empty() { Ok(whole) } else { Err(problems) }
}

/// Parts that are what another one is, where no id tells whether that is a coincidence.
fn repeated(parts: &[(String, Partial)]) -> Vec<PartialProblem> {
    let nameless = |part: &Partial| part.resources > 0 && part.sample.ids().next().is_none();
    let mut told = Vec::new();
    for (place, (name, part)) in parts.iter().enumerate().filter(|(_, (_, part))| nameless(part)) {
        if let Some((first, _)) = parts[..place].iter().find(|(_, other)| other == part) {
            told.push(PartialProblem {
                file: name.clone(),
                line: None,
                column: None,
                message: format!("this is what `{first}` is, to the number, and no id in it names a subscription"),
                help: Some("Name each part once; otherwise its resources count twice".to_owned()),
            });
        }
    }
    told
}

/// Parts that hold resources of another one.
fn overlaps(parts: &[(String, Partial)]) -> Vec<Problem> {
    let mut first: BTreeMap<&str, usize> = BTreeMap::new();
    let mut shared: BTreeMap<(usize, usize), usize> = BTreeMap::new();
    for (place, (_, part)) in parts.iter().enumerate() {
        for id in part.sample.ids() {
            let known = *first.entry(id).or_insert(place);
            if known != place {
                *shared.entry((known, place)).or_default() += 1;
            }
        }
    }
    let tell = |((one, other), shared): ((usize, usize), usize)| {
        let message = format!("resources of `{}` are here too, at least {shared} of them", parts[one].0);
        let help = "Name each part once, and scan each resource in one part; otherwise it would count twice";
        Problem::new(&parts[other].0, message).help(help)
    };
    shared.into_iter().map(tell).collect()
}

/// What a part was judged by otherwise than the first one.
fn unlike(first: &str, whole: &Partial, name: &str, part: &Partial) -> Option<Problem> {
    let told = |what: &str, own: &dyn std::fmt::Debug, other: &dyn std::fmt::Debug| {
        let message = format!("{what} {own:?} here and {other:?} in `{first}`, and their sums are not of one kind");
        let help = "Scan all parts with the same program, policies, settings and --today; \
                    or merge those apart that belong together";
        Problem::new(name, message).help(help)
    };
    let library = |partial: &Partial| partial.library.clone().unwrap_or_else(|| "none".to_owned());
    Some(match () {
        () if part.version != whole.version => told("the program is", &part.version, &whole.version),
        () if part.policy_digest != whole.policy_digest => {
            told("the policies have the digest", &part.policy_digest, &whole.policy_digest)
        }
        () if part.library != whole.library => told("the library is", &library(part), &library(whole)),
        () if part.day != whole.day => told("the day is", &part.day, &whole.day),
        () if part.sources != whole.sources => told("judged are recommendations of", &part.sources, &whole.sources),
        () if part.controls != whole.controls => told("the controls are", &part.controls.len(), &whole.controls.len()),
        () => return None,
    })
}

impl Partial {
    fn add(&mut self, name: &str, part: Self) -> Vec<Problem> {
        let problems = self.add_estates(name, part.estates);
        // What is not said of before exemptions and after deployment is as it counts now.
        let (before, deployed) = (self.before_exemptions.take(), self.after_deployment.take());
        self.before_exemptions = added(before, &self.groups, part.before_exemptions, &part.groups);
        self.after_deployment = added(deployed, &self.groups, part.after_deployment, &part.groups);
        self.groups = sum(std::mem::take(&mut self.groups).into_iter().chain(part.groups));
        let recommendations = std::mem::take(&mut self.recommendations).into_iter().chain(part.recommendations);
        self.recommendations = sum(recommendations);
        self.reasons = sum(std::mem::take(&mut self.reasons).into_iter().chain(part.reasons));
        self.exemptions = sum(std::mem::take(&mut self.exemptions).into_iter().chain(part.exemptions));
        self.resources += part.resources;
        self.resources_read += part.resources_read;
        // Of equally old data the first is told.
        self.data = self.data.take().into_iter().chain(part.data).min_by(|one, other| one.day.cmp(&other.day));
        self.sample.add(part.sample);
        self.warnings.extend(part.warnings);
        self.errors.extend(part.errors);
        problems
    }

    /// Estates of one directory are one: parts of it have the same settings, and other repositories know other scopes.
    fn add_estates(&mut self, name: &str, estates: Vec<PartialEstate>) -> Vec<Problem> {
        let mut problems = Vec::new();
        for estate in estates {
            let Some(known) = self.estates.iter_mut().find(|known| known.directory == estate.directory) else {
                self.estates.push(estate);
                continue;
            };
            if known.pooled != estate.pooled {
                let message = format!("`{}` is scored as one pool in some parts and by weights here", known.directory);
                problems.push(Problem::new(name, message).help("Give `scoring.estate` the same value everywhere"));
            }
            known.settings = known.settings.take().or(estate.settings);
            let scopes = [
                (&mut known.subscriptions, estate.subscriptions),
                (&mut known.management_groups, estate.management_groups),
            ];
            for (known, other) in scopes {
                problems.extend(add_scopes(name, known, other));
            }
        }
        problems
    }
}

/// Names that two parts give to one scope must be the same.
fn add_scopes(
    name: &str,
    known: &mut BTreeMap<String, PartialScope>,
    other: BTreeMap<String, PartialScope>,
) -> Vec<Problem> {
    let mut problems = Vec::new();
    for (id, scope) in other {
        let before = known.entry(id.clone()).or_insert_with(|| scope.clone());
        if *before != scope {
            let message = format!("`{id}` has another name or another management group here than in parts before");
            problems.push(Problem::new(name, message).help("Let the settings of all parts say the same of it"));
        }
    }
    problems
}

/// Two lists of which either may be left out where it is as another one.
fn added(
    own: Option<Vec<PartialGroup>>,
    own_now: &[PartialGroup],
    other: Option<Vec<PartialGroup>>,
    other_now: &[PartialGroup],
) -> Option<Vec<PartialGroup>> {
    if own.is_none() && other.is_none() {
        return None;
    }
    let own = own.unwrap_or_else(|| own_now.to_vec());
    Some(sum(own.into_iter().chain(other.unwrap_or_else(|| other_now.to_vec()))))
}

/// What can stand in several parts, and is added up.
trait Summed {
    /// Equal for what is one.
    type Key: Ord + Hash;
    fn key(&self) -> Self::Key;
    fn add(&mut self, other: Self);
}

/// In the order in which they came first.
fn sum<T: Summed>(all: impl Iterator<Item = T>) -> Vec<T> {
    let (mut sums, mut places): (Vec<T>, BTreeMap<T::Key, usize>) = (Vec::new(), BTreeMap::new());
    for each in all {
        match places.get(&each.key()) {
            Some(place) => sums[*place].add(each),
            None => {
                places.insert(each.key(), sums.len());
                sums.push(each);
            }
        }
    }
    sums
}

impl Summed for PartialGroup {
    type Key = (String, Option<String>, Option<String>);

    /// Names mean the same in any case.
    fn key(&self) -> Self::Key {
        let lower = |name: &Option<String>| name.as_deref().map(str::to_ascii_lowercase);
        (self.estate.clone(), lower(&self.subscription), lower(&self.resource_group))
    }

    fn add(&mut self, other: Self) {
        self.undecided += other.undecided;
        for (control, tally) in other.controls {
            *self.controls.entry(control).or_default() += tally;
        }
    }
}

impl Summed for PartialRecommendation {
    type Key = String;

    fn key(&self) -> String {
        self.id.clone()
    }

    fn add(&mut self, other: Self) {
        if self.remediation.is_empty() {
            self.remediation = other.remediation;
        }
        self.tally += other.tally;
        self.exempt += other.exempt;
    }
}

impl Summed for PartialReason {
    type Key = (String, String, bool);

    fn key(&self) -> Self::Key {
        (self.recommendation.clone(), self.message.clone(), self.script_error)
    }

    fn add(&mut self, other: Self) {
        self.count += other.count;
    }
}

impl Summed for PartialExemption {
    type Key = (String, String);

    /// Two repositories may use one id.
    fn key(&self) -> Self::Key {
        (self.id.clone(), self.scope.clone())
    }

    fn add(&mut self, other: Self) {
        self.findings += other.findings;
    }
}
