//! The Bicep files among those that were read, as templates.

use super::form::Form;
use super::reading::Reading;
use crate::source::{Document, Problem};
use crate::template::{self, Lowered};
use std::collections::BTreeMap;
use std::sync::Arc;

/// A template for each reading that is one in Bicep, by the readings' places.
pub(super) fn all(readings: &mut [Reading]) -> BTreeMap<usize, Lowered> {
    let mut lowered = BTreeMap::new();
    if !readings.iter().any(is_bicep) {
        return lowered;
    }
    let mut parts: BTreeMap<u16, Vec<Arc<Document>>> = BTreeMap::new();
    for reading in readings.iter() {
        let part = parts.entry(reading.coverage.rules().part).or_default();
        part.extend(reading.document.clone());
    }
    for (place, reading) in readings.iter_mut().enumerate().filter(|(_, reading)| is_bicep(reading)) {
        let Some(document) = reading.document.clone() else { continue };
        let files = parts.get(&reading.coverage.rules().part).map_or(&[][..], Vec::as_slice);
        match template::lower(&document, files) {
            Ok(mut own) => {
                reading.gaps.clone_from(&own.gaps);
                reading.warnings.append(&mut own.gaps);
                reading.record.judged_with = own.using.clone();
                if template::is_values(&document) && own.using.is_none() {
                    let message = "these values are not used: the template that they are for is not among the files that are read";
                    reading.warnings.push(Problem::new(document.name(), message));
                }
                lowered.insert(place, own);
            }
            Err(problem) => reading.warnings.push(problem),
        }
    }
    lowered
}

fn is_bicep(reading: &Reading) -> bool {
    reading.coverage.has(&Form::BICEP) || reading.coverage.has(&Form::BICEP_PARAMETERS)
}

/// The Bicep file that a template was compiled from, where that stands beside it.
pub(super) fn origin_of<'p>(reading: &Reading, paths: &'p [String]) -> Option<&'p str> {
    let document = reading.document.as_ref().filter(|_| reading.coverage.has(&Form::ARM_TEMPLATE))?;
    let stem = reading.record.path.strip_suffix(".json").filter(|_| template::is_compiled(document))?;
    paths.iter().map(String::as_str).find(|path| path.strip_suffix(".bicep") == Some(stem))
}
