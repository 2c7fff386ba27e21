//! Asking: a message, and the wait for its answer.

use std::time::{Duration, Instant};

use super::{ActorSystem, Shared};
use crate::actor::ask::{Ask, AskOutcome, Wanted, read_answer};
use crate::actor::{AnswerOf, Answers, AskError, Takes, Target};
use crate::address::{ActorAddress, Addr};
use crate::base::{PATIENCE, Unwaited};
use crate::envelope::Envelope;
use crate::message::{ActorExitRequest, ActorExited, AnyMessage, Message, Watch};

impl ActorSystem {
    /// Sends a message and waits for the answer of its handler's type, whoever sends it.
    ///
    /// A handler that replies nothing is a compile error. Other messages to the ask's reply address, and what
    /// comes after the answer or the timeout, go to [`listen`](Self::listen).
    ///
    /// # Errors
    /// [`AskError`] says why there is no answer.
    pub fn ask<A, M>(&self, to: &Addr<A>, message: M, timeout: Duration) -> Result<AnswerOf<A, M>, AskError>
    where
        M: Message,
        M::Kind: Takes<A, M>,
        <M::Kind as Takes<A, M>>::Reply: Answers<A, M>,
    {
        let wanted = Wanted::of::<AnswerOf<A, M>>();
        read_answer(self.shared.ask_for(wanted, to.address(), message.into_any(), timeout)?)
    }

    /// Sends a message and waits for the first answer of any type.
    ///
    /// # Errors
    /// [`AskError`] says why there is no answer.
    pub fn ask_any<M: Message>(
        &self,
        to: &impl Target<M>,
        message: M,
        timeout: Duration,
    ) -> Result<AnyMessage, AskError> {
        self.shared.ask_for(Wanted::any(), to.target(), message.into_any(), timeout)
    }

    /// Ends an actor, urgently and with its children, and waits until it has; one that has ended already is fine.
    ///
    /// # Errors
    /// If it has not ended in time, if the system is down, or inside a handler.
    pub fn stop(&self, who: impl Into<ActorAddress>, timeout: Duration) -> Result<(), AskError> {
        let (ended, request) = self.shared.begin_stop(who.into())?;
        self.shared.wait_for(request.to, request.envelope, &ended, timeout).map(|_| ())
    }
}

/// Something to post that is answered.
pub(super) struct Request {
    pub(super) to: ActorAddress,
    pub(super) envelope: Envelope,
}

impl Shared {
    pub(super) fn ask_for(
        &self,
        wanted: Wanted,
        to: ActorAddress,
        message: AnyMessage,
        timeout: Duration,
    ) -> Result<AnyMessage, AskError> {
        let mut timeout = timeout;
        if self.room_for(to, &message).is_some() {
            if self.engine.is_inside() {
                return Err(AskError::BlockingInHandler);
            }
            // One time for both: a place in the mailbox, and the answer.
            let since = Instant::now();
            self.enter(to, &message, timeout)?;
            timeout = timeout.saturating_sub(since.elapsed());
        }
        let ask = self.endpoint.ask(wanted);
        let envelope = Envelope::new(message, ask.address());
        self.wait_for(to, envelope, &ask, timeout)?.into_answer()
    }

    pub(super) fn wait_for(
        &self,
        to: ActorAddress,
        envelope: Envelope,
        ask: &Ask,
        timeout: Duration,
    ) -> Result<AskOutcome, AskError> {
        match self.engine.ask(to, envelope, ask, timeout) {
            Ok(Some(AskOutcome::ShutDown)) => Err(AskError::ShutDown),
            Ok(Some(outcome)) => Ok(outcome),
            Ok(None) => Err(AskError::Timeout),
            Err(unwaited) => Err(unwaited.into()),
        }
    }

    /// Asks the system's own actor.
    pub(super) fn ask_system(&self, question: AnyMessage, wanted: Wanted) -> Result<AnyMessage, Unwaited> {
        let ask = self.endpoint.ask(wanted);
        let (admin, envelope) =
            (ActorAddress::admin(ask.address().home()), Envelope::new(question, ask.address()));
        match self.engine.ask(admin, envelope, &ask, PATIENCE)? {
            Some(AskOutcome::Answer(answer)) => Ok(answer),
            Some(_) => Err(Unwaited::Closed),
            None => Err(Unwaited::TimeOver),
        }
    }

    /// Watches an actor; what is to be posted that ends it.
    pub(super) fn begin_stop(&self, who: ActorAddress) -> Result<(Ask, Request), AskError> {
        let ended = self.endpoint.ask(Wanted::of::<ActorExited>());
        let watch = Envelope::new(AnyMessage::new(Watch), ended.address());
        self.engine.post(who, watch, "watch").map_err(|_| AskError::ShutDown)?;
        let envelope = Envelope::new(AnyMessage::new(ActorExitRequest::now()), self.endpoint.address());
        Ok((ended, Request { to: who, envelope }))
    }
}

impl From<Unwaited> for AskError {
    fn from(unwaited: Unwaited) -> Self {
        match unwaited {
            Unwaited::InHandler => AskError::BlockingInHandler,
            Unwaited::TimeOver => AskError::Timeout,
            Unwaited::Closed => AskError::ShutDown,
        }
    }
}
