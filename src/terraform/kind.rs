//! The mapping from azurerm to the platform: data, one file by service in `mapping/`, and what its keys mean.

use serde::Deserialize;
use serde_json::Value as Json;
use std::collections::BTreeMap;

/// How one type of azurerm's resources is written, and what it makes.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub struct Kind {
    /// The type that it makes.
    #[serde(rename = "type")]
    pub type_name: Option<String>,
    /// It makes no resource, but writes properties into another.
    pub into: Option<Into>,
    /// The same under a second type: another view of it.
    pub also: Option<String>,
    /// The majors of azurerm that have it.
    pub provider: Vec<u32>,
    /// The attribute that names it.
    pub name: Option<Name>,
    /// The attribute that names its resource group.
    pub group: Option<String>,
    /// The attribute that says where it stands.
    pub location: Option<String>,
    /// The platform's `kind`.
    pub kind: Option<String>,
    /// `data` for what stands inside a resource and is no resource of the platform's.
    pub plane: Option<String>,
    /// What it stands in, or extends.
    pub parent: Option<Parent>,
    /// What the provider always sends.
    #[serde(default)]
    pub fixed: BTreeMap<String, Json>,
    /// What its presence means for the resource that it names.
    pub backlink: Option<Backlink>,
    /// Children that a block makes beside it.
    #[serde(default)]
    pub children: BTreeMap<String, Child>,
    /// Paths of the platform that no attribute says.
    #[serde(default)]
    pub unsaid: Vec<String>,
    /// Paths of the platform that azurerm never sends, so that they are absent as in a template that leaves them out.
    #[serde(default)]
    pub unsent: Vec<String>,
    /// Types around it that azurerm cannot make, or that the platform makes by itself: none in the files does not mean none.
    #[serde(default)]
    pub unsaid_types: Vec<String>,
    /// Paths of the platform that follow from the others being said.
    #[serde(default)]
    pub implied: Vec<String>,
    /// Whether all that it requires is mapped, so that a fix can add one.
    #[serde(default, rename = "addable")]
    pub is_addable: bool,
    /// What a reader should know.
    #[serde(default)]
    pub notes: Vec<String>,
    /// Its attributes and blocks, by their paths.
    pub properties: BTreeMap<String, Attribute>,
}

/// The resource that another writes into.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Into {
    /// Its type.
    #[serde(rename = "type")]
    pub type_name: String,
    /// The attribute that holds its id.
    pub by: String,
}

/// What names a resource.
#[derive(Debug, Deserialize)]
#[serde(untagged)]
pub enum Name {
    /// An attribute.
    Attribute(String),
    /// The same name always.
    Fixed {
        /// The name.
        fixed: String,
    },
    /// An attribute, and the name where it is absent.
    Or {
        /// The attribute.
        attr: String,
        /// The name.
        r#else: String,
    },
}

/// What a resource stands in.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub struct Parent {
    /// The attribute that holds its id, or its name where a `group` is said.
    pub by: Option<String>,
    /// Its type.
    #[serde(rename = "type")]
    pub type_name: Option<String>,
    /// The attribute that names its resource group.
    pub group: Option<String>,
    /// `true` for what extends a resource of any type, `subscription` for what stands in one.
    pub scope: Option<Scope>,
    /// How older majors say it.
    pub formerly: Option<Box<Parent>>,
    /// The attribute that names what the parent stands in.
    pub grandparent: Option<String>,
    /// The list of the parent that it is a member of as well.
    pub appends_to: Option<String>,
    /// What stands between them in the id.
    pub via: Option<String>,
    /// The end of the id that is not the parent's.
    pub cut: Option<String>,
}

/// Whether a resource extends another one.
#[derive(Debug, Deserialize)]
#[serde(untagged)]
pub enum Scope {
    /// It does, or does not.
    Any(bool),
    /// It stands in a scope of this name.
    Named(String),
}

/// What a resource's presence means for another one.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Backlink {
    /// The attribute that names the other one.
    pub to: String,
    /// The list of the other one that it is a member of.
    pub adds: Option<String>,
    /// The member.
    pub value: Option<Json>,
    /// When the member is this one.
    pub when: Option<String>,
    /// The state that it has else.
    pub otherwise: Option<String>,
    /// For readers.
    pub meaning: Option<String>,
}

/// A child that a block makes.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Child {
    /// Its type.
    #[serde(rename = "type")]
    pub type_name: String,
    /// Its name.
    pub name: String,
    /// When there is one.
    pub when: Option<String>,
    /// Its properties by the block's attributes.
    #[serde(default)]
    pub properties: BTreeMap<String, String>,
}

/// An attribute or a block.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub struct Attribute {
    /// The path of the platform; `[*]` says that each block, or each text of a list, is one element.
    pub to: Option<String>,
    /// A second path for the same.
    pub also_to: Option<String>,
    /// The path of the same as azurerm writes it.
    pub alias: Option<String>,
    /// The path of another case, where one of the other attributes picks that.
    pub alternatively: Option<String>,
    /// That it picks the other case, when it is `true`.
    pub picks: Option<String>,
    /// The blocks that `[*]` stand for, where those are not the innermost ones.
    #[serde(default)]
    pub each: Vec<String>,
    /// The path is in this child instead.
    pub child: Option<ChildName>,
    /// Majors that have it, where not all do.
    pub r#in: Option<Vec<u32>>,
    /// Older spellings.
    #[serde(default)]
    pub formerly: BTreeMap<String, Former>,
    /// How the value is brought over.
    pub r#as: Option<As>,
    /// What names stand for, where values are looked up.
    #[serde(default)]
    pub map: BTreeMap<String, String>,
    /// Other attributes that the value is made of too.
    #[serde(default)]
    pub with: Vec<String>,
    /// The provider's default, in the words of azurerm.
    pub default: Option<PerMajor>,
    /// What the platform gets where it is absent, in the platform's words.
    pub r#else: Option<Json>,
    /// Absent, the service decides.
    pub computed: Option<Majors>,
    /// What the documentation calls the service's choice: good for messages alone.
    pub documented: Option<Json>,
    /// Why it is not sure what is sent where it is absent.
    pub absent: Option<String>,
    /// What could not be verified.
    pub unverified: Option<String>,
    /// Majors that cannot write it.
    #[serde(default)]
    pub read_only_in: Vec<u32>,
    /// Whether it must be written.
    pub required: Option<Majors>,
    /// Whether changing it makes the resource anew.
    pub change: Option<Change>,
    /// Whether it is a block, and of which sort.
    pub block: Option<Block>,
    /// What else follows when it is there.
    #[serde(default)]
    pub sets: BTreeMap<String, Json>,
    /// The child that shows the same object.
    pub mirror: Option<String>,
    /// When it is sent.
    pub sent: Option<String>,
    /// The type and the list of what it names, of which this is a member.
    pub backlink: Option<String>,
}

/// A child by its type and name.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ChildName {
    /// Its whole type.
    #[serde(rename = "type")]
    pub type_name: String,
    /// Its own name.
    pub name: String,
}

/// An older spelling.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Former {
    /// The majors that have it.
    pub r#in: Vec<u32>,
    /// Its default, per major.
    pub default: Option<PerMajor>,
    /// `same` where it is not brought over as the newer one is.
    pub r#as: Option<String>,
}

/// How a value is brought over.
#[derive(Debug, Deserialize)]
#[serde(untagged)]
pub enum As {
    /// By a rule of this name.
    Rule(String),
    /// Word for word.
    Words(BTreeMap<String, Json>),
}

/// What may differ from major to major.
#[derive(Debug, Deserialize)]
#[serde(untagged)]
pub enum PerMajor {
    /// By major.
    By(BTreeMap<u32, Json>),
    /// The same for all.
    Always(Json),
}

impl PerMajor {
    /// What a major has.
    pub fn of(&self, major: u32) -> Option<&Json> {
        match self {
            Self::By(all) => all.get(&major),
            Self::Always(one) => Some(one),
        }
    }
}

/// All majors or some.
#[derive(Debug, Deserialize)]
#[serde(untagged)]
pub enum Majors {
    /// All, or none.
    All(bool),
    /// These.
    Some(Vec<u32>),
}

impl Majors {
    /// Whether a major is among them.
    pub fn has(&self, major: u32) -> bool {
        match self {
            Self::All(all) => *all,
            Self::Some(majors) => majors.contains(&major),
        }
    }
}

/// What a change does.
#[derive(Debug, Deserialize)]
#[serde(untagged)]
pub enum Change {
    /// `replace`: it makes the resource anew.
    Always(String),
    /// The same, in some majors.
    In {
        /// The majors.
        replace: Vec<u32>,
    },
}

impl Change {
    /// Whether a change makes the resource anew in a major.
    pub fn replaces(&self, major: u32) -> bool {
        match self {
            Self::Always(_) => true,
            Self::In { replace } => replace.contains(&major),
        }
    }
}

/// Blocks of which there is one, and those of which there are many.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Block {
    /// One at most.
    Single,
    /// Any number.
    List,
}

impl Kind {
    /// Whether a path follows from the others being said.
    pub fn is_implied(&self, path: &str) -> bool {
        self.implied.iter().any(|own| own.eq_ignore_ascii_case(path))
    }
}

impl Attribute {
    /// Whether a major has it under its newer name.
    pub fn is_in(&self, kind: &Kind, major: u32) -> bool {
        self.r#in.as_ref().map_or_else(|| kind.provider.contains(&major), |majors| majors.contains(&major))
    }
}
