//! The module for Python, `uplift`: resources in Arrow columns, judged where they lie. Built with the feature `python`; it
//! calls [`crate::estate`] and holds no rule.
//!
//! | file | owns |
//! |---|---|
//! | `rows` | a batch of rows as resources, one a line |
//! | `tables` | results as batches of rows |

mod rows;
mod tables;

use crate::estate::{self, Conditions, Estate, Filters, Input, Partial, Request, STDIN, Scanned, Sources, Stopped};
use crate::inventory::{self, Divided, FileRules, InventoryFile, Share};
use crate::policy::{RESOURCE_TYPE_HELP, is_resource_type};
use crate::report::{self, ScanInput};
use crate::score::Order;
use crate::source::{FileSystem, Problem};
use arrow_array::RecordBatch;
use arrow_array::ffi_stream::RecordBatchStreamReader;
use arrow_pyarrow::{FromPyArrow, PyArrowType, ToPyArrow};
use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;
use pyo3::exceptions::{PyException, PyValueError};
use pyo3::prelude::*;
use rows::{Columns, Lines};
use std::path::PathBuf;
use std::sync::Arc;

pyo3::create_exception!(
    uplift,
    UpliftError,
    PyException,
    "Settings, policies or data that are wrong, with their places."
);

/// The native half of the package.
#[pymodule]
fn _native(module: &Bound<'_, PyModule>) -> PyResult<()> {
    module.add("__version__", env!("CARGO_PKG_VERSION"))?;
    module.add("UpliftError", module.py().get_type::<UpliftError>())?;
    module.add_class::<Judge>()?;
    module.add_class::<Judged>()?;
    module.add_function(wrap_pyfunction!(merge, module)?)?;
    module.add_function(wrap_pyfunction!(run, module)?)
}

/// What rows are judged by: policies and settings, read once.
#[pyclass(frozen, module = "uplift")]
struct Judge {
    estate: Estate,
    conditions: Conditions,
    share: Option<Share>,
    columns: Columns,
    findings: bool,
}

/// What was found in some rows.
#[pyclass(frozen, module = "uplift")]
struct Judged {
    /// Sums in whole numbers, as `uplift scan --format partial` writes them.
    #[pyo3(get)]
    partial: String,
    tallies: RecordBatch,
    recommendations: RecordBatch,
    findings: RecordBatch,
    problems: RecordBatch,
}

#[pymethods]
impl Judge {
    #[new]
    #[pyo3(signature = (policies=Vec::new(), *, library=true, settings=None, part=None, whole=Vec::new(), today=None, columns=None, findings=true, threads=1))]
    #[allow(clippy::too_many_arguments, reason = "each is a keyword of Python's, with its default")]
    fn new(
        policies: Vec<PathBuf>,
        library: bool,
        settings: Option<PathBuf>,
        part: Option<&str>,
        whole: Vec<String>,
        today: Option<&str>,
        columns: Option<Vec<(String, String)>>,
        findings: bool,
        threads: usize,
    ) -> PyResult<Self> {
        let sources = Sources { policies, config: settings, no_embedded: !library, ..Sources::default() };
        let estate = Estate::open(Arc::new(FileSystem), &sources, &[STDIN.into()]).map_err(stopped)?;
        let day =
            today.map_or_else(|| Ok(TimeZone::UTC.to_datetime(Timestamp::now()).date()), |day| day.parse::<Date>());
        let today = day.map_err(|_| PyValueError::new_err("today: a day like \"2027-03-31\" is meant"))?;
        let conditions = Conditions { threads: threads.max(1), ..Conditions::on(today) };
        let columns = Columns::of(columns.unwrap_or_default()).map_err(PyValueError::new_err)?;
        Ok(Self { estate, conditions, share: share(part, &whole)?, columns, findings })
    }

    /// Whether a recommendation that is judged by looks beyond the resource that it is asked of.
    #[getter]
    fn looks_beyond(&self) -> bool {
        self.estate.checks.any_related()
    }

    /// Judges the rows of an Arrow table, batch or stream.
    fn judge(&self, py: Python<'_>, rows: &Bound<'_, PyAny>) -> PyResult<Judged> {
        let batches = batches(rows)?;
        py.detach(|| self.judged(&batches))
    }
}

impl Judge {
    fn judged(&self, batches: &[RecordBatch]) -> PyResult<Judged> {
        let lines = || self.columns.lines(batches).map_err(|error| PyValueError::new_err(error.to_string()));
        let filters = Filters::default();
        let request = Request {
            filters: &filters,
            detail: self.findings,
            name_all: false,
            all: false,
            order: Order::default(),
            sample: true,
            share: self.share.as_ref(),
            strict: false,
            borrowed: None,
            conditions: self.conditions,
            progress: &|_, _| (),
        };
        let read = |lines: &mut Lines| {
            let text = std::mem::take(&mut lines.text);
            let file = InventoryFile::new(STDIN, Ok(text), FileRules::default());
            inventory::parse(vec![file], self.conditions.threads)
        };
        let mut rows = lines()?;
        let mut inventory = read(&mut rows);
        if !inventory.problems().is_empty() {
            rows = lines()?;
            rows.leave_out_broken();
            inventory = read(&mut rows);
        }
        if inventory.resources().is_empty() {
            rows.leave_out_all(batches.iter().map(|batch| batch.num_rows() as u64).sum());
        }
        if let Some(share) = &self.share {
            inventory = inventory.shared_out(share.clone());
        }
        let input = Input::<std::io::Empty>::Held(Arc::new(inventory), Vec::new());
        let scanned = self.estate.scan(input, &request).map_err(stopped)?;
        self.told(&scanned, &rows.problems).map_err(|error| PyValueError::new_err(error.to_string()))
    }

    fn told(&self, scanned: &Scanned, problems: &[(u64, Problem)]) -> Result<Judged, arrow_schema::ArrowError> {
        let partial = Partial::of(&self.estate, scanned);
        let written = || partial.clone();
        let parts = self.estate.names_of_parts();
        let (policy, config) = (&self.estate.policy, &self.estate.names);
        let scan = report::scan(&ScanInput { policy, config, parts: &parts, scanned, partial: &written });
        let found = scan.assessments.each().filter(|_| self.findings);
        Ok(Judged {
            tallies: tables::tallies(&partial)?,
            recommendations: tables::recommendations(&partial)?,
            findings: tables::findings(found)?,
            problems: tables::problems(problems, &scanned.seen)?,
            partial: serde_json::to_string(&partial)
                .map_err(|error| arrow_schema::ArrowError::JsonError(error.to_string()))?,
        })
    }
}

#[pymethods]
impl Judged {
    /// Distinct resources by estate, subscription, resource group and control.
    #[getter]
    fn tallies<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        self.tallies.to_pyarrow(py)
    }

    /// Distinct resources by recommendation.
    #[getter]
    fn recommendations<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        self.recommendations.to_pyarrow(py)
    }

    /// What is unhealthy, unknown or exempt, a row each.
    #[getter]
    fn findings<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        self.findings.to_pyarrow(py)
    }

    /// What could not be read, and what may be a mistake.
    #[getter]
    fn problems<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        self.problems.to_pyarrow(py)
    }
}

/// Adds up partial results of one day; their sum is a partial result too.
#[pyfunction]
fn merge(py: Python<'_>, parts: Vec<String>) -> PyResult<String> {
    py.detach(|| {
        let mut read = Vec::new();
        for (index, part) in parts.iter().enumerate() {
            let name = format!("parts[{index}]");
            let several = Partial::read(&name, part).map_err(|problem| failed(&[problem]))?;
            read.extend(several.into_iter().map(|part| (name.clone(), part)));
        }
        let whole = estate::merge(read).map_err(|problems| failed(&problems))?;
        serde_json::to_string(&whole).map_err(|error| PyValueError::new_err(error.to_string()))
    })
}

/// Runs the program with some arguments, its name first; its exit code.
#[pyfunction]
fn run(py: Python<'_>, arguments: Vec<std::ffi::OsString>) -> u8 {
    let code = py.detach(|| crate::cli::run(arguments));
    // What a process ends with tells nobody its number.
    (0..=u8::MAX).find(|&number| code == number.into()).unwrap_or(2)
}

/// A table, a batch, a reader or anything else that gives an Arrow stream.
fn batches(rows: &Bound<'_, PyAny>) -> PyResult<Vec<RecordBatch>> {
    if let Ok(batch) = RecordBatch::from_pyarrow_bound(rows) {
        return Ok(vec![batch]);
    }
    let PyArrowType(reader) = rows.extract::<PyArrowType<RecordBatchStreamReader>>()?;
    reader.collect::<Result<_, _>>().map_err(|error| PyValueError::new_err(error.to_string()))
}

fn share(part: Option<&str>, whole: &[String]) -> PyResult<Option<Share>> {
    if let Some(name) = whole.iter().find(|name| !is_resource_type(name)) {
        return Err(PyValueError::new_err(format!("whole: `{name}` is no resource type. {RESOURCE_TYPE_HELP}")));
    }
    let divided = match part {
        None if whole.is_empty() => return Ok(None),
        Some("rows") => Divided::ByRow,
        Some("subscriptions") => Divided::BySubscription,
        None => {
            return Err(PyValueError::new_err(
                "whole: only a part needs to be given types as a whole; say which with part=",
            ));
        }
        Some(other) => {
            let message = format!("part: \"rows\" or \"subscriptions\" is meant, and not \"{other}\"");
            return Err(PyValueError::new_err(message));
        }
    };
    Ok(Some(Share::of(divided, whole.iter().map(String::as_str))))
}

fn stopped(stopped: Stopped) -> PyErr {
    match stopped {
        Stopped::Problems(problems) => failed(&problems),
        Stopped::Nothing => UpliftError::new_err("there are no rows to judge"),
        Stopped::Late => UpliftError::new_err("the deadline passed"),
    }
}

fn failed(problems: &[Problem]) -> PyErr {
    let told: Vec<String> = problems.iter().map(tables::in_words).collect();
    UpliftError::new_err(told.join("\n"))
}
