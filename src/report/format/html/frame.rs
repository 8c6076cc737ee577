//! Places on the page, and their addresses.

use super::input::Input;
use super::names;
use super::parts::told;
use crate::report::links::encoded;
use maud::{Markup, html};

/// Where a section stands.
pub(super) struct Frame {
    /// In front of the ids of its places; empty where there is one report.
    prefix: String,
    /// Whether its headings are of the third level.
    is_inner: bool,
    /// Which estate it is, where there are several.
    pub estate: Option<String>,
}

impl Frame {
    /// Of one of some reports.
    pub fn of(inputs: &[Input<'_>], place: usize) -> Self {
        match inputs.len() {
            1 => Self::nowhere(),
            _ => Self { prefix: format!("{}-", place + 1), is_inner: true, estate: Some(names::key(inputs, place)) },
        }
    }

    /// Of what stands nowhere.
    pub fn nowhere() -> Self {
        Self { prefix: String::new(), is_inner: false, estate: None }
    }

    /// The id of a place.
    pub fn id(&self, name: &str) -> String {
        format!("{}{name}", self.prefix)
    }

    /// The address of a place.
    pub fn to(&self, name: &str) -> String {
        format!("#{}", encoded(&self.id(name)))
    }

    /// The address of the findings that one value of a facet limits, of this report alone.
    pub fn findings(&self, facet: &str, value: &str) -> String {
        // Values are separated by commas, and so are encoded by themselves, and again as a part of the address.
        let own = self.estate.as_ref().map(|estate| format!("&estate={}", encoded(&encoded(estate))));
        format!("#{facet}={}{}", encoded(&encoded(&told(value))), own.unwrap_or_default())
    }

    /// A section under its heading.
    pub fn section(&self, name: &str, title: &str, body: &Markup) -> Markup {
        let heading = self.id(&format!("{name}-title"));
        html! {
            // Of several estates each is a landmark, and not each part of each.
            section id=(self.id(name)) aria-labelledby=[(!self.is_inner).then_some(&heading)] {
                @if self.is_inner { h3 id=(heading) { (title) } } @else { h2 id=(heading) { (title) } }
                (body)
            }
        }
    }
}
