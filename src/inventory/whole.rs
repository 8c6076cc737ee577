//! What is known to be whole. The facts are `whole.yaml`, with their sources.

use serde::Deserialize;
use std::sync::LazyLock;

/// The facts; without them nothing would be whole, which only leaves more unknown.
static FACTS: LazyLock<Facts> = LazyLock::new(|| serde_yaml::from_str(include_str!("whole.yaml")).unwrap_or_default());

#[derive(Default, Deserialize)]
struct Facts {
    forms: Vec<Carried>,
    inside: Vec<Inside>,
    beside: Vec<Beside>,
    printed: Vec<Printed>,
}

/// What a form carries in full.
#[derive(Deserialize)]
struct Carried {
    form: String,
    carries: Types,
    /// Providers and types that it does not carry.
    #[serde(default)]
    except: Vec<String>,
}

#[derive(Clone, Copy, Deserialize)]
#[serde(rename_all = "camelCase")]
enum Types {
    Everything,
    TopLevel,
}

/// Collections that the platform prints inside their parent.
#[derive(Deserialize)]
struct Inside {
    parent: String,
    collections: Vec<String>,
}

/// A field beside `properties` that all resources of some types have.
#[derive(Deserialize)]
struct Beside {
    field: String,
    types: Vec<String>,
}

/// Settings that all resources of a type have.
#[derive(Deserialize)]
struct Printed {
    #[serde(rename = "type")]
    type_name: String,
    settings: Vec<String>,
}

/// The settings that the platform prints of every resource of a type, each by its way from `properties`, with dots between.
pub(super) fn printed(type_name: &str) -> impl Iterator<Item = &'static str> {
    let of_type = move |printed: &&Printed| printed.type_name.eq_ignore_ascii_case(type_name);
    FACTS.printed.iter().filter(of_type).flat_map(|printed| &printed.settings).map(String::as_str)
}

/// Whether the platform prints a field beside the properties of every resource of a type.
pub(super) fn is_beside(type_name: &str, field: &str) -> bool {
    let of_field = FACTS.beside.iter().filter(|beside| beside.field.eq_ignore_ascii_case(field));
    of_field.flat_map(|beside| &beside.types).any(|known| known.eq_ignore_ascii_case(type_name))
}

/// Whether a form lists every resource of a type.
pub(super) fn lists(form: &str, type_name: &str) -> bool {
    let Some(carried) = FACTS.forms.iter().find(|carried| carried.form == form) else { return false };
    let provider = type_name.split_once('/').map_or(type_name, |(provider, _)| provider);
    let is = |known: &String| known.eq_ignore_ascii_case(provider) || known.eq_ignore_ascii_case(type_name);
    let is_carried = match carried.carries {
        Types::Everything => true,
        Types::TopLevel => type_name.matches('/').count() == 1,
    };
    is_carried && !carried.except.iter().any(is)
}

/// The property under which the platform prints all members of a type inside their parent.
pub(super) fn inside(type_name: &str) -> Option<&'static str> {
    let (parent, collection) = type_name.rsplit_once('/')?;
    let is_parent = |inside: &&Inside| inside.parent == "*" || inside.parent.eq_ignore_ascii_case(parent);
    FACTS
        .inside
        .iter()
        .filter(is_parent)
        .flat_map(|inside| &inside.collections)
        .map(String::as_str)
        .find(|name| name.eq_ignore_ascii_case(collection))
}

#[cfg(test)]
mod tests {
    use super::{inside, is_beside, lists};
    use serde_yaml::Value;

    const PAGE: &str = include_str!("../../docs/inputs.md");

    #[test]
    fn the_page_of_inputs_prints_the_facts() {
        let facts: Value = serde_yaml::from_str(include_str!("whole.yaml")).expect("facts that can be read");
        let rows = |list: &str| facts[list].as_sequence().expect("a list").clone();
        let text = |row: &Value, key: &str| row[key].as_str().expect("a text").to_owned();
        for row in rows("forms") {
            let (form, source) = (text(&row, "form"), text(&row, "source"));
            let is_told =
                |line: &str| line.starts_with(&format!("| `{form}` |")) && line.ends_with(&format!("| {source} |"));
            assert!(PAGE.lines().any(is_told), "{form}");
        }
        for row in rows("inside") {
            let names = row["collections"].as_sequence().expect("a list").iter().filter_map(Value::as_str);
            let names = names.map(|name| format!("`{name}`")).collect::<Vec<_>>().join(", ");
            let line = format!("| `{}` | {names} | `{}` |", text(&row, "parent"), text(&row, "source"));
            assert!(PAGE.lines().any(|other| other == line), "{line}");
        }
        for row in rows("printed") {
            let names = row["settings"].as_sequence().expect("a list").iter().filter_map(Value::as_str);
            let names = names.map(|name| format!("`{name}`")).collect::<Vec<_>>().join(", ");
            let line = format!("| `{}` | {names} | `{}` |", text(&row, "type"), text(&row, "source"));
            assert!(PAGE.lines().any(|other| other == line), "{line}");
        }
        for row in rows("beside") {
            let names = row["types"].as_sequence().expect("a list").iter().filter_map(Value::as_str);
            names.for_each(|name| assert!(PAGE.contains(&format!("`{name}`")), "{name}"));
        }
    }

    #[test]
    fn facts_are_asked_without_regard_to_case() {
        assert_eq!(inside("microsoft.network/networksecuritygroups/SECURITYRULES"), Some("securityRules"));
        assert_eq!(inside("Any.Provider/things/privateEndpointConnections"), Some("privateEndpointConnections"));
        assert_eq!(inside("Microsoft.Sql/servers/firewallRules"), None);
        assert!(is_beside("microsoft.web/SITES", "Kind") && !is_beside("Microsoft.Web/sites/config", "kind"));
        assert!(is_beside("Microsoft.ServiceBus/namespaces", "sku") && !is_beside("Microsoft.Web/sites", "sku"));
        assert!(lists("resourceGraph", "microsoft.web/sites"));
        let open =
            ["Microsoft.Sql/servers/databases", "MICROSOFT.SECURITY/pricings", "microsoft.insights/diagnosticsettings"];
        assert!(open.iter().all(|name| !lists("resourceGraph", name)));
        assert!(!lists("armList", "Microsoft.Web/sites") && lists("psRule", "a.b/c"));
        assert!(!lists("psRule", "Microsoft.Network/networkSecurityGroups/securityRules"));
    }
}
