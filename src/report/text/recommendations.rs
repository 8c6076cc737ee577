//! The most rewarding recommendations.

use super::table::{self, Column};
use super::{Page, style};
use crate::report::harmless;
use crate::report::view::{RecommendationView, Scan};
use std::io::{self, Write};

/// How many are shown, unless all are asked for.
const SHOWN: usize = 10;
/// From this width on, id and title stand side by side.
const WIDE: usize = 120;

/// The table of recommendations that something is unhealthy in.
pub(super) fn write(scan: &Scan<'_>, page: &Page, out: &mut dyn Write) -> io::Result<()> {
    let unhealthy = scan.recommendations.iter().filter(|recommendation| recommendation.tally.unhealthy > 0);
    let failing: Vec<_> = unhealthy.collect();
    if failing.is_empty() {
        return Ok(());
    }
    super::write_heading("Most rewarding recommendations", out)?;
    let shown = if page.all { failing.len() } else { SHOWN };
    write_table(failing.iter().take(shown), page, out)?;
    super::write_more(failing.len().saturating_sub(shown), "more with unhealthy resources", page, out)
}

fn write_table<'a>(
    recommendations: impl Iterator<Item = &'a &'a RecommendationView>,
    page: &Page,
    out: &mut dyn Write,
) -> io::Result<()> {
    let wide = page.width >= WIDE;
    let mut headers = vec![("Severity", Column::Whole), ("Recommendation", Column::Text)];
    if wide {
        headers.push(("Title", Column::Text));
    }
    headers.extend([("Unhealthy\nresources", Column::Number), ("Fix", Column::Whole)]);
    let rows = recommendations.map(|recommendation| {
        let (id, title) = (harmless(&recommendation.id), harmless(&recommendation.title));
        let mut row = vec![style::severity_name(recommendation.severity).to_owned()];
        if wide {
            row.extend([id.into_owned(), titled(&title, recommendation)]);
        } else {
            row.push(format!("{id}\n{}", titled(&title, recommendation)));
        }
        row.extend([unhealthy(recommendation), fix(recommendation).to_owned()]);
        row
    });
    table::write(&headers, rows.collect(), page.width, out)
}

/// The title, and whether it scores.
fn titled(title: &str, recommendation: &RecommendationView) -> String {
    if recommendation.preview { format!("{title} (preview: not scored)") } else { title.to_owned() }
}

fn unhealthy(recommendation: &RecommendationView) -> String {
    let tally = &recommendation.tally;
    format!("{} of {}", tally.unhealthy, tally.healthy + tally.unhealthy)
}

/// How an unhealthy resource becomes healthy.
pub(super) fn fix(recommendation: &RecommendationView) -> &'static str {
    if recommendation.fixable > 0 { "quick fix" } else { "by hand" }
}
