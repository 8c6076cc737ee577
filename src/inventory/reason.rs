//! Why a file is passed over, in words that let a person agree or look closer.

use super::text::last_segment;
use crate::source::{Kind, Node};

/// Why a document without resources holds none, as far as its content tells.
pub(super) fn of(document: Node<'_>, name: &str) -> String {
    let text = match document.kind() {
        _ if ["uplift.yaml", "uplift.yml"].contains(&last_segment(name)) => "it configures uplift",
        Kind::Null => "it is empty",
        Kind::Array => LIST,
        Kind::Object => of_object(document),
        _ => "neither a list nor an object",
    };
    text.to_owned()
}

/// Of values for variables of Terraform's files that nobody names.
pub(super) const NOT_NAMED: &str = "values for Terraform's variables that are not read by themselves";

const LIST: &str = "a list without Azure resources";
const VALUE: &str = "its `value` holds no Azure resources";
const DATA: &str = "its `data` holds no Azure resources";
const RESOURCES: &str = "its `resources` are no list of Azure resources";
const OBJECT: &str = "no Azure resources in it";

/// Of a file with such a reason that names a type of resource all the same.
pub const WRAPPED: &str = "in no form that is read, though it names a type of resource";

/// Whether a reason leaves open what a document is for: it may hold resources in a wrapping that is not known.
pub fn is_unknown(reason: &str) -> bool {
    [LIST, VALUE, DATA, RESOURCES, OBJECT].contains(&reason)
}

/// What files of other trades are told by: the members they have, and what they are.
const MARKS: [(&[&str], &str); 8] = [
    (&["openapi"], "an API description"),
    (&["swagger"], "an API description"),
    (&["apiVersion", "kind", "metadata"], "a Kubernetes manifest"),
    (&["policyRule"], "an Azure Policy definition"),
    (&["contentVersion", "parameters"], "parameters of an ARM template"),
    (&["value"], VALUE),
    (&["data"], DATA),
    (&["resources"], RESOURCES),
];

/// What schemas name, in lower case, and what they are for.
const SCHEMAS: [(&str, &str); 4] = [
    ("deploymentparameters.json", "parameters of an ARM template"),
    ("createuidefinition", "the portal's form for an ARM template"),
    ("policydefinition", "an Azure Policy definition"),
    ("json-schema.org", "a JSON schema"),
];

fn of_object(document: Node<'_>) -> &'static str {
    let is_list = |name: &str| document.get_exact(name).is_some_and(|node| node.kind() == Kind::Array);
    if is_list("controls") || is_list("recommendations") {
        return "it holds policy: controls or recommendations";
    }
    let schema = document.get("$schema").and_then(Node::text).unwrap_or_default().to_ascii_lowercase();
    if let Some((_, what)) = SCHEMAS.iter().find(|(part, _)| schema.contains(part)) {
        return what;
    }
    let marked = |names: &[&str]| names.iter().all(|name| document.get_exact(name).is_some());
    MARKS.iter().find(|(names, _)| marked(names)).map_or(OBJECT, |(_, what)| what)
}
