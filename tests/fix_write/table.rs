//! Answers of Resource Graph that are a table.

use super::{estate, read, run, text};
use std::fs;
use std::process::Command;

fn table(columns: &str, cells: &str) -> String {
    let id = "/subscriptions/s/resourceGroups/g/providers/Microsoft.Storage/storageAccounts";
    format!(
        "{{ \"data\": {{\n  \"columns\": [{{\"name\": \"id\"}}{columns}],\n  \"rows\": [\n    [\"{id}/a\"{cells}],\n    \
         [\"{id}/b\"{cells}]\n  ]\n}} }}\n"
    )
}

#[test]
fn a_patch_of_a_table_goes_through_git_apply() {
    let cells = ", { \"https\": true,  \"minimumTlsVersion\" : \"TLS1_0\" }";
    let whole = table(", {\"name\": \"properties\"}", cells);
    let estate = estate(&[("exports/whole.json", &whole), ("exports/part.json", &table("", "").replace("/s/", "/t/"))]);
    let output = run(estate.path(), &["exports"]);
    let (patch, told) = (text(&output.stdout), text(&output.stderr));
    let told = told.split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(told.contains("2 findings fixed in 1 file"), "nothing is known of what the query left out: {told}");
    fs::remove_dir(estate.path().join(".git")).unwrap();
    fs::write(estate.path().join("fix.patch"), patch).unwrap();
    for words in [["init", "--quiet"], ["apply", "fix.patch"]] {
        assert!(Command::new("git").current_dir(estate.path()).args(words).status().unwrap().success(), "{patch}");
    }
    assert_eq!(read(estate.path(), "exports/whole.json"), whole.replace("TLS1_0", "TLS1_2"));
    assert_eq!(read(estate.path(), "exports/part.json"), table("", "").replace("/s/", "/t/"));
}
