//! What reaches a world from those who do not hold its baton.

use std::sync::atomic::{AtomicBool, AtomicU64, AtomicUsize, Ordering};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::task::Wake;
use std::time::Instant;

use crate::address::ActorAddress;
use crate::envelope::Envelope;

/// Something for the driver.
pub(crate) enum Letter {
    /// A handler sent it through the system instead of its context.
    Post { to: ActorAddress, envelope: Envelope, verb: &'static str },
    /// What an actor's handler awaits has come.
    Resume(ActorAddress),
}

#[derive(Default)]
pub(crate) struct Mail {
    /// Whether there are letters; read by the driver at every step.
    has_letters: AtomicBool,
    letters: Mutex<Vec<Letter>>,
    /// How often somebody with the baton has done something that others may wait for.
    rings: AtomicU64,
    listeners: AtomicUsize,
    bell: Condvar,
}

impl Mail {
    pub(crate) fn put(&self, letter: Letter) {
        let mut letters = self.lock();
        letters.push(letter);
        self.has_letters.store(true, Ordering::Release);
        drop(letters);
        self.bell.notify_all();
    }

    pub(crate) fn collect(&self) -> Vec<Letter> {
        if !self.has_letters.load(Ordering::Acquire) {
            return Vec::new();
        }
        let mut letters = self.lock();
        self.has_letters.store(false, Ordering::Release);
        std::mem::take(&mut letters)
    }

    /// Something has happened; called with the baton.
    pub(crate) fn ring(&self) {
        self.rings.fetch_add(1, Ordering::SeqCst);
        // Who listens has counted itself before it compared the rings: one of the two sees the other.
        if self.listeners.load(Ordering::SeqCst) > 0 {
            drop(self.lock());
            self.bell.notify_all();
        }
    }

    /// The rings so far: what a wait begins from, read with the baton.
    pub(crate) fn rings(&self) -> u64 {
        self.rings.load(Ordering::SeqCst)
    }

    /// Waits, without the baton, for a letter, for a ring after `heard`, or until `deadline`.
    pub(crate) fn wait(&self, heard: u64, deadline: Instant) {
        let mut letters = self.lock();
        self.listeners.fetch_add(1, Ordering::SeqCst);
        while self.rings.load(Ordering::SeqCst) == heard && letters.is_empty() {
            let left = deadline.saturating_duration_since(Instant::now());
            if left.is_zero() {
                break;
            }
            let waited = self.bell.wait_timeout(letters, left);
            letters = waited.unwrap_or_else(PoisonError::into_inner).0;
        }
        self.listeners.fetch_sub(1, Ordering::SeqCst);
    }

    fn lock(&self) -> MutexGuard<'_, Vec<Letter>> {
        self.letters.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Resumes one actor, from whatever thread.
pub(crate) struct Resumer {
    pub(crate) mail: Arc<Mail>,
    pub(crate) who: ActorAddress,
}

impl Wake for Resumer {
    fn wake(self: Arc<Self>) {
        self.mail.put(Letter::Resume(self.who));
    }
}
