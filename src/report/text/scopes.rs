//! The scores of the estate's parts.

use super::table::{self, Column};
use super::{Page, style};
use crate::report::harmless;
use crate::report::view::{Scan, ScopeKind, ScopeView};
use std::io::{self, Write};

/// How many of a kind are shown, unless all are asked for.
const SHOWN: usize = 12;

/// The table of scopes, when there are several of any kind.
pub(super) fn write(scan: &Scan<'_>, page: &Page, out: &mut dyn Write) -> io::Result<()> {
    let kinds = [ScopeKind::ManagementGroup, ScopeKind::Subscription, ScopeKind::ResourceGroup];
    let several = kinds.map(|kind| scan.scopes.iter().filter(|scope| scope.kind == kind).collect::<Vec<_>>());
    if several.iter().all(|scopes| scopes.len() < 2) {
        return Ok(());
    }
    super::write_heading("Scopes", out)?;
    let shown = if page.all { usize::MAX } else { SHOWN };
    let rows = several.iter().flat_map(|scopes| scopes.iter().take(shown)).map(|scope| row(scan, scope, page));
    let headers = [
        ("Scope", Column::Text),
        ("Kind", Column::Whole),
        ("Score", Column::Number),
        ("", Column::Whole),
        ("Current\nscore", Column::Number),
        ("Max\nscore", Column::Number),
        ("Scored\nresources", Column::Number),
    ];
    table::write(&headers, rows.collect(), page.width, out)?;
    match several.iter().map(|scopes| scopes.len().saturating_sub(shown)).sum() {
        0 => Ok(()),
        more => super::write_note(&more_scopes(more), page, out),
    }
}

fn more_scopes(more: usize) -> String {
    format!("{more} more (--all shows them)")
}

fn row(scan: &Scan<'_>, scope: &ScopeView, page: &Page) -> Vec<String> {
    let score = &scope.score;
    let width = if page.width >= 120 { 24 } else { 8 };
    vec![
        name(scan, scope),
        kind(scope.kind).to_owned(),
        score.percentage.map_or_else(|| "not scored".to_owned(), |percentage| percentage.percent()),
        style::bar(score.percentage.unwrap_or_default().units(), 10_000, width),
        score.current.map_or_else(String::new, |current| current.to_string()),
        score.max.map_or_else(String::new, |max| max.to_string()),
        scope.weight.to_string(),
    ]
}

/// A scope's name; a resource group's with its subscription where there are several.
fn name(scan: &Scan<'_>, scope: &ScopeView) -> String {
    let Some(name) = &scope.name else { return "(no subscription)".to_owned() };
    let subscriptions: Vec<_> = scan.scopes.iter().filter(|other| other.kind == ScopeKind::Subscription).collect();
    let own = subscriptions.iter().find(|other| scope.subscription.is_some() && other.id == scope.subscription);
    match own.and_then(|own| own.name.as_deref()) {
        Some(subscription) if subscriptions.len() > 1 => format!("{} ({})", harmless(name), harmless(subscription)),
        _ => harmless(name).into_owned(),
    }
}

fn kind(kind: ScopeKind) -> &'static str {
    match kind {
        ScopeKind::ManagementGroup => "management group",
        ScopeKind::Subscription => "subscription",
        ScopeKind::ResourceGroup => "resource group",
    }
}
