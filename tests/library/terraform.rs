//! `docs/terraform.md`: every type of azurerm's resources that is mapped, and which recommendations judge what it makes.
//!
//! Run the tests with `SNAPSHOTS=overwrite` to write it anew.

use snapbox::{Data, assert_data_eq};
use std::collections::BTreeSet;
use std::fmt::Write;
use std::path::Path;
use uplift::policy::Policy;
use uplift::terraform::{self, Kind};

#[test]
fn the_page_about_terraform_is_current() {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/terraform.md");
    assert_data_eq!(page(&crate::library()), Data::read_from(&file, Some(snapbox::data::DataFormat::Text)).raw());
}

fn page(policy: &Policy) -> String {
    let all: Vec<(&str, &Kind)> = terraform::kinds().collect();
    let attributes: usize = all.iter().map(|(_, kind)| kind.properties.len()).sum();
    let mut page = format!(
        "# Terraform\n\n{INTRODUCTION}\n\n## What is mapped\n\n{} types of azurerm's resources with {attributes} attributes and blocks, for the majors \
         2 to 5. This table is written by a test (`SNAPSHOTS=overwrite cargo test --test library`). A type makes the resource behind it, \
         or writes into it (→), and is judged by what its attributes say by the recommendations of that type; what they need and no \
         attribute says (last column) is unknown.\n\n\
         | azurerm | majors | resource | recommendations | not said by azurerm |\n|---|---|---|---|---|\n",
        all.len()
    );
    for (name, kind) in all {
        let _ = writeln!(
            page,
            "| {name} | {} | {} | {} | {} |",
            majors(kind),
            makes(kind),
            judged(policy, kind),
            unsaid(kind)
        );
    }
    page
}

const INTRODUCTION: &str = "\
What Terraform manages is judged as the resources of the platform that azurerm makes of it: each attribute is read as the
property that it becomes. Files are read as they are, without running Terraform; a plan and a state as `terraform show -json` prints
them, and a state also as its file holds it:

```
uplift scan infra
terraform plan -out tf.plan && terraform show -json tf.plan > plan.json
uplift scan plan.json
```

- Files and a plan are what will be there (a *source*), a state is what is there (a *snapshot*). Versions that are not known are errors.
- What is known only after a plan is applied is unknown, and so is what azurerm leaves to the service. An id that is known only later is
  followed through references, inputs and outputs of modules to the resource that it means; where it may mean several, what hangs
  on it is unknown.
- What stands in a resource beside (network rules, associations, keys, auditing, private endpoints, diagnostic settings) counts where
  it belongs.
- What no attribute becomes that is mapped is unknown, for a policy of your own too, and absent only where azurerm is known to send nothing.
- A default that is not the same in every major that the configuration allows is unknown.
- What a plan or a state marks as sensitive is shown in no report, nor are variables that are declared so; only where a resource is named by it, its
  name is shown.
- The body of an `azapi_resource` is the platform's already, as an object and as a text of JSON; what stands in its `sensitive_body` is unknown. An
  `azapi_update_resource` has the last word on the resource that it names, by its id or by `parent_id` and `name`; where it may be any, all of its
  type are unknown in what it says. One whose resource is not among those of its deployment is judged nowhere, which is a warning; in the gate too,
  where the change brings it or writes in it.
- Types that are not mapped, and other providers, are counted in a warning.
- A plan and a state take no fix: change the files that they come from.

## Files

All `.tf` files of a folder are one module; `override.tf` and `*_override.tf` have the last word, attribute by attribute. A folder that no
other folder calls is deployed by itself, and so is one that has a `backend`, a `cloud` block, a lock file or values of its own; all
others are judged where they are called. Ids begin with the folder: `infra/prod#resourceGroups/rg/providers/…`.

- Variables have the values of `terraform.tfvars` and `*.auto.tfvars`, in HCL and in JSON, else their defaults; where such a file is not understood, no
  variable of the folder is known. That goes for files that somebody names, too. A name in them that no variable of the folder has is a warning. Each other `.tfvars` file that `--var-file` or `deployments:` names makes a deployment of its own, of several an id says
  which (`infra@prod#…`); `{ template: infra, parameters: [infra/prod.tfvars] }` is such an entry. One that nobody names is a warning. One that
  Terraform takes by itself and that an ignore file leaves out is told, and its folder is judged without it.
- A value that a `validation` of its variable is known to refuse is told, and unknown: Terraform plans nothing with it.
- Not yet: `.tf.json` and the files of OpenTofu (told, and not judged), and modules that Terraform has downloaded.
- Known are: literals, templates, conditionals, `for`, splats, `dynamic` blocks, locals, `count` and `for_each`, other resources' arguments,
  modules in `./` and `../` with what they are given and give, and the functions that need nothing but their arguments.
- `file`, `filebase64` and `templatefile` give what a file of the repository holds, wherever it is (`path.module` and `path.root` are known, and other
  paths begin in the folder that is deployed, as Terraform runs there). A file that is not there, that lies outside of the repository or is excluded, is
  longer than 1 MiB or no plain UTF-8 is unknown, and so is a template that does more than put values in (`%{ … }`, expressions), and a
  file outside of the paths that are read whose folder holds a value, or whose name may be one of more than 1,000.
- `jsondecode`, `yamldecode` and `csvdecode` read it. Unknown are tags and merge keys of YAML, scalars that its versions read otherwise (`yes`,
  `010`, `1_000`, dates) unless they stand in quotes, and CSV with quotes in it.
- Unknown are: variables without a value, data, what is computed, `path.cwd`, `terraform.workspace`, functions over times and hashes,
  modules that are elsewhere (told, as what they manage is not judged). `null` is as left out.
- Where `count` or `for_each` is not known, one resource stands for all that there may be, and nothing is known of it.
- The major of azurerm is that of `.terraform.lock.hcl`, else the only one that `required_providers` allows.
- What is declared twice is told, and what hangs on it is unknown; so is what a block and a resource beside it (`azurerm_storage_account_network_rules`)
  say differently. A `count` below nothing is told.
- Folders below one that holds Terraform's own tests (`tests/*.tftest.hcl`) help these, and are judged only where `deployments:` names them.
- A block that is not understood is told, and costs itself alone. Work is bounded: 10,000 instances of one block, 20,000 of a folder.
- Files in the folder of a plan are judged by the plan, as long as it says what they do: where a resource of theirs is not in it, or a value that they write
  themselves, or that a file of values beside it gives which Terraform takes by itself, is another one there, it is older than they are, which is told, and the
  files are judged. Values that another `.tfvars` file gives may have been named for the plan.
- A file whose name ends in `_override.tf.json`, and a `.tofu` file that takes the place of a `.tf` file, leave their folder unjudged; others in these forms leave
  its lists open. A gate tells of them, and ends with 2 where the change brings them beside files that are read.
- Not read: `.tf.json`, `*.tofu`, `moved` (resources are known by their names, and addresses stand in for names that no file says), the
  environment, and `.terraform/modules`: git ignores what `terraform init` fetched, and verdicts would hang on who ran it where. Judge a plan for those.

## Fixes

`uplift fix` reads the mapping the other way round: from the property of the platform that a fix sets to the attribute that says it.

- A value is changed where it is written: in the block, in a conditional's branch that was taken, as the default of a variable, in a file of
  variables, as a local, or as a module's argument however far up. All resources that take it from there are judged again.
- What an expression computes is left out; with `--inline` the value takes its place in the block.
- An attribute that is missing is added behind the last that says what the resource is. Its sign stands below those of the lines around it;
  where its name is too long for that, a blank line parts them, so that `terraform fmt` has nothing to change in either.
- A block that is missing is added behind those of its type, else behind all others, with what azurerm requires in it. Where a resource beside
  says it (`azurerm_storage_account_network_rules`), that one is changed; a block that makes several instances takes nothing that a resource beside
  says of one of them.
- A child that is not there becomes a resource of its own behind the block of its parent, where the mapping knows all that it requires
  (`addable`). A resource that a fix takes away goes as a whole, unless something refers to it.
- Left out, with the reason: what azurerm has no attribute for; what `ignore_changes` covers; what a `dynamic` block makes; a new resource beside one
  of `count` or `for_each`; an attribute whose name hangs on the major of azurerm, where that is not known; a value that the variable's own
  `validation` refuses.
- A change that makes the resource anew is destructive, whatever its policy says, also where it is another resource that takes its value from
  the same place; what else does so is named, and such a fix is at least `review`.
- Each fix is worked out and judged again, and every other byte stays.

To map another type, write it into the file of its service in `src/terraform/mapping/`; `src/terraform/kind.rs` says what the keys mean.";

fn majors(kind: &Kind) -> String {
    let all: Vec<String> = kind.provider.iter().map(u32::to_string).collect();
    all.join(", ")
}

fn makes(kind: &Kind) -> String {
    match (&kind.type_name, &kind.into) {
        (Some(own), _) => own.clone(),
        (None, into) => into.as_ref().map_or_else(String::new, |into| format!("→ {}", into.type_name)),
    }
}

/// The recommendations of all types that it has a part in.
fn judged(policy: &Policy, kind: &Kind) -> String {
    let own = kind.type_name.iter().chain(kind.into.iter().map(|into| &into.type_name)).chain(&kind.also);
    let children =
        kind.properties.values().filter_map(|attribute| attribute.child.as_ref().map(|child| &child.type_name));
    let types: BTreeSet<String> = own.chain(children).map(|name| name.to_lowercase()).collect();
    let is_judged = |names: &[String]| names.iter().any(|name| types.contains(&name.to_lowercase()));
    let all = policy.recommendations.iter().filter(|each| is_judged(&each.resource_types));
    let ids: Vec<String> = all.map(|each| format!("`{}`", each.id)).collect();
    ids.join(", ")
}

fn unsaid(kind: &Kind) -> String {
    let all: Vec<String> = kind.unsaid.iter().chain(&kind.unsaid_types).map(|path| format!("`{path}`")).collect();
    all.join(", ")
}
