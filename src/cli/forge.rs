//! What a forge's runner says of itself in the environment.

use super::reports::{self, Request};
use crate::report::Format;
use crate::report::{Forge, Links};
use crate::source::Repository;
use std::env;
use std::path::{Path, PathBuf};

/// Where the forge that runs this shows the files, at the commit that is looked at: `head`, or what is checked out. `None`
/// elsewhere than on a forge's runner, and where no report leads there.
pub(super) fn links(requests: &[Request], paths: &[PathBuf], head: Option<&str>) -> Option<Links> {
    let leads = [Format::MARKDOWN, Format::GITHUB].into_iter().any(|format| reports::has(requests, format));
    let (forge, repository) = repository().filter(|_| leads)?;
    let path = paths.first().map_or(Path::new("."), PathBuf::as_path);
    let commit = Repository::containing(path).ok()?.commit(head.unwrap_or("HEAD")).ok()?.id;
    Some(Links { forge, repository, commit })
}

fn repository() -> Option<(Forge, String)> {
    if variable("GITHUB_ACTIONS").is_some() {
        return Some((Forge::GitHub, format!("{}/{}", variable("GITHUB_SERVER_URL")?, variable("GITHUB_REPOSITORY")?)));
    }
    if variable("GITLAB_CI").is_some() {
        return Some((Forge::GitLab, variable("CI_PROJECT_URL")?));
    }
    // Azure Pipelines builds repositories of other forges too.
    let address = variable("BUILD_REPOSITORY_URI").filter(|_| variable("TF_BUILD").is_some())?;
    let forge = match variable("BUILD_REPOSITORY_PROVIDER")?.as_str() {
        "TfsGit" => Forge::AzureRepos,
        "GitHub" | "GitHubEnterprise" => Forge::GitHub,
        _ => return None,
    };
    Some((forge, without_user(address.trim_end_matches(".git"))))
}

/// An address without who asks, such as `https://contoso@dev.azure.com/…`.
fn without_user(address: &str) -> String {
    match address.split_once("://") {
        Some((scheme, rest)) => {
            let host = rest.split('/').next().unwrap_or_default();
            let user = host.rfind('@').map_or(0, |end| end + 1);
            format!("{scheme}://{}", &rest[user..])
        }
        None => address.to_owned(),
    }
}

fn variable(name: &str) -> Option<String> {
    env::var(name).ok().filter(|value| !value.is_empty())
}

#[cfg(test)]
mod tests {
    use super::without_user;

    #[test]
    fn an_address_names_nobody() {
        assert_eq!(without_user("https://a:b@dev.azure.com/a/_git/b@c"), "https://dev.azure.com/a/_git/b@c");
        assert_eq!(without_user("https://github.com/a/b"), "https://github.com/a/b");
    }
}
