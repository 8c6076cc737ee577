//! Functions over ranges of addresses.

use super::{Given, list, text, whole};
use crate::template::Value;
use crate::terraform::folder::scope::failed;
use ipnet::{IpNet, Ipv4Net, Ipv6Net};
use std::net::{Ipv4Addr, Ipv6Addr};

/// One of them; `None` for what is none.
pub fn apply<'d>(name: &str, values: &[Value<'d>]) -> Option<Given<'d>> {
    Some(match name {
        "cidrsubnet" => subnet(values),
        "cidrsubnets" => subnets(values),
        "cidrhost" => host(values),
        "cidrnetmask" => range(values).map(|own| Value::text(own.netmask().to_string())),
        _ => return None,
    })
}

fn range<'d>(values: &[Value<'d>]) -> Result<IpNet, Value<'d>> {
    let own = text(values, 0)?;
    own.parse().map_err(|_| failed(format!("`{own}` is no range of addresses")))
}

fn first(net: IpNet) -> u128 {
    match net {
        IpNet::V4(own) => u128::from(u32::from(own.network())),
        IpNet::V6(own) => u128::from(own.network()),
    }
}

fn of(net: IpNet, first: u128, length: u8) -> Option<IpNet> {
    Some(match net {
        IpNet::V4(_) => Ipv4Net::new(Ipv4Addr::from(u32::try_from(first).ok()?), length).ok()?.into(),
        IpNet::V6(_) => Ipv6Net::new(Ipv6Addr::from(first), length).ok()?.into(),
    })
}

fn subnet<'d>(values: &[Value<'d>]) -> Given<'d> {
    let (net, bits, number) = (range(values)?, whole(values, 1)?, whole(values, 2)?);
    let own = (|| {
        let length = net.prefix_len().checked_add(u8::try_from(bits).ok()?)?;
        let left = net.max_prefix_len().checked_sub(length)?;
        let number = u128::try_from(number).ok().filter(|number| bits >= 128 || *number < 1u128 << bits)?;
        of(net, first(net) + number.checked_shl(u32::from(left))?, length)
    })();
    own.map(|own| Value::text(own.to_string())).ok_or_else(|| failed("the range has no such part"))
}

/// One behind the other, each where its own size allows it.
fn subnets<'d>(values: &[Value<'d>]) -> Given<'d> {
    let net = range(values)?;
    let end = first(net) + (1u128 << (net.max_prefix_len() - net.prefix_len()).min(127)) - 1;
    let (mut at, mut own) = (first(net), Vec::new());
    for place in 1..values.len() {
        let bits = whole(values, place)?;
        let next = (|| {
            let length = net.prefix_len().checked_add(u8::try_from(bits).ok()?)?;
            let size = 1u128.checked_shl(u32::from(net.max_prefix_len().checked_sub(length)?))?;
            let start = at.div_ceil(size) * size;
            let last = start.checked_add(size - 1).filter(|last| *last <= end)?;
            Some((of(net, start, length)?, last))
        })();
        let Some((part, last)) = next else { return Err(failed("the range has no such part")) };
        own.push(Value::text(part.to_string()));
        at = last.saturating_add(1);
    }
    Ok(list(own))
}

fn host<'d>(values: &[Value<'d>]) -> Given<'d> {
    let (net, number) = (range(values)?, whole(values, 1)?);
    let own = u128::try_from(number).ok().and_then(|number| {
        let at = of(net, first(net).checked_add(number)?, net.max_prefix_len())?;
        net.contains(&at.addr()).then(|| at.addr().to_string())
    });
    own.map(Value::text).ok_or_else(|| Value::unknown("this address is not worked out", ""))
}
