//! Files that are changed in place.

use super::{account, add, estate, fix, read, run, text};
use std::fs;

#[test]
fn exactly_the_files_change_and_keep_their_modes_and_line_ends() {
    let (old, crlf) = (account("a", "TLS1_0", true), account("b", "TLS1_1", true).replace('\n', "\r\n"));
    let healthy = account("c", "TLS1_3", true);
    let files = [("infra/a.json", old.as_str()), ("infra/b.json", &crlf), ("infra/c.json", &healthy)];
    let estate = estate(&files);
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        fs::set_permissions(estate.path().join("infra/a.json"), fs::Permissions::from_mode(0o640)).unwrap();
    }
    let output = run(estate.path(), &["infra", "--write"]);
    assert!(output.status.success(), "{}", text(&output.stderr));
    assert_eq!(text(&output.stdout), "infra/a.json\ninfra/b.json\n");
    assert_eq!(read(estate.path(), "infra/a.json"), old.replace("TLS1_0", "TLS1_2"));
    assert_eq!(read(estate.path(), "infra/b.json"), crlf.replace("TLS1_1", "TLS1_2"));
    assert_eq!(read(estate.path(), "infra/c.json"), healthy);
    assert_eq!(fs::read_dir(estate.path().join("infra")).unwrap().count(), 3, "nothing is left beside the files");
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        let mode = fs::metadata(estate.path().join("infra/a.json")).unwrap().permissions().mode();
        assert_eq!(mode & 0o777, 0o640);
    }
    let again = run(estate.path(), &["infra", "--write"]);
    assert!(again.status.success() && again.stdout.is_empty());
    assert!(text(&again.stderr).contains("Nothing to fix"), "{}", text(&again.stderr));
}

#[test]
fn what_may_interrupt_someone_is_written_only_when_asked_for() {
    let old = account("a", "TLS1_0", false);
    let estate = estate(&[("infra/a.json", &old)]);
    let output = run(estate.path(), &["infra", "--write"]);
    assert!(text(&output.stderr).contains("1 finding left for review"), "{}", text(&output.stderr));
    let safe = old.replace("TLS1_0", "TLS1_2");
    assert_eq!(read(estate.path(), "infra/a.json"), safe);
    let output = run(estate.path(), &["infra", "--write", "--safety", "all"]);
    assert!(!text(&output.stderr).contains("left for review"));
    assert_eq!(read(estate.path(), "infra/a.json"), safe.replace("\"https\": false", "\"https\": true"));
}

#[cfg(unix)]
#[test]
fn no_file_changes_when_one_is_a_link() {
    let old = account("a", "TLS1_0", true);
    let estate = estate(&[("infra/a.json", &old), ("elsewhere/b.json", &account("b", "TLS1_0", true))]);
    std::os::unix::fs::symlink("../elsewhere/b.json", estate.path().join("infra/b.json")).unwrap();
    let output = run(estate.path(), &["infra", "--write"]);
    assert_eq!(output.status.code(), Some(2));
    assert!(text(&output.stderr).contains("this is a symbolic link"), "{}", text(&output.stderr));
    assert!(output.stdout.is_empty());
    assert_eq!(read(estate.path(), "infra/a.json"), old);
    assert_eq!(read(estate.path(), "elsewhere/b.json"), account("b", "TLS1_0", true));
}

#[test]
fn standard_input_is_no_file_and_no_terminal() {
    let estate = estate(&[]);
    for (words, message) in [
        (["-", "--write"], "standard input cannot be changed in place"),
        (["-", "--interactive"], "standard input is no terminal"),
    ] {
        let output = fix(estate.path(), &words).stdin(std::process::Stdio::null()).output().unwrap();
        assert_eq!(output.status.code(), Some(2));
        assert!(text(&output.stderr).contains(message), "{}", text(&output.stderr));
    }
}

#[test]
fn declined_fixes_are_left_out_and_counted() {
    let (a, b) = (account("a", "TLS1_0", true), account("b", "TLS1_0", true));
    let estate = estate(&[("infra/a.json", &a), ("infra/b.json", &b)]);
    let id = "/SUBSCRIPTIONS/s/resourceGroups/g/providers/Microsoft.Storage/storageAccounts/a";
    let settings = format!(
        "declined:\n  - {{ recommendation: storage-min-tls, resource: {id}, reason: An old camera writes here. }}\n"
    );
    add(estate.path(), "uplift.yaml", &settings);
    let output = run(estate.path(), &["infra", "--write", "--require-all"]);
    assert_eq!(output.status.code(), Some(0), "declining is no failure: {}", text(&output.stderr));
    assert_eq!(text(&output.stdout), "infra/b.json\n");
    let summary = text(&output.stderr);
    assert!(summary.contains("1 finding left out") && summary.contains("1 × storage-min-tls"), "{summary}");
    assert!(summary.contains("declined: An old camera writes here."), "{summary}");
    assert_eq!(read(estate.path(), "infra/a.json"), a);
}

#[test]
fn records_are_written_only_when_asked_for() {
    let old = account("a", "TLS1_0", true);
    let estate = estate(&[("exports/a.json", &old), ("infra/b.json", &account("b", "TLS1_0", true))]);
    add(estate.path(), "uplift.yaml", "inventory: [{ path: exports/**, kind: snapshot }]\n");
    let output = run(estate.path(), &[".", "--write"]);
    assert_eq!(text(&output.stdout), "infra/b.json\n");
    let left = "1 finding left in files that only record the estate";
    assert!(text(&output.stderr).contains(left), "{}", text(&output.stderr));
    assert_eq!(read(estate.path(), "exports/a.json"), old);
    let output = run(estate.path(), &[".", "--write", "--snapshots"]);
    assert_eq!(text(&output.stdout), "exports/a.json\n");
    assert_eq!(read(estate.path(), "exports/a.json"), old.replace("TLS1_0", "TLS1_2"));
}

#[cfg(unix)]
#[test]
fn a_diff_holds_no_links() {
    let estate =
        estate(&[("infra/a.json", &account("a", "TLS1_0", true)), ("away/b.json", &account("b", "TLS1_0", true))]);
    std::os::unix::fs::symlink("../away/b.json", estate.path().join("infra/b.json")).unwrap();
    let output = run(estate.path(), &["infra", "--require-all"]);
    assert_eq!(output.status.code(), Some(3));
    let files: Vec<&str> = text(&output.stdout).lines().filter(|line| line.starts_with("+++")).collect();
    assert_eq!(files, ["+++ b/infra/a.json"]);
    assert!(text(&output.stderr).contains("reached by a symbolic link"), "{}", text(&output.stderr));
}

#[test]
fn exempt_findings_are_left_out_unless_they_are_named() {
    let (a, b) = (account("a", "TLS1_0", true), account("b", "TLS1_0", true));
    let estate = estate(&[("infra/a.json", &a), ("infra/b.json", &b)]);
    add(estate.path(), "uplift.yaml", "exemptions: [exemptions.yaml]\n");
    let exemption = "- { id: camera, scope: '**/a', recommendations: [storage-min-tls], category: Mitigated, reason: An \
                     old camera writes here., expiresOn: 2027-03-31 }\n";
    add(estate.path(), "exemptions.yaml", exemption);
    let run = |words: &[&str]| run(estate.path(), &[&["infra", "--today", "2027-03-31"], words].concat());
    let output = run(&["--require-all"]);
    assert_eq!(output.status.code(), Some(0), "an exemption is no failure: {}", text(&output.stderr));
    assert!(text(&output.stdout).contains("infra/b.json") && !text(&output.stdout).contains("infra/a.json"));
    let summary = text(&output.stderr);
    assert!(summary.contains("50.00 % → 100.00 %"), "the score is the one after exemptions: {summary}");
    let reason = "exempt until 2027-03-31 by camera: An old camera writes here.";
    assert!(summary.contains("1 finding left out") && summary.contains(reason), "{summary}");
    for named in [["--resource", "a"], ["--recommendation", "storage-min-tls"]] {
        assert!(text(&run(&named).stdout).contains("infra/a.json"), "{named:?}");
    }
    let late = super::run(estate.path(), &["infra", "--today", "2027-04-01"]);
    assert!(text(&late.stdout).contains("infra/a.json"), "an expired exemption does not count");
    assert!(text(&late.stderr).contains("the exemption `camera` does not count any more"), "{}", text(&late.stderr));
}
