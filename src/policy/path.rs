//! Paths into a resource, as fixes and test cases write them.

use std::fmt;

/// A path into a resource, such as `properties.securityRules[name=ssh].properties.access`.
///
/// Members are separated by dots; a name that holds a dot or a bracket is written `["cost.center"]`. `[key=value]` is the
/// array element whose `key` has that text, `[0]` the element at that place. Never empty.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Deserialize, serde::Serialize)]
pub struct ElementPath(pub Vec<Step>);

/// One step of an [`ElementPath`].
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Deserialize, serde::Serialize)]
pub enum Step {
    /// A member of an object.
    Member(String),
    /// The element of an array whose member `key` is the text `value`.
    Element {
        /// The member that names elements, such as `name`.
        key: String,
        /// Its text.
        value: String,
    },
    /// The element of an array at a 0-based place.
    Index(usize),
}

impl ElementPath {
    /// Reads a path.
    ///
    /// # Errors
    /// With what is wrong, when the text is not one.
    pub fn parse(text: &str) -> Result<Self, String> {
        let mut steps = Vec::new();
        let mut rest = text;
        while !rest.is_empty() || steps.is_empty() {
            let (step, after) = if rest.starts_with('[') { bracket(rest)? } else { member(rest)? };
            steps.push(step);
            rest = separator(after)?;
        }
        Ok(Self(steps))
    }
}

impl fmt::Display for ElementPath {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (place, step) in self.0.iter().enumerate() {
            match step {
                Step::Member(name) if name.contains(['.', '[', ']', '"']) || name != name.trim() => {
                    write!(f, "[\"{name}\"]")?
                }
                Step::Member(name) if place == 0 => write!(f, "{name}")?,
                Step::Member(name) => write!(f, ".{name}")?,
                Step::Element { key, value } => write!(f, "[{key}={value}]")?,
                Step::Index(index) => write!(f, "[{index}]")?,
            }
        }
        Ok(())
    }
}

fn member(text: &str) -> Result<(Step, &str), String> {
    let end = text.find(['.', '[']).unwrap_or(text.len());
    let (name, rest) = text.split_at(end);
    if name.is_empty() {
        return Err("has an empty step".to_owned());
    }
    if name.contains([']', '"']) || name != name.trim() {
        return Err(format!("has a step `{name}` that is no name"));
    }
    Ok((Step::Member(name.to_owned()), rest))
}

fn bracket(text: &str) -> Result<(Step, &str), String> {
    if let Some(quoted) = text.strip_prefix("[\"") {
        let (name, rest) = quoted.split_once("\"]").ok_or("has a `[\"` without `\"]`")?;
        if name.is_empty() {
            return Err("has an empty step".to_owned());
        }
        return Ok((Step::Member(name.to_owned()), rest));
    }
    let (inner, rest) = text[1..].split_once(']').ok_or("has a `[` without `]`")?;
    if let Ok(index) = inner.parse() {
        return Ok((Step::Index(index), rest));
    }
    match inner.split_once('=') {
        Some((key, value)) if !key.is_empty() && !value.is_empty() => {
            Ok((Step::Element { key: key.to_owned(), value: value.to_owned() }, rest))
        }
        _ => Err(format!("has `[{inner}]`, which is neither `[key=value]` nor `[0]`")),
    }
}

/// What follows a step: its dot is taken away.
fn separator(text: &str) -> Result<&str, String> {
    match text.strip_prefix('.') {
        Some("") => Err("ends with a dot".to_owned()),
        Some(after) if after.starts_with('[') => Err("has a dot before a bracket".to_owned()),
        Some(after) => Ok(after),
        None if text.is_empty() || text.starts_with('[') => Ok(text),
        None => Err(format!("lacks a dot before `{text}`")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn reads_members_elements_and_indexes() {
        let path = ElementPath::parse(r#"a.b[name=x.y]["cost.center"].d[0]"#).expect("a path");
        let element = Step::Element { key: "name".to_owned(), value: "x.y".to_owned() };
        let member = |name: &str| Step::Member(name.to_owned());
        assert_eq!(path.0, [member("a"), member("b"), element, member("cost.center"), member("d"), Step::Index(0)]);
    }

    #[test]
    fn says_what_is_wrong() {
        let cases = [
            ("", "has an empty step"),
            (".a", "has an empty step"),
            ("a..b", "has an empty step"),
            ("a.", "ends with a dot"),
            ("a.[b=c]", "has a dot before a bracket"),
            ("a[b=c", "has a `[` without `]`"),
            ("a[\"b", "has a `[\"` without `\"]`"),
            ("a[b]", "has `[b]`, which is neither `[key=value]` nor `[0]`"),
            ("a[b=]", "has `[b=]`, which is neither `[key=value]` nor `[0]`"),
            ("a[b=c]d", "lacks a dot before `d`"),
            ("a b .c", "has a step `a b ` that is no name"),
        ];
        for (text, expected) in cases {
            assert_eq!(ElementPath::parse(text), Err(expected.to_owned()), "{text}");
        }
    }

    proptest! {
        #[test]
        fn what_is_shown_reads_back(text in r#"[a-c.\[\]="0-9]{0,12}"#) {
            if let Ok(path) = ElementPath::parse(&text) {
                prop_assert_eq!(ElementPath::parse(&path.to_string()), Ok(path));
            }
        }
    }
}
