//! The thread that reads and writes the links of a process.

use std::io;
use std::thread;

use tokio::runtime::{Builder, Handle};
use tokio::sync::oneshot;

/// A runtime with a thread of its own, which ends with this, and all that runs there.
pub(super) struct Io {
    handle: Handle,
    _end: oneshot::Sender<()>,
}

impl Io {
    /// Waits for something that happens there.
    pub(super) fn block_on<F: Future>(&self, what: F) -> F::Output {
        self.handle.block_on(what)
    }
}

/// Starts the thread.
pub(super) fn start(name: &str) -> io::Result<(Io, Handle)> {
    let runtime = Builder::new_current_thread().enable_all().thread_name(name).build()?;
    let handle = runtime.handle().clone();
    let (end, ended) = oneshot::channel();
    thread::Builder::new().name(name.to_owned()).spawn(move || runtime.block_on(ended))?;
    Ok((Io { handle: handle.clone(), _end: end }, handle))
}
