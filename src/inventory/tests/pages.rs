//! Pages of lists: which ones say that there is more, and where the rest is there.

use super::{FileRules, Inventory, InventoryFile, file, messages, parse};

const GROUP: &str = "/subscriptions/s/resourceGroups/g/providers";

/// A row of a type, by its name.
fn row(kind: &str, name: &str) -> String {
    format!(r#"{{ "id": "{GROUP}/A.B/{kind}/{name}", "type": "A.B/{kind}", "properties": {{}} }}"#)
}

/// A page of rows, with what it says beside them.
fn page(rows: &[String], beside: &str) -> String {
    format!(r#"{{ "value": [{}]{beside} }}"#, rows.join(", "))
}

fn linked(kind: &str, name: &str, link: &str) -> String {
    page(&[row(kind, name)], &format!(r#", "nextLink": "{link}""#))
}

/// The next page of a type, as Azure Resource Manager links it.
fn next(kind: &str, token: u32) -> String {
    format!("https://management.azure.com/subscriptions/s/providers/A.B/{kind}?api-version=1&$skiptoken={token}")
}

fn answer(rows: &[String], beside: &str) -> String {
    format!(r#"{{ "data": [{}]{beside} }}"#, rows.join(", "))
}

fn inventory(files: &[(&str, String)]) -> Inventory {
    parse(files.iter().map(|(name, text)| file(name, text)).collect(), 2)
}

/// The files that are parts.
fn parts(files: &[(&str, String)]) -> Vec<String> {
    inventory(files).parts().iter().map(|part| part.file.clone()).collect()
}

#[test]
fn what_says_that_there_is_more_is_a_part() {
    let rows = [row("c", "one")];
    let lone = "this is a part of its list: the rest is missing";
    let counted = "this is a part of its list, 1 of 3: the rest is missing";
    for (text, told) in [
        (page(&rows, r#", "nextLink": "x""#), Some(lone)),
        (page(&rows, r#", "odata.nextLink": "x""#), Some(lone)),
        (page(&rows, r#", "nextLink": "", "@odata.nextLink": null, "count": 1, "@odata.count": "1""#), None),
        (page(&rows, r#", "count": "3""#), Some(counted)),
        (page(&rows, r#", "count": 0"#), None),
        (page(&rows, r#", "count": -3, "totalRecords": 1.5"#), None),
        (page(&[], r#", "nextLink": "x""#), Some(lone)),
        (answer(&rows, r#", "totalRecords": 3"#), Some(counted)),
        (
            answer(&rows, r#", "total_records": 3, "count": 1, "skip_token": "t", "resultTruncated": true"#),
            Some(counted),
        ),
        (answer(&rows, r#", "resultTruncated": "True""#), Some(lone)),
        (answer(&rows, r#", "skip_token": null, "resultTruncated": "false""#), None),
        (format!(r#"{{ "Data": [{}], "SkipToken": "t" }}"#, rows[0]), Some(lone)),
        (format!(r#"[{{ "value": [{}] }}, {{ "value": [], "nextLink": "x" }}]"#, rows[0]), Some(lone)),
        (format!("[{}]", rows[0]), None),
    ] {
        let read = inventory(&[("a.json", text.clone())]);
        assert_eq!(messages(read.parts()), Vec::from_iter(told), "{text}");
        assert_eq!(messages(read.warnings()), Vec::from_iter(told), "{text}");
    }
}

#[test]
fn the_rest_is_looked_for() {
    let end = |kind: &str, name: &str| page(&[row(kind, name)], "");
    let of = |first: String, second: String| parts(&[("a/1.json", first), ("a/2.json", second)]);
    let none = Vec::<String>::new();
    assert_eq!(of(linked("c", "one", &next("c", 1)), end("c", "two")), none, "the link says what follows");
    assert_eq!(of(end("c", "two"), linked("c", "one", &next("c", 1))), none, "in whatever order");
    assert_eq!(of(linked("c", "one", &next("c", 1)), end("d", "two")), ["a/1.json"], "another list");
    assert_eq!(
        of(linked("c", "one", &next("c", 1).replace("/s/", "/t/")), end("c", "two")),
        ["a/1.json"],
        "another scope"
    );
    assert_eq!(of(linked("c", "one", &next("c", 1)), linked("c", "two", &next("c", 2))), ["a/1.json", "a/2.json"]);
    assert_eq!(of(linked("c", "one", &next("c", 1)), linked("c", "two", &next("c", 1))), ["a/1.json", "a/2.json"]);
    assert_eq!(of(linked("c", "one", &next("c", 1)), end("c", "one")), ["a/1.json"], "the same page, without its link");
    assert_eq!(of(linked("c", "one", "https://x/next"), end("c", "two")), none, "beside it, and alike");
    assert_eq!(of(linked("c", "one", "https://x/next"), end("d", "two")), ["a/1.json"]);
    assert_eq!(of(linked("c", "one", "2.json"), end("d", "two")), none, "the link is a file");
    assert_eq!(of(linked("c", "one", "3.json"), end("d", "two")), ["a/1.json"]);
    let far = |first: String, second: String| parts(&[("a/1.json", first), ("b/2.json", second)]);
    assert_eq!(far(linked("c", "one", &next("c", 1)), end("c", "two")), none, "split over directories");
    assert_eq!(far(linked("c", "one", "https://x/next"), end("c", "two")), ["a/1.json"]);
    assert_eq!(far(linked("c", "one", "../b/2.json"), end("c", "two")), none);
    let cut = |name: &str, more: &str| answer(&[row("c", name)], &format!(r#", "total_records": 2{more}"#));
    assert_eq!(far(cut("one", r#", "skip_token": "t""#), cut("two", "")), none, "the count is full");
    assert_eq!(
        far(cut("one", r#", "skip_token": "t""#), cut("one", "")),
        ["a/1.json", "b/2.json"],
        "the same row twice"
    );
    assert_eq!(
        far(cut("one", r#", "skip_token": "t""#), cut("two", r#", "skip_token": "t""#)).len(),
        2,
        "none is the last"
    );
}

#[test]
fn several_lists_in_one_file_are_told_apart() {
    let lines = |pages: &[String]| parts(&[("a.ndjson", pages.join("\n"))]);
    let end = |kind: &str, name: &str| page(&[row(kind, name)], "");
    let none = Vec::<String>::new();
    assert_eq!(lines(&[linked("c", "1", &next("c", 1)), end("c", "2"), end("d", "1")]), none);
    assert_eq!(lines(&[linked("c", "1", &next("c", 1)), end("c", "2"), linked("d", "1", &next("d", 1))]), ["a.ndjson"]);
    assert_eq!(lines(&[linked("c", "1", &next("c", 1)), end("d", "1")]), ["a.ndjson"], "its second page is lost");
    assert_eq!(lines(&[linked("c", "1", &next("c", 1)), page(&[], "")]), none, "an empty last page");
    assert_eq!(lines(&[page(&[], ""), linked("c", "1", &next("c", 1))]), ["a.ndjson"]);
}

#[test]
fn nothing_follows_from_what_a_part_does_not_hold() {
    let rules = FileRules { complete: vec!["A.B/d".to_owned()], ..FileRules::default() };
    let of = |more: &str| {
        let text = answer(&[row("c", "one")], more);
        let read = parse(vec![InventoryFile::new("a.json", Ok(text.into_bytes()), rules.clone())], 1);
        let subject = super::ResourceIndex(0);
        ["A.B/c", "A.B/d"].map(|name| (read.is_complete(subject, name), read.resolves(subject, name)))
    };
    assert_eq!(of(""), [(true, false), (true, true)]);
    assert_eq!(of(r#", "skip_token": "t""#), [(false, false), (false, false)]);
}
