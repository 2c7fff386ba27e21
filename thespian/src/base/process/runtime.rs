//! The thread that reads and writes the links of a process.

use std::io;
use std::sync::Arc;
use std::thread;

use tokio::runtime::{Builder, Handle, Runtime};

/// A runtime, and who may wait for something in it.
pub(super) struct Io(Arc<Runtime>);

impl Io {
    /// Waits for something that happens there.
    pub(super) fn block_on<F: Future>(&self, what: F) -> F::Output {
        self.0.handle().block_on(what)
    }
}

/// Starts the thread.
pub(super) fn start(name: &str) -> io::Result<(Io, Handle)> {
    let runtime = Arc::new(Builder::new_current_thread().enable_all().thread_name(name).build()?);
    let (handle, driven) = (runtime.handle().clone(), runtime.clone());
    thread::Builder::new()
        .name(name.to_owned())
        .spawn(move || driven.block_on(std::future::pending::<()>()))?;
    Ok((Io(runtime), handle))
}
