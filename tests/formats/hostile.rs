//! Names that would like to be something else, and more findings than there is room for.

use crate::review::{HOSTILE, finding, findings, review};
use crate::valid::{markdown, read_back, written};
use proptest::prelude::*;
use uplift::policy::Severity;
use uplift::report::{FORMATS, FindingView, Format, Run};

/// Texts that are not blank; blank ones are left out of comments.
fn text() -> impl Strategy<Value = String> {
    let hostile = prop::sample::select(HOSTILE.to_vec()).prop_map(str::to_owned);
    let marks = "[-=+@|`*_~<>!\\[\\](){}#:;,%&$\\\\/\"' \t\r\na1é\u{1b}\u{202e}💥.]{0,24}";
    prop_oneof![hostile, marks, "\\PC{0,40}", any::<String>()].prop_filter("blank", |text| !text.trim().is_empty())
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(96) })]

    #[test]
    fn each_format_reads_back_and_holds_each_finding_once(texts in prop::collection::vec(text(), 1..8), own in text()) {
        let mut review = review(&own);
        review.errors.clear();
        let findings: Vec<_> = texts.iter().enumerate().map(|(number, text)| finding(number, text)).collect();
        for &Format { name: format, .. } in FORMATS {
            let report = written(format, &review, &findings);
            prop_assert_eq!(read_back(format, &report), findings.len(), "{}\n{}", format, report);
        }
    }

    #[test]
    fn no_text_changes_the_structure_of_a_comment(texts in prop::collection::vec(text(), 1..6), own in text()) {
        let comment = |own: &str, texts: &[String]| {
            let findings: Vec<_> = texts.iter().enumerate().map(|(number, text)| finding(number, text)).collect();
            written("markdown", &review(own), &findings)
        };
        let plain: Vec<String> = texts.iter().map(|_| "plain".to_owned()).collect();
        let hostile = comment(&own, &texts);
        prop_assert_eq!(markdown(&hostile), markdown(&comment("plain", &plain)), "{}", hostile);
    }
}

#[test]
fn nobody_is_mentioned() {
    let comment = written("markdown", &review("@everyone #1"), &[finding(0, "@everyone")]);
    let mut in_code = false;
    for line in comment.lines() {
        in_code ^= line.trim_start().starts_with("```");
        let outside: String = line.split('`').step_by(2).collect();
        assert!(in_code || !outside.contains("@everyone"), "{line}");
    }
}

#[test]
fn too_many_findings_are_cut_to_the_worst() {
    let mut review = review("plain");
    review.run = Run::Gate;
    review.errors.clear();
    let many: Vec<_> = (0..26_000).map(|number| finding(number, "a name that is not short")).collect();
    let comment = written("markdown", &review, &many);
    assert!(comment.chars().count() <= 65_000 && comment.chars().count() > 60_000);
    let shown = read_back("markdown", &comment);
    assert!(comment.contains(&format!("_{} more findings not shown here", many.len() - shown)));
    assert!(comment.contains("High:") && !comment.contains("Low:"));

    assert_eq!(read_back("github", &written("github", &review, &many)), 10);
    assert_eq!(read_back("azure-devops", &written("azure-devops", &review, &many)), 20);
    let sarif: serde_json::Value = serde_json::from_str(&written("sarif", &review, &many)).unwrap();
    let results = sarif["runs"][0]["results"].as_array().unwrap();
    let low = |finding: &&FindingView<'_>| finding.severity == Severity::Low;
    assert_eq!(results.len(), 25_000);
    let kept = results.iter().filter(|result| result["level"] == "note").count();
    assert_eq!(kept, many.iter().filter(low).count() - 1_000);
}

#[test]
fn a_run_without_findings_is_written_too() {
    let mut review = review("plain");
    review.errors.clear();
    for &Format { name: format, .. } in FORMATS {
        assert_eq!(read_back(format, &written(format, &review, &[])), 0, "{}", format);
    }
    assert!(findings().len() > 20);
}
