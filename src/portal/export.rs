//! What the rows of an export say.

use super::envelope;
use super::row::{Row, flag, number, text_at, whole};
use crate::assess::Status;
use crate::source::{Document, Location, Node, Problem};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// All that was exported. Keys, ids and subscriptions are in lower case.
#[derive(Default)]
pub struct Export {
    /// One of each resource and key: the newest, where several say when they were made.
    pub assessments: BTreeMap<(String, String), Assessment>,
    /// Controls by subscription and key.
    pub controls: BTreeMap<(String, String), Control>,
    /// What controls hold, by key, where a definition says so.
    pub definitions: BTreeMap<String, Definition>,
    /// The classic score of each subscription.
    pub scores: BTreeMap<String, Reported>,
    /// Keys of recommendations whose metadata was exported beside, and whether they are in preview.
    pub metadata: BTreeMap<String, bool>,
    /// Rows that never score: sub-assessments, governance, compliance and states of policies, by type.
    pub others: BTreeMap<String, u64>,
    /// What is not whole, or contradicts itself.
    pub warnings: Vec<Problem>,
    /// Whether a page or a part of a table is said to be missing.
    pub is_torn: bool,
    /// The names of files that hold any of it.
    pub files: BTreeSet<String>,
}

/// A recommendation's verdict on a resource.
#[derive(Clone, Debug, PartialEq)]
pub struct Assessment {
    /// The subscription's id.
    pub subscription: String,
    /// The recommendation's title.
    pub title: String,
    /// What it says; unknown where the code is none that is known.
    pub status: Status,
    /// Why, in the platform's own words.
    pub cause: Option<String>,
    /// How severe it is, where the row says so: `high`, `medium` or `low`.
    pub severity: Option<&'static str>,
    /// Whether the recommendation is in preview; `None` where the row does not say.
    pub preview: Option<bool>,
    /// The policy definition's last segment.
    pub policy: Option<String>,
    /// The day that the status changed.
    pub since: Option<String>,
    /// When the row was made, where it says so.
    pub made: Option<String>,
    /// Where it stands.
    pub location: Location,
}

/// A control as the platform counted it.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Control {
    /// Its title.
    pub title: String,
    /// Healthy, unhealthy and not applicable resources.
    pub counts: [Option<u64>; 3],
    /// Its score.
    pub reported: Reported,
}

/// What a control holds.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Definition {
    /// Its title.
    pub title: String,
    /// Its points, also where nothing is scored.
    pub max: u64,
    /// Keys of recommendations.
    pub members: BTreeSet<String>,
}

/// A score as it was reported.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Reported {
    /// The most points.
    pub max: Option<u64>,
    /// Points.
    pub current: Option<f64>,
    /// From 0 to 1.
    pub percentage: Option<f64>,
    /// What it counts for among several.
    pub weight: Option<u64>,
}

impl Assessment {
    /// Whether it says not applicable because the platform did not look, or somebody exempted the resource there: neither
    /// tells anything of the resource itself.
    pub fn is_waived(&self) -> bool {
        let cause = self.cause.as_deref().map(str::to_lowercase).unwrap_or_default();
        self.status == Status::NotApplicable && (cause == "offbypolicy" || cause.contains("exempt"))
    }
}

const ASSESSMENTS: &str = "microsoft.security/assessments";
const CONTROLS: &str = "microsoft.security/securescores/securescorecontrols";
const SCORES: &str = "microsoft.security/securescores";
const DEFINITIONS: &str = "microsoft.security/securescorecontroldefinitions";
const METADATA: &str = "microsoft.security/assessmentmetadata";
/// The classic score; other initiatives have scores of their own.
const CLASSIC: &str = "ascscore";

impl Export {
    /// Of some documents.
    pub fn of(documents: &[Arc<Document>]) -> Self {
        let (mut export, mut pages) = (Self::default(), Vec::new());
        for document in documents {
            let tables = envelope::tables(document);
            let rows = envelope::rows(document, &tables);
            let is_ours = rows.rows.iter().filter(|row| export.row(row)).count() > 0;
            if is_ours {
                export.files.insert(document.name().to_owned());
                pages.extend(rows.pages);
            }
        }
        let torn = envelope::torn(&pages);
        export.is_torn = !torn.is_empty();
        let told =
            torn.into_iter().map(|(place, what)| at(place, what).help("Export all pages, and name all their files"));
        export.warnings.extend(told);
        export
    }

    /// Whether nothing of the platform's was in it.
    pub fn is_empty(&self) -> bool {
        self.assessments.is_empty() && self.controls.is_empty() && self.scores.is_empty()
    }

    /// The keys of recommendations that any row names.
    pub fn keys(&self) -> BTreeSet<&str> {
        let members = self.definitions.values().flat_map(|definition| &definition.members);
        let assessed = self.assessments.keys().map(|(_, key)| key);
        assessed.chain(members).chain(self.metadata.keys()).map(String::as_str).collect()
    }

    /// A subscription's assessments that do not say whether their recommendation is in preview, where nothing else does either.
    pub fn without_preview(&self, subscription: &str) -> u64 {
        let is_said =
            |key: &str, assessment: &Assessment| assessment.preview.is_some() || self.metadata.contains_key(key);
        let own = self.assessments.iter().filter(|(_, assessment)| assessment.subscription == subscription);
        own.filter(|((_, key), assessment)| !is_said(key, assessment)).count() as u64
    }

    /// Takes a row; whether it is one of the platform's.
    fn row(&mut self, row: &Row<'_>) -> bool {
        let id = row.text("id").map(|id| id.to_lowercase()).unwrap_or_default();
        let kind = row.text("type").map_or_else(|| kind_of(&id), |kind| kind.to_lowercase());
        match kind.as_str() {
            "securityrecommendation" => self.logged(row),
            ASSESSMENTS => self.assessment(row, &id),
            CONTROLS => self.control(row, &id),
            SCORES => self.score(row, &id),
            DEFINITIONS => self.define(row, row.field("properties").unwrap_or_else(|| row.node())),
            METADATA => {
                let key = row.text("name").map(|name| name.to_lowercase()).unwrap_or_default();
                self.metadata.insert(key, flag(row.property("preview")).unwrap_or_default());
            }
            other if other.starts_with("microsoft.security/") || other.starts_with("microsoft.policyinsights/") => {
                *self.others.entry(kind).or_default() += 1;
            }
            _ => return false,
        }
        true
    }

    fn assessment(&mut self, row: &Row<'_>, id: &str) {
        let Some((resource, key)) = id.split_once("/providers/microsoft.security/assessments/") else {
            return self.warnings.push(odd(row, "an assessment whose id is none"));
        };
        let details = row.property("resourceDetails");
        let named = text_at(details, "id").map(|id| id.to_lowercase());
        let source = text_at(details, "source").unwrap_or_default();
        if !source.is_empty() && !source.to_lowercase().starts_with("azure") && !source.starts_with("OnPrem") {
            // Their ids are no ids of Azure: no inventory holds them.
            *self.others.entry(format!("{ASSESSMENTS} of {source}")).or_default() += 1;
            return;
        }
        let status = row.property("status");
        let metadata = row.property("metadata");
        let made = row.property_text("timeGenerated");
        let assessment = Assessment {
            subscription: subscription_of(resource),
            title: row
                .property_text("displayName")
                .or_else(|| text_at(metadata, "displayName"))
                .unwrap_or_default()
                .into(),
            status: status_of(text_at(status, "code").as_deref()),
            cause: text_at(status, "cause").or_else(|| text_at(status, "description")).map(Into::into),
            severity: severity_of(text_at(metadata, "severity").as_deref()),
            preview: metadata.map(|metadata| flag(metadata.get("preview")).unwrap_or_default()),
            policy: text_at(metadata, "policyDefinitionId").and_then(|id| Some(id.rsplit_once('/')?.1.to_lowercase())),
            since: text_at(status, "statusChangeDate").map(|time| day_of(&time)),
            made: made.map(Into::into),
            location: row.location(),
        };
        let resource = named.filter(|id| id.starts_with("/subscriptions/")).unwrap_or_else(|| resource.to_owned());
        self.put((resource, key.to_owned()), assessment);
    }

    /// A row of the log that continuous export fills.
    fn logged(&mut self, row: &Row<'_>) {
        let (Some(resource), Some(key)) = (row.text("AssessedResourceId"), row.text("RecommendationName")) else {
            return self.warnings.push(odd(row, "a recommendation without resource or name"));
        };
        let resource = resource.to_lowercase();
        let resource =
            resource.split("/providers/microsoft.security/assessments/").next().unwrap_or_default().to_owned();
        let assessment = Assessment {
            subscription: subscription_of(&resource),
            title: row.text("RecommendationDisplayName").unwrap_or_default().into(),
            status: status_of(row.text("RecommendationState").as_deref()),
            cause: None,
            severity: severity_of(row.text("RecommendationSeverity").as_deref()),
            preview: None,
            policy: row.text("PolicyDefinitionId").and_then(|id| Some(id.rsplit_once('/')?.1.to_lowercase())),
            since: row.text("StatusChangeDate").map(|time| day_of(&time)),
            made: row.text("TimeGenerated").map(Into::into),
            location: row.location(),
        };
        self.put((resource, key.to_lowercase()), assessment);
    }

    /// Of several for one resource and key the newest; where none is newer, what is worst, and that is told.
    fn put(&mut self, place: (String, String), new: Assessment) {
        let Some(old) = self.assessments.get(&place) else {
            self.assessments.insert(place, new);
            return;
        };
        let is_newer = match (&old.made, &new.made) {
            (Some(old), Some(new)) if old != new => new > old,
            _ => {
                if old.status != new.status {
                    let message =
                        format!("two verdicts on one resource, of {} {}: the worse one counts", new.title, place.0);
                    self.warnings.push(at(&new.location, message).help("Export it once, or with the time of each row"));
                }
                old.status.max_by_badness(new.status) != old.status
            }
        };
        if is_newer {
            self.assessments.insert(place, new);
        }
    }

    fn control(&mut self, row: &Row<'_>, id: &str) {
        if !id.contains("/securescores/ascscore/") {
            *self.others.entry(format!("{CONTROLS} of another score")).or_default() += 1;
            return;
        }
        let key = id.rsplit('/').next().unwrap_or_default().to_owned();
        let count = |name: &str| whole(row.property(name));
        let control = Control {
            title: row.property_text("displayName").unwrap_or_default().into(),
            counts: ["healthyResourceCount", "unhealthyResourceCount", "notApplicableResourceCount"].map(count),
            reported: reported(row),
        };
        if let Some(definition) = row.property("definition") {
            self.define(row, definition.get("properties").unwrap_or(definition));
        }
        self.controls.insert((subscription_of(id), key), control);
    }

    fn score(&mut self, row: &Row<'_>, id: &str) {
        match id.ends_with(CLASSIC) {
            true => drop(self.scores.insert(subscription_of(id), reported(row))),
            false => *self.others.entry(format!("{SCORES} of another kind")).or_default() += 1,
        }
    }

    fn define(&mut self, row: &Row<'_>, properties: Node<'_>) {
        let named = row.property("definition").and_then(|definition| text_at(Some(definition), "name"));
        let Some(key) = named.or_else(|| row.text("name")).map(|name| name.to_lowercase()) else { return };
        let last = |id: Node<'_>| Some(text_at(Some(id), "id")?.rsplit_once('/')?.1.to_lowercase());
        let members = properties.get("assessmentDefinitions").into_iter().flat_map(Node::items).filter_map(last);
        let definition = self.definitions.entry(key).or_default();
        definition.title = text_at(Some(properties), "displayName").unwrap_or_default().into();
        definition.max = whole(properties.get("maxScore")).unwrap_or_default();
        definition.members.extend(members);
    }
}

/// The type of a row that does not say it, by its id.
fn kind_of(id: &str) -> String {
    let Some((_, rest)) = id.rsplit_once("/providers/") else { return String::new() };
    let mut parts = rest.split('/');
    let provider = parts.next().unwrap_or_default();
    let kinds: Vec<&str> = parts.step_by(2).collect();
    format!("{provider}/{}", kinds.join("/"))
}

fn reported(row: &Row<'_>) -> Reported {
    let score = row.property("score");
    // Tools that flatten rows write the figures beside the fields, PowerShell under names of its own.
    let of = |name: &str, flat: &str| {
        let inside = score.and_then(|score| score.get(name));
        inside.or_else(|| row.property(name)).or_else(|| row.property(flat))
    };
    Reported {
        max: whole(of("max", "MaxScore")),
        current: number(of("current", "CurrentScore")),
        percentage: number(of("percentage", "PercentageScore")),
        weight: whole(row.property("weight")),
    }
}

fn status_of(code: Option<&str>) -> Status {
    match code.unwrap_or_default().to_lowercase().as_str() {
        "healthy" => Status::Healthy,
        "unhealthy" => Status::Unhealthy,
        "notapplicable" => Status::NotApplicable,
        _ => Status::Unknown,
    }
}

fn severity_of(word: Option<&str>) -> Option<&'static str> {
    let word = word?;
    ["high", "medium", "low"].into_iter().find(|own| own.eq_ignore_ascii_case(word))
}

fn subscription_of(id: &str) -> String {
    let after = id.strip_prefix("/subscriptions/").unwrap_or_default();
    after.split('/').next().unwrap_or_default().to_owned()
}

fn day_of(time: &str) -> String {
    time.get(..10).unwrap_or(time).to_owned()
}

fn at(location: &Location, message: String) -> Problem {
    let position = crate::source::Position { line: location.line, column: location.column };
    Problem::new(location.file.as_str(), message).at(position)
}

fn odd(row: &Row<'_>, message: &str) -> Problem {
    at(&row.location(), message.to_owned()).help("It is left out; export it again")
}
