//! Every case of `tests/edits/*.yaml`: the text before, the changes by path, the exact text afterwards.
//!
//! A case's changes are `set` (a member or element that exists, else a new member), `remove` and `append`, each with a
//! path whose first step may be `doc N`, or `docs` for the list of documents. `gone` says that these places are no more
//! afterwards. `refused` lists the reasons that are expected, with the change's number.

mod git;

use serde::Deserialize;
use serde_json::Value;
use std::fs;
use std::path::Path;
use uplift::fix::text::{Change, Refusal, apply, plan, unified_diff, verify};
use uplift::source::{Document, Encoding, Kind, Node};

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Case {
    case: String,
    #[serde(default)]
    file: Option<String>,
    before: String,
    changes: Vec<Wanted>,
    #[serde(default)]
    after: Option<String>,
    #[serde(default)]
    refused: Vec<String>,
    /// The places that change are no more afterwards, so that nothing can be changed there again.
    #[serde(default)]
    gone: bool,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Wanted {
    set: Option<Vec<Value>>,
    to: Option<Value>,
    remove: Option<Vec<Value>>,
    append: Option<Vec<Value>>,
    values: Option<Vec<Value>>,
}

#[test]
fn every_case_gives_the_exact_bytes() {
    let (mut wrong, mut count) = (Vec::new(), 0);
    for (file, case) in cases() {
        count += 1;
        if let Err(message) = judge(&file, &case) {
            wrong.push(format!("{}: {message}", case.case));
        }
    }
    assert!(wrong.is_empty(), "{} of {count} cases:\n{}", wrong.len(), wrong.join("\n"));
    assert!(count >= 120, "{count} cases");
}

#[test]
fn git_applies_every_case() {
    let folder = tempfile::tempdir().expect("a temporary directory");
    let (mut patch, mut expected) = (String::new(), Vec::new());
    for (index, (file, case)) in cases().into_iter().enumerate() {
        let (document, changes) = read(&file, &case);
        let (edits, _) = plan(&document, &changes);
        if document.encoding() != Encoding::Utf8 {
            continue;
        }
        // Names that git quotes, in turn.
        let odd = ["plain", "with blank", "quo\"te", "tab\tstop", "naïve", "back\\slash"][index % 6];
        let name = format!("{odd} {index}.txt");
        fs::write(folder.path().join(&name), &case.before).expect("a file");
        patch.push_str(&unified_diff(&name, &document, &edits, &|lines| format!("line {} \u{7}", lines.start())));
        expected.push((name, apply(document.text(), &edits)));
    }
    git::apply(folder.path(), &patch);
    for (name, text) in expected {
        assert_eq!(fs::read_to_string(folder.path().join(&name)).expect("a file"), text, "{name}");
    }
}

fn judge(file: &str, case: &Case) -> Result<(), String> {
    let (document, changes) = read(file, case);
    let (edits, refusals) = plan(&document, &changes);
    let after = apply(document.text(), &edits);
    // As decoded: UTF-16 has a byte order mark.
    let expected = case.after.as_deref().unwrap_or(document.text());
    if after != expected {
        return Err(format!("\n  expected {expected:?}\n  found    {after:?}"));
    }
    let reasons: Vec<_> = refusals.iter().map(|Refusal { change, reason, .. }| format!("{change}: {reason}")).collect();
    if reasons != case.refused {
        return Err(format!("refused {reasons:#?}"));
    }
    let is_planned = |index: &usize| !refusals.iter().any(|refusal| refusal.change == *index);
    let planned: Vec<Change> = (0..changes.len()).filter(is_planned).map(|index| changes[index].clone()).collect();
    let new = verify(&document, &planned, &after)?;
    if !planned.is_empty() && !edits.is_empty() && verify(&document, &planned, document.text()).is_ok() {
        return Err("the old text passes as the new one".to_owned());
    }
    if !refusals.is_empty() || case.gone {
        return Ok(());
    }
    let again: Vec<Change> =
        case.changes.iter().filter(|wanted| wanted.set.is_some()).map(|w| change(&new, w)).collect();
    let (edits, refusals) = plan(&new, &again);
    if edits.is_empty() && refusals.is_empty() { Ok(()) } else { Err(format!("again: {edits:?} {refusals:?}")) }
}

fn cases() -> Vec<(String, Case)> {
    let mut cases = Vec::new();
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/edits");
    let mut paths: Vec<_> =
        fs::read_dir(folder).expect("a folder").map(|entry| entry.expect("an entry").path()).collect();
    paths.sort();
    for path in paths {
        let stem = path.file_stem().expect("a name").to_string_lossy().into_owned();
        let text = fs::read_to_string(&path).expect("a readable file");
        let found: Vec<Case> =
            serde_yaml::from_str(&text).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
        let extension = ["yaml", "bicep", "hcl"].into_iter().find(|name| stem.starts_with(name)).unwrap_or("json");
        cases.extend(
            found
                .into_iter()
                .map(|case| (case.file.clone().unwrap_or(format!("a.{}", extension.replace("hcl", "tf"))), case)),
        );
    }
    cases
}

fn read(file: &str, case: &Case) -> (Document, Vec<Change>) {
    let bytes = match file.strip_prefix("utf16 ") {
        Some(_) => [0xff, 0xfe].into_iter().chain(case.before.encode_utf16().flat_map(u16::to_le_bytes)).collect(),
        None => case.before.clone().into_bytes(),
    };
    let document = Document::parse(file, bytes).unwrap_or_else(|problem| panic!("{}: {problem:?}", case.case));
    let changes = case.changes.iter().map(|wanted| change(&document, wanted)).collect();
    (document, changes)
}

fn change(document: &Document, wanted: &Wanted) -> Change {
    let path = [&wanted.set, &wanted.remove, &wanted.append].into_iter().flatten().next().expect("a path");
    let number = |step: &Value| step.as_str()?.strip_prefix("doc ")?.parse::<usize>().ok();
    let (root, path) = match path.first().and_then(number) {
        Some(index) => (document.root().item(index), &path[1..]),
        None => (document.root().item(0), path.as_slice()),
    };
    // Documents are added to the root itself.
    let (root, path) = if path.first().is_some_and(|step| step == "docs") { (None, &path[1..]) } else { (root, path) };
    let mut node = root.unwrap_or(document.root());
    for (index, step) in path.iter().enumerate() {
        let next = match step {
            Value::String(key) => node.get(key),
            step => node.item(step.as_u64().expect("an index") as usize),
        };
        let Some(next) = next else {
            assert!(matches!(node.kind(), Kind::Object | Kind::Null), "no place {path:?}");
            let keys = path[index..].iter().map(|key| key.as_str().expect("a key").to_owned()).collect();
            return Change::Insert { object: id(node), keys, value: wanted.to.clone().unwrap_or_default() };
        };
        node = next;
    }
    match wanted {
        Wanted { set: Some(_), to, .. } => Change::Replace { node: id(node), value: to.clone().unwrap_or_default() },
        Wanted { remove: Some(_), .. } => Change::Remove { node: id(node) },
        Wanted { values, .. } => Change::Append { list: id(node), values: values.clone().unwrap_or_default() },
    }
}

fn id(node: Node<'_>) -> uplift::source::NodeId {
    node.id()
}

#[test]
fn a_diff_is_written_as_git_writes_it() {
    let text: String = (1..=20).map(|number| format!("k{number}: {number}\n")).collect();
    let document = Document::parse("a.yaml", text.trim_end().as_bytes().to_vec()).expect("a document");
    let at = |key: &str| document.root().item(0).and_then(|root| root.get(key)).expect("a member").id();
    let set = |key: &str| Change::Replace { node: at(key), value: Value::from("x") };
    let (edits, _) = plan(&document, &[set("k1"), Change::Remove { node: at("k2") }, set("k12"), set("k20")]);
    let diff = unified_diff("a b.yaml", &document, &edits, &|lines| format!("{lines:?}: why\n"));
    let expected = "diff --git a/a b.yaml b/a b.yaml\n--- a/a b.yaml\t\n+++ b/a b.yaml\t\n\
        @@ -1,5 +1,4 @@ 1..=5: why \n-k1: 1\n-k2: 2\n+k1: x\n k3: 3\n k4: 4\n k5: 5\n\
        @@ -9,7 +8,7 @@ 9..=15: why \n k9: 9\n k10: 10\n k11: 11\n-k12: 12\n+k12: x\n k13: 13\n k14: 14\n k15: 15\n\
        @@ -17,4 +16,4 @@ 17..=20: why \n k17: 17\n k18: 18\n k19: 19\n\
        -k20: 20\n\\ No newline at end of file\n+k20: x\n\\ No newline at end of file\n";
    assert_eq!(diff, expected);
    assert_eq!(unified_diff("a.yaml", &document, &[], &|_| String::new()), "");
}
