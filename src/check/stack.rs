//! Room on the stack for what scripts nest.

use super::Aborted;
use std::thread::{Builder, Scope, ScopedJoinHandle};

/// Rhai measures, prints and drops lists in lists by recursion; its bounds on lists and objects bound that depth, which
/// takes a few kilobytes a level. The system only gives what is used.
const STACK_BYTES: usize = 128 << 20;

/// Starts a thread that evaluations may run on.
///
/// # Errors
///
/// When the system has no more threads, or no room for their stacks.
pub fn spawn<'scope, T: Send + 'scope>(
    scope: &'scope Scope<'scope, '_>,
    work: impl FnOnce() -> T + Send + 'scope,
) -> std::io::Result<ScopedJoinHandle<'scope, T>> {
    Builder::new().stack_size(STACK_BYTES).spawn_scoped(scope, work)
}

/// Runs `work` on a thread that evaluations may run on, and waits for it.
///
/// # Errors
///
/// When there is no such thread.
pub fn with_room<T: Send>(work: impl FnOnce() -> T + Send) -> Result<T, Aborted> {
    std::thread::scope(|scope| spawn(scope, work).map(join).map_err(|_| Aborted::NoThread))
}

/// What a thread gave; its panic goes on here.
pub fn join<T>(thread: ScopedJoinHandle<'_, T>) -> T {
    thread.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic))
}
