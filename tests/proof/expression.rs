//! Template expressions as policy rules use them: `[f(a, 'text', 3).member]`.

use serde_json::Value;

/// An expression.
#[derive(Clone, Debug, PartialEq)]
pub enum Expression {
    Constant(Value),
    /// The function's name, in small letters.
    Call(String, Vec<Expression>),
    Member(Box<Expression>, String),
}

impl Expression {
    /// What a value says: a text in brackets is an expression, anything else means itself.
    pub fn of(value: &Value) -> Result<Self, String> {
        match value.as_str().and_then(|text| text.strip_prefix('[')) {
            None => Ok(Self::Constant(value.clone())),
            Some(rest) if rest.starts_with('[') => Ok(Self::Constant(rest.into())),
            Some(rest) => {
                let mut parser = Parser(rest);
                let expression = parser.expression().ok_or_else(|| format!("no expression: {value}"))?;
                if parser.0.trim() == "]" { Ok(expression) } else { Err(format!("no expression: {value}")) }
            }
        }
    }

    /// Every text that stands in it, and every alias that it reads, with whether it reads it of the element under count.
    pub fn texts(&self) -> (Vec<String>, Vec<(String, bool)>) {
        let (mut texts, mut fields) = (Vec::new(), Vec::new());
        self.collect(&mut texts, &mut fields);
        (texts, fields)
    }

    fn collect(&self, texts: &mut Vec<String>, fields: &mut Vec<(String, bool)>) {
        match self {
            Self::Constant(value) => texts.extend(value.as_str().map(str::to_owned)),
            Self::Member(of, _) => of.collect(texts, fields),
            Self::Call(name, arguments) => match (name.as_str(), arguments.as_slice()) {
                ("field", [Self::Constant(Value::String(alias))]) => fields.push((alias.clone(), false)),
                // What is no alias is the name of a counted value.
                ("current", [Self::Constant(Value::String(alias))]) => {
                    fields.extend(Some(alias).filter(|alias| alias.contains('/')).map(|alias| (alias.clone(), true)));
                }
                ("parameters", _) => {}
                _ => arguments.iter().for_each(|argument| argument.collect(texts, fields)),
            },
        }
    }
}

/// What is still to be read.
struct Parser<'t>(&'t str);

impl Parser<'_> {
    fn expression(&mut self) -> Option<Expression> {
        let mut expression = self.primary()?;
        while self.takes('.') {
            expression = Expression::Member(Box::new(expression), self.word());
        }
        Some(expression)
    }

    fn primary(&mut self) -> Option<Expression> {
        if self.takes('\'') {
            return self.text();
        }
        let word = self.word();
        if let Ok(number) = word.parse::<i64>() {
            return Some(Expression::Constant(number.into()));
        }
        if word.is_empty() || !self.takes('(') {
            return None;
        }
        let mut arguments = Vec::new();
        while !self.takes(')') {
            arguments.push(self.expression()?);
            self.takes(',');
        }
        Some(Expression::Call(word.to_lowercase(), arguments))
    }

    fn text(&mut self) -> Option<Expression> {
        let mut text = String::new();
        loop {
            let end = self.0.find('\'')?;
            text.push_str(&self.0[..end]);
            self.0 = &self.0[end + 1..];
            if !self.0.starts_with('\'') {
                return Some(Expression::Constant(text.into()));
            }
            text.push('\'');
            self.0 = &self.0[1..];
        }
    }

    fn word(&mut self) -> String {
        let rest = self.0.trim_start();
        let end = rest.find(|c: char| !c.is_alphanumeric() && c != '_' && c != '-').unwrap_or(rest.len());
        let (word, rest) = rest.split_at(end);
        self.0 = rest;
        word.to_owned()
    }

    fn takes(&mut self, wanted: char) -> bool {
        let rest = self.0.trim_start().strip_prefix(wanted);
        self.0 = rest.unwrap_or(self.0);
        rest.is_some()
    }
}
