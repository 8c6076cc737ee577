//! `=` where a value is wanted, which was meant as `==`.

use super::Rule;
use crate::check::{Part, PartKind};
use crate::lint::subject::{Subject, located};
use crate::lint::{Remark, repair};
use crate::policy::ScriptKey;
use crate::source::Code;

pub(super) static RULE: Rule = Rule {
    code: Code(1204),
    name: "assignment-as-comparison",
    what: "`=` where an answer is wanted, which was meant as `==`",
    find,
    mend: repair::none,
};

/// Methods whose closures answer something; that of `map` may be there for what it does.
const ASKED: [&str; 6] = ["any", "all", "some", "filter", "find", "find_map"];

fn find(subject: &Subject<'_>) -> Vec<Remark> {
    let mut remarks = Vec::new();
    let mut look = |file: &str, statements: &[Part], answers: bool| {
        let mut found = Vec::new();
        if answers {
            found.extend(statements.last().into_iter().flat_map(answer));
        }
        statements.iter().for_each(|part| {
            part.walk(&mut |part| {
                if let (PartKind::Method(name), [_, closure]) = (&part.kind, part.parts.as_slice())
                    && ASKED.contains(&name.as_str())
                    && let (PartKind::Closure(_), [body]) = (&closure.kind, closure.parts.as_slice())
                {
                    found.extend(answer(body));
                }
            });
        });
        let told = found.into_iter().map(|part| {
            Remark::new(located(file, part.position), "this assigns, and answers nothing", "write `==` to compare")
        });
        remarks.extend(told);
    };
    for written in subject.entries.iter().flat_map(|entry| &entry.scripts) {
        let (file, outline) = (&written.script.file, &written.outline);
        look(file, &outline.statements, written.key != ScriptKey::Fix);
        // What a fix calls may change what it is passed.
        outline.functions.iter().for_each(|own| look(file, &own.statements, written.key != ScriptKey::Fix));
    }
    for own in &subject.functions {
        look(&own.shared.function.script.file, &own.outline.statements, true);
    }
    remarks
}

/// The assignments that stand where a part's value comes from.
fn answer(part: &Part) -> Vec<&Part> {
    match (&part.kind, part.parts.as_slice()) {
        (PartKind::Assign(sign), _) if sign == "=" => vec![part],
        (PartKind::Block, statements) => statements.last().map(answer).unwrap_or_default(),
        (PartKind::If, [_, then, otherwise]) => answer(then).into_iter().chain(answer(otherwise)).collect(),
        _ => Vec::new(),
    }
}
