//! Why nothing is known of a resource's properties. Silence is no value: what is read below it is unknown, and never absent.

use super::Export;
use crate::template;
use std::sync::Arc;

/// Why a row says nothing of its resource's properties.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Silence {
    /// They are `null`.
    Null,
    /// They were an object once, below the depth that was written.
    Cut,
    /// They are a text, a list or something else that is no object.
    NoObject,
    /// They are missing, and other fields than those of an envelope are there.
    Flattened,
    /// They are missing.
    Left,
    /// There is no row; what belongs to the resource names it.
    Implied,
    /// It may not be deployed at all.
    Conditional,
}

/// What PowerShell prints in place of an object or a list that is deeper than it goes, and other tools in place of anything:
/// how the text begins, and what it holds too.
const CUT: [(&str, &str); 6] = [
    ("@{", ""),
    ("...", ""),
    ("System.", "[]"),
    ("System.Collections.", ""),
    ("System.Management.", ""),
    ("Microsoft.", ".Models."),
];

impl Silence {
    /// Whether a text stands where an object or a list was.
    pub fn of_text(text: &str) -> Option<Self> {
        let is = |(start, part): &(&str, &str)| text.starts_with(start) && text.contains(part);
        CUT.iter().any(is).then_some(Self::Cut)
    }

    /// Whether who writes a row by hand says so that nothing is set: no setting stands at another place.
    pub(super) fn is_bare(self) -> bool {
        matches!(self, Self::Null | Self::Left)
    }

    /// What to export instead of rows that say nothing, of a resource of a type.
    pub fn export(self, type_name: &Arc<str>) -> Option<Export> {
        match self {
            Self::Cut => Some(Export::Depth),
            Self::Null | Self::NoObject | Self::Flattened | Self::Left | Self::Implied => {
                Some(Export::Resources(type_name.clone()))
            }
            Self::Conditional => None,
        }
    }

    /// What is wrong, and what to export instead.
    pub fn hint(self) -> &'static str {
        match self {
            Self::Null => {
                "`az resource list` leaves properties out; export with `az graph query` (Resource Graph) instead"
            }
            Self::Cut => "what was an object or a list was cut to a text; export with `ConvertTo-Json -Depth 100`",
            Self::NoObject => "its properties are no object; export them as JSON, with `az graph query` or `az rest`",
            Self::Flattened => {
                "its settings do not stand below `properties`, as in what `az … list` prints; export with `az graph query` or `az rest`"
            }
            Self::Implied => {
                "settings of the subscription are there, and not the subscription itself; export it too, with `az graph query`"
            }
            Self::Conditional => template::CONDITIONAL,
            Self::Left => "its row leaves properties out; export them too, with `az graph query` or `az rest`",
        }
    }
}
