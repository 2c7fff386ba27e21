//! What follows from the way a message was handled: the second attempt, the poison, the dead letter.

use super::{Cell, Effect, Verdict};
use crate::actor::{Context, Host, OnFailure, Turn};
use crate::envelope::Envelope;
use crate::message::contents::Class;
use crate::message::{
    AnyMessage, DeadEnvelope, DeadLetterReason, ExitReason, FailedAttempt, PoisonMessage, WakeupMessage,
};
use crate::trace::Event;

impl Cell {
    /// Decides what follows from the way a message was handled.
    pub(super) fn conclude(
        &mut self,
        envelope: Envelope,
        attempts: Vec<FailedAttempt>,
        turn: Result<Turn, FailedAttempt>,
        ctx: &mut Context,
    ) -> Verdict {
        self.record_turn(Event::Deactivated, ctx);
        let wakeup = match envelope.message.class() {
            Class::System => envelope.message.downcast_ref::<WakeupMessage>().map(|wakeup| wakeup.id),
            Class::User | Class::Internal | Class::Packed => None,
        };
        let verdict = self.decide(envelope, attempts, turn, ctx);
        // Where it is being tried again it is not done with.
        if let Some(id) = wakeup
            && verdict == Verdict::Alive
        {
            self.rearm(id, ctx);
        }
        verdict
    }

    fn decide(
        &mut self,
        envelope: Envelope,
        mut attempts: Vec<FailedAttempt>,
        turn: Result<Turn, FailedAttempt>,
        ctx: &mut Context,
    ) -> Verdict {
        let me = self.me;
        let effect = Effect::of(&envelope.message);
        let failed = match turn {
            Ok(Turn::Done) => {
                self.handled += 1;
                Self::consume(envelope, ctx);
                return self.after(effect, ctx);
            }
            Ok(Turn::Unhandled | Turn::Async) => {
                self.unhandled(envelope, ctx);
                return self.after(effect, ctx);
            }
            Ok(Turn::Failed(failure)) => failure.into_attempt(),
            Err(attempt) => attempt,
        };
        tracing::warn!(
            actor = self.name(),
            address = %self.me,
            message = %envelope.message.name(),
            failure = %failed,
            "a handler failed"
        );
        ctx.desk(|desk| desk.record(|| Event::Failed { who: me, failure: failed.to_string() }));
        self.failures += 1;
        let on_failure = self.behaviour.profile().on_failure;
        let exit = !effect.spares_children();
        if on_failure == OnFailure::Exit {
            let text = failed.to_string();
            let reason = if self.is_helper { ExitReason::PipeFailed(text) } else { ExitReason::Failed(text) };
            attempts.push(failed);
            self.poison(envelope, attempts, ctx);
            return self.begin_exit(reason, exit, ctx);
        }
        attempts.push(failed);
        let keeps = on_failure == OnFailure::Resume && self.behaviour.is_present();
        if let Some(failed) = if keeps { None } else { self.renew(ctx).err() } {
            let reason = ExitReason::RestartFailed(failed.to_string());
            attempts.push(failed);
            self.poison(envelope, attempts, ctx);
            return self.begin_exit(reason, exit, ctx);
        }
        if attempts.len() < 2 && envelope.message.is_whole() {
            return self.handle(envelope, attempts, ctx);
        }
        self.poison(envelope, attempts, ctx);
        self.after(effect, ctx)
    }

    #[cold]
    fn renew(&mut self, ctx: &mut Context) -> Result<(), FailedAttempt> {
        ctx.desk(|desk| self.behaviour.renew(&Host::new(&desk.setting, &self.requirements)))
    }

    /// A message for which there is no handler: the system's are consumed, others are dead letters.
    #[cold]
    fn unhandled(&mut self, envelope: Envelope, ctx: &mut Context) {
        if envelope.message.opened().class() == Class::User {
            ctx.desk(|desk| desk.bury(self.me, envelope, DeadLetterReason::NoHandler));
        } else {
            Self::consume(envelope, ctx);
        }
    }

    /// A message has come to its end in the usual way.
    fn consume(envelope: Envelope, ctx: &mut Context) {
        let counted = u64::from(envelope.message.class() != Class::Internal);
        ctx.desk(|desk| desk.tally.handled.add(counted));
        envelope.message.discard();
    }

    /// Returns a message that was tried twice to its sender. There is no poison for a poison.
    #[cold]
    pub(super) fn poison(&mut self, envelope: Envelope, attempts: Vec<FailedAttempt>, ctx: &mut Context) {
        let me = self.me;
        if envelope.message.class() == Class::Internal {
            return; // a helper's, whose end says enough
        }
        if envelope.message.is::<PoisonMessage>() || envelope.message.is::<DeadEnvelope>() {
            ctx.desk(|desk| desk.bury(me, envelope, DeadLetterReason::Poisonous));
            return;
        }
        let mut message = envelope.message;
        let mut attempts = attempts;
        if !message.is_whole() {
            let moved = format!("`{}` was moved into its handler, and is gone with it", message.name());
            attempts.push(FailedAttempt::new(moved, None));
            std::mem::replace(&mut message, AnyMessage::new(())).discard();
        }
        let poison = PoisonMessage::new(message, me, self.name(), attempts);
        ctx.desk(|desk| desk.tally.returned.add(1));
        self.tell(envelope.sender, poison, ctx);
    }
}
