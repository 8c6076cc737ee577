//! What a resource is called where its place is not seen: `default` alone says nothing.

use super::{Inventory, ResourceIndex};

impl Inventory {
    /// The name of a resource with those of the resources that it stands below, as `server/database`; of a group with its
    /// subscription's id.
    pub fn full_name(&self, index: ResourceIndex) -> String {
        let resource = self.resource(index);
        if let (true, Some(subscription)) = (resource.is_group(), &resource.subscription) {
            return format!("{subscription}/{}", resource.name);
        }
        let names = names(&resource.id);
        match names.last() {
            Some(last) if last.eq_ignore_ascii_case(&resource.name) => names.join("/"),
            _ => resource.name.to_string(),
        }
    }
}

/// The names in an id that stand below providers, the outermost first.
fn names(id: &str) -> Vec<&str> {
    let own = id.split_once('#').filter(|_| !id.starts_with('/')).map_or(id, |(_, own)| own);
    let segments: Vec<&str> = own.trim_matches('/').split('/').collect();
    let is_provider = |place: usize| segments[place].eq_ignore_ascii_case("providers");
    // An id that was made may begin with its provider.
    let first = if own.starts_with('/') || !segments[0].contains('.') {
        (0..segments.len()).find(|place| is_provider(*place)).map(|place| place + 2)
    } else {
        Some(1)
    };
    let (mut names, mut place) = (Vec::new(), first.unwrap_or(segments.len()));
    while place + 1 < segments.len() {
        if !is_provider(place) {
            names.push(segments[place + 1]);
        }
        place += 2;
    }
    names
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_stand_with_those_above() {
        let cases = [
            (
                "/subscriptions/s/resourceGroups/g/providers/Microsoft.Sql/servers/a/auditingSettings/default",
                "a/default",
            ),
            ("/subscriptions/s/resourceGroups/g/providers/A.B/c/d/providers/E.F/g/h", "d/h"),
            ("/subscriptions/s/providers/Microsoft.Security/pricings/KeyVaults", "KeyVaults"),
            ("/providers/Microsoft.Management/managementGroups/m/providers/A.B/c/d", "m/d"),
            ("Microsoft.Sql/servers/a/databases/b", "a/b"),
            ("main.bicep#Microsoft.Sql/servers/a/databases/b", "a/b"),
            ("resourceGroups/g/providers/A.B/c/d", "d"),
            ("/subscriptions/s/resourceGroups/g", ""),
        ];
        for (id, expected) in cases {
            assert_eq!(names(id).join("/"), expected, "{id}");
        }
    }
}
