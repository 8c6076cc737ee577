//! Plans and states of Terraform, as `terraform show -json` prints them or as a state's own file holds them; and files in its own
//! language, of which what they manage is worked out once all are read.

use super::{Form, Reader};
use crate::inventory::Spelling;
use crate::inventory::envelope::Envelope;
use crate::source::Node;
use crate::terraform::{self, Shape};

impl Form {
    /// A file in Terraform's own language.
    pub const TERRAFORM: Form = Form {
        name: "terraform",
        about: "A file in Terraform's own language.",
        recognise: |root| terraform::declares(root.document()),
        is_deployed: true,
        ..Form::NEW
    };

    /// What is read with such files.
    pub const TERRAFORM_VALUES: Form = Form {
        name: "terraformValues",
        about: "Values for variables of Terraform's files, or the versions that were chosen for them.",
        recognise: |root| terraform::is_beside(root.document()),
        is_deployed: true,
        ..Form::NEW
    };

    /// What Terraform is about to make.
    pub const TERRAFORM_PLAN: Form = Form {
        name: "terraformPlan",
        about: "A plan of Terraform, as `terraform show -json` prints it.",
        recognise: is_plan,
        read,
        ..Form::NEW
    };

    /// What Terraform has made.
    pub const TERRAFORM_STATE: Form = Form {
        name: "terraformState",
        about: "A state of Terraform, as `terraform show -json` prints it or as its file holds it.",
        recognise: is_state,
        read,
        is_export: true,
        ..Form::NEW
    };
}

fn is_plan(root: Node<'_>) -> bool {
    terraform::shape(root) == Some(Shape::Plan)
}

fn is_state(root: Node<'_>) -> bool {
    terraform::shape(root).is_some_and(|shape| shape != Shape::Plan)
}

fn read(_: Node<'_>, reader: &mut Reader) {
    let shown = match terraform::read(reader.document()) {
        Ok(shown) => shown,
        Err(problem) => return reader.problem = Some(problem),
    };
    reader.told.extend(shown.told);
    reader.gaps.extend(shown.gaps);
    reader.waiting.extend(shown.waiting);
    reader.secrets.extend(shown.secrets);
    reader.lost.extend(shown.lost.into_iter().map(|name| Some(name.to_ascii_lowercase())));
    reader.derived(
        |_| Ok(shown.document),
        |root, reader| {
            for (row, mapped) in root.items().zip(shown.mapped) {
                if let Some(index) = reader.resource(row, &Envelope::of(row), Spelling::Azure, None) {
                    reader.is_mapped(index, mapped);
                }
            }
        },
    );
}
