//! Uplift raises a cloud estate's secure score from the repository it is written in.
//!
//! # One straight line
//!
//! ```text
//! bicep, hcl → source → template → terraform → secret → policy, inventory → check → assess → exempt → duty → score → portal → fix → gate → estate → trial → lint → scaffold → report → cli → python
//! ```
//!
//! Imports only point left, and `policy` and `inventory` do not know each other (a test holds both). Everything after
//! reading is pure: no files, clock, environment or printing.
//!
//! | room | owns | must never |
//! |---|---|---|
//! | [`bicep`] | the Bicep language: declarations and values with their places | know what a name means |
//! | [`hcl`] | the language of Terraform's files: blocks with their places, each read by itself | know what a name means |
//! | [`source`] | bytes, [`source::Document`], its flat tree, [`source::Node`], places; walking and reading, also a side of a change from git: the only user of `std::fs` and of git | know policy |
//! | [`template`] | what a template deploys: expressions, scopes, loops; each value with its origin | guess what the platform alone knows |
//! | [`terraform`] | what folders of files, a plan or a state manage, as resources of the platform, by a mapping that is data | know an attribute by its name |
//! | [`secret`] | what a secret is, and what stands in its place | hide what is none |
//! | [`policy`] | controls, recommendations, `uplift.yaml`; strict loading, all errors at once | run a script, see a resource |
//! | [`inventory`] | resources, one file per input form, the index for look-ups across resources | know controls |
//! | [`check`] | the only user of Rhai: compiling, plans, limits, the views, helpers, the read trace, [`check::Verdict`] | leak a Rhai type |
//! | [`assess`] | an [`assess::Assessment`] per recommendation and resource; parallelism | score, print |
//! | [`exempt`] | which findings are exempt, until when, and what they count as | change a verdict unseen |
//! | [`duty`] | who deals with a finding, and until when | know git or a clock |
//! | [`score`] | the arithmetic, once and exact; ranking | look at text |
//! | [`portal`] | what Defender for Cloud says itself: its rows, its numbers made anew, its verdicts under our names, and the difference from ours | judge a resource |
//! | [`fix`] | changes to documents as the least change of their text, proven | write files |
//! | [`gate`] | base against head: what a change does to findings and to the score, and whether it may be merged | read git, end the run |
//! | [`estate`] | the same steps for everybody who calls: opened, read, judged, exempted, scored, planned, compared; by values alone | ask a terminal, the environment or a clock |
//! | [`trial`] | what judges policies: their test cases | |
//! | [`lint`] | mistakes in policies that loading takes, by the outlines of scripts | run a script |
//! | [`scaffold`] | files to begin with, as texts: settings, a pipeline, a control, a recommendation with cases that hold | write a file, judge a resource |
//! | [`report`] | view types, one file per format | recompute a number, hold a verdict |
//! | [`cli`] | flags, wiring, input and output, exit codes | contain rules |
//! | `python` | the module for Python, built by the feature of its name | contain rules |
//!
//! # Where to add
//!
//! | what | file | and a line in |
//! |---|---|---|
//! | a report format | `report/format/NAME.rs` | `report/format/mod.rs` |
//! | a helper for scripts | `check/helpers/GROUP.rs`; a look-up: `check/look_up/find.rs` | |
//! | a rule for policies | `lint/rule/NAME.rs` | `lint/rule/mod.rs` |
//! | a rule of the gate | `gate/rule/NAME.rs` | `gate/rule/mod.rs` |
//! | a recommendation's key | `policy/recommendation.rs`, `report/view/catalogue.rs` | `policy/schema/policy_file.rs`, `tests/written/whole/policy.yaml` |
//! | a form of input | `inventory/form/NAME.rs` | `inventory/form.rs` |
//! | what a form or the platform holds in full | `inventory/whole.yaml` | `docs/inputs.md` |
//! | a function of templates | `template/function/GROUP.rs` | |
//! | a type of azurerm's resources | `terraform/mapping/SERVICE.yaml` | a new file: `terraform/mapping.rs` |
//! | how a type is fetched | `inventory/fetch.yaml` | |
//!
//! # Invariants
//!
//! - A document is parsed once into a flat tree over its bytes. Everything else holds a [`source::Node`]; no second
//!   value model exists, and nothing is converted that no check touches.
//! - A check is a pure function of what it reads. Its reads are its evidence.
//! - Scores are exact fractions until a report prints them.

pub mod assess;
pub mod bicep;
pub mod check;
pub mod cli;
pub mod duty;
pub mod estate;
pub mod exempt;
pub mod fix;
pub mod gate;
pub mod hcl;
pub mod inventory;
pub mod lint;
pub mod policy;
pub mod portal;
#[cfg(feature = "python")]
pub mod python;
pub mod report;
pub mod scaffold;
pub mod score;
pub mod secret;
pub mod source;
pub mod template;
pub mod terraform;
pub mod trial;
