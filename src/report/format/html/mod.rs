//! A page to look at: one file that needs no other and asks nobody.
//!
//! It is made from the JSON reports alone, so that `uplift page` makes the same one later, of several estates too. Everything
//! but the table of findings is plain markup, and stands without a script; `maud` escapes each text where it is put. The
//! policy in its head lets nothing run or load but the style and the script that are shipped here.
//!
//! | file | owns |
//! |---|---|
//! | `input` | reports, as a page reads them |
//! | `shell` | the document around everything: its policy, style and script |
//! | `parts` | texts, figures and bars that several sections use |
//! | `frame`, `names` | places on the page and their addresses; what is called how |
//! | `head`, `score`, `change` | what was run, the score, and what a change did to it |
//! | `controls`, `recommendations`, `route` | what is to be done, and what it gives back |
//! | `owners`, `duties` | who deals with how much, and with which findings |
//! | `lists`, `about` | exemptions, what could not be decided, how the score is computed |
//! | `tour` | the steps of a guide |
//! | `findings`, `making`, `facets` | the table of findings, its texts held once each |
//! | `page.css`, `page.js` | how it looks; search, filters and pages of the table |

mod about;
mod change;
mod controls;
mod duties;
mod facets;
mod findings;
mod frame;
mod head;
mod input;
mod lists;
mod making;
mod names;
mod owners;
mod parts;
mod recommendations;
mod route;
mod score;
mod shell;
mod tour;

pub use input::Source;

use super::{Format, RunReport, json};
use crate::report::text::Page;
use crate::source::Problem;
use frame::Frame;
use input::{Input, Told};
use maud::{Markup, html};
use std::io::{self, Write};

/// The format.
pub(super) const FORMAT: Format = Format {
    name: "html",
    purpose: "a page to look at, in one file",
    is_of_sums: true,
    is_whole: true,
    run: Some(write),
    ..Format::NONE
};

fn write(run: &RunReport<'_>, page: &Page, out: &mut dyn Write) -> io::Result<()> {
    let mut text = Vec::new();
    json::write(run, page, &mut text)?;
    let source = Source { name: String::new(), text };
    let page = page_of(&[source]).map_err(|problem| io::Error::other(problem.message))?;
    out.write_all(page.as_bytes())
}

/// The page of some reports, in their order; the same reports give the same page.
///
/// # Errors
/// What is no report of a run, or one of a newer release, or stands there twice.
pub fn page_of(sources: &[Source]) -> Result<String, Problem> {
    Ok(document(&input::read(sources)?, None))
}

/// The page of a scan with a guide through it.
///
/// # Errors
/// What is no report of a run, or one of a newer release.
pub fn tour_of(source: &Source) -> Result<String, Problem> {
    let inputs = input::read(std::slice::from_ref(source))?;
    let guide = inputs.first().map(tour::guide);
    Ok(document(&inputs, guide))
}

fn document(inputs: &[Input<'_>], guide: Option<Markup>) -> String {
    let title = names::title(inputs);
    let data = making::data(inputs);
    let is_tour = guide.is_some();
    let body = html! {
        (head::header(inputs, &title))
        @if let Some(guide) = guide { (guide) }
        main id="main" {
            @if inputs.len() > 1 { (head::estates(inputs)) }
            @for (place, input) in inputs.iter().enumerate() { (sections(inputs, place, input)) }
            @if let [input] = inputs {
                (findings::section(&data))
                (last(input, &Frame::of(inputs, 0)))
            } @else {
                (findings::section(&data))
            }
        }
        (head::footer(inputs))
    };
    shell::page(&title, &body, &data.json(), is_tour)
}

/// What is told of one report; of several, each stands under its own heading.
fn sections(inputs: &[Input<'_>], place: usize, input: &Input<'_>) -> Markup {
    let frame = Frame::of(inputs, place);
    if inputs.len() == 1 {
        return first(input, &frame);
    }
    html! {
        section id=(frame.id("estate")) aria-labelledby=(frame.id("estate-title")) {
            h2 id=(frame.id("estate-title")) { bdi { (names::key(inputs, place)) } }
            (first(input, &frame))
            (last(input, &frame))
        }
    }
}

/// What stands in front of the findings.
fn first(input: &Input<'_>, frame: &Frame) -> Markup {
    html! {
        (head::problems(input))
        @match &input.told {
            Told::Scan(scan) => {
                (score::section(scan, frame))
                (controls::section(scan, frame))
                @if let Some(route) = &scan.route { (route::section(route, scan, frame)) }
                (recommendations::of_scan(scan, frame))
                @if let Some(duties) = &scan.governance { (owners::section(duties, scan, frame)) }
            }
            Told::Change(review) => {
                (change::section(review, frame))
                (recommendations::of_change(review, &input.rows, frame))
            }
        }
    }
}

/// What stands behind them.
fn last(input: &Input<'_>, frame: &Frame) -> Markup {
    match &input.told {
        Told::Scan(scan) => html! {
            (lists::exemptions(scan, frame))
            (lists::undecided(scan, frame))
            (about::section(scan, frame))
        },
        Told::Change(_) => html! {},
    }
}
