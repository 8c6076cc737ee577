//! Verdicts of the real command over inputs as people have them: what an export says, leaves out, cuts off or spells in
//! another way. Each case holds its files, and what the right answer is; the files are named after the rules that they hold.
//!
//! A case with `pending: true` is known to fail. It is run all the same, and fails the test once it passes, so that the mark goes.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on fails")]
#![allow(clippy::print_stdout, reason = "what is pending is told, and fails nothing")]

mod answer;
mod case;
mod place;

/// A test for each file.
macro_rules! verdicts {
    ($($file:ident),* $(,)?) => {
        const FILES: &[&str] = &[$(stringify!($file)),*];

        $(#[test]
        fn $file() {
            case::judge(stringify!($file), include_str!(concat!(stringify!($file), ".yaml")));
        })*
    };
}

verdicts! {
    attacked,
    attacked_placeholders,
    attacked_wrappings,
    bicep,
    bicep_fixes,
    bicep_language,
    bicep_modules,
    broken_policies,
    corrections,
    decided,
    estates_changed,
    fetched,
    functions,
    identities,
    language,
    library,
    marks,
    named_things,
    newer,
    parts,
    parts_elsewhere,
    printed,
    ranges,
    renamed,
    several_estates,
    several_places,
    silence,
    silence_elsewhere,
    template_fixes,
    templates,
    templates_unknown,
    terraform_edges,
    terraform_files,
    terraform_fixes,
    terraform_peers,
    terraform_plans,
    terraform_values,
    types,
    types_elsewhere,
    unanswered,
    wrapped,
    written_and_exported,
}

#[test]
fn every_file_is_judged() {
    let here = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/verdicts");
    let names = std::fs::read_dir(here).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap());
    let mut names: Vec<String> = names.filter_map(|name| name.strip_suffix(".yaml").map(str::to_owned)).collect();
    names.sort();
    assert_eq!(names, FILES);
}
