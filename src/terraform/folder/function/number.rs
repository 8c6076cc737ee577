//! Functions over numbers.

use super::{Given, argument, items, text, whole};
use crate::template::Value;
use crate::terraform::folder::meaning::{number, numeric};
use crate::terraform::folder::scope::failed;

/// One of them; `None` for what is none.
pub fn apply<'d>(name: &str, values: &[Value<'d>]) -> Option<Given<'d>> {
    Some(match name {
        "abs" => of(values, f64::abs),
        "ceil" => of(values, f64::ceil),
        "floor" => of(values, f64::floor),
        "signum" => of(values, |own| if own == 0.0 { 0.0 } else { own.signum() }),
        "max" => folded(values, f64::max),
        "min" => folded(values, f64::min),
        "sum" => items(values, 0).and_then(|own| folded(&own, |one, other| one + other)),
        "pow" => two(values, f64::powf),
        "log" => two(values, f64::log),
        "parseint" => parse(values),
        _ => return None,
    })
}

fn made<'d>(number: f64) -> Given<'d> {
    if number.is_finite() { Ok(Value::made(numeric(number))) } else { Err(failed("this is no number")) }
}

fn of<'d>(values: &[Value<'d>], work: impl Fn(f64) -> f64) -> Given<'d> {
    made(work(number(argument(values, 0)?)?))
}

fn two<'d>(values: &[Value<'d>], work: impl Fn(f64, f64) -> f64) -> Given<'d> {
    made(work(number(argument(values, 0)?)?, number(argument(values, 1)?)?))
}

fn folded<'d>(values: &[Value<'d>], work: impl Fn(f64, f64) -> f64) -> Given<'d> {
    let numbers: Result<Vec<f64>, Value<'d>> = values.iter().map(number).collect();
    let own = numbers?.into_iter().reduce(work);
    own.map_or_else(|| Err(failed("there is no number")), made)
}

fn parse<'d>(values: &[Value<'d>]) -> Given<'d> {
    let base = u32::try_from(whole(values, 1)?).ok().filter(|base| (2..=36).contains(base));
    let own = base.and_then(|base| i64::from_str_radix(&text(values, 0).ok()?, base).ok());
    own.map_or_else(|| Err(failed("this is no number")), |own| made(own as f64))
}
