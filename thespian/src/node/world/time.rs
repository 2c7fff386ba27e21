//! The time of a sequential system: the clock's, or one that passes only when nothing else can happen.

use std::time::Instant;

#[derive(Debug, Clone, Copy)]
pub(crate) enum Time {
    Real,
    /// Begins at some instant, and stands still between two steps.
    Virtual(Instant),
}

impl Time {
    pub(crate) fn new(is_virtual: bool) -> Self {
        if is_virtual { Time::Virtual(Instant::now()) } else { Time::Real }
    }

    pub(crate) fn now(self) -> Instant {
        match self {
            Time::Real => Instant::now(),
            Time::Virtual(now) => now,
        }
    }

    pub(crate) fn is_virtual(self) -> bool {
        matches!(self, Time::Virtual(_))
    }

    /// Lets virtual time pass, never backwards.
    pub(crate) fn pass(&mut self, until: Instant) {
        if let Time::Virtual(now) = self {
            *now = until.max(*now);
        }
    }
}
