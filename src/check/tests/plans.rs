//! Plans against the language's own engine: random scripts over random resources give the same in both.
//!
//! `UPLIFT_PLANS=200000` tries so many pairs instead of some thousands.

use super::*;
use serde_json::{Value, json};

/// Random numbers that are the same each time.
struct Chance(u64);

impl Chance {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mixed = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    fn below(&mut self, bound: usize) -> usize {
        (self.next() % bound as u64) as usize
    }

    fn one<'t>(&mut self, of: &[&'t str]) -> &'t str {
        of[self.below(of.len())]
    }

    fn literal(&mut self) -> &'static str {
        match self.below(8) {
            0 => self.one(&["true", "false", "3", "0", "2.5"]),
            1 => "()",
            _ => self.one(&["\"on\"", "\"Off\"", "\"1.2\"", "\"a\"", "\"2\"", "\"\""]),
        }
    }

    /// A place in the resource, or below a variable.
    fn path(&mut self, root: &str) -> String {
        let place = self.one(&["a", "b", "flag", "text", "count", "o.x", "o.y.z", "list[0]", "list[-1].v", "o[\"x\"]"]);
        match self.below(8) {
            0 if root == "resource" => self.one(&["resource.kind", "resource.name", "resource.tags.env"]).to_owned(),
            _ if root == "resource" => format!("resource.properties.{place}"),
            0 => root.to_owned(),
            1..=4 => format!("{root}.{}", self.one(&["v", "name", "flag", "w.v"])),
            _ => format!("{root}.{place}"),
        }
    }

    fn list(&mut self, root: &str) -> String {
        let list = self.one(&["list", "list", "list", "more", "o.list", "a", "o", "absent"]);
        match self.below(8) {
            0 if root == "resource" => "resource.children(\"Contoso.Test/things/parts\")".to_owned(),
            1 if self.below(4) == 0 => "[\"on\", \"a\", 3]".to_owned(),
            2 if root == "resource" => format!("resource.properties.{list}.filter(|e| {})", self.simple("e")),
            3 if root == "resource" => format!("resource.properties.{list}.map(|e| e.v)"),
            _ if root == "resource" => format!("resource.properties.{list}"),
            _ => format!("{root}.{list}"),
        }
    }

    fn simple(&mut self, root: &str) -> String {
        let (path, literal) = (self.path(root), self.literal());
        match self.below(22) {
            0..=5 => format!("{path} == {literal}"),
            6..=8 => format!("{path} != {literal}"),
            9 => format!("{path} in [\"on\", \"Off\", \"1.2\"]"),
            10 => format!("!({path} in [\"a\", 3])"),
            11 if root == "resource" => {
                let count = self.one(&["count", "count", "a"]);
                format!("(resource.properties.{count} ?? 0) {} 2", self.one(&["<", "<=", ">", ">="]))
            }
            11 => format!("({path} ?? 0) {} 2", self.one(&["<", "<=", ">", ">="])),
            12 => format!("is_text({path})"),
            13 => format!("is_object({path})"),
            14 => format!("{path} == {}", self.path(root)),
            15 => format!("version_at_least({path}, \"1.2\")"),
            16 => format!("{path} != () && is_word({path}, [\"on\", \"off\"])"),
            17 => format!("{path}.{}(\"o\")", self.one(&["starts_with", "ends_with", "contains"])),
            18 => format!("port_in({path}, 3)"),
            19 => format!("own({path}, {literal})"),
            20 => format!("{literal} == {path}"),
            _ => format!("({path} ?? {path}) == params.wanted"),
        }
    }

    fn truth(&mut self, root: &str, depth: usize) -> String {
        if depth == 0 {
            return self.simple(root);
        }
        match self.below(14) {
            0 | 1 => format!("({} && {})", self.truth(root, depth - 1), self.truth(root, depth - 1)),
            2 | 3 => format!("({} || {})", self.truth(root, depth - 1), self.truth(root, depth - 1)),
            4 => format!("!({})", self.truth(root, depth - 1)),
            5..=7 => {
                let (list, name) = (self.list(root), format!("x{depth}"));
                format!("{list}.{}(|{name}| {})", self.one(&["any", "all", "some"]), self.truth(&name, depth - 1))
            }
            8 => format!("{}.len() {} 1", self.list(root), self.one(&["==", "!=", "<", ">"])),
            9 => format!("{}.contains({})", self.list(root), self.literal()),
            10 => format!("{} in {}", self.path(root), self.list(root)),
            11 => format!("{}.is_empty()", self.list(root)),
            12 => format!("inventory.get({}).name == \"on\"", self.path(root)),
            _ => self.simple(root),
        }
    }

    fn answer(&mut self, about: &str) -> String {
        match self.below(10) {
            0 | 1 => "healthy()".to_owned(),
            2..=4 => format!("unhealthy(\"it is \" + ({about} ?? \"nothing\"), {about})"),
            5 => format!("unhealthy(`it is ${{{about}}}`)"),
            6 | 7 => "not_applicable(\"for another\")".to_owned(),
            8 => "unknown(\"nobody can tell\")".to_owned(),
            _ => self.truth("resource", 1),
        }
    }

    fn script(&mut self) -> String {
        let own = "fn own(value, wanted) { let wanted = wanted; if value == () { return false; } value == wanted }\n";
        let (path, condition) = (self.path("resource"), self.truth("resource", 2));
        let body = match self.below(16) {
            0..=2 => condition,
            3 => format!("let v = {path};\nif {condition} {{ return {}; }}\n{}", self.answer("v"), self.answer("v")),
            4 => format!(
                "for (x, i) in {} {{\nif {} {{ return {}; }}\nif i > 1 {{ break; }}\n}}\n{}",
                self.list("resource"),
                self.truth("x", 1),
                self.answer("x.v"),
                self.answer(&path)
            ),
            5 => format!(
                "let found = ();\nif {}.any(|x| {{ found = x; {} }}) {{ return unhealthy(\"one\", found); }}\n{}",
                self.list("resource"),
                self.truth("x", 1),
                self.answer(&path)
            ),
            6 => format!("let n = 0;\nfor x in {} {{ n = n + 1; }}\nn > 1", self.list("resource")),
            7 => format!("if {condition} {{ {} }} else {{ {} }}", self.answer(&path), self.answer(&path)),
            8 => format!("if {condition} {{ not_applicable(\"no\") }} else {{ not_applicable(\"yes\") }}"),
            9 => format!("let n = {}.len();\nn", self.list("resource")),
            10 => format!("if {condition} {{ \"done\" }} else {{ 3 }}"),
            11..=13 => format!("if {condition} {{ return healthy(); }}\nnot_applicable(\"no\")"),
            14 => format!(
                "let found = ();\nlet all = [];\nlet good = {}.all(|x| {{ found = x; all.push(x); {} }});\nif all.len() > 1 \
                 {{ let o = #{{ a: found, n: all.len() }}; return unhealthy(`${{o.n}} ` + (o.a.name ?? \"none\"), o.a); \
                 }}\nlet n = 0; while n < 2 {{ n += 1; if n == 1 {{ continue; }} }}\ngood && n == 2",
                self.list("resource"),
                self.truth("x", 1)
            ),
            _ => format!("let k = \"o\";\nresource.properties[k][{path}] == {}", self.literal()),
        };
        format!("{own}{body}")
    }

    fn value(&mut self, depth: usize) -> Value {
        match self.below(if depth == 0 { 30 } else { 34 }) {
            0 | 1 => Value::Null,
            2 => true.into(),
            3 => false.into(),
            4 => self.one(&[" on ", "'a'", "", "o...", "${x}", "@{a=1}", "null"]).into(),
            5 => self.one(&["1.2", "TLS1_2", "1.10", "3", "20-25"]).into(),
            6 => "/subscriptions/S1/resourceGroups/Rg/providers/Contoso.Test/things/t1".into(),
            7 => self.below(4).into(),
            8 => 2.5.into(),
            9 => json!([]),
            10 => json!({}),
            11 => json!(["on", 3]),
            12..=29 => self.one(&["on", "ON", "off", "a", "1.2", "true"]).into(),
            30 | 31 => (0..self.below(4)).map(|_| self.value(depth - 1)).collect(),
            _ => json!({ "v": self.value(depth - 1), "name": self.value(0), "flag": true, "x": self.value(0) }),
        }
    }

    fn resource(&mut self, place: usize) -> Value {
        let mut properties = serde_json::Map::new();
        for name in ["a", "b", "flag", "text", "count", "o", "more"] {
            let value = match (name, self.below(8)) {
                (_, 0 | 1) => continue,
                ("o", 2..=6) => {
                    json!({ "x": self.value(0), "y": { "z": self.value(0) }, "list": ["on", self.value(0)] })
                }
                ("more", 2..=6) => (0..self.below(3)).map(|_| self.value(0)).collect(),
                ("count", 2..=6) => self.below(4).into(),
                _ => self.value(2),
            };
            properties.insert(name.to_owned(), value);
        }
        let elements = (0..self.below(4)).map(|_| match self.below(5) {
            0 => self.value(1),
            _ => json!({ "v": self.value(0), "name": "n", "flag": self.below(2) == 0, "w": { "v": self.value(0) } }),
        });
        properties.insert("list".to_owned(), elements.collect());
        json!({
            "id": format!("/subscriptions/S1/resourceGroups/Rg/providers/Contoso.Test/things/t{place}"),
            "name": format!("t{place}"), "type": "Contoso.Test/things", "kind": self.one(&["on", "a", "Off"]),
            "location": "westeurope", "tags": { "env": self.one(&["on", "x"]) }, "properties": properties,
        })
    }
}

/// A policy of many scripts, without those that loading refuses.
fn policy_of(scripts: &[String]) -> Policy {
    let head = "controls:\n  - { id: c, title: C, maxScore: 1, description: d }\nrecommendations:\n";
    let entry = |(place, check): (usize, &String)| {
        format!(
            "  - id: r{place}\n    title: R\n    controls: [c]\n    severity: low\n    resourceTypes: \
             [Contoso.Test/things]\n    description: d\n    remediation: r\n    parameters:\n      wanted: {{ type: string, \
             defaultValue: on, description: d }}\n    check: |\n      {}\n",
            check.replace('\n', "\n      ")
        )
    };
    let text = format!("{head}{}", scripts.iter().enumerate().map(entry).collect::<String>());
    let source = PolicySource { name: "policies/p.yaml".into(), text, packed: None };
    policy::parse(&[source], &Config::default()).unwrap_or_else(|problems| panic!("{problems:#?}"))
}

#[test]
fn a_plan_gives_what_the_engine_gives() {
    let pairs = std::env::var("UPLIFT_PLANS").ok().and_then(|pairs| pairs.parse().ok()).unwrap_or(6_000usize);
    let mut chance = Chance(20);
    let (mut counts, mut planned, mut done) = ([0usize; 5], 0, 0);
    while done < pairs {
        let scripts: Vec<String> = (0..100).map(|_| chance.script()).collect();
        let policy = policy_of(&scripts);
        let examiner = Examiner::of(&policy);
        let taken = policy.recommendations.iter().filter(|entry| examiner.takes(entry));
        let scripts: Vec<String> = taken.map(|entry| entry.check.text.trim_end().to_owned()).collect();
        assert!(scripts.len() > 60, "most scripts are well-formed: {}", scripts.len());
        let checks = compile(&policy_of(&scripts)).unwrap_or_else(|problems| panic!("{problems:#?}"));
        let rows: Vec<Value> = (0..10).map(|place| chance.resource(place)).collect();
        let found = inventory(FileKind::Source, &Value::from(rows).to_string());
        let (own, runs) = with_room(|| compared(&checks, &found)).expect("there is a thread");
        counts.iter_mut().zip(own).for_each(|(all, own)| *all += own);
        planned += runs;
        done += scripts.len() * found.resources().len();
    }
    let shares = counts.map(|count| count * 100 / done);
    assert!(
        shares.iter().all(|share| *share >= 10),
        "healthy, unhealthy, not applicable, unknown, error: {shares:?} %"
    );
    assert!(planned * 100 / done >= 90, "{planned} of {done} pairs by a plan");
}

/// How many verdicts there are of each kind, and how many a plan gave.
fn compared(checks: &Checks, inventory: &Arc<Inventory>) -> ([usize; 5], usize) {
    let plain = checks.without_plans();
    let mut planned = Evaluator::new(checks, inventory.clone(), None);
    let mut engine = Evaluator::new(&plain, inventory.clone(), None);
    let mut counts = [0; 5];
    for (recommendation, entry) in (0..).map(RecommendationIndex).zip(checks.recommendations()) {
        let script = &entry.check.text;
        for resource in (0..inventory.resources().len() as u32).map(ResourceIndex) {
            let judged = |by: &mut Evaluator<'_>| {
                let verdict = by.verdict(recommendation, resource, Detail::Full).expect("there is no deadline");
                (verdict, by.sought(resource))
            };
            let (verdict, sought) = judged(&mut planned);
            assert_eq!((&verdict, sought), (&judged(&mut engine).0, engine.sought(resource)), "{script}\n{}", {
                inventory.node(resource).raw()
            });
            let is_error = verdict.finding.as_ref().is_some_and(|finding| finding.script_error);
            counts[match verdict.status {
                _ if is_error => 4,
                Healthy => 0,
                Unhealthy => 1,
                NotApplicable => 2,
                Unknown => 3,
            }] += 1;
        }
    }
    (counts, planned.runs()[0] as usize)
}
