//! Changing files in their place: only those that are what they were when they were read, and where they seem to be.

use super::Problem;
use super::bytes::{display_name, io_problem};
use super::write::{refuse_place, write_atomic};
use std::path::{Path, PathBuf};

/// Whether a file may be changed: no link, inside one of the bounds, and its bytes still the old ones.
///
/// # Errors
///
/// With the first reason against it.
pub fn check_replaceable(path: &Path, old: &[u8], bounds: &[PathBuf]) -> Result<(), Problem> {
    let name = display_name(path);
    let failed = |error: std::io::Error| io_problem(&name, Some(error.kind()), &error.to_string());
    if path.symlink_metadata().map_err(failed)?.is_symlink() {
        let problem = Problem::new(name, "this is a symbolic link, and links are not written through");
        return Err(problem.help("Name the file that it leads to"));
    }
    let full = path.canonicalize().map_err(failed)?;
    if !bounds.iter().any(|bound| full.starts_with(bound)) {
        let problem = Problem::new(name, format!("this leads out of the repository, to {}", display_name(&full)));
        return Err(problem.help("Run in the directory or repository that the file belongs to"));
    }
    refuse_place(path)?;
    if std::fs::read(path).map_err(failed)? != old {
        let problem = Problem::new(name, "this changed since it was read, so that the fix is not proven for it");
        return Err(problem.help("Run the command again"));
    }
    Ok(())
}

/// Puts new bytes in the place of a file's old ones, at once; see [`check_replaceable`].
///
/// # Errors
///
/// With the reason against it; then the file is as it was.
pub fn replace(path: &Path, old: &[u8], new: &[u8], bounds: &[PathBuf]) -> Result<(), Problem> {
    check_replaceable(path, old, bounds)?;
    write_atomic(path, new)
}

#[cfg(test)]
mod tests {
    use super::super::disk::boundary;
    use super::*;
    use std::fs;

    #[test]
    fn a_file_that_changed_stays_as_it_is() {
        let directory = tempfile::tempdir().expect("a directory");
        let path = directory.path().join("a.json");
        fs::write(&path, "theirs").expect("a file");
        let problem = replace(&path, b"old", b"new", &[boundary(directory.path())]).expect_err("it changed");
        assert!(problem.message.contains("changed since it was read"), "{problem:?}");
        assert_eq!(fs::read(&path).expect("a file"), b"theirs");
        replace(&path, b"theirs", b"new", &[boundary(directory.path())]).expect("it is as it was read");
        assert_eq!(fs::read(&path).expect("a file"), b"new");
    }

    #[cfg(unix)]
    #[test]
    fn links_are_not_written_through() {
        let directory = tempfile::tempdir().expect("a directory");
        let (inside, outside) = (directory.path().join("in"), directory.path().join("out"));
        fs::create_dir_all(inside.join(".git")).expect("a repository");
        fs::create_dir(&outside).expect("a directory");
        fs::write(outside.join("a.json"), "old").expect("a file");
        std::os::unix::fs::symlink("../out/a.json", inside.join("a.json")).expect("a link");
        std::os::unix::fs::symlink("../out", inside.join("infra")).expect("a link");
        for (path, reason) in
            [("a.json", "this is a symbolic link"), ("infra/a.json", "this leads out of the repository")]
        {
            let path = inside.join(path);
            let bounds = [boundary(path.parent().expect("a directory"))];
            let problem = replace(&path, b"old", b"new", &bounds).expect_err("it is a link");
            assert!(problem.message.starts_with(reason), "{problem:?}");
        }
        assert_eq!(fs::read(outside.join("a.json")).expect("a file"), b"old");
    }
}
