//! What an expression of the check language gives over a resource, and the names that can stand in it.

use super::{Conditions, Estate, Stopped};
use crate::check::{self, Answer, Asked, Checks, Evaluator, Examiner, Member};
use crate::inventory::{Inventory, ResourceIndex};
use crate::policy::{EXPRESSION, Policy, RecommendationIndex};
use crate::source::{Position, Problem};
use std::sync::Arc;

/// A resource that expressions are tried on.
#[derive(Clone)]
pub struct Subject {
    policy: Arc<Policy>,
    checks: Checks,
    inventory: Arc<Inventory>,
    resource: ResourceIndex,
    /// The recommendation whose parameters `params` holds.
    recommendation: Option<RecommendationIndex>,
    conditions: Conditions,
}

/// A word that can stand somewhere in an expression.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Suggestion {
    /// Where it begins, in bytes of the expression; it takes the place of all up to the cursor.
    pub start: usize,
    /// What stands there then.
    pub text: String,
    /// What it is.
    pub about: String,
}

impl Estate {
    /// The subject of expressions.
    pub fn subject(
        &self,
        inventory: &Arc<Inventory>,
        resource: ResourceIndex,
        recommendation: Option<RecommendationIndex>,
        conditions: &Conditions,
    ) -> Subject {
        let (policy, inventory) = (Arc::clone(&self.policy), Arc::clone(inventory));
        let checks = self.checks.on(conditions.today);
        Subject { policy, checks, inventory, resource, recommendation, conditions: *conditions }
    }
}

impl Subject {
    /// The resource.
    pub fn resource(&self) -> &crate::inventory::Resource {
        self.inventory.resource(self.resource)
    }

    /// Evaluates an expression within the bounds of checks.
    ///
    /// # Errors
    /// What loading would refuse in a script, a script that fails, and the deadline.
    pub fn ask(&self, text: &str) -> Result<Asked, Stopped> {
        let script = self.policy.expression(text);
        let of = self.recommendation.map(|index| &self.checks.recommendations()[index.0]);
        let asked = check::with_room(|| {
            let wrong = Examiner::of(&self.policy).question(&script, of);
            if !wrong.is_empty() {
                return Ok(Err(wrong));
            }
            let (inventory, deadline) = (Arc::clone(&self.inventory), self.conditions.deadline);
            Evaluator::new(&self.checks, inventory, deadline).ask(&script, of, self.resource).map(Ok)
        });
        let asked: Asked = asked???;
        match &asked.answer {
            Answer::Failed(message) => Err(failed(text, message).into()),
            _ => Ok(asked),
        }
    }

    /// The words that can stand before the cursor, which is at the end: properties as the resource has them, then functions
    /// and what every script finds.
    pub fn suggestions(&self, text: &str) -> Vec<Suggestion> {
        let start = text.trim_end_matches(is_of_name).len();
        let typed = text[start..].to_lowercase();
        let mut found = match text[..start].strip_suffix('.') {
            Some(before) if !before.ends_with('.') => {
                let mut found = self.members_of(before, start);
                let is_inventory = before.ends_with(INVENTORY);
                let fits = move |of: Option<&str>| of.is_some_and(|of| (of == INVENTORY) == is_inventory);
                found.extend(self.functions(start, fits));
                found
            }
            _ => globals(start).chain(self.functions(start, |of| of.is_none())).collect(),
        };
        found.retain(|each| each.text.trim_start_matches("[\"").to_lowercase().starts_with(&typed));
        found.dedup_by(|one, other| one.text == other.text);
        found
    }

    fn members_of(&self, before: &str, start: usize) -> Vec<Suggestion> {
        let Some(object) = last_operand(before) else { return Vec::new() };
        let script = self.policy.expression(object);
        let of = self.recommendation.map(|index| &self.checks.recommendations()[index.0]);
        let members = check::with_room(|| {
            let (inventory, deadline) = (Arc::clone(&self.inventory), self.conditions.deadline);
            Evaluator::new(&self.checks, inventory, deadline).members(&script, of, self.resource)
        });
        let suggest = |Member { name, kind }| match is_plain(&name) {
            true => Suggestion { start, text: name, about: kind.to_owned() },
            // The dot goes.
            false => Suggestion {
                start: start - 1,
                text: format!("[{}]", serde_json::Value::from(name)),
                about: kind.to_owned(),
            },
        };
        members.unwrap_or_default().into_iter().map(suggest).collect()
    }

    /// Functions by what they are called on, in order of name.
    fn functions(&self, start: usize, fits: impl Fn(Option<&str>) -> bool) -> Vec<Suggestion> {
        let known = check::functions().into_iter().filter(|helper| fits(called_on(helper.signature)));
        let known = known.map(|helper| (helper.name().to_owned(), helper.signature.to_owned()));
        let shared = self.policy.functions.iter().filter(|_| fits(None));
        let shared = shared.map(|shared| (shared.function.name.clone(), shared.function.signature()));
        let mut all: Vec<(String, String)> = known.chain(shared).collect();
        all.sort();
        all.into_iter().map(|(name, about)| Suggestion { start, text: format!("{name}("), about }).collect()
    }
}

/// What a function is called on, by its signature.
fn called_on(signature: &str) -> Option<&str> {
    signature.split('(').next()?.rsplit_once('.').map(|(on, _)| on)
}

const INVENTORY: &str = "inventory";

fn globals(start: usize) -> impl Iterator<Item = Suggestion> {
    let known = [
        ("resource", "the resource that is asked about"),
        (INVENTORY, "all resources"),
        ("params", "the parameters of the recommendation"),
    ];
    known.into_iter().map(move |(text, about)| Suggestion { start, text: text.to_owned(), about: about.to_owned() })
}

fn is_of_name(letter: char) -> bool {
    letter.is_ascii_alphanumeric() || letter == '_'
}

/// Whether a name can follow a dot.
fn is_plain(name: &str) -> bool {
    /// Words that the language keeps for itself.
    const KEPT: [&str; 20] = [
        "true", "false", "let", "const", "if", "else", "switch", "while", "loop", "for", "in", "do", "fn", "private",
        "return", "break", "continue", "throw", "try", "default",
    ];
    let begins = name.starts_with(|letter: char| letter.is_ascii_alphabetic() || letter == '_');
    begins && name.chars().all(is_of_name) && !KEPT.contains(&name)
}

/// The operand that a text ends with: names, places and calls behind each other.
fn last_operand(text: &str) -> Option<&str> {
    let (mut depth, mut in_text, mut start) = (0usize, false, text.len());
    for (at, letter) in text.char_indices().rev() {
        match letter {
            '"' => in_text = !in_text,
            _ if in_text => {}
            ')' | ']' => depth += 1,
            '(' | '[' if depth == 0 => break,
            '(' | '[' => depth -= 1,
            '.' => {}
            _ if is_of_name(letter) || depth > 0 => {}
            _ => break,
        }
        start = at;
    }
    let found = text[start..].trim();
    (!found.is_empty() && depth == 0 && !in_text).then_some(found)
}

/// What a script said, with the place that stands in front of it.
fn failed(text: &str, message: &str) -> Problem {
    let rest = message.strip_prefix(EXPRESSION).and_then(|rest| rest.strip_prefix(':')).unwrap_or(message);
    let placed = || {
        let (place, rest) = rest.split_once(": ")?;
        let (line, column) = place.split_once(':').unwrap_or((place, "1"));
        Some((Position { line: line.parse().ok()?, column: column.parse().ok()? }, rest))
    };
    let (position, rest) = placed().map_or((None, rest), |(position, rest)| (Some(position), rest));
    let line = position.and_then(|position| text.lines().nth(position.line.saturating_sub(1) as usize));
    Problem { position, excerpt: line.map(Into::into), ..Problem::new(EXPRESSION, rest.trim_start()) }
}
