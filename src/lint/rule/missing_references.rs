//! A recommendation that names no other catalogue's id for the same thing, where its source is one, or most others do.

use super::Rule;
use crate::lint::subject::Subject;
use crate::lint::{Remark, repair};
use crate::policy::{Membership, Recommendation};
use crate::source::Code;

pub(super) static RULE: Rule = Rule {
    code: Code(1503),
    name: "missing-references",
    what: "a recommendation without `references` where most others have some, or whose `source` is a catalogue",
    find,
    mend: repair::none,
};

fn find(subject: &Subject<'_>) -> Vec<Remark> {
    let of = |source: Membership| {
        subject.entries.iter().map(|entry| entry.recommendation).filter(move |own| own.source == source)
    };
    let bare = |own: &&Recommendation| own.references.is_empty();
    let is_usual = of(Membership::Custom).filter(bare).count() * 2 < of(Membership::Custom).count();
    // What this project decided by itself is in no catalogue.
    let custom =
        of(Membership::Custom).filter(|own| is_usual && bare(own)).map(|own| (own, "as most of these policies do"));
    let catalogued = of(Membership::Mdc).filter(bare).map(|own| (own, "which its `source` speaks of"));
    let help = "write `references: { azurePolicy: … }`; where there is none, silence this with the reason";
    let told = custom.chain(catalogued).map(|(own, why)| {
        let message = format!("the recommendation `{}` names no other catalogue's id, {why}", own.id);
        Remark::new(own.location.clone(), message, help)
    });
    told.collect()
}
