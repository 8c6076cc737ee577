//! The test suites of peers: what each says of which resource.

use crate::estate;
use serde::Deserialize;
use std::path::Path;
use uplift::inventory::{Inventory, ResourceIndex};

/// Where a peer's suite is, and the key that recommendations name its rules under.
pub struct Suite {
    pub key: &'static str,
    pub folder: &'static str,
    pub files: &'static [&'static str],
}

/// All of them.
pub const SUITES: [Suite; 4] = [
    Suite { key: "checkov", folder: "checkov", files: &["cases.jsonl"] },
    Suite { key: "kics", folder: "kics", files: &["cases.jsonl"] },
    Suite {
        key: "psrule",
        folder: "psrule",
        files: &["cases.jsonl", "cases-configured.jsonl", "cases-template.jsonl"],
    },
    Suite { key: "templateAnalyzer", folder: "template-analyzer", files: &["cases.jsonl"] },
];

/// What a peer says of a resource.
#[derive(Clone, Copy, Debug, Deserialize, PartialEq, Eq, PartialOrd, Ord)]
#[serde(rename_all = "kebab-case")]
pub enum Expected {
    Pass,
    Fail,
    /// The question is not meant for it.
    None,
    /// It passes, or the question is not meant for it.
    NotFail,
    /// Somebody turned the rule off there.
    Skip,
}

/// A case of a suite.
#[derive(Deserialize)]
pub struct Case {
    pub rule: String,
    pub file: String,
    #[serde(rename = "type")]
    type_name: Option<String>,
    pub resource: String,
    id: Option<String>,
    lines: Option<(u32, u32)>,
    /// The peer's settings that it was run with.
    pub option: Option<String>,
    form: Option<String>,
    pub expected: Expected,
}

impl Suite {
    /// The cases that say something.
    pub fn cases(&self, fixtures: &Path) -> Vec<Case> {
        let folder = fixtures.join(self.folder);
        let texts = self.files.iter().map(|name| String::from_utf8(estate::bytes(&folder.join(name))).expect("text"));
        let lines = texts.flat_map(|text| text.lines().map(str::to_owned).collect::<Vec<_>>());
        let cases = lines.map(|line| serde_json::from_str(&line).unwrap_or_else(|error| panic!("{line}: {error}")));
        cases.filter(|case: &Case| case.expected != Expected::Skip).collect()
    }
}

impl Case {
    /// The resource that is meant.
    pub fn find(&self, inventory: &Inventory) -> Option<ResourceIndex> {
        match self.form.as_deref() {
            Some("export") => self.find_exported(inventory),
            _ => self.find_deployed(inventory),
        }
    }

    /// In a template: by its lines, by its name, or for want of another one of the type.
    fn find_deployed(&self, inventory: &Inventory) -> Option<ResourceIndex> {
        let is_type = |place: &u32| {
            let own = &inventory.resources()[*place as usize].type_name;
            self.type_name.as_ref().is_none_or(|wanted| own.eq_ignore_ascii_case(wanted))
        };
        let all: Vec<u32> = (0..inventory.resources().len() as u32).filter(is_type).collect();
        let line = |place: &&u32| inventory.node(ResourceIndex(**place)).position().line;
        let by_line =
            self.lines.and_then(|(first, last)| all.iter().find(|place| (first..=last).contains(&line(place))));
        let is_named = |place: &&u32| inventory.resources()[**place as usize].name.eq_ignore_ascii_case(self.name());
        let only = || all.first().filter(|_| all.len() == 1);
        by_line.or_else(|| all.iter().find(is_named)).or_else(only).map(|place| ResourceIndex(*place))
    }

    /// In an export. Ids repeat in the peer's files, and not every case has one.
    fn find_exported(&self, inventory: &Inventory) -> Option<ResourceIndex> {
        let type_name = self.type_name.as_deref().map(|name| match name {
            "Microsoft.Subscription" => "Microsoft.Resources/subscriptions",
            name => name,
        });
        // A subscription's is its GUID.
        let id = self.id.as_deref().filter(|id| id.starts_with('/'));
        let resources = inventory.resources().iter().zip(0..);
        let mut alike = resources.filter(|(resource, _)| {
            let is_type = type_name.is_none_or(|name| resource.type_name.eq_ignore_ascii_case(name));
            let is_id = id.is_none_or(|id| resource.id.eq_ignore_ascii_case(id));
            is_type && is_id && resource.name.eq_ignore_ascii_case(self.name())
        });
        alike.next().map(|(_, index)| ResourceIndex(index))
    }

    fn name(&self) -> &str {
        self.resource.rsplit('/').next().unwrap_or_default()
    }
}
