//! Own files and exports: what counts, and what is refused, in the words that users see.

use super::*;
use crate::policy::{Config, PolicySource, parse};

const POLICY: &str = r#"controls:
  - { id: transit, title: Transit, maxScore: 4, description: Why. }
recommendations:
  - id: min-tls
    title: TLS
    controls: [transit]
    severity: medium
    resourceTypes: [Microsoft.Storage/storageAccounts]
    description: Why.
    remediation: Do it.
    check: "true"
    references: { azurePolicy: fe83a0eb-a853-422d-aac2-1bffd182c5d0, initiative: tlsMonitoring }
  - id: https-only
    title: HTTPS
    controls: [transit]
    severity: medium
    resourceTypes: [Microsoft.Storage/storageAccounts]
    description: Why.
    remediation: Do it.
    check: "true"
    references: { azurePolicy: 404c3081-a854-4457-ae30-26a93ef643f9 }
"#;

const GOOD: &str = "- id: old-clients
  scope: /subscriptions/s1/resourceGroups/rg-app
  recommendations: [min-tls, https-only]
  category: Waiver
  reason: Old clients.
  owner: shop
  ticket: CHG-1
  expiresOn: 2027-03-31
";

fn read(text: &str) -> Exemptions {
    read_all(&[("exemptions.yaml", text)])
}

fn read_all(files: &[(&str, &str)]) -> Exemptions {
    let source = PolicySource { name: "policy.yaml".to_owned(), text: POLICY.to_owned(), packed: None };
    let policy = parse(&[source], &Config::default()).expect("a policy");
    let source = |(name, text): &(&str, &str)| ExemptionSource { name: (*name).to_owned(), text: (*text).to_owned() };
    exemptions(&files.iter().map(source).collect::<Vec<_>>(), &policy)
}

fn shown(problems: &[Problem]) -> Vec<String> {
    let line = |problem: &Problem| {
        let place = problem.position.map_or_else(String::new, |place| format!("{}:{}", place.line, place.column));
        format!("{place}: {}; {}", problem.message, problem.help.as_deref().unwrap_or_default())
    };
    problems.iter().map(line).collect()
}

#[test]
fn an_entry_is_read_whole() {
    let exemptions = read(GOOD).checked().expect("well-formed");
    let [entry] = exemptions.entries.as_slice() else { panic!("one entry") };
    assert_eq!(entry.recommendations, [RecommendationIndex(0), RecommendationIndex(1)]);
    assert_eq!((entry.category, entry.expires_on), (Category::Waiver, Some(jiff::civil::date(2027, 3, 31))));
    assert_eq!((entry.owner.as_deref(), entry.ticket.as_deref()), (Some("shop"), Some("CHG-1")));
    assert_eq!(entry.summary(), "exempt until 2027-03-31 by old-clients: Old clients.");
    assert!(matches!(entry.scope.kind(), ScopeKind::Below(id) if id == "/subscriptions/s1/resourcegroups/rg-app"));
    for empty in ["", "# Nothing yet\n", "[]\n"] {
        assert_eq!(read(empty).checked().expect("well-formed").entries.len(), 0);
    }
}

#[test]
fn what_is_ill_formed_is_refused_with_its_place_and_the_next_step() {
    let cases = [
        (
            "reason: Old clients.",
            "raeson: Old.",
            vec!["1:3: missing key `reason`; add it", "5:3: unknown key `raeson`; did you mean `reason`?"],
        ),
        ("reason: Old clients.", "reason: ' '", vec!["5:11: `reason` is empty; write it"]),
        (
            "2027-03-31",
            "2027-02-30",
            vec!["8:14: `expiresOn` is no date: `2027-02-30`; write one that exists, like 2027-03-31"],
        ),
        (
            "2027-03-31",
            "20270331",
            vec!["8:14: `expiresOn` is the integer `20270331`; write text, in quotes if it reads as something else"],
        ),
        (
            "2027-03-31",
            "2027-3-31",
            vec!["8:14: `expiresOn` is no date: `2027-3-31`; write one that exists, like 2027-03-31"],
        ),
        ("Waiver", "waiver", vec!["4:13: `category` cannot be `waiver`; did you mean `Waiver`?"]),
        ("min-tls", "min-tsl", vec!["3:21: unknown recommendation `min-tsl`; did you mean `min-tls`?"]),
        ("[min-tls, https-only]", "[]", vec!["3:20: `recommendations` is empty; name at least one"]),
        ("[min-tls, https-only]", "min-tls", vec!["3:20: `recommendations` is the text \"min-tls\"; write a list"]),
        (
            "/subscriptions/s1/resourceGroups/rg-app",
            "/",
            vec![
                "2:10: `scope` names nothing; write the id of a resource, a group or a subscription, or a glob over ids",
            ],
        ),
        (
            "rg-app",
            "rg-[",
            vec![
                "2:10: `scope` is no glob: unclosed character class; missing ']'; write the id of a resource, a group or a subscription, or a glob over ids",
            ],
        ),
        (
            "id: old-clients",
            "id: Old Clients",
            vec![
                "1:7: the id `Old Clients` is not made of `a-z`, `0-9` and `-` alone; rename it, such as `storage-min-tls`",
            ],
        ),
    ];
    for (from, to, expected) in cases {
        let read = read(&GOOD.replacen(from, to, 1));
        assert_eq!(shown(&read.problems), expected, "{from} → {to}");
        assert_eq!(read.entries.len(), 0, "an ill-formed exemption is none");
    }
}

#[test]
fn a_file_that_is_no_list_is_refused() {
    for (text, expected) in [
        (
            "exemptions: []",
            "1:1: the file is no list of exemptions; start each entry with `- id:`, without a key above them",
        ),
        ("- min-tls", "1:3: the exemption is not a mapping; start it with `- id:`"),
    ] {
        assert_eq!(shown(&read(text).problems), [expected]);
    }
}

#[test]
fn ids_are_unique_over_all_files() {
    let read = read_all(&[("a.yaml", GOOD), ("b.yaml", GOOD)]);
    assert_eq!(
        shown(&read.problems),
        ["1:7: the exemption `old-clients` already stands in a.yaml:1:3; rename one of the two"]
    );
    assert_eq!(read.entries.len(), 1);
}

/// An exemption as Resource Graph and list calls give it.
fn exported(scope: &str, name: &str, properties: &str) -> String {
    format!(
        r#"{{"id": "{scope}/providers/Microsoft.Authorization/policyExemptions/{name}", "name": "{name}", "type": "microsoft.authorization/policyexemptions", "properties": {{"exemptionCategory": "Waiver", {properties}}}}}"#
    )
}

const ASSIGNMENT: &str =
    r#""policyAssignmentId": "/subscriptions/s1/providers/Microsoft.Authorization/policyAssignments/asc""#;

#[test]
fn an_export_is_read_as_far_as_recommendations_refer_to_its_policies() {
    let by_reference = exported(
        "/subscriptions/s1",
        "tls",
        &format!(
            r#"{ASSIGNMENT}, "policyDefinitionReferenceIds": ["TLSMonitoring", "other"], "expiresOn": "2027-03-31T00:00:00Z", "description": "Old.", "metadata": {{"requestedBy": "shop", "ticketRef": "T1"}}"#
        ),
    );
    let by_policy = exported(
        "/subscriptions/s1/resourceGroups/g",
        "https",
        r#""policyDefinitionReferenceIds": ["/providers/Microsoft.Authorization/policyDefinitions/404c3081-a854-4457-ae30-26a93ef643f9"], "expiresOn": "2027-03-31T12:00:00+00:00", "displayName": "HTTPS""#,
    );
    let forms = [
        format!("[{by_reference}, {by_policy}]"),
        format!(r#"{{"value": [{by_reference}, {by_policy}]}}"#),
        format!(r#"{{"data": [{by_reference}, {by_policy}], "count": 2}}"#),
    ];
    for text in forms {
        let read = read_all(&[("export.json", &text)]).checked().expect("an export is not refused");
        let [tls, https] = read.entries.as_slice() else { panic!("{:?}", shown(&read.warnings)) };
        assert_eq!((tls.scope.text(), https.scope.text()), ("/subscriptions/s1", "/subscriptions/s1/resourceGroups/g"));
        assert_eq!(tls.expires_on, Some(jiff::civil::date(2027, 3, 30)), "midnight ends the day before");
        assert_eq!(https.expires_on, Some(jiff::civil::date(2027, 3, 31)));
        assert_eq!((tls.reason.as_str(), https.reason.as_str()), ("Old.", "HTTPS"));
        assert_eq!((tls.owner.as_deref(), tls.ticket.as_deref()), (Some("shop"), Some("T1")));
        assert_eq!((tls.recommendations.len(), https.recommendations.len()), (1, 1));
        let [warning] = read.warnings.as_slice() else { panic!("one policy is unknown") };
        assert!(warning.message.contains("counts without the policy `other`"), "{warning:?}");
    }
}

#[test]
fn what_an_export_does_not_tell_is_said_and_does_not_count() {
    let reference = r#""policyDefinitionReferenceIds": ["tlsMonitoring"]"#;
    let cases = [
        (exported("/s", "a", ASSIGNMENT), "it is for a whole assignment"),
        (
            exported("/s", "a", r#""policyDefinitionReferenceIds": ["other"]"#),
            "no recommendation refers to the policy `other`",
        ),
        (exported("/s", "a", &format!(r#"{reference}, "expiresOn": "soon""#)), "its end `soon` is no date"),
        (
            exported("/s", "a", &format!(r#"{reference}, "resourceSelectors": [{{"name": "x"}}]"#)),
            "its resource selectors",
        ),
        (exported("/s", "a", reference).replace("Waiver", "Other"), "its category is `Other`"),
        (exported("", "a", reference), "its scope names nothing"),
    ];
    for (text, expected) in cases {
        let read = read_all(&[("export.json", &format!("[{text}]"))]).checked().expect("an export is not refused");
        assert_eq!(read.entries.len(), 0);
        let [warning] = read.warnings.as_slice() else { panic!("{expected}: {:?}", shown(&read.warnings)) };
        assert!(warning.message.contains(expected), "{}", warning.message);
    }
}

#[test]
fn rows_below_columns_and_flat_objects_are_exports_too() {
    let id = "/subscriptions/s1/providers/Microsoft.Authorization/policyExemptions/a";
    let properties = r#"{"exemptionCategory": "Mitigated", "policyDefinitionReferenceIds": ["min-tls"]}"#;
    let rows = format!(
        r#"{{"data": {{"columns": [{{"name": "properties"}}, {{"name": "id"}}], "rows": [[{properties}, "{id}"]]}}}}"#
    );
    let flat = format!(
        r#"[{{"id": "{id}", "exemptionCategory": "Mitigated", "policyDefinitionReferenceIds": ["min-tls"], "expiresOn": null}}]"#
    );
    for text in [rows, flat] {
        let read = read_all(&[("export.json", &text)]).checked().expect("an export is not refused");
        let [entry] = read.entries.as_slice() else { panic!("{:?}", shown(&read.warnings)) };
        assert_eq!((entry.id.as_str(), entry.category, entry.expires_on), ("a", Category::Mitigated, None));
    }
}
