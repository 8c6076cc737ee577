//! Tags that are called like the base, in the clone and where it comes from: whoever may push one passes nothing by it.

use crate::github::{PULL_REQUEST, Workflow, company};
use crate::repository::{Forge, git};
use crate::templates::{azure, gitlab};

/// A clone that has all there is, with tags of such names at the change.
fn tagged(names: &[&str]) -> Forge {
    let forge = Forge::with(&company().0);
    forge.check_out_whole("refs/heads/worse");
    let head = forge.id("worse");
    for name in names {
        for directory in ["origin", "checkout"] {
            git(&forge.path(directory), &["tag", name, &head]);
        }
    }
    forge
}

const NAMES: [&str; 5] = ["main", "origin/main", "refs/remotes/origin/main", "heads/main", "HEAD"];

pub fn a_tag_called_like_the_branch_passes_nothing() {
    let forge = tagged(&NAMES);
    let main = forge.id("refs/heads/main");
    let ran = Workflow { variables: PULL_REQUEST, ..Default::default() }.run(&forge);
    assert_eq!((ran.code, &ran.outputs["base"]), (1, &main), "{}", ran.log);
    for target in ["refs/heads/main", "main"] {
        let (code, log) = azure(&forge, &[], &[("SYSTEM_PULLREQUEST_TARGETBRANCH", target)]);
        assert_eq!(code, 1, "{target}: {log}");
    }
    let (fork, head) = (forge.id("worse~4"), forge.id("worse"));
    let request = [("CI_MERGE_REQUEST_DIFF_BASE_SHA", &*fork), ("CI_COMMIT_SHA", &*head)];
    assert_eq!(gitlab(&forge, "uplift-gate", &request).status.code(), Some(1));
}

pub fn a_base_that_is_typed_and_means_several_things_is_refused() {
    let dispatch = [("GITHUB_EVENT_NAME", "workflow_dispatch")];
    for base in ["main", "origin/main"] {
        let judged = |names: &[&str]| {
            let forge = tagged(names);
            let ran = Workflow { variables: &dispatch, inputs: &[("base", base)], ..Default::default() }.run(&forge);
            let (code, log) = azure(&forge, &[("base", base)], &[]);
            (ran.code, code, format!("{} {log}", ran.log))
        };
        let (action, azure, log) = judged(&[base]);
        assert_eq!((action, azure), (2, 2), "{base}: {log}");
        assert!(log.contains("means several things"), "{log}");
        let (action, azure, log) = judged(&[]);
        // Azure's checkout has no branch of its own.
        assert_eq!((action, azure), (1, if base == "main" { 2 } else { 1 }), "{base}: {log}");
    }
}
