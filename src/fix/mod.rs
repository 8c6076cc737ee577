//! Quick fixes: from a change of values to a proven change of a file's text.
//!
//! Pure: nothing here reads or writes files.

pub mod text;
