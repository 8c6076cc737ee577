//! Texts that `new` leaves to whoever knows what is at stake.

use super::{Rule, missing_text};
use crate::lint::subject::Subject;
use crate::lint::{Remark, repair};
use crate::source::Code;

/// A reminder: what `new` writes is no mistake of whoever ran it.
pub(super) static RULE: Rule = Rule {
    code: Code(1504),
    name: "unwritten-text",
    what: "a description or an impact that `uplift new` leaves to be written; a reminder, which fails nothing",
    find,
    mend: repair::none,
};

/// How the texts begin that `new` writes for somebody to replace.
const UNWRITTEN: &str = "nobody has written down yet";

fn find(subject: &Subject<'_>) -> Vec<Remark> {
    let is_unwritten = |text: &str, _: &[&str]| text.trim().to_lowercase().starts_with(UNWRITTEN);
    missing_text::texts(subject, "is still to be written", &is_unwritten)
}
