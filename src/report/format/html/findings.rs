//! The table of findings: drawn by the page's script from data in which each text stands once.

use super::duties::Duties;
use super::facets::Facet;
use maud::{Markup, html};
use serde::Serialize;
use std::collections::BTreeMap;

/// What the script draws the table from.
#[derive(Default, Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Data {
    pub texts: Vec<String>,
    pub resources: Resources,
    /// Id, title, place on the page.
    pub recommendations: Vec<(String, String, String)>,
    /// By recommendation.
    pub severities: Vec<u32>,
    pub severity_words: Vec<[String; 2]>,
    pub states: Vec<[&'static str; 2]>,
    pub standings: Vec<[String; 2]>,
    pub rows: Rows,
    pub facets: Vec<Facet>,
    #[serde(skip)]
    pub left_out: usize,
}

#[derive(Default, Serialize)]
pub(super) struct Resources {
    /// The text that an id begins with, up to its last slash.
    pub prefix: Vec<u32>,
    pub tail: Vec<String>,
    /// Where the name is not what the id ends with.
    pub names: BTreeMap<u32, String>,
}

#[derive(Default, Serialize)]
pub(super) struct Rows {
    pub resource: Vec<u32>,
    pub recommendation: Vec<u32>,
    pub state: Vec<u32>,
    pub message: Vec<u32>,
    pub file: Vec<u32>,
    pub line: Vec<u32>,
    /// Path, value and line, one behind the other; -1 for no value, 0 for the line of the finding.
    pub evidence: Vec<Vec<i64>>,
    pub exemption: Vec<u32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub standing: Option<Vec<u32>>,
    /// Missing where nobody is to deal with any.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub duty: Option<Duties>,
}

impl Data {
    /// As JSON without what could end its element.
    pub fn json(&self) -> String {
        let text = serde_json::to_string(self).unwrap_or_default();
        text.replace('<', "\\u003c")
    }
}

/// Where the script draws the table.
pub(super) fn section(data: &Data) -> Markup {
    let shown = data.rows.resource.len();
    let class = if data.rows.duty.is_some() { "findings duties stack" } else { "findings stack" };
    html! {
        section id="findings" aria-labelledby="findings-title" {
            h2 id="findings-title" { "Findings" }
            noscript { p class="note" { "The table of " (shown) " findings is drawn by a script, which this browser does not run. The JSON report holds them." } }
            @if data.left_out > 0 {
                p class="note" { "Showing the worst " (shown) " of " (shown + data.left_out) " findings; the rest are in the JSON report." }
            }
            div id="findings-tools" hidden {
                div class="tools" {
                    label for="findings-search" { "Search names, ids, messages and files"
                        input type="search" id="findings-search" autocomplete="off" spellcheck="false"; }
                    button type="button" id="findings-reset" { "Show all" }
                    button type="button" id="findings-copy" { "Copy as CSV" }
                }
                details id="filters" class="long" {
                    summary id="filters-summary" { "Filters" }
                    div class="facets" id="facets" {}
                }
                p id="findings-count" role="status" {}
                table class=(class) id="findings-table" {
                    caption { "Findings, the worst first unless a column is chosen." }
                    thead { tr {
                        th scope="col" data-sort="resource" { "Resource" }
                        th scope="col" data-sort="recommendation" { "Recommendation" }
                        th scope="col" data-sort="state" { "State" }
                        @if data.rows.duty.is_some() { th scope="col" data-sort="due" { "Owner and due" } }
                        th scope="col" data-sort="place" { "Finding and place" }
                    } }
                    tbody id="findings-rows" {}
                }
                nav class="pager" id="findings-pager" aria-label="Pages of findings" {}
            }
        }
    }
}
