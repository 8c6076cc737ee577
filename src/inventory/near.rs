//! Types that resources have, by names that are perhaps misspelt.

use super::Inventory;

impl Inventory {
    /// A type of a resource that is most likely the one that was meant: two letters differ, or one is the plural.
    pub fn near_type(&self, name: &str) -> Option<&str> {
        self.near_types(name).next()
    }

    /// All of these types, without the one itself.
    pub fn near_types(&self, name: &str) -> impl Iterator<Item = &str> {
        let name = name.to_lowercase();
        self.types().filter(move |other| {
            let is_alike = other.len().abs_diff(name.len()) <= 2 && !name.eq_ignore_ascii_case(other);
            is_alike && is_near_type(&name, other)
        })
    }
}

/// Whether two names of types are not the same, and one is most likely misspelt.
pub fn is_near_type(a: &str, b: &str) -> bool {
    let (a, b) = (a.to_lowercase(), b.to_lowercase());
    a != b && is_near(&a, &b)
}

fn is_near(a: &str, b: &str) -> bool {
    let plural = |a: &str, b: &str| a.strip_suffix('y').is_some_and(|stem| b.strip_suffix("ies") == Some(stem));
    let depth = |name: &str| name.matches('/').count();
    plural(a, b) || plural(b, a) || depth(a) == depth(b) && strsim::osa_distance(a, b) <= 2
}

#[cfg(test)]
mod tests {
    use super::is_near;

    #[test]
    fn a_near_miss_differs_in_two_letters_or_in_number() {
        assert!(is_near("microsoft.storage/storageaccount", "microsoft.storage/storageaccounts"));
        assert!(is_near("microsoft.network/firewallpolicy", "microsoft.network/firewallpolicies"));
        assert!(is_near("micorsoft.sql/servers", "microsoft.sql/server"));
        assert!(!is_near("microsoft.sql/servers", "microsoft.sql/servers/keys"));
        assert!(!is_near("microsoft.sql/servers", "microsoft.sql/servers/x"), "a child is another thing");
        assert!(!is_near("microsoft.network/dnszones", "microsoft.network/privatednszones"));
    }
}
