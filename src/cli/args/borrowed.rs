//! Whose verdicts a scan counts.

use super::words::{VERDICTS, one_of};
use crate::policy::Verdicts;
use clap::Args;

#[derive(Args, Clone, Default)]
#[command(next_help_heading = "Whose verdicts count")]
pub(in crate::cli) struct VerdictArguments {
    /// Whose verdicts count; those of Defender for Cloud stand in its exports, which are among the paths
    #[arg(long, value_name = "WHOSE", value_parser = one_of(VERDICTS), default_value = "own")]
    #[arg(conflicts_with_all = ["record", "part"])]
    pub verdicts: Verdicts,
    /// Keys of all recommendations of Defender for Cloud that are in preview, where its export lacks the metadata
    #[arg(long, value_name = "KEY", value_delimiter = ',')]
    pub preview: Vec<String>,
}
