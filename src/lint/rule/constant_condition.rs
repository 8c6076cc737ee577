//! A condition that is the same whatever a resource holds.

use super::Rule;
use crate::check::{Part, PartKind};
use crate::lint::subject::{Subject, located};
use crate::lint::value::{Fixed, fixed};
use crate::lint::{Remark, repair};
use crate::policy::ScriptKey;
use crate::source::Code;

pub(super) static RULE: Rule = Rule {
    code: Code(1202),
    name: "constant-condition",
    what: "a condition that is the same whatever a resource holds, or a value that is none",
    find,
    mend: repair::none,
};

/// Methods whose closures answer yes or no.
const ASKED: [&str; 4] = ["any", "all", "some", "filter"];

fn find(subject: &Subject<'_>) -> Vec<Remark> {
    let mut found = Found::default();
    for written in subject.entries.iter().flat_map(|entry| &entry.scripts) {
        let (file, outline) = (&written.script.file, &written.outline);
        found.look_at_all(file, &outline.statements);
        outline.functions.iter().for_each(|own| found.look_at_all(file, &own.statements));
        if let (true, [only]) = (written.key != ScriptKey::Fix, outline.statements.as_slice())
            && let PartKind::Truth(is) = only.kind
        {
            let message = format!("`{}` is always {is}, whatever a resource holds", written.key.key());
            found.remarks.push(Remark::new(written.at(only.position), message, "compare something of the resource"));
        }
    }
    for own in &subject.functions {
        found.look_at_all(&own.shared.function.script.file, &own.outline.statements);
    }
    found.remarks
}

#[derive(Default)]
struct Found {
    remarks: Vec<Remark>,
}

impl Found {
    fn look_at_all(&mut self, file: &str, parts: &[Part]) {
        parts.iter().for_each(|part| self.look(file, part));
    }

    /// Outer conditions first; what stands in one that is told is not told too.
    fn look(&mut self, file: &str, part: &Part) {
        if let Some(Fixed { is, help }) =
            fixed(part).filter(|_| !matches!(part.kind, PartKind::Truth(_) | PartKind::Block))
        {
            return self.tell(file, part, is, help);
        }
        match (&part.kind, part.parts.as_slice()) {
            (PartKind::If, [condition, ..]) => self.literal(file, condition, "compare something, or remove the `if`"),
            // `while true` is left by a `break`.
            (PartKind::While, [condition, _]) if condition.kind == PartKind::Truth(false) => {
                self.literal(file, condition, "compare something, or remove the `while`");
            }
            (PartKind::Do, [_, condition]) => self.literal(file, condition, "compare something"),
            (PartKind::Method(name), [_, closure]) if ASKED.contains(&name.as_str()) => {
                if let (PartKind::Closure(_), [body]) = (&closure.kind, closure.parts.as_slice())
                    && let Some(last) = body.parts.last()
                    && body.parts.len() == 1
                {
                    // Whether there is one at all: `any(|_one| true)`, and `all(|_one| false)`.
                    let is_idiom = match last.kind {
                        PartKind::Truth(is) => is == (name != "all") && name != "filter",
                        _ => false,
                    };
                    if !is_idiom {
                        self.literal(file, last, "look at what the closure is passed");
                    }
                }
            }
            (PartKind::And | PartKind::Or, operands) => {
                // An operand that cannot vary has no effect, and is told as that.
                let open = operands.iter().filter(|operand| fixed(operand).is_none());
                return open.for_each(|operand| self.look(file, operand));
            }
            _ => {}
        }
        self.look_at_all(file, &part.parts);
    }

    fn literal(&mut self, file: &str, condition: &Part, help: &str) {
        match condition.kind {
            PartKind::Truth(is) => self.tell(file, condition, is, help),
            _ => self.no_condition(file, condition),
        }
    }

    /// A text or a number where true or false belongs; outside of closures the language refuses it.
    fn no_condition(&mut self, file: &str, part: &Part) {
        let what = match &part.kind {
            PartKind::Text(text) => format!("the text \"{text}\""),
            PartKind::Number(number) => format!("the number {number}"),
            PartKind::Absent => "`()`".to_owned(),
            _ => return,
        };
        let message = format!("{what} is neither true nor false");
        self.remarks.push(Remark::new(located(file, part.position), message, "compare it"));
    }

    fn tell(&mut self, file: &str, part: &Part, is: bool, help: &str) {
        let message = if is { "this always holds" } else { "this never holds" };
        self.remarks.push(Remark::new(located(file, part.start()), message, help));
    }
}
