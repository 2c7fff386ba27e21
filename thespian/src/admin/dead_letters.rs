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

    pub(crate) fn spread(&self, letter: &DeadEnvelope, ctx: &mut Context) {
        for handler in &self.0 {
            if let Some(message) = letter.message.another() {
                let letter = DeadEnvelope::new(message, letter.to, letter.from, letter.reason);
                // The sender is who sent the message, not the system.
                ctx.send_as(letter.from, *handler, letter);
            }
        }
    }
}
