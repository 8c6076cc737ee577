//! Small mistakes that a script may hold.
//!
//! What is told to people is left as it is: what stands inside `unhealthy(…)`, `not_applicable(…)` and `unknown(…)`, and texts in back quotes.

use crate::check::token::{self, Kind, Token};
use std::ops::Range;

/// One mistake: bytes of a script, and what stands there in their place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Mistake {
    pub bytes: Range<usize>,
    pub new: String,
}

impl Mistake {
    /// The script with the mistake in it.
    pub fn made_in(&self, text: &str) -> String {
        format!("{}{}{}", &text[..self.bytes.start], self.new, &text[self.bytes.end..])
    }
}

/// Calls whose arguments are told to people.
const TELLING: [&str; 3] = ["unhealthy", "not_applicable", "unknown"];

/// Each sign and word, and what is written for it by mistake.
const SWAPS: [(&str, &str); 17] = [
    ("==", "!="),
    ("!=", "=="),
    ("<", "<="),
    ("<=", "<"),
    (">", ">="),
    (">=", ">"),
    ("&&", "||"),
    ("||", "&&"),
    ("+", "-"),
    ("-", "+"),
    ("+=", "-="),
    ("any", "all"),
    ("all", "any"),
    ("some", "all"),
    ("none", "any"),
    ("true", "false"),
    ("false", "true"),
];

/// All mistakes in a script, in order.
pub(super) fn mistakes(text: &str) -> Vec<Mistake> {
    let tokens = token::tokens(text);
    let script = Parts { text, depths: token::depths(&tokens, text), tokens };
    let mut mistakes: Vec<Mistake> =
        (0..script.tokens.len()).filter(|at| !script.is_told(*at)).flat_map(|at| script.mistakes(at)).collect();
    mistakes.sort_by_key(|mistake| (mistake.bytes.start, mistake.bytes.end));
    mistakes.dedup();
    mistakes
}

struct Parts<'s> {
    text: &'s str,
    tokens: Vec<Token>,
    depths: Vec<usize>,
}

impl Parts<'_> {
    fn said(&self, at: usize) -> &str {
        self.tokens.get(at).map_or("", |token| token.text(self.text))
    }

    /// Whether a token stands in the arguments of a call that tells people something.
    fn is_told(&self, at: usize) -> bool {
        let mut depth = self.depths[at];
        (0..at).rev().any(|before| {
            let opens = self.depths[before] < depth;
            depth = depth.min(self.depths[before]);
            opens && self.said(before) == "(" && before > 0 && TELLING.contains(&self.said(before - 1))
        })
    }

    fn mistakes(&self, at: usize) -> Vec<Mistake> {
        let token = &self.tokens[at];
        let (said, before) = (token.text(self.text), if at == 0 { "" } else { self.said(at - 1) });
        let is_member = matches!(before, "." | "?.");
        let one = |new: String| Mistake { bytes: token.bytes.clone(), new };
        let swap = SWAPS.iter().find(|(from, _)| *from == said).map(|(_, to)| one((*to).to_owned()));
        match token.kind {
            Kind::Number => said
                .parse::<u64>()
                .ok()
                .and_then(|number| number.checked_add(1))
                .map(|next| one(next.to_string()))
                .into_iter()
                .collect(),
            Kind::Text => vec![one(format!("{}~\"", &said[..said.len() - 1]))],
            Kind::Word if is_member && self.said(at + 1) != "(" => vec![one(format!("{said}X"))],
            Kind::Word if is_member == matches!(said, "any" | "all" | "some" | "none") => swap.into_iter().collect(),
            Kind::Sign if said == "!" => vec![one(String::new())],
            Kind::Sign if matches!(said, "&&" | "||") => swap.into_iter().chain(self.dropped(at)).collect(),
            Kind::Sign => swap.into_iter().collect(),
            _ => Vec::new(),
        }
    }

    /// The operands of `&&` or `||`, each left out.
    fn dropped(&self, at: usize) -> Vec<Mistake> {
        let (neutral, is_and) = if self.said(at) == "&&" { ("true", true) } else { ("false", false) };
        let ends = |other: usize| {
            let said = self.said(other);
            self.depths[other] < self.depths[at]
                || self.depths[other] == self.depths[at]
                    && (matches!(
                        said,
                        ";" | "," | "{" | "}" | "=" | "if" | "return" | "else" | "while" | "|" | "||" | "in" | "=>"
                    ) || is_and && said == "&&")
        };
        let after = (at + 1..self.tokens.len()).find(|other| ends(*other)).unwrap_or(self.tokens.len());
        let before = (0..at).rev().find(|other| ends(*other)).map_or(0, |other| other + 1);
        let whole = |range: Range<usize>| {
            let (first, last) = (self.tokens.get(range.start)?, self.tokens.get(range.end.checked_sub(1)?)?);
            let bytes = first.bytes.start..last.bytes.end;
            (!range.is_empty()).then(|| Mistake { bytes, new: neutral.to_owned() })
        };
        [whole(before..at), whole(at + 1..after)].into_iter().flatten().collect()
    }
}
