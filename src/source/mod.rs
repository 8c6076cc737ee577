//! Bytes, documents and places: the only room that touches the file system.
//!
//! A [`Document`] is a file's text and one flat tree over it, the same shape for JSON, JSONC, NDJSON and YAML.
//! All other rooms hold a [`Node`], a cursor into it, and never the layout.

mod node;
mod problem;

pub use node::{Kind, Node, NodeId, Scalar, Span};
pub use problem::{Location, Position, Problem};
