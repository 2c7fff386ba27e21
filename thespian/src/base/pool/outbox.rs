//! The way out of a cell, from any thread.

use std::sync::{Arc, Weak};
use std::task::{Wake, Waker};
use std::time::Duration;

use super::Pool;
use super::berth::Berth;
use crate::actor::ask::{Ask, Wanted};
use crate::actor::{Cell, Outbox, Refused, WakeToken};
use crate::address::ActorAddress;
use crate::envelope::Envelope;
use crate::message::{AnyMessage, Begin, DeadLetterReason};

pub(crate) struct Post {
    pub(super) pool: Arc<Pool>,
}

impl Outbox for Post {
    fn post(&mut self, to: ActorAddress, envelope: Envelope) -> Result<(), Refused> {
        if to.home() != self.pool.home {
            return Err(Refused { envelope, reason: DeadLetterReason::Unreachable });
        }
        if to.is_outside() {
            return self.pool.endpoints.deliver(to, envelope);
        }
        let gone = |envelope| Refused { envelope, reason: DeadLetterReason::TargetExited };
        let Some(berth) = self.pool.berth(to) else { return Err(gone(envelope)) };
        if berth.put(envelope).map_err(gone)? {
            self.pool.schedule(berth);
        }
        Ok(())
    }

    fn start(&mut self, mut seed: Box<Cell>, parent: ActorAddress) -> ActorAddress {
        let me = self.pool.reserve();
        seed.place(me, parent);
        self.pool.settle(me, seed);
        // Nobody else knows the address yet, so this is the first envelope.
        let begun = self.post(me, Envelope::new(AnyMessage::new(Begin), parent));
        debug_assert!(begun.is_ok(), "an actor that was just settled is there");
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
        self.pool.berth(who).map_or(0, |berth| berth.in_mailbox())
    }

    fn waker(&mut self, who: ActorAddress) -> Waker {
        let berth = self.pool.berth(who).map_or_else(Weak::new, |berth| Arc::downgrade(&berth));
        Waker::from(Arc::new(Resumer { pool: Arc::downgrade(&self.pool), berth }))
    }
}

/// Resumes one actor. It keeps neither the actor nor the pool alive: a waker may be forgotten anywhere.
struct Resumer {
    pool: Weak<Pool>,
    berth: Weak<Berth>,
}

impl Wake for Resumer {
    fn wake(self: Arc<Self>) {
        if let (Some(pool), Some(berth)) = (self.pool.upgrade(), self.berth.upgrade())
            && berth.awake()
        {
            pool.schedule(berth);
        }
    }
}
