//! `moved:` of `uplift.yaml`: resources that are the same under another id.

use crate::source::normal_id;

/// A resource, or all that is below an id, goes to another id.
#[derive(Clone, Debug, PartialEq, Eq, serde::Deserialize)]
#[cfg_attr(embedded_library, derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Move {
    /// The id that was, or the beginning of ids.
    pub from: String,
    /// The id that is.
    pub to: String,
}

impl Move {
    /// Where a resource goes, in lower case; `None` when this is not about it.
    pub fn target(&self, id: &str) -> Option<String> {
        let [id, from, to] = [id, &self.from, &self.to].map(|id| normal_id(id.into()).to_lowercase());
        let rest = id.strip_prefix(&from).filter(|rest| rest.is_empty() || rest.starts_with('/'))?;
        (!from.is_empty()).then(|| to + rest)
    }

    /// Where a resource was, in lower case; `None` when this is not about it.
    pub fn origin(&self, id: &str) -> Option<String> {
        Self { from: self.to.clone(), to: self.from.clone() }.target(id)
    }
}

#[cfg(test)]
mod tests {
    use super::Move;

    #[test]
    fn what_is_below_moves_along_and_nothing_beside_it() {
        let each = Move { from: "/subscriptions/a/resourceGroups/One/".into(), to: "/subscriptions/b".into() };
        let cases = [
            ("/subscriptions/A/resourceGroups/one/x", Some("/subscriptions/b/x")),
            ("/subscriptions/a/resourceGroups/one", Some("/subscriptions/b")),
            ("/subscriptions/a/resourceGroups/one2/x", None),
            ("/subscriptions/a", None),
        ];
        for (id, expected) in cases {
            assert_eq!(each.target(id).as_deref(), expected, "{id}");
        }
        assert_eq!(Move { from: " ".into(), to: "/x".into() }.target("/y"), None);
    }
}
