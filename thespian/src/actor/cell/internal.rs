//! What the runtime tells an actor, and no handler sees.

use super::{Cell, Phase, Verdict};
use crate::actor::Context;
use crate::envelope::Envelope;
use crate::message::{
    ActorExitRequest, ActorExited, Adopted, Announce, AnyMessage, Begin, CapabilitiesChanged, Discard,
    ExitReason, GoOn, GraceOver, Lives, Lost, NewParent, Released, Unmourned, Unwatch, WakeUp, WakeupId,
    Watch,
};

impl Cell {
    #[cold]
    pub(super) fn deliver_internal(&mut self, envelope: Envelope, ctx: &mut Context) -> Verdict {
        let message = &envelope.message;
        if message.is::<Begin>() {
            return match self.phase {
                Phase::Unborn => self.first_breath(ctx),
                _ => Verdict::Alive,
            };
        }
        if message.is::<GoOn>() {
            // What it was for has gone on by itself.
            self.stash.goes_on = false;
            return Verdict::Alive;
        }
        if message.is::<Announce>() {
            if !matches!(self.phase, Phase::Stillborn(_)) {
                self.tell(envelope.sender, Lives, ctx);
            }
            return Verdict::Alive;
        }
        if message.is::<CapabilitiesChanged>() {
            return self.recheck(ctx);
        }
        if message.is::<Unmourned>() {
            if !matches!(self.phase, Phase::Stillborn(_)) {
                return Verdict::Alive;
            }
            ctx.desk(|desk| desk.setting.rooms.close(self.me));
            return Verdict::Exited;
        }
        if let Some(NewParent(parent)) = message.downcast_ref::<NewParent>() {
            if matches!(self.phase, Phase::Stillborn(_)) {
                return Verdict::Alive; // its parent has been told of its end already
            }
            let old = std::mem::replace(&mut self.parent, *parent);
            self.tell(*parent, Adopted, ctx);
            self.tell(old, Released, ctx);
            return Verdict::Alive;
        }
        if message.is::<Unwatch>() {
            self.affairs.remove_watcher(envelope.sender);
            return Verdict::Alive;
        }
        if message.is::<Watch>() {
            match &self.phase {
                Phase::Stillborn(failed) => {
                    let exited = ActorExited::new(self.me, ExitReason::FailedToStart(failed.to_string()));
                    self.tell(envelope.sender, exited, ctx);
                }
                _ => self.affairs.add_watcher(envelope.sender),
            }
            return Verdict::Alive;
        }
        if message.is::<Adopted>() {
            self.affairs.add_child(envelope.sender);
            if matches!(self.phase, Phase::Leaving { .. }) {
                self.tell(envelope.sender, ActorExitRequest::now(), ctx);
            } else if ctx.desk(|desk| desk.setting.capabilities_have_changed()) {
                // Perhaps while it had no parent to tell it.
                self.tell(envelope.sender, CapabilitiesChanged, ctx);
            }
            return Verdict::Alive;
        }
        if message.is::<Released>() {
            self.affairs.remove_child(envelope.sender);
            return self.if_last_child_left(ctx);
        }
        if let Some(Lost(reason)) = message.downcast_ref::<Lost>() {
            return self.lose(envelope.sender, reason, ctx);
        }
        if let Some(WakeUp(id)) = message.downcast_ref::<WakeUp>() {
            return self.wake(*id, ctx);
        }
        if message.is::<Discard>() {
            return self.end(ExitReason::Finished, ctx);
        }
        // What is left is for an actor of the runtime's own.
        if matches!(self.phase, Phase::Running) && !message.is::<GraceOver>() {
            return self.handle(envelope, Vec::new(), ctx);
        }
        Verdict::Alive
    }

    /// A timer has come due; the actor may have cancelled it since.
    fn wake(&mut self, id: WakeupId, ctx: &mut Context) -> Verdict {
        if !matches!(self.phase, Phase::Running) {
            return Verdict::Alive;
        }
        let Some(wakeup) = self.affairs.fire(id) else { return Verdict::Alive };
        let me = self.me;
        ctx.desk(|desk| desk.tally.sent.add(1));
        self.handle(Envelope::new(AnyMessage::new(wakeup), me), Vec::new(), ctx)
    }

    /// Arms a timer that repeats, once its last wakeup is done with.
    pub(super) fn rearm(&mut self, id: WakeupId, ctx: &mut Context) {
        if let Some(period) = self.affairs.period(id) {
            let me = self.me;
            let token = ctx.desk(|desk| desk.outbox.wake(me, period, AnyMessage::new(WakeUp(id))));
            self.affairs.arm(id, token);
        }
    }
}
