//! Which places of scripts the cases reach.
//!
//! Each place is given a call that tells of it: the beginning of a script, of a block and of a closure that answers, the way
//! past an `if` without `else`, and every operand of `&&` and `||` but the first, which is met whenever the others may be.
//! Only the copies of the scripts that this measures are written anew; what a scan runs knows nothing of it.

use super::{Candidate, Fixtures, Selected, place};
use crate::check::token::{self, Kind, Token};
use crate::check::{Aborted, Checks, Examiner, Reached};
use crate::policy::{Policy, Recommendation, RecommendationIndex, Script, ScriptKey};
use crate::source::Location;

/// What the cases of recommendations reach of their scripts.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Cover {
    /// All places, by recommendation, script and where they stand.
    pub spots: Vec<Spot>,
}

/// A place that a case may reach.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Spot {
    /// Whose script it is in.
    pub recommendation: RecommendationIndex,
    /// Which script.
    pub script: ScriptKey,
    /// Where it begins.
    pub location: Location,
    /// The line that it stands in.
    pub line: String,
    /// How many letters of that line stand before it.
    pub offset: usize,
    /// What kind of place it is.
    pub kind: SpotKind,
    /// Whether a case reached it.
    pub is_reached: bool,
}

/// What kind of place may be reached.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SpotKind {
    /// A whole script.
    Script,
    /// A block, or a closure that answers.
    Branch,
    /// The way past an `if` without `else`.
    Past,
    /// An operand of `&&` or `||`.
    Clause,
    /// A whole script in which no call can be put.
    Unmeasured,
}

impl Cover {
    /// Places that cases reach.
    pub fn reached(&self) -> usize {
        self.spots.iter().filter(|spot| spot.is_reached).count()
    }

    /// Whether cases reach so many of a hundred places.
    pub fn reaches(&self, percent: f64) -> bool {
        self.reached() as f64 * 100.0 >= percent * self.spots.len() as f64
    }

    /// Places that no case reaches.
    pub fn missed(&self) -> impl Iterator<Item = &Spot> {
        self.spots.iter().filter(|spot| !spot.is_reached)
    }
}

/// Runs the cases of recommendations over scripts that tell what is reached.
pub(super) fn measure(
    (policy, fixtures): (&Policy, &Fixtures),
    checks: &Checks,
    selected: &Selected<'_>,
) -> Result<Cover, Aborted> {
    let (examiner, reached) = (Examiner::of(policy), Reached::default());
    let (mut cover, mut telling) = (Cover::default(), checks.telling(reached.clone()));
    let own = (0..).map(RecommendationIndex).zip(&policy.recommendations).filter(|(_, entry)| !entry.embedded);
    for (index, entry) in own.filter(|(index, _)| selected(Candidate::Recommendation(*index))) {
        // Its parameters may have other values than the policy's.
        let mut told = checks.recommendations()[index.0].clone();
        for key in ScriptKey::ALL {
            told = tell(&examiner, told, (index, entry, key), &mut cover.spots);
        }
        telling.put(index, told);
    }
    super::run_here((policy, fixtures), &telling, selected)?;
    for (number, spot) in (0..).zip(&mut cover.spots) {
        spot.is_reached = reached.holds(number);
    }
    Ok(cover)
}

/// Puts calls into a script.
fn tell(
    examiner: &Examiner<'_>,
    told: Recommendation,
    (index, entry, key): (RecommendationIndex, &Recommendation, ScriptKey),
    spots: &mut Vec<Spot>,
) -> Recommendation {
    let Some(script) = entry.script(key) else { return told };
    let spot = |at: usize, kind| Spot {
        recommendation: index,
        script: key,
        location: place::of(script, at),
        line: place::line(&script.text, at).to_owned(),
        offset: place::offset(&script.text, at),
        kind,
        is_reached: false,
    };
    let calls = calls(script);
    let text = written(&script.text, &calls, spots.len());
    if !examiner.reads(&Script { text: text.clone(), ..script.clone() }) {
        spots.push(spot(0, SpotKind::Unmeasured));
        return told;
    }
    spots.extend(calls.iter().map(|call| spot(call.at, call.kind)));
    told.with_script(key, text)
}

/// A call that tells of a place.
struct Call {
    /// The byte where the place begins, which is where the call is put.
    at: usize,
    kind: SpotKind,
    /// What stands around the call.
    around: (&'static str, &'static str),
}

/// The text with its calls, numbered from `first` on. It has the same lines.
fn written(text: &str, calls: &[Call], first: usize) -> String {
    let (mut written, mut end) = (String::new(), 0);
    for (number, call) in (first..).zip(calls) {
        written.push_str(&text[end..call.at]);
        let (before, after) = call.around;
        written.push_str(&format!("{before}{}({number}){after}", Reached::CALL));
        end = call.at;
    }
    written + &text[end..]
}

/// Methods whose closures answer yes or no.
const ASKED: [&str; 6] = ["any", "all", "none", "some", "filter", "find"];

fn calls(script: &Script) -> Vec<Call> {
    let text = script.text.as_str();
    let tokens = token::tokens(text);
    let depths = token::depths(&tokens, text);
    let said = |at: usize| tokens.get(at).map_or("", |token| token.text(text));
    let begin = |at: usize| tokens.get(at).map_or(text.len(), |token| token.bytes.start);
    let statement = ("", "; ");
    let mut calls = vec![Call { at: begin(0), kind: SpotKind::Script, around: statement }];
    // The depths of conditions whose block was not met yet, and of blocks of an `if`.
    let (mut conditions, mut blocks) = (Vec::new(), Vec::new());
    for (at, token) in tokens.iter().enumerate() {
        match (token.kind, token.text(text)) {
            (Kind::Word, "if") => conditions.push(depths[at]),
            (Kind::Sign, "{") => {
                calls.push(Call { at: token.bytes.end, kind: SpotKind::Branch, around: (" ", ";") });
                if conditions.last() == Some(&depths[at]) {
                    conditions.pop();
                    blocks.push(depths[at]);
                }
            }
            (Kind::Sign, "}") if blocks.last() == Some(&depths[at]) && closes(&tokens, &depths, at, text) => {
                blocks.pop();
                if said(at + 1) != "else" {
                    calls.push(Call { at: token.bytes.end, kind: SpotKind::Past, around: (" else { ", "; }") });
                }
            }
            (Kind::Sign, "&&" | "||") if !is_closure(&tokens, at, text) => {
                calls.push(Call { at: begin(at + 1), kind: SpotKind::Clause, around: ("", " && ") });
            }
            (Kind::Sign, "|") if is_asked(&said, at) && said(at + 3) != "{" => {
                calls.push(Call { at: begin(at + 3), kind: SpotKind::Branch, around: ("", " && ") });
            }
            _ => {}
        }
    }
    calls
}

/// Whether a closing brace closes a block, and no map.
fn closes(tokens: &[Token], depths: &[usize], at: usize, text: &str) -> bool {
    let opened =
        (0..at).rev().find(|before| depths[*before] == depths[at] && matches!(tokens[*before].text(text), "{" | "#{"));
    opened.is_some_and(|opened| tokens[opened].text(text) == "{")
}

/// Whether `||` opens a closure without parameters.
fn is_closure(tokens: &[Token], at: usize, text: &str) -> bool {
    at == 0 || matches!(tokens[at - 1].text(text), "(" | "," | "=" | "[")
}

/// Whether a bar opens the one parameter of a closure that answers yes or no.
fn is_asked<'s>(said: &impl Fn(usize) -> &'s str, at: usize) -> bool {
    at > 1 && said(at - 1) == "(" && ASKED.contains(&said(at - 2)) && said(at + 2) == "|"
}
