//! Names that would like to be something else, and more findings than there is room for.

use crate::review::{HOSTILE, evidence, finding, findings, review};
use crate::valid::{markdown, read_back, written, written_on};
use proptest::prelude::*;
use uplift::policy::Severity;
use uplift::report::{FORMATS, FindingView, Forge, Format, Kind, Links, Page, Run, Typed};

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
        for &Format { name: format, .. } in FORMATS.into_iter().filter(|format| format.takes(Kind::Run)) {
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
fn many_findings_are_told_by_recommendation_in_a_comment() {
    let mut review = review("plain");
    review.errors.clear();
    let many: Vec<_> = (0..2_400).map(|number| finding(number, "a name")).collect();
    let page = Page { typed: Typed { paths: vec!["my infra".to_owned()], ..Typed::default() }, ..Page::default() };
    let comment = written_on(&page, "markdown", &review, &many);
    // One recommendation, of three severities.
    assert_eq!(read_back("markdown", &comment), 3);
    for told in ["\n800 findings (`storage-https`)\n", "\n- and 797 more\n"] {
        assert_eq!(comment.matches(told).count(), 3, "{told}:\n{comment}");
    }
    assert_eq!(comment.matches("\nuplift fix 'my infra' --recommendation storage-https\n").count(), 3);
    assert!(!comment.contains("not shown here"));
}

#[test]
fn what_finds_no_room_in_a_comment_is_told_by_severity() {
    let mut review = review("plain");
    review.errors.clear();
    let long = "very long ä ".repeat(1_000);
    let told = |findings: &[FindingView<'_>]| {
        let comment = written("markdown", &review, findings);
        let shown = read_back("markdown", &comment);
        assert!(comment.chars().count() <= 65_000, "{shown}");
        let left = comment.lines().find(|line| line.contains("not shown here")).unwrap().to_owned();
        (shown, left)
    };
    // One by one.
    let few: Vec<_> =
        (0..20).map(|number| FindingView { evidence: vec![evidence(&long); 3], ..finding(number, &long) }).collect();
    let (shown, left) = told(&few);
    assert_eq!((shown, &*left), (5, "_15 more findings not shown here: 2 high, 7 medium, 6 low._"));
    // By recommendation, each of one finding.
    let own = |number: usize| FindingView {
        recommendation: format!("{number}{}", "x".repeat(190)).into(),
        ..finding(number, &long)
    };
    let (shown, left) = told(&(0..600).map(own).collect::<Vec<_>>());
    assert!(shown > 20 && shown < 200, "{shown}");
    assert_eq!(
        left,
        format!("_{} more findings not shown here: {} high, 200 medium, 200 low._", 600 - shown, 200 - shown)
    );
}

#[test]
fn places_lead_to_their_lines_at_the_commit_and_nowhere_else() {
    use pulldown_cmark::{Event, Parser, Tag};
    let mut review = review("plain");
    review.errors.clear();
    let repository = "https://forge.example/contoso/estate".to_owned();
    let links = Links { forge: Forge::GitHub, repository, commit: "c0ffee".to_owned() };
    let page = Page { links: Some(links), ..Page::default() };
    let hostile: Vec<_> = HOSTILE.iter().enumerate().map(|(number, text)| finding(number, text)).collect();
    for findings in [&hostile[..20], &hostile] {
        let comment = written_on(&page, "markdown", &review, findings);
        let links: Vec<_> = Parser::new(&comment)
            .filter_map(|event| match event {
                Event::Start(Tag::Link { dest_url, .. }) => Some(dest_url.to_string()),
                _ => None,
            })
            .collect();
        let expected = if findings.len() > 20 { 9 } else { 20 };
        assert_eq!(links.len(), expected, "{comment}");
        for link in links {
            assert!(link.starts_with("https://forge.example/contoso/estate/blob/c0ffee/infra/"), "{link}");
            assert!(link.ends_with(".json#L12"), "{link}");
        }
    }
}

#[test]
fn a_run_without_findings_is_written_too() {
    let mut review = review("plain");
    review.errors.clear();
    for &Format { name: format, .. } in FORMATS.into_iter().filter(|format| format.takes(Kind::Run)) {
        assert_eq!(read_back(format, &written(format, &review, &[])), 0, "{}", format);
    }
    assert!(findings().len() > 20);
}
