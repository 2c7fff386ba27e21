//! What a world does for a process in which it is alone.

use std::sync::Arc;
use std::sync::atomic::AtomicU64;

use super::World;
use crate::actor::{Cell, Counts};
use crate::address::ActorAddress;
use crate::envelope::Envelope;
use crate::message::{AnyMessage, Begin, CapabilitiesChanged};
use crate::node::Route;
use crate::node::shutdown::{Left, Shutdown};

impl World {
    /// Lets an actor begin that another one has created, in whichever process.
    pub(crate) fn bear(&mut self, who: ActorAddress, mut seed: Box<Cell>, parent: ActorAddress) {
        seed.place(who, parent);
        self.settle(seed);
        self.on_post(|post| post.queue.push(who, &mut Envelope::new(AnyMessage::new(Begin), parent), parent));
    }

    /// What this world has counted, for others to read.
    pub(crate) fn counts(&mut self) -> Arc<Counts> {
        self.context.desk(|desk| desk.tally.clone())
    }

    /// Counts what a process had counted that is gone.
    pub(crate) fn account_for(&mut self, sent: u64, handled: u64) {
        self.context.desk(|desk| {
            desk.tally.sent.add(sent);
            desk.tally.handled.add(handled);
        });
    }

    /// How many turns have begun: a number that stands still while a handler does not come to its end.
    pub(crate) fn turns(&mut self) -> Arc<AtomicU64> {
        self.on_post(|post| post.abroad.as_ref().map(|abroad| abroad.turns.clone())).unwrap_or_default()
    }

    /// Whether no cell is left.
    pub(crate) fn is_empty(&self) -> bool {
        self.population == 0
    }

    /// Whether a cell of this world has the address.
    pub(crate) fn has(&self, who: ActorAddress) -> bool {
        matches!(self.actors.route(who), Route::Cell(_))
    }

    /// What the host can do has changed: all look whether it still will do for them.
    pub(crate) fn recheck(&mut self) {
        for cell in self.cells() {
            let changed = Envelope::new(AnyMessage::new(CapabilitiesChanged), self.admin);
            self.context.desk(|desk| desk.post(cell, changed));
        }
    }

    /// Says how an end went that was brought about elsewhere too.
    pub(crate) fn report(&mut self, shutdown: &Shutdown, left: &[Left]) {
        shutdown.report(self.context.desk(|desk| desk.tally.read()), left);
    }
}
