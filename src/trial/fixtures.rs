//! Files around test cases: what `inventory:` names, read once however many cases name it.

use crate::inventory::{self, FileRules, Inventory, Reading};
use crate::policy::Policy;
use crate::source::{Document, Location, Node, Position, Problem};
use std::collections::BTreeMap;

/// What the files hold that cases name; by the policy's document, and as it is written there.
#[derive(Default)]
pub struct Fixtures(BTreeMap<(usize, String), Reading>);

/// A file that a case names.
pub struct Named {
    /// Which of the policy's documents names it.
    document: usize,
    /// As it is written.
    pub path: String,
    /// Where it is named.
    pub place: Location,
}

impl Fixtures {
    /// The files that the cases of a policy name, each once for each policy file.
    pub fn named(policy: &Policy) -> Vec<Named> {
        let mut named: BTreeMap<(usize, String), Named> = BTreeMap::new();
        let mut add = |document: usize, path: &Option<String>, node: Option<Node<'_>>| {
            let written = node.and_then(|node| node.get_exact("inventory"));
            if let (Some(path), Some(written)) = (path, written) {
                let (place, path) = (written.location(), path.clone());
                named.entry((document, path.clone())).or_insert(Named { document, path, place });
            }
        };
        for case in policy.recommendations.iter().flat_map(|entry| &entry.cases) {
            add(case.place.document, &case.inventory_file, policy.case_node(case));
        }
        for case in policy.functions.iter().flat_map(|shared| &shared.function.cases) {
            add(case.document, &case.inventory_file, policy.function_case_node(case));
        }
        named.into_values().collect()
    }

    /// Reads them; `read` gives the name and the bytes of a file that a policy file names.
    ///
    /// # Errors
    /// With everything that is wrong with any of them, at the place that names it.
    pub fn read(
        policy: &Policy,
        read: impl Fn(&Named) -> Result<(String, Vec<u8>), Problem>,
    ) -> Result<Self, Vec<Problem>> {
        let (mut fixtures, mut problems) = (Self::default(), Vec::new());
        for named in Self::named(policy) {
            match read(&named).and_then(|(name, bytes)| reading(&name, bytes)) {
                Ok(reading) => drop(fixtures.0.insert((named.document, named.path), reading)),
                Err(problem) => problems.push(at(&named.place, problem)),
            }
        }
        if problems.is_empty() { Ok(fixtures) } else { Err(problems) }
    }

    /// What a case of a document names.
    pub(super) fn around(&self, document: usize, path: Option<&String>) -> Option<&Reading> {
        self.0.get(&(document, path?.clone()))
    }
}

/// The resources of a file. Like all that a case holds, they are all that there is.
fn reading(name: &str, bytes: Vec<u8>) -> Result<Reading, Problem> {
    let document = Document::parse(name, bytes)?;
    let reading = inventory::read_document(document, &FileRules::default());
    let inventory = Inventory::of(vec![reading.clone()]);
    // A case would take what is not there for absent.
    let lacking = inventory.waiting().iter().map(|(problem, ..)| problem).chain(inventory.gaps());
    if let Some(problem) = inventory.problems().iter().chain(lacking).next() {
        return Err(problem.clone());
    }
    match inventory.resources().is_empty() {
        true => {
            Err(Problem::new(name, "this holds no resources").help("Name an export, a list of resources or a template"))
        }
        false => Ok(reading),
    }
}

/// What is wrong with a file, told where it is named.
fn at(place: &Location, problem: Problem) -> Problem {
    let own = problem.position.map(|position| format!(":{}:{}", position.line, position.column)).unwrap_or_default();
    let message = format!("`inventory` names {}{own}: {}", problem.file, problem.message);
    let position = Position { line: place.line, column: place.column };
    let told = Problem::new(&*place.file, message).at(position);
    problem.help.map_or(told.clone(), |help| told.help(help))
}
