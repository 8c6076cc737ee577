//! Where modules are at hand that Bicep's files name and a registry has.

use std::collections::BTreeMap;

/// Where modules are that Bicep's files name and a registry has.
#[derive(Clone, Debug, Default, PartialEq, Eq, serde::Deserialize)]
#[cfg_attr(embedded_library, derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
pub struct BicepModules {
    /// The directory, from that of this file, that `bicep restore` filled: it holds `br/REGISTRY/REPOSITORY/TAG/main.json`. Nothing
    /// is read of the one in the user's home that is not named here.
    pub cache: Option<String>,
    /// By what references begin with, such as `br:contoso.azurecr.io/bicep`, the directory or file that has those modules, from the
    /// directory of this file.
    pub modules: BTreeMap<String, String>,
}

impl BicepModules {
    /// The paths that are named, with the keys that name them.
    pub fn named(&self) -> impl Iterator<Item = (Vec<&str>, &str)> {
        let cache = self.cache.as_deref().map(|path| (vec!["bicep", "cache"], path));
        let modules =
            self.modules.iter().map(|(start, path)| (vec!["bicep", "modules", start.as_str()], path.as_str()));
        cache.into_iter().chain(modules)
    }

    /// What a reference may not begin with, such as a path.
    pub fn refused(&self) -> Option<&str> {
        let is_one = |start: &&String| ["br:", "br/", "ts:", "ts/"].iter().any(|known| start.starts_with(known));
        self.modules.keys().find(|start| !is_one(start)).map(String::as_str)
    }
}
