//! What others say about the same resources: a reference implementation, and the test suites of peers.
//!
//! The data stands beside the repository, in `../shared`; where it is not there, its tests are ignored.

// The tests tell what they compared.
#![allow(clippy::print_stderr)]

mod bicep;
mod deployed;
mod estate;
mod fixes;
mod functions;
mod oracle;
mod pairs;
mod peers;
mod programs;
mod shapes;
mod shares;
mod suite;
mod terraform;

#[path = "../conditional/mod.rs"]
mod conditional;

use conditional::{Need, shared, test};
use std::process::ExitCode;

fn main() -> ExitCode {
    let from = |places: &[&str]| -> Vec<Need> { places.iter().map(|place| Need::shared(place)).collect() };
    conditional::run(vec![
        test("bicep::files_are_read", from(&["bicep"]), bicep::files_are_read),
        test(
            "fixes::patches_apply_and_keep_their_promise",
            from(fixes::INPUTS),
            fixes::patches_apply_and_keep_their_promise,
        ),
        test(
            "functions::functions_give_what_their_documentation_says",
            from(&["bicep"]),
            functions::functions_give_what_their_documentation_says,
        ),
        test(
            "oracle::the_measured_checks_find_what_the_reference_finds",
            from(&["bench"]),
            oracle::the_measured_checks_find_what_the_reference_finds,
        ),
        test("oracle::every_case_of_the_measured_checks_holds", [], oracle::every_case_of_the_measured_checks_holds),
        test(
            "pairs::a_file_deploys_what_its_compiled_template_deploys",
            from(&["bicep"]),
            pairs::a_file_deploys_what_its_compiled_template_deploys,
        ),
        test(
            "peers::peers_and_the_library_agree_but_for_the_reviewed_differences",
            from(&["fixtures"]),
            peers::peers_and_the_library_agree_but_for_the_reviewed_differences,
        ),
        test(
            "programs::programs_give_what_their_own_tests_say",
            from(&["bicep"]),
            programs::programs_give_what_their_own_tests_say,
        ),
        test(
            "programs::files_of_parameters_give_what_their_compiled_ones_give",
            from(&["bicep"]),
            programs::files_of_parameters_give_what_their_compiled_ones_give,
        ),
        test(
            "shapes::no_script_of_the_library_fails_on_real_shapes",
            from(shapes::INPUTS),
            shapes::no_script_of_the_library_fails_on_real_shapes,
        ),
        test(
            "shares::most_of_what_templates_deploy_is_known_once_place_and_parameters_are",
            from(&["bicep", "corpus/arm-template"]),
            shares::most_of_what_templates_deploy_is_known_once_place_and_parameters_are,
        ),
        test(
            "terraform::peers_and_the_library_agree_on_files_but_for_the_reviewed_differences",
            from(&["terraform/fixtures"]),
            terraform::peers_and_the_library_agree_on_files_but_for_the_reviewed_differences,
        ),
    ])
}
