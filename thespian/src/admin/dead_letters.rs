//! Who is told of messages that reached nobody.

use std::collections::BTreeSet;

use crate::actor::Context;
use crate::address::ActorAddress;
use crate::message::DeadEnvelope;

/// The actors that handle dead letters; each gets every one.
#[derive(Default)]
pub(crate) struct DeadLetterHandlers(BTreeSet<ActorAddress>);

impl DeadLetterHandlers {
    pub(crate) fn register(&mut self, who: ActorAddress, wanted: bool) {
        if wanted {
            self.0.insert(who);
        } else {
            self.0.remove(&who);
        }
    }

    /// Who handles dead letters.
    pub(crate) fn all(&self) -> Vec<ActorAddress> {
        self.0.iter().copied().collect()
    }

    pub(crate) fn spread(&self, letter: &DeadEnvelope, ctx: &mut Context) {
        for handler in &self.0 {
            if let Ok(message) = letter.message.try_clone() {
                let letter = DeadEnvelope::new(message, letter.to, letter.from, letter.reason);
                // From the system: who sent the message is not to be bothered with what becomes of the letter.
                ctx.send(handler, letter);
            }
        }
    }
}
