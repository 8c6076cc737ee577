//! A page of a list, as list calls answer, and what it says of the rest.

use super::Resource;
use crate::source::{Kind, Node, Position};
use std::ops::Range;

/// One page of a list, or a list that is no page of any.
#[derive(Clone, Debug)]
pub(super) struct Page {
    /// The name of its form.
    pub(super) form: &'static str,
    /// How many rows it has.
    pub(super) shown: u64,
    /// How many rows its list has, where it says so.
    pub(super) total: Option<u64>,
    pub(super) more: Option<More>,
    /// Which of how many pages it is, where it says so and there are several.
    pub(super) turn: Option<(u64, u64)>,
    /// What was read from it.
    pub(super) resources: Range<u32>,
    pub(super) position: Position,
    /// What was asked for, as it is written, where that stands beside the answer.
    pub(super) asked: Option<Box<str>>,
}

/// What says that a page is not the last.
#[derive(Clone, Debug)]
pub(super) enum More {
    /// Where the next one is.
    Link(Box<str>),
    /// A token that continues the query, or that the answer was cut.
    Cut,
    /// An error: nobody can say what would have followed.
    Failed,
}

impl Page {
    /// What a page says beside its `shown` rows.
    pub(super) fn of(node: Node<'_>, form: &'static str, shown: usize, resources: Range<u32>) -> Self {
        let mut page = Self {
            form,
            shown: shown as u64,
            total: None,
            more: None,
            turn: None,
            resources,
            position: node.start(),
            asked: None,
        };
        let mut turns = Turns::default();
        page.take_all(node, DEEPEST, &mut turns);
        match (turns.turn, turns.all.filter(|all| *all > 1)) {
            (Some(turn), Some(all)) => page.turn = Some((turn, all)),
            (None, Some(_)) => page.more = page.more.take().or(Some(More::Cut)),
            _ => {}
        }
        page
    }

    /// Takes in what fields beside the rows say, and those in what stands around such fields.
    fn take_all(&mut self, node: Node<'_>, depth: u8, turns: &mut Turns) {
        for (name, value) in node.members() {
            self.take(&name, value, turns);
            if depth > 0 && is_around(&name) {
                self.take_all(value, depth - 1, turns);
                // Links are a list too, each with what it leads to.
                let is_next =
                    |link: &Node<'_>| link.get("rel").and_then(Node::text).is_some_and(|rel| plain(&rel) == "next");
                self.more = value.items().filter(is_next).find_map(link).or(self.more.take());
            }
        }
    }

    /// Takes in what a field beside the rows says.
    fn take(&mut self, name: &str, value: Node<'_>, turns: &mut Turns) {
        match said_by(name) {
            Some(Says::Next) if !matches!(self.more, Some(More::Failed)) => {
                self.more = link(value).or(self.more.take());
            }
            Some(Says::Cut) if is_said(value) => self.more = self.more.take().or(Some(More::Cut)),
            Some(Says::Whole) if value.kind() == Kind::Bool && !is_said(value) => {
                self.more = self.more.take().or(Some(More::Cut));
            }
            Some(Says::Failed) if is_said(value) => self.more = Some(More::Failed),
            Some(Says::Total) => self.total = self.total.max(number(value.get("value").unwrap_or(value))),
            Some(Says::Words) if says_cut(value) => self.more = self.more.take().or(Some(More::Cut)),
            Some(Says::State) if value.text().is_some_and(|text| is_partial(&text)) => {
                self.more = self.more.take().or(Some(More::Cut));
            }
            Some(Says::Turn) => turns.turn = turns.turn.or(number(value)),
            Some(Says::Turns) => turns.all = turns.all.or(number(value)),
            _ => {}
        }
    }

    /// What stands in its rows, without what is nested in them.
    pub(super) fn rows<'r>(&self, resources: &'r [Resource]) -> impl Iterator<Item = &'r Resource> {
        let held = &resources[self.resources.start as usize..self.resources.end as usize];
        held.iter().filter(|row| row.list == held[0].list && !row.is_inside)
    }

    /// How many rows its list has, when it has not all of them.
    pub(super) fn lacks(&self) -> Option<u64> {
        self.total.filter(|total| *total > self.shown)
    }
}

/// Which of how many pages one is.
#[derive(Default)]
struct Turns {
    turn: Option<u64>,
    all: Option<u64>,
}

/// What a field beside the rows says of the rest.
#[derive(Clone, Copy)]
enum Says {
    /// Where it is.
    Next,
    /// That there is one, unless it says nothing.
    Cut,
    /// That there is none, unless it says no.
    Whole,
    /// That there was an error, unless it says nothing.
    Failed,
    /// How many rows there are.
    Total,
    /// How it went, in a word.
    State,
    /// Something, in sentences.
    Words,
    /// Which page it is.
    Turn,
    /// How many pages there are.
    Turns,
}

/// What fields say, by their names in lower case, without signs.
const FIELDS: [(Says, &[&str]); 9] = [
    (Says::Next, &["nextlink", "nextpagelink", "nextpage", "nexturl", "next"]),
    (
        Says::Cut,
        &[
            "skiptoken",
            "continue",
            "marker",
            "cursor",
            "lastevaluatedkey",
            "more",
            "partial",
            "ispartial",
            "partialresult",
            "partialresults",
            "incomplete",
            "isincomplete",
            "incompleteresults",
        ],
    ),
    (Says::Whole, &["complete", "completed", "iscomplete", "last", "islast", "islastpage", "lastpage", "done"]),
    (Says::Failed, &["error", "errors"]),
    (Says::Total, &["total", "count", "recordcount", "resultcount", "numresults", "numfound", "available", "hits"]),
    (Says::Words, &["warning", "warnings", "message", "messages", "notice", "notices", "note", "notes"]),
    (Says::State, &["status", "resultstatus", "completeness"]),
    (Says::Turn, &["page", "pagenumber", "currentpage"]),
    (Says::Turns, &["totalpages", "pagecount", "pages", "lastpagenumber"]),
];

/// What is said by what stands in a name, where the whole of it is none of [`FIELDS`].
const PARTS: [(Says, &[&str]); 3] = [
    (Says::Next, &["nextlink"]),
    (Says::Cut, &["next", "truncat", "continuation", "hasmore", "moreresults", "moreavailable", "remaining"]),
    (Says::Total, &["total"]),
];

/// What such fields stand in, where they do not stand beside the rows themselves.
const AROUND: [&str; 11] = [
    "pagination",
    "paging",
    "page",
    "pageinfo",
    "link",
    "links",
    "meta",
    "metadata",
    "properties",
    "resultinfo",
    "responsemetadata",
];

/// How deep they stand in one another.
const DEEPEST: u8 = 2;

/// Whether a word says that not all is there.
fn is_partial(state: &str) -> bool {
    ["partial", "partialsuccess", "partiallysucceeded", "incomplete", "truncated"].contains(&plain(state).as_str())
}

/// Whether a sentence, or one of several, says that not all is there.
fn says_cut(value: Node<'_>) -> bool {
    const CUT: [&str; 3] = ["truncat", "incomplete", "not all "];
    let is_cut = |text: &str| CUT.iter().any(|word| text.to_lowercase().contains(word));
    match value.kind() {
        Kind::Array | Kind::Object => value.written().any(says_cut),
        _ => value.text().is_some_and(|text| is_cut(&text)),
    }
}

/// A name in lower case, without the signs that interfaces put into theirs.
fn plain(name: &str) -> String {
    let name = name.to_ascii_lowercase().replace(['@', '$', '_', '-'], "");
    name.strip_prefix("odata.").map(str::to_owned).unwrap_or(name)
}

/// What a field of this name says; `None` for those that say nothing of the rest.
fn said_by(name: &str) -> Option<Says> {
    let name = plain(name);
    let whole = FIELDS.iter().find(|(_, names)| names.contains(&name.as_str()));
    let part = || PARTS.iter().find(|(_, parts)| parts.iter().any(|part| name.contains(part)));
    whole.or_else(part).map(|(says, _)| *says)
}

/// Whether a field of this name may hold such fields.
fn is_around(name: &str) -> bool {
    AROUND.contains(&plain(name).as_str())
}

/// Whether a field of this name says something of the rest of a list.
pub(super) fn is_of_rest(name: &str) -> bool {
    said_by(name).is_some() || is_around(name)
}

/// Where the next page is, or that there is one.
fn link(value: Node<'_>) -> Option<More> {
    let named = ["href", "url", "link"].iter().find_map(|name| value.get(name));
    match named.unwrap_or(value).text() {
        Some(text) if !text.trim().is_empty() => Some(More::Link(text.trim().into())),
        _ => is_said(value).then_some(More::Cut),
    }
}

/// Whether a value says yes: it is neither nothing, nor blank, nor false, nor zero.
fn is_said(value: Node<'_>) -> bool {
    match value.kind() {
        Kind::Array | Kind::Object => value.len() > 0,
        Kind::String => {
            value.text().is_some_and(|text| !["", "false", "0"].contains(&text.trim().to_lowercase().as_str()))
        }
        Kind::Number => number(value) != Some(0),
        Kind::Bool => value.raw().eq_ignore_ascii_case("true"),
        Kind::Null => false,
    }
}

/// A whole number, also as text, and also where a tool writes it as a fraction.
fn number(value: Node<'_>) -> Option<u64> {
    let text = value.text().or_else(|| (value.kind() == Kind::Number).then(|| value.raw().into()))?;
    let text = text.trim();
    text.strip_suffix(".0").unwrap_or(text).parse().ok()
}
