//! The files that an inventory is made of, and what the settings say of each.

use crate::source::Problem;
use crate::template::Modules;
use crate::terraform;
use schemars::JsonSchema;
use serde::Serialize;

/// What a file is to the estate.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub enum FileKind {
    /// It gets deployed: its patch is the remedy.
    #[default]
    Source,
    /// It records what is deployed, as an export does: the script is the remedy.
    Snapshot,
}

/// What the estate's configuration says about a file.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct FileRules {
    /// What the file is to the estate; where nothing is said, the platform's marks tell.
    pub kind: Option<FileKind>,
    /// Types whose absence in this file means that there are none, without regard to case.
    pub complete: Vec<String>,
    /// How old its data may be, in days.
    pub max_age: Option<u32>,
    /// How it is deployed, where it is a template and the settings say so.
    pub deployed: Vec<Deployed>,
    /// Which of these it gives values to, and its turn among the files that do.
    pub values: Vec<(u32, u32)>,
    /// Where modules of registries may be that it names, by what it writes: the names of files, the one that counts first.
    pub modules: Modules,
    /// The part of the estate that it is in; see [`Resource::part`](super::Resource::part).
    pub part: u16,
}

impl FileRules {
    /// In [`FileRules::values`]: it gives values to every deployment, for somebody typed it.
    pub const TYPED: u32 = u32::MAX;
    /// In [`FileRules::values`]: somebody typed that a deployment is made with it, beside those with other such files.
    pub const EACH: u32 = u32::MAX - 1;
}

/// A deployment of a template, as the settings have it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Deployed {
    /// Its place among those of its part.
    pub number: u32,
    /// What tells it from others of the template.
    pub name: Option<String>,
    /// The subscription's id.
    pub subscription: Option<String>,
    /// The resource group's name.
    pub group: Option<String>,
    /// The resource group's location.
    pub location: Option<String>,
}

/// A file that the walk met, with its bytes when they could be read and are worth reading.
#[derive(Debug)]
pub struct InventoryFile {
    pub(super) name: String,
    pub(super) content: Content,
    pub(super) rules: FileRules,
}

/// What there is of a file.
#[derive(Debug)]
pub(super) enum Content {
    Bytes(Vec<u8>),
    Unreadable(Problem),
    Skipped(String),
    /// What may hold inventory, and is not looked into.
    Closed(String),
    /// As the other side of a change has it.
    Shared,
}

impl InventoryFile {
    /// A file by its name, with forward slashes (`-` is standard input), and its bytes or why they could not be read.
    pub fn new(name: impl Into<String>, bytes: Result<Vec<u8>, Problem>, rules: FileRules) -> Self {
        let content = bytes.map_or_else(Content::Unreadable, Content::Bytes);
        Self { name: name.into(), content, rules }
    }

    /// A file that need not be read; the reason is for people.
    pub fn skipped(name: impl Into<String>, reason: impl Into<String>) -> Self {
        Self { name: name.into(), content: Content::Skipped(reason.into()), rules: FileRules::default() }
    }

    /// A link or directory that may hold inventory and is not looked into, which is a warning; the reason is for people.
    pub fn closed(name: impl Into<String>, reason: impl Into<String>) -> Self {
        Self { name: name.into(), content: Content::Closed(reason.into()), rules: FileRules::default() }
    }

    /// A file that head has too, under the same name and with the same content; see [`super::parse_sides`].
    pub fn shared(name: impl Into<String>) -> Self {
        Self { name: name.into(), content: Content::Shared, rules: FileRules::default() }
    }

    /// Its name, with forward slashes.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Whether a file of this name says by itself what others beside it deploy: it is configuration or gives values.
    pub fn decides(name: &str) -> bool {
        let file = name.rsplit('/').next().unwrap_or(name);
        terraform::is_read_by_name(name) || file.contains(".parameters.") || file.ends_with(".bicepparam")
    }

    /// Whether a file of this name can be an inventory at all; other files need not be read.
    pub fn is_readable_name(name: &str) -> bool {
        let extension = name.rsplit('/').next().and_then(|file| file.rsplit_once('.')).map(|(_, extension)| extension);
        let known =
            ["json", "jsonc", "ndjson", "jsonl", "yaml", "yml", "bicep", "bicepparam", "tf", "tfvars", "tfstate"];
        name == "-"
            || name.rsplit('/').next() == Some(".terraform.lock.hcl")
            || extension.is_some_and(|extension| known.iter().any(|other| other.eq_ignore_ascii_case(extension)))
    }
}
