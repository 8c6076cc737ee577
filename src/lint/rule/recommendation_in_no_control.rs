//! A recommendation that moves no score.

use super::Rule;
use crate::lint::subject::{Subject, key_place};
use crate::lint::{Remark, repair};
use crate::source::Code;

pub(super) static RULE: Rule = Rule {
    code: Code(1301),
    name: "recommendation-in-no-control",
    what: "a recommendation that the settings leave in no control, so that it moves no score",
    find,
    mend: repair::none,
};

fn find(subject: &Subject<'_>) -> Vec<Remark> {
    let outside =
        subject.entries.iter().filter(|entry| entry.recommendation.enabled && entry.recommendation.controls.is_empty());
    let told = outside.map(|entry| {
        let place = key_place(entry.node, &entry.recommendation.location, &["controls"]);
        let message = format!("the recommendation `{}` stands in no control", entry.recommendation.id);
        Remark::new(place, message, "name a control for it in `uplift.yaml`, or set `enabled: false` there")
    });
    told.collect()
}
