//! How code outside of actors sends.

use std::sync::Arc;
use std::task::Waker;
use std::time::Duration;

use crate::actor::ask::{Ask, Wanted};
use crate::actor::{Cell, Entry, Outbox, WakeToken};
use crate::address::{ActorAddress, Home};
use crate::envelope::Envelope;
use crate::message::{AnyMessage, DeadLetterReason};
use crate::node::Endpoints;
use crate::node::net::Net;

/// The way out for code outside of actors.
#[derive(Clone)]
pub(super) struct Outside {
    pub(super) home: Home,
    pub(super) net: Arc<Net>,
    pub(super) endpoints: Arc<Endpoints>,
}

impl Outbox for Outside {
    fn post(
        &mut self,
        to: ActorAddress,
        envelope: &mut Envelope,
        entry: Entry,
    ) -> Result<(), DeadLetterReason> {
        if self.is_here(to) {
            self.endpoints.deliver(to, envelope)
        } else {
            self.net.post(to, envelope, entry)
        }
    }

    fn is_here(&self, who: ActorAddress) -> bool {
        who.is_outside() && who.home() == self.home
    }

    fn start(&mut self, _: Box<Cell>, _: ActorAddress) -> ActorAddress {
        unreachable!("code outside of actors has its own way to create")
    }

    fn wake(&mut self, _: ActorAddress, _: Duration, _: AnyMessage) -> WakeToken {
        unreachable!("only actors are woken")
    }

    fn unwake(&mut self, _: WakeToken) {}

    fn open_ask(&mut self, _: Wanted) -> Ask {
        unreachable!("only the handlers of actors ask this way")
    }

    fn depth(&mut self, _: ActorAddress) -> usize {
        0
    }

    fn waker(&mut self, _: ActorAddress) -> Waker {
        unreachable!("only the handlers of actors await something")
    }
}
