//! The mapping that is built in.

use super::kind::Kind;
use std::collections::BTreeMap;
use std::sync::LazyLock;

/// The files, with their names.
macro_rules! files {
    ($($name:literal),* $(,)?) => {
        /// The files of `mapping/` by their names.
        pub(super) const FILES: &[(&str, &str)] = &[$(($name, include_str!(concat!("mapping/", $name, ".yaml")))),*];
    };
}

files![
    "apimanagement",
    "appconfiguration",
    "appplatform",
    "authorization",
    "automation",
    "batch",
    "cache",
    "cdn",
    "cognitiveservices",
    "compute",
    "containerregistry",
    "containerservice",
    "databricks",
    "datalakeanalytics",
    "datalakestore",
    "dbformariadb",
    "dbformysql",
    "dbforpostgresql",
    "devices",
    "documentdb",
    "eventgrid",
    "eventhub",
    "hybridcompute",
    "insights",
    "keyvault",
    "kubernetes",
    "kubernetesconfiguration",
    "logic",
    "machinelearningservices",
    "network",
    "recoveryservices",
    "search",
    "security",
    "servicebus",
    "servicefabric",
    "signalrservice",
    "sql",
    "storage",
    "streamanalytics",
    "synapse",
    "web",
];

/// Every type of azurerm's resources that is mapped. A test holds that each file can be read.
static KINDS: LazyLock<BTreeMap<String, Kind>> = LazyLock::new(|| {
    FILES
        .iter()
        .flat_map(|(_, text)| serde_yaml::from_str::<BTreeMap<String, Kind>>(text).unwrap_or_default())
        .collect()
});

/// How a type of azurerm's resources is written.
pub fn kind(name: &str) -> Option<&'static Kind> {
    KINDS.get(name)
}

/// All that is mapped, in order of their names.
pub fn kinds() -> impl Iterator<Item = (&'static str, &'static Kind)> {
    KINDS.iter().map(|(name, kind)| (name.as_str(), kind))
}

#[cfg(test)]
mod tests {
    use super::{FILES, Kind, kinds};
    use std::collections::{BTreeMap, BTreeSet};

    #[test]
    fn every_file_is_read_and_built_in() {
        let of = |(name, text): &(&str, &str)| match serde_yaml::from_str::<BTreeMap<String, Kind>>(text) {
            Ok(kinds) => kinds.len(),
            Err(error) => panic!("{name}: {error}"),
        };
        assert_eq!(FILES.iter().map(of).sum::<usize>(), kinds().count());
        let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/src/terraform/mapping");
        let there: BTreeSet<String> = std::fs::read_dir(folder)
            .expect("the folder of the mapping")
            .map(|file| file.expect("a file").file_name().to_string_lossy().trim_end_matches(".yaml").to_owned())
            .collect();
        assert_eq!(there, FILES.iter().map(|(name, _)| (*name).to_owned()).collect());
    }

    #[test]
    fn what_is_never_sent_is_what_no_attribute_says() {
        for (name, kind) in kinds() {
            let own = || kind.properties.values().filter(|own| own.child.is_none());
            let to = |path: &String| own().any(|own| own.to.as_ref() == Some(path));
            assert!(!kind.unsent.iter().any(to), "{name}");
            assert!(!kind.unsent.iter().any(|path| kind.unsaid.contains(path)), "{name}");
        }
    }

    #[test]
    fn every_type_makes_a_resource_or_writes_into_one() {
        for (name, kind) in kinds() {
            assert_ne!(kind.type_name.is_some(), kind.into.is_some(), "{name}");
            assert!(kind.properties.values().all(|own| own.to.is_some() || own.picks.is_some()), "{name}");
        }
    }
}
