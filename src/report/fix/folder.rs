//! What a review takes, in a folder for each resource group.

use super::{FixInput, Manifest, Part, quick_fix, summary, undo};
use crate::fix::{self, FilePatch, LeftOut};
use crate::inventory::{FileKind, Resource};
use crate::report::harmless;
use std::collections::{BTreeMap, BTreeSet};

/// The files of one folder.
pub struct Folder {
    /// Two names that are safe in every file system: the subscription's and the group's.
    pub path: [String; 2],
    /// Names and texts.
    pub files: Vec<(&'static str, String)>,
}

/// The folders of a plan, in order of subscription and group; groups in which nothing is fixed and nothing was left out
/// have none.
///
/// # Errors
///
/// What of a group cannot be fixed without other groups.
pub fn folders(input: &FixInput<'_>) -> Result<Vec<Folder>, Vec<LeftOut>> {
    let mut taken = BTreeSet::new();
    let mut folders = Vec::new();
    for part in parts(input) {
        let subscription = part.subscription_name.or(part.subscription).unwrap_or("no-subscription");
        let path = unused(&mut taken, [safe(subscription), safe(part.group.unwrap_or("no-group"))]);
        folders.push(Folder { path, files: files(input, &part)? });
    }
    Ok(folders)
}

fn files(input: &FixInput<'_>, part: &Part<'_>) -> Result<Vec<(&'static str, String)>, Vec<LeftOut>> {
    let files = fix::part(input.inventory, input.plan, &part.fixed)?;
    let diffs: Vec<(&FilePatch, String)> = files.iter().map(|file| (file, input.diff(file, &part.fixed))).collect();
    let patch = diffs.iter().map(|(file, diff)| remark(input, file) + diff.as_str()).collect();
    let manifest = Manifest::of(input, part);
    let manifest = serde_json::to_string_pretty(&manifest).unwrap_or_default() + "\n";
    Ok(vec![
        ("quick-fix.patch", patch),
        ("summary.md", summary(input, part, &diffs)),
        ("manifest.json", manifest),
        ("quick-fix.sh", quick_fix(input, part)),
        ("undo.sh", undo(input, part)),
    ])
}

/// What stands before the diff of a file that deploys nothing; git passes over it.
fn remark(input: &FixInput<'_>, file: &FilePatch) -> String {
    match file.kind {
        FileKind::Source => String::new(),
        FileKind::Snapshot => format!(
            "# {} only records the estate: this change is for review, and quick-fix.sh is the remedy.\n",
            harmless(&(input.path)(file.document))
        ),
    }
}

/// The plan by resource group, in order of subscription and group, both without regard to case.
pub(super) fn parts<'f>(input: &FixInput<'f>) -> Vec<Part<'f>> {
    let mut parts: BTreeMap<(String, String), Part<'f>> = BTreeMap::new();
    for fix in &input.plan.fixed {
        part_of(input, &mut parts, input.resource(fix.finding)).fixed.push(fix);
    }
    for left in &input.plan.left_out {
        part_of(input, &mut parts, input.resource(left.finding)).left_out.push(left);
    }
    parts.into_values().collect()
}

fn part_of<'f, 'p>(
    input: &FixInput<'f>,
    parts: &'p mut BTreeMap<(String, String), Part<'f>>,
    resource: &'f Resource,
) -> &'p mut Part<'f> {
    let (subscription, group) = (resource.subscription.as_deref(), resource.resource_group.as_deref());
    let lower = |name: Option<&str>| name.unwrap_or_default().to_ascii_lowercase();
    parts.entry((lower(subscription), lower(group))).or_insert_with(|| {
        let mut known = input.config.subscriptions.iter();
        let known = known.find(|(id, _)| subscription.is_some_and(|own| own.eq_ignore_ascii_case(id)));
        let subscription_name = known.and_then(|(_, known)| known.name.as_deref());
        Part { subscription, subscription_name, group, fixed: Vec::new(), left_out: Vec::new() }
    })
}

/// A name for a folder, in any file system: letters, digits, and dashes and such between them; no device of Windows.
fn safe(name: &str) -> String {
    /// Bytes; file systems allow 255.
    const LONGEST: usize = 120;
    const DEVICES: [&str; 4] = ["con", "prn", "aux", "nul"];
    let kept = |letter: char| if letter.is_alphanumeric() || "-_.()".contains(letter) { letter } else { '_' };
    let mut safe: String = name.chars().map(kept).collect();
    while safe.len() > LONGEST {
        safe.pop();
    }
    let stem = safe.split('.').next().unwrap_or_default().to_ascii_lowercase();
    let device = DEVICES.contains(&stem.as_str())
        || (stem.len() == 4 && ["com", "lpt"].iter().any(|port| stem.starts_with(port)));
    if safe.is_empty() || safe.starts_with('.') || safe.starts_with('-') || device {
        safe.insert(0, '_');
    }
    // Windows takes dots away from ends of names.
    if safe.ends_with('.') { safe + "_" } else { safe }
}

/// The path, with a number when a name that some file system takes for the same was given out.
fn unused(taken: &mut BTreeSet<[String; 2]>, [subscription, group]: [String; 2]) -> [String; 2] {
    let numbered = |number: usize| if number == 1 { group.clone() } else { format!("{group}-{number}") };
    let key = |group: &str| [subscription.to_lowercase(), group.to_lowercase()];
    let free = (1..).map(numbered).find(|group| taken.insert(key(group)));
    [subscription.clone(), free.unwrap_or(group)]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_safe_in_every_file_system() {
        let cases = [
            ("rg-prod_1", "rg-prod_1"),
            ("../../etc", "_.._.._etc"),
            ("..", "_.._"),
            ("", "_"),
            ("-rf", "_-rf"),
            ("a/b\\c:d\n", "a_b_c_d_"),
            ("CON", "_CON"),
            ("com1.txt", "_com1.txt"),
            ("gruppe ä.", "gruppe_ä._"),
        ];
        for (name, expected) in cases {
            assert_eq!(safe(name), expected, "{name}");
        }
        assert!(safe(&"ä".repeat(500)).len() <= 120);
    }

    #[test]
    fn two_groups_never_share_a_folder() {
        let mut taken = BTreeSet::new();
        let mut name = |group: &str| unused(&mut taken, ["s".to_owned(), group.to_owned()])[1].clone();
        assert_eq!([name("a"), name("A"), name("a-2"), name("a")], ["a", "A-2", "a-2-2", "a-3"]);
    }
}
