//! Links inside of a repository, which lead to what no output may replace.

use crate::edge::{commit, hostile, run};
use std::fs;
use std::os::unix::fs::symlink;

#[test]
fn no_output_is_written_through_a_link_inside_of_the_repository() {
    let targets = [".git/hooks/pre-commit", ".git/config", "infra/a.json", "uplift.yaml", "sub/f", "ln/../credentials"];
    for target in targets {
        let commands: [&[&str]; 5] = [
            &["scan", "infra", "--report", "markdown=r"],
            &["scan", "infra", "--report", "text=r"],
            &["fix", "infra", "-o", "r"],
            &["fix", "infra", "--report", "json=r"],
            &["baseline", "create", "infra", "--file", "r"],
        ];
        for command in commands {
            let estate = hostile();
            let repo = estate.path().join("repo");
            commit(&repo);
            fs::create_dir_all(repo.join("sub/.git")).unwrap();
            fs::write(repo.join("sub/f"), "of a submodule").unwrap();
            fs::write(repo.join(".git/hooks/pre-commit"), "#!/bin/sh\n").unwrap();
            fs::write(repo.join("uplift.yaml"), "gate: {}\n").unwrap();
            fs::create_dir(estate.path().join("outside/sub")).unwrap();
            symlink(estate.path().join("outside/sub"), repo.join("ln")).unwrap();
            symlink(target, repo.join("r")).unwrap();
            let before = fs::read(repo.join(target)).unwrap();
            for place in ["r", target].into_iter().filter(|place| *place == "r" || place.contains("..")) {
                let named = |word: &&str| match word
                    .strip_suffix('r')
                    .filter(|format| format.is_empty() || format.ends_with('='))
                {
                    Some(format) => format!("{format}{place}"),
                    None => (*word).to_owned(),
                };
                let words: Vec<String> = command.iter().map(named).collect();
                let (code, said) = run(&estate, &words.iter().map(String::as_str).collect::<Vec<_>>());
                assert_eq!(fs::read(repo.join(target)).unwrap(), before, "{words:?} {target}\n{said}");
                // Where nothing can be fixed, nothing is written.
                assert!(code == Some(2) || said.contains("0 findings fixed"), "{words:?} {target}\n{said}");
            }
        }
    }
}
