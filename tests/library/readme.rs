//! `policies/README.md`: every recommendation in one table.
//!
//! Run the tests with `SNAPSHOTS=overwrite` to write it anew.

use snapbox::{Data, assert_data_eq};
use std::fmt::Write;
use std::path::Path;
use uplift::policy::Change;
use uplift::report::{self, Catalogue, CatalogueRecommendation};

#[test]
fn the_table_of_the_library_is_current() {
    let catalogue = report::catalogue(&crate::library());
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("policies/README.md");
    assert_data_eq!(page(&catalogue), Data::read_from(&file, Some(snapbox::data::DataFormat::Text)).raw());
}

fn page(catalogue: &Catalogue) -> String {
    let (number, fixes) =
        (catalogue.recommendations.len(), catalogue.recommendations.iter().filter(|each| each.fixable).count());
    let mut page = format!(
        "# The library\n\n{number} recommendations, {fixes} of them with a quick fix, by control and service. This table is written by a test\n\
         (`SNAPSHOTS=overwrite cargo test --test library`); `uplift show ID` has all that is known of one.\n\n\
         | control | service | recommendation | severity | fix | source | since | also known as |\n|---|---|---|---|---|---|---|---|\n"
    );
    for control in &catalogue.controls {
        let mut own: Vec<&CatalogueRecommendation> =
            catalogue.recommendations.iter().filter(|each| each.controls.contains(&control.id)).collect();
        own.sort_by_key(|each| (services(each), &each.id));
        for each in own {
            let _ = writeln!(page, "| {} ({}) | {} |", control.title, control.max, row(each));
        }
    }
    page
}

fn row(each: &CatalogueRecommendation) -> String {
    let state = each.state().map(|state| format!(" ({state})")).unwrap_or_default();
    let fix = match each.change {
        None => "by hand",
        Some(Change::InPlace) => "in place",
        Some(Change::Restart) => "restarts",
        Some(Change::Replace) => "replaces",
    };
    let references = each.references.iter().map(|(catalogue, ids)| {
        format!("{catalogue} {}", ids.iter().map(|id| format!("`{id}`")).collect::<Vec<_>>().join(", "))
    });
    [
        services(each),
        format!("`{}`: {}{state}", each.id, each.title),
        format!("{:?}", each.severity).to_lowercase(),
        fix.to_owned(),
        format!("{:?}", each.source).to_lowercase(),
        each.since.clone().unwrap_or_default(),
        references.collect::<Vec<_>>().join("; "),
    ]
    .join(" | ")
}

fn services(each: &CatalogueRecommendation) -> String {
    let mut services: Vec<&str> = each.services().collect();
    services.sort_unstable();
    services.dedup();
    services.join(", ")
}
