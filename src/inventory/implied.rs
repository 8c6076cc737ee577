//! Subscriptions that no row is for, while settings of theirs are there: they are judged by these, and nothing else is known of
//! them.

use super::envelope::Identity;
use super::reader::Reader;
use super::reading::Reading;
use super::silence::Silence;
use super::spelling::Spelling;
use super::text::{is_one_of, last_segment};
use super::{Resource, ResourceIndex, id};
use crate::source::{Deriver, Document, NodeId};
use rustc_hash::FxHashSet;
use std::borrow::Cow;
use std::sync::Arc;

/// Settings of subscriptions as such: lists of them come from calls of their own.
const SETTINGS: [&str; 2] = ["Microsoft.Security/pricings", "Microsoft.Security/securityContacts"];

/// A subscription's id as it is written in that of a setting, and where that stands.
struct Implied {
    id: String,
    tree: Arc<Document>,
    node: NodeId,
}

impl Reader {
    /// Takes in the subscriptions of the settings that were read, behind everything else.
    pub(super) fn take_implied(&mut self) {
        let implied = self.implied();
        if implied.is_empty() {
            return;
        }
        let derive = |source| {
            let mut deriver = Deriver::new(source, 2 * implied.len());
            for Implied { tree, node, .. } in &implied {
                deriver.open(&[tree.node(*node)], Silence::Implied.hint());
                deriver.close();
            }
            deriver.finish()
        };
        self.derived(derive, |root, reader| {
            for (node, Implied { id, .. }) in root.items().zip(&implied) {
                let name = last_segment(id);
                let identity = Identity {
                    id: Cow::Borrowed(id),
                    name: Cow::Borrowed(name),
                    type_name: Cow::Borrowed(id::SUBSCRIPTION),
                    group: None,
                    subscription: Some(Cow::Borrowed(name)),
                };
                if let Some(index) = reader.push(node, identity, None, Spelling::Azure, None) {
                    reader.resources[index.0 as usize].silence = Some(Silence::Implied);
                    if !id::is_global(id) {
                        reader.hold(index, id);
                    }
                }
            }
        });
    }

    /// Puts settings below their subscription: where a template's ids do not name it, nothing else leads there.
    fn hold(&mut self, subscription: ResourceIndex, id: &str) {
        let is_of = |own: &Resource| subscription_of(own).is_some_and(|own| own.eq_ignore_ascii_case(id));
        let settings = self.resources.iter_mut().filter(|own| own.parent.is_none() && is_setting(own));
        settings.filter(|own| is_of(own)).for_each(|own| own.parent = Some(subscription));
    }

    /// The subscriptions that settings belong to, each once.
    fn implied(&self) -> Vec<Implied> {
        let mut met = FxHashSet::default();
        let implied = |setting: &Resource| {
            let id = subscription_of(setting)?;
            let tree = self.tree_of(setting).clone();
            met.insert(id.to_ascii_lowercase()).then_some(Implied { id, tree, node: setting.node })
        };
        self.resources.iter().filter(|resource| is_setting(resource)).filter_map(implied).collect()
    }
}

fn is_setting(resource: &Resource) -> bool {
    is_one_of(&SETTINGS, &resource.type_name)
}

/// The id of the subscription that a setting belongs to; of one that a template sets, as the template knows it. What is set for one
/// resource alone is none of a subscription.
fn subscription_of(setting: &Resource) -> Option<String> {
    let of_template = setting.id.split_once('#').filter(|_| !id::is_global(&setting.id));
    let Some((template, own)) = of_template else {
        let id = id::parent(&setting.id)?;
        return (id::type_of(id)? == id::SUBSCRIPTION).then(|| id.to_owned());
    };
    match own.rsplit_once("/providers/") {
        None => Some(format!("{template}#{}/{{subscription}}", id::SUBSCRIPTION)),
        Some((scope, _)) => {
            let (kind, _) = scope.rsplit_once('/')?;
            ["subscriptions", id::SUBSCRIPTION].contains(&kind).then(|| format!("{template}#{scope}"))
        }
    }
}

/// Leaves out the implied ones that have a row in any file, and others than the first in a kind of file.
pub(super) fn settle(readings: &mut [Reading]) {
    if !readings.iter().any(|reading| reading.resources.last().is_some_and(Resource::is_implied)) {
        return;
    }
    let key = |reading: &Reading, id: &str| (reading.coverage.rules().part, id.to_ascii_lowercase());
    let is_row = |resource: &&Resource| &*resource.type_name == id::SUBSCRIPTION && !resource.is_implied();
    let mut rows = FxHashSet::default();
    for reading in readings.iter() {
        rows.extend(reading.resources.iter().filter(is_row).map(|row| key(reading, &row.id)));
    }
    let mut met = FxHashSet::default();
    for reading in readings {
        let mut resources = std::mem::take(&mut reading.resources);
        // Those that stay may move up.
        let (mut places, mut next) = (Vec::with_capacity(resources.len()), 0);
        resources.retain(|resource| {
            let key = || key(reading, &resource.id);
            let stays = !resource.is_implied() || !rows.contains(&key()) && met.insert((reading.coverage.kind, key()));
            places.push(stays.then_some(ResourceIndex(next)));
            next += u32::from(stays);
            stays
        });
        for (place, resource) in (0..).zip(&mut resources) {
            resource.canonical = ResourceIndex(place);
            resource.parent = resource.parent.and_then(|parent| places[parent.0 as usize]);
        }
        reading.resources = resources;
    }
}
