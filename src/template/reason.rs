//! Why values are not known, as reports show it, and what would tell them.

/// What is missing for a value to be known.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Wanted<'r> {
    /// The value of a parameter.
    Parameter(&'r str),
    /// Where the template is deployed.
    Place,
}

/// Why something that hangs on where a template is deployed is not known.
pub const NO_SCOPE: &str = "the subscription and the resource group that it is deployed to are not known";

const BEFORE: &str = "the parameter `";
const BEFORE_VARIABLE: &str = "the variable `";
const BEHIND: &str = "` has no value";

/// Why a parameter is not known that has neither a default nor a value.
pub fn no_value(parameter: &str) -> String {
    format!("{BEFORE}{parameter}{BEHIND}")
}

/// Why a variable of Terraform's files is not known that has neither a default nor a value.
pub fn no_variable(variable: &str) -> String {
    format!("{BEFORE_VARIABLE}{variable}{BEHIND}")
}

/// What would tell a value whose reason this is, also where it is the reason of another reason.
pub fn wanted(reason: &str) -> Option<Wanted<'_>> {
    if reason.ends_with(NO_SCOPE) {
        return Some(Wanted::Place);
    }
    let before = reason.strip_suffix(BEHIND)?;
    let (_, parameter) = before.rsplit_once(BEFORE).or_else(|| before.rsplit_once(BEFORE_VARIABLE))?;
    Some(Wanted::Parameter(parameter))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reasons_are_read_as_they_are_written() {
        assert_eq!(wanted(&no_value("a")), Some(Wanted::Parameter("a")));
        assert_eq!(wanted(&format!("a condition is not known: {}", no_value("a`b"))), Some(Wanted::Parameter("a`b")));
        assert_eq!(wanted(&no_variable("a")), Some(Wanted::Parameter("a")));
        assert_eq!(wanted(NO_SCOPE), Some(Wanted::Place));
        assert_eq!(wanted("its value stands in a key vault"), None);
    }
}
