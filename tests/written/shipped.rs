//! Every file of these kinds in the repository is valid by the independent validator.

use crate::Kind;
use serde_json::Value;
use std::path::{Path, PathBuf};
use std::process::Command;

/// The files that git knows below a directory of the repository, by the end of their names.
pub fn files(root: &str, end: &str) -> Vec<PathBuf> {
    let top = Path::new(env!("CARGO_MANIFEST_DIR"));
    let files = walkdir::WalkDir::new(top.join(root)).sort_by_file_name().into_iter().map(Result::unwrap);
    files.map(walkdir::DirEntry::into_path).filter(|path| path.to_string_lossy().ends_with(end)).collect()
}

fn read(path: &Path) -> Value {
    serde_yaml::from_str(&std::fs::read_to_string(path).unwrap()).unwrap()
}

fn assert_valid(kind: Kind, files: &[PathBuf]) {
    let validator = kind.validator();
    for file in files {
        let document = read(file);
        let errors: Vec<String> =
            validator.iter_errors(&document).map(|error| format!("{}: {error}", error.instance_path())).collect();
        assert!(errors.is_empty(), "{}: {errors:#?}", file.display());
    }
}

#[test]
fn shipped_policies_are_valid() {
    let policies = files("policies", ".yaml");
    assert!(policies.len() > 10, "{} policy files", policies.len());
    assert_valid(Kind::Policy, &policies);
    let own = [files("examples/contoso/policies", ".yaml"), files("benches/policies", ".yaml")].concat();
    assert!(own.len() > 1, "{own:?}");
    assert_valid(Kind::Policy, &own);
}

#[test]
fn settings_of_examples_are_valid() {
    let settings = files("examples", "uplift.yaml");
    assert!(settings.len() > 1, "{settings:?}");
    assert_valid(Kind::Settings, &settings);
}

#[test]
fn what_init_and_new_write_is_valid() {
    let estate = tempfile::TempDir::new().unwrap();
    let run = |arguments: &[&str]| {
        let output = Command::new(env!("CARGO_BIN_EXE_uplift")).args(arguments).current_dir(estate.path()).output();
        let output = output.unwrap();
        assert!(output.status.success(), "{arguments:?}: {}", String::from_utf8_lossy(&output.stderr));
    };
    run(&["init"]);
    run(&["new", "control", "house-rules", "--title", "House rules"]);
    let about =
        ["--control", "house-rules", "--type", "A.b/c", "--property", "tags.owner", "--equals", "x", "--with-fix"];
    run(&[&["new", "recommendation", "owner"][..], &about].concat());
    for kind in Kind::ALL {
        let file = format!(".uplift/schemas/{}.json", kind.name());
        assert_eq!(read(&estate.path().join(file)), kind.schema(), "{kind:?}");
    }
    let written = walkdir::WalkDir::new(estate.path().join("policies")).into_iter().map(Result::unwrap);
    let written: Vec<PathBuf> =
        written.filter(|file| file.file_type().is_file()).map(walkdir::DirEntry::into_path).collect();
    assert_eq!(written.len(), 3, "{written:?}");
    for file in &written {
        let text = std::fs::read_to_string(file).unwrap();
        let schema = text.lines().next().unwrap().strip_prefix("# yaml-language-server: $schema=").unwrap();
        assert!(file.parent().unwrap().join(schema).is_file(), "{schema}");
    }
    assert_valid(Kind::Policy, &written);
    assert_valid(Kind::Settings, &[estate.path().join("uplift.yaml")]);
    // Everything that the settings have to offer is there, behind a `#`.
    let text = std::fs::read_to_string(estate.path().join("uplift.yaml")).unwrap();
    let taken_away = |line: &str| {
        line.strip_prefix("# ")
            .filter(|rest| !rest.starts_with("yaml-language-server"))
            .filter(|rest| rest.contains(':') && !rest.ends_with('.'))
            .map(str::to_owned)
    };
    let keys: Vec<String> = text.lines().filter_map(taken_away).collect();
    std::fs::write(estate.path().join("all.yaml"), keys.join("\n")).unwrap();
    assert!(keys.len() > 10, "{keys:?}");
    assert_valid(Kind::Settings, &[estate.path().join("all.yaml")]);
}
