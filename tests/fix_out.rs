//! What quick fixes leave behind, used as people use it: patches go through git, scripts through a shell.

use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::process::{Command, Output};
use std::sync::Arc;
use uplift::assess::{self, Status, Whole};
use uplift::check::{self, Checks};
use uplift::exempt::Register;
use uplift::fix::{self, Finding, Plan, Request, Split};
use uplift::inventory::{self, FileKind, FileRules, Inventory, InventoryFile};
use uplift::policy::{self, Config, Policy, PolicySource, Safety};
use uplift::report::fix::{FixInput, NONE_CONVERTED, accepted, folders, patches, read_manifest, write_mbox};
use uplift::score;

const POLICY: &str = r#"
controls:
  - { id: transit, title: Transit, maxScore: 4, description: D. }
  - { id: access, title: Access, maxScore: 6, description: D. }
recommendations:
  - id: min-tls
    title: Accounts should refuse old TLS
    controls: [transit]
    severity: medium
    resourceTypes: [Microsoft.Storage/storageAccounts]
    description: D.
    remediation: R.
    check: |
      resource.properties.minimumTlsVersion == "TLS1_2"
    fix: { safety: safe, impact: Old clients stay out., change: inPlace, set: { properties.minimumTlsVersion: TLS1_2 } }
    tests: [{ healthy: { properties: { minimumTlsVersion: TLS1_2 } } }, { unhealthy: {} }]
  - id: private
    title: Accounts should be private
    controls: [access]
    severity: high
    resourceTypes: [Microsoft.Storage/storageAccounts]
    description: D.
    remediation: |
      1. Open it.
      2. Close it.
    check: |
      resource.properties.allowBlobPublicAccess == false
    fix: { safety: review, impact: Strangers stay out., change: inPlace, set: { properties.allowBlobPublicAccess: false } }
    tests: [{ healthy: { properties: { allowBlobPublicAccess: false } } }, { unhealthy: {} }]
  - id: purge
    title: Vaults should be protected
    controls: [access]
    severity: high
    resourceTypes: [Microsoft.KeyVault/vaults]
    description: D.
    remediation: R.
    check: |
      resource.properties.enablePurgeProtection == true
    fix:
      safety: safe
      impact: Nothing.
      change: inPlace
      set: { properties.enablePurgeProtection: true }
      az: [keyvault, update, --name, "${name}", --ids, "${id}", --enable-purge-protection, "true"]
    tests: [{ healthy: { properties: { enablePurgeProtection: true } } }, { unhealthy: {} }]
  - id: keyed
    title: Machines should take keys
    controls: [access]
    severity: low
    resourceTypes: [Microsoft.Compute/virtualMachines]
    description: D.
    remediation: Make it anew.
    check: |
      resource.properties.viaSsh == true
    fix: { safety: safe, impact: Nothing., change: replace, set: { properties.viaSsh: true } }
    tests: [{ healthy: { properties: { viaSsh: true } } }, { unhealthy: {} }]
  - id: no-secret
    title: Sites should hold no secret
    controls: [access]
    severity: high
    resourceTypes: [Microsoft.Web/sites]
    description: D.
    remediation: R.
    check: |
      resource.properties.clientSecret == ()
    fix: { safety: safe, impact: Nothing., change: restart, remove: [properties.clientSecret] }
    tests: [{ healthy: {} }, { unhealthy: { properties: { clientSecret: x } } }]
  - id: audited
    title: Servers should be audited
    controls: [access]
    severity: low
    resourceTypes: [Microsoft.Sql/servers]
    description: D.
    remediation: R.
    check: |
      resource.children("Microsoft.Sql/servers/auditingSettings").any(|each| each.properties.state == "Enabled")
    fix:
      safety: safe
      impact: Nothing.
      change: inPlace
      child: { type: Microsoft.Sql/servers/auditingSettings, name: default, set: { properties.state: Enabled } }
    tests: [{ healthy: { children: [{ type: Microsoft.Sql/servers/auditingSettings, properties: { state: Enabled } }] } }, { unhealthy: {} }]
  - id: keys-at-home
    title: Sites should read keys from vaults that are protected
    controls: [transit]
    severity: low
    resourceTypes: [Microsoft.Web/sites]
    description: D.
    remediation: R.
    check: |
      resource.properties.keysFromVault == true
        && inventory.all("Microsoft.KeyVault/vaults").all(|vault| vault.properties.enablePurgeProtection == true)
    fix: { safety: safe, impact: Nothing., change: inPlace, set: { properties.keysFromVault: true } }
    tests: [{ healthy: { properties: { keysFromVault: true } } }, { unhealthy: {} }]
"#;

const GROUP: &str = "/subscriptions/s1/resourceGroups/rg";
/// Names that try to be more than names.
const NAMES: [&str; 7] =
    ["plain", "it's", "$(touch pwned)", "`touch pwned`", "a\nb # \r\ntouch pwned", "\"; touch pwned; \"", "-rf"];

/// The files are what gets deployed.
const SOURCE: FileRules = FileRules {
    kind: Some(FileKind::Source),
    complete: Vec::new(),
    deployed: Vec::new(),
    values: Vec::new(),
    modules: std::collections::BTreeMap::new(),
    part: 0,
    max_age: None,
};

/// An estate, read and judged.
struct Judged {
    policy: Policy,
    config: Config,
    checks: Checks,
    inventory: Arc<Inventory>,
    assessed: Whole,
}

/// What is fixed in it.
struct Estate {
    judged: Judged,
    plan: Plan,
}

impl Judged {
    fn of(files: &[(&str, String)], rules: &FileRules) -> Self {
        let source = PolicySource { name: "policy.yaml".to_owned(), text: POLICY.to_owned(), packed: None };
        let config =
            Config::parse("uplift.yaml", "subscriptions: { S1: { name: Production } }", &[]).expect("settings");
        let policy = policy::parse_for_trial(&[source], &config).expect("a policy");
        let checks = check::compile(&policy).expect("scripts");
        let file = |(name, text): &(&str, String)| {
            InventoryFile::new((*name).to_owned(), Ok(text.clone().into_bytes()), rules.clone())
        };
        let inventory = Arc::new(inventory::parse(files.iter().map(file).collect(), 1));
        assert!(inventory.problems().is_empty(), "{:?}", inventory.problems());
        let assessed = assess::assess(&checks, &inventory, &assess::Options::plain(1)).expect("assessments");
        Self { policy, config, checks, inventory, assessed }
    }

    fn with_request<T>(&self, then: impl FnOnce(&Request<'_>) -> T) -> T {
        let unhealthy = self.assessed.assessments.iter().filter(|each| each.status == Status::Unhealthy);
        let findings: Vec<Finding> = unhealthy.map(|each| Finding::of(&self.assessed, each)).collect();
        then(&Request {
            inline: false,
            follows: None,
            policy: &self.policy,
            checks: &self.checks,
            inventory: &self.inventory,
            assessed: &self.assessed,
            register: &Register::default(),
            findings: &findings,
            scoring: &score::Options::of([&self.config]),
            threads: 1,
        })
    }
}

impl Estate {
    fn of(files: &[(&str, String)]) -> Self {
        Self::with(files, &SOURCE)
    }

    fn with(files: &[(&str, String)], rules: &FileRules) -> Self {
        let judged = Judged::of(files, rules);
        let plan = judged.with_request(|request| fix::plan(request).expect("a plan"));
        Self { judged, plan }
    }

    fn with_input<T>(&self, all_safeties: bool, then: impl FnOnce(&FixInput<'_>) -> T) -> T {
        let path = |document: u32| self.judged.inventory.documents()[document as usize].name().to_owned();
        let (policy, config) = (&self.judged.policy, &self.judged.config);
        then(&FixInput {
            policy,
            config,
            inventory: &self.judged.inventory,
            plan: &self.plan,
            path: &path,
            scripts: if all_safeties { Safety::Destructive } else { Safety::Safe },
            waiting: &[],
            converted: NONE_CONVERTED,
        })
    }

    /// The files of all folders, by path.
    fn folders(&self, all_safeties: bool) -> BTreeMap<String, String> {
        let folders = self.judged.with_request(|request| {
            let groups = fix::by_group(request, &self.plan, []).expect("proofs");
            self.with_input(all_safeties, |input| folders(input, &groups))
        });
        let files = folders.into_iter().flat_map(|folder| {
            let path = folder.path.join("/");
            folder.files.into_iter().map(move |(name, text)| (format!("{path}/{name}"), text))
        });
        files.collect()
    }

    fn new_text(&self, document: u32) -> String {
        let inventory = &self.judged.inventory;
        let file = self.plan.files.iter().find(|file| file.document == document);
        let old = || inventory.documents()[document as usize].text().to_owned();
        file.map_or_else(old, |file| file.new_text(inventory))
    }
}

fn account(name: &str, properties: Value) -> Value {
    let type_name = "Microsoft.Storage/storageAccounts";
    json!({ "id": format!("{GROUP}/providers/{type_name}/{name}"), "name": name, "type": type_name, "properties": properties })
}

fn vault(name: &str, properties: Value) -> Value {
    let type_name = "Microsoft.KeyVault/vaults";
    json!({ "id": format!("{GROUP}/providers/{type_name}/{name}"), "name": name, "type": type_name, "properties": properties })
}

fn text(resources: &[Value]) -> String {
    serde_json::to_string_pretty(resources).expect("JSON") + "\n"
}

/// Resources with every name, three ways to be fixed.
fn hostile() -> Vec<Value> {
    let all = NAMES.iter().flat_map(|name| {
        let old = json!({ "minimumTlsVersion": "TLS1_0", "allowBlobPublicAccess": true });
        let mut versioned = account(&format!("v{name}"), old.clone());
        versioned["apiVersion"] = "2023-01-01".into();
        [account(name, old), versioned, vault(name, json!({ "enablePurgeProtection": false }))]
    });
    all.collect()
}

/// A directory with a recording stand-in for `az`, in which live values are as the files record them.
struct Shell(tempfile::TempDir);

impl Shell {
    fn new() -> Self {
        let directory = tempfile::tempdir().expect("a directory");
        let az = "#!/bin/sh\nprintf '%s\\0' \"$#\" \"$@\" >> \"$RECORD\"\ncase $* in\n\
                  *'--output tsv'*) echo \"$ANSWER\" ;;\n\
                  *'--output json'*) case $* in *minimumTls*) echo '\"TLS1_0\"' ;; *blob*|*Blob*) echo true ;; *) echo false ;; esac ;;\nesac\n";
        fs::write(directory.path().join("az"), az).expect("a file");
        executable(&directory.path().join("az"));
        Self(directory)
    }

    /// The calls of `az` that a script makes, other than questions.
    fn calls(&self, script: &str, answer: &str) -> Vec<Vec<String>> {
        let directory = self.0.path();
        let record = directory.join("record");
        fs::write(directory.join("script.sh"), script).expect("a file");
        fs::write(&record, "").expect("a file");
        let path = format!("{}:{}", directory.display(), std::env::var("PATH").unwrap_or_default());
        let mut shell = Command::new("sh");
        let shell = shell.arg("script.sh").current_dir(directory).env("PATH", path);
        succeeded(shell.env("RECORD", &record).env("ANSWER", answer));
        let mut names: Vec<_> =
            fs::read_dir(directory).expect("a directory").flatten().map(|file| file.file_name()).collect();
        names.sort();
        let own = ["az", "quick-fix.live", "quick-fix.log", "record", "script.sh"];
        assert!(names.iter().all(|name| own.iter().any(|own| name == own)), "nothing else was run: {names:?}");
        let record = fs::read_to_string(record).unwrap_or_default();
        let mut words = record.split_terminator('\0');
        let mut calls = Vec::new();
        while let Some(count) = words.next() {
            let count = count.parse().expect("a number of words");
            calls.push(words.by_ref().take(count).map(str::to_owned).collect());
        }
        calls.retain(|call: &Vec<String>| !call.iter().any(|word| word == "--query"));
        calls
    }
}

/// The calls that a script makes where everything is as its file records it.
fn calls(script: &str) -> Vec<Vec<String>> {
    Shell::new().calls(script, "false true")
}

#[cfg(unix)]
fn executable(path: &Path) {
    use std::os::unix::fs::PermissionsExt;
    fs::set_permissions(path, fs::Permissions::from_mode(0o755)).expect("permissions");
}

fn succeeded(command: &mut Command) -> Output {
    let output = command.output().expect("it starts");
    assert!(output.status.success(), "{command:?}\n{}", String::from_utf8_lossy(&output.stderr));
    output
}

/// The live resources by id; what a call does to them.
struct Cloud(BTreeMap<String, Value>);

impl Cloud {
    fn of(resources: &[Value]) -> Self {
        Self(resources.iter().map(|each| (each["id"].as_str().expect("an id").to_owned(), each.clone())).collect())
    }

    fn call(&mut self, words: &[String]) {
        let words: Vec<&str> = words.iter().map(String::as_str).collect();
        match words.as_slice() {
            ["resource", "update", "--ids", id, "--set", settings @ ..] => {
                for setting in settings {
                    let (path, value) = setting.split_once('=').expect("a setting");
                    let value = serde_json::from_str(value).unwrap_or_else(|_| value.into());
                    *self.place(id, path) = value;
                }
            }
            ["rest", "--method", "patch", "--url", url, "--body", body] => {
                let id = url.strip_prefix("https://management.azure.com").expect("an address");
                let id = decoded(id.strip_suffix("?api-version=2023-01-01").expect("a version"));
                let body: Value = serde_json::from_str(body).expect("JSON");
                for (name, value) in body["properties"].as_object().expect("properties") {
                    *self.place(&id, &format!("properties.{name}")) = value.clone();
                }
            }
            ["keyvault", "update", .., "--ids", id, "--enable-purge-protection", "true"] => {
                *self.place(id, "properties.enablePurgeProtection") = true.into();
            }
            other => panic!("an unknown call: {other:?}"),
        }
    }

    fn place(&mut self, id: &str, path: &str) -> &mut Value {
        let resource = self.0.get_mut(id).unwrap_or_else(|| panic!("no resource {id:?}"));
        path.split('.').fold(resource, |place, name| &mut place[name])
    }
}

fn decoded(text: &str) -> String {
    let mut bytes = Vec::new();
    let mut rest = text.as_bytes();
    while let [byte, after @ ..] = rest {
        (rest, _) = match (byte, after) {
            (b'%', [high, low, after @ ..]) => {
                let digits = [*high, *low];
                let digits = std::str::from_utf8(&digits).expect("digits");
                (after, bytes.push(u8::from_str_radix(digits, 16).expect("digits")))
            }
            _ => (after, bytes.push(*byte)),
        };
    }
    String::from_utf8(bytes).expect("UTF-8")
}

/// A word that hides what it does is not put into a script; in an address it is encoded.
fn is_by_hand(resource: &Value) -> bool {
    resource["apiVersion"].is_null() && resource["id"].as_str().expect("an id").contains('\n')
}

#[test]
fn scripts_pass_names_whole_and_undo_restores() {
    let resources = hostile();
    let estate = Estate::of(&[("a.json", text(&resources))]);
    assert_eq!((estate.plan.fixed.len(), estate.plan.left_out.len()), (5 * NAMES.len(), 0));
    let files = estate.folders(true);
    let mut cloud = Cloud::of(&resources);
    let shell = Shell::new();
    let calls_made = shell.calls(&files["Production/rg/quick-fix.sh"], "false\ttrue");
    calls_made.iter().for_each(|call| cloud.call(call));
    let fixed: Vec<Value> = serde_json::from_str(&estate.new_text(0)).expect("JSON");
    let expected: Vec<Value> =
        resources.iter().zip(fixed).map(|(old, new)| if is_by_hand(old) { old.clone() } else { new }).collect();
    assert_eq!(cloud.0, Cloud::of(&expected).0);
    for name in NAMES.into_iter().filter(|name| !name.contains('\n')) {
        let option = if name.starts_with('-') { format!("--name={name}") } else { name.to_owned() };
        assert!(calls_made.iter().any(|call| call[0] == "keyvault" && call.contains(&option)), "{name:?}");
    }
    let undo = &files["Production/rg/undo.sh"];
    shell.calls(undo, "true").iter().for_each(|call| cloud.call(call));
    assert_eq!(shell.calls(undo, "true"), Vec::<Vec<String>>::new(), "what was given back is not given back again");
    assert_eq!(cloud.0, Cloud::of(&resources).0);
}

#[test]
fn only_safe_fixes_run_unless_all_are_asked_for() {
    let estate = Estate::of(&[("a.json", text(&hostile()))]);
    for (all_safeties, expected) in [(false, 3 * NAMES.len() - 2), (true, 5 * NAMES.len() - 3)] {
        let (files, shell) = (estate.folders(all_safeties), Shell::new());
        assert_eq!(shell.calls(&files["Production/rg/quick-fix.sh"], "false true").len(), expected);
        assert_eq!(shell.calls(&files["Production/rg/undo.sh"], "true").len(), expected);
    }
}

#[test]
fn scripts_say_what_they_cannot_do() {
    let mut nameless = account("x", json!({ "minimumTlsVersion": "TLS1_0" }));
    nameless.as_object_mut().expect("an object").remove("id");
    let file_reader = vault("@passwd", json!({}));
    let absent = account("y", json!({ "allowBlobPublicAccess": false }));
    let resources = [nameless, file_reader, absent];
    let files = Estate::of(&[("a.json", text(&resources))]).folders(true);
    let script: String =
        files.iter().filter(|(name, _)| name.ends_with("quick-fix.sh")).map(|(_, text)| &**text).collect();
    assert!(script.contains("By hand, since its file does not tell its whole id"), "{script}");
    assert!(script.contains("#   2. Close it."), "{script}");
    assert!(script.contains("taken for the name of a file"), "{script}");
    let undo = &files["Production/rg/undo.sh"];
    assert!(undo.contains("#   properties.enablePurgeProtection was not told by its file\n"), "{undo}");
    assert_eq!(calls(undo), Vec::<Vec<String>>::new(), "nothing was changed");
}

#[test]
fn no_script_sets_what_takes_a_new_resource() {
    let type_name = "Microsoft.Compute/virtualMachines";
    let id = format!("{GROUP}/providers/{type_name}/vm");
    let machine = json!({ "id": id, "name": "vm", "type": type_name, "properties": { "viaSsh": false } });
    let files = Estate::of(&[("a.json", text(&[machine]))]).folders(true);
    for name in ["quick-fix.sh", "undo.sh"] {
        let script = &files[&format!("Production/rg/{name}")];
        assert!(script.contains("By hand, since the resource has to be made anew"), "{script}");
        assert_eq!(calls(script), Vec::<Vec<String>>::new());
    }
}

#[test]
fn a_new_child_is_named_by_itself() {
    let server = |name: &str| {
        let id = format!("{GROUP}/providers/Microsoft.Sql/servers/{name}");
        json!({ "id": id, "name": name, "type": "Microsoft.Sql/servers", "properties": {} })
    };
    let mut templated = server("templated");
    templated["apiVersion"] = "2023-08-01".into();
    templated["resources"] = json!([]);
    let lines = format!("{}\n{}\n", server("a"), server("b"));
    let files = [("list.json", text(&[server("c"), templated])), ("lines.ndjson", lines)];
    let estate = Estate::with(
        &files,
        &FileRules { complete: vec!["Microsoft.Sql/servers/auditingSettings".to_owned()], ..SOURCE },
    );
    assert_eq!((estate.plan.fixed.len(), estate.plan.left_out.len()), (4, 0), "{:?}", estate.plan.left_out);
    let child = |name: &str| {
        format!(
            r#"{{"id":"{GROUP}/providers/Microsoft.Sql/servers/{name}/auditingSettings/default","name":"default","type":"Microsoft.Sql/servers/auditingSettings","properties":{{"state":"Enabled"}}}}"#
        )
    };
    let lines: Vec<String> = estate.new_text(1).lines().skip(2).map(str::to_owned).collect();
    assert_eq!(lines, [child("a"), child("b")]);
    let list: Value = serde_json::from_str(&estate.new_text(0)).expect("JSON");
    let nested = &list[1]["resources"][0];
    assert_eq!(
        (&nested["apiVersion"], &nested["id"], list.as_array().map(Vec::len)),
        (&json!("2023-08-01"), &Value::Null, Some(3))
    );

    let folders = estate.folders(true);
    let manifest: Value = serde_json::from_str(&folders["Production/rg/manifest.json"]).expect("JSON");
    let edit = &manifest["findings"][2]["edits"][0];
    assert_eq!(
        (&edit["operation"], &edit["new"]),
        (&json!("create"), &serde_json::from_str(&child("a")).expect("JSON"))
    );
    let line = "| nothing → `a new resource with {\"properties\":{\"state\":\"Enabled\"}}` | nothing |";
    assert!(folders["Production/rg/summary.md"].contains(line), "{}", folders["Production/rg/summary.md"]);
}

/// A repository with these files.
fn repository(files: &[(&str, String)]) -> tempfile::TempDir {
    let directory = tempfile::tempdir().expect("a directory");
    for (name, text) in files {
        let path = directory.path().join(name);
        fs::create_dir_all(path.parent().expect("a directory")).and_then(|()| fs::write(path, text)).expect("a file");
    }
    git(&directory, &["init", "-q"]);
    git(&directory, &["config", "core.autocrlf", "false"]);
    git(&directory, &["add", "."]);
    git(&directory, &["commit", "-q", "-m", "before"]);
    directory
}

fn git(directory: &tempfile::TempDir, words: &[&str]) -> String {
    let mut git = Command::new("git");
    git.current_dir(directory.path()).args(words).env("GIT_CONFIG_GLOBAL", "/dev/null").env("HOME", directory.path());
    for role in ["AUTHOR", "COMMITTER"] {
        git.env(format!("GIT_{role}_NAME"), "T").env(format!("GIT_{role}_EMAIL"), "t@localhost");
    }
    String::from_utf8_lossy(&succeeded(&mut git).stdout).into_owned()
}

/// Files that mail programs and patches tend to break.
fn delicate() -> Vec<(&'static str, String)> {
    let old = json!({ "minimumTlsVersion": "TLS1_0", "allowBlobPublicAccess": true, "note": "=é From me\u{c}" });
    let accounts: Vec<Value> = (0..4).map(|number| account(&format!("node{number}"), old.clone())).collect();
    let mut other = account("elsewhere", json!({}));
    other["id"] = other["id"].as_str().expect("an id").replace("/rg/", "/RG-2/").into();
    let unix = text(&accounts);
    let long = text(&[account("long", json!({ "note": "x".repeat(3000), "minimumTlsVersion": "TLS1_1" }))]);
    vec![
        ("unix.json", unix.clone()),
        ("windows äö/a b.json", unix.replace('\n', "\r\n").replace("node", "win")),
        ("mark.json", format!("\u{feff}{}", text(&[other]).trim_end())),
        ("long.json", long),
        ("vault.yaml", "- type: Microsoft.KeyVault/vaults\n  name: kv\n  properties:\n    note: 1".to_owned()),
    ]
}

#[test]
fn the_series_goes_through_git_am() {
    let files = delicate();
    let estate = Estate::of(&files);
    assert_eq!(estate.plan.left_out, []);
    let splits = [(Split::Control, 2), (Split::Recommendation, 3), (Split::Resource, 11), (Split::File, 5)];
    for (split, number) in splits {
        let steps =
            estate.judged.with_request(|request| fix::series(request, &estate.plan, split).expect("no deadline"));
        let mail = estate.with_input(true, |input| {
            let patches = patches(input, steps).expect("patches");
            assert_eq!(patches.len(), number, "{split:?}");
            let total = fix::gain(patches.iter().flat_map(|patch| &patch.fixed));
            assert_eq!(total, fix::gain(&estate.plan.fixed));
            let mut mail = Vec::new();
            write_mbox(input, &patches, "2026-05-04T03:02:01Z".parse().expect("a date"), &mut mail).expect("memory");
            mail
        });
        let repository = repository(&files);
        fs::write(repository.path().join(".git/series"), mail).expect("a file");
        git(&repository, &["am", "-q", ".git/series"]);
        assert_fixed(&estate, &repository);
        let log = git(&repository, &["log", "--format=%an <%ae> %ad %s", "--date=iso"]);
        assert_eq!(log.lines().count(), number + 1);
        assert!(log.contains("Uplift <uplift@localhost> 2026-05-04 03:02:01 +0000 Quick fix: "), "{log}");
    }
}

/// Every file is as the plan says.
fn assert_fixed(estate: &Estate, repository: &tempfile::TempDir) {
    for (place, document) in (0..).zip(estate.judged.inventory.documents()) {
        let now = fs::read_to_string(repository.path().join(document.name())).expect("a file");
        assert!(now == estate.new_text(place), "{}\n{now}", document.name());
    }
}

#[test]
fn patches_of_groups_go_through_git_apply() {
    let files = delicate();
    let estate = Estate::of(&files);
    let repository = repository(&files);
    for (name, patch) in estate.folders(true).iter().filter(|(name, _)| name.ends_with(".patch")) {
        fs::write(repository.path().join(".git/patch"), patch).expect("a file");
        git(&repository, &["apply", ".git/patch"]);
        assert!(
            patch.lines().filter(|line| line.starts_with("@@")).all(|line| line.contains(" (+")),
            "{name}\n{patch}"
        );
    }
    assert_fixed(&estate, &repository);
}

/// Every fix in every group changes lines next to another group's.
fn neighbours() -> [(&'static str, String); 2] {
    let old = json!({ "minimumTlsVersion": "TLS1_0" });
    let line = |number: usize| {
        let mut resource = account(&format!("st{number}"), old.clone());
        resource["id"] = resource["id"].as_str().expect("an id").replace("/rg/", &format!("/g{}/", number % 3)).into();
        format!("{resource}\n")
    };
    let lines: String = (0..9).map(line).collect();
    let list = lines.lines().collect::<Vec<_>>().join(",\n");
    [("a.ndjson", lines), ("b.json", format!("[{list}]\n"))]
}

#[test]
fn one_group_is_applied_alone_and_all_in_order() {
    let files = neighbours();
    let estate = Estate::of(&files);
    let folders = estate.folders(true);
    for group in ["g0", "g1", "g2"] {
        let repository = repository(&files);
        let patch = &folders[&format!("Production/{group}/quick-fix.patch")];
        fs::write(repository.path().join(".git/patch"), patch).expect("a file");
        git(&repository, &["apply", ".git/patch"]);
        let text = fs::read_to_string(repository.path().join("a.ndjson")).expect("a file");
        let changed = text.lines().filter(|line| line.contains("TLS1_2"));
        assert!(changed.clone().all(|line| line.contains(&format!("/{group}/"))), "{text}");
        assert_eq!(changed.count(), 3);
        assert!(folders[&format!("Production/{group}/summary.md")].contains("Other groups change these files too."));
    }
    let mail = estate.with_input(true, |input| {
        let steps = estate.judged.with_request(|request| fix::group_steps(request, &estate.plan).expect("no deadline"));
        let patches = patches(input, steps).expect("patches");
        assert_eq!(patches.iter().map(|patch| patch.name.as_str()).collect::<Vec<_>>(), ["g0", "g1", "g2"]);
        let mut mail = Vec::new();
        write_mbox(input, &patches, "2026-05-04T03:02:01Z".parse().expect("a date"), &mut mail).expect("memory");
        mail
    });
    let repository = repository(&files);
    fs::write(repository.path().join(".git/series"), mail).expect("a file");
    git(&repository, &["am", "-q", ".git/series"]);
    assert_fixed(&estate, &repository);
}

#[test]
fn a_group_that_needs_another_says_so() {
    let mut site =
        json!([{ "id": "/subscriptions/s1/resourceGroups/sites/providers/Microsoft.Web/sites/w", "properties": {} }]);
    site[0]["name"] = "w".into();
    let vault = vault("kv", json!({ "note": 1 }));
    let estate = Estate::of(&[("a.json", text(&[vault])), ("b.json", site.to_string())]);
    assert_eq!((estate.plan.fixed.len(), estate.plan.left_out.len()), (2, 0));
    let folders = estate.folders(true);
    assert!(folders["Production/rg/quick-fix.patch"].contains("enablePurgeProtection"));
    let names: Vec<&String> = folders.keys().filter(|name| name.contains("/sites/")).collect();
    assert_eq!(names, ["Production/sites/manifest.json", "Production/sites/summary.md"], "no patch, and no script");
    let reason = "without the fixes of other groups it would still not be healthy after the change";
    assert!(folders["Production/sites/summary.md"].contains(reason), "{}", folders["Production/sites/summary.md"]);
}

#[test]
fn two_groups_in_one_file_have_a_patch_each() {
    let elsewhere = |name: &str, group: &str| {
        let mut resource = account(name, json!({ "minimumTlsVersion": "TLS1_0", "allowBlobPublicAccess": false }));
        resource["id"] = resource["id"].as_str().expect("an id").replace("/rg/", &format!("/{group}/")).into();
        resource
    };
    let files = [("a.json", text(&[elsewhere("one", "g1"), elsewhere("two", "g2"), elsewhere("three", "G1")]))];
    let estate = Estate::of(&files);
    let folders = estate.folders(false);
    let hunks = |name: &str| -> Vec<String> {
        folders[name].lines().filter(|line| line.starts_with("@@")).map(str::to_owned).collect()
    };
    assert_eq!(hunks("Production/g1/quick-fix.patch").len(), 2);
    assert_eq!(
        hunks("Production/g2/quick-fix.patch"),
        ["@@ -13,7 +13,7 @@ two: min-tls (+1.33)"],
        "{}",
        folders["Production/g2/quick-fix.patch"]
    );
    let repository = repository(&files);
    for group in ["g2", "g1"] {
        fs::write(repository.path().join(".git/patch"), &folders[&format!("Production/{group}/quick-fix.patch")])
            .expect("a file");
        git(&repository, &["apply", ".git/patch"]);
    }
    assert_fixed(&estate, &repository);
}

#[test]
fn a_manifest_gives_back_what_was_accepted() {
    let files = delicate();
    let estate = Estate::of(&files);
    let folders = estate.folders(true);
    let text = &folders["Production/rg/manifest.json"];
    let mut manifest: Value = serde_json::from_str(text).expect("JSON");
    assert_eq!(manifest["schema"], "uplift.fix/1");
    let first = manifest["findings"][0].clone();
    assert_eq!((&first["edits"][0]["old"], &first["location"]["file"]), (&json!("TLS1_0"), &json!("unix.json")));
    manifest["findings"][0]["accept"] = false.into();
    let path = |document: u32| estate.judged.inventory.documents()[document as usize].name().to_owned();
    let read = |estate: &Estate, manifest: &Value| {
        let raw = read_manifest("m.json", &manifest.to_string()).expect("a manifest");
        accepted("m.json", &raw, &estate.judged.policy, &estate.judged.inventory, &path)
    };
    let accepted = read(&estate, &manifest).expect("nothing changed");
    let all: Vec<Finding> = estate.plan.fixed.iter().map(|fix| fix.finding).collect();
    let count = manifest["findings"].as_array().expect("a list").len();
    assert_eq!((accepted.findings.len(), accepted.declined, accepted.warnings.len()), (count - 1, 1, 0));
    assert!(accepted.findings.iter().all(|finding| all.contains(finding)));

    let with = |change: &dyn Fn(&mut Value)| {
        let mut manifest = manifest.clone();
        manifest["files"].as_array_mut().expect("a list").iter_mut().for_each(change);
        read(&estate, &manifest)
    };
    assert!(with(&|file| file["sha256"] = "other".into()).is_err(), "SHA-256 decides");
    assert!(with(&|file| file["digest"] = "other".into()).is_ok(), "beside it, the checksum does not");
    let without = |file: &mut Value| drop(file.as_object_mut().and_then(|file| file.remove("sha256")));
    assert!(with(&without).is_ok(), "earlier releases wrote the checksum alone");
    let stale = |file: &mut Value| {
        without(file);
        file["digest"] = "other".into();
    };
    assert!(with(&stale).is_err(), "and compared it");

    manifest["tool"]["policyDigest"] = "other".into();
    assert_eq!(read(&estate, &manifest).expect("nothing changed").warnings.len(), 1);

    let mut changed = delicate();
    changed[0].1.push('\n');
    let problems = read(&Estate::of(&changed), &manifest).expect_err("a file has changed");
    assert_eq!(problems.len(), 1);
    assert_eq!((&*problems[0].file, problems[0].message.contains("has changed")), ("unix.json", true));
}

#[test]
fn bad_manifests_are_refused_at_their_place() {
    let cases = [
        ("{", "this is no manifest: EOF while parsing an object at line 1 column 1"),
        ("[]", "this is no manifest: invalid length 0, expected struct Raw with 4 elements at line 1 column 2"),
        (
            r#"{ "schema": "uplift.fix/9", "tool": { "policyDigest": "" }, "files": [], "findings": [] }"#,
            "the format is `uplift.fix/9`, not `uplift.fix/1`",
        ),
    ];
    for (text, expected) in cases {
        assert_eq!(read_manifest("m.json", text).expect_err("a problem").message, expected);
    }
}

#[test]
fn manifests_follow_their_schema() {
    let estate = Estate::of(&delicate());
    let schema = serde_json::to_value(uplift::report::schema_of::<uplift::report::fix::Manifest<'_>>()).expect("JSON");
    let validator = jsonschema::validator_for(&schema).expect("a schema");
    for (name, text) in estate.folders(true).iter().filter(|(name, _)| name.ends_with("manifest.json")) {
        let manifest: Value = serde_json::from_str(text).expect("JSON");
        let wrong: Vec<String> = validator.iter_errors(&manifest).map(|error| error.to_string()).collect();
        assert!(wrong.is_empty(), "{name}: {wrong:?}");
        let mut earlier = manifest;
        earlier["score"].as_object_mut().expect("an object").remove("lost");
        let files = earlier["files"].as_array_mut().expect("a list");
        files.iter_mut().for_each(|file| drop(file.as_object_mut().and_then(|file| file.remove("sha256"))));
        assert!(validator.is_valid(&earlier), "{name}: as earlier releases wrote it");
    }
}

#[test]
fn secrets_stand_in_the_patch_alone() {
    let site = json!([{ "id": format!("{GROUP}/providers/Microsoft.Web/sites/w"), "properties": { "clientSecret": "hunter2" } }]);
    let folders = Estate::of(&[("a.json", site.to_string())]).folders(true);
    for (name, text) in folders.iter().filter(|(name, _)| !name.ends_with(".patch")) {
        assert!(!text.contains("hunter2"), "{name}\n{text}");
    }
    let remove = "  run az resource update --ids /subscriptions/s1/resourceGroups/rg/providers/Microsoft.Web/sites/w --remove properties.clientSecret\n";
    assert!(folders["Production/rg/quick-fix.sh"].contains(remove));
    let lost = "# properties.clientSecret cannot be restored: its old value is secret, or cannot be read.\n";
    assert!(folders["Production/rg/undo.sh"].contains(lost));
    assert!(folders["Production/rg/manifest.json"].contains("\"old\": \"***\""));
}

#[test]
fn a_summary_groups_identical_changes_and_stays_short() {
    let old = json!({ "minimumTlsVersion": "TLS1_0", "allowBlobPublicAccess": false });
    let many: Vec<Value> = (0..23).map(|number| account(&format!("st{number}"), old.clone())).collect();
    let folders = Estate::of(&[("a.json", text(&many))]).folders(true);
    let summary = &folders["Production/rg/summary.md"];
    assert!(
        summary.starts_with("# Quick fix: rg (Production)\n\n- Secure score of the group: **60.00 % → 100.00 %**\n"),
        "{summary}"
    );
    let row = "`rg/st17` and 13 more |  | `properties.minimumTlsVersion` | `TLS1_0` → `TLS1_2` | nothing | safe |\n";
    assert!(summary.contains(row), "{summary}");
    assert!(summary.contains("<details><summary><code>a.json</code></summary>\n\n```diff\ndiff --git"), "{summary}");

    let hostile: Vec<Value> = (0..1200).map(|number| account(&format!("`<b>`\n```{number}"), old.clone())).collect();
    let folders = Estate::of(&[("a.json", text(&hostile))]).folders(true);
    let summary = &folders["Production/rg/summary.md"];
    assert!(summary.chars().count() < 65_000 && summary.chars().count() > 60_000);
    assert!(summary.contains("it is in `quick-fix.patch`"));
    assert!(summary.lines().all(|line| !line.starts_with("```") || line.starts_with("````")), "its fence is longer");
}
