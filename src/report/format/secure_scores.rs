//! The secure score as Azure's REST interface prints it (`Microsoft.Security/secureScores` and `secureScoreControls`, version
//! 2020-01-01): one list of each subscription's score and controls, for dashboards that are made for those.
//!
//! Rounding is the platform's: halves to the even neighbour, a percentage of points that are rounded already, and a
//! subscription's points as the sum of its controls'. A control in which nothing is scored has a maximum of 0.

use super::Format;
use crate::portal::control_key;
use crate::report::json::write_json;
use crate::report::view::ScanInput;
use crate::score::{self, Percentage, Points, Ratio, Subscription, Tally};
use num_traits::Zero;
use serde::Serialize;
use std::io::{self, Write};

/// The format.
pub(super) const FORMAT: Format = Format {
    name: "secure-scores",
    purpose: "dashboards that read Azure's secureScores and secureScoreControls",
    is_of_sums: true,
    scan: Some(write),
    ..Format::NONE
};

fn write(input: &ScanInput<'_>, out: &mut dyn Write) -> io::Result<()> {
    let subscriptions = score::subscriptions(input.policy, &input.scanned.counts.now);
    let value: Vec<Row<'_>> = subscriptions.iter().flat_map(|subscription| rows(input, subscription)).collect();
    write_json(&List { schema: "uplift.secure-scores/1", value }, out)
}

/// What a list call answers, and a mark: the platform's own answer is no report that another may take the place of.
#[derive(Serialize)]
struct List<'r> {
    schema: &'static str,
    value: Vec<Row<'r>>,
}

#[derive(Serialize)]
struct Row<'r> {
    id: String,
    name: &'r str,
    #[serde(rename = "type")]
    type_name: &'static str,
    properties: Properties<'r>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Properties<'r> {
    display_name: &'r str,
    score: Score,
    #[serde(flatten)]
    counts: Option<Counts>,
    weight: u64,
}

#[derive(Serialize)]
struct Score {
    max: u64,
    current: Points,
    percentage: Percentage,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Counts {
    healthy_resource_count: u64,
    unhealthy_resource_count: u64,
    not_applicable_resource_count: u64,
}

/// What the platform calls the classic score.
const SCORE: &str = "ascScore";

/// Stands for the id of the subscription where resources name none.
const NO_SUBSCRIPTION: &str = "00000000-0000-0000-0000-000000000000";

/// A subscription's score, then the controls that any of its resources are in.
fn rows<'r>(input: &ScanInput<'r>, subscription: &Subscription) -> Vec<Row<'r>> {
    let id = subscription.id.as_deref().unwrap_or(NO_SUBSCRIPTION);
    let id = format!("/subscriptions/{id}/providers/Microsoft.Security/secureScores/{SCORE}");
    let met = input.policy.controls.iter().zip(&subscription.controls).filter(|(_, tally)| **tally != Tally::default());
    let controls: Vec<Row<'r>> = met
        .map(|(control, tally)| {
            let name = control_key(&control.id);
            let max = if tally.scored() > 0 { u64::from(control.max_score) } else { 0 };
            let current = Ratio::new((max * tally.healthy).into(), tally.scored().max(1).into());
            let properties = Properties {
                display_name: &control.title,
                score: Score::of(max, Points::to_even(&current)),
                counts: Some(Counts::of(tally)),
                weight: tally.scored(),
            };
            Row {
                id: format!("{id}/secureScoreControls/{name}"),
                name,
                type_name: "Microsoft.Security/secureScores/secureScoreControls",
                properties,
            }
        })
        .collect();
    let scores = || controls.iter().map(|control| &control.properties);
    let score =
        Score::of(scores().map(|control| control.score.max).sum(), scores().map(|control| control.score.current).sum());
    let weight = scores().map(|control| control.score.max * control.weight).sum();
    let properties = Properties { display_name: "ASC score", score, counts: None, weight };
    let whole = Row { id, name: SCORE, type_name: "Microsoft.Security/secureScores", properties };
    std::iter::once(whole).chain(controls).collect()
}

impl Score {
    fn of(max: u64, current: Points) -> Self {
        let whole = Ratio::from_integer((max * Points::ONE.unsigned_abs()).into());
        let points = Ratio::from_integer(current.units().into());
        let percentage = if max == 0 { Ratio::zero() } else { points / whole };
        Self { max, current, percentage: Percentage::to_even(&percentage) }
    }
}

impl Counts {
    fn of(tally: &Tally) -> Self {
        Self {
            healthy_resource_count: tally.healthy,
            unhealthy_resource_count: tally.unhealthy,
            not_applicable_resource_count: tally.not_applicable,
        }
    }
}
