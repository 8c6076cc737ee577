//! Settings, a first control with a recommendation, and a pipeline.

use super::yaml::scalar;

/// Whose pipeline it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Pipeline {
    /// GitHub Actions.
    GitHub,
    /// GitLab CI/CD.
    GitLab,
    /// Azure Pipelines.
    AzureDevOps,
}

/// Which directory a new file's path starts from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Place {
    /// That of the settings.
    Estate,
    /// The top of the repository, where forges look for pipelines.
    Repository,
}

/// A file that is to be written where none is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewFile {
    /// Where its path starts.
    pub place: Place,
    /// Its path, with forward slashes.
    pub path: &'static str,
    /// What it holds.
    pub text: String,
}

/// The files of an estate that begins. `estate` is the path from the top of the repository to it, `.` where it is the top.
pub fn start(pipeline: Option<Pipeline>, estate: &str) -> Vec<NewFile> {
    let own = |path, text: &str| NewFile { place: Place::Estate, path, text: text.to_owned() };
    let mut files = vec![
        own("uplift.yaml", include_str!("texts/uplift.yaml")),
        own("policies/own-baseline.yaml", include_str!("texts/own-baseline.yaml")),
    ];
    files.extend(pipeline.map(|pipeline| {
        let (path, text) = match pipeline {
            Pipeline::GitHub => (".github/workflows/uplift.yml", include_str!("texts/github.yml")),
            Pipeline::GitLab => (".gitlab-ci.yml", include_str!("texts/gitlab.yml")),
            Pipeline::AzureDevOps => ("azure-pipelines.yml", include_str!("texts/azure-pipelines.yml")),
        };
        NewFile { place: Place::Repository, path, text: text.replace("PATHS", &scalar(estate)) }
    }));
    files
}
