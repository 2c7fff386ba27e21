//! How a program leaves the systems that stay: what it has told is heard before it ends.

use std::sync::{Arc, Mutex, PoisonError, Weak};
use std::time::{Duration, Instant};

use super::Program;
use crate::node::net::Word;

/// How long a program that ends waits for others to hear what it has told them.
const LAST_WORDS: Duration = Duration::from_secs(5);

/// The systems that this program is a part of.
static OPEN: Mutex<Vec<Weak<Program>>> = Mutex::new(Vec::new());

thread_local! {
    static AT_THE_END: AtTheEnd = const { AtTheEnd };
}

/// Runs when the main thread ends, however it does: by the return of `main`, or by `exit`.
struct AtTheEnd;

impl Drop for AtTheEnd {
    fn drop(&mut self) {
        leave();
    }
}

/// Leaves all systems when this thread ends, which is the program's first.
pub(in crate::base::process) fn leave_at_the_end() {
    AT_THE_END.with(|_| ());
}

/// A program has become a part of a system.
pub(super) fn open(program: &Arc<Program>) {
    let mut open = OPEN.lock().unwrap_or_else(PoisonError::into_inner);
    open.retain(|program| program.strong_count() > 0);
    open.push(Arc::downgrade(program));
}

fn leave() {
    let open = std::mem::take(&mut *OPEN.lock().unwrap_or_else(PoisonError::into_inner));
    open.iter().filter_map(Weak::upgrade).for_each(|program| program.leave());
}

impl Program {
    /// Waits until what this program has told is heard, and says farewell.
    fn leave(self: &Arc<Self>) {
        let program = self.clone();
        // In the links' thread: this one may have nothing of its own any more.
        self.net.runtime().spawn(async move {
            program.net.take_no_more().await;
            if program.net.hear_out(Instant::now() + LAST_WORDS).await {
                program.net.tell_system(Word::Departs(program.count()));
                program.net.end().await;
            } else {
                let seconds = LAST_WORDS.as_secs();
                tracing::warn!(seconds, "a program ends, and what it has told last may not have been heard");
            }
            program.close();
        });
        let _ = self.wait_for(3 * LAST_WORDS, |waiting| waiting.is_closed.then_some(()));
    }
}
