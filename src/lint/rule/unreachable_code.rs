//! What stands behind a statement that always ends.

use super::Rule;
use crate::check::{Part, PartKind};
use crate::lint::subject::{Subject, located};
use crate::lint::{Remark, repair};
use crate::source::Code;

pub(super) static RULE: Rule = Rule {
    code: Code(1201),
    name: "unreachable-code",
    what: "a statement behind one that always ends",
    find,
    mend: repair::none,
};

fn find(subject: &Subject<'_>) -> Vec<Remark> {
    let mut remarks = Vec::new();
    let mut look = |file: &str, statements: &[Part]| {
        let mut found = Vec::new();
        behind_the_end(statements, &mut found);
        statements.iter().for_each(|part| {
            part.walk(&mut |part| {
                if part.kind == PartKind::Block {
                    behind_the_end(&part.parts, &mut found);
                }
            })
        });
        remarks.extend(found.into_iter().map(|part| {
            Remark::new(
                located(file, part.start()),
                "nothing gets here: what stands above always ends",
                "remove it, or move it up",
            )
        }));
    };
    for (file, outline) in subject.outlines() {
        look(file, &outline.statements);
        outline.functions.iter().for_each(|own| look(file, &own.statements));
    }
    subject.functions.iter().for_each(|own| look(&own.shared.function.script.file, &own.outline.statements));
    remarks
}

/// The first statement that nothing reaches.
fn behind_the_end<'p>(statements: &'p [Part], found: &mut Vec<&'p Part>) {
    let end = statements.iter().position(ends);
    let rest = end.map_or(&[][..], |end| &statements[end + 1..]);
    found.extend(rest.iter().find(|part| part.kind != PartKind::Nothing));
}

/// Whether nothing goes on behind it.
fn ends(part: &Part) -> bool {
    match (&part.kind, part.parts.as_slice()) {
        (PartKind::Return | PartKind::Throw | PartKind::Leave, _) => true,
        (PartKind::Block, statements) => statements.iter().any(ends),
        (PartKind::If, [_, then, otherwise]) => ends(then) && ends(otherwise),
        (PartKind::While, [condition, body]) => {
            let is_endless = matches!(condition.kind, PartKind::Nothing | PartKind::Truth(true));
            is_endless && !leaves(body)
        }
        _ => false,
    }
}

/// Whether a loop's body leaves it by itself.
fn leaves(part: &Part) -> bool {
    match part.kind {
        PartKind::Leave => true,
        PartKind::While | PartKind::Do | PartKind::For(_) | PartKind::Closure(_) => false,
        _ => part.parts.iter().any(leaves),
    }
}
