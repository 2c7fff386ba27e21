//! Where an actor lies in the pool: its mailbox, and its cell while no thread runs it.

use std::collections::VecDeque;
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError};

use super::spares::Spares;
use crate::actor::Cell;
use crate::address::{ActorAddress, Home};
use crate::base::shutdown::Left;
use crate::envelope::Envelope;
use crate::message::contents::Class;

/// A place for one actor at a time. Whoever takes the cell out runs the actor, alone.
#[derive(Default)]
pub(super) struct Berth {
    /// How many envelopes there are, for who looks without the lock.
    waiting: AtomicU32,
    inner: Mutex<Inner>,
}

#[derive(Default)]
struct Inner {
    /// Which of the tenants that this place has had is meant.
    generation: u32,
    /// How many of the envelopes at the front are urgent.
    urgent: u16,
    state: State,
    /// Whether the actor runs in a thread of its own.
    own_thread: bool,
    queue: VecDeque<Envelope>,
    cell: Option<Box<Cell>>,
    /// The actor's type.
    name: &'static str,
}

#[derive(Clone, Copy, Default, PartialEq, Eq)]
enum State {
    #[default]
    Vacant,
    Resting,
    /// It queues for a thread, or has one.
    Scheduled,
    /// The same, and what its handler awaits has come.
    Woken,
}

/// What is to be done after an actor was given something.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Given {
    /// Nothing: it is going to see it.
    Waits,
    /// It may be at work, and is to look at once.
    Urgent,
    /// It has to queue for a thread.
    Wakes,
    /// It has to be called in its own thread.
    WakesOwn,
}

/// What an actor that has handled its batch does next.
pub(super) enum Next {
    /// Nothing: it lies in its berth again.
    Rests,
    /// It has more to do; whether its handler can go on is said besides.
    GoesOn(Box<Cell>, bool),
    /// Its berth was closed meanwhile.
    Closed(Box<Cell>),
}

/// What a tenant leaves.
pub(super) struct Remains {
    pub(super) queue: VecDeque<Envelope>,
    /// Whether the place can be used again.
    pub(super) is_free: bool,
    /// Whether the actor had a thread of its own.
    pub(super) own_thread: bool,
}

impl Inner {
    fn is(&self, generation: u32) -> bool {
        self.generation == generation && self.state != State::Vacant
    }

    fn schedule(&mut self, wanted: State, otherwise: Given) -> Given {
        match std::mem::replace(&mut self.state, wanted) {
            State::Resting if self.own_thread => Given::WakesOwn,
            State::Resting => Given::Wakes,
            _ => otherwise,
        }
    }

    /// Moves up to so many envelopes to who runs the actor; says whether its handler can go on.
    fn load(&mut self, batch: &mut VecDeque<Envelope>, most: usize) -> bool {
        let number = self.queue.len().min(most);
        batch.extend(self.queue.drain(..number));
        self.urgent = self.urgent.saturating_sub(u16::try_from(number).unwrap_or(u16::MAX));
        std::mem::replace(&mut self.state, State::Scheduled) == State::Woken
    }
}

impl Berth {
    fn inner(&self) -> MutexGuard<'_, Inner> {
        self.inner.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn note(&self, inner: &Inner) {
        self.waiting.store(u32::try_from(inner.queue.len()).unwrap_or(u32::MAX), Ordering::Release);
    }

    pub(super) fn generation(&self) -> u32 {
        self.inner().generation
    }

    /// Gives the place to an actor.
    pub(super) fn settle(&self, cell: Box<Cell>, own_thread: bool) {
        let mut inner = self.inner();
        inner.name = cell.name();
        inner.state = State::Resting;
        inner.own_thread = own_thread;
        inner.cell = Some(cell);
    }

    /// Puts an envelope in. Hands it back if the actor is gone.
    pub(super) fn put(
        &self,
        generation: u32,
        envelope: Envelope,
        spares: &mut Spares,
    ) -> Result<Given, Envelope> {
        let is_urgent = envelope.message.is_urgent();
        let mut inner = self.inner();
        if !inner.is(generation) {
            return Err(envelope);
        }
        if inner.queue.capacity() == 0 {
            inner.queue = spares.take();
        }
        match inner.urgent.checked_add(1) {
            Some(more) if is_urgent => {
                let behind = usize::from(inner.urgent);
                inner.queue.insert(behind, envelope);
                inner.urgent = more;
            }
            _ => inner.queue.push_back(envelope),
        }
        self.note(&inner);
        let wanted = if inner.state == State::Woken { State::Woken } else { State::Scheduled };
        Ok(inner.schedule(wanted, if is_urgent { Given::Urgent } else { Given::Waits }))
    }

    /// Notes that the actor's handler can go on.
    pub(super) fn awake(&self, generation: u32) -> Given {
        let mut inner = self.inner();
        if inner.is(generation) { inner.schedule(State::Woken, Given::Urgent) } else { Given::Waits }
    }

    /// Whether there is something in the mailbox.
    pub(super) fn has_mail(&self) -> bool {
        self.waiting.load(Ordering::Acquire) != 0
    }

    /// Takes the actor out, to run it, with its first batch. There is none if the berth was closed.
    pub(super) fn begin(&self, batch: &mut VecDeque<Envelope>, most: usize) -> Option<(Box<Cell>, bool)> {
        let mut inner = self.inner();
        let cell = inner.cell.take()?;
        let resumes = inner.load(batch, most);
        self.note(&inner);
        Some((cell, resumes))
    }

    /// Lays the actor down, unless it has more to do, which is its next batch.
    pub(super) fn rest(
        &self,
        cell: Box<Cell>,
        generation: u32,
        batch: &mut VecDeque<Envelope>,
        most: usize,
        spares: &mut Spares,
    ) -> Next {
        let mut inner = self.inner();
        if !inner.is(generation) {
            return Next::Closed(cell);
        }
        if inner.queue.is_empty() && inner.state == State::Scheduled {
            inner.state = State::Resting;
            inner.cell = Some(cell);
            spares.keep(&mut inner.queue);
            return Next::Rests;
        }
        let resumes = inner.load(batch, most);
        self.note(&inner);
        Next::GoesOn(cell, resumes)
    }

    /// Lays the actor down for the next thread that takes it, with what it has not handled: it still queues. Hands it
    /// back if the berth was closed.
    pub(super) fn yields(
        &self,
        cell: Box<Cell>,
        generation: u32,
        batch: &mut VecDeque<Envelope>,
        resumes: bool,
    ) -> Option<Box<Cell>> {
        let mut inner = self.inner();
        if !inner.is(generation) {
            return Some(cell);
        }
        inner.cell = Some(cell);
        if resumes {
            inner.state = State::Woken;
        }
        // What is urgent in the mailbox came later than what was taken.
        let urgent = usize::from(inner.urgent);
        let later: Vec<_> = inner.queue.drain(..urgent).collect();
        let taken = batch.iter().take_while(|envelope| envelope.message.is_urgent()).count();
        while let Some(envelope) = batch.pop_back() {
            inner.queue.push_front(envelope);
        }
        for (number, envelope) in later.into_iter().enumerate() {
            inner.queue.insert(taken + number, envelope);
        }
        inner.urgent = inner.urgent.saturating_add(u16::try_from(taken).unwrap_or(u16::MAX));
        self.note(&inner);
        None
    }

    /// Moves what is urgent before what is not, for who runs the actor; says whether its handler can go on.
    pub(super) fn interrupt(&self, batch: &mut VecDeque<Envelope>) -> bool {
        let mut inner = self.inner();
        let before = batch.iter().take_while(|envelope| envelope.message.is_urgent()).count();
        let urgent = usize::from(std::mem::take(&mut inner.urgent));
        for (number, envelope) in inner.queue.drain(..urgent).enumerate() {
            batch.insert(before + number, envelope);
        }
        self.note(&inner);
        if inner.state == State::Woken {
            inner.state = State::Scheduled;
            return true;
        }
        false
    }

    /// Ends the tenancy: the address leads nowhere from now on. Nothing if that was done before.
    pub(super) fn close(&self, generation: u32) -> Option<Remains> {
        let mut inner = self.inner();
        inner.is(generation).then(|| self.vacate(&mut inner))
    }

    /// Ends a tenancy that did not begin; whether the place can be used again.
    pub(super) fn give_up(&self) -> bool {
        self.vacate(&mut self.inner()).is_free
    }

    fn vacate(&self, inner: &mut Inner) -> Remains {
        inner.state = State::Vacant;
        inner.urgent = 0;
        self.waiting.store(0, Ordering::Release);
        // When the generations are used up the place is retired: an address never leads to a later actor.
        let next = inner.generation.checked_add(1);
        inner.generation = next.unwrap_or(u32::MAX);
        let queue = std::mem::take(&mut inner.queue);
        Remains { queue, is_free: next.is_some(), own_thread: inner.own_thread }
    }

    /// The same for whoever is there, at the end of all; the cell is given too, unless a handler of it blocks its thread.
    pub(super) fn evict(
        &self,
        home: Home,
        slot: u32,
    ) -> Option<(Left, Option<Box<Cell>>, VecDeque<Envelope>)> {
        let mut inner = self.inner();
        if inner.state == State::Vacant {
            return None;
        }
        let left = Left::new(inner.name, ActorAddress::actor(home, slot, inner.generation));
        let Remains { queue, .. } = self.vacate(&mut inner);
        Some((left, inner.cell.take(), queue))
    }

    /// How many of the user's messages are in the mailbox.
    pub(super) fn in_mailbox(&self, generation: u32) -> usize {
        let inner = self.inner();
        if inner.is(generation) { users(&inner.queue) } else { 0 }
    }
}

/// How many of these are not the runtime's own.
fn users(queue: &VecDeque<Envelope>) -> usize {
    queue.iter().filter(|envelope| envelope.message.class() != Class::Internal).count()
}
