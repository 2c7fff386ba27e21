//! A lock that is waited for until a deadline, and no longer.

use std::ops::{Deref, DerefMut};
use std::sync::{Arc, Mutex, MutexGuard, TryLockError};
use std::time::Instant;

use crate::node::Gate;

pub(crate) struct Baton<T> {
    value: Mutex<T>,
    gate: Arc<Gate>,
}

/// The baton in one's hand.
pub(crate) struct Held<'a, T> {
    baton: &'a Baton<T>,
    /// Gone only while it is given back.
    value: Option<MutexGuard<'a, T>>,
}

/// What a thread came by that waited for the baton.
pub(crate) enum Turn<'a, T> {
    Held(Held<'a, T>),
    /// It need not have it any more.
    NoNeed,
}

impl<T> Baton<T> {
    pub(crate) fn new(value: T, gate: Arc<Gate>) -> Self {
        Baton { value: Mutex::new(value), gate }
    }

    pub(crate) fn try_take(&self) -> Option<Held<'_, T>> {
        let value = match self.value.try_lock() {
            Ok(value) => value,
            Err(TryLockError::Poisoned(poisoned)) => poisoned.into_inner(),
            Err(TryLockError::WouldBlock) => return None,
        };
        Some(Held { baton: self, value: Some(value) })
    }

    /// Takes the baton, unless nobody lets go of it before the deadline, or there is no need any more.
    pub(crate) fn take(&self, deadline: Instant, no_need: impl Fn() -> bool) -> Option<Turn<'_, T>> {
        if let Some(held) = self.try_take() {
            return Some(Turn::Held(held));
        }
        self.gate.wait(deadline, || match self.try_take() {
            Some(held) => Some(Turn::Held(held)),
            None => no_need().then_some(Turn::NoNeed),
        })
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
        self.baton.gate.ring();
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    #[test]
    fn a_baton_that_is_held_is_waited_for_until_the_deadline() {
        let gate = Arc::new(Gate::default());
        let baton = Baton::new(1, gate.clone());
        let held = baton.try_take().expect("it is free");
        assert!(baton.take(Instant::now() + Duration::from_millis(10), || false).is_none());
        assert!(matches!(baton.take(Instant::now(), || true), Some(Turn::NoNeed)));
        std::thread::scope(|scope| {
            let deadline = Instant::now() + Duration::from_secs(20);
            let baton = &baton;
            let other = scope.spawn(move || match baton.take(deadline, || false) {
                Some(Turn::Held(held)) => *held,
                _ => 0,
            });
            while !gate.has_waiting() {
                std::thread::yield_now();
            }
            drop(held);
            assert_eq!(other.join().expect("no panic"), 1);
        });
    }
}
