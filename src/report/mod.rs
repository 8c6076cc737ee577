//! What people and programs read.
//!
//! A [`Scan`] is made once, from what was judged and scored, and every format prints it: one file (or room) per format.
//! A format adds no number of its own.

mod command;
mod few;
pub mod fix;
mod format;
mod functions_page;
mod harmless;
mod json;
mod links;
mod patch;
mod problem;
mod reference;
mod review;
#[cfg(test)]
mod tests;
mod text;
mod view;
mod words;

pub use command::{Typed, quoted};
pub use format::{
    FORMATS, Format, Found, Kind, NOTHING_TO_SAY, Report, RunReport, Source, page_of, run_schema, tour_of,
};
pub use functions_page::write_functions_page;
pub use harmless::{HarmlessLines, harmless};
pub use json::{schema_of, write_json, write_json_line};
pub use links::{Forge, Links};
pub use patch::file_patch;
pub use problem::{Gravity, write_problems};
pub use reference::write_reference;
pub use review::{
    Heals, Quotes, ReviewOfPart, ReviewedScan, Wording, add_fixes, add_heals, add_route, findings_of_fix,
    findings_of_scan, fingerprint, fix_of_review, review_of_fix, review_of_scan, reviews_together, rule_of_review,
    word_gate,
};
pub use text::{
    Page, write_answer, write_control, write_diff, write_due, write_exemptions, write_explanation, write_fix,
    write_functions, write_gate, write_history, write_lint, write_list, write_nothing_to_fix, write_policy_diff,
    write_queries, write_recommendation, write_reconciled, write_round, write_route, write_scan, write_score,
    write_statistics, write_trial,
};
pub use view::*;
pub use words::count;

pub use crate::score::{Percentage, Points, Rounded};
