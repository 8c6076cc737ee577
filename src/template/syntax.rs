//! The language between `[` and `]`: texts, whole numbers, calls, and what stands behind a dot or in brackets.

use std::fmt;

/// What Bicep's values are called by where they stand inside an expression, and so keep their origins: by their place in
/// `$values`. What is written behind that stands for them in symbols.
pub(super) const WRITTEN: &str = "$value";

/// What is not known, with the reason and with what is written for it.
pub(super) const UNKNOWN: &str = "$unknown";

/// An expression, with where it begins in its text, in bytes.
#[derive(Clone, Debug, PartialEq)]
pub struct Expression {
    /// Where it begins.
    pub at: u32,
    /// What it is.
    pub form: Form,
}

/// What an expression is.
#[derive(Clone, Debug, PartialEq)]
pub enum Form {
    /// `'text'`
    Text(String),
    /// `12`
    Int(i64),
    /// `name(…)`, or `space.name(…)` for a function that the template defines.
    Call {
        /// With its namespace, as it is written.
        name: String,
        /// In order.
        arguments: Vec<Expression>,
    },
    /// `value.name`
    Member(Box<Expression>, String),
    /// `value[index]`
    Index(Box<Expression>, Box<Expression>),
}

/// What is wrong with an expression, and where.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fault {
    /// Bytes from the beginning of the expression's text, its bracket included.
    pub at: u32,
    /// Without a full stop.
    pub message: String,
}

/// Whether a text is an expression: in brackets, and not with two at the beginning, which stand for one.
pub fn is_expression(text: &str) -> bool {
    text.starts_with('[') && text.ends_with(']') && !text.starts_with("[[")
}

/// What a text that is no expression means: two brackets at its beginning are one.
pub fn unescaped(text: &str) -> &str {
    if text.starts_with("[[") && text.ends_with(']') { &text[1..] } else { text }
}

impl fmt::Display for Expression {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.form {
            Form::Text(text) => write!(formatter, "'{}'", text.replace('\'', "''")),
            Form::Int(number) => write!(formatter, "{number}"),
            // What Bicep writes there is shown as it is written.
            Form::Call { name, arguments } if name == WRITTEN => match arguments.get(1) {
                Some(shown) => write!(formatter, "{shown}"),
                None => formatter.write_str("{…}"),
            },
            Form::Call { name, arguments } if name == UNKNOWN => match arguments.get(1).map(|shown| &shown.form) {
                Some(Form::Text(shown)) => formatter.write_str(shown),
                _ => formatter.write_str("…"),
            },
            Form::Call { name, arguments } => {
                write!(formatter, "{name}(")?;
                for (place, argument) in arguments.iter().enumerate() {
                    let comma = if place > 0 { ", " } else { "" };
                    write!(formatter, "{comma}{argument}")?;
                }
                formatter.write_str(")")
            }
            Form::Member(value, name) => write!(formatter, "{value}.{name}"),
            Form::Index(value, index) => write!(formatter, "{value}[{index}]"),
        }
    }
}

/// Reads an expression, its brackets included.
///
/// # Errors
///
/// What is wrong with it, and where.
pub fn parse(text: &str) -> Result<Expression, Fault> {
    let inner = text.len().saturating_sub(1);
    let mut parser = Parser { text: &text[..inner], at: 1, depth: 0 };
    let expression = parser.expression()?;
    parser.blanks();
    match parser.peek() {
        None => Ok(expression),
        Some(found) => Err(parser.fault(format!("`{found}` stands behind the end of the expression"))),
    }
}

/// Calls and brackets inside one another; nobody writes more, and a reader must not run out of stack.
const DEEPEST: u32 = 100;

struct Parser<'t> {
    text: &'t str,
    at: usize,
    depth: u32,
}

impl Parser<'_> {
    fn expression(&mut self) -> Result<Expression, Fault> {
        self.depth += 1;
        if self.depth > DEEPEST {
            return Err(self.fault(format!("more than {DEEPEST} levels of calls")));
        }
        self.blanks();
        let mut value = self.first()?;
        for steps in 0.. {
            if steps > DEEPEST {
                return Err(self.fault(format!("more than {DEEPEST} properties behind one another")));
            }
            self.blanks();
            value = match self.peek() {
                Some('.') => self.member(value)?,
                Some('[') => self.index(value)?,
                _ => break,
            };
        }
        self.depth -= 1;
        Ok(value)
    }

    fn first(&mut self) -> Result<Expression, Fault> {
        let at = self.at as u32;
        let form = match self.peek() {
            Some('\'') => Form::Text(self.quoted()?),
            Some('0'..='9' | '-' | '+') => self.number()?,
            Some(letter) if is_name(letter) => self.call()?,
            Some(found) => {
                return Err(
                    self.fault(format!("a function, a number or a text in single quotes is expected, not `{found}`"))
                );
            }
            None => return Err(self.fault("a value is missing at the end".to_owned())),
        };
        Ok(Expression { at, form })
    }

    fn member(&mut self, value: Expression) -> Result<Expression, Fault> {
        self.at += 1;
        self.blanks();
        let name = self.name();
        match name.is_empty() {
            true => Err(self.fault("the name of a property is missing behind the dot".to_owned())),
            false => Ok(Expression { at: value.at, form: Form::Member(Box::new(value), name) }),
        }
    }

    fn index(&mut self, value: Expression) -> Result<Expression, Fault> {
        self.at += 1;
        let index = self.expression()?;
        self.expect(']')?;
        Ok(Expression { at: value.at, form: Form::Index(Box::new(value), Box::new(index)) })
    }

    fn call(&mut self) -> Result<Form, Fault> {
        let start = self.at;
        let mut name = self.name();
        if self.peek() == Some('.') {
            self.at += 1;
            name = format!("{name}.{}", self.name());
        }
        self.blanks();
        if self.peek() != Some('(') {
            self.at = start;
            return Err(self.fault(format!(
                "`{name}` is no value: functions are called with brackets, and texts stand in single quotes"
            )));
        }
        self.at += 1;
        Ok(Form::Call { name, arguments: self.arguments()? })
    }

    fn arguments(&mut self) -> Result<Vec<Expression>, Fault> {
        let mut arguments = Vec::new();
        self.blanks();
        if self.peek() == Some(')') {
            self.at += 1;
            return Ok(arguments);
        }
        loop {
            arguments.push(self.expression()?);
            self.blanks();
            match self.peek() {
                Some(',') => self.at += 1,
                Some(')') => {
                    self.at += 1;
                    return Ok(arguments);
                }
                Some(found) => return Err(self.fault(format!("a comma or `)` is expected, not `{found}`"))),
                None => return Err(self.fault("`)` is missing at the end".to_owned())),
            }
        }
    }

    /// A text in single quotes; two of them inside are one.
    fn quoted(&mut self) -> Result<String, Fault> {
        let start = self.at;
        self.at += 1;
        let mut text = String::new();
        loop {
            let rest = &self.text[self.at..];
            let Some(end) = rest.find('\'') else {
                self.at = start;
                return Err(self.fault("the text's closing quote is missing".to_owned()));
            };
            text.push_str(&rest[..end]);
            self.at += end + 1;
            if self.peek() != Some('\'') {
                return Ok(text);
            }
            text.push('\'');
            self.at += 1;
        }
    }

    fn number(&mut self) -> Result<Form, Fault> {
        let rest = &self.text[self.at..];
        let length = rest.bytes().skip(1).take_while(u8::is_ascii_digit).count() + 1;
        match rest[..length].parse() {
            Ok(number) => {
                self.at += length;
                Ok(Form::Int(number))
            }
            Err(_) => Err(self.fault(format!("`{}` is no whole number", &rest[..length]))),
        }
    }

    fn name(&mut self) -> String {
        let rest = &self.text[self.at..];
        let name: String = rest.chars().take_while(|letter| is_name(*letter)).collect();
        self.at += name.len();
        name
    }

    fn expect(&mut self, wanted: char) -> Result<(), Fault> {
        self.blanks();
        match self.peek() {
            Some(found) if found == wanted => {
                self.at += wanted.len_utf8();
                Ok(())
            }
            Some(found) => Err(self.fault(format!("`{wanted}` is expected, not `{found}`"))),
            None => Err(self.fault(format!("`{wanted}` is missing at the end"))),
        }
    }

    fn blanks(&mut self) {
        let rest = &self.text[self.at.min(self.text.len())..];
        self.at += rest.len() - rest.trim_start().len();
    }

    fn peek(&self) -> Option<char> {
        self.text.get(self.at..)?.chars().next()
    }

    fn fault(&self, message: String) -> Fault {
        Fault { at: self.at as u32, message }
    }
}

fn is_name(letter: char) -> bool {
    letter.is_alphanumeric() || matches!(letter, '_' | '$' | '#')
}

#[cfg(test)]
mod tests;
