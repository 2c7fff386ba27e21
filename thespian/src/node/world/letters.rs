//! What reaches a world from those who do not hold its baton.

use std::sync::atomic::{AtomicBool, AtomicU64, AtomicUsize, Ordering};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::task::Wake;
use std::time::{Duration, Instant};

use super::World;
use crate::address::ActorAddress;
use crate::envelope::Envelope;
use crate::message::{DeadLetterReason, ExitReason, contain_drop};
use crate::node::{Receipt, later};

/// Something for the driver.
#[cfg_attr(not(feature = "process"), allow(dead_code, reason = "some come from other processes only"))]
pub(crate) enum Letter {
    /// A handler sent it through the system instead of its context.
    Post { to: ActorAddress, envelope: Envelope, verb: &'static str },
    /// A question that a handler asks through the system is to end then.
    Remind { ask: ActorAddress, after: Duration },
    /// What an actor's handler awaits has come.
    Resume(Arc<Resumer>),
    /// It came from another process.
    Arrive { to: ActorAddress, envelope: Envelope, receipt: Receipt },
    /// It was to go to another process, and reached nobody.
    Bury { to: ActorAddress, envelope: Envelope, reason: DeadLetterReason },
    /// An actor in another process is gone, and has not said so.
    Lose { who: ActorAddress, reason: ExitReason },
    /// Something else that has to be done where the world is.
    Do(Box<dyn FnOnce(&mut World) + Send>),
}

#[derive(Default)]
pub(crate) struct Mail {
    /// Whether there are letters; read by the driver at every step.
    has_letters: AtomicBool,
    letters: Mutex<Vec<Letter>>,
    /// How often somebody with the baton has done something that others may wait for.
    rings: AtomicU64,
    listeners: AtomicUsize,
    /// Whether an actor has asked for the end of the system.
    wants_shutdown: AtomicBool,
    /// Whether nobody will collect any more.
    closed: AtomicBool,
    bell: Condvar,
}

impl Mail {
    pub(crate) fn put(&self, letter: Letter) {
        let mut letters = self.lock();
        if self.closed.load(Ordering::Acquire) {
            drop(letters);
            return contain_drop(letter);
        }
        letters.push(letter);
        self.has_letters.store(true, Ordering::Release);
        drop(letters);
        self.bell.notify_all();
    }

    /// Lets who runs the world look around.
    #[cfg(feature = "process")]
    pub(crate) fn nudge(&self) {
        self.put(Letter::Do(Box::new(|_| ())));
    }

    pub(crate) fn close(&self) {
        let mut letters = self.lock();
        self.closed.store(true, Ordering::Release);
        self.has_letters.store(false, Ordering::Release);
        let letters = {
            let left = std::mem::take(&mut *letters);
            drop(letters);
            left
        };
        letters.into_iter().for_each(contain_drop);
    }

    /// Asks for the end of the system, which who drives it brings about.
    pub(crate) fn ask_for_shutdown(&self) {
        self.wants_shutdown.store(true, Ordering::Release);
    }

    /// Whether somebody has asked for that; said once.
    pub(crate) fn takes_shutdown(&self) -> bool {
        self.wants_shutdown.load(Ordering::Acquire) && self.wants_shutdown.swap(false, Ordering::AcqRel)
    }

    pub(crate) fn has_letters(&self) -> bool {
        self.has_letters.load(Ordering::Acquire)
    }

    pub(crate) fn collect(&self) -> Vec<Letter> {
        if !self.has_letters() {
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

    /// Waits, without the baton, for a letter or for a ring after `heard`; whether one came in `time`.
    pub(crate) fn wait(&self, heard: u64, time: Duration) -> bool {
        let deadline = later(Instant::now(), time);
        let mut came = true;
        let mut letters = self.lock();
        self.listeners.fetch_add(1, Ordering::SeqCst);
        while self.rings.load(Ordering::SeqCst) == heard && letters.is_empty() {
            let left = deadline.saturating_duration_since(Instant::now());
            if left.is_zero() {
                came = false;
                break;
            }
            let waited = self.bell.wait_timeout(letters, left);
            letters = waited.unwrap_or_else(PoisonError::into_inner).0;
        }
        self.listeners.fetch_sub(1, Ordering::SeqCst);
        came
    }

    fn lock(&self) -> MutexGuard<'_, Vec<Letter>> {
        self.letters.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Resumes one actor, from whatever thread.
pub(crate) struct Resumer {
    mail: Arc<Mail>,
    who: ActorAddress,
    /// Whether a letter is on its way: a second one would say the same.
    called: AtomicBool,
}

impl Resumer {
    pub(crate) fn new(mail: Arc<Mail>, who: ActorAddress) -> Self {
        Resumer { mail, who, called: AtomicBool::new(false) }
    }

    /// Who is to be resumed; from now on it may be called again.
    pub(crate) fn begin(&self) -> ActorAddress {
        self.called.store(false, Ordering::Release);
        self.who
    }
}

impl Wake for Resumer {
    fn wake(self: Arc<Self>) {
        self.wake_by_ref();
    }

    fn wake_by_ref(self: &Arc<Self>) {
        if !self.called.swap(true, Ordering::AcqRel) {
            self.mail.put(Letter::Resume(self.clone()));
        }
    }
}
