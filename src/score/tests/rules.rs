//! How resources are counted, put into scopes and ranked.

use super::*;

#[test]
fn two_occurrences_of_a_resource_count_once() {
    let policy = policy(&[4], &[&[0]]);
    let resources = [(7, 0, vec![(0, H)]), (1, 0, vec![(0, H)]), (7, 0, vec![(0, U)])];
    let score = score(&policy, &assessed(&[("s", "g")], &resources), &Options::default());
    let tally = Tally { healthy: 1, unhealthy: 1, ..Tally::default() };
    assert_eq!(control(&score, 0).tally, tally, "vector 17");
    assert_eq!(score.recommendations[0].tally, tally);
}

#[test]
fn the_worst_status_decides() {
    let cases: [(&[Status], Tally); 5] = [
        (&[H, K, U, NA], Tally { unhealthy: 1, ..Tally::default() }),
        (&[NA, H, K], Tally { unknown: 1, ..Tally::default() }),
        (&[H, NA], Tally { healthy: 1, ..Tally::default() }),
        (&[NA], Tally { not_applicable: 1, ..Tally::default() }),
        (&[], Tally::default()),
    ];
    let policy = policy(&[4], &[&[0], &[0], &[0], &[0]]);
    for (statuses, expected) in cases {
        let together = (0..).zip(statuses.iter().copied()).collect();
        let one = assessed(&[("s", "g")], &[(0, 0, together)]);
        assert_eq!(control(&score(&policy, &one, &Options::default()), 0).tally, expected, "{statuses:?} at once");
        let occurrences: Vec<_> = statuses.iter().map(|&status| (0, 0, vec![(2, status)])).collect();
        let several = assessed(&[("s", "g")], &occurrences);
        assert_eq!(control(&score(&policy, &several, &Options::default()), 0).tally, expected, "{statuses:?} apart");
    }
}

#[test]
fn preview_and_disabled_recommendations_are_counted_and_never_score() {
    let mut policy = policy(&[4], &[&[0], &[0]]);
    policy.recommendations[0].preview = true;
    policy.recommendations[1].enabled = false;
    let score = score(&policy, &assessed(&[("s", "g")], &[(0, 0, vec![(0, U), (1, U)])]), &Options::default());
    assert_eq!(score.estate, ScopeScore::default());
    assert_eq!(score.recommendations[0].tally.unhealthy, 1);
}

#[test]
fn scopes_are_scored_in_parts_without_regard_to_case() {
    let policy = policy(&[10], &[&[0]]);
    let groups = [("A", "one"), ("a", "ONE"), ("a", ""), ("b", "one"), ("", "one")];
    let resources: Vec<_> =
        [H, U, U, H, U].into_iter().zip(0..).map(|(status, index)| (index.into(), index, vec![(0, status)])).collect();
    let settings = "subscriptions: { a: { managementGroup: corp }, B: { managementGroup: online } }
managementGroups: { corp: { parent: root }, online: { parent: Root }, root: { parent: root } }";
    let options = Options::of([&Config::parse("uplift.yaml", settings, &[]).unwrap_or_default()]);
    let score = score(&policy, &assessed(&groups, &resources), &options);
    let shown: Vec<_> = score
        .scopes
        .iter()
        .map(|Scope { name, score, .. }| {
            let percentage = score.figures.as_ref().map(|figures| figures.percentage.to_string()).unwrap_or_default();
            format!("{} {percentage} of {}", shown(name), score.weight)
        })
        .collect();
    let expected = [
        "corp 1/3 of 30",
        "online 1 of 10",
        "root 1/2 of 40",
        "- 0 of 10",
        "A 1/3 of 30",
        "b 1 of 10",
        "-/one 0 of 10",
        "A/one 1/2 of 20",
        "b/one 1 of 10",
    ];
    assert_eq!(shown, expected);
}

fn shown(name: &ScopeName) -> String {
    match name {
        ScopeName::ManagementGroup(id) => id.clone(),
        ScopeName::Subscription(id) => id.as_deref().unwrap_or("-").to_owned(),
        ScopeName::ResourceGroup { subscription, name } => {
            format!("{}/{name}", subscription.as_deref().unwrap_or("-"))
        }
    }
}

#[test]
fn controls_are_ranked() {
    // Potential 2, 2, 2 (another maximum), 0, not scored.
    let score = subscription(&[(4, 1, 1, 0), (4, 2, 2, 0), (8, 3, 1, 0), (9, 1, 0, 0), (99, 0, 0, 1)]);
    let mut policy = policy(&[4, 4, 8, 9, 99], &[]);
    let mut order = |order, title: &str| {
        policy.controls[1].title = title.to_owned();
        let mut controls = score.controls.clone();
        rank(&policy, &mut controls, order);
        controls.iter().map(|score| score.control.0).collect::<Vec<_>>()
    };
    assert_eq!(order(Order::Increase, "Control 1"), [2, 0, 1, 3, 4]);
    assert_eq!(order(Order::Increase, "A control"), [2, 1, 0, 3, 4], "the title decides last");
    assert_eq!(order(Order::Max, "Control 1"), [4, 3, 2, 0, 1]);
    assert_eq!(order(Order::Unhealthy, "Control 1"), [1, 2, 0, 3, 4]);
}

#[test]
fn recommendations_are_ranked_by_control_severity_count_and_id() {
    let mut policy = policy(&[1, 9], &[&[0], &[1], &[1, 0], &[1], &[1], &[]]);
    policy.recommendations[2].severity = Severity::High;
    let resources = [(0, 0, vec![(0, U), (1, U), (3, U)]), (1, 0, vec![(1, U), (2, H)])];
    let assessed = assessed(&[("s", "g")], &resources);
    let order = |policy: &Policy| {
        let score = score(policy, &assessed, &Options::default());
        score.recommendations.iter().map(|score| score.recommendation.0).collect::<Vec<_>>()
    };
    assert_eq!(order(&policy), [2, 1, 3, 4, 0, 5]);
    policy.recommendations[1].preview = true;
    assert_eq!(order(&policy), [2, 3, 4, 0, 5, 1], "preview comes last");
}
