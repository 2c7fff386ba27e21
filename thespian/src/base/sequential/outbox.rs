//! The way out of a cell, in one thread: two queues and a list of newborns.

use std::collections::VecDeque;
use std::sync::Arc;
use std::task::Waker;
use std::time::Duration;

use super::mail::{Mail, Resumer};
use super::time::Time;
use crate::actor::{Cell, Outbox, Refused};
use crate::address::{ActorAddress, Home};
use crate::base::later;
use crate::envelope::Envelope;
use crate::message::contents::Class;
use crate::message::{AnyMessage, Begin, DeadLetterReason};
use crate::node::{Endpoints, Slots, Wakeups};

pub(crate) type Posted = (ActorAddress, Envelope);

pub(crate) struct Post {
    home: Home,
    pub(crate) slots: Slots,
    queue: VecDeque<Posted>,
    /// What overtakes the queue.
    urgent: VecDeque<Posted>,
    pub(crate) wakeups: Wakeups<(ActorAddress, AnyMessage)>,
    pub(crate) time: Time,
    /// Actors that the last turn started.
    pub(crate) newborn: Vec<Box<Cell>>,
    endpoints: Arc<Endpoints>,
    mail: Arc<Mail>,
}

impl Post {
    pub(crate) fn new(home: Home, endpoints: Arc<Endpoints>, mail: Arc<Mail>, time: Time) -> Self {
        let (queue, urgent, newborn) = (VecDeque::new(), VecDeque::new(), Vec::new());
        Post {
            home,
            slots: Slots::new(home),
            queue,
            urgent,
            wakeups: Wakeups::default(),
            time,
            newborn,
            endpoints,
            mail,
        }
    }

    pub(crate) fn next(&mut self) -> Option<Posted> {
        if let Some(posted) = self.urgent.pop_front() {
            return Some(posted);
        }
        let posted = self.queue.pop_front();
        // A burst gives its memory back once it is over.
        if posted.is_none() && self.queue.capacity() > 64 * 1024 {
            self.queue = VecDeque::new();
        }
        posted
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.queue.is_empty() && self.urgent.is_empty()
    }

    /// How many of the user's messages wait.
    pub(crate) fn waiting(&self) -> usize {
        let all = self.queue.iter().chain(&self.urgent);
        all.filter(|(_, envelope)| envelope.message.class() != Class::Internal).count()
    }
}

impl Outbox for Post {
    fn post(&mut self, to: ActorAddress, envelope: Envelope) -> Result<(), Refused> {
        if to.home() != self.home {
            return Err(Refused { envelope, reason: DeadLetterReason::Unreachable });
        }
        if to.is_outside() {
            return self.endpoints.deliver(to, envelope);
        }
        if envelope.message.is_urgent() {
            self.urgent.push_back((to, envelope));
        } else {
            self.queue.push_back((to, envelope));
        }
        Ok(())
    }

    fn start(&mut self, mut seed: Box<Cell>, parent: ActorAddress) -> ActorAddress {
        let me = self.slots.reserve();
        seed.place(me, parent);
        self.newborn.push(seed);
        self.queue.push_back((me, Envelope::new(AnyMessage::new(Begin), parent)));
        me
    }

    fn wake(&mut self, who: ActorAddress, after: Duration, message: AnyMessage) {
        self.wakeups.add(later(self.time.now(), after), (who, message));
    }

    fn waker(&mut self, who: ActorAddress) -> Waker {
        Waker::from(Arc::new(Resumer::new(self.mail.clone(), who)))
    }
}
