//! What an exemption is for.

use crate::source::normal_id;
use globset::{GlobBuilder, GlobSet, GlobSetBuilder};
use serde::de::{Deserialize, Deserializer, Error};

/// Which resources an exemption is for.
#[derive(Clone, Debug)]
pub struct ExemptionScope {
    text: String,
    kind: ScopeKind,
}

impl PartialEq for ExemptionScope {
    fn eq(&self, other: &Self) -> bool {
        self.text == other.text
    }
}

impl Eq for ExemptionScope {}

/// What a scope's text means.
#[derive(Clone, Debug)]
pub enum ScopeKind {
    /// Everything at and below an id, in lower case: of a resource, a group or a subscription.
    Below(String),
    /// Everything in the subscriptions below a management group, by its id in lower case.
    ManagementGroup(String),
    /// Everything whose id matches, and all that is below it. `*` stops at slashes, `**` does not.
    Glob(GlobSet),
}

const MANAGEMENT_GROUP: &str = "/providers/microsoft.management/managementgroups/";
const EXAMPLE: &str = "write the id of a resource, a group or a subscription, or a glob over ids";

impl ExemptionScope {
    /// Reads a scope: an id, a subscription's bare id, or a glob.
    ///
    /// # Errors
    /// With what is wrong, when it names nothing or is no glob.
    pub fn new(text: &str) -> Result<Self, String> {
        let id = normal_id(text.into()).trim_end_matches('/').to_ascii_lowercase();
        let kind = if id.trim().is_empty() {
            return Err(format!("names nothing; {EXAMPLE}"));
        } else if id.contains(['*', '?', '[', '{']) {
            ScopeKind::Glob(glob(&id).map_err(|wrong| format!("is no glob: {wrong}; {EXAMPLE}"))?)
        } else if let Some(group) = id.strip_prefix(MANAGEMENT_GROUP).filter(|group| !group.contains('/')) {
            ScopeKind::ManagementGroup(group.to_owned())
        } else if id.contains('/') {
            ScopeKind::Below(id)
        } else {
            ScopeKind::Below(format!("/subscriptions/{id}"))
        };
        Ok(Self { text: text.to_owned(), kind })
    }

    /// As it was written.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// What it means.
    pub fn kind(&self) -> &ScopeKind {
        &self.kind
    }
}

fn glob(id: &str) -> Result<GlobSet, String> {
    let mut set = GlobSetBuilder::new();
    for pattern in [id.to_owned(), format!("{id}/**")] {
        let glob = GlobBuilder::new(&pattern).literal_separator(true).case_insensitive(true).build();
        set.add(glob.map_err(|error| error.kind().to_string())?);
    }
    set.build().map_err(|error| error.kind().to_string())
}

impl<'de> Deserialize<'de> for ExemptionScope {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Self::new(&String::deserialize(deserializer)?).map_err(D::Error::custom)
    }
}
