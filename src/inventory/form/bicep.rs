//! Bicep files. What they deploy is worked out once all files are read.

use super::Form;
use crate::source::{Format, Node};
use crate::template;

impl Form {
    /// A template in Bicep, or what others import from.
    pub const BICEP: Form =
        Form { name: "bicep", about: "A Bicep file.", recognise: is_template, is_deployed: true, ..Form::NEW };

    /// Values for the parameters of a template in Bicep.
    pub const BICEP_PARAMETERS: Form = Form {
        name: "bicepParameters",
        about: "Values for the parameters of a Bicep file.",
        recognise: is_values,
        is_deployed: true,
        ..Form::NEW
    };
}

fn is_template(root: Node<'_>) -> bool {
    is_bicep(root) && !template::is_values(root.document())
}

fn is_values(root: Node<'_>) -> bool {
    is_bicep(root) && template::is_values(root.document())
}

fn is_bicep(root: Node<'_>) -> bool {
    root.document().format() == Format::Bicep
}
