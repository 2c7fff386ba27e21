//! How an actor is, as a message.

use serde::{Deserialize, Serialize};

use crate::address::ActorAddress;

/// Asks an actor how it is. The runtime answers, before anything that waits for the actor and while its handler awaits
/// something, with an [`ActorStatus`] to who asked; no handler sees it.
///
/// From outside, [`ActorSystem::actor_status`](crate::ActorSystem::actor_status) does it.
#[doc(alias = "Thespian_StatusReq")]
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct ActorStatusRequest;

/// How one actor is at one moment: the answer to an [`ActorStatusRequest`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct ActorStatus {
    /// Who this is about.
    pub address: ActorAddress,
    /// The name of its type.
    pub name: String,
    /// Who is told of its end.
    pub parent: Option<ActorAddress>,
    /// Those whose end it is told of.
    pub children: Vec<ActorAddress>,
    /// What it does.
    pub state: ActorState,
    /// How many messages wait for it, without the one it handles.
    pub waiting: usize,
    /// How many may wait at most, if its mailbox is bounded.
    pub mailbox: Option<usize>,
    /// How many wakeups it has asked for that are still to come.
    pub wakeups: usize,
    /// How many messages it has handled, failed attempts not counted.
    pub handled: u64,
    /// How many attempts to handle a message have failed.
    pub failures: u64,
}

/// What an actor does at one moment.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub enum ActorState {
    /// It has an address, and is about to begin.
    Starting,
    /// It could not be made, and stays to return what is sent to it.
    FailedToStart,
    /// It handles messages as they come.
    Running,
    /// Its handler waits for the answer of another actor.
    Asking,
    /// Its handler awaits something else.
    Awaiting,
    /// It ends: its children go first.
    Leaving,
}
