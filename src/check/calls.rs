//! The functions that a script may call, each by its name and its number of arguments.
//!
//! Rhai looks for a function when it is called, so that a misspelt one would wait in a branch that no test case reaches.
//! Every call is resolved when the policy is loaded.

use super::open::Open;
use super::text::Text;
use super::view::View;
use super::{habits, helpers};
use crate::policy::{Function, Shared};
use crate::source::nearest;
use rhai::{AST, ASTNode, Dynamic, Engine, Expr, FnCallExpr, INT, Position};
use std::any::TypeId;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// What the language answers without a function, with the number of arguments where that matters; a method's first one is
/// what it is called on.
const WORDS: [(&str, Option<usize>); 7] = [
    ("Fn", Some(1)),
    ("call", None),
    ("curry", None),
    ("is_def_fn", Some(2)),
    ("is_def_var", Some(1)),
    ("is_shared", Some(1)),
    ("type_of", Some(1)),
];

/// The functions of an engine, with the numbers of arguments that each may have.
pub(super) struct Functions {
    known: BTreeMap<String, BTreeSet<usize>>,
    /// Those that take what a document may hold, or nothing, as their first argument.
    of_documents: BTreeSet<(String, usize)>,
}

impl Functions {
    /// Whether there is one of this name.
    pub fn has(&self, name: &str) -> bool {
        self.known.contains_key(name)
    }

    pub fn of(engine: &Engine) -> Self {
        let held = held();
        let named = engine.collect_fn_metadata(
            None,
            |function| {
                let own = function.metadata;
                let is_of_document = own.param_types.first().is_none_or(|first| held.contains(first));
                Some((own.name.to_string(), own.num_params, is_of_document))
            },
            true,
        );
        let (mut known, mut of_documents) = (BTreeMap::<String, BTreeSet<usize>>::new(), BTreeSet::new());
        for (name, count, is_of_document) in named {
            of_documents.extend(is_of_document.then(|| (name.clone(), count)));
            known.entry(name).or_default().insert(count);
        }
        for (word, count) in WORDS {
            known.entry(word.to_owned()).or_default().extend(count);
        }
        Self { known, of_documents }
    }
}

/// What a value of a document is to the engine.
fn held() -> [TypeId; 7] {
    [
        TypeId::of::<View>(),
        TypeId::of::<Text>(),
        TypeId::of::<Open>(),
        TypeId::of::<INT>(),
        TypeId::of::<f64>(),
        TypeId::of::<bool>(),
        TypeId::of::<Dynamic>(),
    ]
}

/// What one script may call.
pub(super) struct Calls<'f> {
    functions: &'f Functions,
    /// Those that policies share, also others than it calls.
    shared: &'f [Shared],
    /// Its own functions and those that it shares, with the names of their arguments.
    own: BTreeMap<String, Vec<String>>,
    /// Names of what its objects hold, which may be functions.
    members: BTreeSet<String>,
}

impl<'f> Calls<'f> {
    /// `called` are the shared functions that it calls, `properties` the names that the script reads with a dot.
    pub fn of(
        functions: &'f Functions,
        shared: &'f [Shared],
        called: &[Arc<Function>],
        ast: &AST,
        properties: BTreeSet<String>,
    ) -> Self {
        let named = |name: &&str| (*name).to_owned();
        let called = called.iter().map(|called| (called.name.clone(), called.parameters.clone()));
        let own = ast.iter_functions().map(|own| (own.name.to_owned(), own.params.iter().map(named).collect()));
        Self { functions, shared, own: called.chain(own).collect(), members: members(ast, properties) }
    }

    /// What is wrong with a call, and the next step.
    pub fn refuse(&self, call: &FnCallExpr, is_method: bool) -> Option<(String, String)> {
        let (name, written) = (call.name.as_str(), call.args.len());
        let of_object = is_method && self.members.contains(name);
        let count = written + usize::from(is_method);
        if call.is_operator_call() || of_object || self.takes(name, written, count) {
            return None;
        }
        if self.own.contains_key(name) || self.functions.known.contains_key(name) {
            let plural = if written == 1 { "" } else { "s" };
            let message = format!("`{name}` is called with {written} argument{plural}");
            return Some((message, format!("it is `{}`", self.signature(name))));
        }
        let callable = |name: &&str| name.starts_with(|first: char| first.is_ascii_lowercase()) && !name.contains('$');
        let shared = self.shared.iter().map(|shared| &shared.function.name);
        let names = self.functions.known.keys().chain(self.own.keys()).chain(shared);
        let names = names.map(String::as_str).filter(callable);
        let help = match nearest(name, names) {
            _ if let Some(habit) = habits::of_function(name) => habit,
            Some(near) if near.is_near => format!("did you mean `{}`?", self.signature(near.name)),
            // A name that is only the least far of all says nothing.
            _ => "`uplift functions` lists those that exist".to_owned(),
        };
        Some((format!("there is no function `{name}`"), help))
    }

    /// What is wrong with the first method of a chain that begins with the resource, where it stands, and the next step.
    pub fn refuse_beyond(&self, root: &Expr, rest: &Expr) -> Option<(Position, String, String)> {
        let is_resource = matches!(root, Expr::Variable(variable, ..) if variable.1 == "resource");
        // A function may be passed anything under that name.
        let is_passed = self.own.values().flatten().any(|argument| argument == "resource");
        let mut rest = rest;
        while let Expr::Dot(link, ..) = rest
            && matches!(link.lhs, Expr::Property(..))
        {
            rest = &link.rhs;
        }
        let step = if let Expr::Dot(link, ..) = rest { &link.lhs } else { rest };
        let Expr::MethodCall(call, position) = step else { return None };
        let (message, help) = self.refuse_on_document(call).filter(|_| is_resource && !is_passed)?;
        Some((*position, message, help))
    }

    /// What is wrong with a method that is called on a value of a document, and the next step: what is made for lists that a
    /// script makes itself would fail on each resource that has the value.
    fn refuse_on_document(&self, call: &FnCallExpr) -> Option<(String, String)> {
        let (name, count) = (call.name.as_str(), call.args.len() + 1);
        let is_other =
            self.own.contains_key(name) || self.members.contains(name) || WORDS.iter().any(|word| word.0 == name);
        if is_other || self.refuse(call, true).is_some() {
            return None;
        }
        if !self.functions.of_documents.contains(&(name.to_owned(), count)) {
            let message = format!("what a document holds has no method `{name}`");
            let help = "a list has any(…), all(…), filter(…), map(…), contains(…) and len(); `map(|one| one)` makes one of the script's own";
            return Some((message, help.to_owned()));
        }
        let is_constant = matches!(
            call.args.first(),
            Some(Expr::StringConstant(..) | Expr::IntegerConstant(..) | Expr::BoolConstant(..))
        );
        let is_asked = ["any", "all", "some", "filter", "map"].contains(&name) && is_constant;
        is_asked.then(|| {
            (
                format!("`{name}` asks a closure, and is given a value"),
                format!("write {name}(|one| one == …), or contains(…)"),
            )
        })
    }

    /// Whether a function has that many arguments: of a script's own, what a method is called on is none.
    fn takes(&self, name: &str, written: usize, count: usize) -> bool {
        let own = self.own.get(name).is_some_and(|arguments| arguments.len() == written);
        let any = WORDS.contains(&(name, None));
        own || any || self.functions.known.get(name).is_some_and(|counts| counts.contains(&count))
    }

    /// How a function is called.
    fn signature(&self, name: &str) -> String {
        if let Some(arguments) = self.own.get(name) {
            return format!("{name}({})", arguments.join(", "));
        }
        if let Some(shared) = self.shared.iter().find(|shared| shared.function.name == name) {
            return shared.function.signature();
        }
        let listed = helpers::functions().into_iter().filter(|helper| helper.name() == name);
        let listed: Vec<&str> = listed.map(|helper| helper.signature).collect();
        let counts = || self.functions.known.get(name).into_iter().flatten();
        let spelt = if listed.is_empty() { counts().map(|count| plain(name, *count)).collect() } else { Vec::new() };
        listed.into_iter().chain(spelt.iter().map(String::as_str)).collect::<Vec<_>>().join("` or `")
    }
}

/// A call of one of the language's own functions, which say no names of arguments.
fn plain(name: &str, count: usize) -> String {
    let mut letters = ('a'..='z').take(count).map(String::from);
    match letters.next() {
        Some(on) => format!("{on}.{name}({})", letters.collect::<Vec<_>>().join(", ")),
        None => format!("{name}()"),
    }
}

/// The names that a script's own objects may have members of.
fn members(ast: &AST, mut names: BTreeSet<String>) -> BTreeSet<String> {
    ast.walk(&mut |path: &[ASTNode]| {
        if let Some(ASTNode::Expr(Expr::Map(object, _))) = path.last() {
            names.extend(object.0.iter().map(|(name, _)| name.name.to_string()));
        }
        true
    });
    names
}

#[cfg(test)]
mod tests {
    use super::super::engine;
    use super::{Functions, WORDS, plain};

    /// What a check must not reach is not there, also not by another spelling.
    #[test]
    fn functions_are_those_of_the_engine() {
        let functions = Functions::of(&engine::engine(None, &crate::check::work::Work::default()));
        let known = |name: &str, count: usize| functions.known.get(name).is_some_and(|counts| counts.contains(&count));
        assert!(known("version_at_least", 2) && !known("version_at_least", 1), "a helper");
        assert!(known("children", 2) && known("parent", 1) && known("get", 2), "look-ups");
        assert!(known("any", 2) && known("unhealthy", 1) && known("unhealthy", 2), "lists and answers");
        assert!(known("sub_string", 3) && known("parse_int", 1) && known("push", 2), "the language's own");
        assert!(["sleep", "timestamp"].iter().all(|name| !functions.known.contains_key(*name)));
        assert!(WORDS.iter().all(|(word, count)| count.is_none_or(|count| known(word, count))));
    }

    #[test]
    fn the_languages_own_are_methods() {
        assert_eq!([plain("keys", 1), plain("split", 2), plain("now", 0)], ["a.keys()", "a.split(b)", "now()"]);
    }
}
