//! Text from a document, which compares without regard to case, as Azure Policy compares it.
//!
//! The rule belongs to where the text comes from, not to the language: literals among themselves compare as Rhai does.

use super::doubt::Doubt;
use super::path;
use super::read::ReadId;
use super::stop::{Failure, Unknown, quoted, unknown};
use super::trace::Frame;
use crate::inventory::{Export, Silence};
use crate::secret::{self, Meaning};
use crate::source::NodeId;
use rhai::{Array, Dynamic, Engine, INT, ImmutableString};
use std::borrow::Cow;
use std::cmp::Ordering;
use std::rc::Rc;

/// Text that a script read, or made from text that it read.
#[derive(Clone)]
pub(super) struct Text {
    source: Source,
    /// The read that produced it.
    pub read: Option<ReadId>,
}

#[derive(Clone)]
enum Source {
    /// Still in its document; decoded when it is looked at.
    Read(Rc<Frame>, (u32, NodeId)),
    /// From one that still is, or for want of one.
    Made(ImmutableString, Option<Rc<Frame>>),
}

impl Text {
    pub fn read(frame: &Rc<Frame>, node: (u32, NodeId), read: ReadId) -> Self {
        Self { source: Source::Read(frame.clone(), node), read: Some(read) }
    }

    pub fn made(text: &str, read: Option<ReadId>) -> Self {
        Self { source: Source::Made(text.into(), None), read }
    }

    pub fn get(&self) -> Cow<'_, str> {
        match &self.source {
            Source::Read(frame, node) => {
                let node = frame.node(*node);
                frame.work.add_text((node.span().end - node.span().start) as usize);
                match node.text().unwrap_or_default() {
                    text if frame.veil.get() => self.veiled(frame, text),
                    text => text,
                }
            }
            Source::Made(text, frame) => {
                frame.iter().for_each(|frame| frame.work.add_text(text.len()));
                Cow::Borrowed(text)
            }
        }
    }

    /// The same, where it is the value: what a cut or a placeholder stands for is not known.
    pub fn whole(&self) -> Result<Cow<'_, str>, Failure> {
        let text = self.get();
        match Silence::of_text(&text) {
            Some(Silence::Cut) => Err(unknown(Unknown::lacking(Silence::Cut.hint(), Export::Depth))),
            Some(silence) => Err(unknown(silence.hint())),
            None => Ok(text),
        }
    }

    /// About how long it is.
    pub fn bytes(&self) -> usize {
        match &self.source {
            Source::Read(frame, node) => {
                let span = frame.node(*node).span();
                (span.end - span.start) as usize
            }
            Source::Made(text, _) => text.len(),
        }
    }

    fn veiled<'t>(&self, frame: &Frame, text: Cow<'t, str>) -> Cow<'t, str> {
        let meaning = self.read.map_or(Meaning::Nothing, |read| path::meaning_of(frame, read));
        match secret::veiled(meaning, &text) {
            Cow::Borrowed(_) => text,
            Cow::Owned(veiled) => veiled.into(),
        }
    }

    /// What it is called, for people.
    pub fn called(&self) -> String {
        match (self.frame(), self.read) {
            (Some(frame), Some(read)) => frame.called(read),
            _ => "what is compared".to_owned(),
        }
    }

    /// The letters, for a text in which nobody sees any more that these were cut or are to be replaced: such a text is no
    /// good news.
    pub fn spelt(&self) -> Cow<'_, str> {
        let text = self.get();
        if Silence::of_text(&text).is_some() {
            self.doubt();
        }
        text
    }

    /// Whether a script has made it out of others already, or it is a name, which is always text.
    pub fn is_made(&self) -> bool {
        matches!(self.source, Source::Made(..))
    }

    pub fn derive(&self, text: &str) -> Self {
        Self { source: Source::Made(text.into(), self.frame().cloned()), read: self.read }
    }

    fn frame(&self) -> Option<&Rc<Frame>> {
        match &self.source {
            Source::Read(frame, _) => Some(frame),
            Source::Made(_, frame) => frame.as_ref(),
        }
    }

    /// Notes that an answer hangs on what stands around it: it is no good news.
    fn doubt(&self) {
        if let Some(frame) = self.frame() {
            frame.doubt(|| Doubt::Around(self.called()));
        }
    }
}

/// Upper and lower case are one, beyond ASCII too.
pub(super) fn same(a: &str, b: &str) -> bool {
    a.eq_ignore_ascii_case(b) || !(a.is_ascii() && b.is_ascii()) && a.to_lowercase() == b.to_lowercase()
}

/// Orders as [`same`] compares.
fn order(a: &str, b: &str) -> Ordering {
    a.to_lowercase().cmp(&b.to_lowercase())
}

fn contains(a: &str, b: &str) -> bool {
    a.to_lowercase().contains(&b.to_lowercase())
}

fn starts_with(a: &str, b: &str) -> bool {
    a.to_lowercase().starts_with(&b.to_lowercase())
}

fn ends_with(a: &str, b: &str) -> bool {
    a.to_lowercase().ends_with(&b.to_lowercase())
}

/// The text of a string or of a [`Text`]; `None` for anything else.
pub(super) fn text_of(value: &Dynamic) -> Option<String> {
    if let Some(text) = value.read_lock::<Text>() {
        return Some(text.get().into_owned());
    }
    value.read_lock::<ImmutableString>().map(|text| text.to_string())
}

/// Registers a question about two texts for each pairing in which one comes from a document. The doubtful answers are those
/// that the document's text would perhaps not have given as it was meant.
macro_rules! compare {
    ($engine:expr, $name:literal, $ask:expr, $doubtful:expr) => {
        $engine
            .register_fn($name, |a: &mut Text, b: Text| ask(&a.get(), &b.get(), [Some(a), Some(&b)], $ask, &$doubtful));
        $engine.register_fn($name, |a: &mut Text, b: ImmutableString| {
            ask(&a.get(), &b, [Some(a), None], $ask, &$doubtful)
        });
        $engine.register_fn($name, |a: ImmutableString, b: Text| ask(&a, &b.get(), [None, Some(&b)], $ask, &$doubtful));
    };
}

/// A text without what hands and tools wrap around it by mistake: blanks, and quotes that were taken for a part of it.
fn bare(text: &str) -> &str {
    let is_around = |letter: char| {
        letter.is_whitespace()
            || letter.is_control()
            || matches!(letter, '\'' | '"' | '`' | '\u{2018}'..='\u{201f}' | '\u{200b}'..='\u{200f}' | '\u{feff}')
    };
    text.trim_matches(is_around)
}

/// Why a document's text need not mean what it says: it was cut, is to be replaced, or there is something around it.
pub(super) fn doubt(text: &str) -> Option<&'static str> {
    match Silence::of_text(text) {
        Some(silence) => Some(silence.hint()),
        None if is_cut(text) => Some("a text was cut at its end"),
        None => (bare(text).len() < text.len()).then_some("blanks or quotes stand around a text, or in place of one"),
    }
}

/// Whether a text ends as who shortens one ends it.
fn is_cut(text: &str) -> bool {
    text.ends_with("...") || text.ends_with('…')
}

/// A question about two texts. A text of a document may mean what is inside of it, which is noted where the answer would be
/// another one; a script's own is as it is meant.
fn ask(
    a: &str,
    b: &str,
    of: [Option<&Text>; 2],
    question: fn(&str, &str) -> bool,
    doubtful: &[bool],
) -> Result<bool, Failure> {
    let answer = question(a, b);
    if !doubtful.contains(&answer) {
        return Ok(answer);
    }
    let silence = |text, of: Option<&Text>| of.and_then(|_| Silence::of_text(text));
    if let Some(silence) = silence(a, of[0]).or_else(|| silence(b, of[1])) {
        return Err(unknown(silence.hint()));
    }
    let inside = |text, of: Option<&Text>| if of.is_some() { bare(text) } else { text };
    let (in_a, in_b) = (inside(a, of[0]), inside(b, of[1]));
    let sides = [(a, in_a, of[0]), (b, in_b, of[1])];
    if sides.iter().all(|(text, inside, of)| inside.len() == text.len() && (of.is_none() || !is_cut(text))) {
        return Ok(answer);
    }
    let is_other = question(in_a, in_b) != answer;
    for (text, inside, of) in sides {
        let is_doubtful = inside.len() < text.len() && (is_other || inside.is_empty()) || is_cut(text);
        of.filter(|_| is_doubtful).into_iter().for_each(Text::doubt);
    }
    Ok(answer)
}

/// Whether a document's text is another text, unless it was something else.
pub(super) fn equal(text: &Text, other: &str) -> Result<bool, Failure> {
    ask(&text.get(), other, [Some(text), None], same, &[false])
}

/// Whether two texts of documents are one.
pub(super) fn equal_texts(a: &Text, b: &Text) -> Result<bool, Failure> {
    ask(&a.get(), &b.get(), [Some(a), Some(b)], same, &[false])
}

/// Whether a document's text has another one in it.
pub(super) fn holds(text: &Text, part: &str) -> Result<bool, Failure> {
    ask(&text.get(), part, [Some(text), None], contains, &[false])
}

/// Everything that scripts may do with text from documents.
pub(super) fn register(engine: &mut Engine) {
    engine.register_type_with_name::<Text>("text");
    register_comparisons(engine);
    register_methods(engine);
}

fn register_comparisons(engine: &mut Engine) {
    compare!(engine, "==", same, [false]);
    compare!(engine, "!=", |a, b| !same(a, b), [true]);
    // A character in single quotes is Rhai's own type.
    engine.register_fn("==", |a: Text, b: char| same(&a.get(), b.encode_utf8(&mut [0; 4])));
    engine.register_fn("==", |a: char, b: Text| same(&b.get(), a.encode_utf8(&mut [0; 4])));
    engine.register_fn("!=", |a: Text, b: char| !same(&a.get(), b.encode_utf8(&mut [0; 4])));
    engine.register_fn("!=", |a: char, b: Text| !same(&b.get(), a.encode_utf8(&mut [0; 4])));
    compare!(engine, "<", |a, b| order(a, b).is_lt(), [true, false]);
    compare!(engine, "<=", |a, b| order(a, b).is_le(), [true, false]);
    compare!(engine, ">", |a, b| order(a, b).is_gt(), [true, false]);
    compare!(engine, ">=", |a, b| order(a, b).is_ge(), [true, false]);
    compare!(engine, "contains", contains, [false]);
    compare!(engine, "starts_with", starts_with, [false]);
    compare!(engine, "ends_with", ends_with, [false]);
    // Rhai would answer `false` when text is ordered against a number; a quiet wrong answer is worse than an error.
    for operator in ["<", "<=", ">", ">="] {
        engine.register_fn(operator, |_: Text, _: INT| -> Result<bool, Failure> { Err(mixed()) });
        engine.register_fn(operator, |_: INT, _: Text| -> Result<bool, Failure> { Err(mixed()) });
        engine.register_fn(operator, |_: Text, _: f64| -> Result<bool, Failure> { Err(mixed()) });
        engine.register_fn(operator, |_: f64, _: Text| -> Result<bool, Failure> { Err(mixed()) });
    }
}

fn mixed() -> Failure {
    unknown("text has no order against a number; where the text is one, write parse_int(…) or parse_float(…) around it")
}

fn register_methods(engine: &mut Engine) {
    engine.register_fn("len", |text: &mut Text| text.whole().map(|text| text.chars().count() as INT));
    engine.register_fn("is_empty", |text: &mut Text| text.whole().map(|text| text.is_empty()));
    engine.register_fn("to_string", |text: &mut Text| ImmutableString::from(text.spelt().as_ref()));
    engine.register_fn("to_debug", |text: &mut Text| format!("{:?}", text.get()));
    engine.register_fn("to_lower", |text: &mut Text| text.derive(&text.get().to_lowercase()));
    engine.register_fn("to_upper", |text: &mut Text| text.derive(&text.get().to_uppercase()));
    engine.register_fn("trim", |text: &mut Text| text.derive(text.get().trim()));
    engine.register_fn("split", |text: &mut Text, by: ImmutableString| -> Array {
        let parts: Array = text.get().split(by.as_str()).map(|part| Dynamic::from(text.derive(part))).collect();
        text.frame().iter().for_each(|frame| frame.work.add(parts.len()));
        parts
    });
    engine.register_fn("parse_int", |text: &mut Text| -> Result<INT, Failure> {
        text.get().trim().parse().map_err(|_| unknown(format!("{} is not a whole number", quoted(&text.get()))))
    });
    engine.register_fn("parse_float", |text: &mut Text| -> Result<f64, Failure> {
        text.get().trim().parse().map_err(|_| unknown(format!("{} is not a number", quoted(&text.get()))))
    });
    engine.register_fn("sub_string", |text: &mut Text, start: INT, len: INT| sub_string(text, start, len));
    engine.register_fn("sub_string", |text: &mut Text, start: INT| sub_string(text, start, INT::MAX));
}

/// `len` characters from `start`, which counts from the end when it is negative, as for Rhai's own strings.
fn sub_string(text: &Text, start: INT, len: INT) -> Text {
    let all = text.get();
    let start = if start < 0 { start.saturating_add(all.chars().count() as INT).max(0) } else { start };
    let (start, len) = (usize::try_from(start).unwrap_or(0), usize::try_from(len).unwrap_or(0));
    text.derive(&all.chars().skip(start).take(len).collect::<String>())
}
