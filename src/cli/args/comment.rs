//! The flags of `comment`.

use super::words::{CommentOn, FORGES, one_of};
use clap::{Args, ValueHint};
use std::path::PathBuf;

#[derive(Args)]
pub(in crate::cli) struct CommentArguments {
    /// Where the pull request is
    #[arg(value_parser = one_of(FORGES))]
    pub forge: CommentOn,
    /// The report: what `--report markdown=FILE` wrote; `-` is standard input
    #[arg(value_hint = ValueHint::FilePath)]
    pub file: PathBuf,
    /// Tells this comment from those of other gates in the repository
    #[arg(long, value_name = "NAME", default_value = "uplift", value_parser = marker)]
    pub marker: String,
    /// The pull request [default: the one that the workflow runs for]
    #[arg(long, value_name = "N")]
    pub number: Option<u64>,
}

/// A name that ends no comment of HTML.
fn marker(text: &str) -> Result<String, &'static str> {
    let is_plain = |letter: char| letter.is_ascii_alphanumeric() || "-_./: ".contains(letter);
    let fits = !text.trim().is_empty() && text.len() <= 100 && text.chars().all(is_plain) && !text.contains("--");
    if fits { Ok(text.trim().to_owned()) } else { Err("write letters, digits and single `-`, `_`, `.`, `/` or `:`") }
}
