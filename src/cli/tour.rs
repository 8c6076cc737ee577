//! `uplift tour`: a guide through the page of an example that is shipped with the program.

use super::ahead::{self, Wanted};
use super::args::{SOON, TourArguments, With};
use super::{Failure, open, screen, taken};
use crate::estate::{DueTerms, Estate, Filters, Partial, Request, Sources};
use crate::report::{self, ScanInput, Source};
use crate::score::Order;
use crate::source::{self, Memory, display_name};
use std::io::Write;
use std::process::ExitCode;
use std::sync::Arc;

/// Files of the example, by their paths.
macro_rules! example {
    ($($file:literal),+) => {
        [$((concat!("contoso/", $file), include_str!(concat!("../../examples/contoso/", $file)))),+]
    };
}

const CONTOSO: [(&str, &str); 8] = example![
    "uplift.yaml",
    "exports/defender.ndjson",
    "exports/development.json",
    "exports/machines.json",
    "exports/network.json",
    "exports/shop.json",
    "infra/data-platform.yaml",
    "policies/contoso-baseline.yaml"
];

/// Scans the example, and writes its page with the guide.
pub(super) fn run(arguments: &TourArguments) -> Result<ExitCode, Failure> {
    taken::refuse(&arguments.output, &[])?;
    let page = report::tour_of(&Source { name: "contoso".to_owned(), text: contoso(arguments)? })?;
    source::write_atomic(&arguments.output, page.as_bytes())?;
    let mut out = screen::stdout();
    let name = display_name(&arguments.output);
    screen::heard(writeln!(out, "The tour is in {}: open it in a browser", report::harmless(&name)))?;
    Ok(ExitCode::SUCCESS)
}

/// The example's report.
fn contoso(arguments: &TourArguments) -> Result<Vec<u8>, Failure> {
    let estate = Estate::open(Arc::new(Memory::of(CONTOSO)), &Sources::default(), &["contoso".into()])?;
    let (filters, conditions) = (Filters::default(), open::conditions(&arguments.day, None));
    let request = Request {
        filters: &filters,
        detail: true,
        name_all: false,
        all: false,
        order: Order::Increase,
        sample: false,
        share: None,
        strict: false,
        borrowed: None,
        conditions,
        progress: &|_, _| {},
    };
    let scanned = estate.scan(estate.input(&request)?, &request)?;
    let parts = estate.names_of_parts();
    let partial = || Partial::of(&estate, &scanned);
    let (policy, config) = (&estate.policy, &estate.names);
    let input = ScanInput { policy, config, parts: &parts, scanned: &scanned, partial: &partial };
    let mut scan = report::scan(&input);
    let (sources, with) = (Sources::default(), &[With::Fixes, With::Route]);
    let terms = DueTerms { sources: &sources, paths: &[], scope: "", soon: SOON, conditions };
    let wanted = Wanted { with, filters, conditions, terms, path: &str::to_owned };
    ahead::add(&mut scan, &wanted, &estate, &scanned)?;
    let mut text = Vec::new();
    report::write_json(&scan, &mut text)?;
    Ok(text)
}
