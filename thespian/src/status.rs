//! What there is in a system, as data.

use std::collections::BTreeMap;
use std::fmt;

use serde::{Deserialize, Serialize};

use crate::address::ActorAddress;
use crate::capability::Capabilities;
use crate::message::DeadLetterReason;

/// What there is in a system at one moment.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct SystemStatus {
    /// The word of its base.
    pub base: String,
    /// What its host can do.
    pub capabilities: Capabilities,
    /// How many actors there are, without the system's own.
    pub actors: usize,
    /// The actors that the system is the parent of: those created from outside, those with a global name, and those
    /// whose creator has ended without them. Each one's status names its children.
    pub children: Vec<ActorAddress>,
    /// The actors with a global name.
    pub global_names: BTreeMap<String, ActorAddress>,
    /// The actors that asked for dead letters.
    pub dead_letter_handlers: Vec<ActorAddress>,
    /// The processes of the system, where it has several.
    pub processes: Vec<ProcessStatus>,
    /// What has become of all messages so far.
    pub messages: MessageCounts,
}

impl fmt::Display for SystemStatus {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "{} with {} actors", self.base, self.actors)?;
        writeln!(f, "messages: {}", self.messages)?;
        writeln!(f, "capabilities:")?;
        for (name, value) in self.capabilities.iter() {
            writeln!(f, "  {name}: {value}")?;
        }
        for (name, holder) in &self.global_names {
            writeln!(f, "named {name}: {holder}")?;
        }
        for handler in &self.dead_letter_handlers {
            writeln!(f, "handles dead letters: {handler}")?;
        }
        for process in &self.processes {
            writeln!(f, "process {}: {} {}", process.pid, process.name, process.site)?;
        }
        Ok(())
    }
}

/// One process of a system.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct ProcessStatus {
    /// The operating system's number for it.
    pub pid: u32,
    /// The name of its actor's type; `program` for one that uses the system.
    pub name: String,
    /// Where it listens, as it is shown to people.
    pub site: String,
}

impl fmt::Display for MessageCounts {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let MessageCounts { sent, handled, returned, waiting, .. } = self;
        write!(f, "{sent} sent, {handled} handled, {waiting} waiting, {returned} returned")?;
        for (reason, many) in &self.dead_letters {
            write!(f, ", {many} dead ({reason})")?;
        }
        if self.unseen_errors > 0 {
            write!(f, ", {} errors that nobody saw", self.unseen_errors)?;
        }
        Ok(())
    }
}

/// What has become of messages: each that was sent is in exactly one of the others.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[non_exhaustive]
pub struct MessageCounts {
    /// By actors, from outside, and by the system to actors.
    pub sent: u64,
    /// Taken by a handler, by outside code, or, the system's own, by nobody who cared.
    pub handled: u64,
    /// Returned to their senders, because their handler failed twice.
    pub returned: u64,
    /// That reached nobody, by reason.
    pub dead_letters: BTreeMap<DeadLetterReason, u64>,
    /// Still on their way, or being handled.
    pub waiting: u64,
    /// Errors that handlers returned, and nobody had asked for; counted among the others by their message.
    pub unseen_errors: u64,
}

impl MessageCounts {
    /// Whether every message that was sent is accounted for.
    #[must_use]
    pub fn add_up(&self) -> bool {
        let dead: u64 = self.dead_letters.values().sum();
        self.sent == self.handled + self.returned + dead + self.waiting
    }
}
