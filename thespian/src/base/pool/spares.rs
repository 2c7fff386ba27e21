//! The memory of mailboxes that are empty, for those that are not.

use std::collections::VecDeque;

use crate::envelope::Envelope;

/// How many a thread keeps.
const MOST: usize = 16;

/// How many places of a mailbox are kept: what a burst took is given back once it is over.
const MOST_PLACES: usize = 64;

/// What one thread keeps. An actor at rest has no mailbox, and a message to it needs no new one.
#[derive(Default)]
pub(super) struct Spares(Vec<VecDeque<Envelope>>);

impl Spares {
    pub(super) fn take(&mut self) -> VecDeque<Envelope> {
        // Most of those that have none get one message.
        self.0.pop().unwrap_or_else(|| VecDeque::with_capacity(1))
    }

    /// Takes the memory of an empty mailbox.
    pub(super) fn keep(&mut self, mailbox: &mut VecDeque<Envelope>) {
        let mailbox = std::mem::take(mailbox);
        if self.0.len() < MOST && mailbox.capacity() <= MOST_PLACES {
            self.0.push(mailbox);
        }
    }
}
