//! What `lint --fix` changes answers the same: of random scripts and random resources, with what is absent, of another kind or
//! unknown among it.

use crate::harness::Estate;
use serde_json::Value;
use std::collections::BTreeMap;
use std::fmt::Write;

/// The same choices each time.
struct Dice(u64);

impl Dice {
    fn roll(&mut self, sides: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) as usize % sides
    }

    fn pick<'t>(&mut self, from: &[&'t str]) -> &'t str {
        from[self.roll(from.len())]
    }
}

/// Conditions, many of which say the same in other words, or nearly.
const ATOMS: [&str; 34] = [
    r#"resource.kind == "a""#,
    r#""a" == resource.kind"#,
    r#"resource.kind == "A""#,
    r#"resource.kind != "a""#,
    r#"resource.kind == "b""#,
    r#"resource.kind != "b""#,
    "resource.kind != ()",
    "resource.kind == ()",
    "(resource.properties.n ?? 0) > 5",
    "(resource.properties.n ?? 0) > 3",
    "(resource.properties.n ?? 0) > 3.0",
    "5 < (resource.properties.n ?? 0)",
    "(resource.properties.n ?? 0) >= 5",
    "(resource.properties.n ?? 0) < 4",
    "(resource.properties.n ?? 0) == 7",
    "(resource.properties.n ?? 0) != 7",
    "resource.properties.on == true",
    "resource.properties.on != false",
    "!(resource.properties.on == true)",
    r#"resource.properties.l.any(|one| one == "a")"#,
    r#"resource.properties.l.any(|one| one == "a" || one == "a" && one != "b")"#,
    "resource.properties.l.len() > 0",
    "(resource.properties.l.len() ?? 3) > 0",
    r#"(resource.properties.on ?? resource.kind ?? ()) == "a""#,
    r#"(resource.kind ?? "x" ?? "y") == "x""#,
    r#"(resource.properties.on ?? ()) == ()"#,
    "1 == 1",
    "1 == 2",
    r#""a" == "A""#,
    "!true",
    "9007199254740993 == 9007199254740992",
    "resource.tags.env == ()",
    r#"resource.tags.env != "prod""#,
    r#"resource.tags.env == "prod""#,
];

const VALUES: [&str; 14] =
    ["a", "A", "b", "true", "True", "5", "7", "7.0", "\"7\"", "[]", "[a, b]", "{ a: 1 }", "'#{place}'", "''"];

/// A condition of some of few others, so that they meet again.
fn condition(dice: &mut Dice, pool: &[&str], depth: usize) -> String {
    if depth == 0 || dice.roll(3) == 0 {
        return dice.pick(pool).to_owned();
    }
    let sign = dice.pick(&[" && ", " || "]);
    let parts = (0..2 + dice.roll(3)).map(|_| match condition(dice, pool, depth - 1) {
        part if part.contains("&&") || part.contains("||") => format!("({part})"),
        part => part,
    });
    parts.collect::<Vec<_>>().join(sign)
}

fn policy(dice: &mut Dice, scripts: usize) -> String {
    let mut policy =
        "controls:\n  - { id: c, title: Control, maxScore: 4, description: At stake. }\nrecommendations:\n".to_owned();
    for number in 0..scripts {
        let pool: Vec<&str> = (0..3).map(|_| dice.pick(&ATOMS)).collect();
        let check = condition(dice, &pool, 3);
        let _ = writeln!(
            policy,
            "  - id: r{number}\n    title: Number {number}\n    controls: [c]\n    severity: low\n    resourceTypes: [Contoso.Web/sites]\n    description: Text.\n    remediation: Do it.\n    check: |\n      {check}"
        );
    }
    policy
}

fn resources(dice: &mut Dice, number: usize) -> String {
    let mut all = String::new();
    for number in 0..number {
        let _ = write!(all, "- type: Contoso.Web/sites\n  name: s{number}\n");
        let members = ["  kind", "  tags:\n    env", "  properties:\n    p: 1\n    n", "    on", "    l"];
        for (place, member) in members.into_iter().enumerate() {
            if place == 2 || dice.roll(4) > 0 {
                let _ = writeln!(all, "{member}: {}", dice.pick(&VALUES));
            }
        }
    }
    all
}

/// Each verdict with its message.
fn verdicts(estate: &Estate) -> BTreeMap<String, String> {
    let scan = ["scan", "estate", "--policies", "rules", "--no-embedded", "--format", "json", "--all"];
    let report: Value = serde_json::from_slice(&estate.output(&scan, b"").stdout).unwrap();
    let told = report["assessments"].as_array().unwrap().iter().map(|each| {
        let of = format!("{} {}", each["recommendation"], each["resource"]);
        (of, format!("{} {}", each["status"], each["message"]))
    });
    told.collect()
}

#[test]
fn what_is_mended_answers_the_same() {
    let dice = &mut Dice(2_026);
    let estate = Estate::empty();
    estate.add("rules/policy.yaml", policy(dice, 300).as_bytes());
    estate.add("estate/a.yaml", resources(dice, 60).as_bytes());
    let before = verdicts(&estate);
    let statuses = ["healthy", "unhealthy", "unknown"]
        .map(|status| before.values().filter(|verdict| verdict.starts_with(&format!("\"{status}\""))).count());
    assert!(before.len() == 300 * 60 && statuses.iter().all(|count| *count > 1_000), "{statuses:?}");
    let (mut made, mut rounds) = (0, 0);
    loop {
        let said = estate.run(&["lint", "rules", "--no-embedded", "--fix"]);
        assert!(!said.contains("error"), "{said}");
        let now =
            said.rsplit_once(" mended").and_then(|(said, _)| said.rsplit_once("; ")?.1.split(' ').next()?.parse().ok());
        let Some(now): Option<usize> = now else { break };
        (made, rounds) = (made + now, rounds + 1);
        assert!(rounds < 9, "it never ends");
    }
    assert!(made > 150, "{made} mended");
    let after = verdicts(&estate);
    let other = before.iter().filter(|(of, verdict)| after.get(*of) != Some(verdict));
    let other: Vec<_> =
        other.take(5).map(|(of, verdict)| format!("{of}: {verdict}, then {:?}", after.get(of))).collect();
    assert!(other.is_empty(), "{other:#?}");
}
