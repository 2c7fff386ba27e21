//! Asking: a message, and the wait for its answer.

use std::time::Duration;

use super::ActorSystem;
use crate::actor::{Answers, Takes, Target};
use crate::address::{ActorAddress, Addr};
use crate::base::Unwaited;
use crate::envelope::Envelope;
use crate::error::AskError;
use crate::message::{ActorExitRequest, ActorExited, AnyMessage, Message, Watch};
use crate::node::{AskOutcome, Wanted};

/// The answer of `A`'s handler for `M`.
pub type AnswerOf<A, M> = <<<M as Message>::Kind as Takes<A, M>>::Reply as Answers<A, M>>::Message;

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
        let answer = self.ask_for(wanted, to.address(), message.into_any(), timeout)?;
        answer.downcast::<AnswerOf<A, M>>().map_err(|error| {
            tracing::warn!(%error, "an answer could not be decoded");
            AskError::Undecodable
        })
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
        self.ask_for(Wanted::any(), to.target(), message.into_any(), timeout)
    }

    /// Ends an actor, urgently and with its children, and waits until it has; one that has ended already is fine.
    ///
    /// # Errors
    /// If it has not ended in time, if the system is down, or inside a handler.
    pub fn stop(&self, who: impl Into<ActorAddress>, timeout: Duration) -> Result<(), AskError> {
        let who = who.into();
        let ended = self.shared.endpoint.ask(Wanted::of::<ActorExited>());
        let watch = Envelope::new(AnyMessage::new(Watch), ended.address());
        self.shared.engine.post(who, watch, "watch").map_err(|_| AskError::ShutDown)?;
        let request = Envelope::new(AnyMessage::new(ActorExitRequest::now()), self.address());
        match self.shared.engine.ask(who, request, &ended, timeout) {
            Ok(Some(AskOutcome::ShutDown)) | Err(Unwaited::Closed) => Err(AskError::ShutDown),
            Ok(Some(_)) => Ok(()),
            Ok(None) | Err(Unwaited::TimeOver) => Err(AskError::Timeout),
            Err(Unwaited::InHandler) => Err(AskError::BlockingInHandler),
        }
    }

    fn ask_for(
        &self,
        wanted: Wanted,
        to: ActorAddress,
        message: AnyMessage,
        timeout: Duration,
    ) -> Result<AnyMessage, AskError> {
        let ask = self.shared.endpoint.ask(wanted);
        let envelope = Envelope::new(message, ask.address());
        let outcome = self.shared.engine.ask(to, envelope, &ask, timeout);
        match outcome {
            Ok(Some(AskOutcome::Answer(answer))) => Ok(answer),
            Ok(Some(AskOutcome::Poison(poison))) => Err(AskError::Poison(poison)),
            Ok(Some(AskOutcome::Undelivered(reason))) => Err(reason.into()),
            Ok(Some(AskOutcome::ShutDown)) | Err(Unwaited::Closed) => Err(AskError::ShutDown),
            Ok(None) | Err(Unwaited::TimeOver) => Err(AskError::Timeout),
            Err(Unwaited::InHandler) => Err(AskError::BlockingInHandler),
        }
    }
}
