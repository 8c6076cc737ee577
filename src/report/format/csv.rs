//! A table as RFC 4180 describes it, under a header: one finding a row as they come, and every finding is in it; or one
//! recommendation, one exemption, one commit, or one finding that is due.
//!
//! Spreadsheets run what begins like a formula, and take separators of their own language. So a quote stands before
//! `=`, `+`, `-` and `@` wherever a cell could begin, which they show and do not run. Control characters are written as
//! escapes, which also keeps every row on one line.

use super::kinds::Listed;
use super::{Format, RunReport};
use crate::gate::moves::MoveKind;
use crate::report::harmless;
use crate::report::text::{Page, exemption_state};
use crate::report::view::{
    Catalogue, CatalogueRecommendation, DueFindingView, DueView, ExemptionList, HistoryView, ItemView, ListedExemption,
    PartView, PointView, ReconcileView,
};
use crate::report::words::word;
use crate::score::Percentage;
use std::io::{self, Write};

/// The format.
pub(super) const FORMAT: Format = Format {
    name: "csv",
    purpose: "spreadsheets; no cell is run as a formula",
    is_whole: true,
    run: Some(write),
    list: Some(write_list),
    exemptions: Some(write_exemptions),
    history: Some(write_history),
    reconcile: Some(write_reconciled),
    due: Some(write_due),
    ..Format::NONE
};

/// The columns of a table: what stands in the header, and in each row.
type Columns<'c, R> = &'c [(&'c str, fn(&R) -> String)];

fn write(run: &RunReport<'_>, _: &Page, out: &mut dyn Write) -> io::Result<()> {
    let columns: Columns<'_, Listed<'_>> = &[
        ("recommendation", |finding| finding.recommendation.to_string()),
        ("severity", |finding| word(finding.severity)),
        ("status", |finding| if finding.script_error { "script error".to_owned() } else { word(finding.status) }),
        ("standing", |finding| word(finding.standing)),
        ("known", |finding| finding.known.to_string()),
        ("resource", |finding| finding.resource.id.to_string()),
        ("name", |finding| finding.resource.name.to_string()),
        ("type", |finding| finding.resource.type_name.to_string()),
        ("resource group", |finding| text(finding.resource.resource_group.as_ref())),
        ("subscription", |finding| text(finding.resource.subscription.as_ref())),
        ("message", |finding| text(finding.message.as_ref())),
        ("file", |finding| finding.location.file.clone()),
        ("line", |finding| finding.location.line.to_string()),
        ("column", |finding| finding.location.column.to_string()),
        ("exemption", |finding| text(finding.exemption.as_ref().map(|exemption| &exemption.id))),
        ("expires on", |finding| text(finding.exemption.as_ref().and_then(|exemption| exemption.expires_on.as_ref()))),
        ("quick fix", |finding| text(finding.fix.as_ref().map(|fix| if fix.review { "review" } else { "safe" }))),
        ("fingerprint", |finding| finding.fingerprint.clone()),
    ];
    write_table(columns, run.findings(), out)
}

/// A recommendation a row.
fn write_list(catalogue: &Catalogue, _: &Page, out: &mut dyn Write) -> io::Result<()> {
    let columns: Columns<'_, &CatalogueRecommendation> = &[
        ("recommendation", |each| each.id.clone()),
        ("title", |each| each.title.clone()),
        ("severity", |each| word(each.severity)),
        ("controls", |each| each.controls.join(" ")),
        ("types", |each| each.resource_types.join(" ")),
        ("source", |each| word(each.source)),
        ("preview", |each| each.preview.to_string()),
        ("enabled", |each| each.enabled.to_string()),
        ("quick fix", |each| each.fixable.to_string()),
    ];
    write_table(columns, catalogue.recommendations.iter(), out)
}

/// An exemption a row.
fn write_exemptions(list: &ExemptionList, _: &Page, out: &mut dyn Write) -> io::Result<()> {
    let columns: Columns<'_, &ListedExemption> = &[
        ("exemption", |listed| listed.exemption.exemption.id.clone()),
        ("state", |listed| exemption_state(listed.state).to_owned()),
        ("note", |listed| text(listed.note.as_ref())),
        ("category", |listed| listed.exemption.exemption.category.clone()),
        ("reason", |listed| listed.exemption.exemption.reason.clone()),
        ("scope", |listed| listed.exemption.scope.clone()),
        ("recommendations", |listed| listed.recommendations.join(" ")),
        ("findings", |listed| listed.exemption.findings.to_string()),
        ("duplicates", |listed| listed.duplicates.to_string()),
        ("expires on", |listed| text(listed.exemption.exemption.expires_on.as_ref())),
        ("days left", |listed| text(listed.days_left)),
        ("owner", |listed| text(listed.exemption.owner.as_ref())),
        ("ticket", |listed| text(listed.exemption.ticket.as_ref())),
        ("file", |listed| listed.location.file.clone()),
        ("line", |listed| listed.location.line.to_string()),
    ];
    write_table(columns, list.exemptions.iter(), out)
}

/// A commit a row, with what moved the score by kinds.
fn write_history(history: &HistoryView, _: &Page, out: &mut dyn Write) -> io::Result<()> {
    let columns: Columns<'_, &PointView> = &[
        ("day", |point| point.day.clone()),
        ("commit", |point| text(point.commit.as_ref())),
        ("author", |point| text(point.author.as_ref())),
        ("subject", |point| text(point.subject.as_ref())),
        ("percentage", |point| text(point.score.percentage.map(Percentage::short))),
        ("current", |point| text(point.score.current)),
        ("max", |point| text(point.score.max)),
        ("resources", |point| text(point.resources)),
        ("since", |point| text(point.moved.as_ref().map(|moved| &moved.since))),
        ("moved", |point| text(point.moved.as_ref().map(|moved| moved.points))),
        ("fixed", |point| part(point, MoveKind::Fixed)),
        ("broken", |point| part(point, MoveKind::Broken)),
        ("added", |point| part(point, MoveKind::Added)),
        ("removed", |point| part(point, MoveKind::Removed)),
        ("exempted", |point| part(point, MoveKind::Exempted)),
        ("expired", |point| part(point, MoveKind::Expired)),
        ("decided", |point| part(point, MoveKind::Decided)),
        ("undecided", |point| part(point, MoveKind::Undecided)),
        ("rules changed", |point| part(point, MoveKind::RulesChanged)),
        ("deployed", |point| part(point, MoveKind::Deployed)),
        ("breaks", |point| word(point.breaks)),
        ("not judged", |point| text(point.errors.first().map(|error| &error.message))),
    ];
    write_table(columns, history.points.iter(), out)
}

/// A verdict that differs a row, with the part of the difference that it is in.
fn write_reconciled(view: &ReconcileView, _: &Page, out: &mut dyn Write) -> io::Result<()> {
    type Row<'r> = (&'r str, &'r PartView, &'r ItemView);
    let columns: Columns<'_, Row<'_>> = &[
        ("subscription", |(subscription, ..)| (*subscription).to_owned()),
        ("part", |(_, part, _)| part.kind.to_owned()),
        ("percentage points of the part", |(_, part, _)| part.share.to_string()),
        ("resource", |(.., item)| text(item.resource.as_ref())),
        ("recommendation", |(.., item)| item.name.clone()),
        ("uplift", |(.., item)| word(item.ours)),
        ("portal", |(.., item)| word(item.theirs)),
        ("cause", |(.., item)| text(item.cause.as_ref())),
        ("changed within a day", |(.., item)| item.is_young.to_string()),
    ];
    let rows = view.subscriptions.iter().flat_map(|own| {
        let parts = own.difference.iter().flat_map(|difference| &difference.parts);
        parts.flat_map(move |part| part.items.iter().map(move |item| (own.subscription.as_str(), part, item)))
    });
    write_table(columns, rows, out)
}

/// A finding a row, with its last day and its owner.
fn write_due(view: &DueView, _: &Page, out: &mut dyn Write) -> io::Result<()> {
    let columns: Columns<'_, &DueFindingView> = &[
        ("timing", |each| word(each.timing)),
        ("due", |each| text(each.due.as_ref().map(|due| &due.day))),
        ("days left", |each| text(each.days_left)),
        ("since", |each| text(each.since.as_ref().map(|since| &since.day))),
        ("since at the latest", |each| text(each.since.as_ref().map(|since| since.at_latest))),
        ("owner", |each| text(each.owner.as_ref())),
        ("rule", |each| text(each.rule.as_deref().or(each.from_portal.then_some("the portal's")))),
        ("severity", |each| word(each.severity)),
        ("recommendation", |each| each.recommendation.clone()),
        ("resource", |each| each.resource.id.to_string()),
        ("file", |each| each.location.file.clone()),
        ("line", |each| each.location.line.to_string()),
        ("why", |each| text(each.why.as_ref().or(each.no_owner.as_ref()))),
    ];
    write_table(columns, view.findings.iter(), out)
}

/// What one kind moved at a point.
fn part(point: &PointView, kind: MoveKind) -> String {
    let parts = point.moved.iter().flat_map(|moved| &moved.parts);
    text(parts.into_iter().find(|part| part.kind == kind).map(|part| part.points))
}

/// What there is, or an empty cell.
fn text(value: Option<impl ToString>) -> String {
    value.map(|value| value.to_string()).unwrap_or_default()
}

fn write_table<R>(columns: Columns<'_, R>, rows: impl Iterator<Item = R>, out: &mut dyn Write) -> io::Result<()> {
    let mut table = csv::WriterBuilder::new().terminator(csv::Terminator::CRLF).from_writer(out);
    table.write_record(columns.iter().map(|(header, _)| header)).map_err(as_it_is)?;
    for row in rows {
        table.write_record(columns.iter().map(|(_, cell)| defused(&cell(&row)))).map_err(as_it_is)?;
    }
    table.flush()
}

/// The writer's own error, whose kind says whether anybody still reads.
fn as_it_is(error: csv::Error) -> io::Error {
    match error.into_kind() {
        csv::ErrorKind::Io(error) => error,
        other => io::Error::other(format!("{other:?}")),
    }
}

/// A cell in which no formula begins, neither at its start nor where a spreadsheet may see the start of another cell.
fn defused(cell: &str) -> String {
    let mut defused = String::with_capacity(cell.len());
    let mut may_begin = true;
    for letter in harmless(cell).chars() {
        if may_begin && matches!(letter, '=' | '+' | '-' | '@' | '＝' | '＋' | '－' | '＠') {
            defused.push('\'');
        }
        defused.push(letter);
        may_begin = matches!(letter, ',' | ';' | '|') || (may_begin && letter == '"');
    }
    defused
}

#[cfg(test)]
mod tests {
    use super::defused;

    #[test]
    fn nothing_begins_like_a_formula() {
        let cases = [
            ("=cmd|' /C calc'!A0", "'=cmd|' /C calc'!A0"),
            ("a=b", "a=b"),
            ("-1", "'-1"),
            ("\t=1", "\\t=1"),
            ("a;=1,\"+2", "a;'=1,\"'+2"),
            ("＝1", "'＝1"),
            ("\"@x", "\"'@x"),
        ];
        for (cell, expected) in cases {
            assert_eq!(defused(cell), expected);
        }
    }
}
