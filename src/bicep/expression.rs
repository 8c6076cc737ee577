//! Values: texts, objects, lists, calls, operators, choices, lambdas, loops.

use super::lexer::Word;
use super::operator::Operator;
use super::parser::{Parser, Read};
use super::syntax::{Expression, Fault, Form, Member, Name, Step, StepForm};

/// Operators of one rank behind one another; what they come to is as deep a template's expression.
const MOST_OPERATORS: usize = 1_000;

impl Parser<'_> {
    /// A value.
    pub fn expression(&mut self) -> Read<Expression> {
        self.deeper(Self::choice)
    }

    fn choice(&mut self) -> Read<Expression> {
        let start = self.at();
        if let Some(lambda) = self.lambda()? {
            return Ok(lambda);
        }
        let test = self.binary(1)?;
        if !self.take_behind("?") {
            return Ok(test);
        }
        self.line_ends();
        let yes = self.expression()?;
        if !self.take_behind(":") {
            return Err(self.expected("`:`"));
        }
        self.line_ends();
        let no = self.expression()?;
        Ok(Expression { span: self.since(start), form: Form::Choice(Box::new([test, yes, no])) })
    }

    /// Values between operators of this rank or of higher ones.
    fn binary(&mut self, least: u8) -> Read<Expression> {
        let start = self.at();
        let mut value = self.unary()?;
        // What binds closer was taken with the value behind it, so that only lower ranks follow.
        while let Some(rank) = self.operator().map(|(operator, _)| operator.rank()).filter(|rank| *rank >= least) {
            let mut rest = Vec::new();
            while let Some((operator, end)) = self.operator().filter(|(operator, _)| operator.rank() == rank) {
                self.go_on(end);
                self.line_ends();
                if rest.len() == MOST_OPERATORS {
                    let message = format!("more than {MOST_OPERATORS} operators behind one another");
                    return Err(Fault { at: self.at(), message });
                }
                rest.push((operator, self.binary(rank + 1)?));
            }
            value = Expression { span: self.since(start), form: Form::Binary(Box::new(value), rest) };
        }
        Ok(value)
    }

    /// The operator that comes next, and its end. On a line of its own stands none that could begin a value.
    fn operator(&self) -> Option<(Operator, u32)> {
        let ahead = match self.token.kind {
            Word::Symbol | Word::LineEnd => self.behind_line_ends(),
            _ => return None,
        };
        let operator = Operator::of(self.slice(ahead.span)).filter(|_| ahead.kind == Word::Symbol)?;
        let is_minus = operator == Operator::Subtract && self.token.kind == Word::LineEnd;
        (!is_minus).then_some((operator, ahead.span.end))
    }

    fn unary(&mut self) -> Read<Expression> {
        let start = self.at();
        let form: fn(Box<Expression>) -> Form = match self.word() {
            "!" => Form::Not,
            "-" => Form::Minus,
            _ => return self.chain(),
        };
        self.next();
        let value = self.deeper(Self::unary)?;
        let form = match (form(Box::default()), value.form) {
            (Form::Minus(_), Form::Int(number)) => Form::Int(-number),
            (_, inner) => form(Box::new(Expression { form: inner, ..value })),
        };
        Ok(Expression { span: self.since(start), form })
    }

    /// A value and what is asked of it.
    fn chain(&mut self) -> Read<Expression> {
        let start = self.at();
        let base = self.primary()?;
        let mut steps = Vec::new();
        while let Some(step) = self.step()? {
            steps.push(step);
        }
        if steps.is_empty() {
            return Ok(base);
        }
        Ok(Expression { span: self.since(start), form: Form::Chain(Box::new(base), steps) })
    }

    fn step(&mut self) -> Read<Option<Step>> {
        let ahead = self.behind_line_ends();
        if self.token.kind == Word::LineEnd
            && ahead.kind == Word::Symbol
            && [".", ".?"].contains(&self.slice(ahead.span))
        {
            self.line_ends();
        }
        let mut is_safe = false;
        let form = match self.word() {
            "." | ".?" if self.token.kind == Word::Symbol => {
                is_safe = self.word() == ".?";
                self.next();
                let name = self.name()?;
                match self.is_symbol("(") {
                    true => StepForm::Method(name, self.arguments()?),
                    false => StepForm::Member(name),
                }
            }
            "[" => {
                self.next();
                is_safe = self.take("?");
                let is_from_end = self.take("^");
                self.line_ends();
                let index = self.expression()?;
                self.line_ends();
                self.expect("]")?;
                if is_from_end { StepForm::FromEnd(index) } else { StepForm::Index(index) }
            }
            "::" => {
                self.next();
                StepForm::Nested(self.name()?)
            }
            "!" => {
                self.next();
                StepForm::NotNull
            }
            _ => return Ok(None),
        };
        Ok(Some(Step { end: self.last_end, is_safe, form }))
    }

    fn primary(&mut self) -> Read<Expression> {
        let start = self.at();
        let form = match (self.token.kind, self.word()) {
            (Word::Quote, _) => return self.quoted(),
            (Word::Number, digits) => {
                let form = digits.parse().map_or(Form::Unread, Form::Int);
                self.next();
                form
            }
            (Word::Name, word @ ("true" | "false" | "null")) => {
                self.next();
                if word == "null" { Form::Null } else { Form::Bool(word == "true") }
            }
            (Word::Name, _) => {
                let name = self.name()?;
                match self.is_symbol("(") {
                    true => Form::Call(name, self.arguments()?),
                    false => Form::Name(name.text),
                }
            }
            (Word::Symbol, "{") => Form::Object(self.object()?),
            (Word::Symbol, "[") => self.list()?,
            (Word::Symbol, "(") => {
                self.next();
                self.line_ends();
                let value = self.expression()?;
                self.line_ends();
                self.expect(")")?;
                Form::Group(Box::new(value))
            }
            _ => return Err(self.expected("a value")),
        };
        Ok(Expression { span: self.since(start), form })
    }

    /// What stands in round brackets behind a function's name.
    pub fn arguments(&mut self) -> Read<Vec<Expression>> {
        self.expect("(")?;
        self.line_ends();
        let mut arguments = Vec::new();
        while !self.take(")") {
            arguments.push(self.expression()?);
            self.separated(")")?;
        }
        Ok(arguments)
    }

    fn object(&mut self) -> Read<Vec<Member>> {
        self.expect("{")?;
        self.line_ends();
        let mut members = Vec::new();
        while !self.take("}") {
            members.push(self.member()?);
            self.separated("}")?;
        }
        Ok(members)
    }

    fn member(&mut self) -> Read<Member> {
        if self.take("...") {
            return Ok(Member::Spread(self.expression()?));
        }
        if self.is_symbol("@") || self.is_word("resource") && !self.is_key() {
            return self.deeper(Self::nested).map(|nested| Member::Resource(nested.into()));
        }
        let start = self.at();
        let key = match self.token.kind {
            Word::Quote => self.quoted()?,
            _ => {
                let name = self.name().map_err(|_| self.expected("a property's name or `}`"))?;
                let form = Form::Text(vec![super::syntax::Part::Text(name.text)]);
                Expression { span: self.since(start), form }
            }
        };
        self.expect(":")?;
        self.line_ends();
        Ok(Member::Property(key, self.value()?))
    }

    /// Whether a colon stands behind the word that comes next.
    fn is_key(&self) -> bool {
        let behind = super::lexer::token(self.text, self.token.span.end as usize);
        self.slice(behind.span) == ":"
    }

    /// A value, which may hang on a condition.
    pub fn value(&mut self) -> Read<Expression> {
        let start = self.at();
        if !self.is_word("if") {
            return self.expression();
        }
        self.next();
        self.expect("(")?;
        self.line_ends();
        let test = self.expression()?;
        self.line_ends();
        self.expect(")")?;
        self.line_ends();
        let body = self.expression()?;
        Ok(Expression { span: self.since(start), form: Form::If(Box::new([test, body])) })
    }

    fn list(&mut self) -> Read<Form> {
        self.expect("[")?;
        self.line_ends();
        if self.is_word("for") {
            return self.turns();
        }
        let mut items = Vec::new();
        while !self.take("]") {
            let start = self.at();
            let item = match self.take("...") {
                true => {
                    let form = Form::Spread(Box::new(self.expression()?));
                    Expression { span: self.since(start), form }
                }
                false => self.expression()?,
            };
            items.push(item);
            self.separated("]")?;
        }
        Ok(Form::Array(items))
    }

    fn turns(&mut self) -> Read<Form> {
        self.next();
        let (item, index) = match self.take("(") {
            true => {
                let item = self.name()?;
                self.expect(",")?;
                let index = self.name()?;
                self.expect(")")?;
                (item, Some(index))
            }
            false => (self.name()?, None),
        };
        if !self.take_word("in") {
            return Err(self.expected("`in`"));
        }
        let list = self.expression()?;
        self.expect(":")?;
        self.line_ends();
        let body = self.value()?;
        self.line_ends();
        self.expect("]")?;
        Ok(Form::For(item, index, Box::new([list, body])))
    }

    /// A lambda, when one comes next.
    fn lambda(&mut self) -> Read<Option<Expression>> {
        let start = self.at();
        let (before, last_end) = (self.token, self.last_end);
        let names = self.lambda_names();
        let Some(names) = names.filter(|_| self.take("=>")) else {
            (self.token, self.last_end) = (before, last_end);
            return Ok(None);
        };
        self.line_ends();
        let body = self.expression()?;
        let form = Form::Lambda(names, Box::new(body));
        Ok(Some(Expression { span: self.since(start), form }))
    }

    /// `name` or `(name, name)`
    fn lambda_names(&mut self) -> Option<Vec<Name>> {
        if !self.take("(") {
            return (self.token.kind == Word::Name).then(|| self.name().ok().into_iter().collect());
        }
        let mut names = Vec::new();
        self.line_ends();
        while !self.take(")") {
            names.push(self.name().ok()?);
            self.separated(")").ok()?;
        }
        Some(names)
    }
}

impl Default for Expression {
    fn default() -> Self {
        Self { span: super::syntax::Span::default(), form: Form::Unread }
    }
}
