//! Counts of what became of messages.

use std::ops::Add;
use std::sync::atomic::{AtomicU64, Ordering};

use serde::{Deserialize, Serialize};

use crate::message::DeadLetterReason;

/// A number that one desk counts up, and everybody may read.
#[derive(Debug, Default)]
pub(crate) struct Count(AtomicU64);

impl Count {
    /// Only who has the desk counts: what is read is what it has written.
    pub(crate) fn add(&self, more: u64) {
        self.0.store(self.0.load(Ordering::Relaxed) + more, Ordering::Release);
    }

    fn read(&self) -> u64 {
        self.0.load(Ordering::Acquire)
    }
}

/// What one desk counts: a [`Tally`] in the making.
#[derive(Debug, Default)]
pub(crate) struct Counts {
    pub(crate) sent: Count,
    pub(crate) handled: Count,
    pub(crate) returned: Count,
    pub(crate) unseen_errors: Count,
    pub(crate) kills: Count,
    pub(crate) dead: [Count; DeadLetterReason::ALL.len()],
}

impl Counts {
    pub(crate) fn read(&self) -> Tally {
        // What becomes of a message is read before that it was sent: no more has come of messages than were sent.
        let (handled, returned, dead) =
            (self.handled.read(), self.returned.read(), self.dead.each_ref().map(Count::read));
        let (unseen_errors, kills) = (self.unseen_errors.read(), self.kills.read());
        Tally { sent: self.sent.read(), handled, returned, unseen_errors, kills, dead }
    }
}

/// What became of the user's messages, as far as one thread has seen.
///
/// A message that was sent is handled, returned, dead-lettered, or still waiting.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Tally {
    pub(crate) sent: u64,
    pub(crate) handled: u64,
    pub(crate) returned: u64,
    /// An `Err` that a handler returned and nobody had asked for.
    pub(crate) unseen_errors: u64,
    /// Handlers that were dropped on the way out.
    pub(crate) kills: u64,
    pub(crate) dead: [u64; DeadLetterReason::ALL.len()],
}

impl Tally {
    /// How many messages nothing has become of yet.
    #[cfg_attr(
        not(any(feature = "thread-pool", feature = "process")),
        expect(dead_code, reason = "where one thread counts, it counts in order")
    )]
    pub(crate) fn unaccounted(&self) -> u64 {
        let dead: u64 = self.dead.iter().sum();
        self.sent.saturating_sub(self.handled + self.returned + dead)
    }
}

impl Add for Tally {
    type Output = Self;

    fn add(self, other: Self) -> Self {
        Tally {
            sent: self.sent + other.sent,
            handled: self.handled + other.handled,
            returned: self.returned + other.returned,
            unseen_errors: self.unseen_errors + other.unseen_errors,
            kills: self.kills + other.kills,
            dead: std::array::from_fn(|reason| self.dead[reason] + other.dead[reason]),
        }
    }
}
