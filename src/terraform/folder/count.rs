//! How often resources and modules are there, and the modules that are called.

use super::config::Declared;
use super::evaluate::{Around, Machine};
use super::refer::Steps;
use super::scope::{Call, Count, Locals, Scope, failed, open_object};
use crate::source::Problem;
use crate::template::{Data, Unknown, Value};
use hcl_edit::Span;
use hcl_edit::expr::TraversalOperator;
use hcl_edit::structure::Structure;
use rustc_hash::FxHashSet;
use std::rc::Rc;

/// Instances of one block.
const MOST: usize = 10_000;
/// Modules inside one another.
const DEEPEST: usize = 16;
/// Why a name of a loop is not known.
const IN_LOOP: &str = "how often it is there is not known";

/// An instance: its key, what stands in brackets behind its address, and what the names of its loop mean.
pub type Turn<'d> = (Rc<str>, String, Locals<'d>);

impl<'d> Count<'d> {
    /// Each time that it is there; one for all of which the number is not known.
    pub fn turns(&self) -> Vec<Turn<'d>> {
        match self {
            Self::One => vec![("".into(), String::new(), Locals::default())],
            Self::Number(count) => (0..*count).map(numbered).collect(),
            Self::Keys(keys) => keys.iter().map(|(key, value)| keyed(key, value)).collect(),
            Self::Unknown(why) => {
                let unknown = |name: &str| Value::unknown(&*why.reason, format!("{{{name}}}"));
                let each = Some((unknown("each.key"), unknown("each.value")));
                let locals = Locals { each, index: Some(unknown("count.index")), ..Locals::default() };
                vec![("".into(), String::new(), locals)]
            }
        }
    }
}

impl<'d> Count<'d> {
    /// The one with a key, where it is known how many there are.
    pub fn turn(&self, key: &str) -> Option<Turn<'d>> {
        match self {
            Self::Number(count) => key.parse().ok().filter(|number| number < count).map(numbered),
            Self::Keys(keys) => keys.iter().find(|(own, _)| **own == *key).map(|(key, value)| keyed(key, value)),
            Self::One | Self::Unknown(_) => None,
        }
    }
}

fn numbered<'d>(number: usize) -> Turn<'d> {
    let index = Some(Value::made(Data::Int(number as i64)));
    (number.to_string().into(), format!("[{number}]"), Locals { index, ..Locals::default() })
}

fn keyed<'d>(key: &Rc<str>, value: &Value<'d>) -> Turn<'d> {
    let each = Some((Value::text(key), value.clone()));
    let index = format!("[{}]", serde_json::Value::from(&**key));
    (key.clone(), index, Locals { each, ..Locals::default() })
}

impl<'c, 'd> Machine<'c, 'd> {
    /// How often a block is there.
    pub fn count(&self, declared: &'c Declared<'c, 'd>, scope: &Rc<Scope<'c, 'd>>) -> Rc<Count<'d>> {
        let name = format!("{} {}", declared.address(), declared.kind.is_empty());
        match scope.counts.borrow().get(&name) {
            Some(Some(count)) => return count.clone(),
            Some(None) => return Rc::new(unknown("it is made of itself")),
            None => {}
        }
        scope.counts.borrow_mut().insert(name.clone(), None);
        let count = Rc::new(self.counted(declared, scope));
        scope.counts.borrow_mut().insert(name, Some(count.clone()));
        count
    }

    fn counted(&self, declared: &'c Declared<'c, 'd>, scope: &Rc<Scope<'c, 'd>>) -> Count<'d> {
        let none = Locals::default();
        let value = |name: &str| {
            let code = declared.attribute(name)?;
            Some((code, self.code(code, Around { scope, locals: &none, at: code.at })))
        };
        let too_many = |code: super::unit::Code<'c, 'd>, number: f64| {
            let message = format!("these are {number}, and {MOST} of one block are the most that is judged");
            self.gap(code.at.problem(code.expression.span(), message).help("Check that this is meant"));
            unknown("there are more than is judged")
        };
        if let Some((code, value)) = value("count") {
            return match super::meaning::number(&value) {
                Ok(number) if number < 0.0 => {
                    let told = "there cannot be less than none of it: it is judged as one that may be there";
                    self.gap(code.at.problem(code.expression.span(), told.to_owned()).help("Check that this is meant"));
                    unknown("`count` is less than none")
                }
                Ok(number) if number > MOST as f64 => too_many(code, number),
                Ok(number) => Count::Number(number as usize),
                Err(wrong) => unknown(reason(&wrong)),
            };
        }
        let Some((code, value)) = value("for_each") else { return Count::One };
        match keys(&value) {
            Ok(keys) if keys.len() > MOST => too_many(code, keys.len() as f64),
            Ok(keys) => Count::Keys(keys),
            Err(wrong) => unknown(reason(&wrong)),
        }
    }

    /// A module as an instance of a call makes it; `None` where its files are not at hand, which is told.
    pub fn child(
        &self,
        declared: &'c Declared<'c, 'd>,
        from: &Rc<Scope<'c, 'd>>,
        address: &str,
        locals: &Locals<'d>,
    ) -> Option<Rc<Scope<'c, 'd>>> {
        if let Some(known) = self.children.borrow().get(address) {
            return known.clone();
        }
        let child = match self.called(declared, from) {
            Ok(config) => {
                let count = self.count(declared, from);
                let own = match &*count {
                    Count::Unknown(why) => Some(why.clone()),
                    _ => None,
                };
                let call = Some(Call { declared, from: from.clone(), locals: locals.clone() });
                let conditional = from.conditional.clone().or(own);
                let scope = Scope { address: address.to_owned(), call, conditional, ..Scope::root(config) };
                Some(Rc::new(scope))
            }
            Err(missing) => {
                let mut waiting = self.waiting.borrow_mut();
                if !waiting.contains(&missing) {
                    self.tell(missing.0.clone());
                    waiting.push(*missing);
                }
                None
            }
        };
        self.children.borrow_mut().insert(address.to_owned(), child.clone());
        child
    }

    /// The folder that a call names; else why it is not at hand, and whether it is to be fetched.
    fn called(
        &self,
        declared: &'c Declared<'c, 'd>,
        from: &Rc<Scope<'c, 'd>>,
    ) -> Result<&'c super::config::Config<'c, 'd>, Box<(Problem, bool)>> {
        let name = declared.name;
        let source = declared.attribute("source");
        let (at, block) = declared.first();
        let span = source.map_or_else(|| block.ident.span(), |code| code.expression.span());
        let at = source.map_or(at, |code| code.at);
        let wrong = |why: String, is_elsewhere: bool, help: &str| {
            let message = format!("what the module `{name}` manages is not judged: {why}");
            Box::new((at.problem(span.clone(), message).help(help), is_elsewhere))
        };
        const CHECK: &str = "Check its `source`";
        let text = source.and_then(|code| code.expression.as_str());
        let Some(text) = text else { return Err(wrong("its `source` is no text".to_owned(), false, CHECK)) };
        if !["./", "../"].iter().any(|start| text.starts_with(start)) && ![".", ".."].contains(&text) {
            let help = "Judge the plan beside it: terraform plan -out plan && terraform show -json plan > plan.json";
            return Err(wrong(format!("{text} is not in this repository"), true, help));
        }
        let Some(folder) = joined(&from.config.folder, text) else {
            return Err(wrong(format!("{text} leads out of what is read"), false, CHECK));
        };
        if from.chain().any(|scope| scope.config.folder == folder) {
            return Err(wrong("it calls itself".to_owned(), false, CHECK));
        }
        if from.chain().count() > DEEPEST {
            return Err(wrong("modules stand too deep inside one another".to_owned(), false, CHECK));
        }
        let config = self.configs.get(&folder).filter(|config| !config.documents.is_empty());
        config.ok_or_else(|| {
            wrong(
                format!("no files of {text} are read"),
                false,
                "Scan the folder that holds both, or check its `source`",
            )
        })
    }

    /// What an instance of a module gives.
    pub(super) fn outputs(
        &self,
        declared: &'c Declared<'c, 'd>,
        scope: &Rc<Scope<'c, 'd>>,
        address: &str,
        locals: &Locals<'d>,
        steps: Steps<'c>,
        around: Around<'_, 'c, 'd>,
    ) -> Value<'d> {
        let Some(child) = self.child(declared, scope, address, locals) else {
            let whole = Value::unknown(format!("the module `{}` is not at hand", declared.name), address);
            return self.follow(whole, steps, around);
        };
        let none = Locals::default();
        let output = |name: &str| {
            let Some(declared) = child.config.outputs.get(name) else {
                return failed(format!("the module gives no `{name}`"));
            };
            if child.config.is_twice(&format!("output.{name}")) {
                return Value::unknown(format!("the output `{name}` is declared twice"), "");
            }
            let Some(code) = declared.attribute("value") else { return failed("the output has no value") };
            let around = |at| Around { scope: &child, locals: &none, at };
            let work = || {
                let value = self.code(code, around(code.at));
                let mark = declared.attribute("sensitive").map(|mark| self.code(mark, around(mark.at)));
                if mark.is_some_and(|mark| !matches!(super::meaning::truth(&mark), Ok(false))) {
                    self.hide_value(&value);
                }
                value
            };
            self.once(&child, format!("output.{name}"), work)
        };
        match steps.first().map(|step| &**step) {
            Some(TraversalOperator::GetAttr(name)) => self.follow(output(name.as_str()), &steps[1..], around),
            _ => {
                let mut names: Vec<&&str> = child.config.outputs.keys().collect();
                names.sort_unstable();
                let members = names.into_iter().map(|name| (Rc::from(*name), output(name))).collect();
                let whole = self.built(Data::Object(members), crate::template::Origin::Made(Rc::new([])));
                self.follow(whole, steps, around)
            }
        }
    }

    /// What is known of an instance as a whole.
    pub(super) fn told_of(
        &self,
        declared: &'c Declared<'c, 'd>,
        scope: &Rc<Scope<'c, 'd>>,
        address: &str,
        locals: &Locals<'d>,
    ) -> Value<'d> {
        let mut members: Vec<(Rc<str>, Value<'d>)> = Vec::new();
        for (at, body) in declared.bodies() {
            let said = |key: &str| !super::config::DIRECTIONS.contains(&key);
            for attribute in body.iter().filter_map(Structure::as_attribute).filter(|own| said(own.key.as_str())) {
                let value = self.code(at.code(attribute), Around { scope, locals, at });
                if !matches!(value.data, Data::Null) && attribute.key.as_str() != "id" {
                    super::meaning::put(&mut members, attribute.key.as_str().into(), value);
                }
            }
        }
        let later = Value::unknown(super::scope::LATER, format!("{address}.id"));
        members.push(("id".into(), later));
        open_object(address, members)
    }
}

/// What `for_each` goes over; the error is why that is not known.
pub fn keys<'d>(value: &Value<'d>) -> Result<Vec<(Rc<str>, Value<'d>)>, Value<'d>> {
    if let Some(items) = value.items() {
        let mut keys: Vec<(Rc<str>, Value<'d>)> = Vec::new();
        let mut met: FxHashSet<Rc<str>> = FxHashSet::default();
        for item in items.iter() {
            let key = super::meaning::as_text(item)?;
            if met.insert(key.clone()) {
                keys.push((key, item.clone()));
            }
        }
        return Ok(keys);
    }
    let pairs = super::meaning::pairs(value)?;
    pairs.into_iter().map(|(key, own)| Ok((super::meaning::as_text(&key)?, own))).collect()
}

fn unknown<'d>(reason: &str) -> Count<'d> {
    let reason = if reason.is_empty() { IN_LOOP } else { reason };
    Count::Unknown(Rc::new(Unknown { reason: reason.to_owned(), symbol: String::new() }))
}

fn reason<'v>(value: &'v Value<'_>) -> &'v str {
    value.as_unknown().map_or(IN_LOOP, |why| &why.reason)
}

/// A path from a folder on; `None` where it leads out of that which all are in.
pub fn joined(folder: &str, path: &str) -> Option<String> {
    let mut parts: Vec<&str> = folder.split('/').filter(|part| !part.is_empty()).collect();
    let is_absolute = folder.starts_with('/');
    for part in path.split('/').filter(|part| !part.is_empty() && *part != ".") {
        match part {
            ".." if parts.last().is_some_and(|last| *last != "..") => drop(parts.pop()),
            // A folder above that which was named may be read too.
            ".." if !is_absolute && folder.starts_with("..") => parts.push(".."),
            ".." => return None,
            other => parts.push(other),
        }
    }
    let path = parts.join("/");
    Some(if is_absolute { format!("/{path}") } else { path })
}
