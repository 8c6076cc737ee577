//! Names of resource types, wherever a policy writes one.

/// Whether a text is a provider and a type, such as `Microsoft.Storage/storageAccounts`.
pub fn is_resource_type(text: &str) -> bool {
    let fits = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | '_');
    let shaped = |part: &str| !part.is_empty() && part.chars().all(fits);
    let mut parts = text.split('/');
    let provider = parts.next().unwrap_or_default();
    let mut types = parts.peekable();
    provider.contains('.') && shaped(provider) && types.peek().is_some() && types.all(shaped)
}

/// The next step after what is none.
pub const RESOURCE_TYPE_HELP: &str = "write provider and type, such as `Microsoft.Storage/storageAccounts`";
