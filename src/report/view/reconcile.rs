//! The platform's score held against ours: `uplift reconcile`.

use super::ProblemView;
use crate::assess::Status;
use crate::estate::Reconciled;
use crate::portal::{Item, Part, PartKind, Recomputed, RecomputedControl, Reported, Verdict, Wanting};
use crate::report::words::count;
use crate::score::{Percentage, Points, Ratio, Rounded};
use crate::secret::masked_line;
use crate::source::Problem;
use jiff::civil::Date;
use schemars::JsonSchema;
use serde::Serialize;
use std::collections::BTreeMap;

/// What `uplift reconcile` prints.
#[derive(Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct ReconcileView {
    /// `uplift.reconcile/1`.
    #[schemars(extend("const" = "uplift.reconcile/1"))]
    pub schema: &'static str,
    /// In order of their ids.
    pub subscriptions: Vec<ReconciledView>,
    /// Types of the platform's rows that never score, and how many there were.
    pub left_out: Vec<LeftOutView>,
    /// What is not whole, or contradicts itself.
    pub warnings: Vec<ProblemView>,
}

/// Rows that never score.
#[derive(Serialize, JsonSchema)]
pub struct LeftOutView {
    /// The type, in lower case.
    #[serde(rename = "type")]
    pub type_name: String,
    /// How many.
    pub rows: u64,
}

/// A subscription.
#[derive(Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct ReconciledView {
    /// Its id.
    pub subscription: String,
    /// As the platform reported it.
    pub reported: ScoreOfPortal,
    /// As its own rows make it, by its own rules.
    pub recomputed: ScoreOfPortal,
    /// Every number that was reported comes out to the digit, and nothing is missing.
    pub proven: bool,
    /// What keeps it from being proven, in sentences.
    pub wanting: Vec<String>,
    /// The platform's controls.
    pub controls: Vec<ControlOfPortal>,
    /// Our score and the difference; null where the estate has nothing of the subscription.
    pub difference: Option<DifferenceView>,
    /// Recommendations that the platform knows and no check is for.
    pub unchecked: Vec<UncheckedView>,
}

/// A score.
#[derive(Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct ScoreOfPortal {
    /// The most points.
    pub max: Option<u64>,
    /// Points.
    pub current: Option<f64>,
    /// From 0 to 1.
    pub percentage: Option<f64>,
    /// What it counts for among several subscriptions.
    pub weight: Option<u64>,
}

/// A control of the platform.
#[derive(Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct ControlOfPortal {
    /// Its key.
    pub key: String,
    /// Its title.
    pub title: String,
    /// Healthy, unhealthy and not applicable resources as reported; null where no row says so.
    pub reported: Option<[u64; 3]>,
    /// As the rows count.
    pub counted: [u64; 3],
    /// Points that these make.
    pub current: Points,
    /// Points at most; 0 where nothing is scored.
    pub max: u64,
    /// Counts, points and weight are as reported.
    pub agrees: bool,
}

/// The difference of two scores.
#[derive(Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct DifferenceView {
    /// Our score, from 0 to 1.
    pub ours: Percentage,
    /// Theirs less ours, in percentage points.
    pub total: Rounded<2>,
    /// The largest first. Rounded so that they sum to the total.
    pub parts: Vec<PartView>,
}

/// A part of the difference.
#[derive(Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct PartView {
    /// Why.
    pub kind: &'static str,
    /// The same in words.
    pub title: &'static str,
    /// Percentage points.
    pub share: Rounded<2>,
    /// What it is made of.
    pub items: Vec<ItemView>,
}

/// A verdict that differs.
#[derive(Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct ItemView {
    /// The resource's id, in lower case; null where the recommendation or control as a whole differs.
    pub resource: Option<String>,
    /// Our id of the recommendation where we have one, else the platform's key; of controls the platform's key.
    pub name: String,
    /// The title of a control, and of a recommendation that no check is for; else null.
    pub title: Option<String>,
    /// What we say; null where we say nothing.
    pub ours: Option<Status>,
    /// What the platform says; null where it says nothing.
    pub theirs: Option<Status>,
    /// Why, as the platform says it.
    pub cause: Option<String>,
    /// The platform's verdict changed less than a day before: either side may only be late.
    pub is_young: bool,
}

/// A recommendation that no check is for.
#[derive(Serialize, JsonSchema)]
pub struct UncheckedView {
    /// The platform's key.
    pub key: String,
    /// Its title.
    pub title: String,
}

/// What there is to say.
pub fn reconcile(
    export: &crate::portal::Export,
    reconciled: &[Reconciled],
    warnings: &[Problem],
    today: Date,
) -> ReconcileView {
    let left_out =
        export.others.iter().map(|(type_name, rows)| LeftOutView { type_name: type_name.clone(), rows: *rows });
    ReconcileView {
        schema: "uplift.reconcile/1",
        subscriptions: reconciled.iter().map(|each| subscription(each, today)).collect(),
        left_out: left_out.collect(),
        warnings: warnings.iter().map(ProblemView::of).collect(),
    }
}

fn subscription(reconciled: &Reconciled, today: Date) -> ReconciledView {
    let portal = &reconciled.portal;
    let unchecked =
        reconciled.unknown.iter().map(|(key, title)| UncheckedView { key: key.clone(), title: title.clone() });
    ReconciledView {
        subscription: portal.subscription.clone(),
        reported: reported(portal.reported),
        recomputed: recomputed(portal),
        proven: portal.is_proven(),
        wanting: portal.wanting.iter().map(sentence).collect(),
        controls: portal.controls.iter().map(control).collect(),
        difference: reconciled.difference.as_ref().map(|difference| {
            let controls = portal.controls.iter().map(|control| (control.key.as_str(), control.title.as_str()));
            let unknown = reconciled.unknown.iter().map(|(key, title)| (key.as_str(), title.as_str()));
            let titles: BTreeMap<&str, &str> = controls.chain(unknown).collect();
            let hundred = |exact: &Ratio| exact * Ratio::from_integer(100.into());
            let shares: Vec<Ratio> = difference.parts.iter().map(|part| hundred(&part.share)).collect();
            let total = Rounded::of(&hundred(&(&difference.theirs - &difference.ours)));
            let rounded = Rounded::that_sum_to(total, &shares.iter().collect::<Vec<_>>());
            let parts = difference.parts.iter().zip(rounded).map(|(own, share)| part(own, share, &titles, today));
            DifferenceView { ours: Percentage::of(&difference.ours), total, parts: parts.collect() }
        }),
        unchecked: unchecked.collect(),
    }
}

fn reported(score: Reported) -> ScoreOfPortal {
    let Reported { max, current, percentage, weight } = score;
    ScoreOfPortal { max, current, percentage, weight }
}

fn recomputed(portal: &Recomputed) -> ScoreOfPortal {
    let decimal = |units: i64, one: i64| units as f64 / one as f64;
    ScoreOfPortal {
        max: Some(portal.max),
        current: Some(decimal(portal.current.units(), Points::ONE)),
        percentage: Some(decimal(portal.percentage().units(), Percentage::ONE)),
        weight: Some(portal.weight),
    }
}

fn control(control: &RecomputedControl) -> ControlOfPortal {
    ControlOfPortal {
        key: control.key.clone(),
        title: control.title.clone(),
        reported: control.reported.as_ref().map(|(counts, _)| *counts),
        counted: control.counted,
        current: control.current,
        max: control.max,
        agrees: control.agrees(),
    }
}

/// What is missing, and the next step.
fn sentence(wanting: &Wanting) -> String {
    match wanting {
        Wanting::Pages => {
            "a page or a part of an answer is missing: export all pages, and name all their files".to_owned()
        }
        Wanting::Score => "the reported score is missing: export microsoft.security/securescores too".to_owned(),
        Wanting::Controls => {
            "the counts of the controls are missing: export microsoft.security/securescores/securescorecontrols too"
                .to_owned()
        }
        Wanting::Points(points) => format!(
            "controls are missing: the score counts {points} more points than those that are there; export all of them"
        ),
        Wanting::Definition(control) => format!(
            "what `{control}` holds is missing: export secureScoreControlDefinitions, or the controls with $expand=definition"
        ),
        Wanting::Preview(number) => format!(
            "{} {} not say whether the recommendation is in preview: export with $expand=metadata, or the \
             assessmentMetadata, or name the keys of all that are with --preview",
            count(*number, "assessment"),
            if *number == 1 { "does" } else { "do" },
        ),
        Wanting::Rows { control, number } => {
            format!("`{control}` counts {number} more than there are rows of: assessments are missing")
        }
    }
}

fn part(part: &Part, share: Rounded<2>, titles: &BTreeMap<&str, &str>, today: Date) -> PartView {
    let (kind, title) = words(part.kind);
    PartView { kind, title, share, items: part.items.iter().map(|own| item(own, titles, today)).collect() }
}

fn item(item: &Item, titles: &BTreeMap<&str, &str>, today: Date) -> ItemView {
    let status = |verdict: &Option<Verdict>| verdict.as_ref().map(|verdict| verdict.status);
    let theirs = item.theirs.as_ref();
    let since = theirs.and_then(|theirs| theirs.since.as_deref()?.parse::<Date>().ok());
    ItemView {
        resource: item.resource.clone(),
        name: item.name.clone(),
        title: titles.get(item.name.as_str()).map(|title| (*title).to_owned()),
        ours: status(&item.ours),
        theirs: status(&item.theirs),
        cause: theirs.and_then(|theirs| Some(masked_line(theirs.cause.as_deref()?))),
        is_young: since.is_some_and(|since| (today - since).get_days() <= 1),
    }
}

fn words(kind: PartKind) -> (&'static str, &'static str) {
    match kind {
        PartKind::OnlyOurRecommendations => ("onlyOurRecommendations", "recommendations that only Uplift judges"),
        PartKind::OnlyOurResources => ("onlyOurResources", "resources that only the inventory has"),
        PartKind::Preview => ("preview", "recommendations that one side has in preview"),
        PartKind::Membership => ("membership", "controls that hold other recommendations, or other points"),
        PartKind::Exempt => ("exempt", "findings that one side holds for exempt"),
        PartKind::OffByPolicy => ("offByPolicy", "recommendations that the platform has switched off by policy"),
        PartKind::Undecided => ("undecided", "checks that could not be decided here"),
        PartKind::Unmatched => ("unmatched", "verdicts that only one side has"),
        PartKind::Verdict => ("verdict", "verdicts that differ"),
        PartKind::OnlyTheirResources => ("onlyTheirResources", "resources that only the platform has"),
        PartKind::OnlyTheirRecommendations => {
            ("onlyTheirRecommendations", "recommendations of the platform that no check is for")
        }
    }
}
