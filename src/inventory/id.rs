//! Azure resource ids: what they tell about a resource, and how they are made where a form has none.

use super::text::{last_segment, strip_prefix};

/// The type of subscriptions, however a form names it.
pub(super) const SUBSCRIPTION: &str = "Microsoft.Resources/subscriptions";
/// The type of resource groups, however a form names it.
pub(super) const RESOURCE_GROUP: &str = "Microsoft.Resources/subscriptions/resourceGroups";

/// Whether the id means the same resource in every file. Other ids were made up for want of a subscription, and are
/// only equal within one file.
pub fn is_global(id: &str) -> bool {
    ["/subscriptions/", "/providers/"].iter().any(|root| strip_prefix(id, root).is_some())
}

/// Whether a text is an id at all: one that means the same everywhere, or one that is made where a subscription is missing.
pub(super) fn is_id(text: &str) -> bool {
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || b".-".contains(&byte);
    let is_provider = |name: &str| name.contains('.') && name.bytes().all(plain);
    is_global(text)
        || text.contains('#') && type_of(text).is_some()
        || strip_prefix(text, "resourceGroups/").is_some()
        || text.split_once('/').is_some_and(|(provider, _)| is_provider(provider))
}

/// The subscription that the id begins with.
pub(super) fn subscription(id: &str) -> Option<&str> {
    strip_prefix(id, "/subscriptions/")?.split('/').next().filter(|name| !name.is_empty())
}

/// The resource group that the id names.
pub(super) fn resource_group(id: &str) -> Option<&str> {
    let (_, rest) = strip_prefix(id, "/subscriptions/")?.split_once('/')?;
    strip_prefix(rest, "resourceGroups/")?.split('/').next().filter(|name| !name.is_empty())
}

/// The resource type that the id names; `None` when it is not a whole id of Azure Resource Manager.
pub fn type_of(id: &str) -> Option<String> {
    if let Some((_, own)) = id.split_once('#').filter(|_| !id.starts_with('/')) {
        // What a template deploys where its subscription is not known.
        return provider_type(
            &own.rsplit_once("providers/").map_or(own, |(_, own)| own).split('/').collect::<Vec<_>>(),
        );
    }
    let segments: Vec<&str> = id.strip_prefix('/')?.trim_end_matches('/').split('/').collect();
    if segments.iter().any(|segment| segment.is_empty()) {
        return None;
    }
    match segments.iter().rposition(|segment| segment.eq_ignore_ascii_case("providers")) {
        Some(providers) => provider_type(&segments[providers + 1..]),
        None => container_type(&segments),
    }
}

/// The id without what tells the deployment from others of its template, where that is in it.
pub fn of_any_deployment(id: &str) -> Option<String> {
    let (deployment, chain) = id.split_once('#')?;
    let (template, _) = deployment.rsplit_once('@').filter(|(_, name)| !name.contains('/'))?;
    Some(format!("{template}#{chain}"))
}

/// As [`type_of`], also of an id that is made where a subscription is missing.
pub(super) fn type_of_any(id: &str) -> Option<String> {
    type_of(id).or_else(|| {
        let own = id.rsplit_once("providers/").map_or(id, |(_, own)| own);
        provider_type(&own.split('/').collect::<Vec<_>>())
    })
}

/// The type in `Provider/type/name/type/name…`.
fn provider_type(segments: &[&str]) -> Option<String> {
    if segments.len() < 3 || segments.len().is_multiple_of(2) {
        return None;
    }
    let kinds: Vec<&str> = segments[1..].iter().step_by(2).copied().collect();
    let type_name = format!("{}/{}", segments[0], kinds.join("/"));
    looks_like_type(&type_name).then_some(type_name)
}

/// The type of a subscription's or a resource group's own id.
fn container_type(segments: &[&str]) -> Option<String> {
    let named = |at: usize, name: &str| segments[at].eq_ignore_ascii_case(name);
    match segments.len() {
        2 if named(0, "subscriptions") => Some(SUBSCRIPTION.to_owned()),
        4 if named(0, "subscriptions") && named(2, "resourceGroups") => Some(RESOURCE_GROUP.to_owned()),
        _ => None,
    }
}

/// Whether a text can be a resource type with its provider, `Provider.Name/kind…`.
pub(super) fn looks_like_type(text: &str) -> bool {
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || b"./_-".contains(&byte);
    let Some((provider, kinds)) = text.split_once('/') else {
        return false;
    };
    provider.contains('.')
        && !provider.starts_with('.')
        && kinds.split('/').all(|kind| !kind.is_empty())
        && text.bytes().all(plain)
}

/// One name for each of the two types that the forms name differently; other types as they are written.
pub(super) fn usual_type(type_name: &str) -> &str {
    let is = |names: &[&str]| names.iter().any(|name| name.eq_ignore_ascii_case(type_name));
    if is(&["Microsoft.Subscription", SUBSCRIPTION]) {
        SUBSCRIPTION
    } else if is(&["Microsoft.Resources/resourceGroups", RESOURCE_GROUP]) {
        RESOURCE_GROUP
    } else {
        type_name
    }
}

const PROVIDERS: &[u8] = b"/providers/";

/// The id of what a resource stands in: its parent, what an extension extends, or its resource group.
pub(super) fn parent(id: &str) -> Option<&str> {
    let above = drop_pair(id)?;
    let is_provider = |scope: &&str| {
        let rest = &above.as_bytes()[scope.len()..];
        rest.get(..PROVIDERS.len()).is_some_and(|start| start.eq_ignore_ascii_case(PROVIDERS))
    };
    let holder = drop_pair(above).filter(is_provider).unwrap_or(above);
    (!holder.is_empty()).then_some(holder)
}

/// The id without its last two segments.
fn drop_pair(id: &str) -> Option<&str> {
    // Bytes, as this is asked of every id.
    let slash = |end: usize| id.as_bytes()[..end].iter().rposition(|byte| *byte == b'/');
    let end = id.bytes().rposition(|byte| byte != b'/')? + 1;
    slash(slash(end)?).map(|end| &id[..end])
}

/// The id of a child or extension, from its whole type and its name as written, which may hold its parents' names.
pub(super) fn of_child(parent_id: &str, parent_type: &str, type_name: &str, name: &str) -> String {
    let below = strip_prefix(type_name, parent_type).and_then(|rest| rest.strip_prefix('/'));
    match (below, type_name.split_once('/')) {
        (Some(kinds), _) => format!("{parent_id}/{}", interleave(kinds, name)),
        (None, Some((provider, kinds))) => format!("{parent_id}/providers/{provider}/{}", interleave(kinds, name)),
        (None, None) => format!("{parent_id}/{type_name}/{}", last_segment(name)),
    }
}

/// The id of a resource of its own, from what is known of it.
pub(super) fn of_resource(subscription: Option<&str>, group: Option<&str>, type_name: &str, name: &str) -> String {
    let (provider, kinds) = type_name.split_once('/').unwrap_or(("", type_name));
    let path = format!("{provider}/{}", interleave(kinds, name));
    match (subscription, group) {
        (Some(subscription), _) if type_name == SUBSCRIPTION => {
            format!("/subscriptions/{subscription}")
        }
        (Some(subscription), _) if type_name == RESOURCE_GROUP => {
            format!("/subscriptions/{subscription}/resourceGroups/{name}")
        }
        (Some(subscription), Some(group)) => {
            format!("/subscriptions/{subscription}/resourceGroups/{group}/providers/{path}")
        }
        // Two groups may hold resources of one name; the group keeps them apart.
        (None, Some(group)) if type_name != RESOURCE_GROUP => {
            format!("resourceGroups/{group}/providers/{path}")
        }
        _ => path,
    }
}

/// `servers/databases` and `s/d` give `servers/s/databases/d`. Names of parents that the types leave out are dropped;
/// when names are missing, the types stand together before the name.
fn interleave(kinds: &str, name: &str) -> String {
    let kinds: Vec<&str> = kinds.split('/').collect();
    let names: Vec<&str> = name.split('/').collect();
    if names.len() < kinds.len() {
        return format!("{}/{name}", kinds.join("/"));
    }
    let own = &names[names.len() - kinds.len()..];
    let pairs: Vec<String> = kinds.iter().zip(own).map(|(kind, name)| format!("{kind}/{name}")).collect();
    pairs.join("/")
}
