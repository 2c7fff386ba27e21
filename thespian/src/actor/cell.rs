//! One actor, as the runtime sees it: what becomes of an envelope that is delivered to it.
//!
//! Invariants, each with its test in the conformance suite:
//! - one message at a time: nothing is delivered while a handler awaits something;
//! - a message is handled at most twice, the second time only after a failure, and before any other;
//! - the creator is told of the end once, after everything that the actor sent it.

use std::collections::VecDeque;
use std::task::Poll;

use super::affairs::Affairs;
use super::suspended::{GRACE, Suspended};
use super::{Behaviour, Context, Turn, contain};
use crate::address::ActorAddress;
use crate::envelope::Envelope;
use crate::message::contents::Class;
use crate::message::{
    ActorExitRequest, Adopted, AnyMessage, Begin, ChildActorExited, DeadEnvelope, DeadLetterReason,
    ExitReason, FailedAttempt, GraceOver, HandleDeadLetters, Message, NewParent, PoisonMessage, Released,
    Unmourned, WakeUp, WakeupId,
};
use crate::trace::Event;

/// What a base does with a cell next.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[must_use]
pub(crate) enum Verdict {
    /// It takes the next envelope.
    Alive,
    /// Its handler awaits something; envelopes may be delivered, and wait.
    Pending,
    /// It is gone: the base drops it, and buries what still comes for it.
    Exited,
}

enum Phase {
    /// There is an address, and no instance yet.
    Unborn,
    Running,
    /// Its children go first, once they have been told.
    Leaving {
        reason: Box<ExitReason>,
        told: bool,
    },
    /// There never was an instance; what is sent to it is returned, until its creator knows.
    Stillborn(Box<FailedAttempt>),
}

/// One allocation holds the runtime's part and the user's.
pub(crate) struct Cell<B: ?Sized = dyn Behaviour> {
    me: ActorAddress,
    /// Who is told of the end.
    parent: ActorAddress,
    affairs: Affairs,
    phase: Phase,
    suspended: Option<Box<Suspended>>,
    /// Tells suspensions apart.
    suspensions: u32,
    /// Whether the actor has asked to end.
    wants_out: bool,
    behaviour: B,
}

impl<B: Behaviour + 'static> Cell<B> {
    /// A cell that has no address yet.
    pub(crate) fn unborn(behaviour: B) -> Box<Cell> {
        let (me, parent) = (ActorAddress::NOBODY, ActorAddress::NOBODY);
        let (affairs, phase) = (Affairs::default(), Phase::Unborn);
        Box::new(Cell {
            me,
            parent,
            affairs,
            phase,
            suspended: None,
            suspensions: 0,
            wants_out: false,
            behaviour,
        })
    }
}

impl Cell {
    /// Gives the cell its place in the world, once.
    pub(crate) fn place(&mut self, me: ActorAddress, parent: ActorAddress) {
        self.me = me;
        self.parent = parent;
    }

    pub(crate) fn address(&self) -> ActorAddress {
        self.me
    }

    /// How many messages wait in the cell: for the handler that awaits something, and that one's own.
    pub(crate) fn waiting(&self) -> usize {
        let suspended = self.suspended.as_deref();
        suspended.map_or(0, Suspended::waiting)
    }

    /// Drops the instance without ceremony.
    pub(crate) fn discard(&mut self) {
        self.behaviour.retire();
    }

    pub(crate) fn name(&self) -> &'static str {
        self.behaviour.name()
    }

    /// Makes the first instance.
    pub(crate) fn begin(&mut self) -> Result<(), FailedAttempt> {
        self.behaviour.renew()?;
        self.phase = Phase::Running;
        Ok(())
    }

    /// Delivers one envelope.
    ///
    /// A failing handler gets a second chance with the same message and a new instance; failing again
    /// returns the message to its sender as a [`PoisonMessage`].
    pub(crate) fn deliver(&mut self, envelope: Envelope, ctx: &mut Context) -> Verdict {
        if self.suspended.is_some() {
            return self.deliver_suspended(envelope, ctx);
        }
        match (&self.phase, envelope.message.class()) {
            (Phase::Running, Class::User | Class::System) => self.handle(envelope, Vec::new(), ctx),
            (Phase::Running, Class::Packed) => self.unpack(envelope, ctx),
            (_, Class::Internal) => self.deliver_internal(envelope, ctx),
            (Phase::Stillborn(_), _) => self.send_back(envelope, ctx),
            (Phase::Leaving { .. }, _) => self.deliver_leaving(envelope, ctx),
            (Phase::Unborn, _) => self.deliver_unborn(envelope, ctx),
        }
    }

    /// Goes on with a handler that awaited something.
    pub(crate) fn resume(&mut self, ctx: &mut Context) -> Verdict {
        let Some(suspended) = self.suspended.take() else { return Verdict::Alive };
        self.enter(suspended.sender(), ctx);
        match suspended.poll(&mut self.behaviour, ctx) {
            Poll::Pending => {
                self.suspended = Some(suspended);
                self.leave(ctx);
                Verdict::Pending
            }
            Poll::Ready(turn) => {
                self.leave(ctx);
                let (envelope, attempts, mut stash, exit) = suspended.into_parts();
                let envelope = envelope.expect("a handler that is done has let go of its message");
                let verdict = self.conclude(envelope, attempts, turn, ctx);
                if let Some(exit) = exit {
                    stash.push_front(exit);
                }
                self.deliver_stash(verdict, stash, ctx)
            }
        }
    }

    /// Handles a message, up to two times.
    fn handle(&mut self, envelope: Envelope, attempts: Vec<FailedAttempt>, ctx: &mut Context) -> Verdict {
        if envelope.message.class() == Class::System
            && let Some(gone) = envelope.message.downcast_ref::<ChildActorExited>()
        {
            let child = gone.child;
            self.affairs.remove_child(child);
            if matches!(gone.reason, ExitReason::FailedToStart(_)) {
                self.tell(child, Unmourned, ctx);
            }
        }
        let me = self.me;
        self.enter(envelope.sender, ctx);
        if me != ActorAddress::admin(me.home()) {
            ctx.desk(|desk| desk.record(|| Event::Activated(me)));
        }
        let turn = contain(|| self.behaviour.receive(&envelope.message, ctx));
        if let Ok(Turn::Async) = turn {
            self.suspensions = self.suspensions.wrapping_add(1);
            // What is awaited on the way out is awaited for as long as an exit grants.
            let on_the_way_out =
                Effect::of(&envelope.message) != Effect::None || matches!(self.phase, Phase::Leaving { .. });
            let number = self.suspensions;
            let suspended = Suspended::begin(&mut self.behaviour, envelope, attempts, number, ctx);
            self.suspended = Some(Box::new(suspended));
            if on_the_way_out {
                self.bound_suspension(ctx);
            }
            self.leave(ctx);
            return self.resume(ctx);
        }
        self.leave(ctx);
        self.conclude(envelope, attempts, turn, ctx)
    }

    /// Decides what follows from the way a message was handled.
    fn conclude(
        &mut self,
        envelope: Envelope,
        mut attempts: Vec<FailedAttempt>,
        turn: Result<Turn, FailedAttempt>,
        ctx: &mut Context,
    ) -> Verdict {
        let me = self.me;
        if me != ActorAddress::admin(me.home()) {
            ctx.desk(|desk| desk.record(|| Event::Deactivated(me)));
        }
        let effect = Effect::of(&envelope.message);
        let failed = match turn {
            Ok(Turn::Done) => {
                ctx.desk(|desk| desk.tally.handled += 1);
                envelope.message.discard();
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
        attempts.push(failed);
        if let Err(failed) = self.behaviour.renew() {
            let reason = ExitReason::RestartFailed(failed.to_string());
            attempts.push(failed);
            self.poison(envelope, attempts, ctx);
            return self.begin_exit(reason, effect != Effect::Exit { recursive: false }, ctx);
        }
        if attempts.len() < 2 {
            return self.handle(envelope, attempts, ctx);
        }
        self.poison(envelope, attempts, ctx);
        self.after(effect, ctx)
    }

    /// A message for which there is no handler: the system's are consumed, others are dead letters.
    #[cold]
    fn unhandled(&mut self, envelope: Envelope, ctx: &mut Context) {
        if envelope.message.class() == Class::User {
            ctx.desk(|desk| desk.bury(self.me, envelope, DeadLetterReason::NoHandler));
        } else {
            ctx.desk(|desk| desk.tally.handled += 1);
            envelope.message.discard();
        }
    }

    /// Returns a message that was tried twice to its sender. There is no poison for a poison.
    #[cold]
    fn poison(&mut self, envelope: Envelope, attempts: Vec<FailedAttempt>, ctx: &mut Context) {
        let me = self.me;
        if envelope.message.is::<PoisonMessage>() || envelope.message.is::<DeadEnvelope>() {
            ctx.desk(|desk| desk.bury(me, envelope, DeadLetterReason::Poisonous));
            return;
        }
        let poison = PoisonMessage::new(envelope.message, me, self.name(), attempts);
        ctx.desk(|desk| desk.tally.returned += 1);
        self.tell(envelope.sender, poison, ctx);
    }

    /// What a message does to the actor once it has been handed to it.
    fn after(&mut self, effect: Effect, ctx: &mut Context) -> Verdict {
        if let Effect::Exit { recursive } = effect {
            return self.begin_exit(ExitReason::Requested, recursive, ctx);
        }
        if std::mem::take(&mut self.wants_out) && matches!(self.phase, Phase::Running) {
            // Whichever way an actor ends, its handler for the request has a chance to tidy up.
            let request = AnyMessage::new(ActorExitRequest::default());
            self.phase = Phase::Leaving { reason: Box::new(ExitReason::Finished), told: false };
            ctx.desk(|desk| desk.tally.sent += 1);
            return self.handle(Envelope::new(request, self.me), Vec::new(), ctx);
        }
        self.if_last_child_left(ctx)
    }

    /// Starts to end the actor: first its children, then itself.
    fn begin_exit(&mut self, why: ExitReason, recursive: bool, ctx: &mut Context) -> Verdict {
        self.wants_out = false;
        let (reason, told) = match std::mem::replace(&mut self.phase, Phase::Running) {
            // The first reason stands, unless the actor did not come to its end by itself.
            Phase::Leaving { reason, told } if !matches!(why, ExitReason::Killed(_)) => (reason, told),
            Phase::Leaving { told, .. } => (Box::new(why), told),
            _ => (Box::new(why), false),
        };
        self.phase = Phase::Leaving { reason, told: true };
        if !told {
            let admin = ActorAddress::admin(self.me.home());
            for child in self.affairs.children() {
                if recursive {
                    self.tell(child, ActorExitRequest::now(), ctx);
                } else {
                    self.tell(child, NewParent(admin), ctx);
                }
            }
        }
        self.if_last_child_left(ctx)
    }

    fn if_last_child_left(&mut self, ctx: &mut Context) -> Verdict {
        match &mut self.phase {
            Phase::Leaving { reason, .. } if !self.affairs.has_children() => {
                let reason = std::mem::replace(&mut **reason, ExitReason::Finished);
                self.end(reason, ctx)
            }
            _ => Verdict::Alive,
        }
    }

    /// The end. What the base still has for this actor is buried by it.
    fn end(&mut self, reason: ExitReason, ctx: &mut Context) -> Verdict {
        self.behaviour.retire();
        let me = self.me;
        ctx.desk(|desk| desk.record(|| Event::Exited(me)));
        if self.affairs.hears_dead_letters() {
            self.tell(ActorAddress::admin(me.home()), HandleDeadLetters(false), ctx);
        }
        if self.parent != self.me {
            self.tell(self.parent, ChildActorExited::new(self.me, reason), ctx);
        }
        Verdict::Exited
    }

    /// While a handler awaits something: all waits in order, but an urgent exit bounds the wait.
    #[cold]
    fn deliver_suspended(&mut self, envelope: Envelope, ctx: &mut Context) -> Verdict {
        let Some(suspended) = self.suspended.as_deref_mut() else { return Verdict::Alive };
        let message = &envelope.message;
        if let Some(GraceOver(number)) = message.downcast_ref::<GraceOver>() {
            return if suspended.number == *number { self.kill(ctx) } else { Verdict::Pending };
        }
        if message.is::<NewParent>() {
            return self.deliver_internal(envelope, ctx);
        }
        if message.is::<ActorExitRequest>() && message.is_urgent() {
            if suspended.exit.is_none() {
                suspended.exit = Some(envelope);
                self.bound_suspension(ctx);
            } else {
                ctx.desk(|desk| desk.tally.handled += 1);
            }
            return Verdict::Pending;
        }
        suspended.stash.push_back(envelope);
        Verdict::Pending
    }

    /// From now on the handler has as long as an exit grants.
    fn bound_suspension(&self, ctx: &mut Context) {
        let (me, number) = (self.me, self.suspensions);
        ctx.desk(|desk| desk.outbox.wake(me, GRACE, AnyMessage::new(GraceOver(number))));
    }

    /// The handler did not let go in the time that an exit grants.
    #[cold]
    fn kill(&mut self, ctx: &mut Context) -> Verdict {
        let Some(suspended) = self.suspended.take() else { return Verdict::Alive };
        self.enter(suspended.sender(), ctx);
        suspended.abandon(&mut self.behaviour, ctx);
        self.leave(ctx);
        let name = self.name();
        tracing::error!(actor = name, address = %self.me, "a handler was dropped: it still awaited something");
        let (envelope, _, stash, exit) = suspended.into_parts();
        if let Some(envelope) = envelope {
            let me = self.me;
            ctx.desk(|desk| desk.bury(me, envelope, DeadLetterReason::TargetExited));
        }
        let effect = exit.as_ref().map(|exit| Effect::of(&exit.message));
        let recursive = effect != Some(Effect::Exit { recursive: false });
        ctx.desk(|desk| desk.tally.handled += u64::from(exit.is_some()));
        let reason =
            format!("its handler still awaited something {} s after the exit request", GRACE.as_secs());
        let verdict = self.begin_exit(ExitReason::Killed(reason), recursive, ctx);
        self.deliver_stash(verdict, stash, ctx)
    }

    /// Delivers what waited for a handler.
    fn deliver_stash(
        &mut self,
        mut verdict: Verdict,
        mut stash: VecDeque<Envelope>,
        ctx: &mut Context,
    ) -> Verdict {
        let me = self.me;
        while verdict == Verdict::Alive
            && let Some(envelope) = stash.pop_front()
        {
            verdict = self.deliver(envelope, ctx);
        }
        match &mut self.suspended {
            // Nothing came to the new stash yet: the rest waits on, in its order.
            Some(suspended) if verdict == Verdict::Pending => suspended.stash.append(&mut stash),
            _ => {
                for envelope in stash {
                    ctx.desk(|desk| desk.bury(me, envelope, DeadLetterReason::TargetExited));
                }
            }
        }
        verdict
    }

    #[cold]
    fn unpack(&mut self, envelope: Envelope, ctx: &mut Context) -> Verdict {
        let Envelope { message, sender } = envelope;
        let unpacked = match message.unshared() {
            Ok(message) => match message.as_encoded().map(|encoded| self.behaviour.decode(encoded)) {
                Some(Ok(decoded)) => Ok(decoded),
                Some(Err(reason)) => Err((message, reason)),
                None => Ok(message),
            },
            Err((message, _)) => Err((message, DeadLetterReason::Undecodable)),
        };
        match unpacked {
            Ok(message) => self.deliver(Envelope::new(message, sender), ctx),
            Err((message, reason)) => {
                let me = self.me;
                ctx.desk(|desk| desk.bury(me, Envelope::new(message, sender), reason));
                Verdict::Alive
            }
        }
    }

    #[cold]
    fn deliver_internal(&mut self, envelope: Envelope, ctx: &mut Context) -> Verdict {
        let message = &envelope.message;
        if message.is::<Begin>() {
            return match self.phase {
                Phase::Unborn => self.first_breath(ctx),
                _ => Verdict::Alive,
            };
        }
        if message.is::<Unmourned>() {
            return Verdict::Exited;
        }
        if let Some(NewParent(parent)) = message.downcast_ref::<NewParent>() {
            if matches!(self.phase, Phase::Stillborn(_)) {
                return Verdict::Alive; // its parent has been told of its end already
            }
            let old = std::mem::replace(&mut self.parent, *parent);
            self.tell(*parent, Adopted, ctx);
            self.tell(old, Released, ctx);
            return if self.suspended.is_some() { Verdict::Pending } else { Verdict::Alive };
        }
        if message.is::<Adopted>() {
            self.affairs.add_child(envelope.sender);
            if matches!(self.phase, Phase::Leaving { .. }) {
                self.tell(envelope.sender, ActorExitRequest::now(), ctx);
            }
            return Verdict::Alive;
        }
        if message.is::<Released>() {
            self.affairs.remove_child(envelope.sender);
            return self.if_last_child_left(ctx);
        }
        if let Some(WakeUp(id)) = message.downcast_ref::<WakeUp>() {
            return self.wake(*id, ctx);
        }
        // What is left is for an actor of the runtime's own.
        if matches!(self.phase, Phase::Running) && !message.is::<GraceOver>() {
            self.enter(envelope.sender, ctx);
            let turn = contain(|| self.behaviour.receive(&envelope.message, ctx));
            self.leave(ctx);
            debug_assert!(matches!(turn, Ok(Turn::Done)), "{:?} for {}", envelope.message, self.name());
        }
        Verdict::Alive
    }

    /// A timer has come due; the actor may have cancelled it since.
    fn wake(&mut self, id: WakeupId, ctx: &mut Context) -> Verdict {
        if !matches!(self.phase, Phase::Running) {
            return Verdict::Alive;
        }
        let Some((wakeup, again)) = self.affairs.fire(id) else { return Verdict::Alive };
        let me = self.me;
        ctx.desk(|desk| {
            desk.tally.sent += 1;
            if let Some(period) = again {
                desk.outbox.wake(me, period, AnyMessage::new(WakeUp(id)));
            }
        });
        self.handle(Envelope::new(AnyMessage::new(wakeup), me), Vec::new(), ctx)
    }

    /// Makes the first instance of an actor that another one has created.
    fn first_breath(&mut self, ctx: &mut Context) -> Verdict {
        let Err(failed) = self.begin() else { return Verdict::Alive };
        tracing::warn!(actor = self.name(), address = %self.me, failure = %failed, "an actor failed to start");
        let reason = ExitReason::FailedToStart(failed.to_string());
        self.phase = Phase::Stillborn(Box::new(failed));
        self.tell(self.parent, ChildActorExited::new(self.me, reason), ctx);
        // It stays to return what is sent to it until its creator has learned of this.
        Verdict::Alive
    }

    /// Only an urgent exit overtakes an actor's first envelope.
    #[cold]
    fn deliver_unborn(&mut self, envelope: Envelope, ctx: &mut Context) -> Verdict {
        if envelope.message.is::<ActorExitRequest>() {
            ctx.desk(|desk| desk.tally.handled += 1);
            return self.end(ExitReason::Requested, ctx);
        }
        let me = self.me;
        ctx.desk(|desk| desk.bury(me, envelope, DeadLetterReason::TargetExited));
        Verdict::Alive
    }

    /// Returns what was sent to an actor that failed to start.
    #[cold]
    fn send_back(&mut self, envelope: Envelope, ctx: &mut Context) -> Verdict {
        if envelope.message.class() == Class::System {
            ctx.desk(|desk| desk.tally.handled += 1);
        } else if let Phase::Stillborn(failed) = &self.phase {
            let text = format!("`{}` failed to start: {}", self.name(), failed.text);
            let attempt = FailedAttempt::new(text, failed.place.clone());
            self.poison(envelope, vec![attempt], ctx);
        }
        Verdict::Alive
    }

    /// While its children go, an actor hears of them and of nothing else.
    #[cold]
    fn deliver_leaving(&mut self, envelope: Envelope, ctx: &mut Context) -> Verdict {
        if envelope.message.is::<ChildActorExited>() {
            return self.handle(envelope, Vec::new(), ctx);
        }
        if envelope.message.is::<ActorExitRequest>() {
            ctx.desk(|desk| desk.tally.handled += 1);
        } else {
            let me = self.me;
            ctx.desk(|desk| desk.bury(me, envelope, DeadLetterReason::TargetExited));
        }
        Verdict::Alive
    }

    fn tell<M: Message>(&self, to: ActorAddress, message: M, ctx: &mut Context) {
        let (from, envelope) = (self.me, Envelope::new(AnyMessage::new(message), self.me));
        ctx.desk(|desk| {
            if envelope.message.class() == Class::System {
                desk.record(|| Event::Told { from, to, message: envelope.message.name().into_owned() });
            }
            desk.post(to, envelope);
        });
    }

    /// Lays the actor's things on the desk.
    fn enter(&mut self, sender: ActorAddress, ctx: &mut Context) {
        let (affairs, ending) = (&mut self.affairs, matches!(self.phase, Phase::Leaving { told: true, .. }));
        ctx.seat(self.me, sender);
        ctx.desk(|desk| {
            desk.ending = ending;
            std::mem::swap(&mut desk.affairs, affairs);
        });
    }

    fn leave(&mut self, ctx: &mut Context) {
        let affairs = &mut self.affairs;
        self.wants_out |= ctx.desk(|desk| {
            std::mem::swap(&mut desk.affairs, affairs);
            std::mem::take(&mut desk.leaving)
        });
    }
}

/// What a message does to an actor besides being handed to it.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Effect {
    None,
    Exit { recursive: bool },
}

impl Effect {
    fn of(message: &AnyMessage) -> Self {
        if message.class() != Class::System {
            return Effect::None;
        }
        let request = message.downcast_ref::<ActorExitRequest>();
        request.map_or(Effect::None, |request| Effect::Exit { recursive: request.recursive })
    }
}
