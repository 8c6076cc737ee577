//! Which exemptions count, for what, and what follows for the score.

use super::*;
use crate::inventory::{FileRules, Inventory, InventoryFile, ResourceIndex, parse};
use crate::policy::{Config, ExemptionSource, Policy, PolicySource, exemptions};
use jiff::civil::date;

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
  - id: https-only
    title: HTTPS
    controls: [transit]
    severity: medium
    resourceTypes: [Microsoft.Storage/storageAccounts]
    description: Why.
    remediation: Do it.
    check: "true"
"#;

const SETTINGS: &str = "recommendations: { https-only: { exemptable: never } }
exemptionRules: { maxDays: 90 }
subscriptions: { S1: { managementGroup: shop }, s2: { managementGroup: other } }
managementGroups: { shop: { parent: Corp } }
";

const TLS: RecommendationIndex = RecommendationIndex(1);
const HTTPS: RecommendationIndex = RecommendationIndex(0);

fn register(entries: &[(&str, &str)]) -> Register {
    let source = PolicySource { name: "policy.yaml".to_owned(), text: POLICY.to_owned(), packed: None };
    let config = Config::parse("uplift.yaml", SETTINGS, &[]).expect("settings");
    let policy: Policy = crate::policy::parse(&[source], &config).expect("a policy");
    let entry = |(number, (scope, rest)): (usize, &(&str, &str))| {
        format!("- {{ id: e{number}, scope: '{scope}', category: Waiver, reason: Why., {rest} }}\n")
    };
    let text: String = entries.iter().enumerate().map(entry).collect();
    let sources = [ExemptionSource { name: "exemptions.yaml".to_owned(), text }];
    let read = exemptions(&sources, &policy).checked().expect("well-formed");
    Register::of(read, &policy, &config, date(2027, 1, 1))
}

fn inventory() -> Inventory {
    let account = |subscription: &str, group: &str, name: &str| {
        let id = format!(
            "/subscriptions/{subscription}/resourceGroups/{group}/providers/Microsoft.Storage/storageAccounts/{name}"
        );
        format!(r#"{{"id": "{id}", "name": "{name}", "type": "Microsoft.Storage/storageAccounts"}}"#)
    };
    let unplaced = r#"{"name": "st9", "type": "Microsoft.Storage/storageAccounts", "subscriptionId": "s1", "resourceGroup": "rg9"}"#;
    let text = format!("[{}, {}, {}]", account("s1", "RG-app", "st1"), account("s2", "rg-app", "st1"), unplaced);
    parse(vec![InventoryFile::new("a.json", Ok(text.into_bytes()), FileRules::default())], 1)
}

const OPEN: &str = "recommendations: [min-tls], expiresOn: 2027-02-01";

#[test]
fn a_scope_covers_what_it_names_and_what_is_below() {
    let resource = "/subscriptions/s1/resourceGroups/rg-app/providers/Microsoft.Storage/storageAccounts/st1";
    let cases = [
        (resource, [true, false, false]),
        ("/SUBSCRIPTIONS/S1/resourcegroups/RG-APP/", [true, false, false]),
        ("/subscriptions/s1/resourceGroups/rg", [false, false, false]),
        ("/subscriptions/s1", [true, false, true]),
        ("s1", [true, false, true]),
        ("/subscriptions/s1/resourceGroups/rg9", [false, false, true]),
        ("/providers/Microsoft.Management/managementGroups/shop", [true, false, true]),
        ("/providers/microsoft.management/managementGroups/corp", [true, false, true]),
        ("/providers/Microsoft.Management/managementGroups/none", [false, false, false]),
        ("/subscriptions/*/resourceGroups/rg-*/**", [true, true, false]),
        ("/subscriptions/*/resourceGroups/RG-APP", [true, true, false]),
        ("/subscriptions/*/st1", [false, false, false]),
        ("**/st1", [true, true, false]),
    ];
    let inventory = inventory();
    for (scope, expected) in cases {
        let register = register(&[(scope, OPEN)]);
        let found =
            [0, 1, 2].map(|index| register.find(&inventory, inventory.resource(ResourceIndex(index)), TLS).is_some());
        assert_eq!(found, expected, "{scope}");
        assert_eq!(
            register.find(&inventory, inventory.resource(ResourceIndex(0)), HTTPS),
            None,
            "another recommendation"
        );
    }
}

#[test]
fn an_exemption_counts_until_the_end_of_its_last_day_and_never_where_it_may_not() {
    let cases = [
        ("recommendations: [min-tls], expiresOn: 2027-01-01", Standing::Counts, ""),
        (
            "recommendations: [min-tls], expiresOn: 2026-12-31",
            Standing::Expired,
            "the exemption `e0` does not count any more: it ended on 2026-12-31",
        ),
        ("recommendations: [min-tls], expiresOn: 2027-04-01", Standing::Counts, ""),
        (
            "recommendations: [min-tls], expiresOn: 2027-04-02",
            Standing::TooLong(90),
            "the exemption `e0` does not count: it lasts until 2027-04-02",
        ),
        ("recommendations: [min-tls]", Standing::TooLong(90), "the exemption `e0` does not count: it has no end"),
        (
            "recommendations: [https-only], expiresOn: 2027-02-01",
            Standing::NotExemptable,
            "the exemption `e0` does not count: no exemption of `https-only` does",
        ),
        (
            "recommendations: [https-only, min-tls], expiresOn: 2027-02-01",
            Standing::Counts,
            "the exemption `e0` does not count for `https-only`: no exemption of it does",
        ),
    ];
    let inventory = inventory();
    for (entry, standing, warning) in cases {
        let register = register(&[("s1", entry)]);
        assert_eq!(register.standings(), [standing], "{entry}");
        let warnings: Vec<_> = register.warnings().into_iter().map(|problem| problem.message).collect();
        assert_eq!(warnings.join(""), warning, "{entry}");
        let resource = inventory.resource(ResourceIndex(0));
        assert_eq!(register.find(&inventory, resource, TLS).is_some(), standing == Standing::Counts, "{entry}");
        assert_eq!(register.find(&inventory, resource, HTTPS), None, "{entry}");
    }
}

#[test]
fn the_first_of_several_counts() {
    let register = register(&[("s2", OPEN), ("s1/x", OPEN), ("**/st1", OPEN), ("s1", OPEN)]);
    let inventory = inventory();
    assert_eq!(register.all(&inventory, inventory.resource(ResourceIndex(0)), TLS), [2, 3]);
    assert_eq!(register.find(&inventory, inventory.resource(ResourceIndex(1)), TLS), Some(0));
}
