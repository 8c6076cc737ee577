//! A variable that nothing reads, and what a closure or a loop is given and does not look at.

use super::Rule;
use crate::check::Part;
use crate::lint::bound::{BoundKind, Unread, unread};
use crate::lint::subject::{Subject, located};
use crate::lint::{Remark, repair};
use crate::source::{Code, Position};

pub(super) static RULE: Rule = Rule {
    code: Code(1101),
    name: "unused-variable",
    what: "a variable that nothing reads, or what a loop or a closure is passed and does not look at",
    find,
    mend: repair::none,
};

fn find(subject: &Subject<'_>) -> Vec<Remark> {
    let mut remarks = Vec::new();
    let mut tell = |file: &str, parameters: &[String], statements: &[Part]| {
        let unread = unread(parameters, Position { line: 0, column: 0 }, statements);
        let unread = unread.into_iter().filter(|unread| unread.kind != BoundKind::Parameter);
        remarks.extend(unread.map(|unread| remark(file, &unread)));
    };
    for (file, outline) in subject.outlines() {
        tell(file, &[], &outline.statements);
        outline.functions.iter().for_each(|own| tell(file, &own.parameters, &own.statements));
    }
    for own in &subject.functions {
        tell(&own.shared.function.script.file, &own.outline.parameters, &own.outline.statements);
    }
    remarks
}

fn remark(file: &str, unread: &Unread) -> Remark {
    let Unread { name, position, kind } = unread;
    let help = match kind {
        BoundKind::Passed => format!("look at it, or call it `_{name}` where it does not matter"),
        _ => "remove it, or use it".to_owned(),
    };
    Remark::new(located(file, *position), format!("nothing reads `{name}`"), help)
}
