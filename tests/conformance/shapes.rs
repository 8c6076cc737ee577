//! No check of the library breaks on what real exports and answers hold.

use crate::{estate, shared};
use std::collections::BTreeMap;

pub const INPUTS: &[&str] = &["fixtures/psrule/inventory", "corpus/rest-list"];

pub fn no_script_of_the_library_fails_on_real_shapes() {
    let (policy, checks) = estate::policies("policies");
    for &place in INPUTS {
        let directory = shared(place);
        let files = estate::json_files(&directory);
        let content = files.iter().map(|path| (path.display().to_string(), estate::bytes(path)));
        let inventory = estate::inventory(content);
        let assessed = estate::assess(&checks, &inventory);
        for reason in assessed.unknown_reasons.keys() {
            let id = &policy.recommendations[reason.recommendation.0].id;
            assert!(!reason.script_error, "{place}: {id}: {}", reason.message);
        }
        let mut statuses = BTreeMap::<String, usize>::new();
        for assessment in &assessed.assessments {
            *statuses.entry(format!("{:?}", assessment.status)).or_default() += 1;
        }
        assert!(!statuses.is_empty(), "{place} holds nothing to judge");
        eprintln!("{place}: {} files, {} resources, {statuses:?}", files.len(), inventory.resources().len());
    }
}
