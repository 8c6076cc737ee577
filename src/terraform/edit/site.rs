//! Where an attribute of an instance is written, or would be.

use super::super::kind::{Attribute, Kind};
use super::aim::Aim;
use super::{Change, Origins, Wish};
use crate::source::{self, Kind as Sort, Node};

/// The place of an attribute.
pub enum Site<'o> {
    /// Something is said, in this body.
    Said(Node<'o>, Node<'o>),
    /// Nothing is: the body, and the keys that lead there from it.
    Missing(Node<'o>, Vec<String>),
}

/// An attribute of an instance, as it is spelt.
pub struct Spelt<'a> {
    /// Which instance.
    pub instance: usize,
    /// The attribute.
    pub aim: &'a Aim,
    /// Its path as it is spelt.
    pub name: &'a str,
    /// Whether its value means the same as the platform's.
    pub is_same: bool,
}

/// The spellings of an attribute, the newest first, with whether each means the same as the platform does.
pub fn spellings(name: &'static str, attribute: &'static Attribute) -> impl Iterator<Item = (&'static str, bool)> {
    let former = attribute.formerly.iter().map(|(name, own)| (name.as_str(), own.r#as.as_deref() == Some("same")));
    std::iter::once((name, false)).chain(former)
}

impl Origins {
    /// Where an attribute stands in an instance. `elements` are the places in files of the elements on the way.
    pub fn site(&self, spelt: &Spelt<'_>, elements: &[Option<Node<'_>>]) -> Result<Site<'_>, String> {
        let names: Vec<&str> = spelt.name.split('.').collect();
        let is_block = spelt.aim.attribute.block.is_some();
        let levels = spelt.aim.levels();
        let Some(mut said) = self.said(spelt.instance) else { return Err("nothing is known of its block".to_owned()) };
        let mut body = self.body(spelt.instance);
        for (level, name) in names.iter().enumerate() {
            let is_last = level + 1 == names.len();
            let found = said
                .get_exact(name)
                .filter(|found| found.kind() != Sort::Array || found.len() > 0 || !is_block && is_last);
            let Some(found) = found else {
                return missing(body, &names[level..], is_block).map(|keys| Site::Missing(body, keys));
            };
            if is_last && !is_block {
                return Ok(Site::Said(found, body));
            }
            if let Some(reason) = found.unknown() {
                return Err(reason.to_owned());
            }
            let element =
                levels.iter().position(|own| *own == level).map(|place| elements.get(place).copied().flatten());
            let block = match element {
                Some(Some(element)) => found.items().find(|item| literal(*item).is_some_and(|own| same(own, element))),
                Some(None) => None,
                None => found.item(0),
            };
            let block = block.ok_or_else(|| format!("which of its `{name}` blocks says it is not known"))?;
            let own = literal(block).ok_or_else(|| format!("an expression makes its `{name}`"))?;
            if is_last {
                return Ok(Site::Said(block, body));
            }
            (said, body) = (block, own);
        }
        Err("it has no name".to_owned())
    }

    /// Why a change of an attribute would come to nothing, if so.
    pub fn ignored(&self, instance: usize, name: &str) -> Option<String> {
        let own = &self.instances[instance];
        let is_below = |one: &str, other: &str| {
            one.strip_prefix(other).is_some_and(|rest| rest.is_empty() || rest.starts_with('.'))
        };
        let covers = |entry: &&String| *entry == "*" || is_below(name, entry) || is_below(entry, name);
        own.ignored.iter().find(covers).map(|entry| {
            let entry = if entry == "*" { "all" } else { entry };
            format!("Terraform would not make the change: `ignore_changes` of `{}` covers `{entry}`", own.address)
        })
    }

    /// The spelling in which an instance says an attribute that it does not say yet.
    pub fn spelling(&self, instance: usize, kind: &Kind, aim: &Aim) -> Result<(&'static str, bool), String> {
        let majors = self.majors(instance, kind);
        let (name, attribute) = (aim.name, aim.attribute);
        let has_all = |has: &dyn Fn(u32) -> bool| majors.iter().all(|major| has(*major));
        if has_all(&|major| attribute.is_in(kind, major)) {
            return match majors.iter().find(|major| attribute.read_only_in.contains(major)) {
                Some(major) => Err(format!("azurerm {major} only shows `{name}`, and cannot set it")),
                None => Ok((name, false)),
            };
        }
        let former = attribute.formerly.iter().find(|(_, own)| has_all(&|major| own.r#in.contains(&major)));
        if let Some((name, own)) = former {
            return Ok((name, own.r#as.as_deref() == Some("same")));
        }
        Err(match majors[..] {
            [major] => format!("azurerm {major} has no `{name}`"),
            _ => format!(
                "whether azurerm calls it `{name}` hangs on its major: say that in `required_providers`, or run `terraform init`"
            ),
        })
    }

    /// The majors that an instance may be for.
    pub fn majors(&self, instance: usize, kind: &Kind) -> Vec<u32> {
        let own = self.instances[instance].major.filter(|major| kind.provider.contains(major));
        own.map_or_else(|| kind.provider.clone(), |major| vec![major])
    }

    /// The change of what is said at a place; `inline` writes it into the block where an expression gives it.
    pub fn changed<'o>(
        &'o self,
        (said, body): (Node<'o>, Node<'o>),
        name: &str,
        wish: Wish,
        inline: bool,
    ) -> Result<Change<'o>, String> {
        let last = name.rsplit('.').next().unwrap_or(name);
        let own = body.get_exact(last);
        let change = |node, wish| Ok(Change::of(node, Vec::new(), wish));
        if wish == Wish::Remove {
            return own.map_or_else(|| Err(format!("`{last}` is not written in its block")), |own| change(own, wish));
        }
        let whole = matches!(wish, Wish::Set(_));
        let reason = match said.origin() {
            source::Origin::Literal(node) if !node.is_made() && (said.is_literal() || !whole) => {
                return change(node, wish);
            }
            source::Origin::Literal(_) => "a part of it is computed".to_owned(),
            source::Origin::Computed { reason, .. } => reason.to_owned(),
            source::Origin::Unknown { reason } => reason.to_owned(),
        };
        match own.filter(|_| whole) {
            Some(own) if inline => change(own, wish),
            Some(_) => Err(format!("{reason}; --inline writes the value in its place")),
            None => Err(reason),
        }
    }
}

/// The keys of what a body does not have yet.
fn missing(body: Node<'_>, names: &[&str], is_block: bool) -> Result<Vec<String>, String> {
    let first = names[0];
    let dynamic = format!("dynamic {first}");
    if body
        .members()
        .any(|(key, _)| key.strip_prefix(&*dynamic).is_some_and(|rest| rest.is_empty() || rest.starts_with(' ')))
    {
        return Err(format!("a `dynamic` block makes its `{first}`"));
    }
    if body.get_exact(first).is_some() {
        return Err(format!("`{first}` is written in a way that is not changed"));
    }
    let last = names.len() - 1;
    let key = |(level, name): (usize, &&str)| if level == last && !is_block { (*name).to_owned() } else { block(name) };
    Ok(names.iter().enumerate().map(key).collect())
}

/// The key of a block.
pub fn block(name: &str) -> String {
    format!("{name} {{")
}

/// The place in a file where a value is written.
pub fn literal(node: Node<'_>) -> Option<Node<'_>> {
    match node.origin() {
        source::Origin::Literal(node) => Some(node),
        _ => None,
    }
}

fn same(one: Node<'_>, other: Node<'_>) -> bool {
    std::ptr::eq(one.document(), other.document()) && one.id() == other.id()
}
