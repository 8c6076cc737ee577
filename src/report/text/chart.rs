//! A chart of percentages, in columns of blocks.

use super::style;
use crate::score::Percentage;
use std::io::{self, Write};

/// A column, or several where there is room.
pub(super) struct Bar {
    /// `None` leaves a gap.
    pub percentage: Option<Percentage>,
    /// Stands below it.
    pub mark: char,
}

/// Lines of the chart.
const HEIGHT: i64 = 8;
/// Steps of a line.
const STEPS: i64 = 8;
/// Ends of the scale are whole multiples of this: five percent.
const GRID: i64 = Percentage::ONE / 20;
/// Characters in front of the columns.
const LABEL: usize = 7;
/// Characters of a column at most.
const WIDEST: usize = 6;

/// Draws the bars over a line, in the width of the page, with what stands at both ends of the line. Where there are too many,
/// the last of each few is drawn.
pub(super) fn write(bars: &[Bar], ends: (&str, &str), width: usize, out: &mut dyn Write) -> io::Result<()> {
    let room = width.saturating_sub(LABEL).max(1);
    let columns = bars.len().min(room);
    let shown: Vec<&Bar> = (1..=columns).filter_map(|column| bars.get(column * bars.len() / columns - 1)).collect();
    let each = (room / columns.max(1)).clamp(1, WIDEST);
    let (low, high) = scale(&shown);
    for line in (0..HEIGHT).rev() {
        let label = match line {
            0 => format!("{:>4} %", low / (Percentage::ONE / 100)),
            _ if line == HEIGHT - 1 => format!("{:>4} %", high / (Percentage::ONE / 100)),
            _ => " ".repeat(LABEL - 1),
        };
        let cells: String = shown.iter().map(|bar| cell(bar, line, (low, high), each)).collect();
        writeln!(out, "{}{}", style::dim(&format!("{label}│")), style::accent(cells.trim_end()))?;
    }
    let length = each * shown.len();
    writeln!(out, "{}", style::dim(&format!("{}└{}", " ".repeat(LABEL - 1), "─".repeat(length))))?;
    let marks: String = shown.iter().map(|bar| format!("{:<each$}", bar.mark)).collect();
    if !marks.trim().is_empty() {
        writeln!(out, "{}{}", " ".repeat(LABEL), marks.trim_end())?;
    }
    let (from, to) = ends;
    let space = length.saturating_sub(from.len() + to.len()).max(1);
    let to = if from == to { String::new() } else { format!("{}{to}", " ".repeat(space)) };
    writeln!(out, "{}", style::dim(&format!("{}{from}{to}", " ".repeat(LABEL))))
}

/// The ends of the scale around all bars, at least one step of the grid apart.
fn scale(bars: &[&Bar]) -> (i64, i64) {
    let all = || bars.iter().filter_map(|bar| bar.percentage).map(Percentage::units);
    let low = all().min().unwrap_or_default().div_euclid(GRID) * GRID;
    let high = -(-all().max().unwrap_or_default()).div_euclid(GRID) * GRID;
    match high > low {
        true => (low, high),
        false if low >= Percentage::ONE => (low - GRID, low),
        false => (low, low + GRID),
    }
}

/// What a bar shows on a line; what is at the low end shows too.
fn cell(bar: &Bar, line: i64, (low, high): (i64, i64), each: usize) -> String {
    const BLOCKS: [&str; 9] = [" ", "▁", "▂", "▃", "▄", "▅", "▆", "▇", "█"];
    let full = HEIGHT * STEPS;
    let height = bar.percentage.map_or(0, |each| ((each.units() - low) * full / (high - low)).clamp(1, full));
    let block = BLOCKS[(height - line * STEPS).clamp(0, STEPS) as usize];
    let space = if each > 2 { 1 } else { 0 };
    format!("{}{}", block.repeat(each - space), " ".repeat(space))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn drawn(units: &[Option<i64>], width: usize) -> Vec<String> {
        let percentage = |units: &i64| Percentage::of(&crate::score::Ratio::new((*units).into(), 10_000.into()));
        let bars: Vec<Bar> =
            units.iter().map(|each| Bar { percentage: each.as_ref().map(percentage), mark: ' ' }).collect();
        let mut out = Vec::new();
        write(&bars, ("a", "b"), width, &mut out).expect("memory");
        let text = anstream::adapter::strip_bytes(&out).into_vec();
        String::from_utf8(text).expect("text").lines().map(str::to_owned).collect()
    }

    #[test]
    fn bars_reach_from_the_low_end_of_the_scale_to_the_high_end() {
        let lines = drawn(&[Some(5_000), Some(5_250), None, Some(5_500)], 27);
        assert_eq!(lines[0], "  55 %│               ████");
        assert_eq!(lines[4], "      │     ████      ████");
        assert_eq!(lines[7], "  50 %│▁▁▁▁ ████      ████");
        assert_eq!(lines[8], "      └────────────────────");
        assert_eq!(lines[9], "       a                  b");
    }

    #[test]
    fn any_number_of_bars_and_any_width_can_be_drawn() {
        for number in [0, 1, 2, 79, 80, 5_000] {
            for width in [40, 80, 200] {
                let lines = drawn(&vec![Some(10_000); number], width);
                let widest = lines.iter().map(|line| line.chars().count()).max();
                assert!(lines.len() == 10 && widest <= Some(width), "{number} in {width}: {lines:#?}");
            }
        }
        assert_eq!(drawn(&[Some(0)], 40)[7], "   0 %│▁▁▁▁▁");
        assert_eq!(drawn(&[Some(10_000)], 40)[7], "  95 %│█████");
    }
}
