//! Files as URIs.

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use serde_json::{Value, json};

/// Stands for the root of the repository; who reads the log knows where that is.
pub(super) const ROOT: &str = "%SRCROOT%";

/// What stays in a path.
const ENCODED: &AsciiSet = &NON_ALPHANUMERIC.remove(b'/').remove(b'-').remove(b'_').remove(b'.').remove(b'~');

/// A file, relative to the root where it is below that.
pub(super) fn artifact(file: &str) -> Value {
    let drive = file.as_bytes().get(1) == Some(&b':') && file.as_bytes().first().is_some_and(u8::is_ascii_alphabetic);
    if drive || file.starts_with('/') {
        let path = file.split_at(if drive { 2 } else { 0 });
        let root = if drive { "file:///" } else { "file://" };
        return json!({ "uri": format!("{root}{}{}", path.0, encoded(path.1)) });
    }
    let relative = encoded(file.strip_prefix("./").unwrap_or(file));
    if file.split('/').any(|step| step == "..") {
        return json!({ "uri": relative });
    }
    json!({ "uri": relative, "uriBaseId": ROOT })
}

fn encoded(path: &str) -> String {
    utf8_percent_encode(path, ENCODED).to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn files_are_relative_to_the_root_where_they_can() {
        let cases = [
            ("infra/a b.json", "infra/a%20b.json", true),
            ("./ä|%\n\"#?:.json", "%C3%A4%7C%25%0A%22%23%3F%3A.json", true),
            ("../a.json", "../a.json", false),
            ("/tmp/a.json", "file:///tmp/a.json", false),
            ("C:/a b.json", "file:///C:/a%20b.json", false),
        ];
        for (file, uri, relative) in cases {
            let artifact = artifact(file);
            assert_eq!((artifact["uri"].as_str(), artifact.get("uriBaseId").is_some()), (Some(uri), relative));
        }
    }
}
