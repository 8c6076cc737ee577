//! Random documents, written in random styles, with random changes: the values afterwards, as other readers and other
//! editors see them, and the text around the edits.

mod bicep;
#[path = "../git/mod.rs"]
mod git;
mod hcl;
mod jsonc;
mod random;
mod yaml;

use proptest::prelude::*;
use random::{Dice, changes, document, expected, places, read};
use std::fs;
use uplift::fix::text::{Change, apply, plan, unified_diff, verify};
use uplift::source::Document;

fn comments(text: &str) -> Vec<&str> {
    text.lines()
        .filter_map(|line| line.rsplit_once(['#', '/']).map(|(_, comment)| comment.trim()))
        .filter(|it| it.starts_with('c'))
        .collect()
}

fn judge(bytes: &[u8], yaml: bool, gentle: bool) {
    let mut dice = Dice { bytes, at: 0 };
    let (document, root) = document(&mut dice, yaml);
    let wanted = changes(&mut dice, &document, gentle);
    let all: Vec<Change> = wanted.iter().map(|change| change.1.clone()).collect();
    let (edits, refusals) = plan(&document, &all);
    let refused = |index: usize| refusals.iter().any(|refusal| refusal.change == index);
    let kept: Vec<_> = wanted.into_iter().enumerate().filter(|(index, _)| !refused(*index)).map(|(_, it)| it).collect();
    let all: Vec<Change> = kept.iter().map(|change| change.1.clone()).collect();
    let text = apply(document.text(), &edits);
    let story = || format!("{:?}\n--- before\n{}\n--- after\n{text}", kept, document.text());
    assert!(refusals.iter().all(|refusal| refusal.against.is_some()), "{refusals:?} {}", story());
    let new = verify(&document, &all, &text).unwrap_or_else(|reason| panic!("{reason}: {}", story()));
    let expected = expected(&root, &kept);
    assert_eq!(read(new.root().item(0).expect("a document")), expected, "{}", story());
    let bare = text.trim_start_matches('\u{feff}');
    let values = if yaml { yaml::values(bare) } else { Ok(jsonc::values(bare)) };
    assert_eq!(values.unwrap_or_else(|error| panic!("{error}: {}", story())), expected, "{}", story());
    if !yaml || yaml::can_make(&document, &kept) {
        let old = document.text().trim_start_matches('\u{feff}');
        let theirs = if yaml { yaml::edited(old, &kept) } else { jsonc::edited(old, &kept) };
        let values = if yaml { yaml::values(&theirs) } else { Ok(jsonc::values(&theirs)) };
        let values = values.unwrap_or_else(|error| panic!("{error}: {}\n--- other editor\n{theirs}", story()));
        assert_eq!(values, expected, "{}\n--- other editor\n{theirs}", story());
    }
    if gentle {
        assert_eq!(comments(document.text()), comments(&text), "{}", story());
    }
    if !bare.contains("\r\n") || !document.text().contains("\r\n") {
        assert!(!text.contains('\r') || document.text().contains('\r'), "{}", story());
    } else {
        assert_eq!(text.matches('\n').count(), text.matches("\r\n").count(), "{}", story());
    }
    if !all.iter().any(|change| matches!(change, Change::Remove { .. } | Change::Append { .. })) {
        let again = again(&new, &kept);
        assert_eq!(plan(&new, &again), (Vec::new(), Vec::new()), "{}", story());
    }
}

/// The same changes of the new document.
fn again(new: &Document, changes: &[(String, Change)]) -> Vec<Change> {
    let root = new.root().item(0).expect("a document");
    let mut found = vec![(String::new(), root)];
    places(root, "", &mut found);
    let at = |path: &str| found.iter().find(|place| place.0 == path).expect("a place").1.id();
    let change = |(path, change): &(String, Change)| match change.clone() {
        Change::Replace { value, .. } => Change::Replace { node: at(path), value },
        Change::Insert { keys, value, .. } => Change::Insert { object: at(path), keys, value },
        other => other,
    };
    changes.iter().map(change).collect()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 1500, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn json_differs_by_exactly_the_changes(bytes in prop::collection::vec(any::<u8>(), 1..300), gentle: bool) {
        judge(&bytes, false, gentle);
    }

    #[test]
    fn yaml_differs_by_exactly_the_changes(bytes in prop::collection::vec(any::<u8>(), 1..300), gentle: bool) {
        judge(&bytes, true, gentle);
    }

    #[test]
    fn bicep_differs_by_exactly_the_changes(bytes in prop::collection::vec(any::<u8>(), 1..300), gentle: bool) {
        bicep::judge(&bytes, gentle);
    }

    #[test]
    fn hcl_differs_by_exactly_the_changes(bytes in prop::collection::vec(any::<u8>(), 1..300), removes: bool) {
        hcl::judge(&bytes, removes);
    }
}

#[test]
fn git_applies_random_changes() {
    let folder = tempfile::tempdir().expect("a temporary directory");
    let (mut patch, mut expected) = (String::new(), Vec::new());
    for seed in 0..200_u32 {
        let bytes: Vec<u8> = (0..200_u32)
            .map(|at| (seed.wrapping_mul(2_654_435_761).wrapping_add(at * at * 40_503) >> 7) as u8)
            .collect();
        let mut dice = Dice { bytes: &bytes, at: 0 };
        let (document, _) = document(&mut dice, seed % 2 == 0);
        let changes: Vec<Change> = changes(&mut dice, &document, false).into_iter().map(|change| change.1).collect();
        let (edits, _) = plan(&document, &changes);
        let name = format!("dir {}/{seed}.txt", seed % 3);
        fs::create_dir_all(folder.path().join(&name).parent().expect("a directory")).expect("a directory");
        fs::write(folder.path().join(&name), document.text()).expect("a file");
        patch.push_str(&unified_diff(&name, &document, &edits, &|_| "label".to_owned()));
        expected.push((name, apply(document.text(), &edits)));
    }
    git::apply(folder.path(), &patch);
    for (name, text) in expected {
        assert_eq!(fs::read_to_string(folder.path().join(&name)).expect("a file"), text, "{name}");
    }
}
