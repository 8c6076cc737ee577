//! How resources of a type are fetched. The facts are `fetch.yaml`, with their sources.

use super::{id, whole};
use serde::Deserialize;
use std::collections::BTreeSet;
use std::sync::LazyLock;

/// The facts; without them every version would be asked for, and what stands in other tables with list calls.
static FACTS: LazyLock<Facts> = LazyLock::new(|| serde_yaml::from_str(include_str!("fetch.yaml")).unwrap_or_default());

#[derive(Default, Deserialize)]
struct Facts {
    tables: Vec<Table>,
    versions: Vec<Version>,
    lists: Vec<List>,
    elsewhere: Vec<Elsewhere>,
    references: Vec<Reference>,
}

#[derive(Deserialize)]
struct Table {
    table: String,
    types: Vec<String>,
}

#[derive(Deserialize)]
struct Version {
    #[serde(rename = "type")]
    type_name: String,
    version: String,
}

#[derive(Deserialize)]
struct List {
    #[serde(rename = "type")]
    type_name: String,
    of: String,
    path: String,
}

#[derive(Deserialize)]
struct Elsewhere {
    provider: String,
}

#[derive(Deserialize)]
struct Reference {
    name: String,
    #[serde(rename = "type")]
    type_name: String,
}

/// How resources are fetched.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Fetch {
    /// With a query of Resource Graph.
    Query {
        /// Its table.
        table: &'static str,
        /// The type whose rows hold them: the own one, or that of the parent inside which the platform prints them.
        type_name: String,
    },
    /// With a list call for each resource that they may belong to.
    Call {
        /// The type that is asked for.
        type_name: String,
        /// What follows the id of that resource.
        path: String,
        /// The version of the interface; `None` where it is not known.
        version: Option<&'static str>,
        /// The type that it is asked of, where that is not the one that its name tells.
        of: Option<&'static str>,
    },
}

impl Fetch {
    /// How a type is fetched; `None` when it is no type.
    pub fn of(type_name: &str) -> Option<Self> {
        let type_name = id::usual_type(type_name);
        if !id::looks_like_type(type_name) {
            return None;
        }
        let (parent, kind) = type_name.rsplit_once('/')?;
        let query = |table| Self::Query { table, type_name: type_name.to_owned() };
        if let Some(table) = table(type_name) {
            return Some(query(table));
        }
        if whole::inside(type_name).is_some() && parent.contains('/') {
            return Self::of(parent);
        }
        if whole::lists("resourceGraph", type_name) {
            return Some(query("resources"));
        }
        let listed = FACTS.lists.iter().find(|known| known.type_name.eq_ignore_ascii_case(type_name));
        let path = if let Some(listed) = listed {
            listed.path.clone()
        } else if parent.contains('/') {
            format!("/{kind}")
        } else {
            format!("/providers/{type_name}")
        };
        let known = FACTS.versions.iter().find(|known| known.type_name.eq_ignore_ascii_case(type_name));
        Some(Self::Call {
            type_name: type_name.to_owned(),
            path,
            version: known.map(|known| known.version.as_str()),
            of: listed.map(|listed| listed.of.as_str()),
        })
    }
}

/// Whether the rows of a type are no resources of Azure Resource Manager, which lists none of them.
pub fn is_elsewhere(type_name: &str) -> bool {
    let provider = type_name.split('/').next().unwrap_or_default();
    FACTS.elsewhere.iter().any(|known| known.provider.eq_ignore_ascii_case(provider))
}

/// The query that gives all resources of types that stand in one table, in an order in which pages can be asked for.
pub fn query<'t>(table: &str, types: impl Iterator<Item = &'t str>) -> String {
    let names = types.map(|name| format!("'{}'", name.to_ascii_lowercase())).collect::<Vec<_>>().join(", ");
    format!("{table} | where type in~ ({names}) | order by id asc")
}

/// The words of a shell that ask the provider of a type for the newest version of its interface.
pub fn newest_version(type_name: &str) -> String {
    let (provider, kind) = type_name.split_once('/').unwrap_or((type_name, ""));
    format!(
        "$(az provider show --namespace {provider} --query \"resourceTypes[?resourceType=='{kind}'].apiVersions[0]\" -o tsv)"
    )
}

/// The types that properties refer to which hold ids, or resources with an `id`: `networkInterfaces`, `subnet.id`.
pub fn referred(names: &BTreeSet<String>) -> impl Iterator<Item = &'static str> {
    FACTS.references.iter().filter(|known| names.contains(&known.name)).map(|known| known.type_name.as_str())
}

fn table(type_name: &str) -> Option<&'static str> {
    let holds = |table: &&Table| table.types.iter().any(|known| known.eq_ignore_ascii_case(type_name));
    FACTS.tables.iter().find(holds).map(|table| table.table.as_str())
}

#[cfg(test)]
mod tests {
    use super::Fetch;

    fn told(type_name: &str) -> String {
        match Fetch::of(type_name) {
            Some(Fetch::Query { table, type_name }) => format!("{table} {type_name}"),
            Some(Fetch::Call { path, version, .. }) => format!("{path} {}", version.unwrap_or("?")),
            None => "none".to_owned(),
        }
    }

    #[test]
    fn each_type_is_fetched_where_it_stands() {
        let cases = [
            ("Microsoft.Storage/storageAccounts", "resources Microsoft.Storage/storageAccounts"),
            ("microsoft.sql/SERVERS/databases", "resources microsoft.sql/SERVERS/databases"),
            ("Microsoft.Network/virtualNetworks/subnets", "resources Microsoft.Network/virtualNetworks"),
            ("Microsoft.Sql/servers/privateEndpointConnections", "resources Microsoft.Sql/servers"),
            ("Microsoft.Resources/subscriptions", "resourcecontainers Microsoft.Resources/subscriptions"),
            (
                "Microsoft.Resources/resourceGroups",
                "resourcecontainers Microsoft.Resources/subscriptions/resourceGroups",
            ),
            ("microsoft.security/pricings", "securityresources microsoft.security/pricings"),
            ("Microsoft.Sql/servers/auditingSettings", "/auditingSettings 2021-11-01"),
            (
                "microsoft.insights/diagnosticsettings",
                "/providers/microsoft.insights/diagnosticsettings 2021-05-01-preview",
            ),
            ("Contoso.Things/boxes", "resources Contoso.Things/boxes"),
            ("Contoso.Things/boxes/lids", "/lids ?"),
            (
                "Microsoft.Security/locations/jitNetworkAccessPolicies",
                "/providers/Microsoft.Security/jitNetworkAccessPolicies 2020-01-01",
            ),
            ("Contoso.Things/boxes/$(reboot)", "none"),
            ("*", "none"),
            ("", "none"),
        ];
        for (type_name, expected) in cases {
            assert_eq!(told(type_name), expected, "{type_name}");
        }
    }
}
