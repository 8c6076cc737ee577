//! The Bicep language: a file's text as declarations and expressions, each with its place.
//!
//! [`parse`] never fails as a whole: a statement that is not understood costs itself, and is told as a [`Fault`]. What it
//! reads stands for itself; what names mean, and what is deployed, others work out.

mod expression;
mod kinds;
mod lexer;
mod operator;
mod parser;
mod statement;
mod syntax;
mod text;

#[cfg(test)]
mod tests;

pub use operator::Operator;
pub use parser::parse;
pub use syntax::{
    Declaration, Decorator, Expression, Fault, File, Form, Imported, Kind, KindForm, Member, Name, Part, Span,
    Statement, Step, StepForm,
};
