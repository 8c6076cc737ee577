//! The one form of a resource's id, however it was written down.

use std::borrow::Cow;

/// Bytes of a subscription's number.
const GUID: usize = 36;

/// What an id begins with that means the same everywhere.
const ROOTS: [&str; 2] = ["subscriptions/", "providers/"];

/// An id in its one form: without blanks around it, without the host of the interface that it was asked of and what was asked
/// of it, without escapes and braces around numbers, with one slash in front of what begins at a root, and without empty
/// segments or a slash at the end. Case stays as it is written, since
/// ids are compared without regard to it.
pub fn normal_id(id: Cow<'_, str>) -> Cow<'_, str> {
    if is_normal(&id) { id } else { Cow::Owned(normalised(&id)) }
}

fn is_normal(id: &str) -> bool {
    let at_end = |byte: Option<&u8>| byte.is_some_and(|byte| byte.is_ascii_whitespace());
    let bytes = id.as_bytes();
    let has_end = at_end(bytes.first()) || at_end(bytes.last()) || bytes.last() == Some(&b'/');
    let has_more = memchr::memchr3(b'?', b'%', b'{', bytes).is_some();
    !(has_end || has_more || starts_at_root(id) || has_host(id) || id.contains("//"))
}

/// Whether an id begins with the name of an interface of Azure Resource Manager, as without `https://`.
fn has_host(id: &str) -> bool {
    !id.starts_with('/') && id.split_once('/').is_some_and(|(host, rest)| is_host(host) && starts_at_root(rest))
}

fn is_host(name: &str) -> bool {
    name.split('.').count() > 2 && name.split('.').any(|part| part.eq_ignore_ascii_case("management"))
}

fn starts_at_root(id: &str) -> bool {
    ROOTS.iter().any(|root| id.get(..root.len()).is_some_and(|head| head.eq_ignore_ascii_case(root)))
}

fn normalised(id: &str) -> String {
    let id = id.trim();
    let path = match id.split_once("://") {
        Some(("https" | "http", rest)) => rest.find('/').map_or("", |start| &rest[start..]),
        _ if has_host(id) => id.split_once('/').map_or(id, |(_, path)| path),
        _ => id,
    };
    let is_own = path.starts_with('/') || starts_at_root(path);
    let path = if is_own { unescaped(path) } else { path.into() };
    let segments: Vec<&str> = path.split('/').filter(|segment| !segment.is_empty()).map(unbraced).collect();
    let joined = segments.join("/");
    if path.starts_with('/') || starts_at_root(&joined) { format!("/{joined}") } else { joined }
}

/// What a path means, without what is asked of it.
fn unescaped(path: &str) -> Cow<'_, str> {
    let path = path.split_once('?').map_or(path, |(path, _)| path);
    percent_encoding::percent_decode_str(path).decode_utf8().unwrap_or(path.into())
}

/// A subscription's number without the braces that some tools write around it.
pub fn unbraced(text: &str) -> &str {
    let number = text.strip_prefix('{').and_then(|text| text.strip_suffix('}'));
    number.filter(|number| number.len() == GUID).unwrap_or(text)
}

#[cfg(test)]
mod tests {
    use super::normal_id;

    #[test]
    fn spellings_of_one_id_have_one_form() {
        let id = "/subscriptions/s/resourceGroups/g/providers/Microsoft.Storage/storageAccounts/a";
        let spellings = [
            id.to_owned(),
            format!("{id}/"),
            format!(" {id}\n"),
            format!("https://management.azure.com{id}"),
            id.replace("/providers", "//providers"),
            id[1..].to_owned(),
            format!("management.azure.com{id}"),
            format!("westeurope.management.azure.com{id}/"),
            format!("{id}?api-version=2023-08-01"),
            format!("https://management.azure.com{id}/?api-version=2023-08-01"),
            id.replace("/g/", "/%67/"),
            id.replace('/', "%2F").replacen("%2F", "/", 1),
        ];
        for spelling in spellings {
            assert_eq!(normal_id(spelling.as_str().into()), id, "{spelling}");
        }
        for made in [
            "Microsoft.Storage/storageAccounts/a",
            "Microsoft.Resources/subscriptions/s",
            "a?b",
            "100%",
            "resourceGroups/g/providers/A.B/c/d",
            "",
            "[resourceId('a', 'b')]",
        ] {
            assert_eq!(normal_id(made.into()), made);
        }
        let number = "6f1d8c34-52ab-4e07-9b3c-d17a40c5e982";
        assert_eq!(normal_id(format!("/subscriptions/{{{number}}}/x").into()), format!("/subscriptions/{number}/x"));
        assert_eq!(normal_id("/subscriptions/{subscriptionId}/x%zz".into()), "/subscriptions/{subscriptionId}/x%zz");
    }
}
