//! What to fetch so that an estate can be judged, as queries and calls.

use super::Tool;
use crate::estate::{Calls, Needs};
use crate::inventory::{newest_version, query};
use crate::policy::Policy;
use schemars::JsonSchema;
use serde::Serialize;

/// What `uplift queries` prints.
#[derive(Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct QueriesView {
    /// `uplift.queries/1`.
    #[schemars(extend("const" = "uplift.queries/1"))]
    pub schema: &'static str,
    /// What made this list.
    pub tool: Tool,
    /// What each `uplift.yaml` governs, in order of their directories.
    pub estates: Vec<NeedsView>,
}

/// What one estate is to be judged by.
#[derive(Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct NeedsView {
    /// The directory of the settings, with forward slashes.
    pub directory: String,
    /// Queries of Resource Graph, one for each table.
    pub queries: Vec<QueryView>,
    /// List calls, one for each type and each resource that it is asked of.
    pub calls: Vec<CallsView>,
    /// What it is not known how to ask for, in words. Missing when there is nothing.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub unasked: Vec<String>,
}

/// One query.
#[derive(Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct QueryView {
    /// Where the rows stand.
    pub table: &'static str,
    /// Their types.
    pub types: Vec<String>,
    /// In the language of Resource Graph.
    pub query: String,
    /// For a shell, the first page of it.
    pub command: String,
    /// Where the script writes what it gets.
    pub file: String,
}

/// The calls for one type.
#[derive(Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct CallsView {
    /// The type that is asked for.
    #[serde(rename = "type")]
    pub type_name: String,
    /// Types of the resources that it is asked of.
    pub of: Vec<String>,
    /// The version of the interface; null where it is not known, and the provider is asked for its newest one.
    pub api_version: Option<&'static str>,
    /// What follows the id of each of them, for a shell.
    pub path: String,
    /// For a shell; `$id` is the id of each of them.
    pub command: String,
    /// Where their ids come from: queries of Resource Graph, and files that other calls wrote.
    pub ids: Vec<IdsView>,
    /// Where the script writes what it gets.
    pub file: String,
}

/// Where ids come from.
#[derive(Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub enum IdsView {
    /// A query that gives nothing but ids.
    Query(String),
    /// A file that other calls wrote.
    File(String),
}

/// What each part of an estate needs, by the directories of their settings.
pub fn queries(policy: &Policy, parts: &[(String, Option<String>)], needs: &[Needs]) -> QueriesView {
    let estates = parts.iter().zip(needs).map(|((directory, _), needs)| NeedsView::of(directory, needs));
    QueriesView { schema: "uplift.queries/1", tool: Tool::of(policy), estates: estates.collect() }
}

impl NeedsView {
    fn of(directory: &str, needs: &Needs) -> Self {
        let file = |name: &str| file(directory, name);
        let queries = needs.queries.iter().map(|(table, types)| {
            let query = query(table, types.keys().map(String::as_str));
            QueryView {
                table,
                types: types.values().cloned().collect(),
                command: format!("az graph query -q \"{query}\" --first 1000"),
                query,
                file: file(table),
            }
        });
        Self {
            directory: directory.to_owned(),
            queries: queries.collect(),
            calls: needs.calls.iter().map(|calls| CallsView::of(calls, &file)).collect(),
            unasked: needs.unasked.iter().cloned().collect(),
        }
    }
}

impl CallsView {
    fn of(calls: &Calls, file: &dyn Fn(&str) -> String) -> Self {
        let Calls { type_name, path, version, of } = calls;
        let written = version.map_or_else(|| newest_version(type_name), str::to_owned);
        let path = format!("{path}?api-version={written}");
        let ids = of.iter().map(|(holder, table)| match table {
            Some(table) => IdsView::Query(query(table, [holder.as_str()].into_iter())),
            None => IdsView::File(file(holder)),
        });
        Self {
            type_name: type_name.clone(),
            of: of.keys().cloned().collect(),
            api_version: *version,
            command: format!("az rest --method get --url \"$id{path}\""),
            path,
            ids: ids.collect(),
            file: file(type_name),
        }
    }
}

/// Where what is fetched is written: below the settings that govern it.
fn file(directory: &str, name: &str) -> String {
    let name = name.to_ascii_lowercase().replace('/', "_");
    if directory == "." { format!("exports/{name}.json") } else { format!("{directory}/exports/{name}.json") }
}
