//! Resources: what the files hold, in whatever form they hold it.
//!
//! A [`Resource`] is a small table from envelope field to node; most forms have an object of their own per resource, and
//! then the table is that object. The index answers look-ups across resources. This room does not know controls.

use crate::source::{Document, NodeId, Problem};
use std::sync::Arc;

/// A resource's place in its [`Inventory`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ResourceIndex(pub u32);

/// One occurrence of a resource.
#[derive(Clone, Debug)]
pub struct Resource {
    /// The id as written; made from type and name where the form has none.
    pub id: Box<str>,
    /// The name's last segment.
    pub name: Box<str>,
    /// The type as written, provider included.
    pub type_name: Arc<str>,
    /// The resource group, as written.
    pub resource_group: Option<Arc<str>>,
    /// The subscription's id, as written.
    pub subscription: Option<Arc<str>>,
    /// Which of the inventory's documents holds it.
    pub document: u32,
    /// The node that stands for the resource: its object, or its row.
    pub node: NodeId,
    /// Envelope fields where the resource has no object of its own (Resource Graph rows); empty otherwise.
    pub fields: Box<[(Box<str>, NodeId)]>,
    /// The resource that this one belongs to, when it is in the inventory.
    pub parent: Option<ResourceIndex>,
    /// The first occurrence of the same id; its own index for the first. Scores count distinct canonical indices.
    pub canonical: ResourceIndex,
}

/// How a file's resources are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Form {
    /// A plain list of resources, or a single one.
    List,
    /// `{"value": […]}`, as Azure Resource Manager answers.
    ArmList,
    /// `{"data": …}`, as Resource Graph answers.
    ResourceGraph,
    /// `az resource list`: an array whose `properties` are null.
    AzResourceList,
    /// The export of PSRule for Azure.
    PsRule,
    /// One resource a line.
    Ndjson,
    /// An ARM template: recognised, not read yet.
    ArmTemplate,
}

/// What became of a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum FileStatus {
    /// Its resources are in the inventory.
    Read,
    /// It holds no resources, with the reason.
    PassedOver(String),
    /// It could not be read; the problem stands in [`Inventory::problems`].
    Failed(String),
}

/// One file that the walk met.
#[derive(Clone, Debug)]
pub struct FileRecord {
    /// Its name, with forward slashes.
    pub path: String,
    /// Its form, when it was recognised.
    pub form: Option<Form>,
    /// What became of it.
    pub status: FileStatus,
    /// How many resources it gave.
    pub resources: usize,
}

/// Everything that was read.
pub struct Inventory {
    pub(crate) documents: Vec<Document>,
    pub(crate) resources: Vec<Resource>,
    pub(crate) files: Vec<FileRecord>,
    pub(crate) problems: Vec<Problem>,
    pub(crate) warnings: Vec<Problem>,
    // and the indexes
}
// API, the contract between rooms:
// impl Inventory {
//   pub fn documents(&self) -> &[Document]
//   pub fn resources(&self) -> &[Resource]                       every occurrence, in order of files and of position
//   pub fn resource(&self, ResourceIndex) -> &Resource
//   pub fn node(&self, ResourceIndex) -> Node<'_>
//   pub fn field(&self, ResourceIndex, name: &str) -> Option<Node<'_>>   an entry of `fields`, else a member of its object; exact, then without case
//   pub fn find(&self, id: &str) -> Option<ResourceIndex>        without regard to case; the canonical one
//   pub fn all(&self, type_name: &str) -> &[ResourceIndex]       without regard to case, in order, canonical ones
//   pub fn children(&self, ResourceIndex, type_name: &str) -> Vec<ResourceIndex>   nested, sibling and extension children alike
//   pub fn is_complete(&self, ResourceIndex, type_name: &str) -> bool     absence of `type_name` around this resource means that there is none
//   pub fn resolves(&self, ResourceIndex, type_name: &str) -> bool        a dangling reference means that nothing is there (tests; `complete` names the type)
//   pub fn location(&self, ResourceIndex) -> Location            of its node
//   pub fn files / problems / warnings
//   pub fn from_case(document: Document, ...) see trial
// }
