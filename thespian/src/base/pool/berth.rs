//! Where an actor lies in the pool: its mailbox, and its cell while no thread runs it.

use std::collections::VecDeque;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Mutex, MutexGuard};

use super::lock;
use super::spares::{LARGEST, Spares};
use super::stage::{Given, Stage};
use crate::actor::Cell;
use crate::address::{ActorAddress, Home, Place};
use crate::envelope::{Envelope, Mail};
use crate::message::contents::Class;
use crate::node::shutdown::Left;

/// A place for one actor at a time. Whoever takes the cell out runs the actor, alone.
#[derive(Default)]
pub(super) struct Berth {
    /// Whether there is something in the mailbox, for who looks without the lock.
    has_mail: AtomicBool,
    inner: Mutex<Inner>,
}

#[derive(Default)]
struct Inner {
    /// Which of the tenants that this place has had is meant.
    generation: u32,
    stage: Stage,
    /// Whether the actor runs in a thread of its own.
    own_thread: bool,
    /// Whether it is one of the user's.
    counts: bool,
    mail: Mail,
    /// What goes before all that, in order. Few have any.
    #[expect(clippy::box_collection, reason = "every berth has one, and most are empty")]
    urgent: Option<Box<VecDeque<Envelope>>>,
    cell: Option<Box<Cell>>,
    /// The actor's type.
    name: &'static str,
}

/// What was taken out of a mailbox, for who runs the actor.
#[derive(Default)]
pub(super) struct Batch {
    /// What goes before the rest.
    pub(super) urgent: VecDeque<Envelope>,
    pub(super) mail: Mail,
    /// Whether the actor's handler can go on.
    pub(super) resumes: bool,
}

/// What an actor that has handled its batch does next.
pub(super) enum Next {
    /// Nothing: it lies in its berth again.
    Rests,
    /// It has more to do.
    GoesOn(Box<Cell>),
    /// Its berth was closed meanwhile.
    Closed(Box<Cell>),
}

/// What a tenant leaves.
pub(super) struct Remains {
    pub(super) batch: Batch,
    /// Whether the place can be used again.
    pub(super) is_free: bool,
    /// Whether the actor had a thread of its own.
    pub(super) own_thread: bool,
    /// Whether it was one of the user's.
    pub(super) counts: bool,
}

impl Batch {
    /// Gives back what a burst took, once it is over.
    pub(super) fn shrink(&mut self) {
        if self.mail.capacity() > LARGEST && self.mail.is_empty() {
            self.mail = Mail::default();
        }
        if self.urgent.capacity() * size_of::<Envelope>() > LARGEST && self.urgent.is_empty() {
            self.urgent = VecDeque::new();
        }
    }

    pub(super) fn is_empty(&self) -> bool {
        self.urgent.is_empty() && self.mail.is_empty() && !self.resumes
    }

    /// The next envelope, as long as there is one.
    #[inline(always)]
    pub(super) fn pop(&mut self, home: Home) -> Option<Envelope> {
        match self.urgent.pop_front() {
            None => self.mail.pop(home),
            urgent => urgent,
        }
    }

    /// How many messages there are, without the runtime's own.
    pub(super) fn users(&self) -> usize {
        users(&self.urgent) + self.mail.users()
    }
}

fn users(queue: &VecDeque<Envelope>) -> usize {
    queue.iter().filter(|envelope| envelope.message.class() != Class::Internal).count()
}

impl Inner {
    fn is(&self, generation: u32) -> bool {
        self.generation == generation && self.stage != Stage::Vacant
    }

    fn is_of(&self, address: ActorAddress) -> bool {
        matches!(address.place(), Place::Actor { generation, .. } if self.is(generation))
    }

    fn where_it_runs(&self, given: Given) -> Given {
        if given == Given::Wakes && self.own_thread { Given::WakesOwn } else { given }
    }

    /// What is urgent, and whether the handler can go on, for who runs the actor.
    fn load_urgent(&mut self, batch: &mut Batch) {
        if let Some(urgent) = &mut self.urgent {
            if batch.urgent.is_empty() {
                std::mem::swap(&mut **urgent, &mut batch.urgent);
            } else {
                batch.urgent.append(urgent);
            }
        }
        batch.resumes |= self.stage.begin();
    }
}

/// A mailbox into which something is put, locked for as long.
pub(super) struct Opened<'a> {
    berth: &'a Berth,
    inner: MutexGuard<'a, Inner>,
    home: Home,
}

impl Opened<'_> {
    #[inline]
    pub(super) fn put(mut self, envelope: &mut Envelope, spares: &mut Spares) -> Given {
        if envelope.message.class() != Class::User && envelope.message.is_urgent() {
            return self.put_urgent(envelope);
        }
        if self.inner.mail.capacity() == 0 {
            self.inner.mail = spares.take();
        }
        self.inner.mail.push(envelope, self.home);
        self.given(false)
    }

    #[cold]
    fn put_urgent(mut self, envelope: &mut Envelope) -> Given {
        self.inner.urgent.get_or_insert_default().push_back(envelope.take());
        self.given(true)
    }

    #[inline]
    fn given(&mut self, is_urgent: bool) -> Given {
        self.berth.has_mail.store(true, Ordering::Release);
        let given = self.inner.stage.give(is_urgent);
        self.inner.where_it_runs(given)
    }
}

impl Berth {
    #[inline]
    fn inner(&self) -> MutexGuard<'_, Inner> {
        lock(&self.inner)
    }

    /// Moves all there is to who runs the actor, and has handled what it had.
    #[inline]
    fn load(&self, inner: &mut Inner, batch: &mut Batch) {
        inner.load_urgent(batch);
        std::mem::swap(&mut inner.mail, &mut batch.mail);
        self.has_mail.store(false, Ordering::Relaxed);
    }

    pub(super) fn generation(&self) -> u32 {
        self.inner().generation
    }

    /// Gives the place to an actor.
    pub(super) fn settle(&self, cell: Box<Cell>, own_thread: bool) {
        let mut inner = self.inner();
        (inner.name, inner.counts) = (cell.name(), cell.counts());
        inner.stage = Stage::Resting;
        inner.own_thread = own_thread;
        inner.cell = Some(cell);
    }

    /// The mailbox of that actor, unless it is gone.
    #[inline]
    pub(super) fn open(&self, to: ActorAddress) -> Option<Opened<'_>> {
        let inner = self.inner();
        inner.is_of(to).then_some(Opened { berth: self, inner, home: to.home() })
    }

    /// Notes that the actor's handler can go on.
    pub(super) fn awake(&self, who: ActorAddress) -> Given {
        let mut inner = self.inner();
        if !inner.is_of(who) {
            return Given::Waits;
        }
        let given = inner.stage.awake();
        inner.where_it_runs(given)
    }

    /// Whether there is something in the mailbox.
    #[inline]
    pub(super) fn has_mail(&self) -> bool {
        self.has_mail.load(Ordering::Acquire)
    }

    /// Takes the actor out, to run it, with its first batch. There is none if the berth was closed.
    #[inline]
    pub(super) fn begin(&self, batch: &mut Batch) -> Option<Box<Cell>> {
        let mut inner = self.inner();
        let cell = inner.cell.take()?;
        self.load(&mut inner, batch);
        Some(cell)
    }

    /// Lays the actor down, unless it has more to do, which is its next batch.
    #[inline]
    pub(super) fn rest(&self, cell: Box<Cell>, batch: &mut Batch, spares: &mut Spares) -> Next {
        let mut inner = self.inner();
        if !inner.is_of(cell.address()) {
            return Next::Closed(cell);
        }
        let is_empty = inner.mail.is_empty() && inner.urgent.as_ref().is_none_or(|urgent| urgent.is_empty());
        if inner.stage.rest(is_empty) {
            inner.urgent = None;
            inner.cell = Some(cell);
            spares.keep(&mut inner.mail);
            return Next::Rests;
        }
        self.load(&mut inner, batch);
        Next::GoesOn(cell)
    }

    /// Lays the actor down for the next thread that takes it, with what it has not handled: it still queues. Hands it
    /// back if the berth was closed.
    pub(super) fn yields(&self, cell: Box<Cell>, batch: &mut Batch) -> Option<Box<Cell>> {
        let mut guard = self.inner();
        let inner = &mut *guard;
        if !inner.is_of(cell.address()) {
            return Some(cell);
        }
        inner.cell = Some(cell);
        if std::mem::take(&mut batch.resumes) {
            inner.stage = Stage::Woken;
        }
        // What was taken came before what is here.
        if !batch.urgent.is_empty() {
            let urgent = inner.urgent.get_or_insert_default();
            batch.urgent.append(urgent);
            std::mem::swap(&mut **urgent, &mut batch.urgent);
        }
        if !batch.mail.is_empty() {
            batch.mail.append(&mut inner.mail);
            std::mem::swap(&mut batch.mail, &mut inner.mail);
        }
        self.has_mail.store(true, Ordering::Relaxed);
        None
    }

    /// What has become urgent, for who runs the actor.
    #[cold]
    pub(super) fn interrupt(&self, batch: &mut Batch) {
        self.inner().load_urgent(batch);
    }

    /// Ends the tenancy: the address leads nowhere from now on. Nothing if that was done before.
    pub(super) fn close(&self, who: ActorAddress) -> Option<Remains> {
        let mut inner = self.inner();
        inner.is_of(who).then(|| self.vacate(&mut inner))
    }

    /// Ends a tenancy that did not begin; whether the place can be used again.
    pub(super) fn give_up(&self) -> bool {
        self.vacate(&mut self.inner()).is_free
    }

    fn vacate(&self, inner: &mut Inner) -> Remains {
        let mut batch = Batch::default();
        self.load(inner, &mut batch);
        (inner.stage, inner.urgent) = (Stage::Vacant, None);
        // When the generations are used up the place is retired: an address never leads to a later actor.
        let next = inner.generation.checked_add(1);
        inner.generation = next.unwrap_or(u32::MAX);
        let Inner { own_thread, counts, .. } = *inner;
        Remains { batch, is_free: next.is_some(), own_thread, counts }
    }

    /// The same for whoever is there, at the end of all; the cell is given too, unless a handler of it blocks its thread.
    pub(super) fn evict(&self, home: Home, slot: u32) -> Option<(Left, Option<Box<Cell>>, Remains)> {
        let mut inner = self.inner();
        if inner.stage == Stage::Vacant {
            return None;
        }
        let left = Left::new(inner.name, ActorAddress::actor(home, slot, inner.generation));
        let remains = self.vacate(&mut inner);
        Some((left, inner.cell.take(), remains))
    }

    /// How many of the user's messages are in the mailbox.
    pub(super) fn in_mailbox(&self, who: ActorAddress) -> usize {
        let inner = self.inner();
        if !inner.is_of(who) {
            return 0;
        }
        inner.urgent.as_deref().map_or(0, users) + inner.mail.users()
    }
}
