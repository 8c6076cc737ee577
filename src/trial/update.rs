//! What failing cases would say so that they pass: their expected values, as the least change of the file's text.
//!
//! A case whose check or fix fails is left as it is, and so is one that would fail in another way. What is planned is read
//! and run before anybody sees it.

use super::{Candidate, Difference, Failure, Fixtures, Trial};
use crate::assess::Status;
use crate::check::{self, Aborted, Called};
use crate::fix::text::{self, Change, TextEdit};
use crate::policy::{self, Case, Config, Expected, Policy, PolicySource};
use crate::source::{Document, Kind, Location, Node, NodeId, Problem};
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// Cases that say now what they gave.
pub struct Update {
    /// In order of the policy's files.
    pub files: Vec<UpdatedFile>,
    /// How many cases.
    pub cases: usize,
    /// Those that fail and stay as they are, with the reason.
    pub left: Vec<(Location, String)>,
    /// The policy with the new cases.
    pub policy: Policy,
    /// What they give.
    pub trial: Trial,
}

/// A policy file with new cases.
pub struct UpdatedFile {
    /// As it was.
    pub document: Arc<Document>,
    /// What changes in it.
    pub edits: Vec<TextEdit>,
}

impl UpdatedFile {
    /// What it will hold.
    pub fn new_text(&self) -> String {
        text::apply(self.document.text(), &self.edits)
    }
}

/// Why nothing could be updated.
pub enum NoUpdate {
    /// The deadline, or no room.
    Aborted(Aborted),
    /// What was planned cannot be read.
    Problems(Vec<Problem>),
}

/// Which case: of the recommendations or of the functions, by its document, its entry and its place in `tests:`.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct CaseId {
    is_of_function: bool,
    document: usize,
    entry: usize,
    case: usize,
}

/// What one case would say.
struct Wanted<'p> {
    node: Node<'p>,
    changes: Vec<Change>,
    /// The status whose key takes the place of the case's own.
    renamed: Option<(Expected, Expected)>,
}

/// Plans what the cases of a trial would say so that they pass.
///
/// # Errors
/// The deadline, and what was planned and cannot be read.
pub fn update(
    (sources, config): (&[PolicySource], &Config),
    (policy, fixtures): (&Policy, &Fixtures),
    trial: &Trial,
    selected: &(dyn Fn(&Policy, Candidate<'_>) -> bool + Sync),
) -> Result<Update, NoUpdate> {
    let mut left: BTreeMap<CaseId, String> = BTreeMap::new();
    let failing = failing(policy, trial);
    loop {
        let mut wanted: BTreeMap<CaseId, Wanted<'_>> = BTreeMap::new();
        for (id, (node, failures)) in &failing {
            if left.contains_key(id) {
                continue;
            }
            match want(*node, failures) {
                Ok(wants) => drop(wanted.insert(*id, wants)),
                Err(why) => drop(left.insert(*id, why)),
            }
        }
        let (files, refused) = files(policy, &wanted);
        if !refused.is_empty() {
            left.extend(refused);
            continue;
        }
        let (new, trial) = try_again((sources, config), fixtures, &files, selected)?;
        let fails = failing_of(&new, &trial);
        let spoilt = fails.keys().filter(|id| !failing.contains_key(id)).filter_map(|id| node_of(policy, *id));
        let spoilt: BTreeSet<(usize, NodeId)> = spoilt.collect();
        let mut still: BTreeMap<CaseId, String> = wanted
            .keys()
            .filter_map(|id| Some((*id, format!("it would fail in another way: {}", fails.get(id)?))))
            .collect();
        if !spoilt.is_empty() {
            let shares = |id: &&CaseId| spoilt.contains(&(id.document, wanted[id].node.id()));
            let shared: Vec<CaseId> = wanted.keys().filter(shares).copied().collect();
            // Where it cannot be told which one is to blame, none is made.
            let blamed = if shared.is_empty() { wanted.keys().copied().collect() } else { shared };
            still.extend(blamed.into_iter().map(|id| (id, "another case is the same, and would fail then".to_owned())));
        }
        if still.is_empty() {
            let place = |id: CaseId, why| (failing.get(&id).map(|(node, _)| node.location()), why);
            let left = left.into_iter().map(|(id, why)| place(id, why));
            let left = left.filter_map(|(location, why)| Some((location?, why))).collect();
            return Ok(Update { files, cases: wanted.len(), left, policy: new, trial });
        }
        left.extend(still);
    }
}

/// The cases that fail, with their mappings and all that differs.
fn failing<'p>(policy: &'p Policy, trial: &'p Trial) -> BTreeMap<CaseId, (Node<'p>, Vec<&'p Failure>)> {
    let mut failing: BTreeMap<CaseId, (Node<'p>, Vec<&'p Failure>)> = BTreeMap::new();
    let mut add =
        |(id, node): (CaseId, Node<'p>), failure| failing.entry(id).or_insert((node, Vec::new())).1.push(failure);
    for tried in &trial.recommendations {
        for failure in &tried.failures {
            let mut cases = policy.recommendations[tried.recommendation.0].cases.iter();
            let case = cases.find(|case| case.location == failure.location);
            let found = case.and_then(|case| {
                let place = case.place;
                let (document, entry, case_place) = (place.document, place.recommendation, place.case);
                let id = CaseId { is_of_function: false, document, entry, case: case_place };
                Some((id, policy.case_node(case)?))
            });
            found.into_iter().for_each(|found| add(found, failure));
        }
    }
    for tried in &trial.functions {
        for failure in &tried.failures {
            let mut cases = policy.functions[tried.function].function.cases.iter();
            let case = cases.find(|case| case.location == failure.location);
            let found = case.and_then(|case| {
                let (entry, place) = case.entry;
                let id = CaseId { is_of_function: true, document: case.document, entry, case: place };
                Some((id, policy.function_case_node(case)?))
            });
            found.into_iter().for_each(|found| add(found, failure));
        }
    }
    failing
}

/// The mapping of a case, with the document that holds it.
fn node_of(policy: &Policy, id: CaseId) -> Option<(usize, NodeId)> {
    let node = if id.is_of_function {
        let mut cases = policy.functions.iter().flat_map(|shared| &shared.function.cases);
        let case = cases.find(|case| case.document == id.document && case.entry == (id.entry, id.case))?;
        policy.function_case_node(case)?
    } else {
        let place = |case: &Case| (case.place.document, case.place.recommendation, case.place.case);
        let mut cases = policy.recommendations.iter().flat_map(|entry| &entry.cases);
        policy.case_node(cases.find(|case| place(case) == (id.document, id.entry, id.case))?)?
    };
    Some((id.document, node.id()))
}

/// The same in words.
fn failing_of(policy: &Policy, trial: &Trial) -> BTreeMap<CaseId, String> {
    let told =
        |failures: Vec<&Failure>| failures.first().map(|failure| failure.difference.to_string()).unwrap_or_default();
    failing(policy, trial).into_iter().map(|(id, (_, failures))| (id, told(failures))).collect()
}

/// What a case would say, or why it is left.
fn want<'p>(node: Node<'p>, failures: &[&Failure]) -> Result<Wanted<'p>, String> {
    let mut wanted = Wanted { node, changes: Vec::new(), renamed: None };
    for failure in failures {
        let finding = failure.finding.as_ref();
        if finding.is_some_and(|finding| finding.script_error) {
            return Err("its check fails".to_owned());
        }
        let said = finding.and_then(|finding| finding.message.as_deref());
        match &failure.difference {
            Difference::Status { expected, found } => wanted.status(*expected, *found, said)?,
            Difference::Message { found, .. } => wanted.message(found.as_deref()),
            Difference::Fixed { wanted: before, found } => wanted.fixed(before, found)?,
            Difference::Gave { found: Called::Failed(why), .. } => return Err(format!("its function fails: {why}")),
            Difference::Gave { found, .. } => wanted.gave(found)?,
            other => return Err(other.to_string()),
        }
    }
    Ok(wanted)
}

impl Wanted<'_> {
    fn status(&mut self, expected: Status, found: Status, said: Option<&str>) -> Result<(), String> {
        let is_over_bound = |said: &str| check::OVER_BOUND.iter().any(|bound| said.ends_with(bound));
        if said.is_some_and(is_over_bound) {
            return Err("its check does too much".to_owned());
        }
        let says_fixed = ["fixed", "notFixed"].into_iter().find(|key| self.node.get_exact(key).is_some());
        if let Some(key) = says_fixed.filter(|_| found != Status::Unhealthy) {
            return Err(format!("it says `{key}`, and is not unhealthy any more"));
        }
        self.renamed = Some((key_of(expected), key_of(found)));
        if self.node.get_exact("message").is_some() {
            self.message(said);
        }
        Ok(())
    }

    fn message(&mut self, found: Option<&str>) {
        let Some(message) = self.node.get_exact("message") else { return };
        self.changes.push(match found {
            Some(found) => Change::Replace { node: message.id(), value: glob_of(found).into() },
            None => Change::Remove { node: message.id() },
        });
    }

    /// The resource that the fix makes, or its children where these differ.
    fn fixed(&mut self, before: &Value, found: &Value) -> Result<(), String> {
        let fixed = self.node.get_exact("fixed").ok_or("it says no `fixed`")?;
        let (node, value) = match before {
            Value::Array(_) => (fixed.get_exact("children").ok_or("it says no children")?, without_ids(found)),
            _ => {
                let mut value = found.clone();
                let children = fixed.get_exact("children").map(check::node_to_json);
                if let (Some(members), Some(children)) = (value.as_object_mut(), children) {
                    members.insert("children".to_owned(), children);
                }
                (fixed, value)
            }
        };
        self.changes.push(Change::Replace { node: node.id(), value });
        Ok(())
    }

    /// What a function gave.
    fn gave(&mut self, found: &Called) -> Result<(), String> {
        let (gives, unknown) = (self.node.get_exact("gives"), self.node.get_exact("unknown"));
        let insert =
            |key: &str, value: Value| Change::Insert { object: self.node.id(), keys: vec![key.to_owned()], value };
        let changes = match (found, gives, unknown) {
            (Called::Gave(value), Some(gives), None) => {
                vec![Change::Replace { node: gives.id(), value: value.clone() }]
            }
            (Called::Gave(value), None, Some(unknown)) => {
                vec![Change::Remove { node: unknown.id() }, insert("gives", value.clone())]
            }
            (Called::Unknown(_), Some(gives), None) => {
                vec![Change::Remove { node: gives.id() }, insert("unknown", true.into())]
            }
            _ => return Err("it says neither `gives` nor `unknown`".to_owned()),
        };
        self.changes.extend(changes);
        Ok(())
    }

    /// The edit of the key that holds the resource.
    fn rename(&self) -> Option<TextEdit> {
        let (from, to) = self.renamed?;
        let span = self.node.get_exact(from.key())?.key_span()?;
        let written = self.node.document().text().get(span.start as usize..span.end as usize)?;
        Some(TextEdit { span, text: written.replacen(from.key(), to.key(), 1) })
    }
}

fn key_of(status: Status) -> Expected {
    match status {
        Status::Healthy => Expected::Healthy,
        Status::Unhealthy => Expected::Unhealthy,
        Status::NotApplicable => Expected::NotApplicable,
        Status::Unknown => Expected::Undecided,
    }
}

/// A glob that matches a text and nothing else.
fn glob_of(text: &str) -> String {
    text.chars().fold(String::new(), |mut glob, letter| {
        glob.extend("?*[]{}\\".contains(letter).then_some('\\'));
        glob.push(letter);
        glob
    })
}

/// New children, whatever ids they were given.
fn without_ids(children: &Value) -> Value {
    let bare = |child: &Value| {
        let mut child = child.clone();
        child.as_object_mut().and_then(|members| members.remove("id"));
        child
    };
    children.as_array().map_or(Value::Null, |children| children.iter().map(bare).collect())
}

/// The edits of each file, and the cases whose changes cannot be made.
fn files(policy: &Policy, wanted: &BTreeMap<CaseId, Wanted<'_>>) -> (Vec<UpdatedFile>, BTreeMap<CaseId, String>) {
    let (mut files, mut refused) = (Vec::new(), BTreeMap::new());
    let places: BTreeSet<usize> = wanted.keys().map(|id| id.document).collect();
    for place in places {
        let document = &policy.documents[place];
        let own: Vec<(CaseId, &Wanted<'_>)> =
            wanted.iter().filter(|(id, _)| id.document == place).map(|(id, wanted)| (*id, wanted)).collect();
        let changes =
            own.iter().flat_map(|(id, wanted)| wanted.changes.iter().map(move |change| (*id, change.clone())));
        let (ids, changes): (Vec<CaseId>, Vec<Change>) = changes.unzip();
        let (mut edits, refusals) = text::plan(document, &changes);
        refused.extend(refusals.into_iter().map(|refusal| (ids[refusal.change], refusal.reason)));
        for (id, wants) in own.iter().filter(|(_, wants)| wants.renamed.is_some()) {
            let is_aliased = wants.node.is_aliased() || wants.node.kind() != Kind::Object;
            match wants.rename().filter(|_| !is_aliased) {
                Some(edit) => edits.push(edit),
                None => drop(refused.insert(*id, "the key of its status is written elsewhere".to_owned())),
            }
        }
        edits.sort_by_key(|edit| edit.span);
        if edits.windows(2).any(|pair| pair[0].span.end > pair[1].span.start) {
            let own = own.iter().map(|(id, _)| (*id, "its changes cannot be told apart".to_owned()));
            refused.extend(own);
        }
        files.push(UpdatedFile { document: Arc::clone(document), edits });
    }
    (files, refused)
}

/// The policy with new cases, and what they give.
fn try_again(
    (sources, config): (&[PolicySource], &Config),
    fixtures: &Fixtures,
    files: &[UpdatedFile],
    selected: &(dyn Fn(&Policy, Candidate<'_>) -> bool + Sync),
) -> Result<(Policy, Trial), NoUpdate> {
    let new = |source: &PolicySource| {
        let file = files.iter().find(|file| file.document.name() == source.name);
        let text = file.map_or_else(|| source.text.clone(), UpdatedFile::new_text);
        PolicySource { text, ..source.clone() }
    };
    let sources: Vec<PolicySource> = sources.iter().map(new).collect();
    let policy = policy::parse_for_trial(&sources, config).map_err(NoUpdate::Problems)?;
    let checks = check::compile(&policy).map_err(NoUpdate::Problems)?;
    let trial = super::run((&policy, fixtures), &checks, &|candidate| selected(&policy, candidate))
        .map_err(NoUpdate::Aborted)?;
    Ok((policy, trial))
}
