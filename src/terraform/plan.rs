//! The instances of a plan: what `terraform show -json` prints of one.

use super::Instance;
use super::references::Module;
use crate::source::{Kind, Node};
use crate::template::{Data, Origin, Unknown, Value};
use rustc_hash::FxHashMap;
use std::rc::Rc;

/// Modules inside one another.
const DEEPEST: usize = 64;

/// Why a value of a plan is not known.
const LATER: &str = "it is known after the plan is applied";

/// The instances that will be there once a plan is applied.
pub fn instances(root: Node<'_>) -> Vec<Instance<'_>> {
    let configuration = root.get_exact("configuration");
    let changes = root.get_exact("resource_changes").into_iter().flat_map(Node::items);
    let changes =
        changes.filter_map(|change| Some((change.get_exact("address")?.text()?.into_owned(), change))).collect();
    let mut reader = Reader { changes, major: configuration.and_then(major), instances: Vec::new() };
    let module = Module {
        configuration: configuration.and_then(|own| own.get_exact("root_module")),
        address: String::new(),
        call: None,
    };
    if let Some(planned) = root.get_exact("planned_values").and_then(|own| own.get_exact("root_module")) {
        reader.module(planned, &module, DEEPEST);
    }
    reader.instances
}

/// The only major that the configuration's constraint allows.
fn major(configuration: Node<'_>) -> Option<u32> {
    let providers = configuration.get_exact("provider_config")?;
    let is_azurerm =
        |(_, own): &(_, Node<'_>)| own.get_exact("name").and_then(Node::text).is_some_and(|name| name == "azurerm");
    let (_, own) = providers.members().find(is_azurerm)?;
    only_major(&own.get_exact("version_constraint")?.text()?)
}

/// The only major that a constraint such as `~> 3.0`, `3.117.1` or `>= 3.36, < 4.0` allows.
pub fn only_major(constraint: &str) -> Option<u32> {
    let parts = || constraint.split(',').map(str::trim);
    let number = |part: &str| part.trim_start_matches(['~', '>', '<', '=', '!', ' ']).to_owned();
    let major = |part: &str| number(part).split('.').next()?.trim().parse::<u32>().ok();
    let is_bound = |part: &&str| part.starts_with('=') || part.starts_with(|letter: char| letter.is_ascii_digit());
    let is_within = |part: &&str| is_bound(part) || part.starts_with("~>") && number(part).contains('.');
    let lowest = || parts().filter(|part| part.starts_with('>')).filter_map(major).max();
    let is_start = |part: &&str| number(part).split('.').skip(1).all(|rest| rest.trim() == "0");
    let below = || {
        parts().filter(|part| part.starts_with('<') && !part.starts_with("<=")).filter(is_start).filter_map(major).min()
    };
    let between = || lowest().zip(below()).filter(|(low, high)| low + 1 == *high).map(|(low, _)| low);
    parts().find(is_within).and_then(major).or_else(between)
}

struct Reader<'d> {
    changes: FxHashMap<String, Node<'d>>,
    major: Option<u32>,
    instances: Vec<Instance<'d>>,
}

impl<'d> Reader<'d> {
    fn module(&mut self, planned: Node<'d>, module: &Module<'_, 'd>, depth: usize) {
        for row in planned.get_exact("resources").into_iter().flat_map(Node::items) {
            let is_managed = row.get_exact("mode").and_then(Node::text).is_none_or(|mode| mode == "managed");
            if is_managed {
                self.instances.extend(self.instance(row, module));
            }
        }
        for child in planned.get_exact("child_modules").into_iter().flat_map(Node::items) {
            let Some(address) = child.get_exact("address").and_then(Node::text) else { continue };
            let own = address.strip_prefix(&*module.address).unwrap_or(&address).trim_start_matches('.');
            let name = own.trim_start_matches("module.").split('[').next().unwrap_or_default();
            let calls = module.configuration.and_then(|own| own.get_exact("module_calls"));
            let call = calls.and_then(|calls| calls.get_exact(name));
            let inner = Module {
                configuration: call.and_then(|call| call.get_exact("module")),
                address: address.to_string(),
                call: call.map(|call| (call, module)),
            };
            if depth > 0 {
                self.module(child, &inner, depth - 1);
            }
        }
    }

    fn instance(&self, row: Node<'d>, module: &Module<'_, 'd>) -> Option<Instance<'d>> {
        let address = row.get_exact("address")?.text()?.into_owned();
        let kind: Rc<str> = row.get_exact("type")?.text()?.into();
        let name = row.get_exact("name").and_then(Node::text).unwrap_or_default();
        let values = row.get_exact("values").unwrap_or(row);
        let change = self.changes.get(&address).and_then(|change| change.get_exact("change"));
        let block = module.block(&format!("{kind}.{name}"));
        let index = match row.get_exact("index") {
            Some(index) if matches!(index.kind(), Kind::String | Kind::Number) => format!("[{}]", index.raw()),
            _ => String::new(),
        };
        let merger = Merger { module, block, index: &index, address: &address };
        let expressions = block.and_then(|block| block.get_exact("expressions"));
        let unknown = change.and_then(|change| change.get_exact("after_unknown"));
        let values = merger.merge(Some(values), unknown, expressions, "", None, row);
        let id = values.member("id").filter(|id| id.as_text().is_some());
        Some(Instance {
            address,
            kind,
            node: row,
            values,
            conditional: None,
            ignored: Vec::new(),
            major: self.major,
            open: Vec::new(),
            id,
        })
    }
}

/// Puts what is known together with what is not.
struct Merger<'m, 'p, 'd> {
    module: &'m Module<'p, 'd>,
    block: Option<Node<'d>>,
    index: &'m str,
    address: &'m str,
}

impl<'d> Merger<'_, '_, 'd> {
    fn merge(
        &self,
        known: Option<Node<'d>>,
        unknown: Option<Node<'d>>,
        expression: Option<Node<'d>>,
        path: &str,
        place: Option<usize>,
        at: Node<'d>,
    ) -> Value<'d> {
        let is_unknown = unknown.is_some_and(|unknown| unknown.kind() == Kind::Bool && unknown.raw() == "true");
        if is_unknown {
            return self.unknown(expression, path, place, known.unwrap_or(at));
        }
        let Some(known) = known else { return Value { data: Data::Null, origin: Origin::Made(Rc::new([at])) } };
        let Some(unknown) = unknown else { return Value::of_node(known) };
        match (known.kind(), unknown.kind()) {
            (Kind::Object, Kind::Object) => self.object(known, unknown, expression, path),
            (Kind::Array, Kind::Array) => {
                let blocks = |place: usize| {
                    expression.and_then(|own| if own.kind() == Kind::Array { own.item(place) } else { Some(own) })
                };
                let items = known.items().enumerate().map(|(place, item)| {
                    self.merge(Some(item), unknown.item(place), blocks(place), path, Some(place), known)
                });
                Value { data: Data::List(items.collect()), origin: Origin::Written(known) }
            }
            _ => Value::of_node(known),
        }
    }

    fn object(&self, known: Node<'d>, unknown: Node<'d>, expression: Option<Node<'d>>, path: &str) -> Value<'d> {
        let of = |name: &str| expression.and_then(|own| own.get_exact(name));
        let inner = |name: &str| if path.is_empty() { name.to_owned() } else { format!("{path}.{name}") };
        let mut members: Vec<(Rc<str>, Value<'d>)> = Vec::new();
        for (key, member) in known.members() {
            let value = self.merge(Some(member), unknown.get_exact(&key), of(&key), &inner(&key), None, known);
            members.push((key.as_ref().into(), value));
        }
        for (key, open) in unknown.members() {
            if known.get_exact(&key).is_none() {
                let value = self.merge(None, Some(open), of(&key), &inner(&key), None, known);
                members.push((key.as_ref().into(), value));
            }
        }
        Value { data: Data::Object(members.into()), origin: Origin::Written(known) }
    }

    fn unknown(&self, expression: Option<Node<'d>>, path: &str, place: Option<usize>, at: Node<'d>) -> Value<'d> {
        let symbol =
            expression.zip(self.block).and_then(|(own, block)| self.module.symbol(own, block, self.index, place));
        let symbol = symbol.unwrap_or_else(|| format!("{}.{path}", self.address));
        let unknown = Unknown { reason: LATER.to_owned(), symbol };
        Value { data: Data::Unknown(Rc::new(unknown)), origin: Origin::Made(Rc::new([at])) }
    }
}
