//! What a file's silence means: whether a type that does not occur in it does not exist.

use super::file::{FileKind, FileRules, Form};

/// What a document is known to hold in full.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Coverage {
    forms: Vec<Form>,
    pub(super) kind: FileKind,
    named: Vec<String>,
    /// A test case holds everything that there is.
    everything: bool,
}

impl Coverage {
    /// A file's: what its forms list by themselves, and what the estate's configuration says.
    pub(super) fn of_file(forms: Vec<Form>, rules: &FileRules) -> Self {
        Self { forms, kind: rules.kind, named: rules.complete.clone(), everything: false }
    }

    /// What the configuration says of the file.
    pub(super) fn rules(&self) -> FileRules {
        FileRules { kind: self.kind, complete: self.named.clone() }
    }

    /// A test case's.
    pub(super) fn of_case() -> Self {
        Self { everything: true, ..Self::default() }
    }

    /// Whether the forms look at each resource by itself. An export without properties is one only as a whole.
    pub(super) fn is_by_resource(&self) -> bool {
        !self.forms.contains(&Form::AzResourceList)
    }

    /// Whether the absence of a type around a resource means that there is none.
    pub(super) fn is_complete(&self, type_name: &str) -> bool {
        self.resolves(type_name) || !self.forms.is_empty() && self.forms.iter().all(|form| self.lists(*form, type_name))
    }

    /// Whether an id of this type that is not found belongs to nothing.
    pub(super) fn resolves(&self, type_name: &str) -> bool {
        self.everything || self.named.iter().any(|named| named.eq_ignore_ascii_case(type_name))
    }

    /// Whether a form lists every resource of a type.
    fn lists(&self, form: Form, type_name: &str) -> bool {
        match form {
            Form::PsRule => true,
            Form::List | Form::Ndjson => self.kind == FileKind::Source,
            Form::ResourceGraph => is_in_resource_graph(type_name),
            Form::ArmTemplate | Form::ArmList | Form::AzResourceList => false,
        }
    }
}

/// Providers whose resources extend others. Resource Graph keeps most of them out of its `resources` table.
const EXTENDING_PROVIDERS: [&str; 13] = [
    "Microsoft.Advisor",
    "Microsoft.Authorization",
    "Microsoft.Automanage",
    "Microsoft.Chaos",
    "Microsoft.Consumption",
    "Microsoft.CostManagement",
    "Microsoft.GuestConfiguration",
    "Microsoft.KubernetesConfiguration",
    "Microsoft.ManagedServices",
    "Microsoft.PolicyInsights",
    "Microsoft.ResourceHealth",
    "Microsoft.Security",
    "Microsoft.SerialConsole",
];

/// Extending types of providers that have ordinary resources too.
const EXTENDING_TYPES: [&str; 11] = [
    "Microsoft.EventGrid/eventSubscriptions",
    "Microsoft.EventGrid/extensionTopics",
    "Microsoft.Insights/dataCollectionRuleAssociations",
    "Microsoft.Insights/diagnosticSettings",
    "Microsoft.Insights/guestDiagnosticSettings",
    "Microsoft.Insights/logProfiles",
    "Microsoft.Maintenance/configurationAssignments",
    "Microsoft.RecoveryServices/backupProtectedItems",
    "Microsoft.Resources/deployments",
    "Microsoft.Resources/links",
    "Microsoft.Resources/tags",
];

/// Whether Resource Graph lists a type in full: top-level resources, but neither children nor extensions.
fn is_in_resource_graph(type_name: &str) -> bool {
    let Some((provider, kinds)) = type_name.split_once('/') else {
        return false;
    };
    let is = |names: &[&str], name: &str| names.iter().any(|known| known.eq_ignore_ascii_case(name));
    !kinds.contains('/') && !is(&EXTENDING_PROVIDERS, provider) && !is(&EXTENDING_TYPES, type_name)
}
