//! Signs between values, and what values mean as truths and numbers.

use super::evaluate::{Around, Machine};
use super::meaning::{number, numeric, same, truth};
use super::scope::failed;
use crate::template::{Data, Value};
use hcl_edit::expr::{BinaryOp, BinaryOperator, UnaryOp, UnaryOperator};

impl<'c, 'd> Machine<'c, 'd> {
    pub(super) fn unary(&self, operation: &'c UnaryOp, around: Around<'_, 'c, 'd>) -> Value<'d> {
        let own = self.value(&operation.expr, around);
        let made = match operation.operator.value() {
            UnaryOperator::Not => truth(&own).map(|is| Data::Bool(!is)),
            UnaryOperator::Neg => number(&own).map(|number| numeric(-number)),
        };
        made.map_or_else(|wrong| wrong, Value::made).from_all(&[&own])
    }

    pub(super) fn binary(&self, operation: &'c BinaryOp, around: Around<'_, 'c, 'd>) -> Value<'d> {
        let (one, other) = (self.value(&operation.lhs_expr, around), self.value(&operation.rhs_expr, around));
        let made = match operation.operator.value() {
            BinaryOperator::And => both(&one, &other, false),
            BinaryOperator::Or => both(&one, &other, true),
            BinaryOperator::Eq => same(&one, &other).map(Data::Bool),
            BinaryOperator::NotEq => same(&one, &other).map(|is| Data::Bool(!is)),
            sign => number(&one).and_then(|own| calculated(*sign, own, number(&other)?)),
        };
        made.map_or_else(|wrong| wrong, Value::made).from_all(&[&one, &other])
    }
}

/// Two truths, of which one that is `strong` decides by itself.
fn both<'d>(one: &Value<'d>, other: &Value<'d>, strong: bool) -> Result<Data<'d>, Value<'d>> {
    match (truth(one), truth(other)) {
        (Ok(is), _) | (_, Ok(is)) if is == strong => Ok(Data::Bool(strong)),
        (Ok(_), Ok(_)) => Ok(Data::Bool(!strong)),
        (Err(unknown), _) | (_, Err(unknown)) => Err(unknown),
    }
}

fn calculated<'d>(sign: BinaryOperator, one: f64, other: f64) -> Result<Data<'d>, Value<'d>> {
    let number = match sign {
        BinaryOperator::Less => return Ok(Data::Bool(one < other)),
        BinaryOperator::LessEq => return Ok(Data::Bool(one <= other)),
        BinaryOperator::Greater => return Ok(Data::Bool(one > other)),
        BinaryOperator::GreaterEq => return Ok(Data::Bool(one >= other)),
        BinaryOperator::Plus => one + other,
        BinaryOperator::Minus => one - other,
        BinaryOperator::Mul => one * other,
        BinaryOperator::Div => one / other,
        _ => one % other,
    };
    if number.is_finite() { Ok(numeric(number)) } else { Err(failed("this is no number")) }
}
