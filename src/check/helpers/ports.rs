//! Ports and port ranges, as network rules write them.

use super::super::stop::{Failure, fail, unknown};
use super::{Callable, Helper, listed, not_understood, written};
use rhai::{Dynamic, INT};
use std::ops::RangeInclusive;

pub(super) const HELPERS: [Callable; 2] = [
    Callable {
        about: Helper {
            group: "ports",
            signature: "port_in(ports, port) → bool",
            description: "Whether ports (a number, \"22\", \"20-25\", \"22,80\", \"*\" or a list of these) cover the port; false when absent.",
            example: "port_in(rule.properties.destinationPortRange, 22)",
        },
        register: |engine| {
            engine.register_fn("port_in", |ports: Dynamic, port: INT| -> Result<bool, Failure> {
                let port = u16::try_from(port).map_err(|_| fail(format!("{port} is not a port")))?;
                Ok(ranges(ports)?.iter().any(|range| range.contains(&port)))
            });
        },
    },
    Callable {
        about: Helper {
            group: "ports",
            signature: "ports_overlap(ports, wanted) → bool",
            description: "Whether two sets of ports, each written as for port_in, share one; false when either is absent.",
            example: "ports_overlap(rule.properties.destinationPortRanges, [22, 3389])",
        },
        register: |engine| {
            engine.register_fn("ports_overlap", |a: Dynamic, b: Dynamic| -> Result<bool, Failure> {
                let (a, b) = (ranges(a)?, ranges(b)?);
                Ok(a.iter().any(|a| b.iter().any(|b| a.start() <= b.end() && b.start() <= a.end())))
            });
        },
    },
];

fn ranges(ports: Dynamic) -> Result<Vec<RangeInclusive<u16>>, Failure> {
    let mut ranges = Vec::new();
    for entry in listed(ports)? {
        if entry.is_unit() {
            continue;
        }
        let text =
            written(&entry).ok_or_else(|| unknown(format!("ports are text or numbers, not {}", entry.type_name())))?;
        for part in text.split(',').map(str::trim).filter(|part| !part.is_empty()) {
            ranges.push(
                range(part)
                    .ok_or_else(|| not_understood(&entry, format!("{part:?} is not a port or a range of ports")))?,
            );
        }
    }
    Ok(ranges)
}

fn range(text: &str) -> Option<RangeInclusive<u16>> {
    if text == "*" || text.eq_ignore_ascii_case("any") {
        return Some(0..=u16::MAX);
    }
    match text.split_once('-') {
        Some((from, to)) => Some(from.trim().parse().ok()?..=to.trim().parse().ok()?),
        None => text.parse().ok().map(|port| port..=port),
    }
}

#[cfg(test)]
mod tests {
    use super::range;

    #[test]
    fn ranges_are_read_as_network_rules_write_them() {
        assert_eq!(range("22"), Some(22..=22));
        assert_eq!(range("20 - 25"), Some(20..=25));
        assert_eq!(range("*"), Some(0..=65535));
        assert_eq!(range("Any"), Some(0..=65535));
        for bad in ["", "ssh", "-1", "70000", "1-2-3", "22-"] {
            assert_eq!(range(bad), None, "{bad}");
        }
    }
}
