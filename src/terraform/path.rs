//! Ids of the platform: what they name, and how those are made that are not there yet.

/// The last segment of an id.
pub fn last(id: &str) -> String {
    id.trim_end_matches('/').rsplit('/').next().unwrap_or(id).to_owned()
}

/// The group that an id names.
pub fn group_of(id: &str) -> Option<String> {
    let mut segments = id.trim_start_matches('/').split(['/', '#']);
    segments.find(|segment| segment.eq_ignore_ascii_case("resourceGroups"))?;
    segments.next().map(ToOwned::to_owned)
}

/// The type that an id names.
pub fn type_of(id: &str) -> Option<String> {
    let whole = id.split_once('#').map_or(id, |(_, own)| own);
    let own = whole.rsplit_once("providers/").map_or(whole, |(_, own)| own);
    let segments: Vec<&str> = own.split('/').collect();
    let is_type = segments.len() > 2 && segments.len() % 2 == 1 && segments[0].contains('.');
    is_type.then(|| {
        let kinds: Vec<&str> = segments[1..].iter().step_by(2).copied().collect();
        format!("{}/{}", segments[0], kinds.join("/"))
    })
}

/// `Provider/kind/name/kind/name` of a type and its names.
pub fn path(type_name: &str, names: &str) -> String {
    let (provider, kinds) = type_name.split_once('/').unwrap_or((type_name, ""));
    format!("{provider}/{}", relative(kinds, names))
}

/// `kind/name/kind/name`; where names of parents are not known, something stands for them.
pub fn relative(kinds: &str, names: &str) -> String {
    let kinds: Vec<&str> = kinds.split('/').collect();
    let names: Vec<&str> = names.split('/').collect();
    let missing = kinds.len().saturating_sub(names.len());
    let names = std::iter::repeat_n("{?}", missing).chain(names);
    let pairs: Vec<String> = kinds.iter().zip(names).map(|(kind, name)| format!("{kind}/{name}")).collect();
    pairs.join("/")
}

/// What extends a resource; of what stands inside one, in a provider of its own, the names of both.
pub fn data_path(type_name: &str, name: &str, parent: &str) -> String {
    let count = type_name.split('/').count() - 1;
    path(type_name, &if count > 1 { format!("{}/{name}", last(parent)) } else { name.to_owned() })
}
