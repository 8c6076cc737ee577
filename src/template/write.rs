//! Writing the resources of a deployment as a derived document, each value with its origin.

use super::json;
use super::value::{Data, Origin, Value};
use crate::source::{Deriver, Document, Node, Problem};
use std::marker::PhantomData;
use std::sync::Arc;

/// What rows are written to.
pub struct Writer<'d> {
    deriver: Deriver,
    of: PhantomData<&'d Document>,
}

/// Why what an expression makes takes no change.
const COMPUTED: &str = "an expression computes it";

/// What tells the platform how to deploy a resource, and is none of its properties.
const DIRECTIONS: [&str; 10] = [
    "apiVersion",
    "asserts",
    "comments",
    "condition",
    "copy",
    "dependsOn",
    "existing",
    "metadata",
    "resources",
    "scope",
];

/// Fields that a resource may have, whether or not it is written with them.
const FIELDS: [&str; 9] =
    ["extendedLocation", "identity", "kind", "location", "plan", "properties", "sku", "tags", "zones"];

/// Why nothing is known of a resource that may not be there.
pub const CONDITIONAL: &str = "whether it is deployed hangs on a condition that is not known";

impl<'d> Writer<'d> {
    /// For a deployment of a file's template, whose values come from these files.
    pub fn new(entry: &Arc<Document>, files: &[Arc<Document>]) -> Self {
        let others = files.iter().filter(|file| !Arc::ptr_eq(file, entry));
        let deriver = Deriver::new(entry.clone(), entry.text().len());
        Self { deriver: others.fold(deriver, |deriver, file| deriver.and(file.clone())), of: PhantomData }
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
        self.deriver.open_at(node);
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
        self.deriver.open(&[node], CONDITIONAL);
        for key in FIELDS {
            self.deriver.key(key);
            self.deriver.unknown(&[node], CONDITIONAL);
        }
        self.deriver.close();
    }

    fn value(&mut self, value: &Value<'d>) {
        let written = match &value.origin {
            Origin::Written(node) => Some(*node),
            Origin::Made(_) => None,
        };
        if self.is_full() {
            return self.deriver.unknown(value.nodes(), "the template makes more than is worked out");
        }
        match (&value.data, written) {
            (Data::Subtree(node), _) => self.deriver.literal(*node),
            (Data::List(items), _) => {
                match written {
                    Some(node) => self.deriver.open_list_at(node),
                    None => self.deriver.open_list(value.nodes(), COMPUTED),
                }
                items.iter().for_each(|item| self.value(item));
                self.deriver.close_list();
            }
            (Data::Object(members), _) => {
                match written {
                    Some(node) => self.deriver.open_at(node),
                    None => self.deriver.open(value.nodes(), COMPUTED),
                }
                for (key, member) in members.iter() {
                    self.deriver.key(key);
                    self.value(member);
                }
                self.deriver.close();
            }
            (Data::Unknown(why), _) => self.deriver.unknown(value.nodes(), &why.reason),
            (Data::LocalId(id), _) => {
                self.deriver.computed(&serde_json::Value::from(&**id).to_string(), value.nodes(), COMPUTED);
            }
            (_, Some(node)) => match json::compact(value) {
                Some(json) => self.deriver.written(&json, node),
                None => self.deriver.literal(node),
            },
            (_, None) => match json::compact(value) {
                Some(json) => self.deriver.computed(&json, value.nodes(), COMPUTED),
                None => self.deriver.unknown(value.nodes(), "it is no value of JSON"),
            },
        }
    }
}

fn is_direction(key: &str) -> bool {
    DIRECTIONS.iter().any(|name| name.eq_ignore_ascii_case(key)) || key.starts_with('@')
}
