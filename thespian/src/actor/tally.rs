//! Counts of what became of messages.

use std::ops::Add;

use crate::message::DeadLetterReason;

/// What became of the user's messages, as far as one thread has seen.
///
/// A message that was sent is handled, returned, dead-lettered, or still waiting.
#[derive(Debug, Clone, Copy, Default)]
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
    /// How many messages nothing has become of yet; nothing where that is counted before they are.
    #[cfg_attr(
        not(feature = "thread-pool"),
        expect(dead_code, reason = "where one thread counts, it counts in order")
    )]
    pub(crate) fn unaccounted(&self) -> Option<u64> {
        let dead: u64 = self.dead.iter().sum();
        self.sent.checked_sub(self.handled + self.returned + dead)
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
