//! What a plan notes that tells of its run.

use super::read::ReadId;
use std::ops::Range;

/// What a part of a plan gave that is told of.
pub(super) struct Heard {
    /// Its place among the plan's spots.
    pub spot: usize,
    /// The part that it was met inside of.
    pub inside: Option<usize>,
    /// What a round was for.
    pub element: Option<Got>,
    /// The reads that were made meanwhile.
    pub reads: Range<usize>,
    pub gave: Got,
}

/// What something gave, before anybody is shown it.
#[derive(Clone)]
pub(super) enum Got {
    Truth(bool),
    Absent,
    /// A value of a document.
    Read(ReadId),
    /// A number or a text that no read stands for.
    Made(String),
    /// So many of them.
    Items(usize),
    /// Something without a word for it.
    Something,
    Answer(&'static str),
    /// Nothing, for this reason.
    Unknown(String),
    /// The script went on elsewhere.
    Left,
    /// The plan was given up in it.
    Failed,
}
