//! What scalars mean: numbers of JSON, and the core schema of YAML 1.2.

use super::{Kind, Scalar};

/// A number's value from its text in either format.
pub(super) fn number<'d>(text: &str) -> Scalar<'d> {
    let digits = text.strip_prefix('+').unwrap_or(text);
    if let Ok(whole) = digits.parse::<i64>() {
        return Scalar::Int(whole);
    }
    let radix = |prefix: &str, radix| digits.strip_prefix(prefix).map(|digits| i64::from_str_radix(digits, radix));
    match radix("0x", 16).or_else(|| radix("0o", 8)) {
        Some(Ok(whole)) => Scalar::Int(whole),
        Some(Err(_)) => Scalar::Float(wide(digits)),
        None => Scalar::Float(float(digits)),
    }
}

/// A hexadecimal or octal number that is too large for an integer.
fn wide(digits: &str) -> f64 {
    let radix = if digits.starts_with("0x") { 16 } else { 8 };
    let digits = digits.chars().skip(2).filter_map(|digit| digit.to_digit(radix));
    digits.fold(0.0, |sum, digit| sum * f64::from(radix) + f64::from(digit))
}

fn float(text: &str) -> f64 {
    match text {
        ".inf" | ".Inf" | ".INF" => f64::INFINITY,
        "-.inf" | "-.Inf" | "-.INF" => f64::NEG_INFINITY,
        _ => text.parse().unwrap_or(f64::NAN),
    }
}

/// What a plain YAML scalar is: `yes` is text, `010` is ten, `1_000` is text.
pub(super) fn plain(text: &str) -> Kind {
    match text {
        "" | "~" | "null" | "Null" | "NULL" => Kind::Null,
        "true" | "True" | "TRUE" | "false" | "False" | "FALSE" => Kind::Bool,
        _ if is_number(text) => Kind::Number,
        _ => Kind::String,
    }
}

fn is_number(text: &str) -> bool {
    if let ".nan" | ".NaN" | ".NAN" = text {
        return true;
    }
    let in_radix = |prefix: &str, radix| {
        let digits = text.strip_prefix(prefix);
        digits.is_some_and(|digits| !digits.is_empty() && digits.chars().all(|digit| digit.is_digit(radix)))
    };
    if in_radix("0x", 16) || in_radix("0o", 8) {
        return true;
    }
    let unsigned = text.strip_prefix(['-', '+']).unwrap_or(text);
    matches!(unsigned, ".inf" | ".Inf" | ".INF") || is_decimal(unsigned.as_bytes())
}

/// `[0-9]+(\.[0-9]*)?` or `\.[0-9]+`, then an exponent or nothing.
fn is_decimal(text: &[u8]) -> bool {
    let (whole, rest) = digits(text);
    let (fraction, rest) = match rest {
        [b'.', rest @ ..] => digits(rest),
        _ => (0, rest),
    };
    if whole + fraction == 0 {
        return false;
    }
    match rest {
        [] => true,
        [b'e' | b'E', b'+' | b'-', exponent @ ..] | [b'e' | b'E', exponent @ ..] => {
            let (count, rest) = digits(exponent);
            count > 0 && rest.is_empty()
        }
        _ => false,
    }
}

/// How many digits a text begins with, and what follows them.
fn digits(text: &[u8]) -> (usize, &[u8]) {
    let count = text.iter().take_while(|byte| byte.is_ascii_digit()).count();
    (count, &text[count..])
}
