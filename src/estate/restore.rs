//! Modules of registries that Bicep's files name and nobody has at hand: how many, and what brings them here.

use crate::inventory::Inventory;
use crate::source::Problem;
use std::collections::BTreeMap;

/// Tells for each deployed file how many modules are to be restored, and how many resources are judged without what these put
/// beside them.
pub(super) fn restorable(inventory: &Inventory) -> Vec<Problem> {
    let is_bicep = |file: &str| file.ends_with(".bicep") || file.ends_with(".bicepparam");
    let mut waiting: BTreeMap<&str, usize> = BTreeMap::new();
    let named = inventory.waiting().iter().filter(|(module, is_elsewhere, _)| *is_elsewhere && is_bicep(&module.file));
    named.for_each(|(.., entry)| *waiting.entry(entry.as_str()).or_default() += 1);
    let resources =
        |entry: &str| inventory.files().iter().find(|file| file.path == entry).map_or(0, |file| file.resources);
    let told = waiting.into_iter().map(|(entry, modules)| {
        let beside = match resources(entry) {
            0 => "no resource of this file".to_owned(),
            1 => "1 resource of this file".to_owned(),
            several => format!("{several} resources of this file"),
        };
        let told = match modules {
            1 => format!("1 module waits to be restored: what it deploys is not judged, and {beside} without it"),
            _ => format!(
                "{modules} modules wait to be restored: what they deploy is not judged, and {beside} without it"
            ),
        };
        let help = format!(
            "Run `bicep restore {entry}`, where bicepconfig.json says `cacheRootDirectory`, and name that directory in \
             uplift.yaml: `bicep: {{ cache: DIRECTORY }}`"
        );
        Problem::new(entry, told).help(help)
    });
    told.collect()
}
