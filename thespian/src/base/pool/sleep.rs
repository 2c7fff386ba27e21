//! How threads that have nothing to do come to rest, and are woken without one wakeup being lost.
//!
//! Who has made work visible looks whether somebody searches or sleeps; who goes to sleep says so first, and then looks
//! for work once more. Between the two there is a fence on either side, so one of them sees the other. As long as one
//! thread searches, nobody is woken: it finds the work, and calls another if there is more.

use std::sync::PoisonError;
use std::time::Duration;

use super::sync::{AtomicBool, AtomicUsize, Condvar, Mutex, MutexGuard, Ordering, fence};

/// The sleeping places of some threads.
pub(crate) struct Sleep {
    /// How many threads look for work.
    searching: AtomicUsize,
    /// How many are in `asleep`.
    sleepers: AtomicUsize,
    asleep: Mutex<Vec<usize>>,
    beds: Box<[Bed]>,
    /// Whether one of the sleepers looks up from time to time.
    is_watched: AtomicBool,
}

#[derive(Default)]
struct Bed {
    called: Mutex<bool>,
    alarm: Condvar,
}

/// How a sleep ended.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Woken {
    /// There was work after all: this thread counts as one that searches.
    Never,
    /// By somebody who has work, and counts this thread as one that searches.
    Called,
    /// By the time.
    TimeOver,
}

impl Sleep {
    pub(crate) fn new(threads: usize) -> Self {
        Sleep {
            searching: AtomicUsize::new(0),
            sleepers: AtomicUsize::new(0),
            asleep: Mutex::default(),
            beds: std::iter::repeat_with(Bed::default).take(threads).collect(),
            is_watched: AtomicBool::new(false),
        }
    }

    fn asleep(&self) -> MutexGuard<'_, Vec<usize>> {
        self.asleep.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Sees to it that somebody finds the work that was just made visible.
    pub(crate) fn call(&self) {
        fence(Ordering::SeqCst);
        if self.searching.load(Ordering::Relaxed) == 0 && self.sleepers.load(Ordering::Relaxed) > 0 {
            self.wake_one();
        }
    }

    /// Sees to it that somebody looks at what only the thread itself is meant to find, in case that it does not.
    pub(crate) fn watch(&self) {
        if self.sleepers.load(Ordering::SeqCst) > 0 && !self.is_watched.load(Ordering::SeqCst) {
            self.call();
        }
    }

    #[cold]
    fn wake_one(&self) {
        let mut asleep = self.asleep();
        let Some(sleeper) = asleep.pop() else { return };
        self.sleepers.store(asleep.len(), Ordering::SeqCst);
        self.searching.fetch_add(1, Ordering::SeqCst);
        drop(asleep);
        self.ring(sleeper);
    }

    fn ring(&self, sleeper: usize) {
        let bed = &self.beds[sleeper];
        *bed.called.lock().unwrap_or_else(PoisonError::into_inner) = true;
        bed.alarm.notify_one();
    }

    /// Wakes all: they are to end.
    pub(crate) fn wake_all(&self) {
        fence(Ordering::SeqCst);
        while self.sleepers.load(Ordering::SeqCst) > 0 {
            self.wake_one();
        }
    }

    /// Begins to search, unless another does already.
    pub(crate) fn begin_search(&self) -> bool {
        self.searching.compare_exchange(0, 1, Ordering::SeqCst, Ordering::Relaxed).is_ok()
    }

    /// Ends a search that has found something; if there is more, or something to be looked at that nobody looks at now,
    /// another thread is called.
    pub(crate) fn found(&self, more: impl FnOnce() -> bool, watched: impl FnOnce() -> bool) {
        if self.searching.fetch_sub(1, Ordering::SeqCst) > 1 {
            return;
        }
        if more() {
            self.call();
        } else if watched() {
            self.watch();
        }
    }

    /// Sleeps until there is something to do. What is `searching` ends its search; what `watches` looks up when the time
    /// is over, unless another does.
    pub(crate) fn sleep(
        &self,
        me: usize,
        searching: bool,
        watches: Option<Duration>,
        has_work: impl FnOnce() -> bool,
        asleep: impl FnOnce(),
    ) -> Woken {
        {
            let mut sleepers = self.asleep();
            sleepers.push(me);
            self.sleepers.store(sleepers.len(), Ordering::SeqCst);
        }
        if searching {
            self.searching.fetch_sub(1, Ordering::SeqCst);
        }
        fence(Ordering::SeqCst);
        if has_work() && self.get_up(me) {
            // Who has queued more than one thing meanwhile has called nobody: as long as this thread searched.
            self.searching.fetch_add(1, Ordering::SeqCst);
            return Woken::Never;
        }
        asleep();
        let watches = watches.filter(|_| !self.is_watched.swap(true, Ordering::SeqCst));
        let bed = &self.beds[me];
        let mut called = bed.called.lock().unwrap_or_else(PoisonError::into_inner);
        let woken = loop {
            if std::mem::take(&mut *called) {
                break Woken::Called;
            }
            called = match watches {
                None => bed.alarm.wait(called).unwrap_or_else(PoisonError::into_inner),
                Some(time) => {
                    let (guard, waited) =
                        bed.alarm.wait_timeout(called, time).unwrap_or_else(PoisonError::into_inner);
                    if waited.timed_out() && !*guard {
                        drop(guard);
                        if self.get_up(me) {
                            break Woken::TimeOver;
                        }
                        // Somebody calls just now.
                        bed.called.lock().unwrap_or_else(PoisonError::into_inner)
                    } else {
                        guard
                    }
                }
            };
        };
        if watches.is_some() {
            self.is_watched.store(false, Ordering::SeqCst);
        }
        woken
    }

    /// Leaves the list of those who sleep; not where somebody has called already.
    fn get_up(&self, me: usize) -> bool {
        let mut asleep = self.asleep();
        let Some(at) = asleep.iter().position(|sleeper| *sleeper == me) else { return false };
        asleep.swap_remove(at);
        self.sleepers.store(asleep.len(), Ordering::SeqCst);
        true
    }
}
