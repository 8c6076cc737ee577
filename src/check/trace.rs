//! The read trace: what a check looked at, in order.
//!
//! Every value that a script gets from a document remembers the read that produced it, so that the trace is a forest:
//! a path is the way from a read up to its root, across aliases and into other resources alike.

use super::doubt::Doubt;
use super::heard::Heard;
use super::read::{Read, ReadId, Step};
use super::sought::Sought;
use super::stop::{Failure, Unknown, unknown};
use super::work::{TooMuchWork, Work};
use super::writes::Writes;
use crate::inventory::{Export, Inventory, ResourceIndex};
use crate::secret::Said;
use crate::source::{Kind, Node, NodeId};
use std::cell::{Cell, OnceCell, RefCell};
use std::rc::Rc;
use std::sync::Arc;

/// Everything that one evaluation shares: the inventory, and what was read so far.
pub(super) struct Frame {
    pub inventory: Arc<Inventory>,
    pub reads: RefCell<Vec<Read>>,
    pub names: Rc<RefCell<Names>>,
    /// What look-ups asked for since the list was last cleared; an evaluation may take two runs.
    pub sought: RefCell<Vec<Sought>>,
    /// What look-ups found.
    pub found: RefCell<Vec<Rc<[ResourceIndex]>>>,
    /// What a fix script assigns; `None` for checks.
    pub writes: Option<RefCell<Writes>>,
    pub work: Work,
    /// Whether secrets are other ones, so that it shows what is made from them.
    pub veil: Cell<bool>,
    /// The first doubt in what decided; until it is cleared, as an evaluation may take two runs.
    pub doubt: RefCell<Option<Doubt>>,
    /// What the parts of a plan that tells of its run gave, in the order in which they began.
    pub heard: RefCell<Vec<Heard>>,
    /// For each resource that was met and stands in several places: which of them is met.
    pub choices: RefCell<Vec<Choice>>,
}

/// One of the places of a resource.
#[derive(Clone)]
pub(super) struct Choice {
    /// Its canonical occurrence.
    pub of: ResourceIndex,
    pub place: usize,
    pub places: usize,
}

impl Frame {
    pub fn new(inventory: Arc<Inventory>, names: Rc<RefCell<Names>>, work: Work) -> Rc<Self> {
        Rc::new(Self::with(inventory, names, work, None))
    }

    /// A frame for one run of a fix script.
    pub fn for_fix(inventory: Arc<Inventory>, names: Rc<RefCell<Names>>, work: Work) -> Rc<Self> {
        Rc::new(Self::with(inventory, names, work, Some(RefCell::default())))
    }

    fn with(inventory: Arc<Inventory>, names: Rc<RefCell<Names>>, work: Work, writes: Option<RefCell<Writes>>) -> Self {
        Self {
            inventory,
            reads: RefCell::new(Vec::with_capacity(64)),
            names,
            sought: RefCell::default(),
            found: RefCell::default(),
            writes,
            work,
            veil: Cell::new(false),
            doubt: RefCell::default(),
            heard: RefCell::default(),
            choices: RefCell::default(),
        }
    }

    /// Forgets the last evaluation and starts one over `resource`, whose read is number 0.
    pub fn begin(&self, resource: ResourceIndex) {
        let mut reads = self.reads.borrow_mut();
        reads.clear();
        reads.push(self.root(0, resource));
        self.work.begin();
        self.names.borrow_mut().forget();
        self.found.borrow_mut().clear();
        self.heard.borrow_mut().clear();
    }

    fn root(&self, from: ReadId, resource: ResourceIndex) -> Read {
        let entry = self.inventory.resource(resource);
        Read { from, step: Step::Resource(resource), found: Some((entry.tree, entry.node)) }
    }

    /// Records a read; its number is what a value made from it carries.
    pub fn record(&self, from: ReadId, step: Step, found: Option<(u32, NodeId)>) -> ReadId {
        let mut reads = self.reads.borrow_mut();
        let id = reads.len() as ReadId;
        reads.push(Read { from, step, found });
        id
    }

    /// What a value is called by the read that produced it, for people.
    pub fn called(&self, read: ReadId) -> String {
        let Read { from, step, .. } = self.reads.borrow()[read as usize];
        match step {
            Step::Property(name) => format!("`{}`", self.names.borrow().text(name)),
            Step::Element(_) => format!("an element of {}", self.called(from)),
            Step::Resource(_) => "a resource".to_owned(),
            Step::LookUp(_) => "a list of resources".to_owned(),
        }
    }

    /// Refuses to call absent what the mapping that made its resource does not speak of, and what an export leaves out.
    pub fn left_out(&self, read: ReadId) -> Result<(), Failure> {
        match self.is_said(read) {
            true => self.left_out_of_row(read),
            false => Err(unknown(format!(
                "no attribute of azurerm that is mapped says {}; judge an export of what is deployed",
                self.called(read)
            ))),
        }
    }

    /// Refuses to call absent, or nothing, a setting that the platform prints of every resource of its type.
    pub fn left_out_of_row(&self, read: ReadId) -> Result<(), Failure> {
        let Some(index) = self.root_of(read) else { return Ok(()) };
        let mut settings = self.inventory.never_absent(index).peekable();
        if settings.peek().is_none() {
            return Ok(());
        }
        let (way, names) = (self.way_to(read).0, self.names.borrow());
        let is_read = |setting: &str| {
            let own = ["properties"].into_iter().chain(setting.split('.'));
            let is_step = |(step, name): (&Step, &str)| matches!(step, Step::Property(own) if names.text(*own).eq_ignore_ascii_case(name));
            own.clone().count() == way.len() && way.iter().rev().zip(own).all(is_step)
        };
        if !settings.any(is_read) {
            return Ok(());
        }
        let reason = format!(
            "its row leaves out {}, which the platform prints of every one; export it too, with `az graph query` or `az rest`",
            self.called(read)
        );
        let export = Some(Export::Resources(self.inventory.resource(index).type_name.clone()));
        Err(unknown(Unknown { reason, export }))
    }

    /// Whether the mapping speaks of the place of a read; of a row that no mapping made, all is said.
    fn is_said(&self, read: ReadId) -> bool {
        let (way, root) = self.way_to(read);
        let Some(mapped) = root.and_then(|index| self.inventory.resource(index).mapped) else { return true };
        let names = self.names.borrow();
        let end = way.iter().rev().try_fold(mapped, |at, step| match step {
            Step::Property(name) => at.member(names.text(*name)),
            _ => at.element(),
        });
        end.is_some()
    }

    /// The steps from a read back to the resource that it is of, and that.
    fn way_to(&self, read: ReadId) -> (Vec<Step>, Option<ResourceIndex>) {
        let reads = self.reads.borrow();
        let (mut way, mut at) = (Vec::new(), reads[read as usize]);
        while let Step::Property(_) | Step::Element(_) = at.step {
            way.push(at.step);
            at = reads[at.from as usize];
        }
        drop(reads);
        (way, self.root_of(read))
    }

    /// The resource that a read is of.
    fn root_of(&self, read: ReadId) -> Option<ResourceIndex> {
        let reads = self.reads.borrow();
        let mut at = reads[read as usize];
        while let Step::Property(_) | Step::Element(_) = at.step {
            at = reads[at.from as usize];
        }
        if let Step::Resource(index) = at.step { Some(index) } else { None }
    }

    /// The read of what is absent below what is absent too. Only of a resource that a mapping made is it worth one: what is
    /// told of any other does not hang on its neighbours.
    pub fn below_absent(&self, above: Option<ReadId>, name: u32) -> Result<Option<ReadId>, Failure> {
        let is_mapped = |index| self.inventory.resource(index).mapped.is_some();
        let is_of_mapped = |above: &ReadId| self.inventory.has_mapped() && self.way_to(*above).1.is_some_and(is_mapped);
        let Some(above) = above.filter(is_of_mapped) else { return Ok(None) };
        let read = self.record(above, Step::Property(name), None);
        self.left_out(read).map(|()| Some(read))
    }

    /// Whether a value of one of these kinds was read, beside resources as such.
    pub fn has_read(&self, kinds: &[Kind]) -> bool {
        let reads = self.reads.borrow();
        let read = reads.iter().filter(|read| !matches!(read.step, Step::Resource(_)));
        read.filter_map(|read| read.found).any(|found| kinds.contains(&self.node(found).kind()))
    }

    /// Why good news is none.
    pub fn doubted(&self) -> Option<Failure> {
        self.doubt.borrow().as_ref().map(|doubt| unknown(format!("{}; {}", doubt.what(), doubt.help())))
    }

    /// Notes a doubt, unless there is one.
    pub fn doubt(&self, doubt: impl FnOnce() -> Doubt) {
        self.doubt.borrow_mut().get_or_insert_with(doubt);
    }

    /// Records that a look-up led to `resource`.
    pub fn record_resource(&self, from: ReadId, resource: ResourceIndex) -> ReadId {
        let read = self.root(from, resource);
        self.record(from, read.step, read.found)
    }

    /// Where a resource that a look-up led to from `holder` is met this time.
    pub fn met(&self, found: ResourceIndex, holder: ResourceIndex) -> ResourceIndex {
        if !self.inventory.has_copies() {
            return found;
        }
        let copies = self.inventory.copies_of(found, holder);
        if copies.len() < 2 {
            return found;
        }
        let of = self.inventory.resource(found).canonical;
        let mut choices = self.choices.borrow_mut();
        let place = choices.iter().position(|choice| choice.of == of).unwrap_or_else(|| {
            choices.push(Choice { of, place: 0, places: copies.len() });
            choices.len() - 1
        });
        copies.get(choices[place].place).copied().unwrap_or(found)
    }

    /// Records a look-up by its text and by the type or id that it asks for.
    pub fn record_look_up(&self, from: ReadId, text: &str, sought: &str) -> Result<ReadId, TooMuchWork> {
        self.sought.borrow_mut().push(Sought::of(sought));
        let name = self.intern(text)?;
        Ok(self.record(from, Step::LookUp(name), None))
    }

    /// The place of a name that a script made; a new one costs as much as it takes.
    pub fn intern(&self, name: &str) -> Result<u32, TooMuchWork> {
        let mut names = self.names.borrow_mut();
        if let Some(place) = names.find(name) {
            return Ok(place);
        }
        self.charge(name.len())?;
        Ok(names.pass(name))
    }

    pub fn node(&self, (tree, node): (u32, NodeId)) -> Node<'_> {
        self.inventory.tree(tree).node(node)
    }

    /// Counts work that a native function is about to do.
    pub fn charge(&self, amount: usize) -> Result<(), TooMuchWork> {
        self.work.charge(amount)
    }
}

/// Names of properties and look-ups, each once.
#[derive(Default)]
pub(super) struct Names {
    /// Those that scripts spell out.
    kept: Table,
    /// Those that an evaluation made up; there may be any number of them, so that they go with it.
    passing: Table,
}

/// Marks the places of passing names.
const PASSING: u32 = 1 << 31;

impl Names {
    /// The place of a name that stays.
    pub fn keep(&mut self, text: &str) -> u32 {
        self.kept.find(text).unwrap_or_else(|| self.kept.add(text))
    }

    fn find(&self, text: &str) -> Option<u32> {
        self.kept.find(text).or_else(|| self.passing.find(text).map(|place| place | PASSING))
    }

    /// The place of a new name until [`Names::forget`].
    fn pass(&mut self, text: &str) -> u32 {
        self.passing.add(text) | PASSING
    }

    /// Whether a name goes with its evaluation.
    pub fn is_passing(place: u32) -> bool {
        place & PASSING != 0
    }

    pub fn text(&self, place: u32) -> &str {
        let table = if Self::is_passing(place) { &self.passing } else { &self.kept };
        &table.texts[(place & !PASSING) as usize]
    }

    /// What a name says of the values below it.
    pub fn said(&self, place: u32) -> Said {
        let table = if Self::is_passing(place) { &self.passing } else { &self.kept };
        *table.said[(place & !PASSING) as usize].get_or_init(|| Said::by(self.text(place)))
    }

    fn forget(&mut self) {
        if !self.passing.texts.is_empty() {
            self.passing = Table::default();
        }
    }
}

#[derive(Default)]
struct Table {
    texts: Vec<Rc<str>>,
    said: Vec<OnceCell<Said>>,
    places: rustc_hash::FxHashMap<Rc<str>, u32>,
}

impl Table {
    fn find(&self, text: &str) -> Option<u32> {
        self.places.get(text).copied()
    }

    fn add(&mut self, text: &str) -> u32 {
        let place = self.texts.len() as u32;
        let text: Rc<str> = text.into();
        self.texts.push(text.clone());
        self.said.push(OnceCell::new());
        self.places.insert(text, place);
        place
    }
}
