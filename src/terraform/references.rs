//! What expressions of a plan's configuration refer to, across modules, to the instances they mean.

use crate::source::Node;

/// A module of the configuration, as one instance of it.
#[derive(Clone)]
pub struct Module<'p, 'd> {
    /// Its part of the configuration.
    pub configuration: Option<Node<'d>>,
    /// `module.net["a"]`, empty for the root.
    pub address: String,
    /// The call that makes it, with the module that it stands in.
    pub call: Option<(Node<'d>, &'p Module<'p, 'd>)>,
}

/// References that lead to others; more are a circle.
const LONGEST: usize = 20;

impl<'d> Module<'_, 'd> {
    /// The expressions of a block.
    pub fn block(&self, address: &str) -> Option<Node<'d>> {
        let resources = self.configuration?.get_exact("resources")?;
        resources
            .items()
            .find(|block| block.get_exact("address").and_then(Node::text).is_some_and(|own| own == address))
    }

    /// A name in this module, as an address of the whole.
    fn whole(&self, address: &str) -> String {
        if self.address.is_empty() { address.to_owned() } else { format!("{}.{address}", self.address) }
    }

    /// What stands for the value of an expression in a block of this module, whose instance has an index: the address and the
    /// attribute that it takes.
    pub fn symbol(&self, expression: Node<'d>, block: Node<'d>, index: &str, place: Option<usize>) -> Option<String> {
        self.follow(&references(expression), Some((block, index)), place, LONGEST)
    }

    fn follow(
        &self,
        references: &[String],
        around: Option<(Node<'d>, &str)>,
        place: Option<usize>,
        left: usize,
    ) -> Option<String> {
        let left = left.checked_sub(1)?;
        let chosen = chosen(references, place)?;
        let parts: Vec<&str> = chosen.splitn(3, '.').collect();
        match (parts[0], parts.get(1)) {
            ("var", Some(name)) => {
                let (call, outer) = self.call.as_ref()?;
                let given = call.get_exact("expressions")?.get_exact(name.split(['.', '[']).next()?)?;
                outer.follow(&self::references(given), None, None, left)
            }
            ("each" | "count", _) => {
                let (block, index) = around?;
                let all = self::references(block.get_exact("for_each_expression")?);
                let symbol = self.follow(&all, None, None, left)?;
                let (address, attribute) = symbol.rsplit_once('.')?;
                let last = chosen.rsplit('.').next().filter(|name| *name != "value").unwrap_or(attribute);
                Some(format!("{address}{index}.{last}"))
            }
            ("module", Some(call)) => self.output(chosen, call, parts.get(2), left),
            ("local" | "data" | "path" | "terraform" | "self", _) => None,
            (_, Some(_)) => Some(self.resource(chosen, references, around)),
            _ => None,
        }
    }

    /// An output of a module that is called here.
    fn output(&self, chosen: &str, call: &str, output: Option<&&str>, left: usize) -> Option<String> {
        let own = call.split('[').next()?;
        let node = self.configuration?.get_exact("module_calls")?.get_exact(own)?;
        let inner = Module {
            configuration: node.get_exact("module"),
            address: self.whole(&format!("module.{call}")),
            call: Some((node, self)),
        };
        let name = output.copied().filter(|_| !chosen.is_empty())?.split(['.', '[']).next()?;
        let expression = inner.configuration?.get_exact("outputs")?.get_exact(name)?.get_exact("expression")?;
        inner.follow(&self::references(expression), None, None, left)
    }

    /// `type.name`, `type.name[0].id` or `type.name.id` as an address with an attribute. A key that the block shares is its own.
    fn resource(&self, chosen: &str, references: &[String], around: Option<(Node<'d>, &str)>) -> String {
        let (address, attribute) = split(chosen);
        let is_keyed = |reference: &String| ["each.", "count."].iter().any(|start| reference.starts_with(start));
        let index = around
            .filter(|_| !address.ends_with(']') && references.iter().any(is_keyed))
            .map_or("", |(_, index)| index);
        format!("{}{index}.{}", self.whole(&address), attribute.unwrap_or("id"))
    }
}

/// The address of a resource and the attribute behind it.
fn split(reference: &str) -> (String, Option<&str>) {
    let (mut depth, mut dots) = (0u32, 0);
    for (at, letter) in reference.char_indices() {
        match letter {
            '[' => depth += 1,
            ']' => depth = depth.saturating_sub(1),
            '.' if depth == 0 => {
                dots += 1;
                if dots == 2 {
                    return (reference[..at].to_owned(), Some(&reference[at + 1..]));
                }
            }
            _ => {}
        }
    }
    (reference.to_owned(), None)
}

/// The reference that gives the value: the only one, or the one of an element where each has one of its own.
fn chosen(references: &[String], place: Option<usize>) -> Option<&String> {
    let is_part =
        |own: &&String| !references.iter().any(|other| other.len() > own.len() && other.starts_with(own.as_str()));
    let is_key = |own: &&String| ["each.key", "count.index"].contains(&own.as_str());
    let whole: Vec<&String> = references.iter().filter(is_part).filter(|own| !is_key(own)).collect();
    match (whole.as_slice(), place) {
        ([only], _) => Some(only),
        (several, Some(place)) => several.get(place).copied(),
        _ => None,
    }
}

fn references(expression: Node<'_>) -> Vec<String> {
    let list = expression.get_exact("references");
    list.into_iter().flat_map(Node::items).filter_map(Node::text).map(|text| text.into_owned()).collect()
}
