//! Rules that open management ports to the Internet are narrowed or taken away, and never made to deny: a rule that denies in
//! their place would shadow what later ones allow.

use super::{add, read, text};
use std::path::Path;
use std::process::{Command, Output};
use tempfile::TempDir;

const HEAD: &str = r#"[{
  "id": "/subscriptions/11111111-1111-4111-8111-111111111111/resourceGroups/rg/providers/Microsoft.Network/networkSecurityGroups/jump",
  "name": "jump",
  "type": "Microsoft.Network/networkSecurityGroups",
  "properties": {
    "securityRules": [
"#;
const SSH: &str = r#"      { "name": "ssh-any", "properties": { "priority": 100, "direction": "Inbound", "access": "Allow", "protocol": "Tcp", "sourceAddressPrefix": "*", "destinationPortRange": "22" } }"#;
const ALL: &str = r#"      { "name": "all-ports", "properties": { "priority": 105, "direction": "Inbound", "access": "Allow", "protocol": "Tcp", "sourceAddressPrefix": "*", "destinationPortRange": "*" } }"#;
const VPN: &str = r#"      { "name": "ssh-vpn", "properties": { "priority": 110, "direction": "Inbound", "access": "Allow", "protocol": "Tcp", "sourceAddressPrefix": "10.0.0.0/8", "destinationPortRange": "22" } }"#;
const DENY: &str = r#"      { "name": "deny-rest", "properties": { "priority": 4000, "direction": "Inbound", "access": "Deny", "protocol": "*", "sourceAddressPrefix": "*", "destinationPortRange": "*" } }"#;

fn group(rules: &[&str]) -> String {
    format!("{HEAD}{}\n    ]\n  }}\n}}]\n", rules.join(",\n"))
}

fn estate(rules: &[&str], settings: &str) -> TempDir {
    let estate = tempfile::tempdir().unwrap();
    add(estate.path(), "uplift.yaml", settings);
    add(estate.path(), "infra/nsg.json", &group(rules));
    estate
}

fn fix(estate: &Path, more: &[&str]) -> Output {
    let words = ["fix", "infra", "--recommendation", "nsg-ssh-internet"];
    let level: &[&str] = if more.contains(&"--safety") { &[] } else { &["--safety", "destructive"] };
    let mut command = Command::new(env!("CARGO_BIN_EXE_uplift"));
    command.current_dir(estate).args(words).args(level).args(more).env("COLUMNS", "200").output().unwrap()
}

fn written(estate: &Path) -> String {
    let output = fix(estate, &["--write", "--snapshots", "--safety", "all"]);
    assert!(output.status.success(), "{}", text(&output.stderr));
    read(estate, "infra/nsg.json")
}

/// The paragraph below a line of the summary, however its lines are broken.
fn told(output: &Output, line: &str) -> Option<String> {
    let paragraph = text(&output.stderr).split_once(line)?.1.split("\n\n").next()?;
    Some(paragraph.split_whitespace().collect::<Vec<_>>().join(" "))
}

#[test]
fn a_rule_of_management_ports_alone_goes_and_who_is_cut_off_is_told() {
    let estate = estate(&[SSH, VPN, DENY], "");
    let cut = "jump: Cut off is who comes by ssh-any (from * to port 22). These rules still let in: ssh-vpn (from 10.0.0.0/8 to port 22); \
               the virtual network is cut off as well where it is denied by deny-rest.";
    assert_eq!(told(&fix(estate.path(), &[]), "  1 × nsg-ssh-internet"), Some(cut.to_owned()));
    assert_eq!(written(estate.path()), group(&[VPN, DENY]));
    assert!(fix(estate.path(), &[]).stdout.is_empty(), "nothing is left to change");
}

#[test]
fn without_a_rule_that_denies_the_virtual_network_stays() {
    let output = fix(estate(&[SSH], "").path(), &[]);
    let cut = "jump: Cut off is who comes by ssh-any (from * to port 22). No other rule in the group lets anyone in there; the group's \
               default rules still let in the virtual network and the load balancer.";
    assert_eq!(told(&output, "  1 × nsg-ssh-internet"), Some(cut.to_owned()));
}

#[test]
fn a_rule_that_opens_more_is_refused() {
    let estate = estate(&[SSH, ALL, VPN], "");
    let output = fix(estate.path(), &[]);
    let reason = "all-ports (from * to port *) opens more than ports that machines are managed by; give the parameter allowedSources, or split \
                  the rule 1 × nsg-ssh-internet";
    assert_eq!(told(&output, "1 finding left out"), Some(reason.to_owned()));
    assert!(output.stdout.is_empty());
}

#[test]
fn allowed_sources_take_the_place_of_the_internet() {
    let settings = "recommendations: { nsg-ssh-internet: { params: { allowedSources: [192.0.2.0/24] } } }\n";
    let estate = estate(&[SSH, ALL, VPN], settings);
    let output = fix(estate.path(), &[]);
    let cut = "jump: Cut off is who comes by ssh-any (from * to port 22), all-ports (from * to port *) and not from 192.0.2.0/24. These \
               rules still let in: ssh-vpn (from 10.0.0.0/8 to port 22); the group's \
               default rules still let in the virtual network \
               and the load balancer.";
    assert_eq!(told(&output, "  1 × nsg-ssh-internet"), Some(cut.to_owned()));
    let narrow = |rule: &str| rule.replace("\"*\", \"destination", "\"192.0.2.0/24\", \"destination");
    assert_eq!(written(estate.path()), group(&[&narrow(SSH), &narrow(ALL), VPN]));
}

#[test]
fn several_allowed_sources_are_a_list() {
    let settings =
        "recommendations: { nsg-ssh-internet: { params: { allowedSources: [192.0.2.0/24, VirtualNetwork] } } }\n";
    let estate = estate(&[SSH], settings);
    let narrow = SSH.replace("\"sourceAddressPrefix\": \"*\", ", "");
    let narrow =
        narrow.replace("\"22\" }", "\"22\", \"sourceAddressPrefixes\": [\"192.0.2.0/24\", \"VirtualNetwork\"] }");
    assert_eq!(written(estate.path()), group(&[&narrow]));
}

#[test]
fn allowed_sources_that_are_the_internet_are_no_fix() {
    let settings = "recommendations: { nsg-ssh-internet: { params: { allowedSources: [0.0.0.0/1, 128.0.0.0/1] } } }\n";
    let output = fix(estate(&[SSH], settings).path(), &[]);
    let reason = told(&output, "1 finding left out").unwrap_or_default();
    assert!(
        reason.starts_with("it would still not be healthy after the change: rule ssh-any opens port 22"),
        "{reason}"
    );
    assert!(output.stdout.is_empty());
}

#[test]
fn every_form_tells_who_is_cut_off() {
    let estate = estate(&[SSH, DENY], "");
    let cut = "Cut off is who comes by ssh-any (from * to port 22). No other rule in the group lets anyone in there; the virtual network is \
               cut off as well where it is denied by deny-rest.";
    let mails = fix(estate.path(), &["--format", "mbox"]);
    let mails = text(&mails.stdout).replace("=\n", "").replace("\n    ", " ");
    assert!(mails.contains(&format!("  Impact: {cut}\n")), "{mails}");
    assert!(fix(estate.path(), &["--out-dir", "out"]).status.success());
    let folder = "out/11111111-1111-4111-8111-111111111111/rg";
    let manifest: serde_json::Value =
        serde_json::from_str(&read(estate.path(), &format!("{folder}/manifest.json"))).unwrap();
    assert_eq!(manifest["findings"][0]["impact"], cut);
    let summary = read(estate.path(), &format!("{folder}/summary.md"));
    assert!(summary.contains("Cut off is who comes by ssh-any \\(from \\* to port 22\\)"), "{summary}");
    let back = "- `quick-fix.sh` changes nothing, and only says so.\n- By hand, since \\`properties.securityRules\\[name=ssh-any\\]\\` is \
                an element of a list: `nsg-ssh-internet` (`rg/jump`).\n\n## Roll back\n\n- In the repository: `git revert` the commit that \
                holds the patch.\n- Cannot be taken back: `nsg-ssh-internet`, since nobody but its author knows what stood there \
                (`rg/jump`)\n\n<details>";
    assert!(summary.contains(back), "{summary}");
}

#[test]
fn what_gains_nothing_says_what_is_missing() {
    let estate = estate(&[SSH, &SSH.replace("ssh-any", "rdp").replace("\"22\"", "\"3389\"")], "");
    assert!(fix(estate.path(), &["--out-dir", "out"]).status.success());
    let summary = read(estate.path(), "out/11111111-1111-4111-8111-111111111111/rg/summary.md");
    assert!(summary.contains("  - +0.00 as long as the resource misses `nsg-rdp-internet`\n"), "{summary}");
}

#[test]
fn a_rule_that_is_narrowed_can_be_had_back_and_one_that_goes_cannot() {
    let level = |settings: &str, level: &str| {
        let output = fix(estate(&[SSH], settings).path(), &["--safety", level]);
        let heading = ["Destructive", "To review"].iter().find(|heading| text(&output.stderr).contains(**heading));
        (text(&output.stdout).lines().filter(|line| line.starts_with(['+', '-'])).count(), heading.copied())
    };
    let narrow = "recommendations: { nsg-ssh-internet: { params: { allowedSources: [192.0.2.0/24] } } }\n";
    assert_eq!(level(narrow, "safe"), (0, None));
    assert_eq!(level(narrow, "review"), (4, Some("To review")));
    assert_eq!(level("", "review"), (0, None));
    assert_eq!(level("", "destructive"), (6, Some("Destructive")));
    for asked in ["safe", "review"] {
        let output = fix(estate(&[SSH], "").path(), &["--safety", asked]);
        let left = "1 finding left whose fix cannot be undone; --safety destructive takes it too\n";
        assert!(text(&output.stderr).ends_with(left), "{asked}: {}", text(&output.stderr));
        assert!(!text(&output.stderr).contains("left for review"));
    }
}
