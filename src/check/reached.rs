//! Places of scripts that were reached. Only scripts that were written for it tell; all others run as ever.

use rhai::{Engine, INT};
use std::collections::BTreeSet;
use std::sync::{Arc, Mutex, PoisonError};

/// The numbers of the places that were reached so far, by all evaluators of the same checks.
#[derive(Clone, Debug, Default)]
pub struct Reached(Arc<Mutex<BTreeSet<i64>>>);

impl Reached {
    /// What a script calls, with the number of a place; it gives true.
    pub const CALL: &'static str = "was_reached_by_a_case";

    /// Whether a place was reached.
    pub fn holds(&self, place: i64) -> bool {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).contains(&place)
    }

    /// Lets the scripts of an engine tell.
    pub(super) fn register(&self, engine: &mut Engine) {
        let places = self.0.clone();
        engine.register_fn(Self::CALL, move |place: INT| {
            places.lock().unwrap_or_else(PoisonError::into_inner).insert(place);
            true
        });
    }
}
