//! What a Bicep file consists of.

use super::Operator;

/// A range of bytes in the text.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Span {
    /// First byte.
    pub start: u32,
    /// One past the last byte.
    pub end: u32,
}

/// What was not understood.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fault {
    /// A byte of the text.
    pub at: u32,
    /// What was expected there, without a full stop.
    pub message: String,
}

/// A file.
#[derive(Debug, Default)]
pub struct File {
    /// In the order of the text.
    pub statements: Vec<Statement>,
    /// At most one for each statement.
    pub faults: Vec<Fault>,
}

/// A declaration with what stands above it.
#[derive(Debug)]
pub struct Statement {
    /// From its first decorator on.
    pub span: Span,
    /// `@name(…)`
    pub decorators: Vec<Decorator>,
    /// What is declared.
    pub declaration: Declaration,
}

/// `@sys.name(…)`
#[derive(Debug)]
pub struct Decorator {
    /// Without the namespace.
    pub name: String,
    /// In order.
    pub arguments: Vec<Expression>,
}

/// A name where it is written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Name {
    /// Where.
    pub span: Span,
    /// As it is written.
    pub text: String,
}

/// What a statement declares.
#[derive(Debug)]
pub enum Declaration {
    /// `targetScope = 'subscription'`
    TargetScope(Expression),
    /// `using './main.bicep'`; `using none` names nothing.
    Using(Expression),
    /// `extends './shared.bicepparam'`
    Extends(Expression),
    /// `param name type = value`, also without type, as parameter files write it.
    Parameter(Name, Option<Kind>, Option<Expression>),
    /// `var name = value`
    Variable(Name, Expression),
    /// `output name type = value`
    Output(Name, Option<Kind>, Expression),
    /// `resource name 'type@version' existing = value`
    Resource {
        /// The symbolic name.
        name: Name,
        /// Type and version.
        of: Expression,
        /// Whether it is only referred to.
        is_existing: bool,
        /// An object, with a condition or in a loop.
        value: Expression,
    },
    /// `module name 'path' = value`
    Module {
        /// The symbolic name.
        name: Name,
        /// Where the module is.
        path: Expression,
        /// An object, with a condition or in a loop.
        value: Expression,
    },
    /// `type name = type`
    Type(Name, Kind),
    /// `func name(name type, …) type => value`
    Function {
        /// What it is called by.
        name: Name,
        /// In order.
        parameters: Vec<Name>,
        /// What it gives.
        value: Expression,
    },
    /// `import … from 'file'`
    Import(Imported, Expression),
    /// `metadata name = value`
    Metadata(Name, Expression),
    /// `assert name = value`
    Assert(Name, Expression),
    /// `extension …`, which deploys nothing by itself.
    Extension,
    /// It is not understood; its name, where that is.
    Unread(Option<Name>),
}

/// What an import takes.
#[derive(Debug)]
pub enum Imported {
    /// `* as name`
    All(Name),
    /// `{ a, b as c }`: what each is called there, and here.
    Names(Vec<(Name, Name)>),
}

/// A value as it is written.
#[derive(Clone, Debug, PartialEq)]
pub struct Expression {
    /// Where.
    pub span: Span,
    /// What it is.
    pub form: Form,
}

/// What an expression is.
#[derive(Clone, Debug, PartialEq)]
pub enum Form {
    /// `null`
    Null,
    /// `true`
    Bool(bool),
    /// A whole number.
    Int(i64),
    /// Text, with the values that are put into it.
    Text(Vec<Part>),
    /// `name`
    Name(String),
    /// `name(…)`
    Call(Name, Vec<Expression>),
    /// `{ … }`
    Object(Vec<Member>),
    /// `[ … ]`; an element that is spread is a [`Form::Spread`].
    Array(Vec<Expression>),
    /// `...value`
    Spread(Box<Expression>),
    /// A value, and what is asked of it.
    Chain(Box<Expression>, Vec<Step>),
    /// Values between operators of one rank.
    Binary(Box<Expression>, Vec<(Operator, Expression)>),
    /// `!value`
    Not(Box<Expression>),
    /// `-value`
    Minus(Box<Expression>),
    /// `test ? yes : no`
    Choice(Box<[Expression; 3]>),
    /// `(a, b) => value`
    Lambda(Vec<Name>, Box<Expression>),
    /// `if (test) value`
    If(Box<[Expression; 2]>),
    /// `[for (item, index) in list: value]`; list and value.
    For(Name, Option<Name>, Box<[Expression; 2]>),
    /// `(value)`
    Group(Box<Expression>),
    /// What it is cannot be said.
    Unread,
}

/// A part of a text.
#[derive(Clone, Debug, PartialEq)]
pub enum Part {
    /// As it is meant.
    Text(String),
    /// `${value}`
    Value(Expression),
}

/// What stands in an object.
#[derive(Clone, Debug, PartialEq)]
pub enum Member {
    /// `name: value`; the name may be a text with values in it.
    Property(Expression, Expression),
    /// `...value`
    Spread(Expression),
    /// A resource inside a resource.
    Resource(std::rc::Rc<Nested>),
}

/// A resource inside a resource.
pub type Nested = Statement;

/// What is asked of the value before it.
#[derive(Clone, Debug, PartialEq)]
pub struct Step {
    /// One past its last byte.
    pub end: u32,
    /// Whether null and what is missing give null: `.?`, `[?…]`.
    pub is_safe: bool,
    /// What.
    pub form: StepForm,
}

/// What is asked of a value.
#[derive(Clone, Debug, PartialEq)]
pub enum StepForm {
    /// `.name`
    Member(Name),
    /// `[index]`
    Index(Expression),
    /// `[^index]`
    FromEnd(Expression),
    /// `.name(…)`
    Method(Name, Vec<Expression>),
    /// `::name`
    Nested(Name),
    /// `!`, which says that it is not null.
    NotNull,
}

/// A type.
#[derive(Clone, Debug, PartialEq)]
pub struct Kind {
    /// Where.
    pub span: Span,
    /// What it is.
    pub form: KindForm,
}

/// What a type is.
#[derive(Clone, Debug, PartialEq)]
pub enum KindForm {
    /// `string`, `name`, `space.name`
    Named(Vec<Name>),
    /// A value that stands for itself.
    Literal(Expression),
    /// `a | b`
    Union(Vec<Kind>),
    /// `a[]`
    List(Box<Kind>),
    /// `a?`
    Nullable(Box<Kind>),
    /// `a!`
    NotNull(Box<Kind>),
    /// `{ name: type }`, by names as they are written.
    Object(Vec<(String, Kind)>),
    /// `[ type, … ]`
    Tuple(Vec<Kind>),
    /// What leads to no values that are known here: `resourceInput<'…'>`, `a[*]`.
    Other,
}

impl PartialEq for Statement {
    /// Statements are what they are where they stand.
    fn eq(&self, other: &Self) -> bool {
        self.span == other.span
    }
}

impl Declaration {
    /// What it is called.
    pub fn name(&self) -> Option<&Name> {
        match self {
            Self::Parameter(name, ..)
            | Self::Variable(name, _)
            | Self::Output(name, ..)
            | Self::Type(name, _)
            | Self::Metadata(name, _)
            | Self::Assert(name, _)
            | Self::Resource { name, .. }
            | Self::Module { name, .. }
            | Self::Function { name, .. } => Some(name),
            Self::Unread(name) => name.as_ref(),
            Self::TargetScope(_) | Self::Using(_) | Self::Extends(_) | Self::Import(..) | Self::Extension => None,
        }
    }
}

impl Expression {
    /// The text that it is, when nothing is put into it.
    pub fn text(&self) -> Option<&str> {
        match &self.form {
            Form::Text(parts) => match parts.as_slice() {
                [] => Some(""),
                [Part::Text(text)] => Some(text),
                _ => None,
            },
            _ => None,
        }
    }

    /// Without the brackets around it.
    pub fn bare(&self) -> &Self {
        let mut inner = self;
        while let Form::Group(within) = &inner.form {
            inner = within;
        }
        inner
    }

    /// The object that is deployed, whatever it hangs on and however often.
    pub fn body(&self) -> Option<&Self> {
        match &self.form {
            Form::Object(_) => Some(self),
            Form::If(parts) | Form::For(.., parts) => parts[1].body(),
            Form::Group(inner) => inner.body(),
            _ => None,
        }
    }
}
