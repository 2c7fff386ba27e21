//! A cell whose handler awaits something: what comes meanwhile waits, in order; an urgent exit bounds the wait.

use std::collections::VecDeque;
use std::task::Poll;

use super::{Cell, Effect, Verdict};
use crate::actor::Context;
use crate::actor::suspended::GRACE;
use crate::envelope::Envelope;
use crate::message::contents::Class;
use crate::message::{
    ActorExitRequest, AnyMessage, CapabilitiesChanged, DeadLetterReason, Discard, ExitReason, GoOn,
    GraceOver, NewParent, Unwatch, Watch,
};

impl Cell {
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
                let (envelope, attempts, exit) = suspended.into_parts();
                let envelope = envelope.expect("a handler that is done has let go of its message");
                let verdict = self.conclude(envelope, attempts, turn, ctx);
                let verdict = match (exit, verdict, &mut self.suspended) {
                    // A second attempt awaits something again: the exit goes on waiting, no longer than before.
                    (Some(exit), _, Some(suspended)) => {
                        suspended.exit = Some(exit);
                        self.bound_suspension(ctx);
                        verdict
                    }
                    (Some(exit), Verdict::Alive, None) => self.deliver_now(exit, ctx),
                    (Some(_), _, None) => {
                        ctx.desk(|desk| desk.tally.handled.add(1));
                        verdict
                    }
                    (None, ..) => verdict,
                };
                self.go_on(verdict, ctx)
            }
        }
    }

    /// While a handler awaits something: all waits in order, but an urgent exit bounds the wait.
    #[cold]
    pub(super) fn deliver_suspended(&mut self, envelope: Envelope, ctx: &mut Context) -> Verdict {
        let Some(suspended) = self.suspended.as_deref_mut() else { return Verdict::Alive };
        let message = &envelope.message;
        if let Some(GraceOver(number)) = message.downcast_ref::<GraceOver>() {
            return if suspended.number == *number { self.kill(ctx) } else { Verdict::Pending };
        }
        let at_once = message.is::<NewParent>()
            || message.is::<CapabilitiesChanged>()
            || message.is::<Watch>()
            || message.is::<Unwatch>()
            || message.is::<GoOn>();
        if at_once {
            // None of it is for the handler, which goes on awaiting.
            let _ = self.deliver_internal(envelope, ctx);
            return Verdict::Pending;
        }
        if message.is::<Discard>() {
            if let Some(suspended) = self.suspended.take() {
                self.enter(suspended.sender(), ctx);
                suspended.abandon(&mut self.behaviour, ctx);
                self.leave(ctx);
            }
            return self.end(ExitReason::Finished, ctx);
        }
        if message.is::<ActorExitRequest>() && message.is_urgent() {
            if suspended.exit.is_none() {
                suspended.exit = Some(envelope);
                self.bound_suspension(ctx);
            } else {
                ctx.desk(|desk| desk.tally.handled.add(1));
            }
            return Verdict::Pending;
        }
        self.stash.push(envelope);
        Verdict::Pending
    }

    /// From now on the handler has as long as an exit grants.
    pub(super) fn bound_suspension(&self, ctx: &mut Context) {
        let (me, number) = (self.me, self.suspensions);
        ctx.desk(|desk| desk.outbox.wake(me, GRACE, AnyMessage::new(GraceOver(number))));
    }

    /// The handler did not let go in the time that an exit grants.
    #[cold]
    pub(super) fn kill(&mut self, ctx: &mut Context) -> Verdict {
        let Some(suspended) = self.suspended.take() else { return Verdict::Alive };
        self.enter(suspended.sender(), ctx);
        suspended.abandon(&mut self.behaviour, ctx);
        self.leave(ctx);
        let name = self.name();
        tracing::error!(actor = name, address = %self.me, "a handler was dropped: it still awaited something");
        let (envelope, _, exit) = suspended.into_parts();
        let spares = |envelope: &Option<Envelope>| {
            envelope.as_ref().is_some_and(|envelope| Effect::of(&envelope.message).spares_children())
        };
        // The request is the message that waits for the handler, or the one that the handler handles.
        let recursive = !spares(&exit) && !spares(&envelope);
        if let Some(envelope) = envelope {
            let me = self.me;
            ctx.desk(|desk| desk.bury(me, envelope, DeadLetterReason::TargetExited));
        }
        ctx.desk(|desk| {
            desk.tally.handled.add(u64::from(exit.is_some()));
            desk.tally.kills.add(1);
        });
        let reason =
            format!("its handler still awaited something {} s after the exit request", GRACE.as_secs());
        let verdict = self.begin_exit(ExitReason::Killed(reason), recursive, ctx);
        self.go_on(verdict, ctx)
    }

    /// Comes back to what waits in the cell, one message at a time, so that what is urgent overtakes it.
    fn go_on(&mut self, verdict: Verdict, ctx: &mut Context) -> Verdict {
        if verdict == Verdict::Alive && !self.stash.is_empty() && !self.stash.goes_on {
            self.stash.goes_on = true;
            self.tell(self.me, GoOn, ctx);
        }
        verdict
    }

    /// Delivers what has waited longest, before what comes now.
    #[cold]
    pub(super) fn deliver_from_stash(&mut self, behind: Envelope, ctx: &mut Context) -> Verdict {
        if behind.message.is::<GoOn>() {
            self.stash.goes_on = false;
        } else {
            self.stash.push(behind);
        }
        let Some(first) = self.stash.pop() else { return Verdict::Alive };
        let verdict = self.deliver_now(first, ctx);
        self.go_on(verdict, ctx)
    }

    /// What waits in the cell is lost with it.
    pub(super) fn bury_stash(&mut self, ctx: &mut Context) {
        let me = self.me;
        while let Some(envelope) = self.stash.pop() {
            ctx.desk(|desk| desk.bury(me, envelope, DeadLetterReason::TargetExited));
        }
    }
}

/// What came for an actor while its handler awaited something, in order. Most have nothing, and pay 16 bytes.
#[derive(Default)]
#[expect(clippy::box_collection, reason = "every cell has one, and most are empty")]
pub(super) struct Stash {
    waiting: Option<Box<VecDeque<Envelope>>>,
    /// Whether the cell has been told to come back to it.
    pub(super) goes_on: bool,
}

impl Stash {
    pub(super) fn is_empty(&self) -> bool {
        self.waiting.is_none()
    }

    fn push(&mut self, envelope: Envelope) {
        self.waiting.get_or_insert_default().push_back(envelope);
    }

    fn pop(&mut self) -> Option<Envelope> {
        let waiting = self.waiting.as_mut()?;
        let envelope = waiting.pop_front();
        if waiting.is_empty() {
            self.waiting = None;
        }
        envelope
    }

    /// How many messages it holds, without the runtime's own.
    pub(super) fn len(&self) -> usize {
        let all = self.waiting.iter().flat_map(|waiting| waiting.iter());
        all.filter(|envelope| envelope.message.class() != Class::Internal).count()
    }
}
