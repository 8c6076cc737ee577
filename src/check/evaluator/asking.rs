//! What an expression gives over a resource, of whatever kind, and what was read for it.

use super::{Evaluator, parameters};
use crate::check::ended::{Aborted, Ended, Why};
use crate::check::shown::{self, Shown};
use crate::check::view::{At, IDENTITY, View};
use crate::check::{evidence, kind};
use crate::inventory::ResourceIndex;
use crate::policy::{Recommendation, Script};
use crate::secret;
use crate::source::Kind;
use rhai::{Dynamic, Scope};
use std::rc::Rc;

/// What an expression gave.
#[derive(Clone, Debug, PartialEq)]
pub enum Answer {
    /// A value.
    Gave(Shown),
    /// It met something that is not known, for this reason.
    Unknown(String),
    /// It failed: with its place in front.
    Failed(String),
}

/// An answer with what was read for it.
pub struct Asked {
    /// The answer.
    pub answer: Answer,
    /// In the order in which it was read, each path once.
    pub reads: Vec<crate::check::Evidence>,
    /// Why a check would not rely on it.
    pub doubts: Vec<String>,
}

/// A name that can follow.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Member {
    /// As it is written.
    pub name: String,
    /// What kind of value it has.
    pub kind: &'static str,
}

impl Evaluator<'_> {
    /// Evaluates an expression over a resource within the bounds of checks, with a recommendation's parameters where there is
    /// one. No secret is shown.
    ///
    /// # Errors
    ///
    /// The deadline.
    pub fn ask(
        &mut self,
        script: &Script,
        of: Option<&Recommendation>,
        resource: ResourceIndex,
    ) -> Result<Asked, Aborted> {
        let frame = self.frame.clone();
        frame.choices.borrow_mut().clear();
        frame.doubt.take();
        let answer = self.answer(script, of, resource)?;
        let reads = evidence::all(&frame).into_iter().map(|(evidence, _)| evidence).collect();
        let doubts = self.doubts(resource);
        let secrets = evidence::secrets(&frame);
        if secrets.is_empty() {
            return Ok(Asked { answer, reads, doubts });
        }
        frame.veil.set(true);
        let second = self.answer(script, of, resource);
        frame.veil.set(false);
        let answer = clear(answer, &second?, &secrets, &script.whole());
        Ok(Asked { answer, reads, doubts })
    }

    /// The names that can follow an expression; none where it gives no object.
    pub fn members(&mut self, script: &Script, of: Option<&Recommendation>, resource: ResourceIndex) -> Vec<Member> {
        let Ok(value) = self.value(script, of, resource) else { return Vec::new() };
        let Some(view) = value.read_lock::<View>() else { return Vec::new() };
        let node = view.node().filter(|node| node.kind() == Kind::Object);
        let own = node.into_iter().flat_map(|node| node.members());
        let own = own.map(|(name, value)| Member { name: name.into_owned(), kind: kind_of(value.kind()) });
        let identity = IDENTITY.iter().filter(|_| matches!(view.at, At::Resource(_)));
        let mut members: Vec<Member> = own.collect();
        for name in identity {
            if !members.iter().any(|member| member.name.eq_ignore_ascii_case(name)) {
                members.push(Member { name: (*name).to_owned(), kind: kind_of(Kind::String) });
            }
        }
        members
    }

    fn answer(
        &mut self,
        script: &Script,
        of: Option<&Recommendation>,
        resource: ResourceIndex,
    ) -> Result<Answer, Aborted> {
        let gave = self.value(script, of, resource);
        match gave.and_then(|value| shown::shown(&self.frame, &value).map_err(Ended::Failure)) {
            Ok(shown) => Ok(Answer::Gave(shown)),
            Err(ended) => Ok(match ended.why(script, &self.frame)? {
                Why::Unknown(why) => Answer::Unknown(why.reason),
                Why::Broken(message) => Answer::Failed(message),
            }),
        }
    }

    fn value(
        &mut self,
        script: &Script,
        of: Option<&Recommendation>,
        resource: ResourceIndex,
    ) -> Result<Dynamic, Ended> {
        let program = self.prepare(script).map_err(Ended::Value)?;
        let parameters = of.map_or_else(|| Rc::new(Dynamic::from_map(rhai::Map::new())), parameters);
        self.begin(resource, &parameters);
        self.frame.work.run(script, program.longest);
        program.run(&self.engine, &mut Scope::new()).map_err(Ended::Failure)
    }

    fn doubts(&self, resource: ResourceIndex) -> Vec<String> {
        let frame = &self.frame;
        let silence = frame.inventory.resource(resource).silence.map(|silence| silence.hint().to_owned());
        let doubt = frame.doubt.borrow().as_ref().map(|doubt| doubt.what() + ": good news by it alone is unknown");
        let copies = frame.choices.borrow().iter().map(|choice| choice.places).max();
        let copies = copies.map(|places| {
            format!("what it looks up stands in {places} places; a check meets each, and the worst verdict counts")
        });
        silence.into_iter().chain(doubt).chain(copies).collect()
    }
}

fn kind_of(kind: Kind) -> &'static str {
    match kind {
        Kind::Null => kind::NOTHING,
        Kind::Bool => "true or false",
        Kind::Number => "a number",
        Kind::String => "text",
        Kind::Array => "a list",
        Kind::Object => "an object",
    }
}

fn clear(answer: Answer, second: &Answer, secrets: &[String], script: &str) -> Answer {
    let text = |first: String, second: Option<&str>| secret::cleared(&first, second, secrets, script);
    match answer {
        Answer::Gave(Shown { kind, value }) => {
            let second = if let Answer::Gave(second) = second { Some(&second.value) } else { None };
            Answer::Gave(Shown { kind, value: shown::cleared(value, second, secrets, script) })
        }
        Answer::Unknown(reason) => {
            let second = if let Answer::Unknown(second) = second { Some(second.as_str()) } else { None };
            Answer::Unknown(text(reason, second))
        }
        Answer::Failed(message) => {
            let second = if let Answer::Failed(second) = second { Some(second.as_str()) } else { None };
            Answer::Failed(text(message, second))
        }
    }
}
