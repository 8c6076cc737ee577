//! A review made by hand, in which every part has something to say.

use std::collections::BTreeMap;
use uplift::check::Status;
use uplift::gate::Standing;
use uplift::policy::{Membership, Severity};
use uplift::report::{
    Cause, CauseKind, ControlChange, Counts, EvidenceView, Excerpt, ExemptionView, FiguresView, FindingView,
    FixOfReview, Flip, GovernanceView, Ids, Percentage, Place, Points, ProblemView, Replacement, ResourceView, Review,
    RuleOfReview, RuleView, Run, ScoreChange, Sides, Tool, Verdict,
};
use uplift::score::Ratio;

/// Names that would like to be something else.
pub const HOSTILE: [&str; 24] = [
    "plain-name_1",
    "quo\"te's",
    "new\nline\r\n",
    "a|b",
    "`tick``",
    "]]>",
    "::error file=x,line=1::y",
    "=cmd|' /C calc'!A0",
    "a;=1+1,\"@x",
    "💥🧨 日本",
    "\u{1b}[31m\u{0}\u{7}\u{202e}",
    "<script>alert(1)</script></details>",
    "@everyone #1 GH-1 ![x](http://evil.example) [y](z)",
    "%0A%25%3B;]",
    "##vso[task.complete result=Succeeded;]",
    "-->",
    "# heading",
    "- list",
    "1. list",
    "> quote",
    "```\n@me\n```",
    "{0} {{x}}",
    "\u{ffff}\u{feff}",
    "***",
];

fn points(hundredths: i64) -> Points {
    Points::of(&Ratio::new(hundredths.into(), 100.into()))
}

fn figures(hundredths: i64, of: u64) -> FiguresView {
    let percentage = Percentage::of(&Ratio::new(hundredths.into(), (of as i64 * 100).into()));
    FiguresView {
        percentage: Some(percentage),
        current: Some(points(hundredths)),
        max: Some(of),
        potential_increase: Some(points(of as i64 * 100 - hundredths)),
        range: None,
    }
}

/// A gate that failed; `text` stands in every place where the estate's own texts do.
pub fn review(text: &str) -> Review {
    let some = || Some(text.to_owned());
    let problem = |file: Option<&str>, line| ProblemView {
        file: file.map(str::to_owned),
        line,
        column: line,
        message: text.to_owned(),
        help: some(),
    };
    Review {
        run: Run::Gate,
        tool: Tool { version: "0.0.0".into(), policy_digest: "a digest".to_owned(), library: None },
        sides: Some(Sides {
            base: "main (0123456789)".to_owned(),
            head: "the working tree".to_owned(),
            governed_by: "uplift.yaml of the base".to_owned(),
        }),
        verdict: Some(Verdict::Failed),
        idle_rules: Vec::new(),
        rules: vec![
            RuleView {
                id: "failOnNew".to_owned(),
                set_by: "default".to_owned(),
                setting: "high".to_owned(),
                scope: some(),
                passed: false,
                found: text.to_owned(),
                remedy: some(),
                command: some(),
            },
            RuleView {
                id: "minScore".to_owned(),
                set_by: "default".to_owned(),
                setting: "50 %".to_owned(),
                scope: None,
                passed: true,
                found: "58.25 %".to_owned(),
                remedy: None,
                command: None,
            },
        ],
        data: None,
        score: ScoreChange {
            before: Some(figures(2_700, 46)),
            after: figures(2_679, 46),
            lost: Some(points(21)),
            after_deployment: None,
            without_grace: None,
        },
        controls: vec![ControlChange {
            id: "encrypt-data-in-transit".to_owned(),
            title: text.to_owned(),
            max: Some(4),
            before: Some(points(321)),
            after: None,
        }],
        undecided: Vec::new(),
        exports: Vec::new(),
        causes: vec![
            Cause { kind: CauseKind::Worsened, name: text.to_owned(), points: points(-22), of: None },
            Cause { kind: CauseKind::Others, name: "2 resources".to_owned(), points: points(1), of: None },
        ],
        counts: Counts {
            new: 3,
            resolved: 1,
            unchanged: 40,
            moved: 1,
            changed: 1,
            incomparable: 1,
            exempt: 1,
            known: 0,
        },
        governance: Some(GovernanceView {
            percentage_before: None,
            percentage_after: None,
            files: vec!["uplift.yaml".to_owned(), text.to_owned()],
            changes: vec![text.to_owned()],
            flips: vec![Flip {
                recommendation: "storage-https".to_owned(),
                resources: 2,
                before: "unhealthy".to_owned(),
                after: text.to_owned(),
            }],
            points: Some(points(50)),
            points_by_exemptions: Some(points(20)),
            unseen: vec![text.to_owned()],
        }),
        recommendations: vec![RuleOfReview {
            id: "storage-https".to_owned(),
            title: text.to_owned(),
            severity: Severity::High,
            source: Membership::Custom,
            preview: false,
            controls: vec![text.to_owned()],
            description: text.to_owned(),
            remediation: format!("1. {text}\n2. Run: az storage account update --ids <id>"),
            references: BTreeMap::from([("azurePolicy".to_owned(), Ids::One(text.to_owned()))]),
        }],
        script_errors: Vec::new(),
        unseen: Vec::new(),
        warnings: vec![problem(Some(text), Some(3))],
        errors: vec![problem(Some("infra/cut.json"), None), problem(None, None)],
    }
}

/// A new finding whose texts are these; `number` keeps it apart from others.
pub fn finding(number: usize, text: &str) -> FindingView<'static> {
    let some = || Some(text.to_owned());
    let place = |line| Place { file: format!("infra/{text}.json"), line, column: 5 };
    let replaced = |text: &str, from, to| Replacement {
        file: place(1).file,
        start_line: 12,
        start_column: from,
        end_line: 12 + u32::from(to == 1),
        end_column: to,
        text: text.to_owned(),
    };
    FindingView {
        recommendation: "storage-https".into(),
        severity: [Severity::High, Severity::Medium, Severity::Low][number % 3],
        resource: ResourceView {
            id: format!("/subscriptions/s1/resourceGroups/rg/providers/A.B/c/{number}{text}").into(),
            name: text.to_owned().into(),
            type_name: "A.B/c".into(),
            resource_group: some().map(Into::into),
            subscription: some().map(Into::into),
        },
        status: Some(Status::Unhealthy),
        standing: Some(Standing::New),
        known: false,
        script_error: false,
        message: some().map(Into::into),
        location: place(12),
        copies: Vec::new(),
        deployment: None,
        brought_by: Vec::new(),
        moved_from: None,
        excerpt: Excerpt { first_line: 11, lines: vec!["{".to_owned(), format!("\t  \"é\": {text}"), "}".to_owned()] },
        evidence: vec![
            EvidenceView {
                path: format!("properties.{text}").into(),
                value: Some(text.into()),
                text: None,
                place: place(12),
            },
            EvidenceView { path: "properties.gone".into(), value: None, text: None, place: place(12) },
        ],
        more_evidence: 0,
        exemption: None,
        fingerprint: format!("{number:032x}"),
        fix: Some(FixOfReview {
            review: true,
            impact: some(),
            points: Some(points(12)),
            replacements: vec![replaced(text, 5, 9)],
            diff: format!("--- a/x\n+++ b/x\n@@ -12 +12 @@ {}\n-old\n+new {text}\n", number),
            withheld: None,
            lines: vec![replaced(&format!("new {text}\n"), 1, 1)],
        }),
    }
}

/// A value that is long to tell.
pub fn evidence(text: &str) -> EvidenceView<'static> {
    let place = Place { file: "infra/a.json".to_owned(), line: 1, column: 1 };
    EvidenceView { path: text.to_owned().into(), value: Some(text.into()), text: None, place }
}

/// One finding for each hostile name, with every standing.
pub fn findings() -> Vec<FindingView<'static>> {
    let mut findings: Vec<FindingView<'static>> =
        HOSTILE.iter().enumerate().map(|(number, text)| finding(number, text)).collect();
    findings.push(finding(24, &"very long ä ".repeat(1_000)));
    let standings =
        [Standing::Incomparable, Standing::Changed, Standing::Moved, Standing::Unchanged, Standing::Resolved];
    for (finding, standing) in findings.iter_mut().rev().zip(standings) {
        finding.standing = Some(standing);
    }
    let last = findings.len() - 1;
    findings[last].status = Some(Status::Unknown);
    findings[last - 2].moved_from = Some(Place { file: "old/a.json".to_owned(), line: 3, column: 1 });
    findings[last - 4].status = None;
    findings[1].known = true;
    findings[2].exemption = Some(ExemptionView {
        id: "EX-1".to_owned(),
        category: "Waiver".to_owned(),
        reason: "]]> until\nthen".to_owned(),
        expires_on: Some("2027-03-31".to_owned()),
    });
    findings[4].fix.as_mut().unwrap().withheld = Some("the change is not shown".to_owned());
    findings[5].standing = None;
    findings[5].status = Some(Status::Unknown);
    findings[6].location = Place { file: String::new(), line: 0, column: 0 };
    findings
}
