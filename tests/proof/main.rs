//! Every check that names a policy definition decides as the definition does, on resources that are made from the definition
//! itself: an evaluator of policy rules says what the definition makes of them.
//!
//! The definitions stand beside the repository, in `../shared/azure-policy`; where they are not there, the tests are
//! ignored. Some cases of each are tried; all of them with `UPLIFT_PROOF=all`, and all of one recommendation with its id in the
//! place of `all`. `UPLIFT_POLICIES` names another directory of policies than `policies`.

// The tests tell what they compared.
#![allow(clippy::print_stderr)]

mod alias;
mod case;
mod choice;
mod condition;
#[path = "../conditional/mod.rs"]
mod conditional;
mod definition;
mod differences;
mod evaluate;
mod expression;
mod function;
mod generate;
mod judge;
mod path;
mod random;
mod related;
mod seen;
mod shape;
mod tally;
mod uses;

use alias::{Aliases, Given};
use conditional::{Need, shared, test};
use definition::Definition;
use differences::Listed;
use evaluate::Outcome;
use generate::{Decided, Subject};
use random::Random;
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::process::ExitCode;
use tally::{Tally, table};
use uplift::check::{self, Checks, Evaluator};
use uplift::inventory::{InventoryFile, parse};
use uplift::policy::RecommendationIndex;

/// Most cases of a definition and type.
const ALL: usize = 20_000;
/// Cases of a definition and type that are made, and of each outcome that are tried, where not all are.
const SAMPLE: (usize, usize) = (1500, 60);

/// Where the definitions are.
const DEFINITIONS: &str = "azure-policy/policyDefinitions";

fn main() -> ExitCode {
    let need = || [Need::shared(DEFINITIONS)];
    conditional::run(vec![
        test("checks_decide_as_their_definitions_do", need(), checks_decide_as_their_definitions_do),
        test("every_definition_is_met_and_missed", need(), every_definition_is_met_and_missed),
        test("aliases_lead_to_what_resources_hold", need(), aliases_lead_to_what_resources_hold),
    ])
}

fn checks_decide_as_their_definitions_do() {
    let directory = shared(DEFINITIONS);
    let root = std::env::var("UPLIFT_POLICIES").unwrap_or_else(|_| "policies".to_owned());
    let wanted = std::env::var("UPLIFT_PROOF").unwrap_or_default();
    let proof = Proof {
        definitions: definition::all(&directory),
        aliases: Aliases::read(),
        list: differences::listed(),
        checks: judge::library(Path::new(&root)).1,
        is_all: !wanted.is_empty(),
    };
    let (mut faults, mut work, mut own) = (Vec::new(), Vec::new(), Vec::new());
    for (place, recommendation) in proof.checks.recommendations().iter().enumerate() {
        if !["", "all", recommendation.id.as_str()].contains(&wanted.as_str()) {
            continue;
        }
        for id in recommendation.references.get("azurePolicy").into_iter().flatten() {
            match proof.definitions.get(id) {
                Some(Ok(definition)) if definition.is_defenders_own() => own.push(recommendation.id.as_str()),
                Some(Ok(definition)) => work.push((RecommendationIndex(place), definition)),
                Some(Err(why)) => faults.push(format!("{}: {why}", recommendation.id)),
                None => faults.push(format!("{}: there is no definition {id}", recommendation.id)),
            }
        }
    }
    let tallies = proof.tallies(&work);
    eprint!("{}", table(&tallies));
    eprintln!("not compared, for the definition reads what Defender or a guest says itself: {}", own.join(", "));
    faults.extend(tallies.iter().flat_map(Tally::faults));
    for (place, listed) in proof.list.iter().enumerate() {
        let is_tried = tallies.iter().any(|tally| tally.recommendation == listed.recommendation);
        if is_tried && !tallies.iter().any(|tally| tally.listed.contains_key(&place)) {
            faults.push(format!("{}: no case differs: {:?}: {}", listed.recommendation, listed.kind, listed.because));
        }
    }
    assert!(faults.is_empty(), "{} faults:\n{}", faults.len(), faults.join("\n"));
}

/// Every definition that reads resources is evaluated, to both outcomes.
fn every_definition_is_met_and_missed() {
    let directory = shared(DEFINITIONS);
    let aliases = Aliases::read();
    let (mut faults, mut own, mut decided) = (Vec::new(), 0, 0);
    for (id, definition) in &definition::all(&directory) {
        let definition = match definition {
            Ok(definition) => definition,
            Err(why) => {
                faults.push(format!("{id}: {why}"));
                continue;
            }
        };
        if definition.is_defenders_own() {
            own += 1;
            continue;
        }
        let parameters = |name: &str| aliases.parameter(definition, name);
        let subject = Subject { definition, aliases: &aliases, parameters: &parameters };
        let cases: Vec<_> = subject.types().iter().flat_map(|name| subject.cases(name, SAMPLE.0)).collect();
        let has = |wanted: &[Outcome]| cases.iter().any(|(_, outcome)| wanted.contains(outcome));
        match (has(&[Outcome::NonCompliant]), has(&[Outcome::Compliant])) {
            (true, true) => decided += 1,
            outcomes => faults.push(format!("{id}: {} cases, met and missed: {outcomes:?}", cases.len())),
        }
    }
    eprintln!("{decided} definitions are met and missed; {own} read what Defender or a guest says itself");
    assert!(faults.is_empty(), "{} faults:\n{}", faults.len(), faults.join("\n"));
}

/// An alias may be misread only where nothing real shows what it stands for: those are listed.
fn aliases_lead_to_what_resources_hold() {
    let directory = shared(DEFINITIONS);
    let aliases = Aliases::read();
    let known = definition::all(&directory);
    let mut fields = BTreeSet::new();
    let nothing = |_: &str| Value::Null;
    for definition in known.values().flatten() {
        let subject = Subject { definition, aliases: &aliases, parameters: &nothing };
        fields.extend(subject.fields());
    }
    let mut ways = seen::Ways::of(&aliases, &fields);
    let shared = directory.ancestors().nth(2).expect("the shared data");
    ["fixtures", "corpus", "bicep"].iter().for_each(|place| ways.see(&shared.join(place)));
    let unseen = ways.unseen();
    let lines = |set: BTreeSet<&String>| set.into_iter().map(|alias| format!("  - {alias}\n")).collect::<String>();
    let (new, gone) =
        (lines(unseen.difference(&aliases.unseen).collect()), lines(aliases.unseen.difference(&unseen).collect()));
    eprintln!("{} aliases, {} of them in no resource at hand", fields.len(), unseen.len());
    assert!(
        new.is_empty() && gone.is_empty(),
        "in no resource, and not listed:\n{new}listed, and in a resource:\n{gone}"
    );
}

/// What the test works with.
struct Proof {
    definitions: BTreeMap<String, Result<Definition, String>>,
    aliases: Aliases,
    list: Vec<Listed>,
    checks: Checks,
    is_all: bool,
}

impl Proof {
    /// Every recommendation beside its definition, on two threads.
    fn tallies(&self, work: &[(RecommendationIndex, &Definition)]) -> Vec<Tally> {
        let share = |first: usize| {
            let some = || work.iter().skip(first).step_by(2).map(|(index, definition)| self.tally(*index, definition));
            check::with_room(|| some().collect::<Vec<_>>()).expect("room")
        };
        let (even, odd) = std::thread::scope(|scope| {
            let other = scope.spawn(|| share(1));
            (share(0), other.join().expect("the other half"))
        });
        let mut all = [even, odd].into_iter().flatten().collect::<Vec<_>>();
        all.sort_by(|a, b| a.recommendation.cmp(&b.recommendation));
        all
    }

    fn tally(&self, index: RecommendationIndex, definition: &Definition) -> Tally {
        let none = Given::default();
        let given = self.aliases.parameters.get(&definition.id).unwrap_or(&none);
        let parameters = |name: &str| self.aliases.parameter(definition, name);
        let checks = self.checks.with_parameters(index, &given.ours);
        let nothing = std::sync::Arc::new(parse(Vec::<InventoryFile>::new(), 1));
        let mut evaluator = Evaluator::new(&checks, nothing, None);
        let recommendation = checks.recommendations()[index.0].id.clone();
        let mut tally = Tally { recommendation, definition: definition.id.clone(), ..Tally::default() };
        let subject = Subject { definition, aliases: &self.aliases, parameters: &parameters };
        let most = if self.is_all { ALL } else { SAMPLE.0 };
        let mut cases =
            subject.types().iter().flat_map(|name| self.shuffled(subject.cases(name, most))).collect::<Vec<_>>();
        let tried = if self.is_all { cases.len() } else { cases.iter().filter(|(_, is_tried)| *is_tried).count() };
        cases.sort_by_key(|(_, is_tried)| !is_tried);
        for (place, ((case, outcome), _)) in cases.iter().enumerate() {
            // What is left over is tried for differences that are listed, and that nothing showed so far.
            let may_show = |(entry, listed): (usize, &Listed)| {
                !tally.listed.contains_key(&entry) && listed.may_cover(&tally.recommendation, *outcome, case)
            };
            if place < tried || self.list.iter().enumerate().any(may_show) {
                let answer = judge::judge(&checks, &mut evaluator, index, case);
                tally.add(case, *outcome, &answer, &self.list);
            }
        }
        tally
    }

    /// The cases of a type, some of each outcome marked, by chance.
    fn shuffled(&self, cases: Vec<Decided>) -> Vec<(Decided, bool)> {
        let mut random = Random::of("sample");
        let mut marked: Vec<(Decided, bool)> = cases.into_iter().map(|case| (case, false)).collect();
        for wanted in [Outcome::NonCompliant, Outcome::Compliant, Outcome::OutOfScope] {
            let mut those: Vec<usize> = (0..marked.len()).filter(|place| marked[*place].0.1 == wanted).collect();
            for _ in 0..SAMPLE.1.min(those.len()) {
                marked[those.swap_remove(random.below(those.len()))].1 = true;
            }
        }
        marked
    }
}
