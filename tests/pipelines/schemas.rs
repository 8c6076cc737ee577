//! Each file against the published schema of its kind, where a program that ships them is installed.

use crate::steps::text;
use crate::templates::{AZURE, GITLAB, gitlab_jobs};
use std::path::Path;
use std::process::Command;

fn check(program: &str, arguments: &[&str], file: &Path) {
    let output = Command::new(program).args(arguments).arg(file).output().unwrap();
    let printed = [output.stdout, output.stderr].map(|bytes| String::from_utf8_lossy(&bytes).into_owned()).concat();
    assert!(output.status.success(), "{printed}");
}

pub fn files_follow_their_schemas() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let directory = tempfile::TempDir::new().unwrap();
    // One of the schemas has patterns that the stricter dialect refuses.
    let by = |schema: &str, file: &Path| {
        check("check-jsonschema", &["--regex-variant", "nonunicode", "--builtin-schema", schema], file)
    };
    by("vendor.github-actions", &root.join("action.yml"));
    by("vendor.azure-pipelines", &root.join(AZURE));
    let pipelines = root.join("examples/pipelines");
    by("vendor.github-workflows", &pipelines.join("github/nightly.yml"));
    by("vendor.azure-pipelines", &pipelines.join("azure-pipelines/nightly.yml"));
    by("vendor.gitlab-ci", &pipelines.join("gitlab/nightly.yml"));
    // Two documents in one file, which the checker reads one by one only.
    let (head, jobs) = (text(GITLAB).split("\n---\n").next().unwrap().to_owned(), gitlab_jobs());
    for (name, document) in [("head.yml", head), ("jobs.yml", jobs)] {
        let file = directory.path().join(name);
        std::fs::write(&file, document).unwrap();
        by("vendor.gitlab-ci", &file);
    }
}

pub fn pre_commit_knows_the_hooks() {
    let hooks = Path::new(env!("CARGO_MANIFEST_DIR")).join(".pre-commit-hooks.yaml");
    check("pre-commit", &["validate-manifest"], &hooks);
}
