//! No check of the library breaks on what real exports and answers hold.

use crate::{estate, shared};

#[test]
fn no_script_of_the_library_fails_on_real_shapes() {
    let (policy, checks) = estate::policies("policies");
    for place in ["fixtures/psrule/inventory", "corpus/rest-list"] {
        let Some(directory) = shared(place) else { continue };
        let (mut files, mut resources, mut assessments) = (0, 0, 0);
        for path in estate::json_files(&directory) {
            let inventory = estate::inventory(&path.to_string_lossy(), estate::bytes(&path));
            let assessed = estate::assess(&checks, &inventory);
            for (recommendation, reason, is_script_error) in assessed.unknown_reasons.keys() {
                let id = &policy.recommendations[recommendation.0].id;
                assert!(!is_script_error, "{}: {id}: {reason}", path.display());
            }
            files += 1;
            resources += inventory.resources().len();
            assessments += assessed.assessments.len();
        }
        assert!(assessments > 0, "{place} holds nothing to judge");
        eprintln!("{place}: {files} files, {resources} resources, {assessments} assessments");
    }
}
