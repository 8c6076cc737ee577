//! The scores of the estate's parts.

use super::table::{self, Column};
use super::{Page, count, style};
use crate::report::harmless;
use crate::report::view::{FiguresView, Scan, ScopeKind, ScopeView};
use std::io::{self, Write};

/// How many resource groups are shown, unless all are asked for.
const SHOWN: usize = 12;

/// The table of scopes, when there are several of any kind: estates, management groups, and then each subscription with
/// its resource groups.
pub(super) fn write(scan: &Scan<'_>, page: &Page, out: &mut dyn Write) -> io::Result<()> {
    let kinds = [ScopeKind::ManagementGroup, ScopeKind::Subscription, ScopeKind::ResourceGroup];
    if kinds.iter().all(|kind| of(scan, *kind).count() < 2) && scan.estates.len() < 2 {
        return Ok(());
    }
    let scopes = ordered(scan);
    let mut groups = 0;
    let shown = |scope: &&&ScopeView| {
        groups += usize::from(scope.kind == ScopeKind::ResourceGroup && scope.score.percentage.is_some());
        page.all || scope.score.percentage.is_some() && groups <= SHOWN
    };
    let shown: Vec<_> =
        scopes.iter().filter(shown).map(|scope| row(name(scope), &scope.score, scope.weight, page)).collect();
    let hidden = (scopes.len() - shown.len()) as u64;
    let estates = scan.estates.iter().filter(|_| scan.estates.len() > 1);
    let estates = estates
        .map(|estate| row(format!("estate {}", harmless(&estate.directory)), &estate.score, estate.weight, page));
    super::write_heading("Scopes", out)?;
    let headers = [
        ("Scope", Column::Text),
        ("Score", Column::Number),
        ("", Column::Whole),
        ("Points", Column::Number),
        ("Weight", Column::Number),
    ];
    table::write(&headers, estates.chain(shown).collect(), page.width, out)?;
    match hidden {
        0 => Ok(()),
        _ => super::write_note(&format!("{} (--all shows them)", count(hidden, "more scope")), page, out),
    }
}

fn of<'a>(scan: &'a Scan<'_>, kind: ScopeKind) -> impl Iterator<Item = &'a ScopeView> {
    scan.scopes.iter().filter(move |scope| scope.kind == kind)
}

/// Each resource group after its subscription.
fn ordered<'a>(scan: &'a Scan<'_>) -> Vec<&'a ScopeView> {
    let mut scopes: Vec<_> = of(scan, ScopeKind::ManagementGroup).collect();
    let groups: Vec<_> = of(scan, ScopeKind::ResourceGroup).collect();
    for subscription in of(scan, ScopeKind::Subscription) {
        scopes.push(subscription);
        let own = |group: &&&ScopeView| match (&group.subscription, &subscription.id) {
            _ if group.estate != subscription.estate => false,
            (Some(its), Some(id)) => its.eq_ignore_ascii_case(id),
            (None, None) => true,
            _ => false,
        };
        scopes.extend(groups.iter().filter(own));
    }
    scopes
}

fn row(name: String, score: &FiguresView, weight: u64, page: &Page) -> Vec<String> {
    let width = if page.width >= 120 { 24 } else { 8 };
    let points = score.current.zip(score.max);
    vec![
        name,
        score.percentage.map_or_else(|| "–".to_owned(), |percentage| percentage.percent()),
        style::bar(score.percentage.unwrap_or_default().units(), 10_000, width),
        points.map_or_else(|| "not scored".to_owned(), |(current, max)| format!("{current} of {max}")),
        weight.to_string(),
    ]
}

/// A scope's name; resource groups are indented below their subscription.
fn name(scope: &ScopeView) -> String {
    let name = scope.name.as_deref().map_or("no subscription".into(), harmless);
    match scope.kind {
        ScopeKind::ManagementGroup => format!("management group {name}"),
        ScopeKind::Subscription => match &scope.estate {
            Some(estate) => format!("{name} in {}", harmless(estate)),
            None => name.into_owned(),
        },
        ScopeKind::ResourceGroup => format!("\u{a0} {name}"),
    }
}
