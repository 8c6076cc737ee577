//! Pipelines: the scripts of the GitHub Action and of the templates for others, and the hooks for pre-commit, run against
//! real repositories.

// Helpers of tests are tests.
#![allow(clippy::unwrap_used)]

#[cfg(unix)]
#[path = "../conditional/mod.rs"]
mod conditional;
#[cfg(unix)]
mod github;
#[cfg(unix)]
mod hooks;
#[cfg(unix)]
mod nightly;
#[cfg(unix)]
mod repository;
#[cfg(unix)]
mod schemas;
#[cfg(unix)]
mod steps;
#[cfg(unix)]
mod tags;
#[cfg(unix)]
mod templates;

/// The scripts are for a Unix shell.
#[cfg(not(unix))]
fn main() {}

#[cfg(unix)]
fn main() -> std::process::ExitCode {
    use conditional::{Need, test};
    conditional::run(vec![
        test(
            "github::a_pull_request_that_makes_things_worse_fails",
            [Need::program("jq")],
            github::a_pull_request_that_makes_things_worse_fails,
        ),
        test(
            "github::a_pull_request_that_makes_things_better_passes",
            [],
            github::a_pull_request_that_makes_things_better_passes,
        ),
        test(
            "github::a_later_common_commit_is_not_hidden_by_history_that_was_cut_off",
            [],
            github::a_later_common_commit_is_not_hidden_by_history_that_was_cut_off,
        ),
        test(
            "github::a_push_is_compared_with_what_the_branch_was",
            [],
            github::a_push_is_compared_with_what_the_branch_was,
        ),
        test(
            "github::a_push_uploads_what_the_branch_is_and_a_request_for_its_documents_the_same",
            [],
            github::a_push_uploads_what_the_branch_is_and_a_request_for_its_documents_the_same,
        ),
        test(
            "github::a_comment_that_cannot_be_left_is_no_verdict",
            [],
            github::a_comment_that_cannot_be_left_is_no_verdict,
        ),
        test("github::a_merge_queue_is_compared_with_its_base", [], github::a_merge_queue_is_compared_with_its_base),
        test("github::what_could_not_be_judged_does_not_pass", [], github::what_could_not_be_judged_does_not_pass),
        test(
            "github::inputs_reach_the_gate_word_for_word",
            [Need::program("jq")],
            github::inputs_reach_the_gate_word_for_word,
        ),
        test("github::the_working_tree_is_judged_when_asked", [], github::the_working_tree_is_judged_when_asked),
        test("github::the_program_has_a_name_in_the_cache", [], github::the_program_has_a_name_in_the_cache),
        test("github::no_script_holds_an_expression", [], github::no_script_holds_an_expression),
        test(
            "hooks::hooks_judge_what_is_committed",
            [Need::program("pre-commit")],
            hooks::hooks_judge_what_is_committed,
        ),
        test(
            "hooks::the_hook_for_policies_runs_their_cases",
            [Need::program("pre-commit")],
            hooks::the_hook_for_policies_runs_their_cases,
        ),
        test(
            "hooks::the_hook_before_a_push_judges_the_commits",
            [Need::program("pre-commit")],
            hooks::the_hook_before_a_push_judges_the_commits,
        ),
        test(
            "nightly::each_night_is_fetched_judged_recorded_and_shown",
            [],
            nightly::each_night_is_fetched_judged_recorded_and_shown,
        ),
        test(
            "schemas::files_follow_their_schemas",
            [Need::program("check-jsonschema")],
            schemas::files_follow_their_schemas,
        ),
        test(
            "schemas::reports_follow_their_schemas",
            [Need::program("check-jsonschema"), Need::program("python3")],
            schemas::reports_follow_their_schemas,
        ),
        test("schemas::pre_commit_knows_the_hooks", [Need::program("pre-commit")], schemas::pre_commit_knows_the_hooks),
        test(
            "tags::a_tag_called_like_the_branch_passes_nothing",
            [],
            tags::a_tag_called_like_the_branch_passes_nothing,
        ),
        test(
            "tags::a_base_that_is_typed_and_means_several_things_is_refused",
            [],
            tags::a_base_that_is_typed_and_means_several_things_is_refused,
        ),
        test("templates::gitlab_judges_a_merge_request", [], templates::gitlab_judges_a_merge_request),
        test(
            "templates::gitlab_judges_merged_results_against_the_target",
            [],
            templates::gitlab_judges_merged_results_against_the_target,
        ),
        test(
            "templates::gitlab_trusts_no_program_of_the_change",
            [],
            templates::gitlab_trusts_no_program_of_the_change,
        ),
        test("templates::azure_judges_a_pull_request", [], templates::azure_judges_a_pull_request),
        test("templates::azure_says_what_it_could_not_judge", [], templates::azure_says_what_it_could_not_judge),
    ])
}
