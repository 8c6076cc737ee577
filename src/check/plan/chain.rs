//! Chains of members, elements and methods.
//!
//! The language evaluates all that a chain is passed before it reads the first link, so that it does the same here.

use super::closure::is_closure;
use super::translate::{Translated, Translator, uncovered};
use super::tree::Node;
use crate::check::engine;
use crate::check::view::Held;
use rhai::{ASTFlags, Expr, FnCallExpr, ImmutableString, Position, Stmt};

/// A step of a chain.
enum Link<'e> {
    Property(&'e ImmutableString),
    Element(&'e Expr),
    Method(&'e FnCallExpr, Position),
}

/// How the step that follows is written.
#[derive(Clone, Copy, PartialEq)]
enum By {
    Dot,
    Bracket,
}

impl Translator<'_> {
    /// A chain from its root on.
    pub fn chain(&mut self, expression: &Expr) -> Translated {
        let (root, rest, flags, by) = match expression {
            Expr::Dot(link, flags, _) => (&link.lhs, &link.rhs, *flags, By::Dot),
            Expr::Index(link, flags, _) => (&link.lhs, &link.rhs, *flags, By::Bracket),
            other => return self.expression(other),
        };
        let mut links = Vec::new();
        follow(&mut links, rest, flags, by)?;
        if let Some(named) = self.raced(root, &links) {
            return uncovered(
                format!("a closure that sees `{named}`, of which a list is asked with it"),
                root.position(),
            );
        }
        if let (Expr::Variable(variable, ..), [Link::Method(call, _)]) = (root, links.as_slice())
            && let ("push", [item]) = (call.name.as_str(), call.args.as_slice())
            && let Some(slot) = self.scope.changed(&variable.1)
        {
            return Ok(Node::Push(slot, Box::new(self.expression(item)?)));
        }
        if let Some(parameter) = self.parameter(root, &links) {
            let node = Node::Parameter(parameter?, engine::weight(self.parameters) / 4);
            return self.links(node, &links[1..]);
        }
        let root = self.expression(root)?;
        self.links(root, &links)
    }

    /// A parameter of the recommendation, whose value is known.
    fn parameter(&self, root: &Expr, links: &[Link<'_>]) -> Option<Translated<Held>> {
        let Expr::Variable(variable, _, at) = root else { return None };
        if variable.1 != "params" || self.scope.find("params").is_some() {
            return None;
        }
        let Link::Property(name) = links.first()? else { return Some(uncovered("`params` without a name", *at)) };
        let value = self.parameters.read_lock::<rhai::Map>().and_then(|map| map.get(name.as_str()).cloned());
        Some(value.map_or_else(|| uncovered(format!("the parameter `{name}`"), *at), |value| Ok(value.into())))
    }

    /// The variable that a chain begins with, where a closure in it sees that too: what the language does then depends on
    /// what the variable holds.
    fn raced<'e>(&self, root: &'e Expr, links: &[Link<'e>]) -> Option<&'e str> {
        let Expr::Variable(variable, ..) = root else { return None };
        self.scope.find(&variable.1)?;
        let arguments = links.iter().filter_map(|link| match link {
            Link::Method(call, _) => Some(call.args.iter()),
            _ => None,
        });
        let sees = |argument: &Expr| match argument {
            Expr::Stmt(block) => match block.statements() {
                [Stmt::Share(seen), ..] => seen.iter().any(|(name, _)| name.name == variable.1),
                _ => false,
            },
            _ => false,
        };
        arguments.flatten().any(sees).then_some(variable.1.as_str())
    }

    fn links(&mut self, root: Node, links: &[Link<'_>]) -> Translated {
        let outside = self.scope.enter();
        let mut arguments = links.iter().map(|link| self.arguments(link)).collect::<Translated<Vec<_>>>()?;
        let mut early = Vec::new();
        let is_read_before =
            |(place, own): (usize, &Vec<Node>)| (place > 0 || !is_plain(&root)) && !own.iter().all(is_plain);
        if arguments.iter().enumerate().any(is_read_before) {
            for argument in arguments.iter_mut().flatten().filter(|argument| !is_plain(argument)) {
                let slot = self.scope.place();
                early.push((slot, std::mem::replace(argument, Node::Local(slot))));
            }
        }
        let mut node = root;
        for (link, own) in links.iter().zip(arguments) {
            node = self.link(node, link, own)?;
        }
        self.scope.leave(outside);
        Ok(if early.is_empty() { node } else { Node::Before(early, Box::new(node)) })
    }

    /// What a link is passed, but for closures.
    fn arguments(&mut self, link: &Link<'_>) -> Translated<Vec<Node>> {
        let own = match link {
            Link::Property(_) => return Ok(Vec::new()),
            Link::Element(place) => std::slice::from_ref(*place),
            Link::Method(call, _) => &call.args,
        };
        own.iter().filter(|own| !is_closure(own)).map(|own| self.expression(own)).collect()
    }

    fn link(&mut self, of: Node, link: &Link<'_>, mut arguments: Vec<Node>) -> Translated {
        match link {
            Link::Property(name) => {
                let place = self.names.keep(name);
                Ok(Node::Property(Box::new(of), (*name).clone(), place))
            }
            Link::Element(_) => {
                let place = arguments.pop().unwrap_or_default();
                Ok(Node::Element(Box::new([of, place])))
            }
            Link::Method(call, at) if self.is_own(&call.name) => uncovered(format!("`{}` as a method", call.name), *at),
            Link::Method(call, at) => match call.args.as_slice() {
                [closure] if is_closure(closure) => self.asked(&call.name, of, closure, *at),
                all if all.iter().any(is_closure) => uncovered(format!("`{}` with a closure", call.name), *at),
                _ => {
                    arguments.insert(0, of);
                    self.native(&call.name, arguments, *at)
                }
            },
        }
    }
}

/// Whether it makes no difference when a node is evaluated.
fn is_plain(node: &Node) -> bool {
    matches!(node, Node::Constant(_) | Node::Parameter(..) | Node::Subject | Node::Inventory | Node::Local(_))
}

/// The steps behind a dot or in a bracket.
fn follow<'e>(links: &mut Vec<Link<'e>>, rest: &'e Expr, flags: ASTFlags, by: By) -> Translated<()> {
    if flags.contains(ASTFlags::NEGATED) {
        return uncovered("`?.` or `?[`", rest.position());
    }
    let is_last = by == By::Bracket && flags.contains(ASTFlags::BREAK);
    match rest {
        Expr::Dot(link, flags, _) if !is_last => {
            step(links, &link.lhs, by)?;
            follow(links, &link.rhs, *flags, By::Dot)
        }
        Expr::Index(link, flags, _) if !is_last => {
            step(links, &link.lhs, by)?;
            follow(links, &link.rhs, *flags, By::Bracket)
        }
        other => step(links, other, by),
    }
}

fn step<'e>(links: &mut Vec<Link<'e>>, step: &'e Expr, by: By) -> Translated<()> {
    links.push(match (by, step) {
        (By::Bracket, place) => Link::Element(place),
        (By::Dot, Expr::Property(property, _)) => Link::Property(&property.2),
        (By::Dot, Expr::MethodCall(call, at)) => Link::Method(call, *at),
        (By::Dot, other) => return uncovered("a chain of another kind", other.position()),
    });
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use rhai::Dynamic;

    #[test]
    fn what_reads_is_not_plain() {
        assert!(is_plain(&Node::Constant(Held::Other(Dynamic::from("x")))));
        assert!(!is_plain(&Node::List(Vec::new())));
    }
}
