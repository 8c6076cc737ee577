//! From what was judged or planned to what reviewers read.
//!
//! A [`Review`](super::Review) is made once for a run; its findings are made one by one, whenever a format asks for them.
//!
//! | file | owns |
//! |---|---|
//! | `scan`, `gate`, `fix` | the review and the findings of each |
//! | `worded` | a gate's answer as a whole, with commands and quick fixes |
//! | `parts` | the reviews of several estates as one |
//! | `quotes` | lines of files, without the secrets in them |
//! | `ahead` | what there is to do, beside a scan |
//! | `change` | a quick fix as replacements and as a diff, unless it shows a secret |
//! | `fingerprint` | what tells findings apart |

mod ahead;
mod change;
mod fingerprint;
mod fix;
mod gate;
mod parts;
mod quotes;
mod scan;
mod worded;

pub use ahead::{Heals, add_fixes, add_heals, add_route};
pub use change::fix_of_review;
pub use fingerprint::fingerprint;
pub use fix::{findings_of_fix, review_of_fix};
use gate::{findings_of_gate, review_of_gate};
pub use parts::{ReviewOfPart, reviews_together};
pub use quotes::Quotes;
pub use scan::{ReviewedScan, findings_of_scan, review_of_scan, rule_of_review};
pub use worded::{Wording, word_gate};
