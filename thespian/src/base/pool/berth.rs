//! Where an actor lies in the pool: its mailbox, and its cell.

use std::collections::VecDeque;
use std::sync::{Mutex, MutexGuard, PoisonError};

use crossbeam_channel::Sender;

use super::Job;
use crate::actor::Cell;
use crate::address::ActorAddress;
use crate::base::shutdown::Left;
use crate::envelope::Envelope;
use crate::message::contents::Class;

pub(crate) struct Berth {
    address: ActorAddress,
    name: &'static str,
    /// Whether this is an actor of the user's.
    counts: bool,
    mailbox: Mutex<Mailbox>,
    /// Locked by the one worker that has taken the actor from the queue.
    cell: Mutex<Box<Cell>>,
    /// The way to the thread of its own, which ends with this.
    own_thread: Option<Sender<Job>>,
}

/// Above this many places, an empty mailbox gives its memory back.
const MOST_KEPT: usize = 1024;

#[derive(Default)]
struct Mailbox {
    urgent: VecDeque<Envelope>,
    queue: VecDeque<Envelope>,
    /// What the handler awaits has come.
    resume: bool,
    /// Whether the actor is at work or queues for it: at most once.
    scheduled: bool,
    /// Whether a message of the user's is being handled.
    in_hand: bool,
    closed: bool,
}

/// What an actor does next.
pub(crate) enum Next {
    Deliver(Envelope),
    Resume,
    /// Nothing: it has left the queue.
    Rest,
}

impl Mailbox {
    fn hand(&mut self, envelope: Envelope) -> Next {
        self.in_hand = envelope.message.class() != Class::Internal;
        Next::Deliver(envelope)
    }
}

impl Berth {
    pub(crate) fn new(cell: Box<Cell>, own_thread: Option<Sender<Job>>) -> Self {
        Berth {
            own_thread,
            address: cell.address(),
            name: cell.name(),
            counts: cell.counts(),
            mailbox: Mutex::default(),
            cell: Mutex::new(cell),
        }
    }

    pub(crate) fn address(&self) -> ActorAddress {
        self.address
    }

    /// What is said of it if it does not end in time, though a worker may still have its cell.
    pub(crate) fn left(&self) -> Left {
        Left::new(self.name, self.address)
    }

    pub(crate) fn counts(&self) -> bool {
        self.counts
    }

    /// Where the actor queues for a thread, if it does not do so with all others.
    pub(super) fn own_thread(&self) -> Option<&Sender<Job>> {
        self.own_thread.as_ref()
    }

    fn mailbox(&self) -> MutexGuard<'_, Mailbox> {
        self.mailbox.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(crate) fn cell(&self) -> MutexGuard<'_, Box<Cell>> {
        self.cell.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Puts an envelope in; says whether the actor has to be scheduled. Hands it back if the actor is gone.
    pub(crate) fn put(&self, envelope: Envelope) -> Result<bool, Envelope> {
        let mut mailbox = self.mailbox();
        if mailbox.closed {
            return Err(envelope);
        }
        if envelope.message.is_urgent() {
            mailbox.urgent.push_back(envelope);
        } else {
            mailbox.queue.push_back(envelope);
        }
        Ok(!std::mem::replace(&mut mailbox.scheduled, true))
    }

    /// Notes that the handler can go on; says whether the actor has to be scheduled.
    pub(crate) fn awake(&self) -> bool {
        let mut mailbox = self.mailbox();
        mailbox.resume = true;
        !mailbox.closed && !std::mem::replace(&mut mailbox.scheduled, true)
    }

    pub(crate) fn next(&self) -> Next {
        let mut mailbox = self.mailbox();
        mailbox.in_hand = false;
        // First, so that a handler which wakes itself for ever can be ended.
        if let Some(envelope) = mailbox.urgent.pop_front() {
            return mailbox.hand(envelope);
        }
        if std::mem::take(&mut mailbox.resume) {
            return Next::Resume;
        }
        if let Some(envelope) = mailbox.queue.pop_front() {
            return mailbox.hand(envelope);
        }
        // A burst gives its memory back once it is over.
        if mailbox.queue.capacity() > MOST_KEPT {
            mailbox.queue = VecDeque::new();
        }
        if mailbox.urgent.capacity() > MOST_KEPT {
            mailbox.urgent = VecDeque::new();
        }
        mailbox.scheduled = false;
        Next::Rest
    }

    /// Takes nothing any more; hands out what waited.
    pub(crate) fn close(&self) -> impl Iterator<Item = Envelope> + use<> {
        let mut mailbox = self.mailbox();
        mailbox.closed = true;
        let (urgent, queue) = (std::mem::take(&mut mailbox.urgent), std::mem::take(&mut mailbox.queue));
        urgent.into_iter().chain(queue)
    }

    /// How many of the user's messages wait; what a handler awaits with is counted while it is at rest.
    pub(crate) fn waiting(&self) -> usize {
        let in_cell = match self.cell.try_lock() {
            Ok(cell) => cell.waiting(),
            Err(_) => usize::from(self.mailbox().in_hand),
        };
        self.in_mailbox() + in_cell
    }

    /// How many of the user's messages are in the mailbox.
    pub(crate) fn in_mailbox(&self) -> usize {
        let mailbox = self.mailbox();
        let all = mailbox.urgent.iter().chain(&mailbox.queue);
        all.filter(|envelope| envelope.message.class() != Class::Internal).count()
    }

    /// Drops the instance, unless a handler of it blocks a worker; nothing is taken any more.
    pub(crate) fn discard(&self) -> impl Iterator<Item = Envelope> + use<> {
        if let Ok(mut cell) = self.cell.try_lock() {
            cell.discard();
        }
        self.close()
    }
}
