//! The platform's score held against ours, for a page of a repository or a job.

use super::name;
use crate::report::fix::markdown::code;
use crate::report::text::Page;
use crate::report::view::{ItemView, ReconcileView, ReconciledView};
use crate::report::words::{signed, word};
use std::io::{self, Write};

/// Items of a part that are listed.
const SHOWN: usize = 20;

pub(super) fn write(view: &ReconcileView, _: &Page, out: &mut dyn Write) -> io::Result<()> {
    writeln!(out, "# Secure score of the portal and of Uplift")?;
    view.subscriptions.iter().try_for_each(|own| subscription(own, out))
}

fn subscription(own: &ReconciledView, out: &mut dyn Write) -> io::Result<()> {
    writeln!(out, "\n## Subscription {}\n", code(&own.subscription))?;
    let agreed = own.controls.iter().filter(|control| control.agrees).count();
    let proof = if own.proven { "The export is whole" } else { "**Not proven**" };
    writeln!(out, "{proof}: {agreed} of {} controls come out.", own.controls.len())?;
    own.wanting.iter().try_for_each(|sentence| writeln!(out, "- {}", name(sentence)))?;
    let Some(difference) = &own.difference else { return Ok(()) };
    writeln!(out, "\nDifference: {} percentage points.\n", signed(difference.total))?;
    writeln!(out, "| Percentage points | Why | Verdicts |\n|---:|---|---:|")?;
    for part in &difference.parts {
        writeln!(out, "| {} | {} | {} |", signed(part.share), part.title, part.items.len())?;
    }
    for part in &difference.parts {
        writeln!(
            out,
            "\n### {}\n\n| Resource | Recommendation | Uplift | Portal | Cause |\n|---|---|---|---|---|",
            part.title
        )?;
        part.items.iter().take(SHOWN).try_for_each(|item| writeln!(out, "{}", row(item)))?;
        if part.items.len() > SHOWN {
            writeln!(out, "\n_and {} more_", part.items.len() - SHOWN)?;
        }
    }
    Ok(())
}

fn row(item: &ItemView) -> String {
    let says = |status: Option<crate::assess::Status>| status.map(word).unwrap_or_default();
    let resource = item.resource.as_deref().map(code).unwrap_or_default();
    let cause = item.cause.as_deref().map(name).unwrap_or_default();
    format!("| {resource} | {} | {} | {} | {cause} |", code(&item.name), says(item.ours), says(item.theirs))
}
