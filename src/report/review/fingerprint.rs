//! What tells findings apart, and the same finding again.

use crate::inventory::is_global;
use crate::source::Checksum;

/// A digest of a recommendation and a resource. It stays equal when lines or files move and neighbours come or go, since
/// nothing of the place is in it; ids mean the same in any case. An id that was made up for want of a subscription means
/// something within its file only, and then `file` belongs to it. Other programs keep it, so that it stays what it is;
/// nobody gains from two findings that look the same, since nothing is decided by it.
pub fn fingerprint(recommendation: &str, id: &str, file: &str) -> String {
    let mut digest = Checksum::of(recommendation.as_bytes());
    // Keeps the two apart.
    digest.add(b"\0");
    digest.add(id.to_ascii_lowercase().as_bytes());
    if !is_global(id) {
        digest.add(b"\0");
        digest.add(file.as_bytes());
    }
    digest.to_string()
}

#[cfg(test)]
mod tests {
    use super::fingerprint;

    #[test]
    fn a_resource_is_one_wherever_it_stands_and_two_where_its_id_says_nothing() {
        let global = "/subscriptions/S1/resourceGroups/rg/providers/Microsoft.Storage/storageAccounts/a";
        let first = fingerprint("storage-min-tls", global, "a.json");
        assert_eq!(first, fingerprint("storage-min-tls", &global.to_lowercase(), "moved/b.json"));
        assert_ne!(first, fingerprint("storage-https", global, "a.json"));
        assert_ne!(first, fingerprint("storage-min-tls", &format!("{global}b"), "a.json"));
        let local = "Microsoft.Storage/storageAccounts/a";
        assert_ne!(fingerprint("r", local, "a.json"), fingerprint("r", local, "b.json"));
        assert_eq!(first.len(), 32);
    }
}
