//! What is said to GitHub, by GraphQL: REST cannot hide a comment, nor tell whose it is to whoever asks.

use super::{Comment, server};
use crate::source::Problem;
use serde_json::{Value, json};
use std::env;
use std::time::Duration;
use ureq::Agent;

const FIND: &str = "query($owner: String!, $name: String!, $number: Int!, $after: String) { \
    repository(owner: $owner, name: $name) { pullRequest(number: $number) { id comments(first: 100, after: $after) { \
    nodes { id body viewerDidAuthor isMinimized } pageInfo { hasNextPage endCursor } } } } }";
const ADD: &str = "mutation($id: ID!, $body: String!) { \
    addComment(input: { subjectId: $id, body: $body }) { clientMutationId } }";
const UPDATE: &str = "mutation($id: ID!, $body: String!) { \
    updateIssueComment(input: { id: $id, body: $body }) { clientMutationId } }";
const HIDE: &str = "mutation($id: ID!) { \
    minimizeComment(input: { subjectId: $id, classifier: RESOLVED }) { clientMutationId } }";
const SHOW: &str = "mutation($id: ID!) { unminimizeComment(input: { subjectId: $id }) { clientMutationId } }";

/// Characters that a comment may have.
const LIMIT: usize = 65_536;
/// How long an answer may take.
const PATIENCE: Duration = Duration::from_secs(30);
/// Pages of comments that are looked through.
const PAGES: usize = 100;

/// Creates, updates or hides the comment, and says what was done.
pub(super) fn keep(comment: &Comment, number: Option<u64>) -> Result<&'static str, Problem> {
    if comment.body.chars().count() > LIMIT {
        return Err(Problem::new("", format!("the comment is longer than the {LIMIT} characters that GitHub takes")));
    }
    let github = GitHub::of_environment()?;
    let (request, known) = github.find(comment, number)?;
    let Some(Known { id, is_same, is_hidden }) = known else {
        if comment.is_quiet {
            return Ok("There is nothing to say, and no comment to hide");
        }
        github.ask(ADD, json!({ "id": request, "body": comment.body }))?;
        return Ok("The comment is there now");
    };
    if !is_same {
        github.ask(UPDATE, json!({ "id": id, "body": comment.body }))?;
    }
    if is_hidden != comment.is_quiet {
        github.ask(if comment.is_quiet { HIDE } else { SHOW }, json!({ "id": id }))?;
    }
    Ok(match (comment.is_quiet, is_same && !is_hidden) {
        (true, _) => "There is nothing to say, and the comment is hidden",
        (false, true) => "The comment says it already",
        (false, false) => "The comment is up to date now",
    })
}

/// A comment that was left before.
struct Known {
    id: String,
    /// Its text is what it should be.
    is_same: bool,
    is_hidden: bool,
}

/// A server, and who asks it.
struct GitHub {
    agent: Agent,
    address: String,
    token: String,
}

impl GitHub {
    fn of_environment() -> Result<Self, Problem> {
        let server = variable("GITHUB_SERVER_URL").unwrap_or_else(|| "https://github.com".to_owned());
        let address = server::graphql(&server)?;
        let token = variable("GH_TOKEN").or_else(|| variable("GITHUB_TOKEN"));
        let token = token.filter(|token| token.bytes().all(|byte| byte.is_ascii_graphic())).ok_or_else(|| {
            let missing = Problem::new("", "there is no token to comment with");
            missing.help("Set GH_TOKEN to one that may write to pull requests, such as `${{ github.token }}`")
        })?;
        let config = Agent::config_builder()
            .timeout_global(Some(PATIENCE))
            .user_agent(concat!("uplift/", env!("CARGO_PKG_VERSION")))
            .http_status_as_error(false)
            // Nobody else than the server is asked, wherever it points.
            .max_redirects(0)
            .max_redirects_will_error(false);
        let config = match server::is_here(&address) {
            true => config.proxy(None),
            false => config.https_only(true),
        };
        Ok(Self { agent: config.build().into(), address, token })
    }

    /// The pull request, and the comment that was left on it before. Only a comment of whoever asks counts: everybody else
    /// can write the same mark.
    fn find(&self, comment: &Comment, number: Option<u64>) -> Result<(String, Option<Known>), Problem> {
        let (owner, name) = repository()?;
        let number = number.map_or_else(number_of_request, Ok)?;
        let mut variables = json!({ "owner": owner, "name": name, "number": number, "after": null });
        for _ in 0..PAGES {
            let answer = self.ask(FIND, variables.clone())?;
            let request = &answer["repository"]["pullRequest"];
            let Some(id) = request["id"].as_str() else {
                return Err(Problem::new("", format!("{owner}/{name} has no pull request {number}")));
            };
            let mut comments = request["comments"]["nodes"].as_array().into_iter().flatten();
            if let Some(known) = comments.find_map(|known| comment.known(known)) {
                return Ok((id.to_owned(), Some(known)));
            }
            let page = &request["comments"]["pageInfo"];
            if page["hasNextPage"] != true {
                return Ok((id.to_owned(), None));
            }
            variables["after"] = page["endCursor"].clone();
        }
        Err(Problem::new("", "the pull request has more comments than can be looked through"))
    }

    /// The data of an answer.
    fn ask(&self, query: &str, variables: Value) -> Result<Value, Problem> {
        let asked = json!({ "query": query, "variables": variables }).to_string();
        let request = self.agent.post(&self.address).header("Authorization", format!("Bearer {}", self.token));
        let answer = request.content_type("application/json").send(asked);
        let mut answer = answer.map_err(|error| failed(&format!("{}: {error}", self.address)))?;
        let status = answer.status();
        let text = answer.body_mut().read_to_string().map_err(|error| failed(&error.to_string()))?;
        let mut told: Value = serde_json::from_str(&text).unwrap_or_default();
        let error = told["errors"][0]["message"].as_str().or_else(|| told["message"].as_str());
        match error {
            Some(error) => Err(failed(error)),
            None if !status.is_success() || told["data"].is_null() => Err(failed(&format!("it answered {status}"))),
            None => Ok(told["data"].take()),
        }
    }
}

impl Comment {
    /// Whether this is the comment that was left before, as GitHub tells it.
    fn known(&self, told: &Value) -> Option<Known> {
        let (id, body) = (told["id"].as_str()?, told["body"].as_str()?);
        let is_own = told["viewerDidAuthor"] == true && body.lines().next() == Some(&self.mark);
        is_own.then(|| Known {
            id: id.to_owned(),
            is_same: body.replace('\r', "").trim_end() == self.body.trim_end(),
            is_hidden: told["isMinimized"] == true,
        })
    }
}

fn failed(why: &str) -> Problem {
    Problem::new("", format!("GitHub did not take the comment: {why}"))
        .help("The token needs `pull-requests: write`, which requests from forks do not give")
}

fn repository() -> Result<(String, String), Problem> {
    let named = variable("GITHUB_REPOSITORY").unwrap_or_default();
    match named.split_once('/') {
        Some((owner, name)) if !owner.is_empty() && !name.is_empty() => Ok((owner.to_owned(), name.to_owned())),
        _ => Err(Problem::new("", "GITHUB_REPOSITORY names no repository").help("Set it like `contoso/estate`")),
    }
}

/// The pull request that a workflow runs for.
fn number_of_request() -> Result<u64, Problem> {
    let name = variable("GITHUB_REF").unwrap_or_default();
    let number = name.strip_prefix("refs/pull/").and_then(|rest| rest.split('/').next()?.parse().ok());
    number.ok_or_else(|| {
        Problem::new("", "this runs for no pull request").help("Say which one to comment on with --number")
    })
}

fn variable(name: &str) -> Option<String> {
    env::var(name).ok().filter(|value| !value.is_empty())
}
