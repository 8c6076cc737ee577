//! Functions over ranges of addresses.

use super::super::value::{Data, Value};
use super::{Function, Given, Stop, int, made_text, text};
use ipnet::{IpNet, Ipv4Net, Ipv6Net};
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};
use std::rc::Rc;

pub const FUNCTIONS: &[Function] = &[
    Function { name: "parseCidr", least: 1, most: 1, call: parse },
    Function { name: "cidrSubnet", least: 3, most: 3, call: subnet },
    Function { name: "cidrHost", least: 2, most: 2, call: host },
];

fn range(value: &Value<'_>) -> Result<IpNet, Stop> {
    let text = text(value)?;
    text.parse().map_err(|_| Stop::Wrong(format!("`{text}` is no range of addresses")))
}

fn parse<'d>(of: &[Value<'d>]) -> Given<'d> {
    let range = range(&of[0])?;
    let usable = usable(range).map(|(first, last)| (Value::text(first.to_string()), Value::text(last.to_string())));
    let (first, last) = usable.unwrap_or_else(|_| (Value::unknown(TOO_SMALL, ""), Value::unknown(TOO_SMALL, "")));
    let mut members: Vec<(Rc<str>, Value<'d>)> = vec![
        ("network".into(), Value::text(range.network().to_string())),
        ("netmask".into(), Value::text(range.netmask().to_string())),
    ];
    if let IpNet::V4(range) = range {
        members.push(("broadcast".into(), Value::text(range.broadcast().to_string())));
    }
    members.push(("firstUsable".into(), first));
    members.push(("lastUsable".into(), last));
    members.push(("cidr".into(), Value::made(Data::Int(range.prefix_len().into()))));
    Ok(Value::made(Data::Object(members.into())))
}

const TOO_SMALL: &str = "which hosts a range of two addresses or one has is not documented";

/// The first and the last address that a host may have.
fn usable(range: IpNet) -> Result<(IpAddr, IpAddr), Stop> {
    match range {
        IpNet::V4(range) if range.prefix_len() < 31 => {
            let (first, last) = (u32::from(range.network()), u32::from(range.broadcast()));
            Ok((Ipv4Addr::from(first + 1).into(), Ipv4Addr::from(last - 1).into()))
        }
        IpNet::V6(range) if range.prefix_len() < 127 => Ok((range.network().into(), range.broadcast().into())),
        _ => Err(Stop::unknown(TOO_SMALL)),
    }
}

fn subnet<'d>(of: &[Value<'d>]) -> Given<'d> {
    let (range, prefix, place) = (range(&of[0])?, int(&of[1])?, int(&of[2])?);
    let wrong = || Stop::Wrong(format!("{range} has no such part"));
    let prefix =
        u8::try_from(prefix).ok().filter(|prefix| *prefix >= range.prefix_len() && *prefix <= range.max_prefix_len());
    let prefix = prefix.ok_or_else(wrong)?;
    let place = u128::try_from(place).map_err(|_| wrong())?;
    let bits = u32::from(prefix - range.prefix_len());
    if bits < 128 && place >> bits > 0 {
        return Err(wrong());
    }
    let step = u32::from(range.max_prefix_len() - prefix);
    let part = match range {
        IpNet::V4(range) => {
            let start = u128::from(u32::from(range.network())) + (place << step);
            let start = u32::try_from(start).map_err(|_| wrong())?;
            Ipv4Net::new(start.into(), prefix).map(IpNet::V4)
        }
        IpNet::V6(range) => {
            let offset = place.checked_shl(step).unwrap_or(0);
            let start = u128::from(range.network()).checked_add(offset).ok_or_else(wrong)?;
            Ipv6Net::new(start.into(), prefix).map(IpNet::V6)
        }
    };
    made_text(part.map_err(|_| wrong())?.to_string())
}

/// Counted from the first address that a host may have.
fn host<'d>(of: &[Value<'d>]) -> Given<'d> {
    let (range, place) = (range(&of[0])?, int(&of[1])?);
    let wrong = || Stop::Wrong(format!("{range} has no such address"));
    let place = u128::try_from(place).map_err(|_| wrong())?;
    let (start, end, is_v4) = match usable(range)? {
        (IpAddr::V4(first), IpAddr::V4(last)) => (u128::from(u32::from(first)), u128::from(u32::from(last)), true),
        // The network's own address is no host's where hosts are counted.
        (IpAddr::V6(first), IpAddr::V6(last)) => (u128::from(first) + 1, u128::from(last), false),
        _ => return Err(wrong()),
    };
    let found = start.checked_add(place).filter(|found| *found <= end).ok_or_else(wrong)?;
    let address = match is_v4 {
        true => u32::try_from(found).map(|bits| IpAddr::from(Ipv4Addr::from(bits))).map_err(|_| wrong())?,
        false => IpAddr::from(Ipv6Addr::from(found)),
    };
    made_text(address.to_string())
}
