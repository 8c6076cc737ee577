//! The score over time where nothing but files of results is left of it: a line for each recorded scan.
//!
//! A line holds figures and counts, and no finding. Lines may come in any order and twice, as a merge by union leaves them.

use crate::estate::{Estate, Filters, Scanned, Settings};
use crate::policy::{self, ControlIndex, Policy};
use crate::score::{Percentage, Points, ScopeScore, Tally};
use crate::source::{Checksum, Position, Problem, display_name};
use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::path::PathBuf;

/// What a recorded scan comes to.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Record {
    schema: String,
    /// The day that it was judged on, like 2027-03-31.
    pub day: String,
    /// Equal where the same was scanned, whatever it held.
    scope: String,
    /// Equal where the same verdicts follow.
    pub policy_digest: String,
    /// What made it.
    tool: String,
    /// After exemptions.
    pub score: RecordedScore,
    /// As if nothing was exempt.
    pub before_exemptions: RecordedScore,
    /// Those that any resource is in, by id.
    pub controls: BTreeMap<String, RecordedControl>,
    /// Distinct resources: healthy, unhealthy, not applicable and unknown ones, by recommendation.
    pub recommendations: BTreeMap<String, [u64; 4]>,
}

/// A score; all missing when nothing was scored.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct RecordedScore {
    /// From 0 to 1.
    pub percentage: Option<Percentage>,
    /// In points.
    pub current: Option<Points>,
    /// In points.
    pub max: Option<u64>,
}

/// A control.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct RecordedControl {
    /// For people.
    pub title: String,
    /// In points.
    pub max: u32,
    /// In points; missing when it is not scored.
    pub current: Option<Points>,
    /// Distinct resources: healthy, unhealthy, not applicable and unknown ones.
    pub counts: [u64; 4],
}

/// Why a line of a score breaks.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, schemars::JsonSchema)]
#[serde(rename_all = "camelCase")]
pub enum Break {
    /// Other policies judged.
    Policy,
    /// Controls had other maxima.
    Maximum,
}

/// What lines of this release begin with, and those of all releases.
const SCHEMA: &str = "uplift.recorded/1";
const ANY_SCHEMA: &str = "uplift.recorded/";

impl Record {
    /// Of a scan; `scope` is what [`scope_of`] says of what was asked for.
    pub fn of(estate: &Estate, scanned: &Scanned, scope: &str, day: Date) -> Self {
        let policy: &Policy = &estate.policy;
        let control = |ControlIndex(index): ControlIndex| &policy.controls[index];
        let controls = scanned.score.controls.iter().filter(|score| score.tally != Tally::default()).map(|score| {
            let entry = control(score.control);
            let current = score.figures.as_ref().map(|figures| Points::of(&figures.current));
            let (title, counts) = (entry.title.clone(), counts(&score.tally));
            (entry.id.clone(), RecordedControl { title, max: entry.max_score, current, counts })
        });
        let met = scanned.score.recommendations.iter().filter(|score| score.tally != Tally::default());
        Self {
            schema: SCHEMA.to_owned(),
            day: day.to_string(),
            scope: scope.to_owned(),
            policy_digest: policy.digest.clone(),
            tool: env!("CARGO_PKG_VERSION").to_owned(),
            score: RecordedScore::of(&scanned.score.estate),
            before_exemptions: RecordedScore::of(&scanned.before),
            controls: controls.collect(),
            recommendations: met
                .map(|score| (policy.recommendations[score.recommendation.0].id.clone(), counts(&score.tally)))
                .collect(),
        }
    }

    /// Why the line from another record to this one, which comes after it, is broken.
    pub fn breaks(&self, before: &Self) -> Option<Break> {
        let maximum = |record: &Self, id: &String| record.controls.get(id).map(|control| control.max);
        let differs =
            |id: &String| maximum(before, id).is_some_and(|max| maximum(self, id).is_some_and(|own| own != max));
        match self.policy_digest == before.policy_digest {
            false => Some(Break::Policy),
            true => self.controls.keys().any(differs).then_some(Break::Maximum),
        }
    }
}

impl RecordedScore {
    fn of(score: &ScopeScore) -> Self {
        let Some(figures) = &score.figures else { return Self::default() };
        Self {
            percentage: Some(Percentage::of(&figures.percentage)),
            current: Some(Points::of(&figures.current)),
            max: Some(figures.max),
        }
    }
}

fn counts(tally: &Tally) -> [u64; 4] {
    [tally.healthy, tally.unhealthy, tally.not_applicable, tally.unknown]
}

/// What tells what is scanned from anything else that is: paths, seen from the settings, and filters; not what is there.
fn scope(paths: &[String], filters: &Filters) -> String {
    let mut paths: Vec<&String> = paths.iter().collect();
    paths.sort();
    paths.dedup();
    let Filters { management_groups, subscriptions, resource_groups, resources, resource_types, .. } = filters;
    let narrowed = [management_groups, subscriptions, resource_groups, resources, resource_types];
    let mut digest = Checksum::default();
    digest.add_text(&format!("{paths:?} {narrowed:?}").to_lowercase());
    digest.to_string()
}

/// The same of paths as they were typed, as the settings of a part see them.
pub fn scope_of(settings: &Settings, paths: &[PathBuf], filters: &Filters) -> String {
    let own = [settings.directory().to_owned()];
    let top = settings.place().identity(&own[0]);
    let inner = |path: &PathBuf| {
        let full = settings.place().identity(path);
        full.strip_prefix(&top).map_or_else(|_| display_name(&full), display_name)
    };
    let paths: Vec<String> = if paths.is_empty() { &own[..] } else { paths }.iter().map(inner).collect();
    scope(&paths, filters)
}

/// The records of one scope in order of their days, of each day the last one; and what of the text cannot be read, or is passed
/// over.
pub fn records(name: &str, text: &str, scope: &str) -> (Vec<Record>, Vec<Problem>) {
    let (mut days, mut told) = (BTreeMap::new(), Vec::new());
    let is_torn = !text.is_empty() && !text.ends_with('\n');
    let last = text.lines().count();
    for (line, number) in text.lines().zip(1u32..) {
        let is_marker = ["<<<<<<<", "=======", ">>>>>>>", "|||||||"].iter().any(|marker| line.starts_with(marker));
        let schema = || serde_json::from_str::<Schema>(line).ok().map(|line| line.schema);
        let tell = |message: &str| Problem::new(name, message).at(Position { line: number, column: 1 });
        match serde_json::from_str::<Record>(line) {
            _ if line.trim().is_empty() => {}
            Ok(record) if record.schema == SCHEMA && policy::day(&record.day).is_ok() => {
                if record.scope == scope {
                    days.insert(record.day.clone(), record);
                }
            }
            _ if is_marker => told.push(tell("a merge left this mark; the lines around it count").help(UNION)),
            _ if schema().is_some_and(|schema| schema.starts_with(ANY_SCHEMA) && schema != SCHEMA) => {
                told.push(tell("another version of uplift wrote this line, and it is passed over"));
            }
            _ if is_torn && number as usize == last => {
                told.push(tell("this line was never written to its end, and is passed over"))
            }
            _ => told.push(tell("this is no recorded score, and is passed over")),
        }
    }
    (days.into_values().collect(), told)
}

#[derive(Deserialize)]
struct Schema {
    schema: String,
}

const UNION: &str = "Remove the mark; `history.jsonl merge=union` in .uplift/.gitattributes lets git keep both sides";
