//! Writing the resources of a deployment as a derived document, each value with its origin.

use super::json;
use super::value::{Data, Origin, Value};
use crate::source::{Deriver, Document, Node, Problem};
use std::sync::Arc;

/// What rows are written to.
pub struct Writer<'d> {
    deriver: Deriver,
    /// Those that values may come from.
    files: &'d [Arc<Document>],
    /// Those that take no change, with the reason.
    fixed: Vec<(&'d Arc<Document>, &'static str)>,
    /// Why what is made of values takes no change.
    computed: &'static str,
}

/// Why what an expression makes takes no change.
pub(super) const COMPUTED: &str = "an expression computes it";

/// What tells the platform how to deploy a resource, and is none of its properties.
const DIRECTIONS: [&str; 10] = [
    "asserts",
    "comments",
    "condition",
    "copy",
    "dependsOn",
    "existing",
    "extension",
    "metadata",
    "resources",
    "scope",
];

/// Fields that a resource may have, whether or not it is written with them.
pub const FIELDS: [&str; 9] =
    ["extendedLocation", "identity", "kind", "location", "plan", "properties", "sku", "tags", "zones"];

/// Why nothing is known of a resource that may not be there.
pub const CONDITIONAL: &str = "whether it is deployed hangs on a condition that is not known";

impl<'d> Writer<'d> {
    /// For a deployment of a file's template, whose values come from these files.
    pub fn new(entry: &Arc<Document>, files: &'d [Arc<Document>]) -> Self {
        Self::making(entry, files, COMPUTED)
    }

    /// The same, where it is not expressions that make values of others.
    pub fn making(entry: &Arc<Document>, files: &'d [Arc<Document>], computed: &'static str) -> Self {
        Self { deriver: Deriver::new(entry.clone(), entry.text().len()), files, fixed: Vec::new(), computed }
    }

    /// Notes that a file takes no change, and why.
    pub fn fix(&mut self, file: &'d Arc<Document>, reason: &'static str) {
        if !self.fixed.iter().any(|(fixed, _)| Arc::ptr_eq(fixed, file)) {
            self.fixed.push((file, reason));
        }
    }

    fn fixed(&self, node: Node<'d>) -> Option<&'static str> {
        self.fixed.iter().find(|(file, _)| std::ptr::eq(&***file, node.document())).map(|(_, reason)| *reason)
    }

    /// A resource as an object that is made already.
    pub fn object(&mut self, value: &Value<'d>) {
        self.value(value);
    }

    /// Whether no more is written.
    pub fn is_full(&self) -> bool {
        /// Bytes; the platform takes templates of four million, and a thousandfold is an attack.
        const MOST: usize = 1 << 28;
        self.deriver.size() > MOST
    }

    /// The document.
    pub fn finish(self) -> Result<Document, Problem> {
        self.deriver.finish()
    }

    /// A resource as it is written, with what its expressions give.
    pub fn row(&mut self, node: Node<'d>, name: &Value<'d>, value: &dyn Fn(Node<'d>) -> Value<'d>) {
        self.admit(&[node]);
        match self.fixed(node) {
            Some(reason) => self.deriver.open(&[node], reason),
            None => self.deriver.open_at(node),
        }
        for (key, member) in node.members() {
            if is_direction(&key) {
                continue;
            }
            self.deriver.key(&key);
            match key.eq_ignore_ascii_case("name") {
                true => self.value(name),
                false => self.value(&value(member)),
            }
        }
        self.deriver.close();
    }

    /// A resource of which it is not known whether there is one.
    pub fn conditional(&mut self, node: Node<'d>) {
        self.admit(&[node]);
        self.deriver.open(&[node], CONDITIONAL);
        for key in FIELDS {
            self.deriver.key(key);
            self.deriver.unknown(&[node], CONDITIONAL);
        }
        self.deriver.close();
    }

    /// Takes the files of these nodes in, so that what is written comes from there.
    fn admit(&mut self, nodes: &[Node<'d>]) {
        for node in nodes {
            if self.deriver.knows(*node) {
                continue;
            }
            let file = self.files.iter().find(|file| std::ptr::eq(&***file, node.document()));
            file.into_iter().for_each(|file| self.deriver.add(file.clone()));
        }
    }

    fn value(&mut self, value: &Value<'d>) {
        self.admit(value.nodes());
        let (written, reason) = match &value.origin {
            Origin::Written(node) => match self.fixed(*node) {
                Some(reason) => (None, reason),
                None => (Some(*node), self.computed),
            },
            Origin::Made(_) => (None, self.computed),
        };
        // Its parts are written one by one, so that each bears the reason.
        let apart = match &value.data {
            Data::Subtree(node) if self.fixed(*node).is_some() => Some(Value { data: apart(value), ..value.clone() }),
            _ => None,
        };
        let value = apart.as_ref().unwrap_or(value);
        if self.is_full() {
            return self.deriver.unknown(value.nodes(), "the template makes more than is worked out");
        }
        match (&value.data, written) {
            (Data::Subtree(node), _) => {
                self.admit(&[*node]);
                self.deriver.literal(*node);
            }
            (Data::List(items), _) => {
                match written {
                    Some(node) => self.deriver.open_list_at(node),
                    None => self.deriver.open_list(value.nodes(), reason),
                }
                items.iter().for_each(|item| self.value(item));
                self.deriver.close_list();
            }
            (Data::Object(members), _) => {
                match written {
                    Some(node) => self.deriver.open_at(node),
                    None => self.deriver.open(value.nodes(), reason),
                }
                for (key, member) in members.iter() {
                    self.deriver.key(key);
                    self.value(member);
                }
                self.deriver.close();
            }
            (Data::Unknown(why), _) => self.deriver.unknown(value.nodes(), &why.reason),
            (Data::LocalId(id), _) => {
                self.deriver.computed(&serde_json::Value::from(&**id).to_string(), value.nodes(), reason);
            }
            (_, Some(node)) => match json::compact(value) {
                Some(json) => self.deriver.written(&json, node),
                None => self.deriver.literal(node),
            },
            (_, None) => match json::compact(value) {
                Some(json) => self.deriver.computed(&json, value.nodes(), reason),
                None => self.deriver.unknown(value.nodes(), "it is no value of JSON"),
            },
        }
    }
}

/// What a subtree holds, as values of their own.
fn apart<'d>(value: &Value<'d>) -> Data<'d> {
    match (value.items(), value.members()) {
        (Some(items), _) => Data::List(items),
        (None, members) => Data::Object(members.unwrap_or_default()),
    }
}

fn is_direction(key: &str) -> bool {
    DIRECTIONS.iter().any(|name| name.eq_ignore_ascii_case(key)) || key.starts_with('@')
}
