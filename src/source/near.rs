//! The name that a mistyped one most likely stands for.

/// A name out of several.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Nearest<'n> {
    /// The name.
    pub name: &'n str,
    /// Whether it is so near that it was most likely meant; otherwise the others are only farther.
    pub is_near: bool,
}

/// The nearest of some names, without regard to case; the first of equally near ones.
pub fn nearest<'n>(typed: &str, names: impl IntoIterator<Item = &'n str>) -> Option<Nearest<'n>> {
    let typed = typed.to_lowercase();
    let distances = names.into_iter().map(|name| (strsim::osa_distance(&typed, &name.to_lowercase()), name));
    let (distance, name) = distances.min_by_key(|(distance, _)| *distance)?;
    Some(Nearest { name, is_near: distance <= 1 + name.len() / 4 })
}

#[cfg(test)]
mod tests {
    use super::{Nearest, nearest};

    #[test]
    fn a_near_name_was_most_likely_meant() {
        let names = ["storage-https", "storage-min-tls", "main"];
        assert_eq!(nearest("Storage-HTTP", names), Some(Nearest { name: "storage-https", is_near: true }));
        assert_eq!(nearest("mian", names), Some(Nearest { name: "main", is_near: true }));
        assert_eq!(nearest("vm", names), Some(Nearest { name: "main", is_near: false }));
        assert_eq!(nearest("vm", []), None);
    }
}
