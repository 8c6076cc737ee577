//! Ports and port ranges, as network rules write them.

use super::super::stop::{Failure, fail, quoted, unknown};
use super::{Callable, Helper, any, not_understood, stands_for, unless_empty, written};
use rhai::{Dynamic, INT};
use std::ops::RangeInclusive;

pub(super) const HELPERS: [Callable; 2] = [
    Callable {
        about: Helper {
            group: "ports",
            signature: "port_in(ports, port) → bool",
            description: "Whether ports (a number, \"22\", \"20-25\", \"22,80\", \"*\" or a list of these) cover the port; false when absent.",
        },
        register: |engine| {
            engine.register_fn("port_in", |ports: Dynamic, port: INT| -> Result<bool, Failure> {
                let port = u16::try_from(port).map_err(|_| fail(format!("{port} is not a port")))?;
                any(unless_empty(ports), |entry| Ok(ranges(entry)?.iter().any(|range| range.contains(&port))))
            });
        },
    },
    Callable {
        about: Helper {
            group: "ports",
            signature: "ports_overlap(ports, wanted) → bool",
            description: "Whether two sets of ports, each written as for port_in, share one; false when either is absent.",
        },
        register: |engine| {
            engine.register_fn("ports_overlap", |a: Dynamic, b: Dynamic| -> Result<bool, Failure> {
                let meet = |a: &Ports, b: &Ports| a.start() <= b.end() && b.start() <= a.end();
                any(unless_empty(a), |a| {
                    let a = ranges(a)?;
                    any(unless_empty(b.clone()), |b| Ok(ranges(b)?.iter().any(|b| a.iter().any(|a| meet(a, b)))))
                })
            });
        },
    },
];

type Ports = RangeInclusive<u16>;

/// The ranges of one entry.
fn ranges(entry: &Dynamic) -> Result<Vec<Ports>, Failure> {
    if entry.is_unit() {
        return Ok(Vec::new());
    }
    let text = written(entry).ok_or_else(|| unknown(format!("{}, not ports", stands_for(entry))))?;
    let read = |part| {
        range(part).ok_or_else(|| not_understood(entry, format!("{} is not a port or a range of ports", quoted(part))))
    };
    text.split(',').map(str::trim).map(read).collect()
}

fn range(text: &str) -> Option<Ports> {
    if text == "*" || text.eq_ignore_ascii_case("any") {
        return Some(0..=u16::MAX);
    }
    match text.split_once('-') {
        Some((from, to)) => {
            Some(from.trim().parse().ok()?..=to.trim().parse().ok()?).filter(|range: &Ports| !range.is_empty())
        }
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
        for bad in ["", "ssh", "-1", "70000", "1-2-3", "22-", "25-20"] {
            assert_eq!(range(bad), None, "{bad}");
        }
    }
}
