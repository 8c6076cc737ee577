//! What is asked of a setting, and values that meet it and fail it.

use super::Refusal;
use super::date::{self, FARTHEST};
use super::place;
use super::yaml::quoted;
use serde_json::Value;

/// What a setting has to be. Where it is absent nobody meets it, but for [`Condition::Absent`] and unless whoever asks says
/// otherwise.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Condition {
    /// This value.
    Equals(Value),
    /// Another value than this one.
    Not(Value),
    /// One of these values.
    OneOf(Vec<Value>),
    /// A number that is not below this one.
    AtLeast(i64),
    /// A number that is not above this one.
    AtMost(i64),
    /// A date that is so many days ahead of the day of the run, or more.
    DaysAhead(i64),
    /// A date that is so many days ago, or less.
    DaysAgo(i64),
    /// Text that says something.
    Text,
    /// Anything.
    Present,
    /// Nothing.
    Absent,
}

/// # Errors
/// What is no single value.
fn refuse_no_scalar(value: &Value) -> Result<(), Refusal> {
    match value {
        Value::Null => Err(Refusal::new("`null` is no value", "say --absent, or quote it: '\"null\"'")),
        Value::Array(_) | Value::Object(_) => {
            Err(Refusal::new("a list or an object is no single value", "write the check by hand for it"))
        }
        Value::String(text) if text.is_empty() => {
            Err(Refusal::new("the value is empty", "say --absent, or --text for the opposite"))
        }
        Value::Bool(_) | Value::Number(_) | Value::String(_) => Ok(()),
    }
}

/// # Errors
/// Texts, numbers and booleans beside each other: a setting of one kind cannot be compared with the others.
fn refuse_mixed(values: &[Value]) -> Result<(), Refusal> {
    let odd = values.iter().find(|value| std::mem::discriminant(*value) != std::mem::discriminant(&values[0]));
    odd.map_or(Ok(()), |odd| {
        let message = format!("{} and {odd} are not of one kind", values[0]);
        Err(Refusal::new(message, "name texts, numbers or true and false; quotes make a text of a number: '\"3\"'"))
    })
}

impl Condition {
    /// A value as it is typed: a boolean, a number, or else text; JSON's quotes make text of the other two.
    pub fn value(typed: &str) -> Value {
        match serde_json::from_str(typed) {
            Ok(value @ (Value::Bool(_) | Value::Number(_) | Value::String(_) | Value::Null)) => value,
            _ => Value::from(typed),
        }
    }

    /// # Errors
    /// What no setting can be compared with.
    pub(super) fn refuse_bad_values(&self) -> Result<(), Refusal> {
        match self {
            Self::Equals(value) | Self::Not(value) => refuse_no_scalar(value),
            Self::OneOf(values) => {
                values.iter().try_for_each(refuse_no_scalar)?;
                refuse_mixed(values)
            }
            Self::AtLeast(number) if *number == i64::MIN => Err(out_of_range()),
            Self::AtMost(number) if *number == i64::MAX => Err(out_of_range()),
            Self::DaysAhead(days) | Self::DaysAgo(days) if days.unsigned_abs() > FARTHEST => Err(out_of_range()),
            Self::AtLeast(_) | Self::AtMost(_) | Self::DaysAhead(_) | Self::DaysAgo(_) => Ok(()),
            Self::Text | Self::Present | Self::Absent => Ok(()),
        }
    }

    /// Of a place, the condition on its name as the platform writes it; `None` where it asks for no name.
    pub(super) fn of_place(&self) -> Option<Self> {
        match self {
            Self::Equals(Value::String(name)) => Some(Self::Equals(place::bare(name).into())),
            Self::Not(Value::String(name)) => Some(Self::Not(place::bare(name).into())),
            Self::OneOf(names) => {
                let bare = names.iter().map(|name| name.as_str().map(|name| place::bare(name).into()));
                bare.collect::<Option<_>>().map(Self::OneOf)
            }
            _ => None,
        }
    }

    /// Whether its answer depends on the day of the run.
    pub(super) fn is_dated(&self) -> bool {
        matches!(self, Self::DaysAhead(_) | Self::DaysAgo(_))
    }

    /// The answer of a check, of what reads the setting.
    pub(super) fn script(&self, setting: &str, or_absent: bool) -> String {
        let optional = |test: String| if or_absent { format!("{setting} == () || {test}") } else { test };
        match self {
            Self::Equals(value) => optional(format!("{setting} == {}", literal(value))),
            Self::Not(value) if or_absent => format!("{setting} != {}", literal(value)),
            Self::Not(value) => format!("{setting} != () && {setting} != {}", literal(value)),
            Self::OneOf(values) => {
                let values: Vec<String> = values.iter().map(literal).collect();
                optional(format!("{setting} in [{}]", values.join(", ")))
            }
            Self::AtLeast(least) => format!("({setting} ?? {}) >= {least}", self.absent(or_absent)),
            Self::AtMost(most) => format!("({setting} ?? {}) <= {most}", self.absent(or_absent)),
            Self::DaysAhead(least) => format!("(days_until({setting}) ?? {}) >= {least}", self.absent(or_absent)),
            Self::DaysAgo(most) => format!("(days_since({setting}) ?? {}) <= {most}", self.absent(or_absent)),
            Self::Text => optional(format!("is_text({setting})")),
            Self::Present => format!("{setting} != ()"),
            Self::Absent => format!("{setting} == ()"),
        }
    }

    /// What an absent number counts as.
    fn absent(&self, or_absent: bool) -> i64 {
        match self {
            Self::AtLeast(number) | Self::AtMost(number) | Self::DaysAhead(number) | Self::DaysAgo(number)
                if or_absent =>
            {
                *number
            }
            Self::AtLeast(least) if *least > 0 => 0,
            Self::AtLeast(least) | Self::DaysAhead(least) => least.saturating_sub(1),
            Self::AtMost(most) | Self::DaysAgo(most) => most.saturating_add(1),
            _ => 0,
        }
    }

    /// Whether an absent setting meets it.
    pub(super) fn accepts_absence(&self, or_absent: bool) -> bool {
        or_absent || *self == Self::Absent
    }

    /// What the setting has to be, for people.
    pub(super) fn words(&self) -> String {
        let text = |value: &Value| value.as_str().map_or_else(|| value.to_string(), str::to_owned);
        match self {
            Self::Equals(value) => format!("be {}", text(value)),
            Self::Not(value) => format!("not be {}", text(value)),
            Self::OneOf(values) => format!("be one of {}", values.iter().map(text).collect::<Vec<_>>().join(", ")),
            Self::AtLeast(least) => format!("be at least {least}"),
            Self::AtMost(most) => format!("be at most {most}"),
            Self::DaysAhead(0) => "be a date that has not passed".to_owned(),
            Self::DaysAhead(least) => format!("be a date at least {} ahead", date::spoken(*least)),
            Self::DaysAgo(most) => format!("be a date at most {} ago", date::spoken(*most)),
            Self::Text | Self::Present => "be set".to_owned(),
            Self::Absent => "not be set".to_owned(),
        }
    }

    /// Values that meet it, each for a reason of its own; none where only absence does.
    pub(super) fn good(&self) -> Vec<Value> {
        match self {
            Self::Equals(value) => vec![value.clone()],
            Self::Not(value) => vec![another(std::slice::from_ref(value))],
            Self::OneOf(values) => values.clone(),
            Self::AtLeast(number) | Self::AtMost(number) => vec![(*number).into()],
            Self::DaysAhead(days) => vec![date::ahead(*days).into()],
            Self::DaysAgo(days) => vec![date::ahead(-days).into()],
            Self::Text | Self::Present => vec!["something".into()],
            Self::Absent => Vec::new(),
        }
    }

    /// A value that fails it; `None` where only absence does.
    pub(super) fn bad(&self) -> Option<Value> {
        match self {
            Self::Equals(value) => Some(another(std::slice::from_ref(value))),
            Self::Not(value) => Some(value.clone()),
            Self::OneOf(values) => Some(another(values)),
            Self::AtLeast(least) => Some(least.saturating_sub(1).into()),
            Self::AtMost(most) => Some(most.saturating_add(1).into()),
            Self::DaysAhead(least) => Some(date::ahead(least - 1).into()),
            Self::DaysAgo(most) => Some(date::ahead(-most - 1).into()),
            Self::Text | Self::Present => None,
            Self::Absent => Some("something".into()),
        }
    }

    /// The value that a fix would set; `None` where nobody can say which.
    pub(super) fn healing(&self) -> Option<Value> {
        match self {
            Self::Equals(_) | Self::OneOf(_) | Self::AtLeast(_) | Self::AtMost(_) => self.good().into_iter().next(),
            Self::DaysAhead(_) | Self::DaysAgo(_) | Self::Not(_) => None,
            Self::Text | Self::Present | Self::Absent => None,
        }
    }

    /// Whether a value that is there meets it, as the check will say; `None` where the two cannot be compared.
    pub(super) fn accepts(&self, value: &Value) -> Option<bool> {
        match self {
            Self::Equals(wanted) => is(value, wanted),
            Self::Not(refused) => is(value, refused).map(|is| !is),
            Self::OneOf(values) => {
                let each: Option<Vec<bool>> = values.iter().map(|wanted| is(value, wanted)).collect();
                each.map(|each| each.contains(&true))
            }
            Self::AtLeast(least) => value.as_f64().map(|number| number >= *least as f64),
            Self::AtMost(most) => value.as_f64().map(|number| number <= *most as f64),
            Self::DaysAhead(least) => date::days_until(value).map(|days| days >= *least),
            Self::DaysAgo(most) => date::days_until(value).map(|days| -days <= *most),
            Self::Text => value.as_str().map(|text| text.contains(char::is_alphanumeric)),
            Self::Present => Some(true),
            Self::Absent => Some(false),
        }
    }
}

/// A value as scripts write it.
fn literal(value: &Value) -> String {
    value.as_str().map_or_else(|| value.to_string(), quoted)
}

fn out_of_range() -> Refusal {
    Refusal::new("no number is beyond this one", "name another bound")
}

/// Whether two values are the same to a check.
fn is(value: &Value, wanted: &Value) -> Option<bool> {
    match (value, wanted) {
        (Value::String(one), Value::String(other)) => Some(one.to_lowercase() == other.to_lowercase()),
        (Value::Bool(one), Value::Bool(other)) => Some(one == other),
        (Value::Number(one), Value::Number(other)) => Some(one.as_f64() == other.as_f64()),
        _ => None,
    }
}

/// A value of the same kind that is none of these.
fn another(values: &[Value]) -> Value {
    match &values[0] {
        Value::Bool(value) => (!value).into(),
        Value::Number(_) => {
            let mut candidates =
                (1..).filter(|number| !values.iter().any(|value| value.as_f64() == Some(f64::from(*number))));
            candidates.next().unwrap_or_default().into()
        }
        _ => {
            let is_free = |word: &&str| {
                !values.iter().any(|value| value.as_str().is_some_and(|text| text.eq_ignore_ascii_case(word)))
            };
            let word = ["other", "another", "different", "elsewhere"].into_iter().find(is_free);
            word.map_or_else(|| format!("no{}", text_of(values)), str::to_owned).into()
        }
    }
}

/// All texts one after another, which none of them is.
fn text_of(values: &[Value]) -> String {
    values.iter().filter_map(Value::as_str).collect::<Vec<_>>().join("-")
}
