//! The way out of a cell, from any thread.

use std::any::Any;
use std::sync::atomic::Ordering;
use std::sync::{Arc, Weak};
use std::task::{Wake, Waker};
use std::time::Duration;

use super::Pool;
use super::lanes::{Job, Lane};
use super::spares::Spares;
use super::stage::Given;
use crate::actor::ask::{Ask, Wanted};
use crate::actor::{Cell, Desk, Entry, Outbox, WakeToken};
use crate::address::ActorAddress;
use crate::envelope::Envelope;
use crate::message::{AnyMessage, Begin, DeadLetterReason};

pub(super) struct Post {
    pub(super) pool: Arc<Pool>,
    /// The lane of this thread, if it runs what is queued.
    pub(super) lane: Option<Lane>,
    pub(super) spares: Spares,
    /// How many messages of the actor whose turn it is were taken out of its mailbox, and wait.
    pub(super) in_hand: usize,
}

impl Post {
    pub(super) fn new(pool: Arc<Pool>, lane: Option<Lane>) -> Self {
        Post { pool, lane, spares: Spares::default(), in_hand: 0 }
    }

    /// The one of a pool's desk.
    #[inline]
    pub(super) fn of(desk: &mut Desk) -> &mut Self {
        let outbox: &mut dyn Any = &mut *desk.outbox;
        outbox.downcast_mut().expect("the desks of a pool have its outbox")
    }

    /// Sees to it that an actor does what it was given.
    fn follow(&mut self, job: Job, given: Given) {
        match (given, &mut self.lane) {
            (Given::Waits, _) => {}
            (Given::Wakes, Some(lane)) => lane.push(job, &self.pool.lanes),
            (given, _) => self.pool.follow(job, given),
        }
    }
}

impl Pool {
    /// The same, for who has no lane.
    fn follow(&self, job: Job, given: Given) {
        match given {
            Given::Waits => {}
            Given::Urgent => drop(self.alarms.fetch_add(1, Ordering::Release)),
            Given::Wakes => self.lanes.push(job),
            Given::WakesOwn => self.call_own_thread(job),
        }
    }
}

impl Outbox for Post {
    fn post(&mut self, to: ActorAddress, envelope: &mut Envelope, _: Entry) -> Result<(), DeadLetterReason> {
        if to.home() != self.pool.home {
            return Err(DeadLetterReason::Unreachable);
        }
        if to.is_outside() {
            return self.pool.endpoints.deliver(to, envelope);
        }
        let Some((berth, job)) = self.pool.berths.find(to) else {
            return Err(DeadLetterReason::TargetExited);
        };
        let Some(opened) = berth.open(to) else { return Err(DeadLetterReason::TargetExited) };
        let given = opened.put(envelope, &mut self.spares);
        self.follow(job, given);
        Ok(())
    }

    fn start(&mut self, mut seed: Box<Cell>, parent: ActorAddress) -> ActorAddress {
        let me = self.pool.berths.reserve();
        seed.place(me, parent);
        self.pool.settle(me, seed);
        // Nobody else knows the address yet, so this is the first envelope. Where the system has ended meanwhile it is also
        // the last.
        let _ = self.post(me, &mut Envelope::new(AnyMessage::new(Begin), parent), Entry::Free);
        me
    }

    fn wake(&mut self, who: ActorAddress, after: Duration, message: AnyMessage) -> WakeToken {
        self.pool.wake(who, after, message)
    }

    fn unwake(&mut self, token: WakeToken) {
        self.pool.unwake(token);
    }

    fn open_ask(&mut self, wanted: Wanted) -> Ask {
        self.pool.asks.ask(wanted)
    }

    fn depth(&mut self, who: ActorAddress) -> usize {
        let found = self.pool.berths.find(who);
        found.map_or(0, |(berth, _)| berth.in_mailbox(who)) + self.in_hand
    }

    fn waker(&mut self, who: ActorAddress) -> Waker {
        Waker::from(Arc::new(Resumer { pool: Arc::downgrade(&self.pool), who }))
    }
}

/// Resumes one actor. It keeps neither the actor nor the pool alive: a waker may be forgotten anywhere.
struct Resumer {
    pool: Weak<Pool>,
    who: ActorAddress,
}

impl Wake for Resumer {
    fn wake(self: Arc<Self>) {
        self.wake_by_ref();
    }

    fn wake_by_ref(self: &Arc<Self>) {
        if let Some(pool) = self.pool.upgrade()
            && let Some((berth, job)) = pool.berths.find(self.who)
        {
            pool.follow(job, berth.awake(self.who));
        }
    }
}
