//! What scripts may say, each with expressions and what they give: `uplift functions`.

use super::Stopped;
use crate::check::{self, Answer, Evaluator, Examiner, Helper, USES_FILE, Uses};
use crate::inventory::{Inventory, ResourceIndex};
use crate::policy::{Policy, day};
use crate::source::{Document, Node, Problem};
use std::sync::Arc;

/// A word of scripts, tried.
pub struct Tried {
    /// What it is.
    pub helper: Helper,
    /// In the order of [`Uses`].
    pub uses: Vec<TriedUse>,
}

/// An expression, tried.
pub struct TriedUse {
    /// What it shows.
    pub shows: Shows,
    /// As a script would hold it.
    pub expression: String,
    /// What it gave.
    pub answer: Answer,
}

/// What an expression shows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Shows {
    /// What it is for.
    Example,
    /// What it makes of a value that is absent.
    Absent,
    /// What it makes of a text that is not what it looks for.
    Text,
    /// What it makes of a value that nobody knows.
    Unknown,
}

impl Shows {
    fn of(uses: &Uses) -> impl Iterator<Item = (Self, &String)> {
        let lists = [
            (Self::Example, &uses.example),
            (Self::Absent, &uses.absent),
            (Self::Text, &uses.text),
            (Self::Unknown, &uses.unknown),
        ];
        lists.into_iter().flat_map(|(shows, list)| list.iter().map(move |expression| (shows, expression)))
    }
}

/// The day on which they are tried, as the file says it.
const TODAY: &str = "2027-03-31";

/// Tries the expressions of everything that scripts may say.
///
/// # Errors
/// When the file that holds them is not what the program was made with, and the deadline.
pub fn tried() -> Result<Vec<Tried>, Stopped> {
    let inventory = sample()?;
    let policy = Policy::default();
    let checks = check::compile(&policy)?;
    let checks = day(TODAY).map(|today| checks.on(today)).unwrap_or(checks);
    let tried = check::with_room(|| {
        let examiner = Examiner::of(&policy);
        let mut evaluator = Evaluator::new(&checks, inventory, None);
        let mut ask = |expression: &str| -> Result<Answer, check::Aborted> {
            let script = policy.expression(expression);
            if let Some(problem) = examiner.question(&script, None).into_iter().next() {
                return Ok(Answer::Failed(problem.message));
            }
            Ok(evaluator.ask(&script, None, ResourceIndex(0))?.answer)
        };
        let mut all = Vec::new();
        for helper in check::reference() {
            let mut uses = Vec::new();
            for (shows, expression) in check::uses_of(helper.signature).into_iter().flat_map(Shows::of) {
                uses.push(TriedUse { shows, expression: expression.clone(), answer: ask(expression)? });
            }
            all.push(Tried { helper, uses });
        }
        Ok::<_, check::Aborted>(all)
    });
    Ok(tried??)
}

/// The case, with the value in it that nobody knows.
fn sample() -> Result<Arc<Inventory>, Problem> {
    let mut document = Document::parse("uses.yaml".to_owned(), USES_FILE.as_bytes().to_vec())?;
    let ill_formed = || Problem::new("uses.yaml", "it holds no case").help("report this: it is a part of the program");
    let unknown = case(&document)
        .and_then(|case| Some(case.get_exact("resource")?.get_exact("properties")?.get_exact("unknown")?.id()));
    document.mark_unknown(unknown.ok_or_else(ill_formed)?, "nobody knows it");
    let document = Arc::new(document);
    let case = case(&document).ok_or_else(ill_formed)?;
    let resource = case.get_exact("resource").ok_or_else(ill_formed)?.id();
    let related: Vec<_> = case.get_exact("inventory").into_iter().flat_map(Node::items).map(Node::id).collect();
    let children = case.get_exact("children").map(Node::id);
    Ok(Arc::new(Inventory::of_case_in(document.clone(), resource, "A.b/c", children, &related, None)))
}

fn case(document: &Document) -> Option<Node<'_>> {
    document.root().item(0)?.get_exact("case")
}

/// The case as it is written.
pub fn sample_of_uses() -> String {
    let text = USES_FILE.split("\ncase:\n").nth(1).and_then(|rest| rest.split("\nuses:\n").next()).unwrap_or_default();
    text.lines().map(|line| format!("{}\n", line.strip_prefix("  ").unwrap_or(line))).collect()
}
