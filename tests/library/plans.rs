//! Every script of the library has a plan.

use super::library;
use uplift::check;

#[test]
fn no_script_of_the_library_runs_in_the_engine() {
    let policy = library();
    let checks = check::compile(&policy).unwrap_or_else(|problems| panic!("{problems:#?}"));
    let in_engine = checks.in_engine();
    let found = in_engine.iter().map(|script| policy.recommendations[script.recommendation.0].id.as_str());
    assert_eq!(found.collect::<Vec<_>>(), [""; 0], "{in_engine:#?}");
}
