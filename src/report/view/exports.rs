//! What to export, so that what could not be decided can be: undecided checks by the command that would decide them.

use crate::assess::UnknownReason;
use crate::inventory::{Export, Fetch, newest_version, query};
use crate::policy::{Policy, RecommendationIndex};
use crate::report::few::few;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};

/// One export, and what waits for it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct ExportView {
    /// Assessments that it would decide.
    pub checks: u64,
    /// The ids of their recommendations.
    pub recommendations: Vec<String>,
    /// The ids of the controls that these are in.
    pub controls: Vec<String>,
    /// The resource types that it is to hold; empty where more of the same is wanting.
    pub types: Vec<String>,
    /// For a shell, or an entry of the settings. `$id` stands for the id of each resource that is asked about; what is in
    /// angle brackets is in the file that is not whole, or known to whoever deploys.
    pub command: String,
}

/// What one command gives.
#[derive(PartialEq, Eq, PartialOrd, Ord)]
enum Source {
    /// Rows of a table of Resource Graph.
    Table(&'static str),
    /// The answers of list calls for a type.
    Calls(String),
    Pages {
        of_query: bool,
    },
    Depth,
    Parameters,
    Place,
}

/// What waits for a source.
#[derive(Default)]
struct Waiting<'r> {
    checks: u64,
    recommendations: BTreeSet<RecommendationIndex>,
    /// By name in lower case, as first written.
    types: BTreeMap<String, String>,
    /// Of templates, those that have no value.
    parameters: BTreeSet<&'r str>,
    /// Of list calls: what follows the id.
    call: String,
}

impl ExportView {
    /// What unknown reasons wait for, the most awaited first; only of recommendations that are listed.
    pub(in crate::report) fn of(policy: &Policy, reasons: &BTreeMap<UnknownReason, u64>, listed: &[bool]) -> Vec<Self> {
        let mut sources: BTreeMap<Source, Waiting<'_>> = BTreeMap::new();
        for (reason, count) in reasons.iter().filter(|(reason, _)| listed[reason.recommendation.0]) {
            let Some((source, fetch)) = reason.export.as_ref().and_then(source) else { continue };
            let waiting = sources.entry(source).or_default();
            waiting.checks += count;
            waiting.recommendations.insert(reason.recommendation);
            waiting.add(fetch);
            if let Some(Export::Parameter(name)) = &reason.export {
                waiting.parameters.insert(name);
            }
        }
        let view = |(source, waiting): (Source, Waiting<'_>)| waiting.view(policy, &source);
        let mut views: Vec<Self> = sources.into_iter().map(view).collect();
        views.sort_by_key(|view| Reverse(view.checks));
        views
    }
}

/// Parameters that are named.
const NAMED: usize = 4;
/// An entry of the settings.
const PLACE: &str =
    "deployments: [{ template: <file>, subscription: <id>, resourceGroup: <name>, location: <region> }]";

/// What gives an export, and how it is fetched where it is by type.
fn source(export: &Export) -> Option<(Source, Option<Fetch>)> {
    Some(match export {
        Export::Pages { of_query } => (Source::Pages { of_query: *of_query }, None),
        Export::Depth => (Source::Depth, None),
        Export::Parameter(_) => (Source::Parameters, None),
        Export::Place => (Source::Place, None),
        Export::Resources(type_name) => {
            let fetch = Fetch::of(type_name)?;
            let source = match &fetch {
                Fetch::Query { table, .. } => Source::Table(table),
                Fetch::Call { type_name, .. } => Source::Calls(type_name.to_ascii_lowercase()),
            };
            (source, Some(fetch))
        }
    })
}

impl Waiting<'_> {
    fn add(&mut self, fetch: Option<Fetch>) {
        let type_name = match fetch {
            Some(Fetch::Query { type_name, .. }) => type_name,
            Some(Fetch::Call { type_name, path, version, .. }) => {
                let version = version.map_or_else(|| newest_version(&type_name), str::to_owned);
                self.call = format!("{path}?api-version={version}");
                type_name
            }
            None => return,
        };
        self.types.entry(type_name.to_ascii_lowercase()).or_insert(type_name);
    }

    fn view(self, policy: &Policy, source: &Source) -> ExportView {
        let command = match source {
            Source::Table(table) => {
                let query = query(table, self.types.keys().map(String::as_str));
                format!("az graph query -q \"{query}\" --first 1000")
            }
            Source::Calls(_) => format!("az rest --method get --url \"$id{}\"", self.call),
            Source::Pages { of_query: true } => {
                "az graph query -q \"<the same query>\" --first 1000 --skip-token \"<skip_token>\"".to_owned()
            }
            Source::Pages { of_query: false } => "az rest --method get --url \"<nextLink>\"".to_owned(),
            Source::Depth => "<the same command> | ConvertTo-Json -Depth 100".to_owned(),
            Source::Parameters => {
                let names: Vec<&str> = self.parameters.iter().copied().collect();
                format!("uplift scan <paths> --parameters <a file that gives {}>", few(&names, NAMED))
            }
            Source::Place => PLACE.to_owned(),
        };
        let recommendations = self.recommendations.iter().map(|index| &policy.recommendations[index.0]);
        let controls: BTreeSet<_> = recommendations.clone().flat_map(|entry| &entry.controls).collect();
        ExportView {
            checks: self.checks,
            recommendations: recommendations.map(|entry| entry.id.clone()).collect(),
            controls: controls.into_iter().map(|control| policy.controls[control.0].id.clone()).collect(),
            types: self.types.into_values().collect(),
            command,
        }
    }
}
