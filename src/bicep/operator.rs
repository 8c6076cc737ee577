//! What stands between two values.

/// An operator between two values.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Operator {
    /// `??`
    Coalesce,
    /// `||`
    Or,
    /// `&&`
    And,
    /// `==`
    Equal,
    /// `!=`
    NotEqual,
    /// `=~`
    EqualCaseless,
    /// `!~`
    NotEqualCaseless,
    /// `<`
    Less,
    /// `<=`
    LessOrEqual,
    /// `>`
    Greater,
    /// `>=`
    GreaterOrEqual,
    /// `+`
    Add,
    /// `-`
    Subtract,
    /// `*`
    Multiply,
    /// `/`
    Divide,
    /// `%`
    Modulo,
}

use Operator::*;

/// Each as it is written, with its rank: what has more binds closer.
const ALL: [(&str, Operator, u8); 16] = [
    ("??", Coalesce, 1),
    ("||", Or, 2),
    ("&&", And, 3),
    ("==", Equal, 4),
    ("!=", NotEqual, 4),
    ("=~", EqualCaseless, 4),
    ("!~", NotEqualCaseless, 4),
    ("<", Less, 5),
    ("<=", LessOrEqual, 5),
    (">", Greater, 5),
    (">=", GreaterOrEqual, 5),
    ("+", Add, 6),
    ("-", Subtract, 6),
    ("*", Multiply, 7),
    ("/", Divide, 7),
    ("%", Modulo, 7),
];

impl Operator {
    /// The operator of a symbol.
    pub(super) fn of(symbol: &str) -> Option<Self> {
        ALL.iter().find(|(own, ..)| *own == symbol).map(|(_, operator, _)| *operator)
    }

    /// What has more binds closer.
    pub(super) fn rank(self) -> u8 {
        ALL.iter().find(|(_, operator, _)| *operator == self).map_or(0, |(.., rank)| *rank)
    }
}
