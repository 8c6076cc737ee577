//! Which of the parts that a run noted gave its answer.
//!
//! An answer is followed back by what ran, in the order in which it ran: a variable to the assignment of it that ran last, and an
//! assignment or a bare `true` to the conditions that led there. Names play no part, so that a name that is used twice misleads
//! nobody.

use super::ClauseKind;
use crate::check::heard::{Got, Heard};
use crate::check::plan::Spot;

/// Parts that are followed.
const MOST: usize = 60;

/// A run, with what to ask of its parts.
pub(super) struct Noted<'n> {
    pub spots: &'n [Spot],
    pub heard: &'n [Heard],
    /// The places of what each was met inside of, in order; those of the script itself at the end.
    pub within: &'n [Vec<usize>],
    /// Whether something was read for a part itself.
    pub has_reads: &'n dyn Fn(usize) -> bool,
    /// What is written at a spot.
    pub text: &'n dyn Fn(usize) -> &'n str,
}

/// The places of the parts that gave the answer, the nearest first.
pub(super) fn deciding<'n>(noted: &'n Noted<'n>) -> Vec<usize> {
    let mut following = Following { noted, found: Vec::new() };
    following.sequence(&noted.within[noted.heard.len()]);
    following.found
}

struct Following<'f> {
    noted: &'f Noted<'f>,
    /// Those so far.
    found: Vec<usize>,
}

impl<'f> Following<'f> {
    fn spot(&self, place: usize) -> &'f Spot {
        &self.noted.spots[self.noted.heard[place].spot]
    }

    fn kind(&self, place: usize) -> ClauseKind {
        self.spot(place).kind
    }

    fn inner(&self, place: usize) -> &'f [usize] {
        &self.noted.within[place]
    }

    fn is_full(&self) -> bool {
        self.found.len() >= MOST
    }

    fn name(&mut self, place: usize) {
        if !self.is_full() && !self.found.contains(&place) {
            self.found.push(place);
        }
    }

    fn each(&mut self, places: Vec<usize>) {
        places.into_iter().for_each(|place| self.clause(place));
    }

    /// What decided a sequence of statements: its last one, and what led there; that alone where the last one says nothing itself.
    fn sequence(&mut self, places: &'f [usize]) {
        let Some(last) = places.last().copied() else { return };
        let is_word = matches!(self.noted.heard[last].gave, Got::Answer(_));
        if !is_word && !self.is_bare(last) {
            self.clause(last);
            return self.each(self.ways_to(last, places));
        }
        let mut ways = self.ways_to(last, places);
        if ways.is_empty() {
            self.ways_out(places, &mut ways);
        }
        if ways.is_empty() { self.clause(last) } else { self.each(ways) }
    }

    /// Whether it is `true`, `healthy()` or the like: why it came to be reached says more.
    fn is_bare(&self, place: usize) -> bool {
        let is_known = !matches!(self.noted.heard[place].gave, Got::Unknown(_) | Got::Failed);
        let text = (self.noted.text)(self.noted.heard[place].spot);
        let is_word = text.chars().all(|letter| letter.is_alphanumeric() || "_()[]".contains(letter));
        let own = self.spot(place);
        is_known && is_word && own.uses.is_empty() && self.inner(place).is_empty() && !(self.noted.has_reads)(place)
    }

    /// The conditions that a statement stands under, and those that read something and would have led away from it; the nearest first.
    fn ways_to(&self, last: usize, places: &'f [usize]) -> Vec<usize> {
        let reads = |place: usize| !self.noted.heard[place].reads.is_empty();
        let is_above =
            |place: usize| self.spot(last).under.is_some_and(|under| self.leads(self.noted.heard[place].spot, under));
        let leads = |place: &usize| {
            let is_way = is_above(*place) || self.spot(*place).leads_out && reads(*place);
            self.kind(*place) == ClauseKind::Condition && *place < last && is_way
        };
        places.iter().copied().rev().filter(leads).collect()
    }

    /// Conditions of which one outcome leaves these statements, also in loops.
    fn ways_out(&self, places: &'f [usize], ways: &mut Vec<usize>) {
        for place in places {
            match self.kind(*place) {
                ClauseKind::Condition if self.spot(*place).leads_out => ways.push(*place),
                ClauseKind::For => self.ways_out(self.inner(*place), ways),
                _ => {}
            }
        }
    }

    /// What decided a part.
    fn clause(&mut self, place: usize) {
        let inner = self.inner(place);
        let Some(last) = inner.last().copied().filter(|_| !self.is_full()) else { return self.leaf(place) };
        let kind = self.kind(last);
        match kind {
            ClauseKind::And | ClauseKind::Or | ClauseKind::Any | ClauseKind::All => self.sides(inner, kind),
            ClauseKind::Filter => {
                self.name(place);
                self.sides(inner, kind);
            }
            _ => self.around(place, last),
        }
    }

    /// Operands or rounds: those that were enough, or all where none was.
    fn sides(&mut self, inner: &'f [usize], kind: ClauseKind) {
        let all = || inner.iter().copied().filter(|side| self.kind(*side) == kind);
        let enough: Vec<usize> = all().filter(|side| decides(kind, &self.noted.heard[*side].gave)).collect();
        let sides = if enough.is_empty() { all().collect() } else { enough };
        self.each(sides);
    }

    /// What decided a part in which statements ran.
    fn around(&mut self, place: usize, last: usize) {
        let (inner, first) = (self.inner(place), self.found.len());
        let own = self.kind(place);
        let is_asked = |inner: &&usize| self.kind(**inner) == ClauseKind::Condition;
        match self.kind(last) {
            _ if own == ClauseKind::Call || own.is_round() || inner.iter().any(|inner| is_asked(&inner)) => {
                self.sequence(inner);
            }
            ClauseKind::Call | ClauseKind::For => self.sequence(self.inner(last)),
            _ => self.leaf(place),
        }
        // What it is about was read where it was called.
        let reads = self.noted.has_reads;
        if !self.found[first..].iter().any(|found| reads(*found)) {
            [last, place].into_iter().find(|outer| reads(*outer)).into_iter().for_each(|outer| self.name(outer));
        }
    }

    /// Nothing in it says more; of a variable, what it was given does.
    fn leaf(&mut self, place: usize) {
        if self.is_full() {
            return;
        }
        self.name(place);
        if !(self.noted.has_reads)(place) && !matches!(self.noted.heard[place].gave, Got::Failed) {
            for slot in &self.spot(place).uses {
                self.variable(*slot, place);
            }
        }
    }

    /// What gave a variable the value that it has where a part begins.
    fn variable(&mut self, slot: usize, place: usize) {
        let Some(mut set) = self.set_before(slot, place, place) else { return };
        let refused = self.refused(slot, set, place);
        let is_refused = !refused.is_empty();
        self.each(refused);
        loop {
            // A constant says nothing, nor does what a variable began with where a condition could have changed it.
            if !(self.is_constant(set) && (is_refused || !self.is_given_anew(slot, set))) {
                self.given(set);
            }
            let before = self.set_before(slot, set, place).filter(|_| self.spot(set).adds);
            let Some(before) = before.filter(|before| !self.is_constant(*before)) else {
                return;
            };
            set = before;
        }
    }

    /// Whether it is the same whatever a resource holds, and stands under no condition.
    fn is_constant(&self, place: usize) -> bool {
        let own = self.spot(place);
        let is_given = own.uses.is_empty() && self.inner(place).is_empty() && !(self.noted.has_reads)(place);
        is_given && own.under.is_none() && !own.adds
    }

    /// Whether a variable is assigned elsewhere too, also where that did not run.
    fn is_given_anew(&self, slot: usize, set: usize) -> bool {
        let (own, routine) = (self.noted.heard[set].spot, self.spot(set).routine);
        (0..)
            .zip(self.noted.spots)
            .any(|(spot, other)| spot != own && other.sets == Some(slot) && other.routine == routine)
    }

    /// The assignment of a variable that ran last before a part, for what a later part sees of it.
    fn set_before(&self, slot: usize, before: usize, seen_by: usize) -> Option<usize> {
        (0..before).rev().find(|place| {
            self.spot(*place).sets == Some(slot) && self.is_beside(*place, seen_by) && !self.holds(*place, seen_by)
        })
    }

    /// An assignment, and the conditions that led to it.
    fn given(&mut self, set: usize) {
        let condition = |under: usize| {
            (0..set).rev().find(|place| self.noted.heard[*place].spot == under && self.is_beside(*place, set))
        };
        let condition = self.spot(set).under.and_then(condition);
        // That an item is put into a list gives nothing itself.
        let is_pushed = self.spot(set).adds && self.spot(set).name.is_none() && condition.is_some();
        if !is_pushed {
            self.name(set);
        }
        if !is_pushed && !self.is_bare(set) {
            self.clause(set);
        }
        condition.into_iter().for_each(|condition| self.clause(condition));
        // In a round, what could have led past it.
        let beside = self.round_of(set).map(|round| self.ways_to(set, self.inner(round)));
        self.each(beside.unwrap_or_default());
    }

    /// Conditions that ran since an assignment and kept another one from running: it stands under them, or behind them in a round that
    /// they may have left.
    fn refused(&self, slot: usize, set: usize, place: usize) -> Vec<usize> {
        let (own, routine) = (self.noted.heard[set].spot, self.spot(place).routine);
        let is_other =
            |(spot, other): &(usize, &Spot)| other.sets == Some(slot) && other.routine == routine && *spot != own;
        let others: Vec<(usize, &Spot)> = (0..).zip(self.noted.spots).filter(is_other).collect();
        let keeps = |condition: usize| {
            let asked = self.noted.heard[condition].spot;
            // A round's spot comes behind those of what is done in it.
            let round = self.round_of(condition).filter(|_| self.spot(condition).leads_out);
            let end = round.map_or(0, |round| self.noted.heard[round].spot);
            others.iter().any(|(spot, other)| {
                other.under.is_some_and(|under| self.leads(asked, under)) || asked < *spot && *spot < end
            })
        };
        let asked = |between: &usize| {
            self.kind(*between) == ClauseKind::Condition && self.is_beside(*between, place) && keeps(*between)
        };
        (set + 1..place).filter(asked).collect()
    }

    /// The round that a part stands in, where it is a statement of one.
    fn round_of(&self, place: usize) -> Option<usize> {
        self.noted.heard[place].inside.filter(|round| self.kind(*round).is_round())
    }

    /// Whether what stands under one condition stands under the other too.
    fn leads(&self, outer: usize, mut inner: usize) -> bool {
        loop {
            if inner == outer {
                return true;
            }
            let Some(under) = self.noted.spots[inner].under else { return false };
            inner = under;
        }
    }

    /// Whether two parts ran in one call of one function, and so see the same variables.
    fn is_beside(&self, one: usize, other: usize) -> bool {
        self.spot(one).routine == self.spot(other).routine && self.call(one) == self.call(other)
    }

    /// The call whose function a part is of; none of the script itself.
    fn call(&self, place: usize) -> Option<usize> {
        let routine = self.spot(place).routine;
        let mut outer = self.noted.heard[place].inside;
        while let Some(call) = outer.filter(|call| self.spot(*call).calls != Some(routine)) {
            outer = self.noted.heard[call].inside;
        }
        outer
    }

    /// Whether one part ran inside of the other.
    fn holds(&self, outer: usize, inner: usize) -> bool {
        let mut place = inner;
        while let Some(inside) = self.noted.heard[place].inside {
            if inside == outer {
                return true;
            }
            place = inside;
        }
        place == outer
    }
}

/// Whether a side or a round is enough to decide what it stands in.
fn decides(kind: ClauseKind, gave: &Got) -> bool {
    match kind {
        ClauseKind::And | ClauseKind::All => !matches!(gave, Got::Truth(true)),
        _ => !matches!(gave, Got::Truth(false)),
    }
}
