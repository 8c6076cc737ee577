//! `uplift explain`: why a resource stands to a recommendation as it does.

use super::args::{ExplainArguments, taken};
use super::{COULD_NOT_JUDGE, Failure, command, open, screen};
use crate::estate::{Estate, Filters, resolve};
use crate::inventory::{Inventory, ResourceIndex};
use crate::policy::RecommendationIndex;
use crate::report::{self, Page};
use crate::source::Problem;
use std::io::Write;
use std::process::ExitCode;
use std::sync::Arc;

/// Reads, judges one resource by one recommendation, and tells what was read.
pub(super) fn run(arguments: &ExplainArguments) -> Result<ExitCode, Failure> {
    let estate = open::estate(&arguments.policies, &arguments.paths)?;
    let conditions = open::conditions(&arguments.day, None);
    let (inventory, errors) = read(&estate, conditions.threads)?;
    screen::fail(&errors)?;
    let (recommendation, resource) =
        find(&estate, &inventory, &arguments.resource, vec![arguments.recommendation.clone()])?;
    let explained = estate.explain_worth(&inventory, recommendation, resource, &conditions)?;
    let entry = &estate.policy.recommendations[recommendation.0];
    let view = report::explanation(&estate.policy, &inventory, (entry, inventory.resource(resource)), &explained);
    let mut out = screen::stdout();
    match taken(arguments.format) {
        Some(_) => report::write_json(&view, &mut out)?,
        None => {
            let typed = command::typed(&arguments.paths, &arguments.policies);
            let page = Page { width: screen::width(), typed, ..Page::default() };
            report::write_explanation(&view, &page, &mut out)?;
        }
    }
    out.flush()?;
    Ok(if errors.is_empty() { ExitCode::SUCCESS } else { ExitCode::from(COULD_NOT_JUDGE) })
}

/// The inventory, and why other files could not be read.
pub(super) fn read(estate: &Estate, threads: usize) -> Result<(Arc<Inventory>, Vec<Problem>), Failure> {
    let (inventory, mut errors) = estate.read(threads);
    let (foreign, failed) = estate.failed(&inventory);
    screen::warn(&foreign)?;
    errors.extend(failed);
    Ok((inventory, errors))
}

/// A resource by id or name, and the first of some recommendations.
pub(super) fn find(
    estate: &Estate,
    inventory: &Inventory,
    resource: &str,
    recommendations: Vec<String>,
) -> Result<(RecommendationIndex, ResourceIndex), Failure> {
    let filters = Filters { recommendations, resources: vec![resource.to_owned()], ..Filters::default() };
    let filter = resolve(&filters, &estate.policy, &estate.names, inventory)?;
    let chosen = filter.selection.recommendations.iter().position(|is_chosen| *is_chosen);
    let covered = |index: &ResourceIndex| {
        let resource = inventory.resource(*index);
        resource.canonical == *index && !resource.is_telling && filter.scope.covers(resource)
    };
    let resources: Vec<ResourceIndex> =
        (0..inventory.resources().len() as u32).map(ResourceIndex).filter(covered).collect();
    Ok((RecommendationIndex(chosen.unwrap_or_default()), one_of(inventory, &resources)?))
}

/// The resource that was meant; several of one name are told apart by their ids.
pub(super) fn one_of(inventory: &Inventory, resources: &[ResourceIndex]) -> Result<ResourceIndex, Problem> {
    match resources {
        [one] => Ok(inventory.speaker(*one)),
        [] => Err(Problem::new("", "no resource is called so")),
        several => {
            let ids: Vec<&str> = several.iter().map(|index| &*inventory.resource(*index).id).collect();
            let problem = Problem::new("", format!("{} resources are called so", several.len()));
            Err(problem.help(format!("Name one by its id: {}", ids.join(", "))))
        }
    }
}
