//! The bound on a command's time: the last resort, since it is not the same on every machine.

use super::{COULD_NOT_JUDGE, Failure, fail};
use crate::estate::Stopped;
use crate::source::Problem;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{RecvTimeoutError, Sender, channel};
use std::thread::{Builder, sleep};
use std::time::Duration;

/// Whether files are being changed by now, or somebody is asked, so that the time does not count.
static CALLED_OFF: AtomicBool = AtomicBool::new(false);

/// Ends the program after so many seconds, unless it has ended or time does not count any more; 0 is no bound.
pub(super) fn start(seconds: u64) -> Result<(), Failure> {
    if seconds == 0 {
        return Ok(());
    }
    let watch = move || {
        sleep(Duration::from_secs(seconds));
        if !CALLED_OFF.load(Ordering::Relaxed) {
            fail(Stopped::Late.into());
            std::process::exit(COULD_NOT_JUDGE.into());
        }
    };
    match Builder::new().spawn(watch) {
        Ok(_) => Ok(()),
        Err(error) => Err(Problem::new("", format!("there is no thread to watch the time: {error}")).into()),
    }
}

/// The bound on a part of a command, until it is dropped.
pub(super) struct Bound(Option<Sender<()>>);

/// Ends the program where the bound is still there after so many seconds; 0 is no bound.
pub(super) fn bound(seconds: u64) -> Result<Bound, Failure> {
    if seconds == 0 {
        return Ok(Bound(None));
    }
    let (held, dropped) = channel::<()>();
    let watch = move || {
        if dropped.recv_timeout(Duration::from_secs(seconds)) == Err(RecvTimeoutError::Timeout) {
            fail(Stopped::Late.into());
            std::process::exit(COULD_NOT_JUDGE.into());
        }
    };
    match Builder::new().spawn(watch) {
        Ok(_) => Ok(Bound(Some(held))),
        Err(error) => Err(Problem::new("", format!("there is no thread to watch the time: {error}")).into()),
    }
}

impl Drop for Bound {
    fn drop(&mut self) {
        // Whoever waits is told by the end of the channel.
        drop(self.0.take());
    }
}

/// From now on the time does not count.
pub(super) fn call_off() {
    CALLED_OFF.store(true, Ordering::Relaxed);
}
