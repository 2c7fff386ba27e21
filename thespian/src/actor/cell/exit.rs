//! How an actor ends: it is handed the request, its children go first, its creator is told once.

use super::{Cell, Effect, Phase, Verdict};
use crate::actor::Context;
use crate::address::ActorAddress;
use crate::envelope::Envelope;
use crate::message::{
    ActorExitRequest, ActorExited, AnyMessage, ChildActorExited, DeadEnvelope, DeadLetterReason, Discard,
    ExitCause, ExitReason, HandleDeadLetters, NewParent, Released, Unmourned, Unwatch,
};
use crate::trace::Event;

impl Cell {
    /// What a message does to the actor once it has been handed to it.
    pub(super) fn after(&mut self, effect: Effect, ctx: &mut Context) -> Verdict {
        if let Effect::Exit { recursive, cause } = effect {
            let reason = match cause {
                ExitCause::Requested => ExitReason::Requested,
                ExitCause::LostCapability => {
                    ExitReason::CapabilityLost(self.lacking(ctx).unwrap_or_default())
                }
            };
            return self.begin_exit(reason, recursive, ctx);
        }
        if std::mem::take(&mut self.wants_out) && matches!(self.phase, Phase::Running) {
            // Whichever way an actor ends, its handler for the request has a chance to tidy up.
            let request = AnyMessage::new(ActorExitRequest::default());
            self.phase = Phase::Leaving { reason: Box::new(ExitReason::Finished), told: false };
            ctx.desk(|desk| desk.tally.sent.add(1));
            return self.handle(Envelope::new(request, self.me), Vec::new(), ctx);
        }
        self.if_last_child_left(ctx)
    }

    /// Starts to end the actor: first its children, then itself.
    pub(super) fn begin_exit(&mut self, why: ExitReason, recursive: bool, ctx: &mut Context) -> Verdict {
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
            // Named actors belong to the system.
            for alias in self.affairs.aliases() {
                self.tell(alias, NewParent(admin), ctx);
            }
            for helper in self.affairs.helpers() {
                self.tell(helper, Discard, ctx);
            }
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

    pub(super) fn if_last_child_left(&mut self, ctx: &mut Context) -> Verdict {
        match &mut self.phase {
            Phase::Leaving { reason, .. } if !self.affairs.has_children() => {
                let reason = std::mem::replace(&mut **reason, ExitReason::Finished);
                self.end(reason, ctx)
            }
            _ => Verdict::Alive,
        }
    }

    /// The end. What the base still has for this actor is buried by it.
    pub(super) fn end(&mut self, reason: ExitReason, ctx: &mut Context) -> Verdict {
        self.behaviour.retire();
        self.bury_stash(ctx);
        let me = self.me;
        if self.room.is_some() {
            ctx.desk(|desk| desk.setting.rooms.close(me));
        }
        ctx.desk(|desk| desk.record(|| Event::Exited(me)));
        if self.affairs.hears_dead_letters() {
            self.tell(ActorAddress::admin(me.home()), HandleDeadLetters(false), ctx);
        }
        for token in self.affairs.armed() {
            ctx.desk(|desk| desk.outbox.unwake(token));
        }
        // Before others, so that who waits for the end finds that a name is free again.
        if self.is_helper && !matches!(reason, ExitReason::PipeFailed(_)) {
            self.tell(self.parent, Released, ctx);
        } else if self.parent != self.me {
            self.tell(self.parent, ChildActorExited::new(self.me, reason.clone()), ctx);
        }
        self.tell_watchers(&reason, ctx);
        for watched in self.affairs.watched() {
            self.tell(watched, Unwatch, ctx);
        }
        Verdict::Exited
    }

    /// Tells who wants to know of the end.
    pub(super) fn tell_watchers(&self, reason: &ExitReason, ctx: &mut Context) {
        for watcher in self.affairs.watchers() {
            self.tell(watcher, ActorExited::new(self.me, reason.clone()), ctx);
        }
    }

    /// An actor is gone without having said so: what this one would have heard of its end, it hears now.
    pub(super) fn lose(&mut self, who: ActorAddress, reason: &ExitReason, ctx: &mut Context) -> Verdict {
        let mut verdict = Verdict::Alive;
        if self.affairs.answers_for(who) {
            let exited = ChildActorExited::new(who, reason.clone());
            verdict = self.deliver_told(Envelope::new(AnyMessage::new(exited), who), ctx);
        }
        let watched = self.affairs.watched().contains(&who) || self.leads_to(who);
        if watched && verdict == Verdict::Alive {
            let exited = ActorExited::new(who, reason.clone());
            verdict = self.deliver_told(Envelope::new(AnyMessage::new(exited), who), ctx);
        }
        verdict
    }

    /// Delivers what nobody could send any more.
    fn deliver_told(&mut self, envelope: Envelope, ctx: &mut Context) -> Verdict {
        ctx.desk(|desk| desk.tally.sent.add(1));
        self.deliver(envelope, ctx)
    }

    /// A child has ended.
    pub(super) fn let_go(&mut self, child: ActorAddress, reason: &ExitReason, ctx: &mut Context) {
        self.affairs.remove_child(child);
        if reason.is_stillbirth() {
            self.tell(child, Unmourned, ctx);
        }
    }

    /// Only an urgent exit overtakes an actor's first envelope.
    #[cold]
    pub(super) fn deliver_unborn(&mut self, envelope: Envelope, ctx: &mut Context) -> Verdict {
        if envelope.message.is::<ActorExitRequest>() {
            ctx.desk(|desk| desk.tally.handled.add(1));
            return self.end(ExitReason::Requested, ctx);
        }
        let me = self.me;
        ctx.desk(|desk| desk.bury(me, envelope, DeadLetterReason::TargetExited));
        Verdict::Alive
    }

    /// While its children go, an actor hears of them and of nothing else.
    #[cold]
    pub(super) fn deliver_leaving(&mut self, envelope: Envelope, ctx: &mut Context) -> Verdict {
        if let Some(ChildActorExited { child, reason }) = envelope.message.downcast_ref()
            && *child == envelope.sender
            && self.affairs.is_late(*child)
        {
            // Its handler would create another for it, perhaps, and so on.
            self.let_go(*child, reason, ctx);
            ctx.desk(|desk| desk.tally.handled.add(1));
            return self.if_last_child_left(ctx);
        }
        // The system hears of dead letters to the last, for those who handle them.
        let for_system = self.is_admin() && envelope.message.is::<DeadEnvelope>();
        if for_system || envelope.message.is::<ChildActorExited>() {
            return self.handle(envelope, Vec::new(), ctx);
        }
        if envelope.message.is::<ActorExitRequest>() {
            ctx.desk(|desk| desk.tally.handled.add(1));
        } else {
            let me = self.me;
            ctx.desk(|desk| desk.bury(me, envelope, DeadLetterReason::TargetExited));
        }
        Verdict::Alive
    }
}
