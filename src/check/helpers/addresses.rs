//! Addresses and address ranges.

use super::super::stop::{Failure, quoted, unknown};
use super::super::text::same;
use super::{Callable, Helper, any, is_nothing, listed, not_understood, stands_for, unless_empty, written};
use crate::inventory::Silence;
use ipnet::IpNet;
use rhai::Dynamic;
use std::net::IpAddr;

pub(super) const HELPERS: [Callable; 3] = [
    Callable {
        about: Helper {
            group: "addresses",
            signature: "is_any_address(prefix) → bool",
            description: "Whether source prefixes let everyone in: \"*\", \"Internet\", \"Any\", or ranges that cover the Internet together.",
        },
        register: |engine| {
            engine.register_fn("is_any_address", |prefix: Dynamic| -> Result<bool, Failure> {
                let mut ranges = Vec::new();
                match any(unless_empty(prefix), |entry| is_everyone(entry, &mut ranges)) {
                    Ok(true) => Ok(true),
                    other => Ok(covers_the_internet(ranges) || other?),
                }
            });
        },
    },
    Callable {
        about: Helper {
            group: "addresses",
            signature: "cidr_contains(outer, inner) → bool",
            description: "Whether the range (or one of a list) holds the whole inner address or range; false when either is absent.",
        },
        register: |engine| {
            engine.register_fn("cidr_contains", |outer: Dynamic, inner: Dynamic| -> Result<bool, Failure> {
                let Some(inner) = networks(inner)?.first().copied() else { return Ok(false) };
                Ok(networks(outer)?.iter().any(|outer| outer.contains(&inner)))
            });
        },
    },
    Callable {
        about: Helper {
            group: "addresses",
            signature: "is_private_address(address) → bool",
            description: "Whether an address or range lies wholly in private, shared, loopback or link-local space; false when absent.",
        },
        register: |engine| {
            engine.register_fn("is_private_address", |address: Dynamic| -> Result<bool, Failure> {
                let networks = networks(address)?;
                let private = |network: &IpNet| {
                    PRIVATE.iter().filter_map(|range| range.parse::<IpNet>().ok()).any(|range| range.contains(network))
                };
                Ok(!networks.is_empty() && networks.iter().all(private))
            });
        },
    },
];

/// How network rules write "everyone", when they do not name ranges.
const EVERYONE: [&str; 4] = ["*", "0.0.0.0", "Internet", "Any"];

/// Ranges that the Internet does not route to.
const PRIVATE: [&str; 8] = [
    "10.0.0.0/8",
    "172.16.0.0/12",
    "192.168.0.0/16",
    "100.64.0.0/10",
    "127.0.0.0/8",
    "169.254.0.0/16",
    "fc00::/7",
    "fe80::/10",
];

/// Others that nobody on the Internet has an address in: IPv4's own and groups, and all of IPv6 but an eighth.
const RESERVED: [&str; 5] = ["0.0.0.0/8", "224.0.0.0/3", "::/3", "4000::/2", "8000::/1"];

/// Whether an entry names everyone. Ranges that it names are added to `ranges`.
fn is_everyone(entry: &Dynamic, ranges: &mut Vec<IpNet>) -> Result<bool, Failure> {
    if entry.is_unit() {
        return Ok(false);
    }
    let text = written(entry).ok_or_else(|| unknown(format!("{}, not an address", stands_for(entry))))?;
    for prefix in text.split(',').map(str::trim) {
        if EVERYONE.iter().any(|known| same(known, prefix)) {
            return Ok(true);
        }
        match network(prefix) {
            Some(range) => ranges.push(range),
            None if is_tag(prefix) => {}
            None => {
                return Err(not_understood(entry, format!("{prefix:?} is not an address, a range or a service tag")));
            }
        }
    }
    Ok(false)
}

/// Whether a text is written like the name of a group of addresses, such as `Storage.WestEurope`.
fn is_tag(text: &str) -> bool {
    let is_letter = |letter: char| letter.is_ascii_alphanumeric() || letter == '.';
    text.starts_with(|first: char| first.is_ascii_alphabetic())
        && text.chars().all(is_letter)
        && !text.ends_with('.')
        && Silence::of_text(text).is_none()
        && !is_nothing(text)
}

/// Whether ranges leave out no address of IPv4, or none of IPv6, that somebody on the Internet can have.
fn covers_the_internet(mut ranges: Vec<IpNet>) -> bool {
    // Most rules name a few small ranges; none can do with less than the eighth of IPv6 that is in use.
    let share: f64 = ranges.iter().map(|range| 0.5f64.powi(range.prefix_len().into())).sum();
    if share < 0.125 {
        return false;
    }
    ranges.extend(PRIVATE.iter().chain(&RESERVED).filter_map(|range| network(range)));
    IpNet::aggregate(&ranges).iter().any(|range| range.prefix_len() == 0)
}

fn networks(value: Dynamic) -> Result<Vec<IpNet>, Failure> {
    let read = |entry: &Dynamic| {
        let text = written(entry).unwrap_or_default();
        network(&text).ok_or_else(|| not_understood(entry, format!("{} is not an IP address or range", quoted(&text))))
    };
    listed(value)?.iter().filter(|entry| !entry.is_unit()).map(read).collect()
}

fn network(text: &str) -> Option<IpNet> {
    let text = text.trim();
    text.parse::<IpNet>().ok().or_else(|| text.parse::<IpAddr>().ok().map(IpNet::from)).map(|network| network.trunc())
}

#[cfg(test)]
mod tests {
    use super::{PRIVATE, RESERVED, covers_the_internet, network};

    #[test]
    fn addresses_are_ranges_of_one() {
        assert_eq!(network("10.1.2.3"), network("10.1.2.3/32"));
        assert_eq!(network("10.1.2.3/8"), network("10.0.0.0/8"));
        assert_eq!(network("VirtualNetwork"), None);
    }

    #[test]
    fn private_ranges_can_be_read() {
        assert!(PRIVATE.iter().chain(&RESERVED).all(|range| network(range).is_some()));
        assert!(!covers_the_internet(PRIVATE.iter().chain(&RESERVED).filter_map(|range| network(range)).collect()));
    }

    #[test]
    fn ranges_cover_the_internet_together() {
        let covers = |ranges: &[&str]| covers_the_internet(ranges.iter().filter_map(|range| network(range)).collect());
        let all: [&[&str]; 8] = [
            &["0.0.0.0/0"],
            &["1.2.3.4/0"],
            &["0::/0"],
            &["2000::/3"],
            &["0.0.0.0/1", "128.0.0.0/1"],
            &["128.0.0.0/2", "192.0.0.0/3", "0.0.0.0/2", "64.0.0.0/2"],
            &["8000::/1", "::/1"],
            &["10.0.0.0/8", "::/0"],
        ];
        all.iter().for_each(|ranges| assert!(covers(ranges), "{ranges:?}"));
        let parts: [&[&str]; 6] = [
            &[],
            &["0.0.0.0/1"],
            &["0.0.0.0/1", "128.0.0.0/2"],
            &["::/3"],
            &["10.0.0.0/8"],
            &["0.0.0.0/1", "8000::/1"],
        ];
        parts.iter().for_each(|ranges| assert!(!covers(ranges), "{ranges:?}"));
    }
}
