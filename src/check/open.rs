//! Lists of which not all is known: a look-up whose source need not list everything, and what a script makes of one.
//!
//! What is known may decide, as it does in any list; what needs the rest is unknown.

use super::stop::{self, Failure, Stop, Unknown, unknown};
use rhai::{Array, Dynamic, INT};
use std::rc::Rc;

/// Values to be read one by one.
pub(super) type Elements = Box<dyn Iterator<Item = Result<Dynamic, Failure>>>;

/// A list whose elements are known, or stand for what may be there, with the reason why that is not known.
#[derive(Clone)]
pub(super) struct Open(Rc<[Result<Dynamic, Unknown>]>);

impl Open {
    /// The known elements, and behind them what may be missing.
    pub fn ended(known: impl Iterator<Item = Dynamic>, missing: Unknown) -> Self {
        Self(known.map(Ok).chain([Err(missing)]).collect())
    }

    /// A list of what a script made: an array where all of it is known.
    pub fn of(items: impl Iterator<Item = Result<Dynamic, Failure>>) -> Result<Dynamic, Failure> {
        let known = |item: Result<Dynamic, Failure>| match item {
            Ok(value) => Ok(Ok(value)),
            Err(failure) => match stop::reason(&failure) {
                Some(Stop::Unknown(why)) => Ok(Err(why)),
                _ => Err(failure),
            },
        };
        let items = items.map(known).collect::<Result<Vec<_>, _>>()?;
        if items.iter().any(Result::is_err) {
            return Ok(Dynamic::from(Self(items.into())));
        }
        Ok(Dynamic::from_array(items.into_iter().flatten().collect::<Array>()))
    }

    /// Elements in order; reading what is not known is the failure.
    pub fn elements(&self) -> Elements {
        let items = self.0.clone();
        Box::new((0..items.len()).map(move |place| items[place].clone().map_err(unknown)))
    }

    /// An element: known only where everything before it is, or everything behind it when counted from the end.
    pub fn element(&self, index: INT) -> Result<Dynamic, Failure> {
        let place = if index < 0 { -1 - index } else { index };
        let passed = usize::try_from(place).map_or(usize::MAX, |place| place.saturating_add(1));
        let last = |_, item: &Result<Dynamic, Unknown>| item.clone().map_err(unknown);
        match index < 0 {
            true => self.0.iter().rev().take(passed).try_fold(Dynamic::UNIT, last),
            false => self.0.iter().take(passed).try_fold(Dynamic::UNIT, last),
        }
    }

    /// Unknown, as all that needs the end is.
    pub fn len(&self) -> Result<INT, Failure> {
        self.elements().try_fold(0, |count, item| item.map(|_| count + 1))
    }

    /// One known element decides.
    pub fn is_empty(&self) -> Result<bool, Failure> {
        if self.0.iter().any(Result::is_ok) { Ok(false) } else { self.len().map(|count| count == 0) }
    }
}
