//! Embeds the shipped library: validates every file of `policies/` with the program's own code.
//! Tells builds apart: `UPLIFT_BUILD` is a digest of all that the program is made of, equal on every machine.

#![allow(clippy::print_stdout, reason = "cargo reads a build script's standard output")]
#![allow(dead_code, unused_imports, missing_docs, reason = "two rooms are compiled whole, and used in part")]

#[path = "src/bicep/mod.rs"]
mod bicep;
#[path = "src/hcl/mod.rs"]
mod hcl;
#[path = "src/policy/mod.rs"]
mod policy;
#[path = "src/source/mod.rs"]
mod source;

use policy::{Config, PolicySource};
use source::{Digest, Found, Problem};
use std::error::Error;
use std::path::Path;
use std::process::ExitCode;

const ROOT: &str = "policies";

/// What the program is made of.
const MADE_OF: [&str; 6] = ["Cargo.toml", "Cargo.lock", "build.rs", "src", ROOT, "examples/contoso"];

fn main() -> Result<ExitCode, Box<dyn Error>> {
    MADE_OF.iter().for_each(|root| println!("cargo::rerun-if-changed={root}"));
    println!("cargo::rustc-env=UPLIFT_BUILD={}", build()?);
    // Tells the rooms that they are compiled into the program, where the library exists.
    println!("cargo::rustc-cfg=embedded_library");
    match library() {
        Ok((files, packed)) => {
            let target = std::env::var("OUT_DIR")?;
            let target = Path::new(&target);
            std::fs::write(target.join("embedded.rs"), format!("const FILES: &[(&str, &str)] = &{files:#?};\n"))?;
            std::fs::write(target.join("library.bin"), packed)?;
            Ok(ExitCode::SUCCESS)
        }
        Err(problems) => {
            problems.iter().for_each(show);
            Ok(ExitCode::FAILURE)
        }
    }
}

/// The digest of the names and contents of all that the program is made of.
fn build() -> Result<Digest, Box<dyn Error>> {
    let mut digest = Digest::default();
    for root in MADE_OF {
        // A packaged program may lack one.
        let files = walkdir::WalkDir::new(root).sort_by_file_name().into_iter().filter_map(Result::ok);
        for file in files.filter(|entry| entry.file_type().is_file()) {
            digest.add_text(&source::display_name(file.path()));
            digest.add_text(&String::from_utf8_lossy(&std::fs::read(file.path())?));
        }
    }
    Ok(digest)
}

/// Files by their names.
type Files = Vec<(String, String)>;

/// The files to embed as they are written, and all that they hold as it is read.
fn library() -> Result<(Files, Vec<u8>), Vec<Problem>> {
    let sources = read(Path::new(ROOT))?;
    let packed = policy::shipped::pack(policy::parse(&sources, &Config::default())?);
    let packed = packed.map_err(|message| vec![Problem::new(ROOT, message)])?;
    Ok((sources.into_iter().map(|source| (source.name, source.text)).collect(), packed))
}

/// The files under a root, in order of name; none when it does not exist.
fn read(root: &Path) -> Result<Vec<PolicySource>, Vec<Problem>> {
    if !root.exists() {
        return Ok(Vec::new());
    }
    let (found, problems) = source::walk_policies(root);
    if !problems.is_empty() {
        return Err(problems);
    }
    found.into_iter().map(|file| one(file).map_err(|problem| vec![problem])).collect()
}

fn one(file: Found) -> Result<PolicySource, Problem> {
    let text = String::from_utf8(source::read(&file.path, &file.name)?);
    let text = text.map_err(|_| Problem::new(file.name.as_str(), "the file is not UTF-8"))?;
    Ok(PolicySource { name: file.name, text, packed: None })
}

fn show(problem: &Problem) {
    let Problem { file, message, .. } = problem;
    let place = problem.position.map_or_else(String::new, |place| format!(":{}:{}", place.line, place.column));
    let help = problem.help.as_ref().map_or_else(String::new, |help| format!("; {help}"));
    println!("cargo::error={file}{place}: {message}{help}");
}
