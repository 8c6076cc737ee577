//! Embeds the shipped library: validates every file of `policies/` with the program's own code, and takes the test cases out.

#![allow(
    clippy::print_stdout,
    reason = "cargo reads a build script's standard output"
)]
#![allow(
    dead_code,
    unused_imports,
    missing_docs,
    reason = "two rooms are compiled whole, and used in part"
)]

#[path = "src/policy/mod.rs"]
mod policy;
#[path = "src/source/mod.rs"]
mod source;

use policy::{Config, PolicySource};
use source::Problem;
use std::error::Error;
use std::path::Path;
use std::process::ExitCode;

const ROOT: &str = "policies";

fn main() -> Result<ExitCode, Box<dyn Error>> {
    println!("cargo::rerun-if-changed={ROOT}");
    // Tells the rooms that they are compiled into the program, where the library exists.
    println!("cargo::rustc-cfg=embedded_library");
    let sources = read(Path::new(ROOT))?;
    let stripped = policy::parse(&sources, &Config::default()).and_then(|_| strip(&sources));
    match stripped {
        Ok(files) => {
            let target = Path::new(&std::env::var("OUT_DIR")?).join("embedded.rs");
            std::fs::write(
                target,
                format!("const FILES: &[(&str, &str)] = &{files:#?};\n"),
            )?;
            Ok(ExitCode::SUCCESS)
        }
        Err(problems) => {
            problems.iter().for_each(show);
            Ok(ExitCode::FAILURE)
        }
    }
}

/// The files under a root, in order of name; none when it does not exist.
fn read(root: &Path) -> Result<Vec<PolicySource>, Box<dyn Error>> {
    let mut sources = Vec::new();
    if !root.exists() {
        return Ok(sources);
    }
    for entry in walkdir::WalkDir::new(root).sort_by_file_name() {
        let path = entry?.into_path();
        if path
            .extension()
            .is_some_and(|extension| extension == "yaml")
        {
            let name = path.to_string_lossy().replace('\\', "/");
            sources.push(PolicySource {
                name,
                text: std::fs::read_to_string(&path)?,
                embedded: false,
            });
        }
    }
    Ok(sources)
}

fn strip(sources: &[PolicySource]) -> Result<Vec<(&str, String)>, Vec<Problem>> {
    let one = |source: &'_ PolicySource| policy::strip::without_tests(&source.name, &source.text);
    sources
        .iter()
        .map(|source| {
            Ok((
                source.name.as_str(),
                one(source).map_err(|problem| vec![problem])?,
            ))
        })
        .collect()
}

fn show(problem: &Problem) {
    let Problem { file, message, .. } = problem;
    let place = problem.position.map_or_else(String::new, |place| {
        format!(":{}:{}", place.line, place.column)
    });
    let help = problem
        .help
        .as_ref()
        .map_or_else(String::new, |help| format!("; {help}"));
    println!("cargo::error={file}{place}: {message}{help}");
}
