//! Bicep means what its own compiler makes of it: a file and its compiled JSON deploy the same resources with the same values,
//! except where the list of reviewed differences says why not.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on fails")]

use crate::deployed::{Files, Resources, UNKNOWN, deployed, first_difference, without_registries};
use crate::shared;
use crate::shares::{opaque, placed};
use serde::Deserialize;
use serde_json::Value as Json;
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::thread;
use uplift::inventory::{FileRules, InventoryFile};

/// A pair, as the shared list has it.
#[derive(Deserialize)]
struct Pair {
    bicep: String,
    json: String,
    kind: String,
    features: Vec<String>,
    deps: Vec<String>,
    #[serde(default)]
    stale: bool,
}

/// A pair that was looked into.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Reviewed {
    json: String,
    because: String,
    /// It was compiled from another source than the one of today.
    #[serde(default)]
    is_old: bool,
}

/// What a pair's two sides were found to be.
struct Compared<'p> {
    pair: &'p Pair,
    /// The JSON holds modules of registries, which are left out.
    is_less: bool,
    difference: Option<String>,
    /// How many more values are not known of the Bicep than of the JSON.
    unknown: usize,
    is_told: bool,
}

impl Pair {
    /// Those of templates.
    fn all(folder: &Path) -> Vec<Self> {
        let rows = std::fs::read_to_string(folder.join("pairs.jsonl")).unwrap();
        let rows = rows.lines().map(|row| serde_json::from_str(row).unwrap());
        rows.filter(|pair: &Self| pair.kind.starts_with("template")).collect()
    }

    fn bicep(&self, folder: &Path) -> Files {
        let read = |name: &String| (name.clone(), std::fs::read(folder.join(name)).unwrap());
        std::iter::once(&self.bicep).chain(&self.deps).map(read).collect()
    }

    /// Both sides, by the defaults of their parameters, and with a place and a value for each.
    fn compare(&self, folder: &Path) -> Compared<'_> {
        let text = std::fs::read_to_string(folder.join(&self.json)).unwrap();
        let whole: Json = serde_json::from_str(text.trim_start_matches('\u{feff}')).unwrap();
        let mut template = whole.clone();
        without_registries(&mut template, &folder.join(&self.bicep));
        let json = template.to_string();
        let values = opaque(json.as_bytes());
        let mut compared = Compared {
            pair: self,
            is_less: template != whole,
            difference: None,
            unknown: 0,
            is_told: is_told(self, folder),
        };
        for (rules, values) in [(FileRules::default(), None), (placed(), values.as_deref())] {
            let written = deployed(self.bicep(folder), rules.clone(), values);
            let compiled = deployed(vec![(self.json.clone(), json.clone().into_bytes())], rules, values);
            compared.unknown = compared.unknown.max(unknown(&written).saturating_sub(unknown(&compiled)));
            compared.difference = compared.difference.or_else(|| first_difference(&written, &compiled));
        }
        compared
    }
}

/// Whether the program finds that the JSON is not what its source deploys.
fn is_told(pair: &Pair, folder: &Path) -> bool {
    let json = pair.bicep.replace(".bicep", ".json");
    let mut files = pair.bicep(folder);
    files.retain(|(name, _)| *name != json);
    files.push((json, std::fs::read(folder.join(&pair.json)).unwrap()));
    let files = files.into_iter().map(|(name, bytes)| InventoryFile::new(name, Ok(bytes), FileRules::default()));
    let inventory = uplift::inventory::parse(files.collect(), 1);
    inventory.warnings().iter().any(|warning| warning.message.starts_with("it does not match"))
}

fn unknown(resources: &Resources) -> usize {
    resources.values().flatten().map(|value| value.to_string().matches(UNKNOWN).count()).sum()
}

pub fn a_file_deploys_what_its_compiled_template_deploys() {
    let folder = shared("bicep");
    let pairs = Pair::all(&folder);
    let (one, other) = pairs.split_at(pairs.len() / 2);
    let all: Vec<Compared<'_>> = thread::scope(|scope| {
        let halves = [one, other].map(|half| {
            let folder = &folder;
            scope.spawn(move || half.iter().map(|pair| pair.compare(folder)).collect::<Vec<_>>())
        });
        halves.into_iter().flat_map(|half| half.join().unwrap()).collect()
    });
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/conformance/pairs.yaml");
    let reviewed: Vec<Reviewed> = serde_yaml::from_str(&std::fs::read_to_string(file).unwrap()).unwrap();
    let told: BTreeSet<&str> = all.iter().filter(|one| one.is_told).map(|one| one.pair.json.as_str()).collect();
    let marked = all.iter().filter(|one| one.pair.stale).map(|one| one.pair.json.as_str());
    let old = marked.chain(reviewed.iter().filter(|row| row.is_old).map(|row| row.json.as_str()));
    assert_eq!(told, old.collect(), "which do not match their sources");
    let compared: Vec<Compared<'_>> = all.into_iter().filter(|one| !one.pair.stale).collect();
    for is_less in [false, true] {
        let asked = compared.iter().filter(|compared| compared.is_less == is_less);
        let (same, all) =
            asked.fold((0, 0), |(same, all), one| (same + usize::from(one.difference.is_none()), all + 1));
        let kind = if is_less { "with modules of registries, all else" } else { "without" };
        eprintln!("pairs {kind}: {same} of {all} equal");
        assert!(is_less || same * 100 >= all * 98, "only {same} of {all}");
    }
    let known: BTreeSet<&str> = reviewed.iter().map(|row| row.json.as_str()).collect();
    let of = |compared: &Compared<'_>| compared.pair.json.clone();
    let differ: BTreeMap<String, &str> =
        compared.iter().filter_map(|one| Some((of(one), one.difference.as_deref()?))).collect();
    let new: Vec<String> =
        differ.iter().filter(|(json, _)| !known.contains(json.as_str())).map(|row| format!("{row:?}")).collect();
    assert!(new.is_empty(), "{}", new.join("\n"));
    let agree: Vec<&&str> = known.iter().filter(|json| !differ.contains_key(**json)).collect();
    assert!(agree.is_empty(), "reviewed, and equal: {agree:?}");
    assert!(reviewed.iter().all(|row| !row.because.is_empty()));
    by_feature(&compared);
}

/// No construct is the one that leaves values unknown.
fn by_feature(compared: &[Compared<'_>]) {
    let mut features: BTreeMap<&str, (usize, usize)> = BTreeMap::new();
    for one in compared {
        for feature in &one.pair.features {
            let (unknown, all) = features.entry(feature).or_default();
            (*unknown, *all) = (*unknown + usize::from(one.unknown > 0), *all + 1);
        }
    }
    for (feature, (unknown, all)) in features {
        eprintln!("{feature:32} {unknown:4} of {all:4} unknown");
        assert!(unknown * 100 <= all * 5, "{feature}");
    }
}
