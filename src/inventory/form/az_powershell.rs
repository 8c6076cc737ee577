//! `Get-AzResource`: a list in PowerShell's spelling that knows nothing of what belongs to a resource.

use super::{Form, psrule};

impl Form {
    /// What `Get-AzResource` and its kin print.
    pub const AZ_POWERSHELL: Form = Form {
        name: "azPowerShell",
        about: "A list of Azure PowerShell, such as `Get-AzResource` prints.",
        recognise: psrule::is_powershell,
        read: psrule::read,
        is_export: true,
        ..Form::NEW
    };
}
