//! What a world knows of the processes beside its own.

use std::collections::HashSet;
use std::sync::Arc;

use crate::actor::registry::NoActor;
use crate::actor::{Blueprint, Cell};
use crate::address::ActorAddress;
use crate::envelope::Envelope;
use crate::message::DeadLetterReason;

/// The way out of a process.
pub(crate) trait Beyond: Send + Sync {
    /// Puts an envelope on its way to another process: it is taken, and an empty one left. Where it has nowhere to go it
    /// stays as it was.
    fn post(&self, to: ActorAddress, envelope: &mut Envelope) -> Result<(), DeadLetterReason>;

    /// Starts an actor in a process of its own.
    fn start(&self, who: ActorAddress, parent: ActorAddress, blueprint: Blueprint);
}

/// The same for a world, which has to know who is at home.
pub(crate) struct Abroad {
    pub(super) beyond: Arc<dyn Beyond>,
    /// The cells of this world.
    pub(super) locals: HashSet<ActorAddress>,
}

impl Abroad {
    pub(super) fn new(beyond: Arc<dyn Beyond>) -> Self {
        Abroad { beyond, locals: HashSet::new() }
    }

    /// Starts an actor in a process of its own; gives back what stays in this one.
    pub(super) fn start(
        &mut self,
        seed: Box<Cell>,
        who: ActorAddress,
        parent: ActorAddress,
    ) -> Option<Box<Cell>> {
        let stays = if !seed.counts() {
            seed
        } else {
            match seed.blueprint() {
                Ok(blueprint) => {
                    self.beyond.start(who, parent, blueprint);
                    return None;
                }
                Err(reason) => Cell::unborn(NoActor::new(seed.name(), reason)),
            }
        };
        self.locals.insert(who);
        Some(stays)
    }
}
