//! The comment on a pull request, kept on a stand-in for GitHub: a server on this machine that knows as much as is asked.

use crate::harness::{Estate, storage};
use serde_json::{Value, json};
use std::io::{BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::process::Command;
use std::sync::{Arc, Mutex};

/// A pull request and who was asked what.
#[derive(Default)]
struct GitHub {
    comments: Vec<Kept>,
    /// What changed anything, by its name.
    done: Vec<String>,
    /// What is answered to everything, in place of what there is.
    answer: Option<String>,
}

#[derive(Clone)]
struct Kept {
    body: String,
    is_own: bool,
    is_hidden: bool,
}

/// The server, with its address.
struct Stand {
    server: String,
    github: Arc<Mutex<GitHub>>,
}

impl Stand {
    fn with(comments: Vec<Kept>) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let server = format!("http://{}", listener.local_addr().unwrap());
        let github = Arc::new(Mutex::new(GitHub { comments, ..GitHub::default() }));
        let own = Arc::clone(&github);
        std::thread::spawn(move || listener.incoming().for_each(|stream| answer(stream.unwrap(), &own)));
        Self { server, github }
    }

    fn answering(answer: &str) -> Self {
        let stand = Self::with(Vec::new());
        stand.github.lock().unwrap().answer = Some(answer.to_owned());
        stand
    }

    /// What was changed since the last time.
    fn done(&self) -> Vec<String> {
        std::mem::take(&mut self.github.lock().unwrap().done)
    }

    /// Own comments.
    fn own(&self) -> Vec<Kept> {
        self.github.lock().unwrap().comments.iter().filter(|comment| comment.is_own).cloned().collect()
    }
}

fn answer(mut stream: TcpStream, github: &Mutex<GitHub>) {
    let mut reader = BufReader::new(stream.try_clone().unwrap());
    let (mut head, mut line) = (String::new(), String::new());
    while reader.read_line(&mut line).unwrap() > 2 {
        head += &std::mem::take(&mut line).to_ascii_lowercase();
    }
    let length = head.split("content-length: ").nth(1).unwrap().lines().next().unwrap().parse().unwrap();
    let mut body = vec![0; length];
    reader.read_exact(&mut body).unwrap();
    assert!(
        head.starts_with("post /api/graphql http/1.1") && head.contains("authorization: bearer t0ken\r\n"),
        "{head}"
    );
    let asked: Value = serde_json::from_slice(&body).unwrap();
    let mut github = github.lock().unwrap();
    let answer = github.answer.clone().unwrap_or_else(|| {
        let text = json!({ "data": github.data(asked["query"].as_str().unwrap(), &asked["variables"]) }).to_string();
        format!("HTTP/1.1 200 OK\r\nContent-Length: {}\r\n", text.len()) + "Connection: close\r\n\r\n" + &text
    });
    stream.write_all(answer.as_bytes()).unwrap();
}

impl GitHub {
    fn data(&mut self, query: &str, variables: &Value) -> Value {
        if query.starts_with("query") {
            assert_eq!((&variables["owner"], &variables["name"]), (&"contoso".into(), &"estate".into()));
            return if variables["number"] == 7 { self.page(variables) } else { json!({ "repository": {} }) };
        }
        let what = query.split('{').nth(1).unwrap().split('(').next().unwrap().trim();
        self.done.push(what.to_owned());
        let body = || variables["body"].as_str().unwrap().trim_end().to_owned();
        if what == "addComment" {
            assert_eq!(variables["id"], "the request");
            self.comments.push(Kept { body: body(), is_own: true, is_hidden: false });
            return json!({});
        }
        let comment = &mut self.comments[variables["id"].as_str().unwrap().parse::<usize>().unwrap()];
        assert!(comment.is_own, "nobody else's comment is touched");
        match what {
            "updateIssueComment" => comment.body = body(),
            "minimizeComment" => comment.is_hidden = true,
            "unminimizeComment" => comment.is_hidden = false,
            other => panic!("{other}"),
        }
        json!({})
    }

    fn page(&self, variables: &Value) -> Value {
        let first = variables["after"].as_str().map_or(0, |after| after.parse::<usize>().unwrap());
        let end = (first + 100).min(self.comments.len());
        let node = |place: usize| {
            let Kept { body, is_own, is_hidden } = &self.comments[place];
            json!({ "id": place.to_string(), "body": body, "viewerDidAuthor": is_own, "isMinimized": is_hidden })
        };
        let page = json!({ "hasNextPage": end < self.comments.len(), "endCursor": end.to_string() });
        let nodes: Vec<Value> = (first..end).map(node).collect();
        json!({ "repository": { "pullRequest": { "id": "the request", "comments": { "nodes": nodes, "pageInfo": page } } } })
    }
}

/// Runs `uplift comment`; what it prints, and how it ends.
fn comment(arguments: &[&str], server: &str, report: &str, variables: &[(&str, &str)]) -> (String, Option<i32>) {
    let estate = Estate::empty();
    estate.add("report.md", report.as_bytes());
    let mut command = Command::new(env!("CARGO_BIN_EXE_uplift"));
    command.arg("comment").args(arguments).arg("report.md").current_dir(estate.path()).env_clear();
    command.env("GITHUB_SERVER_URL", server).env("GITHUB_REPOSITORY", "contoso/estate");
    command.env("GITHUB_REF", "refs/pull/7/merge").env("GH_TOKEN", "t0ken").envs(variables.iter().copied());
    let output = command.output().unwrap();
    let printed = [output.stderr, output.stdout].map(|bytes| String::from_utf8(bytes).unwrap()).concat();
    (printed, output.status.code())
}

const QUIET: &str = "## Passed\n\n<!-- uplift: nothing to say -->\n";

#[test]
fn a_comment_is_created_updated_hidden_and_shown_again() {
    let other = |body: &str| Kept { body: body.to_owned(), is_own: false, is_hidden: false };
    let mut others = vec![other("Nice!"); 120];
    others[3] = other("<!-- uplift comment: uplift -->\nwritten by somebody else");
    others[5] = Kept { body: "of another tool".to_owned(), is_own: true, is_hidden: false };
    let stand = Stand::with(others);
    let told = |report: &str, said: &str, done: &[&str]| {
        let (printed, code) = comment(&["github"], &stand.server, report, &[]);
        assert_eq!((&*printed, code), (&*format!("{said}\n"), Some(0)));
        assert_eq!(stand.done(), done, "{report}");
        stand.own().get(1).cloned()
    };
    assert!(told(QUIET, "There is nothing to say, and no comment to hide", &[]).is_none());
    let first = told("# Failed\n", "The comment is there now", &["addComment"]).unwrap();
    assert_eq!(first.body, "<!-- uplift comment: uplift -->\n# Failed");
    told("# Failed\n\n", "The comment says it already", &[]);
    let second = told("# Failed again\n", "The comment is up to date now", &["updateIssueComment"]).unwrap();
    assert!(second.body.ends_with("\n# Failed again") && stand.own().len() == 2);
    let hidden = "There is nothing to say, and the comment is hidden";
    assert!(told(QUIET, hidden, &["updateIssueComment", "minimizeComment"]).unwrap().is_hidden);
    told(QUIET, hidden, &[]);
    let shown = told("# Failed\n", "The comment is up to date now", &["updateIssueComment", "unminimizeComment"]);
    assert!(!shown.unwrap().is_hidden);
    // Of another gate.
    comment(&["github", "--marker", "other"], &stand.server, "# Other\n", &[]);
    assert_eq!((stand.done(), stand.own().len()), (vec!["addComment".to_owned()], 3));
}

#[test]
fn a_token_goes_nowhere_else() {
    let elsewhere = TcpListener::bind("127.0.0.1:0").unwrap();
    let to = format!("http://{}/api/graphql", elsewhere.local_addr().unwrap());
    let moved = format!("HTTP/1.1 307 Moved\r\nLocation: {to}\r\nContent-Length: 0\r\nConnection: close\r\n\r\n");
    let (printed, code) = comment(&["github"], &Stand::answering(&moved).server, "# Failed\n", &[]);
    assert!(code == Some(2) && printed.contains("GitHub did not take the comment: it answered 307"), "{printed}");
    elsewhere.set_nonblocking(true).unwrap();
    assert!(elsewhere.accept().is_err(), "a redirect is not followed");
    let (printed, code) = comment(&["github"], "http://github.example", "# Failed\n", &[]);
    assert!(code == Some(2) && printed.contains("it is not encrypted"), "{printed}");
    // What a proxy of the environment would see.
    let proxy = [("ALL_PROXY", &*to), ("HTTP_PROXY", &*to), ("http_proxy", &*to)];
    let stand = Stand::with(Vec::new());
    assert_eq!(comment(&["github"], &stand.server, "# Failed\n", &proxy).1, Some(0));
    assert!(elsewhere.accept().is_err());
}

#[test]
fn what_keeps_a_comment_away_is_told() {
    let denied = r#"{ "data": null, "errors": [{ "message": "Resource not accessible\nby integration" }] }"#;
    let denied = format!("HTTP/1.1 200 OK\r\nContent-Length: {}\r\nConnection: close\r\n\r\n{denied}", denied.len());
    let stand = Stand::with(Vec::new());
    let long = "ä".repeat(65_600);
    type Variables = &'static [(&'static str, &'static str)];
    let cases: [(&str, &str, Variables, &str); 7] = [
        (&Stand::answering(&denied).server, "# Failed\n", &[], "did not take the comment: Resource not accessible"),
        (&Stand::answering("HTTP/1.1 502 Bad\r\nContent-Length: 0\r\n\r\n").server, "# F\n", &[], "it answered 502"),
        (&stand.server, "# Failed\n", &[("GH_TOKEN", "")], "there is no token"),
        (&stand.server, "# Failed\n", &[("GITHUB_REF", "refs/heads/main")], "this runs for no pull request"),
        (&stand.server, "# Failed\n", &[("GITHUB_REF", "refs/pull/8/merge")], "contoso/estate has no pull request 8"),
        (&stand.server, " \n", &[], "the report is empty"),
        (&stand.server, &long, &[], "longer than the 65536 characters"),
    ];
    for (server, report, variables, expected) in cases {
        let (printed, code) = comment(&["github"], server, report, variables);
        let printed = printed.split_whitespace().collect::<Vec<_>>().join(" ");
        assert!(code == Some(2) && printed.contains(expected), "{expected}: {printed}");
    }
    assert!(stand.done().is_empty());
    let (_, code) = comment(&["github", "--marker", "a --> b"], &stand.server, "# Failed\n", &[]);
    assert_eq!(code, Some(2));
}

#[test]
fn for_other_forges_it_is_printed() {
    for forge in ["gitlab", "azure-devops"] {
        let (printed, code) = comment(&[forge, "--marker", "shop/infra"], "", "# Failed\n\n", &[("GH_TOKEN", "")]);
        assert_eq!((&*printed, code), ("<!-- uplift comment: shop/infra -->\n# Failed\n", Some(0)));
    }
}

/// As many findings as most pull requests have, and more than a comment can hold: shown, updated as they go, hidden without any.
#[test]
fn the_gate_of_few_and_of_many_findings_is_a_comment() {
    for count in [60, 2_400] {
        let estate = Estate::with(&[("uplift.yaml", b"policies: [rules]\n")]);
        let write = |open: usize| {
            for (file, numbers) in (0..count).collect::<Vec<usize>>().chunks(40).enumerate() {
                let row = |number: &usize| storage("s1", &format!("rg{file}"), &format!("st{number}"), *number >= open);
                let rows = numbers.iter().map(row).collect::<Vec<_>>().join(",\n");
                estate.add(&format!("infra/{file}.json"), format!("[{rows}]\n").as_bytes());
            }
        };
        let git = |arguments: &[&str]| {
            let own = ["-c", "user.name=a", "-c", "user.email=a@example.com"];
            let done = Command::new("git").args(own).args(arguments).current_dir(estate.path()).output().unwrap();
            assert!(done.status.success(), "{done:?}");
        };
        write(0);
        git(&["init", "-q", "-b", "main"]);
        git(&["add", "."]);
        git(&["commit", "-qm", "base"]);
        let stand = Stand::with(Vec::new());
        let gated = |open: usize, passes: bool, done: &[&str]| {
            write(open);
            let gate = ["gate", "--base", "main", "--no-embedded", "--report", "markdown"];
            let output = estate.output(&gate, b"");
            assert_eq!(output.status.code(), Some(if passes { 0 } else { 1 }), "{output:?}");
            let report = String::from_utf8(output.stdout).unwrap();
            let (printed, code) = comment(&["github"], &stand.server, &report, &[]);
            assert_eq!(
                (code, &*stand.done()),
                (Some(0), done.iter().map(|each| (*each).to_owned()).collect::<Vec<_>>().as_slice()),
                "{printed}"
            );
            stand.own()
        };
        assert!(gated(0, true, &[]).is_empty());
        let made = gated(count, false, &["addComment"]);
        let body = &made[0].body;
        assert!(body.chars().count() < 65_536 && body.contains(&format!("{count} new")), "{body}");
        assert!(body.contains("st0") && body.contains(&format!("and {} more", count - 3)), "{body}");
        let fewer = &gated(count / 2, false, &["updateIssueComment"])[0];
        assert!(fewer.body.contains(&format!("{} new", count / 2)) && !fewer.is_hidden, "{}", fewer.body);
        let gone = &gated(0, true, &["updateIssueComment", "minimizeComment"])[0];
        assert!(gone.is_hidden && gone.body.contains("No new finding"), "{}", gone.body);
    }
}
