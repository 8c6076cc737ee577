//! `azapi_update_resource`: which resource it changes.

use super::deployment::NotJudged;
use super::names::{Names, Target};
use super::{Instance, Told, azapi};
use crate::template::Data;

/// What to do about one whose resource is not at hand.
pub const HELP: &str = "Write its resource beside it, or export it once this is deployed and scan the export";

/// What an update is about: it names it by its id, or by its parent and its name.
pub fn updated(names: &Names<'_, '_>, instances: &[Instance<'_>], place: usize) -> Target {
    let member = |name: &str| instances[place].values.member(name);
    if let Some(id) = member("resource_id").filter(|id| !matches!(id.data, Data::Null)) {
        return names.target(&id);
    }
    let is_named = member("name").is_some_and(|name| name.as_text().is_some());
    let parent = member("parent_id").map_or(Target::Unknown, |value| names.target(&value));
    let type_name = azapi::type_of(&instances[place]).filter(|_| is_named);
    let (Some(type_name), Target::One(_) | Target::Id(_)) = (type_name, parent) else { return Target::Unknown };
    let own = names.of_parts(place, type_name).id;
    let is_it = |row: &usize| names.identity(*row).is_some_and(|other| other.id.eq_ignore_ascii_case(&own));
    (0..instances.len()).find(is_it).map_or(Target::Id(own), Target::One)
}

/// Updates of what may be none of the resources that these instances make: what they say is judged nowhere then.
pub fn strays<'d>(file: &str, instances: &[Instance<'d>], told: Told) -> Vec<NotJudged<'d>> {
    let is_one = |place: &usize| &*instances[*place].kind == azapi::UPDATE;
    let updates: Vec<usize> = (0..instances.len()).filter(is_one).collect();
    if updates.is_empty() {
        return Vec::new();
    }
    let names = Names::of(file, instances, told == Told::All);
    let is_laid_over = |place: &usize| match updated(&names, instances, *place) {
        Target::One(row) => names.identity(row).is_some(),
        Target::Several(_) => true,
        Target::Id(_) | Target::Unknown => false,
    };
    let stray = |place: usize| {
        let Instance { address, node, .. } = &instances[place];
        let message =
            format!("what `{address}` changes is not judged: its resource is not among those of its deployment");
        NotJudged { node: *node, message }
    };
    updates.into_iter().filter(|place| !is_laid_over(place)).map(stray).collect()
}
