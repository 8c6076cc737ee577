//! From findings to what the table is drawn from: each text, resource and recommendation once.

use super::controls::place;
use super::duties::Duties;
use super::facets::{Facet, Interned, Names, Of, Value, plain};
use super::findings::Data;
use super::frame::Frame;
use super::input::{Input, Row, Told};
use super::names;
use super::parts::told;
use crate::assess::Status;
use crate::gate::Standing;
use crate::policy::Severity;
use crate::report::view::ScopeKind;
use crate::report::words::word;
use std::collections::HashMap;

/// Findings that a page holds; of more, those that call loudest.
const MOST: usize = 100_000;
/// Values of a finding that a page shows.
const EVIDENCE: usize = 12;

const STATES: [&str; 6] = ["unhealthy", "unknown", "known", "exempt", "healthy", "notApplicable"];
const STATE_WORDS: [&str; 6] = ["unhealthy", "unknown", "in the baseline", "exempt", "healthy", "not applicable"];
const STANDINGS: [Option<Standing>; 7] = [
    Some(Standing::New),
    Some(Standing::Incomparable),
    Some(Standing::Changed),
    Some(Standing::Moved),
    Some(Standing::Unchanged),
    Some(Standing::Resolved),
    None,
];
const SEVERITIES: [Severity; 3] = [Severity::High, Severity::Medium, Severity::Low];

/// What is known while the data is made.
#[derive(Default)]
struct Making {
    data: Data,
    texts: Interned<String>,
    resources: Interned<(usize, String)>,
    recommendations: Interned<(usize, String)>,
    controls: Interned<(usize, String)>,
    titles: Vec<Value>,
    members: Vec<Vec<u32>>,
    /// Subscriptions, groups and types.
    places: [Names; 3],
    estates: Vec<u32>,
    standings: Vec<u32>,
    duties: Duties,
}

/// The data of all reports.
pub(super) fn data(inputs: &[Input<'_>]) -> Data {
    let mut making = Making::default();
    // Nothing is the first text.
    making.texts.text("");
    for (number, input) in inputs.iter().enumerate() {
        making.name_recommendations(inputs, number, input);
        let mut rows: Vec<&Row<'_>> = input.rows.iter().collect();
        let room = MOST.saturating_sub(making.data.rows.resource.len());
        if rows.len() > room {
            rows.sort_by_key(|row| (state(row), std::cmp::Reverse(making.severity(number, row))));
            making.data.left_out += rows.len() - room;
            rows.truncate(room);
        }
        rows.into_iter().for_each(|row| making.add(number, row));
    }
    making.finish(inputs)
}

impl Making {
    /// Titles, severities and controls of a report's recommendations.
    fn name_recommendations(&mut self, inputs: &[Input<'_>], number: usize, input: &Input<'_>) {
        let frame = Frame::of(inputs, number);
        match &input.told {
            Told::Scan(scan) => {
                let titles: HashMap<&str, &str> = scan.controls.iter().map(|each| (&*each.id, &*each.title)).collect();
                for each in &scan.recommendations {
                    let controls: Vec<(&str, &str)> =
                        each.controls.iter().map(|id| (&**id, *titles.get(&**id).unwrap_or(&&**id))).collect();
                    self.name(number, &frame, (&each.id, &each.title), each.severity, &controls);
                }
            }
            Told::Change(review) => {
                for each in &review.recommendations {
                    let controls: Vec<(&str, &str)> = each.controls.iter().map(|title| (&**title, &**title)).collect();
                    self.name(number, &frame, (&each.id, &each.title), each.severity, &controls);
                }
            }
        }
    }

    fn name(
        &mut self,
        number: usize,
        frame: &Frame,
        (id, title): (&str, &str),
        severity: Severity,
        controls: &[(&str, &str)],
    ) {
        if !self.recommendations.place((number, id.to_owned())).1 {
            return;
        }
        self.data.recommendations.push((told(id), told(title), frame.id(&place(id))));
        self.data.severities.push(SEVERITIES.iter().position(|known| *known == severity).unwrap_or(0) as u32);
        let own = controls.iter().map(|(id, title)| {
            let (place, is_new) = self.controls.place((0, (*id).to_owned()));
            self.titles.extend(is_new.then(|| Value::Titled(told(id), told(title))));
            place
        });
        let own = own.collect();
        self.members.push(own);
    }

    fn severity(&self, number: usize, row: &Row<'_>) -> Severity {
        let place = self.recommendations.get(&(number, row.recommendation.to_string()));
        place.map_or(Severity::Low, |place| SEVERITIES[self.data.severities[place as usize] as usize])
    }

    fn add(&mut self, number: usize, row: &Row<'_>) {
        let resource = self.resource(number, row);
        let key = (number, row.recommendation.to_string());
        let recommendation = self.recommendations.get(&key).unwrap_or_else(|| {
            self.name(number, &Frame::nowhere(), (&row.recommendation, &row.recommendation), Severity::Low, &[]);
            self.data.recommendations.len() as u32 - 1
        });
        let location = row.location.as_ref();
        let file = location.map_or("", |location| &location.file);
        let line = location.map_or(0, |location| location.line);
        let evidence = self.evidence(row, file, line);
        let rows = &mut self.data.rows;
        rows.resource.push(resource);
        rows.recommendation.push(recommendation);
        rows.state.push(state(row) as u32);
        rows.message.push(self.texts.text(row.message.as_deref().unwrap_or_default()));
        rows.file.push(self.texts.text(file));
        rows.line.push(line);
        rows.evidence.push(evidence);
        rows.exemption.push(row.exemption.as_ref().map_or(0, |exempt| self.texts.text(&exempt.told())));
        self.duties.add(row.due.as_ref(), &mut self.texts);
        self.estates.push(number as u32);
        self.standings.push(STANDINGS.iter().position(|known| *known == row.standing).unwrap_or(6) as u32);
    }

    fn resource(&mut self, number: usize, row: &Row<'_>) -> u32 {
        let own = &row.resource;
        let (place, is_new) = self.resources.place((number, own.id.to_string()));
        if is_new {
            let (prefix, tail) =
                own.id.rsplit_once('/').map_or(("", &*own.id), |(_, tail)| own.id.split_at(own.id.len() - tail.len()));
            self.data.resources.prefix.push(self.texts.text(prefix));
            self.data.resources.tail.push(told(tail));
            if own.name != tail {
                self.data.resources.names.insert(place, told(&own.name));
            }
            let group = own.resource_group.as_deref().unwrap_or_default();
            let subscription = own.subscription.as_deref().unwrap_or_default();
            for (names, text) in self.places.iter_mut().zip([subscription, group, &own.type_name]) {
                names.add(text);
            }
        }
        place
    }

    fn evidence(&mut self, row: &Row<'_>, file: &str, line: u32) -> Vec<i64> {
        let mut told = Vec::new();
        // The deciding values stand last.
        for each in row.evidence.iter().rev().take(EVIDENCE) {
            let place = &each.place;
            let elsewhere = place.file != file && !place.file.is_empty();
            let path = if elsewhere { format!("{} ({})", each.path, place.file) } else { each.path.to_string() };
            let value = each.shown().map_or(-1, |value| i64::from(self.texts.text(&value)));
            told.extend([
                self.texts.text(&path).into(),
                value,
                if place.line == line && !elsewhere { 0 } else { place.line.into() },
            ]);
        }
        told
    }

    fn finish(self, inputs: &[Input<'_>]) -> Data {
        let Self { mut data, texts, titles, members, places, estates, standings, duties, .. } = self;
        data.standings = STANDINGS.map(word).into_iter().map(compared).collect();
        data.severity_words = SEVERITIES.map(|severity| [word(severity), word(severity)]).to_vec();
        data.states = STATES.iter().zip(STATE_WORDS).map(|(class, text)| [*class, text]).collect();
        let titled = |class: &str, text: &str| Value::Titled(class.to_owned(), text.to_owned());
        let states = STATES.iter().zip(STATE_WORDS).map(|(class, text)| titled(class, text)).collect();
        let severities = SEVERITIES.map(|severity| Value::Same(word(severity))).into();
        let ids = data.recommendations.iter().map(|(id, title, _)| titled(id, title)).collect();
        let recommendations = Of::One((0..data.recommendations.len() as u32).collect());
        let [subscriptions, groups, types] = places;
        let subscriptions = subscriptions.told(&called(inputs));
        let [groups, types] = [groups, types].map(|names| names.told(&HashMap::new()));
        data.facets = vec![
            Facet::new("state", "State", "row", states, Of::One(data.rows.state.clone())),
            Facet::new("severity", "Severity", "recommendation", severities, Of::One(data.severities.clone())),
            Facet::new("control", "Control", "recommendation", titles, Of::Several(members)),
            Facet::new("recommendation", "Recommendation", "recommendation", ids, recommendations),
            Facet::new("subscription", "Subscription", "resource", subscriptions.0, subscriptions.1),
            Facet::new("group", "Resource group", "resource", groups.0, groups.1),
            Facet::new("type", "Type", "resource", types.0, types.1),
        ];
        if standings.iter().any(|standing| *standing != 6) {
            let values = data.standings.iter().map(|[class, text]| titled(class, text)).collect();
            data.facets.insert(1, Facet::new("standing", "Standing", "row", values, Of::One(standings.clone())));
            data.rows.standing = Some(standings);
        }
        if let Some((duties, facets)) = duties.told() {
            data.facets.extend(facets);
            data.rows.duty = Some(duties);
        }
        if inputs.len() > 1 {
            let names = (0..inputs.len()).map(|place| names::key(inputs, place)).collect();
            data.facets.insert(0, Facet::new("estate", "Estate", "row", plain(names), Of::One(estates)));
        }
        data.texts = texts.all;
        data
    }
}

/// What subscriptions are called, by their ids in lower case.
fn called(inputs: &[Input<'_>]) -> HashMap<String, String> {
    let scans = inputs.iter().filter_map(|input| match &input.told {
        Told::Scan(scan) => Some(scan),
        Told::Change(_) => None,
    });
    let scopes = scans.flat_map(|scan| &scan.scopes).filter(|scope| scope.kind == ScopeKind::Subscription);
    scopes.filter_map(|scope| Some((scope.id.as_ref()?.to_lowercase(), scope.name.clone()?))).collect()
}

/// A standing by its class and as a word.
fn compared(class: String) -> [String; 2] {
    let told = if class.is_empty() { "not compared".to_owned() } else { class.clone() };
    [class, told]
}

/// How a finding counts, by its place among the states.
fn state(row: &Row<'_>) -> usize {
    match row.status {
        _ if row.exemption.is_some() => 3,
        _ if row.known => 2,
        Some(Status::Unhealthy) => 0,
        Some(Status::Unknown) => 1,
        Some(Status::NotApplicable) => 5,
        // What is gone is no trouble any more.
        Some(Status::Healthy) | None => 4,
    }
}
