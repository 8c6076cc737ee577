//! Files as URIs.

use crate::report::links::encoded;
use serde_json::{Value, json};
use std::path::Path;

/// Stands for the root of the repository; who reads the log knows where that is.
pub(super) const ROOT: &str = "%SRCROOT%";

/// A file, relative to the root where it is below that.
pub(super) fn artifact(file: &str) -> Value {
    // Where there are no drives, `c:d.json` is a file like any other.
    let is_absolute = Path::new(file).is_absolute();
    if is_absolute || file.starts_with('/') {
        let path = file.split_at(if file.starts_with('/') { 0 } else { "c:".len() });
        let root = if file.starts_with('/') { "file://" } else { "file:///" };
        return json!({ "uri": format!("{root}{}{}", path.0, encoded(path.1)) });
    }
    let relative = encoded(file.strip_prefix("./").unwrap_or(file));
    if file.split('/').any(|step| step == "..") {
        return json!({ "uri": relative });
    }
    json!({ "uri": relative, "uriBaseId": ROOT })
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
            ("c:d.json", "c%3Ad.json", true),
        ];
        let drive = if cfg!(windows) { "file:///C:/a%20b.json" } else { "C%3A/a%20b.json" };
        let cases = cases.into_iter().chain([("C:/a b.json", drive, !cfg!(windows))]);
        for (file, uri, relative) in cases {
            let artifact = artifact(file);
            assert_eq!((artifact["uri"].as_str(), artifact.get("uriBaseId").is_some()), (Some(uri), relative));
        }
    }
}
