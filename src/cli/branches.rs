//! `uplift fix --branch-per`: a local branch for each group, control or owner, ready for a pull request.

use super::args::BranchPer;
use super::{Failure, screen};
use crate::estate::Stopped;
use crate::fix::{Fixed, Plan, Request, parts_by};
use crate::report::fix::{FixInput, Part, branch_name, message};
use crate::report::harmless;
use crate::source::{Made, Problem, Repository, Rewritten};
use std::collections::BTreeSet;
use std::io::Write;
use std::path::Path;

/// Makes the branches, and prints their names. All are made of `HEAD`; one that cannot be made keeps no other from it.
pub(super) fn make(per: BranchPer, input: &FixInput<'_>, request: &Request<'_>) -> Result<(), Failure> {
    let parts = parts_by(request, input.plan, |fixed| key(per, input, fixed)).map_err(Stopped::from)?;
    let (mut taken, mut problems, mut out) = (BTreeSet::new(), Vec::new(), screen::plain_stdout());
    for (key, plan) in parts.iter().filter(|(_, plan)| !plan.files.is_empty()) {
        let first = branch_name(key);
        let numbered = |number: usize| if number == 1 { first.clone() } else { format!("{first}-{number}") };
        // File systems may take two names for one.
        let name = (1..).map(numbered).find(|name| taken.insert(name.to_lowercase())).unwrap_or_default();
        match branch(&name, key, &FixInput { plan, ..*input }) {
            Ok(made) => {
                let word = match made {
                    Made::Created => "created",
                    Made::Rebuilt => "rebuilt",
                    Made::Unchanged => "unchanged",
                };
                writeln!(out, "{}  {word}", harmless(&name))?;
            }
            Err(problem) => problems.push(problem),
        }
    }
    out.flush()?;
    if problems.is_empty() { Ok(()) } else { Err(problems.into()) }
}

/// What a fix goes by: the parts of a branch's name.
fn key(per: BranchPer, input: &FixInput<'_>, fixed: &Fixed) -> Vec<String> {
    let resource = input.inventory.resource(fixed.finding.resource);
    match per {
        BranchPer::Group => {
            let [subscription, group] = input.group_of(resource);
            let or = |name: Option<String>, other: &str| name.unwrap_or_else(|| other.to_owned());
            vec!["group".to_owned(), or(subscription, "no-subscription"), or(group, "no-group")]
        }
        BranchPer::Control => {
            let entry = &input.policy.recommendations[fixed.finding.recommendation.0];
            let rank = |control: &crate::policy::ControlIndex| {
                input.plan.before.controls.iter().position(|score| score.control == *control).unwrap_or(usize::MAX)
            };
            let control = entry.controls.iter().min_by_key(|control| rank(control));
            let id = control.map_or("no-control", |control| input.policy.controls[control.0].id.as_str());
            vec!["control".to_owned(), id.to_owned()]
        }
        BranchPer::Owner => {
            vec!["owner".to_owned(), input.owner(fixed.finding.resource).unwrap_or_else(|| "no-owner".to_owned())]
        }
    }
}

fn branch(name: &str, key: &[String], input: &FixInput<'_>) -> Result<Made, Problem> {
    let plan: &Plan = input.plan;
    let document = |place: u32| &input.inventory.documents()[place as usize];
    let first = document(plan.files[0].document).name();
    let repository = Repository::containing(Path::new(first))?;
    let mut files = Vec::new();
    for file in &plan.files {
        let own = document(file.document);
        let inside = repository.name_of(Path::new(own.name())).and_then(|name| name.to_str().map(str::to_owned));
        let Some(inside) = inside else {
            let problem = Problem::new(own.name(), format!("the file is not in the repository of {first}"));
            return Err(problem.help("Run once for each repository"));
        };
        let name = inside.replace(std::path::MAIN_SEPARATOR, "/");
        files.push(Rewritten { name, old: own.text().as_bytes(), new: file.new_text(input.inventory).into_bytes() });
    }
    let (group, subscription) = match key {
        [_, subscription, group] => (group.as_str(), Some(subscription.as_str())),
        _ => (key.last().map_or("", String::as_str), None),
    };
    let part = Part {
        subscription: None,
        subscription_name: subscription,
        group: Some(group),
        fixed: plan.fixed.iter().collect(),
        left_out: plan.left_out.iter().collect(),
        waiting: Vec::new(),
        shares_files: false,
    };
    repository.make_branch(name, &files, &message(input, &part))
}
