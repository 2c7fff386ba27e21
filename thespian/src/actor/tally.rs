//! Counts of what became of messages.

use crate::message::DeadLetterReason;

/// What became of the user's messages, as far as one thread has seen.
///
/// A message that was sent is handled, returned, dead-lettered, or still waiting.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Tally {
    pub(crate) sent: u64,
    pub(crate) handled: u64,
    pub(crate) returned: u64,
    /// An `Err` that a handler returned and nobody had asked for.
    pub(crate) unseen_errors: u64,
    pub(crate) dead: [u64; DeadLetterReason::ALL.len()],
}
