//! What people and programs read.
//!
//! A [`Scan`] is made once, from what was judged and scored, and every format prints it: one file (or room) per format.
//! A format adds no number of its own.

pub mod fix;
mod harmless;
mod json;
mod patch;
mod problem;
mod round;
#[cfg(test)]
mod tests;
mod text;
mod view;

pub use harmless::harmless;
pub use json::{exemptions_schema, fix_schema, list_schema, scan_schema, write_json};
pub use patch::file_patch;
pub use problem::{Gravity, write_problems};
pub use round::{Percentage, Points, Rounded};
pub use text::{
    Page, write_control, write_diff, write_exemptions, write_fix, write_functions, write_list, write_recommendation,
    write_route, write_scan, write_score, write_trial,
};
pub use view::*;
