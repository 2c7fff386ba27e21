//! A lock that is waited for until a deadline, and no longer.

use std::ops::{Deref, DerefMut};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Condvar, Mutex, MutexGuard, PoisonError, TryLockError};
use std::time::Instant;

pub(crate) struct Baton<T> {
    value: Mutex<T>,
    waiting: AtomicUsize,
    gate: Mutex<()>,
    freed: Condvar,
}

/// The baton in one's hand.
pub(crate) struct Held<'a, T> {
    baton: &'a Baton<T>,
    /// Gone only while it is given back.
    value: Option<MutexGuard<'a, T>>,
}

impl<T> Baton<T> {
    pub(crate) fn new(value: T) -> Self {
        Baton {
            value: Mutex::new(value),
            waiting: AtomicUsize::new(0),
            gate: Mutex::new(()),
            freed: Condvar::new(),
        }
    }

    pub(crate) fn try_take(&self) -> Option<Held<'_, T>> {
        let value = match self.value.try_lock() {
            Ok(value) => value,
            Err(TryLockError::Poisoned(poisoned)) => poisoned.into_inner(),
            Err(TryLockError::WouldBlock) => return None,
        };
        Some(Held { baton: self, value: Some(value) })
    }

    /// Takes the baton, unless nobody lets go of it before the deadline.
    pub(crate) fn take(&self, deadline: Instant) -> Option<Held<'_, T>> {
        if let Some(held) = self.try_take() {
            return Some(held);
        }
        self.waiting.fetch_add(1, Ordering::SeqCst);
        let held = self.wait(deadline);
        self.waiting.fetch_sub(1, Ordering::SeqCst);
        held
    }

    fn wait(&self, deadline: Instant) -> Option<Held<'_, T>> {
        let mut gate = self.gate.lock().unwrap_or_else(PoisonError::into_inner);
        loop {
            // Who gives it back rings behind this gate: between the look and the wait nothing is missed.
            if let Some(held) = self.try_take() {
                return Some(held);
            }
            let left = deadline.saturating_duration_since(Instant::now());
            if left.is_zero() {
                return None;
            }
            gate = self.freed.wait_timeout(gate, left).unwrap_or_else(PoisonError::into_inner).0;
        }
    }
}

impl<T> Deref for Held<'_, T> {
    type Target = T;

    fn deref(&self) -> &T {
        self.value.as_deref().expect("held until it is dropped")
    }
}

impl<T> DerefMut for Held<'_, T> {
    fn deref_mut(&mut self) -> &mut T {
        self.value.as_deref_mut().expect("held until it is dropped")
    }
}

impl<T> Drop for Held<'_, T> {
    fn drop(&mut self) {
        self.value = None;
        if self.baton.waiting.load(Ordering::SeqCst) > 0 {
            drop(self.baton.gate.lock().unwrap_or_else(PoisonError::into_inner));
            self.baton.freed.notify_all();
        }
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    #[test]
    fn a_baton_that_is_held_is_waited_for_until_the_deadline() {
        let baton = Baton::new(1);
        let held = baton.try_take().expect("it is free");
        assert!(baton.take(Instant::now() + Duration::from_millis(10)).is_none());
        std::thread::scope(|scope| {
            let other =
                scope.spawn(|| baton.take(Instant::now() + Duration::from_secs(20)).map(|held| *held));
            while baton.waiting.load(Ordering::SeqCst) == 0 {
                std::thread::yield_now();
            }
            drop(held);
            assert_eq!(other.join().expect("no panic"), Some(1));
        });
    }
}
