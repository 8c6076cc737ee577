//! The Bicep files among those that were read, as templates.

use super::form::Form;
use super::reading::Reading;
use super::record::FileStatus;
use crate::source::{Document, Problem};
use crate::template::{self, Lowered};
use std::collections::BTreeMap;
use std::sync::Arc;

/// A template for each reading that is one in Bicep, by the readings' places.
pub(super) fn all(readings: &mut [Reading]) -> BTreeMap<usize, Lowered> {
    let (mut lowered, mut loaded, mut modules) = (BTreeMap::new(), BTreeMap::new(), BTreeMap::new());
    if !readings.iter().any(is_bicep) {
        return lowered;
    }
    let mut parts: BTreeMap<u16, Vec<Arc<Document>>> = BTreeMap::new();
    for reading in readings.iter() {
        let part = parts.entry(reading.coverage.rules().part).or_default();
        part.extend(reading.document.as_ref().or(reading.material.as_ref()).cloned());
    }
    for (place, reading) in readings.iter_mut().enumerate().filter(|(_, reading)| is_bicep(reading)) {
        let Some(document) = reading.document.clone() else { continue };
        let files = parts.get(&reading.coverage.rules().part).map_or(&[][..], Vec::as_slice);
        match template::lower(&document, files, &reading.coverage.rules().modules) {
            Ok(mut own) => {
                reading.gaps.clone_from(&own.gaps);
                reading.warnings.append(&mut own.gaps);
                reading.record.judged_with = own.using.clone();
                if template::is_values(&document) && own.using.is_none() && !own.is_base {
                    let message = "these values are not used: the template that they are for is not among the files that are read";
                    reading.warnings.push(Problem::new(document.name(), message));
                }
                let part = reading.coverage.rules().part;
                modules.extend(own.modules.iter().map(|file| ((part, file.clone()), document.name().to_owned())));
                loaded.extend(own.loaded.iter().map(|file| ((part, file.clone()), document.name().to_owned())));
                lowered.insert(place, own);
            }
            Err(problem) => reading.warnings.push(problem),
        }
    }
    tell_loaded(readings, &loaded);
    take_specs(readings, &modules);
    lowered
}

/// Takes files that hold no resources for documents where others load them, and notes who does.
pub(super) fn tell_loaded(readings: &mut [Reading], loaded: &BTreeMap<(u16, String), String>) {
    if loaded.is_empty() {
        return;
    }
    for reading in readings.iter_mut() {
        let key = (reading.coverage.rules().part, reading.record.path.clone());
        if let (Some(by), FileStatus::PassedOver(reason)) = (loaded.get(&key), &mut reading.record.status) {
            *reason = format!("{by} loads it");
            reading.document = reading.document.take().or_else(|| reading.material.take());
            reading.coverage.is_loaded = true;
        }
    }
}

/// Takes template specs that are deployed for documents without resources: they are no resources of the estate.
fn take_specs(readings: &mut [Reading], modules: &BTreeMap<(u16, String), String>) {
    if modules.is_empty() {
        return;
    }
    for reading in readings.iter_mut().filter(|reading| !is_bicep(reading) && !reading.coverage.is_template()) {
        let rules = reading.coverage.rules().clone();
        let Some(by) = modules.get(&(rules.part, reading.record.path.clone())) else { continue };
        if let Some(document) = reading.document.take().or_else(|| reading.material.take()) {
            *reading = Reading::loaded(document, &rules);
            reading.record.status = FileStatus::PassedOver(format!("{by} deploys it"));
        }
    }
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
