//! Exemptions as reports show them: beside a scan, and by themselves as `uplift.exemptions/1`.

use super::{FiguresView, Percentage, Place, Points, ProblemView, Tool};
use crate::assess::{Assessed, AssessmentIndex, ExemptionNumber};
use crate::estate::PartialExemption;
use crate::exempt::{self, Counted, Register, Standing, Usage};
use crate::policy::{Exemption, Policy, RecommendationIndex};
use crate::score::{Figures, ScopeScore};
use crate::secret::masked_line;
use crate::source::Problem;
use jiff::civil::Date;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// Why a finding does not count.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct ExemptionView {
    /// The exemption's id.
    pub id: String,
    /// `Waiver` or `Mitigated`.
    pub category: String,
    /// For people.
    pub reason: String,
    /// The last day it counts, as `2027-03-31`; null when it does not end.
    pub expires_on: Option<String>,
}

/// An exemption that takes findings out of a scan's score.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct ScanExemption {
    /// The exemption.
    #[serde(flatten)]
    pub exemption: ExemptionView,
    /// Which resources it is for, as it was written.
    pub scope: String,
    /// Who answers for it; null when it does not say.
    pub owner: Option<String>,
    /// Where it was agreed on; null when it does not say.
    pub ticket: Option<String>,
    /// Findings of distinct resources that it takes out.
    pub findings: u64,
}

/// All exemptions of an estate, and what they are good for.
#[derive(Clone, Debug, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct ExemptionList {
    /// `uplift.exemptions/1`.
    #[schemars(extend("const" = "uplift.exemptions/1"))]
    pub schema: &'static str,
    /// What made this report.
    pub tool: Tool,
    /// The day that they are judged on, in UTC.
    pub today: String,
    /// The score with them.
    pub score: FiguresView,
    /// All of them, in order of the files.
    pub exemptions: Vec<ListedExemption>,
    /// How many days ahead `ending` looks.
    pub within_days: u32,
    /// Those that take findings out and end within these days, in order of the day, then of the owner.
    pub ending: Vec<EndingExemption>,
    /// What exports do not tell.
    pub warnings: Vec<ProblemView>,
    /// What is ill-formed, or could not be read.
    pub errors: Vec<ProblemView>,
}

/// An exemption and how it stands.
#[derive(Clone, Debug, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct ListedExemption {
    /// The exemption, and the findings of distinct resources that it takes out.
    #[serde(flatten)]
    pub exemption: ScanExemption,
    /// The ids of its recommendations.
    pub recommendations: Vec<String>,
    /// How it stands.
    pub state: ExemptionState,
    /// Why it does not count, or what else is to be known; null when nothing is.
    pub note: Option<String>,
    /// Findings that it is for as well, and that an earlier exemption takes out.
    pub duplicates: u64,
    /// Days until its last one; negative when that is over, null when it does not end.
    pub days_left: Option<i64>,
    /// Where it is written.
    pub location: Place,
}

/// How an exemption stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub enum ExemptionState {
    /// It takes findings out.
    Counts,
    /// It would count, and no unhealthy finding is in its scope.
    Unused,
    /// Earlier exemptions take out all that it is for.
    Duplicate,
    /// It is over.
    Expired,
    /// It ends later than the estate's settings allow, or never.
    TooLong,
    /// None of its recommendations may be exempt.
    NotExemptable,
}

/// An exemption that will end, and what follows.
#[derive(Clone, Debug, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct EndingExemption {
    /// Its id.
    pub id: String,
    /// Its last day.
    pub expires_on: String,
    /// Who answers for it; null when it does not say.
    pub owner: Option<String>,
    /// Findings of distinct resources that it takes out; those that no other exemption is for count again then.
    pub findings: u64,
    /// Points of the score that are lost then, if nothing else changes; null when nothing is scored.
    pub points_lost: Option<Points>,
    /// The score's percentage then, if nothing else changes; null when nothing is scored.
    pub percentage_then: Option<Percentage>,
}

/// Everything that the list is made from.
pub struct ExemptionInput<'i> {
    /// What was judged by.
    pub policy: &'i Policy,
    /// The exemptions.
    pub register: &'i Register,
    /// For each of them.
    pub usage: &'i [Usage],
    /// The day.
    pub today: Date,
    /// The estate's score with all of them.
    pub score: &'i ScopeScore,
    /// The estate's score without each of those that end soon.
    pub ending: &'i [(ExemptionNumber, ScopeScore)],
    /// How many days ahead that is.
    pub within_days: u32,
    /// What is ill-formed, or could not be read.
    pub errors: &'i [Problem],
}

/// Makes the list that every format prints.
pub fn exemption_list(input: &ExemptionInput<'_>) -> ExemptionList {
    let listed = (0..).zip(input.usage).map(|(number, usage)| listed(input, number, usage));
    let mut ending: Vec<_> = input.ending.iter().map(|(number, then)| ending(input, *number, then)).collect();
    ending.sort_by(|a, b| (&a.expires_on, &a.owner, &a.id).cmp(&(&b.expires_on, &b.owner, &b.id)));
    ExemptionList {
        schema: "uplift.exemptions/1",
        tool: Tool::of(input.policy),
        today: input.today.to_string(),
        score: input.score.into(),
        exemptions: listed.collect(),
        within_days: input.within_days,
        ending,
        warnings: input.register.unread().iter().map(ProblemView::of).collect(),
        errors: input.errors.iter().map(ProblemView::of).collect(),
    }
}

fn listed(input: &ExemptionInput<'_>, number: ExemptionNumber, usage: &Usage) -> ListedExemption {
    let entry = &input.register.entries()[number as usize];
    let ids = entry.recommendations.iter().map(|index| input.policy.recommendations[index.0].id.clone());
    ListedExemption {
        exemption: ScanExemption::of(entry, usage.findings),
        recommendations: ids.collect(),
        state: ExemptionState::of(usage),
        note: note(input, number, usage),
        duplicates: usage.duplicates,
        days_left: entry.expires_on.map(|end| exempt::days(input.today, end)),
        location: entry.location.clone().into(),
    }
}

fn note(input: &ExemptionInput<'_>, number: ExemptionNumber, usage: &Usage) -> Option<String> {
    let refused = input.register.refused(number).join(", ");
    let end = input.register.entries()[number as usize].expires_on;
    match usage.standing {
        Standing::TooLong(most) if end.is_some() => Some(format!("ends later than {most} days from today")),
        Standing::TooLong(most) => Some(format!("has no end; {most} days from today are allowed")),
        Standing::NotExemptable => Some(format!("no exemption of {refused} counts")),
        Standing::Counts if !refused.is_empty() => Some(format!("does not count for {refused}")),
        _ if usage.is_duplicate() => Some("earlier ones are for all of its findings".to_owned()),
        _ if usage.duplicates > 0 => Some(format!("earlier ones are for {} more of its findings", usage.duplicates)),
        _ => None,
    }
}

fn ending(input: &ExemptionInput<'_>, number: ExemptionNumber, then: &ScopeScore) -> EndingExemption {
    let entry = &input.register.entries()[number as usize];
    let current = |score: &ScopeScore| score.figures.as_ref().map(|figures: &Figures| figures.current.clone());
    EndingExemption {
        id: entry.id.clone(),
        expires_on: entry.expires_on.map(|end| end.to_string()).unwrap_or_default(),
        owner: entry.owner.as_deref().map(masked_line),
        findings: input.usage[number as usize].findings,
        points_lost: current(input.score).zip(current(then)).map(|(now, then)| Points::of(&(now - then))),
        percentage_then: then.figures.as_ref().map(|figures| Percentage::of(&figures.percentage)),
    }
}

impl ExemptionState {
    fn of(usage: &Usage) -> Self {
        match usage.standing {
            Standing::Counts if usage.is_unused() => Self::Unused,
            Standing::Counts if usage.is_duplicate() => Self::Duplicate,
            Standing::Counts => Self::Counts,
            Standing::Expired => Self::Expired,
            Standing::TooLong(_) => Self::TooLong,
            Standing::NotExemptable => Self::NotExemptable,
        }
    }
}

impl ExemptionView {
    /// What reviewers see of an exemption.
    pub fn of(exemption: &Exemption) -> Self {
        Self {
            id: exemption.id.clone(),
            category: exemption.category.name().to_owned(),
            reason: exemption.reason.clone(),
            expires_on: exemption.expires_on.map(|end| end.to_string()),
        }
    }

    /// The exemption of an assessment.
    pub fn find(register: &Register, assessed: &Assessed, place: AssessmentIndex) -> Option<Self> {
        let number = assessed.exempt.get(&place)?;
        register.entries().get(*number as usize).map(Self::of)
    }
}

impl ScanExemption {
    /// One of which several parts told.
    pub(super) fn summed(exemption: &PartialExemption) -> Self {
        let PartialExemption { id, category, reason, expires_on, scope, owner, ticket, findings } = exemption.clone();
        let exemption = ExemptionView { id, category, reason, expires_on };
        Self { exemption, scope, owner, ticket, findings }
    }

    fn of(exemption: &Exemption, findings: u64) -> Self {
        Self {
            exemption: ExemptionView::of(exemption),
            scope: exemption.scope.text().to_owned(),
            owner: exemption.owner.as_deref().map(masked_line),
            ticket: exemption.ticket.as_deref().map(masked_line),
            findings,
        }
    }
}

/// The exemptions that take something out, in order, and how many findings of each recommendation they take out.
pub(in crate::report) fn of_scan(
    counted: &Counted<'_>,
    register: &Register,
) -> (Vec<ScanExemption>, BTreeMap<RecommendationIndex, u64>) {
    let (by_exemption, by_recommendation) = exempt::totals(counted);
    let exemptions = by_exemption
        .into_iter()
        .map(|(number, findings)| ScanExemption::of(&register.entries()[number as usize], findings));
    (exemptions.collect(), by_recommendation)
}
