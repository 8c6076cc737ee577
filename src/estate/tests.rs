//! Settings and policies, from both sides of a change.

mod ways;

use super::*;
use crate::source::{self, FileSystem, display_name};
use crate::source::{Repository, Side};
use std::path::Path;
use std::process::Command;

/// A repository with a base and a head that changes what governs it.
fn repository() -> tempfile::TempDir {
    let directory = tempfile::tempdir().expect("a directory");
    git(directory.path(), &["init", "-q", "-b", "main"]);
    let base = [
        ("uplift.yaml", "policies: [rules]\nexclude: [skipped]\nexemptions: [exempt.yaml]\n"),
        ("exempt.yaml", "[]"),
        ("rules/own.yaml", "controls: []\n"),
        ("infra/a.json", "[]"),
        ("skipped/b.json", "[]"),
    ];
    commit(directory.path(), &base, "base");
    let head = [
        ("uplift.yaml", "exclude: [infra]\n"),
        ("rules/new.yaml", "controls: []\n"),
        ("infra/.ignore", "*\n"),
        ("infra/c.json", "[]"),
        ("infra/notes.md", "no inventory"),
    ];
    commit(directory.path(), &head, "head");
    directory
}

fn commit(directory: &Path, files: &[(&str, &str)], name: &str) {
    for (file, text) in files {
        let path = directory.join(file);
        std::fs::create_dir_all(path.parent().expect("a parent")).expect("a directory");
        std::fs::write(path, text).expect("a file");
    }
    git(directory, &["add", "-A"]);
    git(directory, &["commit", "-q", "-m", name]);
    git(directory, &["tag", name]);
}

fn git(directory: &Path, arguments: &[&str]) {
    let mut command = Command::new("git");
    command.args(["-c", "user.name=A", "-c", "user.email=a@example.com"]).args(arguments);
    command.current_dir(directory).env("GIT_CONFIG_GLOBAL", "/dev/null");
    assert!(command.status().expect("git runs").success(), "git {arguments:?}");
}

fn side(directory: &Path, name: &str) -> Arc<source::Listing> {
    let repository = Repository::containing(directory).expect("a repository");
    let commit = repository.commit(name).expect("a commit");
    Arc::new(repository.list(Side::Commit(commit)).expect("a listing"))
}

fn names<'n>(root: &Path, names: impl IntoIterator<Item = &'n str>) -> Vec<String> {
    let (root, known) = (display_name(root), display_name(&FileSystem.identity(root)));
    let inner = |name: &'n str| name.strip_prefix(&root).or_else(|| name.strip_prefix(&known)).unwrap_or(name);
    names.into_iter().map(|name| inner(name).trim_start_matches('/').to_owned()).collect()
}

#[test]
fn a_change_is_judged_by_what_governed_before_it() {
    let directory = repository();
    let root = directory.path();
    let (base, head) = (side(root, "base"), side(root, "head"));
    let paths = [root.to_owned()];
    // The same when it is named, since the disk has the one of the change.
    for config in [None, Some(root.join("uplift.yaml"))] {
        let mut settings = Settings::read(base.clone(), config.as_deref(), root).expect("settings");
        assert_eq!(settings.config.policies, ["rules"]);
        let none = Sources { no_embedded: true, ..Sources::default() };
        let policies = settings.policies(&none).expect("policies");
        assert_eq!(names(root, policies.iter().map(|policy| policy.name.as_str())), ["rules/own.yaml"]);
        settings.govern(paths.to_vec(), true);
        let walked = settings.walk(&head.ignoring_as(&base));
        let found = names(root, walked.found.iter().map(|found| found.name.as_str()));
        assert_eq!(found, ["infra/a.json", "infra/c.json"]);
        let passed = walked.passed_over.iter().map(|(name, _)| name.as_str());
        let mut passed = names(root, passed);
        passed.sort();
        assert_eq!(passed, ["exempt.yaml", "infra/notes.md", "rules/new.yaml", "rules/own.yaml", "uplift.yaml"]);
        assert_eq!(settings.inventory().0.len(), 4);
    }
}

#[test]
fn what_governs_is_listed_for_both_sides() {
    let directory = repository();
    let root = directory.path();
    let (base, head) = (side(root, "base"), side(root, "head"));
    let settings = Settings::read(base.clone(), None, root).expect("settings");
    let governed = |side: &dyn Files| {
        let governed = settings.governance(side, &Sources::default(), &[root.to_owned()]);
        governed.unwrap_or_else(|failure| panic!("{failure:?}"))
    };
    let named = |governed: &Keys| names(root, governed.keys().map(String::as_str));
    let (before, after) = (governed(&*base), governed(&*head));
    assert_eq!(named(&before), ["exempt.yaml", "rules/own.yaml", "uplift.yaml"]);
    assert_eq!(named(&after), ["exempt.yaml", "infra/.ignore", "rules/new.yaml", "rules/own.yaml", "uplift.yaml"]);
    let is_same = |place: usize| before.values().nth(place) == after.get(before.keys().nth(place).expect("a file"));
    assert_eq!((is_same(0), is_same(2)), (true, false));
}

#[test]
fn settings_cannot_lead_out_of_the_repository() {
    let directory = repository();
    let root = directory.path();
    let policies = |settings: &str, name: &str| {
        commit(root, &[("uplift.yaml", settings)], name);
        let mut settings = Settings::read(side(root, name), None, &root.join("infra")).expect("settings");
        match settings.policies(&Sources::default()) {
            Err(problems) => problems.into_iter().map(|problem| problem.message).collect(),
            other => panic!("{:?}", other.map(|policies| policies.len())),
        }
    };
    let outside: Vec<String> = policies("policies: [../elsewhere]\n", "outside");
    assert_eq!(outside, ["this is outside of the repository"]);
    std::fs::create_dir(root.join("local")).expect("a directory");
    let missing = policies("policies: [local]\n", "missing");
    assert!(missing[0].starts_with("no such file or directory in missing ("), "{missing:?}");
}

#[test]
fn completion_knows_the_resource_and_the_functions() {
    let site = r#"[{ "type": "Microsoft.Web/sites", "name": "app",
                    "properties": { "siteConfig": { "rules": [{ "port": 1 }], "a-b": 2, "if": 3 } } }]"#;
    let files = source::Memory::of([("infra/a.json", site)]);
    let sources = Sources { no_embedded: true, ..Sources::default() };
    let estate = Estate::open(Arc::new(files), &sources, &["infra".into()]).expect("an estate");
    let conditions = Conditions::on(jiff::civil::date(2027, 1, 1));
    let (inventory, _) = estate.read(1);
    let subject = estate.subject(&inventory, crate::inventory::ResourceIndex(0), None, &conditions);
    let words = |text: &str| -> Vec<String> {
        let found = subject.suggestions(text).into_iter();
        found.map(|each| format!("{}{}", &text[..each.start], each.text)).collect()
    };
    let start = |text: &str| words(text).into_iter().take(3).collect::<Vec<_>>();
    assert_eq!(words("reso"), ["resource"]);
    assert_eq!(words("1 + resource.ty"), ["1 + resource.type"]);
    assert_eq!(words("resource.PROP"), ["resource.properties"]);
    let of_config = ["rules", "[\"a-b\"]", "[\"if\"]"];
    let before = "!(resource.properties.siteConfig";
    assert_eq!(
        start(&format!("{before}.")),
        of_config.map(|name| {
            let dot = if name.starts_with('[') { "" } else { "." };
            format!("{before}{dot}{name}")
        })
    );
    assert_eq!(
        words("resource.properties.siteConfig.rules[0].p"),
        ["resource.properties.siteConfig.rules[0].port", "resource.properties.siteConfig.rules[0].parent("]
    );
    assert_eq!(words("inventory."), ["inventory.all(", "inventory.get("]);
    assert_eq!(words("version_at"), ["version_at_least("]);
    // Nothing is known behind what cannot be evaluated, but what may be called.
    assert!(words("\"a.b").iter().all(|word| word.ends_with('(')));
    assert!(words("").len() > 20 && words(").").iter().all(|word| word.ends_with('(')));
    assert_eq!(words("resource..x"), Vec::<String>::new());
}
