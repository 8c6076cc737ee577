//! Writing files whole or not at all.

use super::Problem;
use super::bytes::{absolute, clean, display_name, is_a_stream, is_no_file, repository_of};
use super::disk::{leads_out, resolved};
use std::ffi::OsString;
use std::fs::{self, File, OpenOptions};
use std::hash::{BuildHasher, RandomState};
use std::io::{self, BufWriter, Write};
use std::path::{Component, Path, PathBuf};

/// Puts a file's content in place in one step: whoever reads it, and whatever interrupts this, finds the old content or
/// the new one. An existing file keeps its permissions. A symbolic link is followed within its own directory, and stays.
/// Devices and pipes are written to as they are.
///
/// # Errors
///
/// A directory that is not there, a link that leads out of it, what [`refuse_place`] refuses, and what the file system does.
pub fn write_atomic(path: &Path, bytes: &[u8]) -> Result<(), Problem> {
    write_atomic_by(path, &mut |out| out.write_all(bytes))
}

/// The same for a content that is written piece by piece, so that it need not be held in memory.
///
/// # Errors
///
/// Those of [`write_atomic`], and those of `write`; then the file is as it was.
pub fn write_atomic_by(path: &Path, write: &mut dyn FnMut(&mut dyn Write) -> io::Result<()>) -> Result<(), Problem> {
    let name = display_name(path);
    if is_no_file(path) || is_a_stream(path) {
        return write_through(path, write).map_err(|error| failed(&name, &error));
    }
    refuse_place(path)?;
    let directory = directory_of(path).canonicalize().map_err(|error| failed(&name, &error))?;
    let file = path.file_name().ok_or_else(|| Problem::new(&name, "this is no name of a file"))?;
    let target = followed(&directory, directory.join(file), &name)?;
    replace(&target, write).map_err(|error| failed(&name, &error))
}

fn write_through(path: &Path, write: &mut dyn FnMut(&mut dyn Write) -> io::Result<()>) -> io::Result<()> {
    // A stream may be a file to which others write too.
    let mut out = BufWriter::new(OpenOptions::new().append(true).open(path)?);
    write(&mut out)?;
    out.flush()
}

/// Adds to the end of a file, which is made when it is not there.
///
/// # Errors
///
/// What the file system refuses.
pub fn append(path: &Path, bytes: &[u8]) -> Result<(), Problem> {
    let file = OpenOptions::new().create(true).append(true).open(path);
    let written = file.and_then(|mut file| file.write_all(bytes));
    written.map_err(|error| failed(&display_name(path), &error))
}

/// The same for a file that is named from a directory. What leads to it is created, `root` too; no symbolic link is
/// followed out of `root`.
///
/// # Errors
///
/// A path with `..` or a root, a link that leads out, and what the file system refuses.
pub fn write_within(root: &Path, relative: &Path, bytes: &[u8]) -> Result<(), Problem> {
    let name = display_name(&root.join(relative));
    let refused = |error: io::Error| failed(&name, &error);
    refuse(&name, root)?;
    fs::create_dir_all(root).map_err(refused)?;
    let root = root.canonicalize().map_err(refused)?;
    let mut place = root.clone();
    let mut parts = relative.components().peekable();
    while let Some(part) = parts.next() {
        let Component::Normal(part) = part else {
            return Err(Problem::new(&name, "this is no path below a directory"));
        };
        place = followed(&root, place.join(part), &name)?;
        if parts.peek().is_some() && !place.is_dir() {
            fs::create_dir(&place).map_err(refused)?;
        }
    }
    replace(&place, &mut |out| out.write_all(bytes)).map_err(refused)
}

/// The same where nothing is in the file's place yet, not even a link that leads nowhere; else nothing is written.
///
/// # Errors
///
/// Those of [`write_within`].
pub fn write_new(root: &Path, relative: &Path, bytes: &[u8]) -> Result<bool, Problem> {
    if root.join(relative).symlink_metadata().is_ok() {
        return Ok(false);
    }
    write_within(root, relative, bytes).map(|()| true)
}

/// A file's path from the root of its repository, and whether that root is the current directory. Outside of any
/// repository, the path as it is.
pub fn repository_path(path: &Path) -> (String, bool) {
    let (Ok(full), Ok(here)) = (path.canonicalize(), Path::new(".").canonicalize()) else {
        return (display_name(path), true);
    };
    match full.parent().and_then(repository_of) {
        Some(root) => (display_name(full.strip_prefix(root).unwrap_or(&full)), root == here),
        None => (display_name(path), true),
    }
}

/// Whether a symbolic link leads from the root of a path's repository to the file: git patches no such file. Outside of
/// any repository, whether the file itself is a link.
pub fn is_linked(path: &Path) -> bool {
    let (Ok(full), Ok(target)) = (std::path::absolute(path), path.canonicalize()) else { return false };
    let Some(root) = full.parent().and_then(repository_of) else { return path.is_symlink() };
    let real = root.canonicalize().map(|real| full.strip_prefix(root).map_or(real.clone(), |rest| real.join(rest)));
    real.is_ok_and(|real| real != target)
}

/// Refuses a file, there or not, in a directory that [`foreign`] is no place of the repository, and a link to such a file. A
/// device, a pipe or a stream is somewhere else.
///
/// # Errors
///
/// With the reason against it.
pub fn refuse_place(file: &Path) -> Result<(), Problem> {
    if is_no_file(file) || is_a_stream(file) {
        return Ok(());
    }
    let name = display_name(file);
    refuse(&name, directory_of(file))?;
    if file.is_symlink() { refuse(&name, directory_of(&resolved(file))) } else { Ok(()) }
}

fn refuse(name: &str, directory: &Path) -> Result<(), Problem> {
    let Some(reason) = foreign(directory) else { return Ok(()) };
    Err(Problem::new(name, reason).help("Name a place in this repository, or one outside of it"))
}

fn directory_of(file: &Path) -> &Path {
    file.parent().filter(|parent| !parent.as_os_str().is_empty()).unwrap_or(Path::new("."))
}

/// Why a directory, there or not, is no place of the repository that it seems to be in, or else of the current directory: a
/// link leads out of that, it is git's own, or another repository begins on the way, as a change may have brought it.
pub fn foreign(directory: &Path) -> Option<&'static str> {
    let (full, here) = (absolute(directory), absolute(Path::new(".")));
    // What reads as a place of the repository is to be one.
    let spelled = clean(&std::path::absolute(directory).ok()?);
    let nearest = repository_of(&spelled).or(spelled.starts_with(&here).then_some(&here))?;
    if leads_out(&full, &nearest.canonicalize().ok()?) {
        return Some("a symbolic link leads out of the repository");
    }
    if resolved(&full).iter().any(|part| part == ".git") {
        return Some("this is in git's own directory");
    }
    let outer = nearest.parent().and_then(repository_of)?;
    (here.starts_with(outer) && !here.starts_with(nearest)).then_some("this is in a submodule, or another repository")
}

/// Where a path leads; one that does not exist leads to itself.
fn followed(root: &Path, path: PathBuf, name: &str) -> Result<PathBuf, Problem> {
    if path.symlink_metadata().is_err() {
        return Ok(path);
    }
    let target = path.canonicalize().map_err(|error| failed(name, &error))?;
    if target.starts_with(root) {
        return Ok(target);
    }
    let problem = Problem::new(name, format!("a symbolic link leads out of {}", display_name(root)));
    Err(problem.help("Write to the place that it leads to, or replace the link"))
}

/// Writes to another file, then takes the target's name: that step is one, and does not cross file systems.
fn replace(target: &Path, write: &mut dyn FnMut(&mut dyn Write) -> io::Result<()>) -> io::Result<()> {
    let (path, file) = temporary(target)?;
    let written = fill(file, target, write).and_then(|()| fs::rename(&path, target));
    if written.is_err() {
        // Nothing more can be done for a file that was never promised.
        let _ = fs::remove_file(&path);
    }
    written
}

fn fill(file: File, target: &Path, write: &mut dyn FnMut(&mut dyn Write) -> io::Result<()>) -> io::Result<()> {
    let mut out = BufWriter::new(file);
    write(&mut out)?;
    let file = out.into_inner().map_err(io::IntoInnerError::into_error)?;
    if let Ok(old) = target.metadata() {
        file.set_permissions(old.permissions())?;
    }
    // The new content must be on the disk before the name points at it.
    file.sync_all()
}

/// A new file that no walk meets, and that git does not see: in the repository's own directory, else in the target's. What
/// runs that were killed have left there is removed.
fn temporary(target: &Path) -> io::Result<(PathBuf, File)> {
    let beside = target.parent().unwrap_or(Path::new("."));
    if let Some(hidden) = hidden(beside)
        && let Ok(created) = create_in(&hidden, target)
    {
        return Ok(created);
    }
    create_in(beside, target)
}

/// A directory of the repository that is on the target's file system.
#[cfg(unix)]
fn hidden(beside: &Path) -> Option<PathBuf> {
    use std::os::unix::fs::MetadataExt;
    let git = repository_of(beside)?.join(".git");
    let own = fs::read_to_string(&git).ok();
    let own = own.as_deref().and_then(|text| text.trim().strip_prefix("gitdir: "));
    let hidden = own.map_or(git.clone(), |own| git.with_file_name(own)).join("uplift");
    fs::create_dir_all(&hidden).ok()?;
    (hidden.metadata().ok()?.dev() == beside.metadata().ok()?.dev()).then_some(hidden)
}

/// A directory of the repository that is on the target's file system.
#[cfg(not(unix))]
fn hidden(_beside: &Path) -> Option<PathBuf> {
    None
}

/// How names of temporary files begin.
const TEMPORARY: &str = ".uplift-";

/// Removes temporary files that nobody writes to any more: a process locks its own, and the lock ends with it.
fn sweep(directory: &Path) {
    let left = fs::read_dir(directory).into_iter().flatten().flatten().filter(|entry| {
        entry.file_name().to_str().is_some_and(|name| name.starts_with(TEMPORARY) && name.len() > TEMPORARY.len() + 16)
    });
    for path in left.map(|entry| entry.path()) {
        if File::open(&path).is_ok_and(|file| file.try_lock().is_ok()) {
            let _ = fs::remove_file(&path);
        }
    }
}

fn create_in(directory: &Path, target: &Path) -> io::Result<(PathBuf, File)> {
    const TRIES: u32 = 16;
    sweep(directory);
    let mut last = io::Error::from(io::ErrorKind::InvalidInput);
    for number in 0..TRIES {
        let mut name = OsString::from(format!("{TEMPORARY}{:016x}-", RandomState::new().hash_one(number)));
        // A name near the file system's limit has no room for more.
        name.push(target.extension().filter(|extension| extension.len() < 16).unwrap_or_default());
        let path = directory.join(name);
        match OpenOptions::new().write(true).create_new(true).open(&path) {
            Ok(file) => {
                // Where files cannot be locked, nothing is swept either.
                let _ = file.lock();
                return Ok((path, file));
            }
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists => last = error,
            Err(error) => return Err(error),
        }
    }
    Err(last)
}

fn failed(name: &str, error: &io::Error) -> Problem {
    Problem::new(name, format!("this cannot be written: {error}")).help("Check the directory and its permissions")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_is_replaced_and_nothing_is_left_beside_it() {
        let directory = tempfile::tempdir().expect("a directory");
        let file = directory.path().join("a.json");
        for content in ["old", "the new one"] {
            write_atomic(&file, content.as_bytes()).expect("it can be written");
            assert_eq!(fs::read_to_string(&file).expect("a file"), content);
        }
        assert_eq!(fs::read_dir(directory.path()).expect("a directory").count(), 1);
        assert!(write_atomic(&directory.path().join("none/a.json"), b"").is_err());
    }

    #[test]
    fn directories_are_made_below_the_root_only() {
        let directory = tempfile::tempdir().expect("a directory");
        let root = directory.path().join("out");
        write_within(&root, Path::new("a/b/c.txt"), b"new").expect("it can be written");
        assert_eq!(fs::read(root.join("a/b/c.txt")).expect("a file"), b"new");
        for outside in ["../c.txt", "/c.txt", "a/../../c.txt", ""] {
            assert!(write_within(&root, Path::new(outside), b"new").is_err(), "{outside}");
        }
        assert_eq!(fs::read_dir(directory.path()).expect("a directory").count(), 1);
    }

    #[test]
    fn a_new_file_takes_no_place() {
        let directory = tempfile::tempdir().expect("a directory");
        for is_new in [true, false] {
            let text = format!("{is_new}");
            assert_eq!(write_new(directory.path(), Path::new("a/b.yaml"), text.as_bytes()).ok(), Some(is_new));
            assert_eq!(fs::read(directory.path().join("a/b.yaml")).expect("a file"), b"true");
        }
    }

    #[cfg(unix)]
    #[test]
    fn what_killed_runs_left_is_removed_and_git_sees_none_of_it() {
        let directory = tempfile::tempdir().expect("a directory");
        let place = |name: &str| directory.path().join(name);
        let left = ".uplift-0123456789abcdef-json";
        fs::write(place(left), "half").expect("a file");
        write_atomic(&place("a.json"), b"1").expect("it can be written");
        assert!(!place(left).exists());
        fs::create_dir_all(place(".git/uplift")).expect("a directory");
        fs::write(place(".git/uplift").join(left), "half").expect("a file");
        let held = File::create(place(".git/uplift/.uplift-fedcba9876543210-json")).expect("a file");
        held.lock().expect("a lock");
        write_atomic(&place("a.json"), b"2").expect("it can be written");
        let names: Vec<_> = fs::read_dir(place(".git/uplift")).expect("a directory").flatten().collect();
        assert_eq!(names.len(), 1, "another run still writes to its own");
        assert_eq!(fs::read(place("a.json")).expect("a file"), b"2");
    }

    #[cfg(unix)]
    #[test]
    fn links_are_followed_inside_and_refused_outside() {
        use std::os::unix::fs::{PermissionsExt, symlink};
        let directory = tempfile::tempdir().expect("a directory");
        let (root, outside) = (directory.path().join("root"), directory.path().join("outside"));
        fs::create_dir_all(root.join("in")).and_then(|()| fs::create_dir(&outside)).expect("directories");
        fs::write(root.join("in/a"), "old").and_then(|()| fs::write(outside.join("a"), "old")).expect("files");
        fs::set_permissions(root.join("in/a"), fs::Permissions::from_mode(0o640)).expect("permissions");
        symlink("a", root.join("in/link")).and_then(|()| symlink(&outside, root.join("away"))).expect("links");
        symlink(outside.join("a"), root.join("in/file")).expect("a link");

        write_atomic(&root.join("in/link"), b"new").expect("a link inside");
        assert!(root.join("in/link").is_symlink());
        assert_eq!(fs::read(root.join("in/a")).expect("a file"), b"new");
        assert_eq!(fs::metadata(root.join("in/a")).expect("a file").permissions().mode() & 0o777, 0o640);
        assert!(write_atomic(&root.join("in/file"), b"new").is_err());
        assert!(write_within(&root, Path::new("away/a"), b"new").is_err());
        assert!(write_within(&root, Path::new("in/file"), b"new").is_err());
        assert_eq!(fs::read(outside.join("a")).expect("a file"), b"old");
    }
}
