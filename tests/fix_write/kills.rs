//! A run that is killed leaves every file old or new.

use super::{account, estate, fix, run};
use std::fs;
use std::path::Path;
use std::process::Stdio;
use std::time::{Duration, Instant};

const FILES: usize = 50;
const KILLS: u64 = 200;
/// Later kills would meet the same work on other files, and take longer.
const LATEST: Duration = Duration::from_millis(40);

#[test]
fn every_file_is_old_or_new_whenever_a_run_is_killed() {
    let names: Vec<String> = (0..FILES).map(|number| format!("infra/{number:02}.json")).collect();
    let old: Vec<String> = (0..FILES).map(|number| account(&format!("a{number}"), "TLS1_0", true)).collect();
    let new: Vec<String> = old.iter().map(|text| text.replace("TLS1_0", "TLS1_2")).collect();
    let pairs: Vec<(&str, &str)> = names.iter().map(String::as_str).zip(old.iter().map(String::as_str)).collect();
    let estate = estate(&pairs);
    // The last file is written at the end of what a run does, so that this is about how long writing takes.
    let writing = how_long(estate.path(), &old).min(LATEST);
    let (mut seed, mut torn, mut cut) = (0x9e37_79b9_7f4a_7c15, Vec::new(), 0);
    for kill in 0..KILLS {
        restore(estate.path(), &names, &old);
        let moment = writing.mul_f64(random(&mut seed));
        kill_when(estate.path(), &names[0], &old[0], moment);
        let texts: Vec<String> = names.iter().map(|name| super::read(estate.path(), name)).collect();
        let number = texts.iter().zip(&new).filter(|(text, new)| text == new).count();
        cut += usize::from(number > 0 && number < FILES);
        for (place, text) in
            texts.iter().enumerate().filter(|(place, text)| ![&old[*place], &new[*place]].contains(text))
        {
            torn.push(format!("kill {kill}, {}: {text}", names[place]));
        }
    }
    assert!(torn.is_empty(), "{}", torn.join("\n"));
    assert!(cut > 0, "no kill met a run while it wrote");
    restore(estate.path(), &names, &old);
    assert!(run(estate.path(), &["infra", "--write"]).status.success(), "what killed runs left behind is in no way");
}

/// The time from the first to the last file of an undisturbed run.
fn how_long(estate: &Path, old: &[String]) -> Duration {
    let mut child = spawn(estate);
    wait_for(estate, "infra/00.json", &old[0], &mut child);
    let start = Instant::now();
    assert!(child.wait().unwrap().success());
    start.elapsed()
}

fn spawn(estate: &Path) -> std::process::Child {
    fix(estate, &["infra", "--write", "--threads", "1"]).stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap()
}

/// Waits until the first file is another, or the run has ended.
fn wait_for(estate: &Path, name: &str, old: &str, child: &mut std::process::Child) {
    while fs::read_to_string(estate.join(name)).unwrap() == old && child.try_wait().unwrap().is_none() {
        std::thread::sleep(Duration::from_micros(200));
    }
}

fn kill_when(estate: &Path, first: &str, old: &str, moment: Duration) {
    let mut child = spawn(estate);
    wait_for(estate, first, old, &mut child);
    std::thread::sleep(moment);
    // It may have ended on its own.
    let _ = child.kill();
    child.wait().unwrap();
}

fn restore(estate: &Path, names: &[String], old: &[String]) {
    for (name, text) in names.iter().zip(old) {
        if super::read(estate, name) != *text {
            fs::write(estate.join(name), text).unwrap();
        }
    }
}

/// From 0 to 1, the same in every run of the test.
fn random(seed: &mut u64) -> f64 {
    *seed ^= *seed << 13;
    *seed ^= *seed >> 7;
    *seed ^= *seed << 17;
    (*seed >> 11) as f64 / (1u64 << 53) as f64
}
