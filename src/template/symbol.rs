//! What stands for values that are not known.

use super::syntax::{Expression, Form};
use super::value::Value;

/// What stands for the result of a call whose arguments are not all known: texts that are put together stay apart from what is
/// not known in them.
pub fn of(at: &Expression, of: &[Value<'_>]) -> String {
    /// Names are shorter.
    const LONGEST: usize = 1_000;
    let Form::Call { name, arguments } = &at.form else { return format!("{{{at}}}") };
    let symbols = || of.iter().map(Value::symbol);
    let symbol = match name.to_lowercase().as_str() {
        "concat" => symbols().collect(),
        "format" if of.first().is_some_and(|pattern| pattern.as_text().is_some()) => {
            let pattern = of[0].symbol();
            (0..)
                .zip(symbols().skip(1))
                .fold(pattern, |text, (place, symbol)| text.replace(&format!("{{{place}}}"), &symbol))
        }
        _ => {
            let written = |(argument, value): (&Expression, &Value<'_>)| match (&argument.form, &value.data) {
                (Form::Text(_) | Form::Int(_), _) => argument.to_string(),
                _ => bare(&value.symbol()),
            };
            let inside: Vec<String> = arguments.iter().zip(of).map(written).collect();
            format!("{{{name}({})}}", inside.join(", "))
        }
    };
    symbol.chars().take(LONGEST).collect()
}

/// What stands for a part of what is not known. Of a name that is taken apart again it is what was put there.
pub fn part(whole: &str, step: &str) -> String {
    let split = whole.strip_prefix("{split(").and_then(|rest| rest.strip_suffix(", '/')}"));
    let names = split.map(segments).filter(|names| names.len() > 1);
    let name = names.and_then(|mut names| step.parse().ok().filter(|at| *at < names.len()).map(|at| names.remove(at)));
    name.unwrap_or_else(|| format!("{{{}.{step}}}", bare(whole)))
}

/// The segments of a name; what stands for something unknown is not cut.
pub fn segments(name: &str) -> Vec<String> {
    let mut parts = vec![String::new()];
    let mut depth = 0u32;
    for letter in name.chars() {
        match letter {
            '{' => depth += 1,
            '}' => depth = depth.saturating_sub(1),
            '/' if depth == 0 => {
                parts.push(String::new());
                continue;
            }
            _ => {}
        }
        if let Some(part) = parts.last_mut() {
            part.push(letter);
        }
    }
    parts
}

/// Without the braces around it.
pub fn bare(symbol: &str) -> String {
    let inside = symbol.strip_prefix('{').and_then(|rest| rest.strip_suffix('}'));
    inside.filter(|inside| !inside.contains(['{', '}'])).unwrap_or(symbol).to_owned()
}
