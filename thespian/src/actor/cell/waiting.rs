//! A cell whose handler awaits something: what comes meanwhile waits, in order; an urgent exit bounds the wait.

use std::collections::VecDeque;
use std::task::Poll;

use super::{Cell, Effect, Verdict};
use crate::actor::Context;
use crate::actor::suspended::GRACE;
use crate::envelope::Envelope;
use crate::message::{
    ActorExitRequest, AnyMessage, CapabilitiesChanged, DeadLetterReason, ExitReason, GraceOver, NewParent,
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
                let (envelope, attempts, mut stash, exit) = suspended.into_parts();
                let envelope = envelope.expect("a handler that is done has let go of its message");
                let verdict = self.conclude(envelope, attempts, turn, ctx);
                match (exit, &mut self.suspended) {
                    // A second attempt awaits something again: the exit goes on waiting, no longer than before.
                    (Some(exit), Some(suspended)) => {
                        suspended.exit = Some(exit);
                        self.bound_suspension(ctx);
                    }
                    (Some(exit), None) => stash.push_front(exit),
                    (None, _) => {}
                }
                self.deliver_stash(verdict, stash, ctx)
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
        if message.is::<NewParent>() || message.is::<CapabilitiesChanged>() {
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
        let (envelope, _, stash, exit) = suspended.into_parts();
        if let Some(envelope) = envelope {
            let me = self.me;
            ctx.desk(|desk| desk.bury(me, envelope, DeadLetterReason::TargetExited));
        }
        let recursive = !exit.as_ref().is_some_and(|exit| Effect::of(&exit.message).spares_children());
        ctx.desk(|desk| {
            desk.tally.handled += u64::from(exit.is_some());
            desk.tally.kills += 1;
        });
        let reason =
            format!("its handler still awaited something {} s after the exit request", GRACE.as_secs());
        let verdict = self.begin_exit(ExitReason::Killed(reason), recursive, ctx);
        self.deliver_stash(verdict, stash, ctx)
    }

    /// Delivers what waited for a handler.
    pub(super) fn deliver_stash(
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
}
