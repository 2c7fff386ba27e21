//! The memory of mailboxes that are empty, for those that are not.

use crate::envelope::Mail;

/// How many a thread keeps.
const MOST: usize = 16;

/// How large they are at most, in bytes: what a burst took is given back once it is over.
pub(super) const LARGEST: usize = 4096;

/// What one thread keeps. An actor at rest has no mailbox, and a message to it needs no new one.
#[derive(Default)]
pub(super) struct Spares(Vec<Mail>);

impl Spares {
    pub(super) fn take(&mut self) -> Mail {
        self.0.pop().unwrap_or_default()
    }

    /// Takes the memory of an empty mailbox.
    pub(super) fn keep(&mut self, mailbox: &mut Mail) {
        let mailbox = std::mem::take(mailbox);
        if self.0.len() < MOST && mailbox.capacity() <= LARGEST {
            self.0.push(mailbox);
        }
    }
}
