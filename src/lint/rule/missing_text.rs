//! Texts that say nothing.

use super::Rule;
use crate::lint::subject::{Entry, Subject, key_place, located};
use crate::lint::{Remark, repair};
use crate::source::Code;

pub(super) static RULE: Rule = Rule {
    code: Code(1502),
    name: "missing-text",
    what: "a title, a description, a remediation or an impact that says nothing",
    find,
    mend: repair::none,
};

/// Words that stand for a text that is still to be written.
const PLACEHOLDERS: [&str; 9] = ["todo", "tbd", "fixme", "xxx", "wip", "n/a", "lorem", "placeholder", "to do"];

/// Whether a text says nothing, of what has these names.
type IsTold<'t> = &'t dyn Fn(&str, &[&str]) -> bool;

fn find(subject: &Subject<'_>) -> Vec<Remark> {
    texts(subject, "says nothing", &says_nothing)
}

/// The texts of all entries that are told of, each with what it does and the next step.
pub(super) fn texts(subject: &Subject<'_>, does: &str, is_told: IsTold<'_>) -> Vec<Remark> {
    let mut remarks: Vec<Remark> =
        subject.entries.iter().flat_map(|entry| of_recommendation(entry, does, is_told)).collect();
    let own = subject.policy.controls.iter().filter(|control| control.location.line > 0);
    for control in own.filter(|control| is_told(&control.description, &[&control.title, &control.id])) {
        let node = subject.node(&control.location);
        remarks.push(Remark::new(
            key_place(node, &control.location, &["description"]),
            format!("the description of the control `{}` {does}", control.id),
            "write what is at stake",
        ));
    }
    for function in subject.functions.iter().map(|own| &own.shared.function) {
        if is_told(&function.description, &[&function.name]) {
            let place = located(
                &function.location.file,
                crate::source::Position { line: function.location.line, column: function.location.column },
            );
            remarks.push(Remark::new(
                place,
                format!("the description of the function `{}` {does}", function.name),
                "write what it answers",
            ));
        }
    }
    remarks
}

fn of_recommendation(entry: &Entry<'_>, does: &str, is_told: IsTold<'_>) -> Vec<Remark> {
    let own = entry.recommendation;
    let names = [own.title.as_str(), own.id.as_str()];
    let mut texts = vec![
        (vec!["title"], own.title.as_str(), &names[2..], "write what should be"),
        (vec!["description"], own.description.as_str(), &names[..], "write what is at stake"),
        (vec!["remediation"], own.remediation.as_str(), &names[..], "write the steps by hand"),
    ];
    if let Some(fix) = &own.fix {
        texts.push((vec!["fix", "impact"], &fix.impact, &names[..], "write what may stop working"));
    }
    let place = |keys: &[&str]| key_place(entry.node, &own.location, keys);
    let told = texts.into_iter().filter(|(_, text, names, _)| is_told(text, names));
    let told =
        told.map(|(keys, _, _, help)| Remark::new(place(&keys), format!("`{}` {does}", keys[keys.len() - 1]), help));
    told.collect()
}

/// Whether a text stands for one that nobody has written, or only names what it is about.
fn says_nothing(text: &str, names: &[&str]) -> bool {
    let plain = |text: &str| text.to_lowercase().chars().filter(|letter| letter.is_alphanumeric()).collect::<String>();
    let said = text.trim().to_lowercase();
    let is_placeholder = PLACEHOLDERS.iter().any(|word| {
        // "Todo lists can be read" says something.
        said.strip_prefix(word).is_some_and(|rest| rest.is_empty() || rest.starts_with([':', '.', '!', '(', '-', '…']))
    });
    is_placeholder || plain(text).is_empty() || names.iter().any(|name| plain(name) == plain(text))
}
