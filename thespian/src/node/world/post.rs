//! The way out of a cell, in one thread: a queue, and a list of newborns.

use std::sync::{Arc, Mutex, PoisonError};
use std::task::Waker;
use std::time::Duration;

use super::Surroundings;
use super::abroad::Abroad;
use super::letters::{Mail, Resumer};
use super::queue::{Posted, Queue};
use super::time::Time;
use crate::actor::ask::{Ask, Wanted};
use crate::actor::{Cell, Entry, Outbox, WakeToken};
use crate::address::{ActorAddress, Home};
use crate::envelope::Envelope;
use crate::message::{AnyMessage, Begin, DeadLetterReason};
use crate::node::{Endpoint, Endpoints, Gate, Receipt, Slots, Wakeups, later};

pub(crate) struct Post {
    home: Home,
    /// What lies beyond this process, if something does.
    pub(crate) abroad: Option<Abroad>,
    pub(crate) slots: Slots,
    pub(crate) queue: Queue,
    pub(crate) wakeups: Wakeups<(ActorAddress, AnyMessage)>,
    pub(crate) time: Time,
    /// Whose turn it is.
    pub(crate) turn: ActorAddress,
    /// Actors that the last turn started. Locked by nobody: a context may be shared, cells may not.
    newborn: Mutex<Vec<Box<Cell>>>,
    endpoints: Arc<Endpoints>,
    /// Where answers to actors' questions go.
    asks: Endpoint,
    mail: Arc<Mail>,
    /// Rung when an answer has come.
    gate: Arc<Gate>,
}

/// What is delivered next.
pub(crate) struct Next {
    pub(crate) to: ActorAddress,
    pub(crate) envelope: Envelope,
    /// Where it came from another process.
    pub(crate) receipt: Option<Receipt>,
}

impl Next {
    pub(super) fn posted((to, envelope): Posted) -> Self {
        Next { to, envelope, receipt: None }
    }
}

impl Post {
    pub(crate) fn new(around: &Surroundings, time: Time, seed: Option<u64>) -> Self {
        let Surroundings { home, endpoints, mail, gate, .. } = around;
        let home = *home;
        Post {
            home,
            abroad: around.beyond.clone().map(Abroad::new),
            slots: Slots::new(home),
            queue: Queue::new(home, seed),
            wakeups: Wakeups::default(),
            time,
            turn: ActorAddress::NOBODY,
            newborn: Mutex::default(),
            asks: endpoints.open_for_actors(),
            endpoints: endpoints.clone(),
            mail: mail.clone(),
            gate: gate.clone(),
        }
    }
}

impl Post {
    /// The next envelope, whose turn it is from now on.
    #[inline]
    pub(crate) fn next(&mut self) -> Option<Next> {
        let next = match &mut self.abroad {
            None => self.queue.pop().map(Next::posted),
            Some(abroad) => abroad.next(&mut self.queue),
        }?;
        self.turn = next.to;
        Some(next)
    }

    /// A cell has moved in.
    pub(crate) fn enter(&mut self, who: ActorAddress) {
        if let Some(abroad) = &mut self.abroad {
            abroad.locals.insert(who);
        }
    }

    /// A cell has gone.
    pub(crate) fn leave(&mut self, who: ActorAddress) {
        if let Some(abroad) = &mut self.abroad {
            abroad.locals.remove(&who);
        }
        self.slots.release(who);
    }

    pub(crate) fn newborn(&mut self) -> &mut Vec<Box<Cell>> {
        self.newborn.get_mut().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Outbox for Post {
    fn post(
        &mut self,
        to: ActorAddress,
        envelope: &mut Envelope,
        entry: Entry,
    ) -> Result<(), DeadLetterReason> {
        if !self.is_here(to) {
            let Some(abroad) = &self.abroad else { return Err(DeadLetterReason::Unreachable) };
            return abroad.beyond.post(to, envelope, entry);
        }
        if to.is_outside() {
            self.endpoints.deliver(to, envelope)?;
            self.gate.ring();
            return Ok(());
        }
        self.queue.push(to, envelope, self.turn);
        Ok(())
    }

    fn start(&mut self, mut seed: Box<Cell>, parent: ActorAddress) -> ActorAddress {
        let me = self.slots.reserve();
        if let Some(abroad) = &mut self.abroad {
            match abroad.start(seed, me, parent) {
                Some(stays) => seed = stays,
                None => return me,
            }
        }
        seed.place(me, parent);
        self.newborn().push(seed);
        self.queue.push(me, &mut Envelope::new(AnyMessage::new(Begin), parent), parent);
        me
    }

    fn is_here(&self, who: ActorAddress) -> bool {
        match &self.abroad {
            None => who.home() == self.home,
            Some(_) if who.is_outside() => who.home() == self.home,
            Some(abroad) => abroad.locals.contains(&who),
        }
    }

    fn wake(&mut self, who: ActorAddress, after: Duration, message: AnyMessage) -> WakeToken {
        self.wakeups.add(later(self.time.now(), after), (who, message))
    }

    fn unwake(&mut self, token: WakeToken) {
        self.wakeups.cancel(token);
    }

    fn open_ask(&mut self, wanted: Wanted) -> Ask {
        self.asks.ask(wanted)
    }

    fn depth(&mut self, who: ActorAddress) -> usize {
        self.queue.user_messages_to(who)
    }

    fn waker(&mut self, who: ActorAddress) -> Waker {
        Waker::from(Arc::new(Resumer::new(self.mail.clone(), who)))
    }
}
