//! An estate in which every part of a report has something to say.

use crate::assess::{
    Assessed, Assessment, Evidence, Finding, Group, Place, ResourceName, Sample, Status, Subject, UnknownReason,
};
use crate::estate::{Age, Counts, Partial, Scanned, Seen, Selection};
use crate::exempt::{Register, count_in_place};
use crate::inventory::{Export, FileRecord, FileStatus, Form};
use crate::policy::{self, Config, Policy, PolicySource};
use crate::report::{Scan, ScanInput, scan};
use crate::score::{Options, Sums};
use crate::source::{Position, Problem};

/// Everything that a report is made from.
pub(super) struct Estate {
    pub(super) policy: Policy,
    pub(super) config: Config,
    parts: Vec<(String, Option<String>)>,
    pub(super) scanned: Scanned,
}

const POLICY: &str = r#"
controls:
  - { id: apply-system-updates, title: Apply system updates, maxScore: 6, description: Known holes are closed. }
  - id: encrypt-data-in-transit
    title: Encrypt data in transit
    maxScore: 4
    description: Traffic to and between services cannot be read or changed on its way.
  - { id: implement-best-practices, title: Implement security best practices, maxScore: 0, description: The rest. }
  - { id: protect-against-ddos, title: Protect applications against DDoS attacks, maxScore: 2, description: They stay up. }
recommendations:
  - id: vm-updates
    title: Machines should have the latest updates
    controls: [apply-system-updates]
    severity: high
    source: mdc
    resourceTypes: [Microsoft.Compute/virtualMachines]
    description: Updates close holes that others already know.
    remediation: |
      1. Open Azure Update Manager.
      2. Install what is missing, and choose a schedule that suits the people who depend on the machine: it restarts.
    parameters: { days: { type: integer, defaultValue: 30 } }
    check: |
      resource.properties.daysSinceUpdate ?? 999 <= params.days
    references: { azurePolicy: fe83a0eb-a853-422d-aac2-1bffd182c5d0 }
  - id: storage-min-tls
    title: Storage accounts should refuse TLS below 1.2
    controls: [encrypt-data-in-transit, implement-best-practices]
    severity: medium
    source: uplift
    resourceTypes: [Microsoft.Storage/storageAccounts]
    description: Old versions can be broken.
    remediation: |
      1. Find clients that still speak an old version, in the account's metrics.
      2. Run: az storage account update --ids <id> --min-tls-version TLS1_2
    check: |
      resource.properties.minimumTlsVersion == "TLS1_2"
    fix: { safety: review, impact: Old clients can no longer connect., change: inPlace, set: { properties.minimumTlsVersion: TLS1_2 } }
  - id: storage-new-idea
    title: Storage accounts should follow a new idea
    controls: [encrypt-data-in-transit]
    severity: low
    source: custom
    preview: true
    resourceTypes: [Microsoft.Storage/storageAccounts]
    description: It is tried out.
    remediation: Follow it.
    check: |
      resource.properties.idea == "new"
"#;

const CONFIG: &str = r#"
subscriptions:
  s1: { name: Production, managementGroup: corp }
  s2: { name: Test, managementGroup: sandbox }
managementGroups:
  corp: { name: Corporation, parent: contoso }
  sandbox: { parent: contoso }
  contoso: { name: Contoso }
"#;

pub(super) fn estate() -> Estate {
    let source = PolicySource { name: "policies/contoso.yaml".into(), text: POLICY.into(), packed: None };
    let config = Config::parse("uplift.yaml", CONFIG, &[]).unwrap();
    let policy = policy::parse(&[source], &config).unwrap();
    let selection = Selection {
        recommendations: vec![true; policy.recommendations.len()],
        controls: vec![true; policy.controls.len()],
        ..Selection::default()
    };
    let seen = Seen {
        selection,
        files: files(),
        inventory: None,
        resources: 9,
        age: Age::default(),
        sample: Sample::default(),
        warnings: vec![Problem::new("exports/all.json", "one id twice").at(Position { line: 66, column: 3 })],
        errors: vec![Problem::new("exports/cut.json", "this object is never closed").help("Export it again")],
    };
    let parts = vec![("estate".to_owned(), Some("estate/uplift.yaml".to_owned()))];
    Estate { scanned: scanned(assessed(&policy), seen, &policy, &config), policy, config, parts }
}

fn scanned(assessed: Assessed, seen: Seen, policy: &Policy, config: &Config) -> Scanned {
    let register = Register::default();
    let counted = count_in_place(assessed, &register);
    let counts = Counts { now: Sums::of(policy, &counted), ..Counts::default() };
    let score = counts.now.score(policy, &Options::of([config]));
    let today = jiff::civil::date(2027, 1, 1);
    Scanned { today, register, counted, counts, before: score.estate.clone(), deployed: None, score, seen }
}

impl Estate {
    /// Lists one control, as `--control` does.
    pub(super) fn list_control(&mut self, id: &str) {
        let wanted = self.policy.find_control(id).unwrap();
        let selection = &mut self.scanned.seen.selection;
        selection.filters.controls = vec![id.to_owned()];
        for (index, listed) in selection.controls.iter_mut().enumerate() {
            *listed = index == wanted.0;
        }
        for (recommendation, listed) in self.policy.recommendations.iter().zip(&mut selection.recommendations) {
            *listed = recommendation.controls.contains(&wanted);
        }
    }
}

/// A subscription, a group, a recommendation, a status and a name, for each resource.
const RESOURCES: [(u32, &str, Status, &str); 10] = [
    (0, "vm-updates", Status::Healthy, "vm-1"),
    (0, "vm-updates", Status::Unhealthy, "vm-2"),
    (2, "vm-updates", Status::Unhealthy, "vm-\u{1b}[31m3"),
    (2, "vm-updates", Status::Unknown, "vm-4"),
    (2, "vm-updates", Status::Unknown, "vm-5"),
    (1, "storage-min-tls", Status::Healthy, "stone"),
    (1, "storage-min-tls", Status::Unhealthy, "sttwo"),
    (2, "storage-min-tls", Status::Healthy, "stthree"),
    (2, "storage-min-tls", Status::Unknown, "stfour"),
    (1, "storage-new-idea", Status::Unhealthy, "sttwo"),
];

fn assessed(policy: &Policy) -> Assessed {
    let group = |subscription: &str, name: &str| Group {
        part: 0,
        subscription: Some(subscription.into()),
        name: Some(name.into()),
    };
    let groups = vec![group("s1", "rg-app"), group("s1", "rg-data"), group("s2", "rg-app")];
    let mut assessed = Assessed { groups, ..Assessed::default() };
    for (line, (group, recommendation, status, name)) in (10..).step_by(7).zip(RESOURCES) {
        let recommendation = policy.find(recommendation).unwrap();
        // The last one is the resource before it, in another place.
        let identity = if status == Status::Unhealthy && name == "sttwo" { 6 } else { assessed.subjects.len() as u64 };
        let subject = assessed.push_subject(Subject { identity, group, count: 1 });
        let place = assessed.push(Assessment { subject, recommendation: recommendation.0 as u16, status });
        if matches!(status, Status::Unhealthy | Status::Unknown) {
            assessed.findings.insert(place, finding(status, line).into());
        }
        let type_name = policy.recommendations[recommendation.0].resource_types[0].as_str();
        assessed.names.insert(
            subject,
            ResourceName { id: format!("/x/{name}").into(), name: name.into(), type_name: type_name.into() },
        );
    }
    let updates = policy.find("vm-updates").unwrap();
    let tls = policy.find("storage-min-tls").unwrap();
    let silent = UnknownReason {
        recommendation: updates,
        message: "properties are missing in `az resource list`; export through Resource Graph".to_owned(),
        script_error: false,
        export: Some(Export::Resources("Microsoft.Compute/virtualMachines".into())),
    };
    let (message, script_error) = ("the script did not end".to_owned(), true);
    let broken = UnknownReason { recommendation: tls, message, script_error, export: None };
    assessed.unknown_reasons.extend([(silent, 2), (broken, 1)]);
    assessed
}

fn finding(status: Status, line: u32) -> Finding {
    let place = |line, column| Place { file: "exports/all.json".into(), line, column };
    let evidence =
        |path: &str, value: Option<&str>, place| Evidence { path: path.into(), value: value.map(str::to_owned), place };
    let unhealthy = status == Status::Unhealthy;
    Finding {
        message: unhealthy.then(|| format!("line {line} says \u{202e}otherwise")),
        evidence: vec![
            evidence("properties.minimumTlsVersion", Some("\"TLS1_0\""), place(line, 9)),
            evidence("properties.networkAcls.ipRules", Some("[{\"value\":\"10…"), place(line + 2, 11)),
            evidence("properties.encryption.keyVaultProperties.a-long-name.and-on", None, place(line + 3, 5)),
        ],
        more_reads: usize::from(unhealthy),
        place: place(line, 9),
        script_error: false,
        export: None,
    }
}

impl Estate {
    /// The report.
    pub(super) fn scan(&self) -> Scan<'_> {
        let partial: &dyn Fn() -> Partial = &|| unreachable!("no format of these tests adds anything up");
        let (policy, config, parts, scanned) = (&self.policy, &self.config, &self.parts, &self.scanned);
        scan(&ScanInput { policy, config, parts, scanned, partial })
    }

    /// The same estate with nothing judged.
    pub(super) fn without_assessments(self) -> Self {
        let Scanned { counted, seen, .. } = self.scanned;
        let nothing = Assessed { assessments: Vec::new(), ..Assessed::clone(&counted) };
        Self { scanned: scanned(nothing, seen, &self.policy, &self.config), ..self }
    }
}

fn files() -> Vec<FileRecord> {
    let file = |path: &str, form, status, resources| FileRecord { resources, ..FileRecord::of(path, form, status) };
    vec![
        file("exports/all.json", Some(&Form::RESOURCE_GRAPH), FileStatus::Read, 10),
        file("exports/cut.json", None, FileStatus::Failed("this object is never closed".into()), 0),
        file("package.json", None, FileStatus::PassedOver("it holds no resources".into()), 0),
    ]
}
