//! Why good news is none: what decided need not mean what it says.

/// What is doubted, by what it is called.
#[derive(Clone, Debug)]
pub(super) enum Doubt {
    /// A text that might have decided otherwise without the blanks or quotes around it, or as a whole.
    Around(String),
    /// A list or an object, which says nothing as a part of a text.
    Woven(String, &'static str),
}

impl Doubt {
    /// What is wrong with it.
    pub fn what(&self) -> String {
        match self {
            Self::Around(called) => format!("{called} has blanks or quotes around what it says, or was cut"),
            Self::Woven(called, kind) => format!("{called} is {kind}, and was made a part of a text"),
        }
    }

    /// The next step.
    pub fn help(&self) -> &'static str {
        match self {
            Self::Around(_) => "write all of it, without them",
            Self::Woven(..) => "name what of it is meant",
        }
    }
}
