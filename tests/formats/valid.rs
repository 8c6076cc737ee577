//! Each format read back, by its schema or by a program that reads it.

use jsonschema::Validator;
use quick_xml::events::Event;
use serde_json::Value;
use std::sync::LazyLock;
use uplift::report::{FORMATS, FindingView, Format, Found, Page, Report, Review, Run, RunReport};

/// A report.
pub fn written(format: &str, review: &Review, findings: &[FindingView<'_>]) -> String {
    written_on(&Page { width: 100, ..Page::default() }, format, review, findings)
}

/// The same on another page.
pub fn written_on(page: &Page, format: &str, review: &Review, findings: &[FindingView<'_>]) -> String {
    let format = FORMATS.into_iter().find(|known| known.name == format).unwrap();
    let mut out = Vec::new();
    let report = Report::Run(RunReport { review, found: Found::Gate(findings) });
    format.write(&report, page, &mut out).unwrap();
    let report = String::from_utf8(out).unwrap();
    if format == Format::TEXT { anstream::adapter::strip_str(&report).to_string() } else { report }
}

/// The same without what is shipped with every page: its style, its script and the digests of both.
pub fn body(format: &str, report: String) -> String {
    if format != "html" {
        return report;
    }
    let (head, rest) = report.split_once("<head>").unwrap();
    let body = rest.split_once("</style></head>").unwrap().1;
    let (body, script) = body.rsplit_once("<script>").unwrap();
    assert!(script.ends_with("</script></body></html>\n"));
    format!("{head}{}\n", body.replace("><", ">\n<"))
}

/// What stands in a page; anything else was brought by a text of the estate.
const ELEMENTS: [&str; 47] = [
    "a", "b", "bdi", "body", "br", "button", "caption", "code", "dd", "del", "details", "div", "dl", "dt", "em",
    "footer", "h1", "h2", "h3", "header", "html", "input", "ins", "label", "li", "main", "nav", "noscript", "p",
    "path", "pre", "rect", "script", "section", "small", "span", "strong", "summary", "svg", "table", "tbody", "td",
    "th", "thead", "tr", "ul", "!DOCTYPE",
];

/// Asserts that a page holds no element or attribute but its own, and nothing that turns the order of characters.
fn html(report: &str) -> usize {
    let page = body("html", report.to_owned());
    let (markup, data) = page.rsplit_once("<script type=\"application/json\" id=\"data\">").unwrap();
    let data = data.trim_end().strip_suffix("</script>").unwrap();
    assert!(!data.contains('<') && !report.contains(['\u{202e}', '\u{2028}', '\u{1b}']), "{page}");
    for tag in markup.split('<').skip(1) {
        let (tag, _) = tag.split_once('>').unwrap();
        let own: String = tag.trim_start_matches('/').chars().take_while(|letter| !letter.is_whitespace()).collect();
        assert!(ELEMENTS.contains(&&*own), "<{tag}>");
        let outside: String = tag.split('"').step_by(2).collect();
        assert!(!outside.contains(" on") && !outside.contains("style="), "<{tag}>");
    }
    list(&serde_json::from_str::<Value>(data).unwrap()["rows"]["resource"])
}

/// Reads a report back and asserts that it is well formed; the number of findings in it.
pub fn read_back(format: &str, report: &str) -> usize {
    match format {
        "text" => report.lines().filter(|line| is_head(line)).count(),
        "json" => list(&valid(&GATE, report)["findings"]),
        "sarif" => sarif(report),
        "junit" => junit(report),
        "markdown" => markdown(report).iter().filter(|part| *part == "Heading H4").count(),
        "github" => commands(report, "::", "::"),
        "gitlab" => list(&valid(&GITLAB, report)),
        "azure-devops" => commands(report, "##vso[task.logissue ", "]"),
        "rdjson" => list(&valid(&RDJSON, report)["diagnostics"]),
        "csv" => csv(report),
        "html" => html(report),
        "ndjson" => ndjson(report),
        other => panic!("{other} is not read back"),
    }
}

fn is_head(line: &str) -> bool {
    ["  High  ", "  Medium  ", "  Low  ", "  high  ", "  medium  ", "  low  "].iter().any(|head| line.starts_with(head))
}

static GATE: LazyLock<Validator> =
    LazyLock::new(|| validator(&serde_json::to_string(&uplift::report::run_schema(Run::Gate)).unwrap()));
static GITLAB: LazyLock<Validator> = LazyLock::new(|| validator(include_str!("../schemas/gitlab-code-quality.json")));
static RDJSON: LazyLock<Validator> = LazyLock::new(|| validator(include_str!("../schemas/rdjson.json")));
static SARIF: LazyLock<Validator> = LazyLock::new(|| validator(include_str!("../schemas/sarif-2.1.0.json")));

fn validator(schema: &str) -> Validator {
    jsonschema::validator_for(&serde_json::from_str(schema).unwrap()).unwrap()
}

fn valid(validator: &Validator, report: &str) -> Value {
    let report: Value = serde_json::from_str(report).unwrap();
    let errors: Vec<String> =
        validator.iter_errors(&report).map(|error| format!("{} at {}", error, error.instance_path())).collect();
    assert!(errors.is_empty(), "{errors:#?}");
    report
}

fn list(value: &Value) -> usize {
    value.as_array().unwrap().len()
}

/// Asserts what GitHub takes for granted of a log; of what is no finding about security, nothing says how bad it is.
pub fn sarif(report: &str) -> usize {
    let log = valid(&SARIF, report);
    let run = &log["runs"][0];
    let rules = run["tool"]["driver"]["rules"].as_array().unwrap();
    for rule in rules {
        let severity = rule["properties"]["security-severity"].as_str();
        assert_eq!(severity.is_some(), rule["properties"]["precision"].is_string());
        assert!(severity.is_none_or(|severity| (0.1..=10.0).contains(&severity.parse::<f64>().unwrap())));
        assert!(rule["shortDescription"]["text"].as_str().unwrap().chars().count() <= 1_024);
    }
    let results = run["results"].as_array().unwrap();
    for result in results {
        if let Some(place) = result["ruleIndex"].as_u64() {
            assert_eq!(rules[place as usize]["id"], result["ruleId"]);
        }
        let uri = result["locations"][0]["physicalLocation"]["artifactLocation"]["uri"].as_str().unwrap();
        assert!(uri.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"/-_.~%:".contains(&byte)), "{uri}");
        assert!(result["kind"] == "fail" || result["level"] == "none");
    }
    results.len()
}

/// Asserts the structure of JUnit: suites of cases, each with one outcome at most, and true totals.
pub fn junit(report: &str) -> usize {
    let mut reader = quick_xml::Reader::from_str(report);
    let mut path: Vec<String> = Vec::new();
    let mut cases = Vec::new();
    let mut totals = Vec::new();
    loop {
        let event = reader.read_event().unwrap();
        let (start, empty) = match &event {
            Event::Start(start) => (start, false),
            Event::Empty(start) => (start, true),
            Event::End(_) => {
                path.pop();
                continue;
            }
            Event::Eof => break,
            Event::CData(_) | Event::Comment(_) | Event::PI(_) | Event::DocType(_) => panic!("{event:?}"),
            _ => continue,
        };
        let name = String::from_utf8(start.name().as_ref().as_bytes().to_vec()).unwrap();
        let attributes: Vec<(String, String)> = attributes(start);
        let find = |key: &str| attributes.iter().find(|(name, _)| name == key).map(|(_, value)| value.clone());
        match (path.last().map(String::as_str), name.as_str()) {
            (None, "testsuites") | (Some("testsuites"), "testsuite") => {
                let number = |key: &str| find(key).unwrap().parse::<usize>().unwrap();
                totals.push(["tests", "failures", "errors", "skipped"].map(number));
            }
            (Some("testsuite"), "testcase") => cases.push((find("classname").unwrap(), "passed".to_owned())),
            (Some("testcase"), "failure" | "error" | "skipped") => {
                assert!(find("message").is_some());
                assert_eq!(std::mem::replace(&mut cases.last_mut().unwrap().1, name.clone()), "passed");
            }
            place => panic!("{place:?}"),
        }
        if !empty {
            path.push(name);
        }
    }
    let count = |outcome: &str| cases.iter().filter(|(_, own)| own == outcome).count();
    let expected = [cases.len(), count("failure"), count("error"), count("skipped")];
    assert_eq!(totals[0], expected);
    let sum = |at: usize| totals[1..].iter().map(|own| own[at]).sum::<usize>();
    assert_eq!([sum(0), sum(1), sum(2), sum(3)], expected);
    cases.iter().filter(|(class, _)| !["uplift.inventory", "uplift.gate"].contains(&class.as_str())).count()
}

fn attributes(start: &quick_xml::events::BytesStart<'_>) -> Vec<(String, String)> {
    let pair = |attribute: quick_xml::events::attributes::Attribute<'_>| {
        let key = String::from_utf8(attribute.key.as_ref().as_bytes().to_vec()).unwrap();
        let value = attribute.normalized_value(quick_xml::XmlVersion::Implicit1_0).unwrap().into_owned();
        (key, value)
    };
    start.attributes().map(|attribute| pair(attribute.unwrap())).collect()
}

/// The blocks of a comment, in order. Nothing in it is a link, an image or an element but folds and empty comments.
pub fn markdown(report: &str) -> Vec<String> {
    use pulldown_cmark::{Event, Options, Parser, Tag};
    assert!(report.chars().count() <= 65_000);
    let options = Options::ENABLE_TABLES
        | Options::ENABLE_STRIKETHROUGH
        | Options::ENABLE_FOOTNOTES
        | Options::ENABLE_TASKLISTS
        | Options::ENABLE_GFM;
    let mut blocks = Vec::new();
    for event in Parser::new_ext(report, options) {
        match event {
            Event::Start(Tag::Heading { level, .. }) => {
                blocks.push(format!("Heading {level:?}").replace("Heading H", "Heading H"))
            }
            Event::Start(
                tag @ (Tag::Link { .. } | Tag::Image { .. } | Tag::Strikethrough | Tag::FootnoteDefinition(_)),
            ) => {
                panic!("{tag:?}\n{report}")
            }
            Event::Start(Tag::CodeBlock(kind)) => blocks.push(format!("CodeBlock {kind:?}")),
            Event::Start(tag) => blocks.push(format!("{tag:?}")),
            Event::End(tag) => blocks.push(format!("/{tag:?}")),
            Event::InlineHtml(html) => assert_eq!(&*html, "<!-- -->"),
            Event::Html(html) => {
                let html = html.trim();
                let known =
                    html == "</details>" || (html.starts_with("<details><summary>") && html.ends_with("</summary>"));
                assert!(known, "{html}");
            }
            Event::Rule | Event::TaskListMarker(_) | Event::FootnoteReference(_) | Event::HardBreak => {
                panic!("{event:?}\n{report}")
            }
            Event::Text(text) => assert!(
                !text.contains("://") || blocks.last().is_some_and(|last| last.starts_with("CodeBlock")),
                "{text}"
            ),
            _ => {}
        }
    }
    blocks
}

/// Lines that are commands, of those about findings; every other line is text that no runner reads.
fn commands(report: &str, start: &str, end: &str) -> usize {
    let mut count = 0;
    for line in report.lines() {
        if !line.starts_with(start) {
            assert!(line.ends_with("without an annotation") || line.ends_with("without an issue"), "{line}");
            continue;
        }
        assert!(line[start.len()..].contains(end), "{line}");
        count += usize::from(line.contains("storage-https"));
    }
    count
}

pub fn csv(report: &str) -> usize {
    let mut reader = csv::Reader::from_reader(report.as_bytes());
    let columns = reader.headers().unwrap().len();
    let rows: Vec<csv::StringRecord> = reader.records().map(Result::unwrap).collect();
    for row in &rows {
        assert_eq!(row.len(), columns);
        for cell in row {
            assert!(!cell.starts_with(['=', '+', '-', '@', '\t', '\r']), "{cell}");
            assert!(cell.split([';', ',']).all(|part| !part.starts_with(['=', '+', '-', '@'])), "{cell}");
        }
    }
    rows.len()
}

fn ndjson(report: &str) -> usize {
    let lines: Vec<Value> = report.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    assert_eq!((&lines[0]["type"], &lines[0]["schema"]), (&"review".into(), &"uplift.gate/1".into()));
    assert!(lines[1..].iter().all(|line| line["type"] == "finding"));
    lines.len() - 1
}
