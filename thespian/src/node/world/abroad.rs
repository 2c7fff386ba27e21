//! What a world knows of the processes beside its own.

use std::collections::{HashSet, VecDeque};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use super::post::Next;
use super::queue::Queue;
use crate::actor::registry::NoActor;
use crate::actor::{Blueprint, Cell, Entry};
use crate::address::ActorAddress;
use crate::envelope::Envelope;
use crate::message::DeadLetterReason;
use crate::node::{Receipt, Way};

/// The way out of a process.
pub(crate) trait Beyond: Send + Sync {
    /// Puts an envelope on its way to another process: it is taken, and an empty one left. Where it has nowhere to go it
    /// stays as it was.
    fn post(&self, to: ActorAddress, envelope: &mut Envelope, entry: Entry) -> Result<(), DeadLetterReason>;

    /// Starts an actor in a process of its own.
    fn start(&self, who: ActorAddress, parent: ActorAddress, blueprint: Blueprint);

    /// A letter from another process is dealt with.
    fn handled(&self, receipt: Receipt);
}

/// The same for a world, which has to know who is at home.
pub(crate) struct Abroad {
    pub(super) beyond: Arc<dyn Beyond>,
    /// The cells of this world.
    pub(super) locals: HashSet<ActorAddress>,
    /// What came from other processes, and what of that is urgent.
    mail: VecDeque<Next>,
    urgent: VecDeque<Next>,
    /// What was delivered and may still wait in a cell, in its order.
    open: VecDeque<Receipt>,
    /// Whether what comes from here is next.
    home_is_next: bool,
    /// How many turns have begun, for others to see that they come and go.
    pub(super) turns: Arc<AtomicU64>,
}

impl Abroad {
    pub(super) fn new(beyond: Arc<dyn Beyond>) -> Self {
        Abroad {
            beyond,
            locals: HashSet::new(),
            mail: VecDeque::new(),
            urgent: VecDeque::new(),
            open: VecDeque::new(),
            home_is_next: false,
            turns: Arc::default(),
        }
    }

    pub(super) fn arrive(&mut self, to: ActorAddress, envelope: Envelope, receipt: Receipt) {
        let queue = if envelope.message.is_urgent() { &mut self.urgent } else { &mut self.mail };
        queue.push_back(Next { to, envelope, receipt: Some(receipt) });
    }

    /// Delivers something of this process's own behind what has come so far.
    pub(super) fn tell(&mut self, to: ActorAddress, envelope: Envelope) {
        self.mail.push_back(Next { to, envelope, receipt: None });
    }

    /// What is delivered next: what is urgent, or else in turn what comes from here and from elsewhere.
    pub(super) fn next(&mut self, queue: &mut Queue) -> Option<Next> {
        self.turns.fetch_add(1, Ordering::Relaxed);
        if let Some(urgent) = queue.pop_urgent() {
            return Some(Next::posted(urgent));
        }
        if let Some(urgent) = self.urgent.pop_front() {
            return Some(urgent);
        }
        self.home_is_next = !self.home_is_next;
        if self.home_is_next {
            queue.pop().map(Next::posted).or_else(|| self.mail.pop_front())
        } else {
            self.mail.pop_front().or_else(|| queue.pop().map(Next::posted))
        }
    }

    /// Whether nothing has come that was not delivered.
    pub(super) fn is_empty(&self) -> bool {
        self.urgent.is_empty() && self.mail.is_empty()
    }

    /// A letter is dealt with.
    pub(super) fn handled(&self, receipt: Receipt) {
        self.beyond.handled(receipt);
    }

    /// A letter was delivered; a cell may hold it, unless it is urgent.
    pub(super) fn delivered(&mut self, receipt: Receipt) {
        match receipt.stamp.way {
            Way::Mail => self.open.push_back(receipt),
            Way::Urgent => self.handled(receipt),
        }
    }

    /// Whether some were delivered of which it is not said that they are dealt with.
    pub(super) fn has_open(&self) -> bool {
        !self.open.is_empty()
    }

    /// The cells hold so many letters, which are the last ones: all others are dealt with.
    pub(super) fn report(&mut self, held: usize) {
        while self.open.len() > held {
            self.open.pop_front().into_iter().for_each(|receipt| self.beyond.handled(receipt));
        }
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
