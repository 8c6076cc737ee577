//! The one form of a resource's id, however it was written down.

use std::borrow::Cow;

/// What an id begins with that means the same everywhere.
const ROOTS: [&str; 2] = ["subscriptions/", "providers/"];

/// An id in its one form: without blanks around it, without the host of the interface that it was asked of, with one slash
/// in front of what begins at a root, and without empty segments or a slash at the end. Case stays as it is written, since
/// ids are compared without regard to it.
pub fn normal_id(id: Cow<'_, str>) -> Cow<'_, str> {
    if is_normal(&id) { id } else { Cow::Owned(normalised(&id)) }
}

fn is_normal(id: &str) -> bool {
    let at_end = |byte: Option<&u8>| byte.is_some_and(|byte| byte.is_ascii_whitespace());
    let bytes = id.as_bytes();
    let has_end = at_end(bytes.first()) || at_end(bytes.last()) || bytes.last() == Some(&b'/');
    !(has_end || starts_at_root(id) || id.contains("//"))
}

fn starts_at_root(id: &str) -> bool {
    ROOTS.iter().any(|root| id.get(..root.len()).is_some_and(|head| head.eq_ignore_ascii_case(root)))
}

fn normalised(id: &str) -> String {
    let id = id.trim();
    let path = match id.split_once("://") {
        Some(("https" | "http", rest)) => rest.find('/').map_or("", |start| &rest[start..]),
        _ => id,
    };
    let segments: Vec<&str> = path.split('/').filter(|segment| !segment.is_empty()).collect();
    let joined = segments.join("/");
    if path.starts_with('/') || starts_at_root(&joined) { format!("/{joined}") } else { joined }
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
        ];
        for spelling in spellings {
            assert_eq!(normal_id(spelling.as_str().into()), id, "{spelling}");
        }
        for made in
            ["Microsoft.Storage/storageAccounts/a", "resourceGroups/g/providers/A.B/c/d", "", "[resourceId('a', 'b')]"]
        {
            assert_eq!(normal_id(made.into()), made);
        }
    }
}
