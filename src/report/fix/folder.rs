//! What a review takes, in a folder for each resource group.

use super::index::{self, Line, line};
use super::summary::{subject, summary};
use super::{FixInput, Manifest, Part, scripts};
use crate::fix::{FilePatch, Finding, Group};
use crate::inventory::FileKind;
use crate::report::{Quotes, harmless, write_json};
use std::collections::{BTreeMap, BTreeSet};

/// The files of one folder.
pub struct Folder {
    /// Two names that are safe in every file system: the subscription's and the group's.
    pub path: [String; 2],
    /// Names and texts.
    pub files: Vec<(&'static str, String)>,
    /// Its row in the index.
    pub(super) line: Line,
}

/// What stands beside the folders, where one subscription's folder might.
pub const WHOLE: [&str; 3] = ["quick-fix.patch", "series.mbox", "index.md"];

/// What stands in a folder.
pub const FOLDER: [&str; 5] = ["quick-fix.patch", "summary.md", "manifest.json", "quick-fix.sh", "undo.sh"];

/// The groups with their scores, risks and owners, each with a link to its summary.
pub fn index(input: &FixInput<'_>, folders: &[Folder]) -> String {
    index::text(input, folders.iter().map(|folder| &folder.line))
}

/// The folders of a plan, in the order of its groups. The patches are against the files as they were read, each without
/// those of other groups: where groups share a file, one's patch has to be made anew when another's was applied, and
/// their manifests refuse the changed file as well.
pub fn folders(input: &FixInput<'_>, groups: &[Group<'_>]) -> Vec<Folder> {
    let (owners, quotes) = (owners(groups), Quotes::of(input.inventory));
    let mut taken = BTreeSet::new();
    let folder = |group: &Group<'_>| {
        let mut known = input.config.subscriptions.iter();
        let known = known.find(|(id, _)| group.subscription.is_some_and(|own| own.eq_ignore_ascii_case(id)));
        let part = Part {
            subscription: group.subscription,
            subscription_name: known.and_then(|(_, known)| known.name.as_deref()),
            group: group.name,
            fixed: group.plan.fixed.iter().collect(),
            left_out: group.plan.left_out.iter().collect(),
            waiting: input.waiting.iter().filter(|(finding, _)| is_of(input, group, *finding)).copied().collect(),
            shares_files: group.plan.files.iter().any(|file| owners.get(&file.document).is_some_and(|&of| of > 1)),
        };
        let subscription = part.subscription_name.or(part.subscription).unwrap_or("no-subscription");
        let path = unused(&mut taken, [safe(subscription), safe(part.group.unwrap_or("no-group"))]);
        let own = FixInput { plan: &group.plan, ..*input };
        Folder { line: line(&own, &part, &path), path, files: files(&own, &part, &quotes) }
    };
    groups.iter().map(folder).collect()
}

/// Whether a finding's resource stands in a group.
fn is_of(input: &FixInput<'_>, group: &Group<'_>, finding: Finding) -> bool {
    let resource = input.resource(finding);
    let same = |own: Option<&str>, other: Option<&str>| {
        own.unwrap_or_default().eq_ignore_ascii_case(other.unwrap_or_default())
    };
    same(resource.subscription.as_deref(), group.subscription) && same(resource.resource_group.as_deref(), group.name)
}

/// How many groups change each document.
fn owners(groups: &[Group<'_>]) -> BTreeMap<u32, u32> {
    let mut owners = BTreeMap::new();
    for file in groups.iter().flat_map(|group| &group.plan.files) {
        *owners.entry(file.document).or_default() += 1;
    }
    owners
}

/// The message of a commit with a part's fixes: its summary, whose title is the subject. Git takes lines that begin with `#` away when
/// somebody edits the message, and would take a diff in it for one to apply.
pub fn message(input: &FixInput<'_>, part: &Part<'_>) -> String {
    let text = summary(input, part, None, &[]);
    let line = |line: &str| match line.strip_prefix("## ") {
        Some(head) => format!("**{head}**\n"),
        None => format!("{line}\n"),
    };
    // A subject is shown as it stands by whatever lists commits.
    let rest = text.trim_end().lines().skip(1).map(line);
    std::iter::once(format!("{}\n", subject(part))).chain(rest).collect()
}

/// The name of a branch, from its parts: letters, digits, and dashes and such between them.
pub fn branch_name(parts: &[String]) -> String {
    let part = |part: &String| {
        let name = safe(part).replace("..", "__").replace(".lock", "_lock");
        name.trim_matches('.').to_owned()
    };
    let parts: Vec<String> = parts.iter().map(part).collect();
    format!("uplift/{}", parts.join("/"))
}

/// The diffs without secrets.
fn shown<'d>(part: &Part<'_>, diffs: &[(&'d FilePatch, String)], quotes: &Quotes<'_>) -> Vec<(&'d FilePatch, String)> {
    let edits = || part.fixed.iter().flat_map(|fixed| &fixed.edits);
    let masked = |file: &FilePatch, diff: &str| {
        let writes_secret = edits().any(|edit| edit.is_secret && edit.document == file.document);
        quotes.diff(file.document, diff, writes_secret)
    };
    diffs.iter().map(|(file, diff)| (*file, masked(file, diff))).collect()
}

fn files(input: &FixInput<'_>, part: &Part<'_>, quotes: &Quotes<'_>) -> Vec<(&'static str, String)> {
    let files = &input.plan.files;
    let diffs: Vec<(&FilePatch, String)> = files.iter().map(|file| (file, input.diff(file))).collect();
    let scripts = scripts(input, part);
    let has_script = scripts.left.done() > 0;
    let patch = diffs.iter().map(|(file, diff)| remark(input, file, has_script) + diff.as_str()).collect();
    let shown = shown(part, &diffs, quotes);
    let mut manifest = Vec::new();
    // Writing to memory does not fail.
    let _ = write_json(&Manifest::of(input, part), &mut manifest);
    let manifest = String::from_utf8(manifest).unwrap_or_default();
    let summary = summary(input, part, Some(&scripts), &shown);
    let [quick_fix, undo] = scripts.texts.unwrap_or_default();
    let texts = [patch, summary, manifest, quick_fix, undo];
    FOLDER.into_iter().zip(texts).filter(|(_, text)| !text.is_empty()).collect()
}

/// What stands before the diff of a file that deploys nothing; git passes over it.
fn remark(input: &FixInput<'_>, file: &FilePatch, has_script: bool) -> String {
    let remedy = if has_script { "quick-fix.sh is the remedy" } else { "the resources themselves are to be changed" };
    match file.kind {
        FileKind::Source => String::new(),
        FileKind::Snapshot => format!(
            "# {} only records the estate: this change is for review, and {remedy}.\n",
            harmless(&(input.path)(file.document))
        ),
    }
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
    let device = device || WHOLE.iter().any(|whole| whole.eq_ignore_ascii_case(&safe));
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
            ("Series.mbox", "_Series.mbox"),
            ("gruppe ä.", "gruppe_ä._"),
        ];
        for (name, expected) in cases {
            assert_eq!(safe(name), expected, "{name}");
        }
        assert!(safe(&"ä".repeat(500)).len() <= 120);
    }

    #[test]
    fn names_of_branches_are_taken_by_git() {
        let name = |part: &str| branch_name(&["owner".to_owned(), part.to_owned()]);
        for (part, expected) in [
            ("shop@contoso.example", "uplift/owner/shop_contoso.example"),
            ("a..b.lock", "uplift/owner/a__b_lock"),
            (".x.", "uplift/owner/_.x._"),
            ("@{-1}~^:?*[", "uplift/owner/__-1_______"),
        ] {
            assert_eq!(name(part), expected, "{part}");
        }
    }

    #[test]
    fn two_groups_never_share_a_folder() {
        let mut taken = BTreeSet::new();
        let mut name = |group: &str| unused(&mut taken, ["s".to_owned(), group.to_owned()])[1].clone();
        assert_eq!([name("a"), name("A"), name("a-2"), name("a")], ["a", "A-2", "a-2-2", "a-3"]);
    }
}
