//! From files to what each gave, before that is indexed together.

use super::file::{Content, FileKind, FileRules, InventoryFile};
use super::form::{self, Form};
use super::index::Scopes;
use super::listed::Listed;
use super::page::Page;
use super::reader::Reader;
use super::record::{Coverage, FileRecord, FileStatus};
use super::{Inventory, Resource, reason, stamp, unanswered};
use crate::source::{Document, Format, Position, Problem};
use crate::template::Secret;
use crate::terraform;
use std::sync::{Arc, Mutex, PoisonError};
use std::thread;

/// What one file gave. Readings can be made in parallel and in batches; [`Inventory::of`] joins them.
#[derive(Clone)]
pub struct Reading {
    /// The document, when it holds resources.
    pub(super) document: Option<Arc<Document>>,
    /// The document, where it holds none and others may load it.
    pub(super) material: Option<Arc<Document>>,
    /// What was derived from it.
    pub(super) derived: Vec<Arc<Document>>,
    /// Its resources; their indices count from this document's first one, and their trees from 1 for what was derived.
    pub(super) resources: Vec<Resource>,
    /// Its pages, in order.
    pub(super) pages: Vec<Page>,
    /// What its answers give in full.
    pub(super) listed: Vec<Listed>,
    /// What resources say that they extend, where it is not the id that says so.
    pub(super) scopes: Scopes,
    pub(super) coverage: Coverage,
    pub(super) record: FileRecord,
    pub(super) problems: Vec<Problem>,
    pub(super) warnings: Vec<Problem>,
    /// Those among the warnings that tell of what is not judged, although the file is read.
    pub(super) gaps: Vec<Problem>,
    /// Files of values that nobody names, each as a warning about it; among the warnings only the first stands for all of a folder.
    pub(super) unnamed: Vec<Problem>,
    /// Those among the warnings that tell of modules that are not at hand, and whether a registry has them.
    pub(super) waiting: Vec<(Problem, bool)>,
    /// What it marks as secret itself.
    pub(super) secrets: Vec<Secret>,
    /// Why it is no answer to what was asked for.
    pub(super) unanswered: Option<Problem>,
}

/// Reads files on so many threads (at least one) and joins their resources. The result does not depend on `threads`.
pub fn parse(files: Vec<InventoryFile>, threads: usize) -> Inventory {
    let loads = may_load(files.iter());
    Inventory::of(read_all(files, threads, loads))
}

/// Whether there is any among files that may load others.
pub(super) fn may_load<'f>(mut files: impl Iterator<Item = &'f InventoryFile>) -> bool {
    files.any(|file| is_loader(&file.name))
}

/// Whether a file of this name may load others.
pub(super) fn is_loader(name: &str) -> bool {
    [".bicep", ".bicepparam", ".tf"].iter().any(|end| name.ends_with(end))
}

/// Whether any of what was read may load any other file.
pub(super) fn loads_any(readings: &[Reading]) -> bool {
    let is_terraform = |reading: &Reading| reading.document.as_ref().is_some_and(|file| terraform::loads(file));
    readings.iter().any(|reading| reading.coverage.has(&Form::BICEP) || is_terraform(reading))
}

/// What each file gives, in their order; where there is one that `loads`, what may be loaded is kept.
pub(super) fn read_all(files: Vec<InventoryFile>, threads: usize, loads: bool) -> Vec<Reading> {
    let threads = threads.clamp(1, files.len().max(1));
    let queue = Mutex::new(files.into_iter().enumerate());
    // The guard is gone before a file is read, so that the others need not wait.
    let next = || queue.lock().unwrap_or_else(PoisonError::into_inner).next();
    let work = || {
        let mut readings = Vec::new();
        while let Some((place, file)) = next() {
            readings.push((place, read(file, loads)));
        }
        readings
    };
    let mut readings = thread::scope(|scope| {
        let others: Vec<_> = (1..threads).map(|_| scope.spawn(work)).collect();
        let mut readings = work();
        for other in others {
            readings.extend(other.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic)));
        }
        readings
    });
    readings.sort_unstable_by_key(|(place, _)| *place);
    readings.into_iter().map(|(_, reading)| reading).collect()
}

fn read(file: InventoryFile, loads: bool) -> Reading {
    match file.content {
        Content::Skipped(ref reason) => passed_over(&file, reason.clone()),
        Content::Closed(ref reason) => {
            let warning = Problem::new(&*file.name, format!("what it holds is not judged: {reason}"));
            let warning = warning.help("Name what it holds as a path of its own, check it out, or exclude it");
            Reading { warnings: vec![warning], ..passed_over(&file, reason.clone()) }
        }
        Content::Shared => passed_over(&file, "there is nothing to share it with".to_owned()),
        Content::Unreadable(problem) => Reading::failed(&file.name, problem),
        Content::Bytes(ref bytes) if !InventoryFile::is_readable_name(&file.name) => {
            let text = || Document::plain(file.name.as_str(), bytes.clone()).ok().map(Arc::new);
            let material = if loads { text() } else { None };
            let coverage = Coverage::of_file(Vec::new(), &file.rules, false);
            let reading = Reading { material, coverage, ..passed_over(&file, "not JSON or YAML".to_owned()) };
            with_values(reading, &file.rules)
        }
        Content::Bytes(bytes) => match parsed(&file.name, bytes, &file.rules) {
            Ok(document) => {
                let document = Arc::new(document);
                let mut reading = read_shared(Arc::clone(&document), Vec::new(), &file.rules);
                let may_be_loaded = loads && reading.document.is_none() && document.text().len() <= LONGEST_LOADED;
                if may_be_loaded {
                    reading.material = Some(document);
                    reading.coverage = Coverage::of_file(Vec::new(), &file.rules, false);
                }
                reading.record.max_age = file.rules.max_age;
                with_values(reading, &file.rules)
            }
            Err(problem) => Reading::failed(&file.name, problem),
        },
    }
}

/// A document; of values for Terraform's variables that are no JSON, its text alone: any variable may have another value then.
fn parsed(name: &str, bytes: Vec<u8>, rules: &FileRules) -> Result<Document, Problem> {
    if !terraform::gives_json(name, !rules.values.is_empty()) {
        return Document::parse(name, bytes);
    }
    Document::parse(name, bytes.clone()).or_else(|problem| Document::plain(name, bytes).map_err(|_| problem))
}

/// What a file gave; where it is named for the values of parameters and holds none, it says so.
fn with_values(mut reading: Reading, rules: &FileRules) -> Reading {
    let forms = [&Form::ARM_PARAMETERS, &Form::BICEP_PARAMETERS, &Form::TERRAFORM_VALUES];
    let gives = forms.iter().any(|form| reading.coverage.has(form));
    if !rules.values.is_empty() && !gives {
        let message = "it is named for the values of parameters, and gives none";
        let help = "Name a `.tfvars`, `.tfvars.json` or `.bicepparam` file, or one with `parameters`, whose `$schema` is that of deploymentParameters.json";
        reading.warnings.push(Problem::new(&*reading.record.path, message).help(help));
    }
    reading
}

/// Bytes; Bicep's compiler loads no longer file.
const LONGEST_LOADED: usize = 1 << 22;

pub(super) fn passed_over(file: &InventoryFile, reason: String) -> Reading {
    Reading::empty(&file.name, None, FileStatus::PassedOver(reason))
}

/// Duplicate keys that are named one by one; a generated file can hold any number of them.
const DUPLICATE_KEYS_SHOWN: usize = 10;

/// Bytes; minified files are one line.
const LONGEST_LINE_SHOWN: usize = 400;

/// Why a file without any value is passed over.
pub(super) const EMPTY: &str = "it is empty";

/// Finds the resources of a document, whatever its form.
pub fn read_document(document: Document, rules: &FileRules) -> Reading {
    read_shared(Arc::new(document), Vec::new(), rules)
}

/// As [`read_document`], for a document that has been read before and that others hold too, with what was derived from it.
pub(super) fn read_shared(document: Arc<Document>, derived: Vec<Arc<Document>>, rules: &FileRules) -> Reading {
    let forms = forms(&document);
    read_parts(document, derived, &forms, rules)
}

/// The form of each part of a document; `None` for parts that are no inventory.
fn forms(document: &Document) -> Vec<Option<&'static Form>> {
    form::parts(document).map(|(part, _)| form::of(part)).collect()
}

fn read_parts(
    document: Arc<Document>,
    derived: Vec<Arc<Document>>,
    forms: &[Option<&'static Form>],
    rules: &FileRules,
) -> Reading {
    let mut found: Vec<&Form> = Vec::new();
    for form in forms.iter().flatten() {
        found.extend((!found.contains(form)).then_some(*form));
    }
    if found.is_empty() && terraform::gives_json(document.name(), !rules.values.is_empty()) {
        found.push(&Form::TERRAFORM_VALUES);
    }
    if found.is_empty() {
        let reason = document.root().item(0).map(|part| reason::of(part, document.name()));
        let reason = reason.unwrap_or_else(|| EMPTY.to_owned());
        return Reading::without(&document, reason, rules);
    }
    if found.iter().all(|form| form.is_deployed) {
        let empty = Reading::empty(document.name(), found.first().copied(), FileStatus::Read);
        let (warnings, coverage) = (duplicate_keys(&document), Coverage::of_file(found, rules, false));
        return Reading { document: Some(document), coverage, warnings, ..empty };
    }
    let mut reader = Reader::of(&document, derived);
    let (mut pages, mut listed) = (Vec::new(), Vec::new());
    for ((part, asked), form) in form::parts(&document).zip(forms) {
        let Some(form) = form else {
            reader.skip(part, "no Azure resources in it");
            continue;
        };
        let first = reader.resources.len() as u32;
        (form.read)(part, &mut reader);
        let page = |shown| Page::of(part, form.name, shown, first..reader.resources.len() as u32);
        let shown = (form.shown)(part);
        listed.extend(asked.filter(|_| shown.is_some()).map(|asked| Listed::of(asked, **form == Form::RESOURCE_GRAPH)));
        let asked = asked.map(|asked| asked.raw().into());
        pages.extend(shown.map(|shown| Page { asked, ..page(shown) }));
    }
    reader.take_implied();
    match reader.problem.take() {
        Some(problem) => Reading::failed(document.name(), problem),
        None => Reading { pages, listed, ..finish(reader, document, found, rules) },
    }
}

impl Reading {
    /// What it covers around a test case. What it deploys is worked out where it is joined, by its form.
    pub(super) fn coverage_in_case(&self) -> Coverage {
        if self.resources.is_empty() { self.coverage.of_everything() } else { Coverage::of_case() }
    }

    /// What a file gave that holds no resources.
    pub(super) fn empty(name: &str, form: Option<&'static Form>, status: FileStatus) -> Self {
        Self {
            document: None,
            material: None,
            derived: Vec::new(),
            resources: Vec::new(),
            pages: Vec::new(),
            listed: Vec::new(),
            scopes: Vec::new(),
            coverage: Coverage::default(),
            record: FileRecord::of(name, form, status),
            problems: Vec::new(),
            warnings: Vec::new(),
            gaps: Vec::new(),
            unnamed: Vec::new(),
            waiting: Vec::new(),
            secrets: Vec::new(),
            unanswered: None,
        }
    }

    /// What a document gave that holds no resources, for a reason.
    fn without(document: &Document, reason: String, rules: &FileRules) -> Self {
        let empty = Self::empty(document.name(), None, FileStatus::PassedOver(reason));
        let coverage = Coverage::of_file(Vec::new(), rules, true);
        match unanswered::of(document, rules) {
            Some((problem, true)) => Self { unanswered: Some(problem), coverage, ..empty },
            Some((problem, false)) => Self { warnings: vec![problem], ..empty },
            None => empty,
        }
    }

    /// What a file gives that holds no resources, and that others load.
    pub(super) fn loaded(document: Arc<Document>, rules: &FileRules) -> Self {
        let coverage = Coverage::of_loaded(rules);
        let reason = document.root().item(0).map(|part| reason::of(part, document.name()));
        let status = FileStatus::PassedOver(reason.unwrap_or_else(|| EMPTY.to_owned()));
        let empty = Self::empty(document.name(), None, status);
        Self { document: Some(document), coverage, ..empty }
    }

    /// What a file gave that could not be read.
    pub(super) fn failed(name: &str, problem: Problem) -> Self {
        let status = FileStatus::Failed(problem.message.clone());
        Self { problems: vec![problem], ..Self::empty(name, None, status) }
    }
}

fn finish(mut reader: Reader, document: Arc<Document>, forms: Vec<&'static Form>, rules: &FileRules) -> Reading {
    reader.resources.shrink_to_fit();
    let is_export = reader.is_marked || forms.iter().any(|form| form.is_export);
    let mut coverage = Coverage::of_file(forms, rules, is_export).without(std::mem::take(&mut reader.lost));
    coverage.is_open |= !reader.gaps.is_empty() || !reader.waiting.is_empty();
    if coverage.kind == FileKind::Snapshot {
        reader.take_for_snapshot();
    }
    let telling = reader.resources.iter().filter(|resource| resource.is_telling).count();
    let implied = reader.resources.iter().rev().take_while(|resource| resource.is_implied()).count();
    let mut warnings = skip_warnings(&reader, &document);
    warnings.append(&mut reader.told);
    warnings.extend(marked_source(&reader, &document, rules));
    warnings.extend(strange_ids(&reader, &document));
    warnings.extend(duplicate_keys(&document));
    Reading {
        record: FileRecord {
            resources: reader.resources.len() - telling - implied,
            others: reader.others + telling,
            exported: stamp::of(&document),
            is_taken_for_snapshot: is_export && rules.kind.is_none(),
            ..FileRecord::of(document.name(), coverage.form(), FileStatus::Read)
        },
        coverage,
        document: Some(document),
        material: None,
        derived: reader.derived,
        resources: reader.resources,
        pages: Vec::new(),
        listed: Vec::new(),
        scopes: reader.scopes,
        problems: Vec::new(),
        warnings,
        gaps: reader.gaps,
        unnamed: Vec::new(),
        waiting: reader.waiting,
        secrets: reader.secrets,
        unanswered: None,
    }
}

fn skip_warnings(reader: &Reader, document: &Document) -> Vec<Problem> {
    let warning = |(missing, (count, position)): (&&str, &(usize, Position))| {
        let message = match count {
            1 => format!("an entry is left out: it has {missing}"),
            _ => format!("{count} entries are left out, this one first: each has {missing}"),
        };
        warning_at(document, message, *position)
    };
    reader.skipped.iter().map(warning).collect()
}

fn marked_source(reader: &Reader, document: &Document, rules: &FileRules) -> Option<Problem> {
    let is_told = reader.is_marked && rules.kind == Some(FileKind::Source);
    is_told.then(|| {
        let message =
            "uplift.yaml says `kind: source`, and its rows bear marks of the platform, as those of exports do";
        Problem::new(document.name(), message).help("Say `kind: snapshot`, unless this is what gets deployed")
    })
}

/// Bytes of an id that is none; expressions can be long.
const STRANGE_ID_SHOWN: usize = 120;

fn strange_ids(reader: &Reader, document: &Document) -> Option<Problem> {
    let (count, position, id) = reader.strange_ids.as_ref()?;
    let shown: String = id.chars().take(STRANGE_ID_SHOWN).collect();
    let message = match count {
        1 => format!("`{shown}` is no resource id"),
        _ => format!("{count} ids are no resource ids, this one first: `{shown}`"),
    };
    let help = "References and exemptions cannot meet it, and it means its resource in this file only";
    Some(warning_at(document, message, *position).help(help))
}

fn duplicate_keys(document: &Document) -> Vec<Problem> {
    // Its own compiler refuses them, and names of different kinds are different names.
    if document.format() == Format::Bicep {
        return Vec::new();
    }
    let warning = |(key, position): (String, Position), what: &str| {
        let message = format!("the key `{key}` is written twice in one object, {what}");
        warning_at(document, message, position).help("Remove one of them")
    };
    let repeated = document.duplicate_keys().map(|found| warning(found, "and the last one counts"));
    // In HCL names that differ in case are different names.
    let is_caseless = document.format() != Format::Hcl;
    let respelt = document
        .respelt_keys()
        .filter(|_| is_caseless)
        .map(|found| warning(found, "in two spellings: what differs is not known"));
    let mut warnings: Vec<Problem> = repeated.chain(respelt).take(DUPLICATE_KEYS_SHOWN + 1).collect();
    if warnings.len() > DUPLICATE_KEYS_SHOWN {
        warnings.truncate(DUPLICATE_KEYS_SHOWN);
        warnings.push(Problem::new(document.name(), "more keys are written twice"));
    }
    warnings
}

/// A warning with the line that it is about, unless that is a whole file in one line.
fn warning_at(document: &Document, message: String, position: Position) -> Problem {
    document.problem(position, message, LONGEST_LINE_SHOWN)
}
