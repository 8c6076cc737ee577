//! The page in a browser: no request, no complaint, no violation of WCAG 2.2 AA, a walk by keyboard, numbers that are the
//! report's, paper, and no script.
//!
//! It needs `node`, what `npm ci --prefix tests/page` installs, and Chromium (by `UPLIFT_BROWSER`, or by a usual name). Where
//! one is wanting the test is ignored. With `UPLIFT_SHOTS=DIR` it leaves pictures.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on fails")]

#[path = "../conditional/mod.rs"]
mod conditional;
#[path = "../formats/review.rs"]
#[allow(dead_code, reason = "it is shared with the tests of formats")]
mod review;

use conditional::{Need, test};
use std::env;
use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode};
use uplift::report::{Format, Found, Page, Report, RunReport};
use walkdir::WalkDir;

const BROWSERS: [&str; 4] = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"];

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn on_path(program: &str) -> Option<PathBuf> {
    let path = env::var_os("PATH")?;
    env::split_paths(&path).map(|directory| directory.join(program)).find(|file| file.is_file())
}

/// The browser, or what is wanting.
fn browser() -> Result<PathBuf, &'static str> {
    on_path("node").ok_or("node")?;
    let packages = root().join("tests/page/node_modules/playwright-core");
    if !packages.is_dir() {
        return Err("what `npm ci --prefix tests/page` installs");
    }
    let named = env::var_os("UPLIFT_BROWSER").map(PathBuf::from);
    named.or_else(|| BROWSERS.iter().find_map(|name| on_path(name))).ok_or("Chromium")
}

fn copy_example(estate: &Path) {
    for entry in WalkDir::new(root().join("examples/contoso")).into_iter().map(Result::unwrap) {
        let place = estate.join(entry.path().strip_prefix(root().join("examples/contoso")).unwrap());
        match entry.file_type().is_dir() {
            true => std::fs::create_dir_all(place).unwrap(),
            false => drop(std::fs::copy(entry.path(), place).unwrap()),
        }
    }
}

/// Makes a repository of it.
fn commit_all(estate: &Path) {
    let git = |words: &[&str]| {
        let mut git = Command::new("git");
        git.args(["-c", "user.name=A", "-c", "user.email=a@example.com"]).args(words).current_dir(estate);
        git.env("GIT_CONFIG_GLOBAL", "/dev/null");
        git.env("GIT_AUTHOR_DATE", "2027-01-01T12:00:00Z").env("GIT_COMMITTER_DATE", "2027-01-01T12:00:00Z");
        assert!(git.output().unwrap().status.success(), "git {words:?}");
    };
    git(&["init", "-q", "-b", "main"]);
    git(&["add", "-A"]);
    git(&["commit", "-q", "-m", "estate"]);
}

/// The example in a repository of its own, under rules that say who deals with what; its page on a later day.
fn write_owned(directory: &Path) {
    let estate = directory.join("owned");
    copy_example(&estate);
    let settings = std::fs::read_to_string(estate.join("uplift.yaml")).unwrap();
    std::fs::write(estate.join("uplift.yaml"), settings + GOVERNANCE).unwrap();
    std::fs::write(estate.join("CODEOWNERS"), "* @contoso/cloud\n/exports/shop.json @contoso/shop\n").unwrap();
    commit_all(&estate);
    let reports = ["json", "html"].map(|format| format!("--report={format}=../owned.{format}"));
    let mut scan = Command::new(env!("CARGO_BIN_EXE_uplift"));
    let scan = scan.args(["scan", ".", "--quiet", "--today", "2027-02-05"]).args(reports).current_dir(&estate);
    assert!(scan.output().unwrap().status.success());
}

const GOVERNANCE: &str = "
governance:
  - { name: urgent, match: { severity: high }, owner: 'tag:owner', within: 14d }
  - { name: platform, match: { control: [encrypt-data-in-transit] }, owner: platform@contoso.example, within: 40d, grace: exclude }
  - { name: rest, match: { severity: medium }, owner: codeowners, within: 90d, grace: exclude }
";

/// The example's page, one with owners, and one of a gate whose texts are hostile, each beside its report.
fn write_pages(directory: &Path) {
    let file = |name: &str| directory.join(name).display().to_string();
    write_owned(directory);
    write_comments(directory);
    let reports = ["json", "html"].map(|format| format!("--report={format}={}", file(&format!("contoso.{format}"))));
    let mut scan = Command::new(env!("CARGO_BIN_EXE_uplift"));
    let scan = scan.args(["scan", "examples/contoso", "--quiet"]).args(reports).current_dir(root());
    assert!(scan.output().unwrap().status.success());
    let output = format!("--output={}", file("tour.html"));
    let tour = Command::new(env!("CARGO_BIN_EXE_uplift")).args(["tour", &output]).output().unwrap();
    assert!(tour.status.success());
    let (review, mut findings) = (review::review("\"><img src=x onerror=alert(1)>"), review::findings());
    findings.extend((0..300).map(|number| review::finding(number + 100, "</script><script>alert(2)</script>")));
    let report = Report::Run(RunReport { review: &review, found: Found::Gate(&findings) });
    for format in [Format::JSON, Format::HTML] {
        let mut out = std::fs::File::create(file(&format!("hostile.{}", format.name))).unwrap();
        format.write(&report, &Page::default(), &mut out).unwrap();
    }
    let both = ["contoso.json", "hostile.json"].map(file);
    let page = Command::new(env!("CARGO_BIN_EXE_uplift")).arg("page").args(both).output().unwrap();
    assert!(page.status.success());
    std::fs::write(file("both.html"), page.stdout).unwrap();
}

/// Comments as a forge shows them: of a change that brings so many resources to the example.
fn write_comments(directory: &Path) {
    for resources in [7, 270] {
        let estate = directory.join(format!("commented{resources}"));
        copy_example(&estate);
        commit_all(&estate);
        let rows: Vec<String> = (0..resources).map(brought).collect();
        std::fs::write(estate.join("infra/brought.json"), format!("[{}]\n", rows.join(",\n"))).unwrap();
        let mut gate = Command::new(env!("CARGO_BIN_EXE_uplift"));
        let gate = gate.args(["gate", ".", "--base", "main", "--report", "markdown"]).current_dir(&estate);
        let output = gate.output().unwrap();
        assert_eq!(output.status.code(), Some(1));
        let comment = String::from_utf8(output.stdout).unwrap();
        let (mut page, options) = (format!("{FORGE}<main>"), pulldown_cmark::Options::ENABLE_TABLES);
        pulldown_cmark::html::push_html(&mut page, pulldown_cmark::Parser::new_ext(&comment, options));
        std::fs::write(directory.join(format!("comment{resources}.html")), page).unwrap();
    }
}

/// A resource with findings of all severities; of ten, nine have a long name.
fn brought(number: usize) -> String {
    let name = format!("{}{number}", if number.is_multiple_of(10) { "st" } else { "stwithanamethatisasl" });
    let id = format!("/subscriptions/s/resourceGroups/rg-{number}/providers/Microsoft.Storage/storageAccounts/{name}");
    format!(
        r#"{{ "id": "{id}", "name": "{name}", "type": "Microsoft.Storage/storageAccounts",
  "properties": {{ "supportsHttpsTrafficOnly": false, "minimumTlsVersion": "TLS1_0", "allowBlobPublicAccess": true }} }}"#
    )
}

/// What forges do with a comment's HTML, as far as it is about room.
const FORGE: &str = r#"<!DOCTYPE html><html lang="en"><meta charset="utf-8"><title>Comment</title><style>
body { margin: 0; font: 14px/1.5 sans-serif }
main { max-width: 900px; margin: 0 auto; padding: 16px; overflow-wrap: break-word }
table { display: block; width: max-content; max-width: 100%; overflow: auto; border-collapse: collapse }
th, td { padding: 6px 13px; border: 1px solid #d1d9e0 }
pre { padding: 16px; overflow: auto; background: #f6f8fa }
code { font-size: 85%; white-space: break-spaces } pre code { white-space: pre }
</style>"#;

fn main() -> ExitCode {
    let need = match browser() {
        Ok(_) => Need::new("browser", "", true),
        Err(wanting) => Need::new("browser", wanting, false),
    };
    conditional::run(vec![test("pages_hold_what_they_promise", [need], pages_hold_what_they_promise)])
}

fn pages_hold_what_they_promise() {
    let browser = browser().unwrap_or_else(|wanting| panic!("it needs {wanting}"));
    let directory = tempfile::TempDir::new().unwrap();
    write_pages(directory.path());
    let mut node = Command::new("node");
    let node = node.arg(root().join("tests/page/check.mjs")).args([&browser, directory.path()]);
    let output = node.args(env::var_os("UPLIFT_SHOTS")).output().unwrap();
    let [said, wrong] = [&output.stdout, &output.stderr].map(|text| String::from_utf8_lossy(text));
    assert!(output.status.success(), "{said}{wrong}");
}
