//! A control that nothing fills.

use super::Rule;
use crate::lint::subject::Subject;
use crate::lint::{Remark, repair};
use crate::policy::ControlIndex;
use crate::source::Code;
use std::collections::BTreeSet;

pub(super) static RULE: Rule = Rule {
    code: Code(1302),
    name: "control-without-recommendations",
    what: "a control that no recommendation stands in, so that it can never score",
    find,
    mend: repair::none,
};

fn find(subject: &Subject<'_>) -> Vec<Remark> {
    let policy = subject.policy;
    let own = (0..).map(ControlIndex).zip(&policy.controls).filter(|(_, control)| control.location.line > 0);
    let filled: BTreeSet<ControlIndex> =
        policy.recommendations.iter().flat_map(|entry| entry.controls.clone()).collect();
    let empty = own.filter(|(index, _)| !filled.contains(index));
    let told = empty.map(|(_, control)| {
        let message = format!("no recommendation stands in the control `{}`", control.id);
        let help = format!("write one with `controls: [{}]`, or remove the control", control.id);
        Remark::new(control.location.clone(), message, help)
    });
    told.collect()
}
