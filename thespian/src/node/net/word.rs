//! What processes of a system say to each other, besides the messages of their actors.

use std::ops::Add;

use serde::{Deserialize, Serialize};

use crate::actor::{Blueprint, Tally};
use crate::address::ActorAddress;
use crate::capability::Capabilities;
use crate::carrier::Site;
use crate::message::{ExitReason, FailedAttempt};
use crate::status::ProcessStatus;

/// A process, as its number in the launch.
pub(crate) type Process = u64;

/// Who or what is looked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub(crate) enum Sought {
    /// The process in which this actor is.
    Actor(ActorAddress),
    Process(Process),
}

/// Where something is.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct Whereabouts {
    pub(crate) process: Process,
    pub(crate) site: Site,
    /// Whether it is an actor whose mailbox is bounded.
    pub(crate) bounded: bool,
}

/// A word.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) enum Word {
    /// To the system: start an actor in a process of its own.
    Start { who: ActorAddress, parent: ActorAddress, from_outside: bool, blueprint: Blueprint },
    /// From the new process, over the system, to the process of who wanted the actor, if that is no actor itself.
    Born { who: ActorAddress, outcome: Birth },
    /// To the system: where is that?
    Seek(Sought),
    /// From the system: there, or nowhere.
    Found { sought: Sought, at: Option<Whereabouts> },
    /// To the process of an actor: is there a place in its mailbox?
    Enter { who: ActorAddress, number: u64 },
    /// The answer: it is taken, or there is none.
    Entered { number: u64, taken: bool },
    /// There may be one now.
    PlaceLeft(ActorAddress),
    /// A place that was taken is not needed.
    LeavePlace(ActorAddress),
    /// From the system to the process that gave an address: is that in it?
    Look(ActorAddress),
    /// The answer.
    Seen { who: ActorAddress, here: bool },
    /// From the system: a process is gone, and its actor with it.
    Dead { process: Process, who: Option<ActorAddress>, reason: ExitReason },
    /// From the system: this is what the host can do now.
    Host { capabilities: Capabilities },
    /// Asks for the count of a process.
    Count(u64),
    /// The answer.
    Counted(u64, Count),
    /// From a process whose actor has ended: with letters that it has not dealt with so far it will not deal.
    TakesNoMore,
    /// To the system: the actor of this process has ended.
    Ended,
    /// To the system: the last word of such a process, which all have heard out.
    Departs(Count),
    /// To the system: which processes are there?
    List(u64),
    /// The answer.
    Listed(u64, Vec<ProcessStatus>),
    /// To the system: the actor of this process does not end when it is to, for this reason.
    Stuck(String),
    /// To the system: end all.
    EndAll,
}

/// How an actor began.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) enum Birth {
    Lives,
    Misfit(String),
    Failed(FailedAttempt),
}

impl Add for Count {
    type Output = Self;

    fn add(self, other: Self) -> Self {
        Count {
            tally: self.tally + other.tally,
            actors: self.actors + other.actors,
            sent: self.sent + other.sent,
            rests: self.rests && other.rests,
        }
    }
}

/// What one process has counted.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Count {
    pub(crate) tally: Tally,
    pub(crate) actors: u64,
    /// The letters that it has sent, of whatever kind.
    pub(crate) sent: u64,
    /// Whether nothing is runnable in it, and nothing on its way from it.
    pub(crate) rests: bool,
}
