//! What the instances of folders say, kept with where that is written, for those who change it.

use super::super::attribute::Attributes;
use super::super::edit::{Origin, Origins, Row};
use super::super::map::map;
use super::super::names::{Names, Target};
use super::super::{Instance, Told, mapping};
use super::evaluate::Machine;
use super::{Asked, Asking, Config, Files, asked, entry_of, roots, units};
use crate::source::Document;
use crate::template::Writer;
use std::collections::BTreeMap;
use std::sync::Arc;

/// Why what an expression makes takes no change.
const COMPUTED: &str = "an expression computes it";

/// What each folder says that no other one calls, once for each of its deployments. Files that are more than can be held say
/// nothing.
pub fn origins(documents: &[Arc<Document>], asking: &dyn Asking) -> Vec<Origins> {
    let units = units(documents);
    let configs: BTreeMap<String, Config<'_, '_>> =
        units.iter().map(|(folder, units)| ((*folder).to_owned(), Config::of(folder, units))).collect();
    let files = Files { configs: &configs, units: &units, documents, asking };
    let all = asked::all(&roots(&configs, asking), &configs, asking);
    all.into_iter().filter_map(|(folder, asked, name)| of_folder(files, &configs[folder], &asked, &name)).collect()
}

fn of_folder<'c, 'd>(files: Files<'c, 'd>, config: &'c Config<'c, 'd>, asked: &Asked, name: &str) -> Option<Origins> {
    let documents = files.documents;
    let (values, _) = asked::values(asked, files.units, documents);
    let machine = Machine::new(files.configs, values, files.asking);
    machine.keeps_nulls.set(true);
    let instances = machine.expand(config);
    let entry = entry_of(config);
    let made = map(name, &instances, Told::Written);
    let names = Names::of(name, &instances, false);
    let mut writer = Writer::making(entry, documents, COMPUTED);
    instances.iter().for_each(|instance| writer.object(&instance.values));
    let rows = made.iter().map(|made| Row {
        instance: made.instance,
        type_name: made.identity.type_name.clone(),
        name: made.identity.name.clone(),
        id: made.identity.id.clone(),
    });
    Some(Origins {
        entry: entry.clone(),
        documents: documents.to_vec(),
        said: writer.finish().ok()?,
        rows: rows.collect(),
        instances: instances.iter().map(|own| origin(own, &names, documents)).collect::<Option<_>>()?,
    })
}

fn origin<'d>(instance: &Instance<'d>, names: &Names<'_, 'd>, documents: &'d [Arc<Document>]) -> Option<Origin> {
    let document = documents.iter().position(|own| std::ptr::eq(&**own, instance.node.document()))?;
    let into = mapping::kind(&instance.kind).and_then(|kind| {
        let by = &kind.into.as_ref()?.by;
        match names.target(&Attributes { instance, kind, is_whole: false }.top(by)?) {
            Target::One(row) => Some(row),
            _ => None,
        }
    });
    Some(Origin {
        address: instance.address.clone(),
        kind: instance.kind.to_string(),
        major: instance.major,
        ignored: instance.ignored.clone(),
        body: (document, instance.node.id()),
        into,
    })
}
