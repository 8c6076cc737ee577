//! What is known of an estate, against what is there.

pub mod baseline;
