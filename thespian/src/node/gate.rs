//! Where threads wait that have something to see: a free baton, or an answer.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Condvar, Mutex, PoisonError};
use std::time::Instant;

#[derive(Default)]
pub(crate) struct Gate {
    waiting: AtomicUsize,
    lock: Mutex<()>,
    opened: Condvar,
}

impl Gate {
    /// Somebody may have something to see. Costs one load where nobody waits.
    pub(crate) fn ring(&self) {
        if self.waiting.load(Ordering::SeqCst) > 0 {
            drop(self.lock.lock().unwrap_or_else(PoisonError::into_inner));
            self.opened.notify_all();
        }
    }

    /// Waits until a look gives something; `None` when the deadline comes first.
    pub(crate) fn wait<R>(&self, deadline: Instant, look: impl Fn() -> Option<R>) -> Option<R> {
        self.waiting.fetch_add(1, Ordering::SeqCst);
        let seen = self.look(deadline, look);
        self.waiting.fetch_sub(1, Ordering::SeqCst);
        seen
    }

    fn look<R>(&self, deadline: Instant, look: impl Fn() -> Option<R>) -> Option<R> {
        let mut lock = self.lock.lock().unwrap_or_else(PoisonError::into_inner);
        loop {
            // Who rings comes through this lock: between the look and the wait nothing is missed.
            if let Some(seen) = look() {
                return Some(seen);
            }
            let left = deadline.saturating_duration_since(Instant::now());
            if left.is_zero() {
                return None;
            }
            lock = self.opened.wait_timeout(lock, left).unwrap_or_else(PoisonError::into_inner).0;
        }
    }

    #[cfg(test)]
    pub(crate) fn has_waiting(&self) -> bool {
        self.waiting.load(Ordering::SeqCst) > 0
    }
}
