//! Every script of the library has a plan.

use super::library;
use uplift::check;

#[test]
fn no_check_of_the_library_runs_in_the_engine() {
    let policy = library();
    let checks = check::compile(&policy).unwrap_or_else(|problems| panic!("{problems:#?}"));
    let told = checks.in_engine().into_iter().map(|script| {
        let id = &policy.recommendations[script.recommendation.0].id;
        format!("{id}: {} ({:?})", script.because_of, script.position)
    });
    let told: Vec<String> = told.collect();
    assert!(told.is_empty(), "{}\n{}", told.len(), told.join("\n"));
}
