//! What changes, by resource: the one model that summaries and mails show.

use super::{FixInput, value};
use crate::check::{Edit, Operation};
use crate::fix::Fixed;
use crate::inventory::ResourceIndex;
use crate::policy::{Change, Safety};
use crate::report::few::few;
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};

/// Names in a line.
pub(super) const NAMED: usize = 10;
/// Characters of one value.
const VALUE: usize = 80;
/// What tells one resource from another.
const IDENTITY: [&str; 6] = ["id", "name", "type", "resourceId", "resourceName", "resourceType"];

/// What becomes of one property, on the resources where the same does.
pub(super) struct Row {
    /// What makes a reviewer look, the worst first.
    pub risk: Risk,
    /// Whether the resource restarts, whatever else happens to it.
    pub restarts: bool,
    /// The least safe of the fixes that want it.
    pub safety: Safety,
    /// A path, or the type and name of a resource that is made.
    pub property: String,
    /// What stands there, without secrets and not too long; `None` for nothing.
    pub before: Option<String>,
    /// What comes to stand there; `None` for nothing.
    pub after: Option<String>,
    /// With group and parents, in order.
    pub resources: BTreeSet<String>,
    /// How many properties of single resources change.
    pub changes: usize,
    /// What their tags `owner` say, in order.
    pub owners: BTreeSet<String>,
}

/// What makes a reviewer look at a change.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Risk {
    /// The resource is made anew.
    Replace,
    /// The platform does not give back what it takes.
    Irreversible,
    /// The resource restarts.
    Restart,
    /// It may interrupt someone.
    Review,
    /// Nobody notices.
    Safe,
}

impl Row {
    /// The names of its resources, or how many more there are.
    pub(super) fn names(&self, shown: impl Fn(&str) -> String) -> String {
        few(&self.resources.iter().map(|name| shown(name)).collect::<Vec<_>>(), NAMED)
    }

    /// The same for their owners.
    pub(super) fn owners(&self, shown: impl Fn(&str) -> String) -> String {
        few(&self.owners.iter().map(|name| shown(name)).collect::<Vec<_>>(), NAMED)
    }
}

/// What the changes of one row have in common.
#[derive(PartialEq, Eq, PartialOrd, Ord)]
struct Alike(Risk, Safety, bool, String, [Option<String>; 2]);

/// One property of one resource, and the fixes that want it.
struct Cell<'f> {
    edit: &'f Edit,
    resource: ResourceIndex,
    fixes: Vec<&'f Fixed>,
}

/// What fixes change, the worst first. What several want at one place is told once.
pub(super) fn rows<'f>(input: &FixInput<'_>, fixes: impl IntoIterator<Item = &'f Fixed>) -> Vec<Row> {
    let mut cells: BTreeMap<(ResourceIndex, &str), Vec<Cell<'f>>> = BTreeMap::new();
    for fixed in fixes {
        for edit in &fixed.edits {
            let of_place = cells.entry((fixed.finding.resource, &edit.path)).or_default();
            let same = of_place.iter_mut().find(|cell| cell.edit.operation == edit.operation);
            match same {
                Some(cell) => cell.fixes.push(fixed),
                None => of_place.push(Cell { edit, resource: fixed.finding.resource, fixes: vec![fixed] }),
            }
        }
    }
    let mut rows: BTreeMap<Alike, Row> = BTreeMap::new();
    for cell in cells.into_values().flatten() {
        let row = row(input, &cell);
        let ends = [row.before.clone(), row.after.clone()];
        let key = Alike(row.risk, row.safety, row.restarts, row.property.clone(), ends);
        match rows.get_mut(&key) {
            Some(same) => {
                same.resources.extend(row.resources);
                same.changes += row.changes;
                same.owners.extend(row.owners);
            }
            None => drop(rows.insert(key, row)),
        }
    }
    let mut rows: Vec<Row> = rows.into_values().collect();
    rows.sort_by(|a, b| (a.risk, &a.resources, &a.property).cmp(&(b.risk, &b.resources, &b.property)));
    rows
}

fn row(input: &FixInput<'_>, cell: &Cell<'_>) -> Row {
    let policies = || cell.fixes.iter().filter_map(|fixed| input.quick_fix(fixed.finding));
    let safety = super::safety(&cell.fixes);
    let change = policies().map(|fix| fix.change).max_by_key(|change| *change as u8);
    let (property, before, after) = change_of(input, cell.edit);
    Row {
        risk: risk(change, safety),
        restarts: policies().any(|fix| fix.change == Change::Restart),
        safety,
        property,
        before,
        after,
        resources: BTreeSet::from([input.place(cell.resource)]),
        changes: 1,
        owners: input.owner(cell.resource).into_iter().collect(),
    }
}

/// What makes a reviewer look at the fix of one finding.
pub(super) fn risk_of(input: &FixInput<'_>, fixed: &Fixed) -> Risk {
    risk(input.quick_fix(fixed.finding).map(|fix| fix.change), fixed.safety)
}

fn risk(change: Option<Change>, safety: Safety) -> Risk {
    match (change, safety) {
        (Some(Change::Replace), _) => Risk::Replace,
        (_, Safety::Destructive) => Risk::Irreversible,
        (Some(Change::Restart), _) => Risk::Restart,
        (_, Safety::Review) => Risk::Review,
        (_, Safety::Safe) => Risk::Safe,
    }
}

/// The property, what stands there and what will.
fn change_of(input: &FixInput<'_>, edit: &Edit) -> (String, Option<String>, Option<String>) {
    let shown = |value: Value| short(&value::shown_of(edit, value));
    if let Some(Value::Object(resource)) = value::created(edit) {
        // Without what tells it from others, identical ones are one row.
        let same = resource.iter().filter(|(key, _)| !IDENTITY.iter().any(|own| own.eq_ignore_ascii_case(key)));
        let rest = Value::Object(same.map(|(key, value)| (key.clone(), value.clone())).collect());
        return (edit.path.clone(), None, Some(format!("a new resource with {}", shown(rest))));
    }
    let after = match &edit.operation {
        Operation::Append(values) => {
            let values: Vec<String> = values.iter().map(|value| shown(value.clone())).collect();
            Some(format!("with {} too", values.join(", ")))
        }
        _ => value::shown_new(input.inventory, edit).map(|new| short(&new)),
    };
    (edit.path.clone(), value::shown_old(input.inventory, edit).map(|old| short(&old)), after)
}

/// A value in a line: texts without quotes, long ones cut.
pub(super) fn short(value: &Value) -> String {
    let text = match value {
        Value::String(text) if !text.is_empty() => text.clone(),
        other => other.to_string(),
    };
    if text.chars().count() <= VALUE { text } else { text.chars().take(VALUE).chain(['…']).collect() }
}
