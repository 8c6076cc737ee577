//! Bytes, documents and places: the only room that touches the file system and git.
//!
//! A [`Document`] is a file's text and one flat tree over it, the same shape for JSON, JSONC, NDJSON, YAML, Bicep and HCL.
//! All other rooms hold a [`Node`], a cursor into it, and never the layout.

mod bicep;
mod builder;
mod bytes;
mod derive;
mod digest;
mod disk;
mod document;
mod files;
mod folders;
mod git;
mod hcl;
mod id;
mod ignores;
mod json;
mod keys;
mod layout;
mod lines;
mod members;
mod memory;
mod near;
mod node;
mod origin;
mod problem;
mod replace;
mod scan;
mod schema;
mod stdin;
mod tree;
mod write;
mod yaml;
mod yaml_span;

pub use bytes::{display_name, read};
pub use derive::Deriver;
pub use digest::{Checksum, Digest};
pub use disk::{FileSystem, boundary, read_named, walk_inventory, walk_policies};
pub use document::{Document, Encoding, Format};
pub use files::{ContentKey, Files, Found, LEADS_OUT, Walked};
pub use folders::{folders_in, holds_any, rename, take_away, take_away_empty};
pub use git::{
    Commit, Listing, Logged, Made, Repository, Rewritten, Side, is_kept_without_returns, is_tracked, renames,
};
pub use id::{normal_id, unbraced};
pub use layout::{Written, plain_kind};
pub use lines::{Lined, Lines};
pub use members::{Items, Members};
pub use memory::Memory;
pub use near::{Nearest, nearest};
pub use node::{Block, Kind, Node, NodeId, Scalar, Span, Style};
pub use origin::Origin;
pub use problem::{Code, Location, Position, Problem};
pub use replace::{check_replaceable, replace};
pub use stdin::{LineReader, read_stdin};
pub use write::{
    append, foreign, is_linked, refuse_place, repository_path, write_atomic, write_atomic_by, write_new, write_within,
};

#[cfg(test)]
mod tests;
