//! A message on its way: what it is, and whom an answer would reach.

use crate::address::{ActorAddress, Home};
use crate::message::contents::Class;
use crate::message::{AnyMessage, Row};

/// Six words, moved by value from `send` to the handler.
///
/// Who waits for an answer is not a field: an ask's reply address *is* its sender.
#[derive(Debug)]
pub(crate) struct Envelope {
    pub(crate) message: AnyMessage,
    pub(crate) sender: ActorAddress,
}

impl Envelope {
    #[inline]
    pub(crate) fn new(message: AnyMessage, sender: ActorAddress) -> Self {
        Envelope { message, sender }
    }

    /// Takes what is in it.
    pub(crate) fn take(&mut self) -> Self {
        Envelope::new(self.message.take(), self.sender)
    }
}

/// Envelopes that wait, in order.
#[derive(Default)]
pub(crate) struct Mail(Row);

impl Mail {
    /// How many bytes it takes, whether they are used or not.
    pub(crate) fn capacity(&self) -> usize {
        self.0.capacity()
    }

    #[cfg_attr(
        not(feature = "thread-pool"),
        allow(dead_code, reason = "only a pool has a mailbox for each actor")
    )]
    pub(crate) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Puts what is in an envelope behind all others; `home` is the receiver's.
    #[inline(always)]
    pub(crate) fn push(&mut self, envelope: &mut Envelope, home: Home) {
        self.0.push(envelope.message.parcel_mut(), envelope.sender, home);
    }

    /// The first envelope.
    #[inline(always)]
    pub(crate) fn pop(&mut self, home: Home) -> Option<Envelope> {
        let (parcel, sender) = self.0.pop(home)?;
        Some(Envelope::new(AnyMessage::from_parcel(parcel), sender))
    }

    /// Puts all of another behind what there is.
    #[cfg_attr(
        not(feature = "thread-pool"),
        allow(dead_code, reason = "only a pool has a mailbox for each actor")
    )]
    pub(crate) fn append(&mut self, other: &mut Mail) {
        self.0.append(&mut other.0);
    }

    /// What the messages are to the runtime, in order.
    pub(crate) fn classes(&self) -> impl Iterator<Item = Class> {
        self.0.classes()
    }

    /// How many of the messages are not the runtime's own.
    #[cfg_attr(
        not(feature = "thread-pool"),
        expect(dead_code, reason = "only a pool has a mailbox for each actor")
    )]
    pub(crate) fn users(&self) -> usize {
        self.classes().filter(|class| *class != Class::Internal).count()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_envelope_is_six_words() {
        assert_eq!(size_of::<Envelope>(), 48);
    }
}
