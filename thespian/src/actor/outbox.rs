//! A cell's view of the world.

use std::any::Any;
use std::task::Waker;
use std::time::Duration;

use super::Cell;
use super::ask::{Ask, Wanted};
use super::room::Entry;
use crate::address::ActorAddress;
use crate::envelope::Envelope;
use crate::message::{AnyMessage, DeadLetterReason};

/// The verbs by which a cell acts: post an envelope, start an actor, wake later (or not, after all); and what an
/// asynchronous handler needs besides: a place for an answer, and something that wakes it.
///
/// Each base implements it; what is decided by more than one base belongs into the cell.
pub(crate) trait Outbox: Send + Sync + Any {
    /// Puts an envelope on its way, after all that the same sender posted to the same address before: it is taken, and an
    /// empty one left. Where it has nowhere to go it stays as it was. How it comes by its place matters only where the
    /// mailbox is in another process.
    fn post(
        &mut self,
        to: ActorAddress,
        envelope: &mut Envelope,
        entry: Entry,
    ) -> Result<(), DeadLetterReason>;

    /// Starts an actor as the child of another. Its address is final at once, and may be sent to.
    fn start(&mut self, seed: Box<Cell>, parent: ActorAddress) -> ActorAddress;

    /// Whether the actor's mailbox is in this process.
    fn is_here(&self, who: ActorAddress) -> bool {
        let _ = who;
        true
    }

    /// Posts a message from an actor to itself, when `after` is over.
    fn wake(&mut self, who: ActorAddress, after: Duration, message: AnyMessage) -> WakeToken;

    /// Takes back what [`wake`](Self::wake) was asked for.
    fn unwake(&mut self, token: WakeToken);

    /// Opens a question of an actor's; its answer goes to the address of what this returns.
    fn open_ask(&mut self, wanted: Wanted) -> Ask;

    /// How many messages wait in an actor's mailbox, without the runtime's own.
    fn depth(&mut self, who: ActorAddress) -> usize;

    /// What resumes an actor whose handler awaits something.
    fn waker(&mut self, who: ActorAddress) -> Waker;
}

/// One request to be woken.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) struct WakeToken(pub(crate) u64);

/// An envelope that has nowhere to go.
#[derive(Debug)]
pub(crate) struct Refused {
    pub(crate) envelope: Envelope,
    pub(crate) reason: DeadLetterReason,
}
