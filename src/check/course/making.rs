//! From what a run of a plan noted to what people are shown.

use super::deciding::{Noted, deciding};
use super::wording::Wording;
use super::{Clause, ClauseKind, Course, Gave, Passage};
use crate::check::evidence::Telling;
use crate::check::heard::{Got, Heard};
use crate::check::plan::{Spot, Uncovered};
use crate::check::program::Program;
use crate::check::read::ReadId;
use crate::check::trace::Frame;
use crate::check::verdict::Evidence;
use crate::policy::{Script, ScriptKey};
use std::collections::BTreeSet;

/// Rounds of one list that are shown, besides the first of each outcome and the last.
const FIRST_ROUNDS: usize = 3;
/// Clauses that are named as deciding.
const MOST_DECIDING: usize = 6;
/// Values that one clause shows.
const MOST_READS: usize = 12;

/// How the script went that has just run in a frame; `is_whole` says whether its plan gave the answer.
pub(in crate::check) fn course(
    frame: &Frame,
    (key, script): (ScriptKey, &Script),
    program: Option<&Program>,
    is_whole: bool,
) -> Course {
    let own =
        Passage { function: None, file: script.file.clone(), line: script.line.max(1), text: script.text.clone() };
    let mut course = Course { key, passages: vec![own], clauses: Vec::new(), deciding: Vec::new(), untold: None };
    match program.map(|program| &program.plan) {
        Some(Ok(plan)) => {
            let heard = frame.heard.borrow();
            let mut making = Making::of(frame, script, &plan.spots, &heard);
            course.clauses = making.inside(None);
            course.deciding = making.deciding();
            course.passages.extend(making.functions());
            making.place(&mut course.clauses);
            making.place(&mut course.deciding);
            course.untold = (!is_whole).then(|| "the script failed there".to_owned());
        }
        Some(Err(Uncovered { what, .. })) => {
            course.untold = Some(format!("the script runs in the language's engine because of {what}"));
        }
        None => course.untold = Some("the script cannot be read".to_owned()),
    }
    course
}

struct Making<'m> {
    shown: Telling<'m>,
    script: &'m Script,
    spots: &'m [Spot],
    heard: &'m [Heard],
    /// The places of what each was met inside of, in order; those of the script itself at the end.
    within: Vec<Vec<usize>>,
    /// What is written at each spot: which text of the script, its line there, and the words.
    written: Vec<(usize, u32, String)>,
    /// The functions that were met, by their places among the script's.
    met: BTreeSet<usize>,
}

impl<'m> Making<'m> {
    fn of(frame: &'m Frame, script: &'m Script, spots: &'m [Spot], heard: &'m [Heard]) -> Self {
        let mut within = vec![Vec::new(); heard.len() + 1];
        for (place, each) in heard.iter().enumerate() {
            within[each.inside.unwrap_or(heard.len())].push(place);
        }
        let whole = script.whole();
        let wording = Wording::of(&whole);
        let written = spots.iter().map(|spot| written(script, &wording, spot)).collect();
        Self { shown: Telling::of(frame), script, spots, heard, within, written, met: BTreeSet::new() }
    }

    /// The clauses that were met inside of one, or of the script itself.
    fn inside(&mut self, of: Option<usize>) -> Vec<Clause> {
        let places = self.within[of.unwrap_or(self.heard.len())].clone();
        let mut clauses = Vec::new();
        let mut rest = places.as_slice();
        while let Some(first) = rest.first() {
            let spot = self.heard[*first].spot;
            let count = match self.spots[spot].kind.is_round() {
                true => rest.iter().take_while(|place| self.heard[**place].spot == spot).count(),
                false => 1,
            };
            let (same, others) = rest.split_at(count);
            match self.spots[spot].kind.is_round() {
                true => self.rounds(same, &mut clauses),
                false => clauses.push(self.clause(*first, None)),
            }
            rest = others;
        }
        clauses
    }

    /// Some of the rounds of a list, and how many others gave what.
    fn rounds(&mut self, places: &[usize], clauses: &mut Vec<Clause>) {
        let mut counts = [0; 4];
        let mut seen = [false; 4];
        for (number, place) in places.iter().enumerate() {
            let outcome = outcome(&self.heard[*place].gave);
            let is_shown = number < FIRST_ROUNDS || number + 1 == places.len() || !seen[outcome];
            seen[outcome] = true;
            match is_shown {
                true => clauses.push(self.clause(*place, Some(number + 1))),
                false => counts[outcome] += 1,
            }
        }
        if let (true, Some(last)) = (counts.iter().any(|count| *count > 0), places.last()) {
            let spot = self.heard[*last].spot;
            clauses.push(Clause { kind: ClauseKind::More, gave: Gave::Counts(counts), ..self.bare(spot) });
        }
    }

    fn bare(&mut self, spot: usize) -> Clause {
        let (passage, line, text) = self.written[spot].clone();
        self.met.extend(passage.checked_sub(1));
        let Spot { kind, name, .. } = self.spots[spot].clone();
        let (reads, inner) = (Vec::new(), Vec::new());
        Clause { passage, line, text, kind, name, gave: Gave::Left, round: None, reads, inner }
    }

    fn clause(&mut self, place: usize, number: Option<usize>) -> Clause {
        let heard = &self.heard[place];
        let element = heard.element.as_ref().map(|element| self.element(element)).unwrap_or_default();
        let gave = match (self.spots[heard.spot].kind, self.gave(&heard.gave)) {
            // The value of its body says nothing.
            (ClauseKind::For, Gave::Truth(_) | Gave::Value(_) | Gave::Answer(_)) => Gave::Value("goes on".to_owned()),
            (_, gave) => gave,
        };
        Clause {
            gave,
            round: number.map(|number| (number, element)),
            reads: self.reads(place),
            inner: self.inside(Some(place)),
            ..self.bare(heard.spot)
        }
    }

    /// The clauses that gave the answer, a variable's value with its name.
    fn deciding(&mut self) -> Vec<Clause> {
        let places = {
            let (has_reads, text) =
                (|place| !self.reads(place).is_empty(), |spot: usize| self.written[spot].2.as_str());
            let (spots, heard, within) = (self.spots, self.heard, self.within.as_slice());
            deciding(&Noted { spots, heard, within, has_reads: &has_reads, text: &text })
        };
        let mut clauses: Vec<Clause> = Vec::new();
        for place in places {
            let spot = self.heard[place].spot;
            let (gave, reads) = (self.gave(&self.heard[place].gave), self.reads(place));
            let clause = self.bare(spot);
            let sign = if self.spots[spot].adds { "+=" } else { "=" };
            let text = match &clause.name {
                Some(name) => format!("{name} {sign} {}", clause.text),
                None => clause.text.clone(),
            };
            clauses.push(Clause { text, gave, reads, ..clause });
        }
        foremost(clauses)
    }

    fn gave(&self, said: &Got) -> Gave {
        match said {
            Got::Truth(truth) => Gave::Truth(*truth),
            Got::Absent => Gave::Value("absent".to_owned()),
            Got::Read(read) => Gave::Value(self.shown.value(*read)),
            Got::Made(text) => Gave::Value(self.shown.made(text)),
            Got::Items(1) => Gave::Value("1 item".to_owned()),
            Got::Items(count) => Gave::Value(format!("{count} items")),
            Got::Something => Gave::Value("a value".to_owned()),
            Got::Answer(answer) => Gave::Answer(answer),
            Got::Unknown(reason) => Gave::Unknown(self.shown.cleared(reason)),
            Got::Left => Gave::Left,
            Got::Failed => Gave::Failed,
        }
    }

    /// What a round is for: where it stands, and its value where that says more.
    fn element(&self, said: &Got) -> String {
        match (said, self.gave(said)) {
            (Got::Read(read), Gave::Value(value)) => self.shown.element(*read, &value),
            (_, Gave::Value(value)) => value,
            (_, Gave::Truth(truth)) => truth.to_string(),
            _ => String::new(),
        }
    }

    /// What was read for a clause itself: not for clauses in it, and not to come by the elements that its rounds are for.
    fn reads(&self, place: usize) -> Vec<Evidence> {
        let own = &self.heard[place];
        let inner: Vec<&Heard> = self.within[place].iter().map(|inner| &self.heard[*inner]).collect();
        let element = |heard: &&Heard| match heard.element {
            Some(Got::Read(read)) => Some(read as usize),
            _ => None,
        };
        let elements: BTreeSet<usize> = inner.iter().filter_map(element).collect();
        let mut at = own.reads.start;
        let mut reads: Vec<ReadId> = Vec::new();
        for heard in inner {
            reads.extend(
                (at..heard.reads.start.max(at)).filter(|read| !elements.contains(read)).map(|read| read as ReadId),
            );
            at = at.max(heard.reads.end);
        }
        reads.extend((at..own.reads.end.max(at)).filter(|read| !elements.contains(read)).map(|read| read as ReadId));
        self.shown.some(&reads, MOST_READS)
    }

    /// The functions that were met.
    fn functions(&self) -> Vec<Passage> {
        let passage = |place: &usize| {
            let function = &self.script.functions[*place];
            let Script { file, line, text, .. } = &function.script;
            Passage {
                function: Some(function.signature()),
                file: file.clone(),
                line: (*line).max(1),
                text: text.clone(),
            }
        };
        self.met.iter().map(passage).collect()
    }

    /// Functions are counted as they are shown.
    fn place(&self, clauses: &mut [Clause]) {
        for clause in clauses {
            let shown = clause.passage.checked_sub(1).map_or(0, |own| self.met.range(..own).count() + 1);
            clause.passage = shown;
            self.place(&mut clause.inner);
        }
    }
}

/// The clauses that say most, where there are more than anybody reads: ones that only hand a value on go, then ones that look at
/// what others look at too, then the farthest.
fn foremost(mut clauses: Vec<Clause>) -> Vec<Clause> {
    let mut drop_where = |is_idle: &dyn Fn(&[Clause], &Clause) -> bool| {
        let mut place = clauses.len();
        while clauses.len() > MOST_DECIDING && place > 1 {
            place -= 1;
            if is_idle(&clauses[..place], &clauses[place]) {
                clauses.remove(place);
            }
        }
    };
    drop_where(&|_, clause| clause.reads.is_empty());
    drop_where(&|before, clause| {
        let is_known = |read: &Evidence| before.iter().any(|other| other.reads.iter().any(|own| own.path == read.path));
        clause.reads.iter().all(is_known)
    });
    clauses.truncate(MOST_DECIDING);
    clauses
}

fn outcome(said: &Got) -> usize {
    match said {
        Got::Truth(true) => 0,
        Got::Truth(false) => 1,
        Got::Unknown(_) => 2,
        _ => 3,
    }
}

/// What is written at a spot: which text of the script, 0 being its own, the line there, and the words.
fn written(script: &Script, wording: &Wording<'_>, spot: &Spot) -> (usize, u32, String) {
    let (line, column) = (spot.position.line().unwrap_or(1), spot.position.position().unwrap_or(1));
    let (holder, own) = script.at(line);
    let passage = script.functions.iter().position(|function| std::ptr::eq(&function.script, holder));
    let text = match spot.kind {
        ClauseKind::Call => wording.call(line, column),
        kind if kind.is_asked() || kind == ClauseKind::Map => wording.passed(line, column),
        _ => wording.at(line, column, spot.joins),
    };
    (passage.map_or(0, |place| place + 1), holder.line.max(1) + own as u32 - 1, text)
}
