//! Types.

use super::lexer::Word;
use super::parser::{Parser, Read};
use super::syntax::{Form, Kind, KindForm};

impl Parser<'_> {
    /// A type.
    pub fn kind(&mut self) -> Read<Kind> {
        self.deeper(Self::union)
    }

    fn union(&mut self) -> Read<Kind> {
        let start = self.at();
        self.take("|");
        self.line_ends();
        let mut parts = vec![self.suffixed()?];
        while self.take_behind("|") {
            self.line_ends();
            parts.push(self.suffixed()?);
        }
        if parts.len() == 1 {
            return Ok(parts.swap_remove(0));
        }
        Ok(Kind { span: self.since(start), form: KindForm::Union(parts) })
    }

    fn suffixed(&mut self) -> Read<Kind> {
        /// More are an attack: each lies inside the next.
        const MOST: usize = 32;
        let start = self.at();
        let mut kind = self.first_kind()?;
        for _ in 0..MOST {
            let form: fn(Box<Kind>) -> KindForm = match self.word() {
                "?" => KindForm::Nullable,
                "!" => KindForm::NotNull,
                "[" => {
                    self.next();
                    if self.is_symbol("]") { KindForm::List } else { self.inside()? }
                }
                "." => {
                    self.next();
                    if !self.take("*") {
                        self.name()?;
                    }
                    kind = Kind { span: self.since(start), form: KindForm::Other };
                    continue;
                }
                _ => return Ok(kind),
            };
            self.next();
            kind = Kind { span: self.since(start), form: form(Box::new(kind)) };
        }
        Err(self.expected("the end of the type"))
    }

    /// `[*]` and `[0]`, of which the bracket is left.
    fn inside(&mut self) -> Read<fn(Box<Kind>) -> KindForm> {
        if !self.take("*") && self.token.kind == Word::Number {
            self.next();
        }
        if self.is_symbol("]") { Ok(|_| KindForm::Other) } else { Err(self.expected("`]`")) }
    }

    fn first_kind(&mut self) -> Read<Kind> {
        let start = self.at();
        let form = match (self.token.kind, self.word()) {
            (Word::Quote, _) => KindForm::Literal(self.quoted()?),
            (Word::Number, _) | (Word::Name, "true" | "false" | "null") => KindForm::Literal(self.expression()?),
            (Word::Symbol, "-" | "!") => {
                self.next();
                let mut value = self.first_kind()?;
                if let KindForm::Literal(value) = &mut value.form {
                    value.form = match value.form {
                        Form::Int(number) => Form::Int(-number),
                        Form::Bool(is) => Form::Bool(!is),
                        _ => Form::Unread,
                    };
                }
                value.form
            }
            (Word::Name, _) => self.named()?,
            (Word::Symbol, "{") => self.object_kind()?,
            (Word::Symbol, "[") => self.tuple()?,
            (Word::Symbol, "(") => {
                self.next();
                self.line_ends();
                let inner = self.kind()?;
                self.line_ends();
                self.expect(")")?;
                inner.form
            }
            _ => return Err(self.expected("a type")),
        };
        Ok(Kind { span: self.since(start), form })
    }

    fn named(&mut self) -> Read<KindForm> {
        let mut names = vec![self.name()?];
        while self.is_symbol(".") {
            self.next();
            if self.take("*") {
                return Ok(KindForm::Other);
            }
            names.push(self.name()?);
        }
        if !self.take("<") {
            return Ok(KindForm::Named(names));
        }
        self.line_ends();
        while !self.take(">") {
            self.kind()?;
            self.separated(">")?;
        }
        Ok(KindForm::Other)
    }

    fn object_kind(&mut self) -> Read<KindForm> {
        self.expect("{")?;
        self.line_ends();
        let mut members = Vec::new();
        while !self.take("}") {
            self.decorators()?;
            let key = match (self.token.kind, self.take("*")) {
                (Word::Quote, _) => self.quoted()?.text().unwrap_or_default().to_owned(),
                (_, true) => "*".to_owned(),
                (_, false) => self.name()?.text,
            };
            self.expect(":")?;
            self.line_ends();
            members.push((key, self.kind()?));
            self.separated("}")?;
        }
        Ok(KindForm::Object(members))
    }

    fn tuple(&mut self) -> Read<KindForm> {
        self.expect("[")?;
        self.line_ends();
        let mut items = Vec::new();
        while !self.take("]") {
            self.decorators()?;
            items.push(self.kind()?);
            self.separated("]")?;
        }
        Ok(KindForm::Tuple(items))
    }
}
