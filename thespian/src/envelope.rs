//! A message on its way: what it is, and whom an answer would reach.

use crate::address::ActorAddress;
use crate::message::AnyMessage;

/// Six words, moved by value from `send` to the handler.
///
/// Who waits for an answer is not a field: an ask's reply address *is* its sender.
#[derive(Debug)]
pub(crate) struct Envelope {
    pub(crate) message: AnyMessage,
    pub(crate) sender: ActorAddress,
}

impl Envelope {
    pub(crate) fn new(message: AnyMessage, sender: ActorAddress) -> Self {
        Envelope { message, sender }
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
