//! Statements. One that is not understood costs itself: reading goes on where the next begins.

use super::lexer::{Word, token};
use super::parser::{Parser, Read};
use super::syntax::{Declaration, Decorator, Expression, Fault, Form, Imported, Member, Name, Statement};

/// What statements begin with.
const BEGINNINGS: [&str; 18] = [
    "targetScope",
    "using",
    "extends",
    "param",
    "var",
    "resource",
    "module",
    "output",
    "type",
    "func",
    "import",
    "extension",
    "extensionConfig",
    "provider",
    "metadata",
    "assert",
    "export",
    "test",
];

/// Whether a line begins as statements do.
fn begins(line: &str) -> bool {
    let word = line.split(|letter: char| !letter.is_ascii_alphanumeric()).next().unwrap_or_default();
    line.starts_with('@') || BEGINNINGS.contains(&word)
}

impl Parser<'_> {
    /// The next statement, and what is wrong with it.
    pub fn statement(&mut self) -> (Statement, Option<Fault>) {
        let start = self.at();
        let mut name = None;
        let mut decorators = Vec::new();
        let mut begun = None;
        let found = self.decorators().and_then(|own| {
            decorators = own;
            begun = Some(self.at());
            let declaration = self.declaration(&mut name)?;
            match self.token.kind {
                Word::LineEnd | Word::End => Ok(declaration),
                _ => Err(self.expected("the end of the line")),
            }
        });
        let (declaration, fault) = match found {
            Ok(declaration) => (declaration, None),
            Err(fault) => {
                // What is not closed takes the next statements for its own. Of what is decorated in an odd way nothing is read:
                // it may be a secret.
                self.skip(begun.unwrap_or(self.at()));
                (Declaration::Unread(name), Some(fault))
            }
        };
        (Statement { span: self.since(start), decorators, declaration }, fault)
    }

    /// Goes to the first line behind a byte that begins as statements do.
    fn skip(&mut self, from: u32) {
        let mut at = from as usize;
        while let Some(length) = memchr::memchr2(b'\n', b'\r', &self.text.as_bytes()[at..]) {
            at += length + 1;
            if begins(&self.text[at..]) {
                return self.go_on(at as u32);
            }
        }
        self.go_on(self.text.len() as u32);
    }

    /// `@name(…)`, as many as there are.
    pub fn decorators(&mut self) -> Read<Vec<Decorator>> {
        let mut decorators = Vec::new();
        while self.take("@") {
            let mut name = self.name()?;
            while self.take(".") {
                name = self.name()?;
            }
            decorators.push(Decorator { name: name.text, arguments: self.arguments()? });
            self.line_ends();
        }
        Ok(decorators)
    }

    /// A resource inside a resource.
    pub fn nested(&mut self) -> Read<Statement> {
        let start = self.at();
        let decorators = self.decorators()?;
        let declaration = self.declaration(&mut None)?;
        Ok(Statement { span: self.since(start), decorators, declaration })
    }

    fn declaration(&mut self, name: &mut Option<Name>) -> Read<Declaration> {
        if self.token.kind != Word::Name || !BEGINNINGS.contains(&self.word()) {
            return Err(self.expected("a declaration"));
        }
        let keyword = self.word();
        self.next();
        if matches!(
            keyword,
            "param" | "var" | "resource" | "module" | "output" | "type" | "func" | "metadata" | "assert"
        ) {
            *name = Some(self.name()?);
        }
        let own = name.clone().unwrap_or_else(|| Name { span: self.since(self.last_end), text: String::new() });
        Ok(match keyword {
            "targetScope" => Declaration::TargetScope(self.assigned()?),
            "using" => self.using()?,
            "extends" => Declaration::Extends(self.expression()?),
            "param" => self.parameter(own)?,
            "var" => {
                if !self.is_symbol("=") {
                    self.kind()?;
                }
                Declaration::Variable(own, self.assigned()?)
            }
            "resource" => self.resource(own)?,
            "module" => {
                let path = self.expression()?;
                let value = self.deployed()?;
                arguments(&value)?;
                Declaration::Module { name: own, path, value }
            }
            "output" => {
                let kind = if self.is_symbol("=") { None } else { self.output_kind()? };
                Declaration::Output(own, kind, self.assigned()?)
            }
            "type" => {
                self.expect("=")?;
                self.line_ends();
                Declaration::Type(own, self.kind()?)
            }
            "func" => self.function(own)?,
            "import" => self.import()?,
            "metadata" => Declaration::Metadata(own, self.assigned()?),
            "assert" => Declaration::Assert(own, self.assigned()?),
            _ => self.extension()?,
        })
    }

    /// `= value`
    fn assigned(&mut self) -> Read<Expression> {
        self.expect("=")?;
        if self.is_followed_by_statement() {
            return Err(self.expected("a value"));
        }
        self.line_ends();
        self.value()
    }

    /// `= { … }` of what is deployed, on a condition or in a loop. The compiler takes nothing else, and a spread in it as little:
    /// what is not seen there must not read as absent.
    fn deployed(&mut self) -> Read<Expression> {
        let value = self.assigned()?;
        match value.body() {
            Some(object) => plain(object)?,
            None => {
                return Err(fault(
                    &value,
                    "an object is expected, behind `if (…)` or in `[for …]` where it hangs on those",
                ));
            }
        }
        Ok(value)
    }

    /// Whether this line ends here, and the next one declares something: what is missing here must not cost that as well.
    fn is_followed_by_statement(&self) -> bool {
        let ahead = self.behind_line_ends().span;
        let is_first = self.text[..ahead.start as usize].ends_with(['\n', '\r']);
        let name = token(self.text, ahead.end as usize);
        is_first && name.kind == Word::Name && begins(&self.text[ahead.start as usize..])
    }

    fn using(&mut self) -> Read<Declaration> {
        let start = self.at();
        let path = match self.take_word("none") {
            true => Expression { span: self.since(start), form: Form::Null },
            false => self.expression()?,
        };
        if self.take_word("with") {
            self.expression()?;
        }
        Ok(Declaration::Using(path))
    }

    fn parameter(&mut self, name: Name) -> Read<Declaration> {
        let kind = match self.token.kind {
            Word::LineEnd | Word::End => None,
            _ if self.is_symbol("=") => None,
            _ => self.output_kind()?,
        };
        let value = if self.is_symbol("=") { Some(self.assigned()?) } else { None };
        Ok(Declaration::Parameter(name, kind, value))
    }

    /// A type, or `resource 'type@version'`.
    fn output_kind(&mut self) -> Read<Option<super::Kind>> {
        if self.take_word("resource") {
            self.expression()?;
            return Ok(None);
        }
        self.kind().map(Some)
    }

    fn resource(&mut self, name: Name) -> Read<Declaration> {
        let of = self.expression()?;
        let is_existing = self.take_word("existing");
        Ok(Declaration::Resource { name, of, is_existing, value: self.deployed()? })
    }

    fn function(&mut self, name: Name) -> Read<Declaration> {
        self.expect("(")?;
        self.line_ends();
        let mut parameters = Vec::new();
        while !self.take(")") {
            parameters.push(self.name()?);
            self.kind()?;
            self.separated(")")?;
        }
        self.kind()?;
        self.expect("=>")?;
        self.line_ends();
        Ok(Declaration::Function { name, parameters, value: self.expression()? })
    }

    fn import(&mut self) -> Read<Declaration> {
        if self.token.kind == Word::Quote {
            return self.extension();
        }
        let imported = match self.take("*") {
            true => {
                if !self.take_word("as") {
                    return Err(self.expected("`as`"));
                }
                Imported::All(self.name()?)
            }
            false => Imported::Names(self.imported()?),
        };
        if !self.take_word("from") {
            return Err(self.expected("`from`"));
        }
        Ok(Declaration::Import(imported, self.expression()?))
    }

    fn imported(&mut self) -> Read<Vec<(Name, Name)>> {
        self.expect("{")?;
        self.line_ends();
        let mut names = Vec::new();
        while !self.take("}") {
            let there = match self.token.kind {
                Word::Quote => {
                    let text = self.quoted()?;
                    Name { span: text.span, text: text.text().unwrap_or_default().to_owned() }
                }
                _ => self.name()?,
            };
            let here = if self.take_word("as") { self.name()? } else { there.clone() };
            names.push((there, here));
            self.separated("}")?;
        }
        Ok(names)
    }

    /// `extension name with { … } as alias`, which deploys nothing by itself: passed over to the end of its line, objects
    /// included.
    fn extension(&mut self) -> Read<Declaration> {
        while !matches!(self.token.kind, Word::LineEnd | Word::End) {
            match self.token.kind == Word::Quote || self.is_symbol("{") {
                true => {
                    self.expression()?;
                }
                false => {
                    self.next();
                }
            }
        }
        Ok(Declaration::Extension)
    }
}

/// Refuses an object that takes members from another.
fn plain(object: &Expression) -> Read<()> {
    let Form::Object(members) = &object.form else { return Ok(()) };
    let spread = members.iter().find_map(|member| match member {
        Member::Spread(value) => Some(value),
        _ => None,
    });
    spread.map_or(Ok(()), |value| {
        Err(fault(value, "a property's name is expected, and no spread: what it brings must be written here"))
    })
}

/// Refuses arguments of a module that are no object, or that come from another.
fn arguments(value: &Expression) -> Read<()> {
    let Some(Form::Object(members)) = value.body().map(|body| &body.form) else { return Ok(()) };
    for member in members {
        if let Member::Property(name, value) = member
            && name.text() == Some("params")
        {
            match value.bare().form {
                Form::Object(_) => plain(value.bare())?,
                _ => return Err(fault(value, "an object is expected, with each argument by its name")),
            }
        }
    }
    Ok(())
}

fn fault(value: &Expression, message: &str) -> Fault {
    Fault { at: value.span.start, message: message.to_owned() }
}
