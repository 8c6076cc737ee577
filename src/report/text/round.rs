//! A round of `uplift watch`: what moved, and the score before and after.

use super::{Page, harmless, style, write_more};
use crate::report::view::{MovedView, RoundView};
use crate::report::words::{self, signed};
use crate::score::Points;
use std::io::{self, Write};

/// Moves that are printed, unless all are asked for.
const SHOWN: usize = 20;

/// Writes what moved, then the score; of a first round the score alone.
///
/// # Errors
/// Those of the writer.
pub fn write_round(round: &RoundView, page: &Page, out: &mut dyn Write) -> io::Result<()> {
    let shown = if page.all { round.moved.len() } else { round.moved.len().min(SHOWN) };
    round.moved[..shown].iter().try_for_each(|moved| write_moved(moved, out))?;
    write_more(round.moved.len() - shown, "more moved", page, out)?;
    write_score(round, out)
}

fn write_moved(moved: &MovedView, out: &mut dyn Write) -> io::Result<()> {
    let MovedView { recommendation, resource, place, was, is, is_worse } = moved;
    let (mark, is) = match is_worse {
        true => (style::alarm("✗"), style::alarm(is)),
        false => (style::added("✓"), style::added(is)),
    };
    let place = style::dim(&harmless(place));
    writeln!(out, "{mark} {}  {}  {was} → {is}  {place}", harmless(resource), harmless(recommendation))
}

fn write_score(round: &RoundView, out: &mut dyn Write) -> io::Result<()> {
    let (before, after) = (round.before.as_ref(), &round.after);
    let is_other = |before: &&_| words::percent(before) != words::percent(after);
    let from = before.filter(is_other).map(|before| format!("{} → ", words::percent(before))).unwrap_or_default();
    write!(out, "{}  {from}{}{}", style::bold("Secure score"), words::percent(after), words::range(after))?;
    if let (Some(current), Some(max)) = (after.current, after.max) {
        let was = before.and_then(|before| before.current);
        let by = was.map(|was| format!(" ({})", signed(Points::between(was, current)))).unwrap_or_default();
        write!(out, "  {current} of {max} points{by}")?;
    }
    writeln!(out)
}
