//! Scripts that fail at head and did not in the base. What they would say is not known, so that the change is judged by the
//! worst that they could.

use super::{Comparison, Side, Standing};
use crate::assess::{AssessmentIndex, Status};
use crate::exempt::Counted;

/// A change whose script fails anew.
#[derive(Clone, Copy, Debug)]
pub struct Broken {
    /// Its place in [`Comparison::changes`].
    pub change: usize,
    /// The assessment of head.
    pub place: AssessmentIndex,
    /// What it would count as if it were unhealthy, where an exemption is for it.
    pub exempt: Option<Status>,
}

impl Comparison {
    /// The same as if nothing was known of these; and as if all of them were unhealthy, with what then counts. `None` when
    /// there are none.
    pub fn guessed(
        &self,
        base: &Side<'_>,
        head: &Side<'_>,
        broken: &[Broken],
    ) -> Option<(Self, (Self, Counted<'static>))> {
        if broken.is_empty() {
            return None;
        }
        let (mut without, mut worst, mut counted) = (self.clone(), self.clone(), head.counted.clone().into_owned());
        for Broken { change, place, exempt } in broken {
            without.changes[*change].standing = Standing::Unchanged;
            let change = &mut worst.changes[*change];
            let was = change.before.map(|before| base.assessed.at(before).status);
            let excused = change.before.is_some_and(|before| base.assessed.exempt.contains_key(&before));
            let is_old = was == Some(Status::Unhealthy) && !excused;
            change.standing = if is_old { Standing::Changed } else { Standing::New };
            change.status = Some(Status::Unhealthy);
            change.exempt = exempt.is_some();
            counted.set(*place, exempt.unwrap_or(Status::Unhealthy));
        }
        Some((without, (worst, counted)))
    }
}
