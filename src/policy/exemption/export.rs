//! Exports of `Microsoft.Authorization/policyExemptions`: of Azure Resource Manager's list calls, of Resource Graph and
//! of `az policy exemption list`.
//!
//! An export names policies, not recommendations. They are brought together by the references that recommendations hold;
//! what cannot be is told in a warning, and does not count.

use super::{Category, Exemption, ExemptionScope, Exemptions, day};
use crate::policy::place::{File, top};
use crate::policy::{Policy, Recommendation, RecommendationIndex};
use crate::source::{Kind, Location, Node};
use jiff::civil::{Date, DateTime};
use jiff::tz::TimeZone;
use jiff::{Span, Timestamp};
use std::borrow::Cow;
use std::collections::BTreeSet;

const KIND: &str = "/providers/microsoft.authorization/policyexemptions/";

/// Whether a file holds policy exemptions as Azure writes them.
pub(super) fn is_export(file: &File) -> bool {
    entries(file).iter().any(Entry::is_exemption)
}

/// Reads what can be brought together with recommendations.
pub(super) fn read(read: &mut Exemptions, file: &File, policy: &Policy) {
    for entry in entries(file) {
        let warn = |problem: String, help: &str| file.located(entry.node.position(), problem).help(help);
        let name = entry.text("name").unwrap_or_default();
        match exemption(&entry, policy, &read.entries) {
            Ok((exemption, unknown)) => {
                read.entries.push(exemption);
                read.warnings.extend(unknown.into_iter().map(|policy| {
                    let problem = format!("the policy exemption `{name}` counts without the policy `{policy}`");
                    warn(problem, NO_REFERENCE)
                }));
            }
            Err((reason, help)) => {
                read.warnings.push(warn(format!("the policy exemption `{name}` does not count: {reason}"), help));
            }
        }
    }
}

const NO_REFERENCE: &str = "no recommendation refers to it; add its id to the recommendation's `references`";

/// Why an exemption does not count, and what to do.
type Refusal = (String, &'static str);

/// An exemption, and the policies of it that no recommendation refers to.
fn exemption(entry: &Entry<'_>, policy: &Policy, known: &[Exemption]) -> Result<(Exemption, Vec<String>), Refusal> {
    let id = entry.text("id").unwrap_or_default();
    let place = id.to_ascii_lowercase().find(KIND).ok_or_else(|| {
        let reason = "its id is not that of a policy exemption".to_owned();
        (reason, "export it again, with its id")
    })?;
    if entry.field("resourceSelectors").is_some_and(|selectors| selectors.len() > 0) {
        let reason = "its resource selectors would make it count for fewer resources".to_owned();
        return Err((reason, "write it as an own exemption, for just these resources"));
    }
    let (recommendations, unknown) = recommendations(entry, policy)?;
    let scope = ExemptionScope::new(&id[..place]).map_err(|wrong| (format!("its scope {wrong}"), "export it again"))?;
    let name = id[place + KIND.len()..].to_owned();
    let taken = |id: &str| known.iter().any(|other| other.id == id);
    if taken(&id) {
        return Err(("it stands twice".to_owned(), "remove one of the two"));
    }
    let exemption = Exemption {
        // Names are unique in one scope only.
        id: if taken(&name) { id.into_owned() } else { name.clone() },
        scope,
        recommendations,
        category: category(entry)?,
        reason: entry.first(&["description", "metadata.reason", "displayName"]).unwrap_or(name),
        owner: entry.first(&["metadata.owner", "metadata.requestedBy"]),
        ticket: entry.first(&["metadata.ticket", "metadata.ticketRef"]),
        expires_on: entry.field("expiresOn").map(last_day).transpose()?,
        location: entry.location(),
    };
    Ok((exemption, unknown))
}

fn category(entry: &Entry<'_>) -> Result<Category, Refusal> {
    match entry.field("exemptionCategory").and_then(Node::text).unwrap_or_default() {
        text if text.eq_ignore_ascii_case("Waiver") => Ok(Category::Waiver),
        text if text.eq_ignore_ascii_case("Mitigated") => Ok(Category::Mitigated),
        text => Err((format!("its category is `{text}`"), "use `Waiver` or `Mitigated`")),
    }
}

/// The last day that an exemption counts on to the end, or at least in part: it ends at a moment, in UTC.
fn last_day(end: Node<'_>) -> Result<Date, Refusal> {
    let text = end.text().unwrap_or_default();
    if let Ok(date) = day(&text) {
        return Ok(date);
    }
    let moment: Option<Timestamp> = text.parse().ok();
    let in_utc = || TimeZone::UTC.to_timestamp(text.parse::<DateTime>().ok()?).ok();
    let last = moment.or_else(in_utc).and_then(|moment| moment.checked_sub(Span::new().nanoseconds(1)).ok());
    let last = last.map(|last| TimeZone::UTC.to_datetime(last).date());
    last.ok_or_else(|| (format!("its end `{text}` is no date"), "export it again"))
}

/// The recommendations that refer to its policies, and the policies that none refers to.
fn recommendations(entry: &Entry<'_>, policy: &Policy) -> Result<(Vec<RecommendationIndex>, Vec<String>), Refusal> {
    let named: Vec<String> = entry
        .field("policyDefinitionReferenceIds")
        .into_iter()
        .flat_map(Node::items)
        .filter_map(|item| item.text().map(Cow::into_owned))
        .collect();
    let referring = |text: &str| {
        let entries = (0..).map(RecommendationIndex).zip(&policy.recommendations);
        let found = entries.filter(|(_, recommendation)| refers(recommendation, text));
        found.map(|(index, _)| index).collect::<Vec<_>>()
    };
    let (found, unknown): (Vec<_>, Vec<_>) =
        named.into_iter().map(|text| (referring(&text), text)).partition(|(found, _)| !found.is_empty());
    let unknown: Vec<String> = unknown.into_iter().map(|(_, text)| text).collect();
    let mut found: BTreeSet<_> = found.into_iter().flat_map(|(found, _)| found).collect();
    if found.is_empty() && unknown.is_empty() {
        let whole = ["policyDefinitionId", "policyAssignmentId"];
        found.extend(whole.iter().filter_map(|key| entry.first(&[key])).flat_map(|text| referring(&text)));
    }
    match (found.is_empty(), unknown.is_empty()) {
        (false, _) => Ok((found.into_iter().collect(), unknown)),
        (true, false) => {
            Err((format!("no recommendation refers to the policy `{}`", unknown.join("`, `")), REFERENCES))
        }
        (true, true) => {
            let reason = "it is for a whole assignment, and the export does not say which policies that holds";
            Err((reason.to_owned(), "name the policies in the exemption, or write an own exemption"))
        }
    }
}

const REFERENCES: &str = "add the policy's id to the `references` of the recommendation that checks the same";

/// Whether a recommendation refers to what an export names: by its own id, by a whole reference, or by a reference at the
/// end of a policy's or assignment's id.
fn refers(recommendation: &Recommendation, named: &str) -> bool {
    let last = named.rsplit('/').next().unwrap_or(named);
    let mut names = recommendation.references.values().flatten().chain([&recommendation.id]);
    names.any(|own| {
        let own = own.rsplit('/').next().unwrap_or(own);
        !own.is_empty() && own.eq_ignore_ascii_case(last)
    })
}

/// One exemption of an export: an object, or a row below columns.
struct Entry<'d> {
    node: Node<'d>,
    columns: Option<Node<'d>>,
}

impl<'d> Entry<'d> {
    fn get(&self, name: &str) -> Option<Node<'d>> {
        let Some(columns) = self.columns else { return self.node.get(name) };
        let is = |column: &Node<'_>| column.get("name").and_then(Node::text).is_some_and(|text| text == name);
        self.node.item(columns.items().position(|column| is(&column))?)
    }

    /// A property, which `az` writes without `properties` around it; dots lead into it.
    fn field(&self, path: &str) -> Option<Node<'d>> {
        let (first, rest) = path.split_once('.').unwrap_or((path, ""));
        let start = self.get("properties").and_then(|properties| properties.get(first)).or_else(|| self.get(first))?;
        let steps = rest.split('.').filter(|step| !step.is_empty());
        steps.into_iter().try_fold(start, |node, step| node.get(step)).filter(|node| node.kind() != Kind::Null)
    }

    fn text(&self, name: &str) -> Option<Cow<'d, str>> {
        self.get(name).and_then(Node::text)
    }

    /// The first of these that says something.
    fn first(&self, paths: &[&str]) -> Option<String> {
        let texts = paths.iter().filter_map(|path| self.field(path)?.text().map(Cow::into_owned));
        texts.into_iter().find(|text| !text.trim().is_empty())
    }

    fn is_exemption(&self) -> bool {
        let id = self.text("id").unwrap_or_default().to_ascii_lowercase();
        let type_name = self.text("type").unwrap_or_default();
        id.contains(KIND)
            || type_name.eq_ignore_ascii_case(KIND.trim_start_matches("/providers/").trim_end_matches('/'))
    }

    fn location(&self) -> Location {
        self.node.location()
    }
}

/// The objects or rows of a list, of `value` or of `data`.
fn entries(file: &File) -> Vec<Entry<'_>> {
    let Some(top) = file.known_document().and_then(|document| top(document)) else { return Vec::new() };
    let list = top.get_exact("value").or_else(|| top.get_exact("data")).unwrap_or(top);
    let (list, columns) = match list.get_exact("rows") {
        Some(rows) => (rows, list.get_exact("columns")),
        None => (list, None),
    };
    match list.kind() {
        Kind::Array => list.items().map(|node| Entry { node, columns }).collect(),
        Kind::Object => vec![Entry { node: list, columns: None }],
        _ => Vec::new(),
    }
}
