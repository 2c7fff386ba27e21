//! An address that leads to the actor of a global name, for the actor that asked for it.
//!
//! It is a cell without an instance. It claims the name, keeps what comes meanwhile in its order, and passes on. It ends
//! when the actor it leads to does, which its creator learns as it learns of a child's end; or with its creator, but not
//! before all that came to it is on its way.

use std::collections::VecDeque;

use super::{Cell, Phase, Verdict};
use crate::actor::Context;
use crate::actor::naming::Claim;
use crate::actor::registry::NoActor;
use crate::address::ActorAddress;
use crate::envelope::Envelope;
use crate::message::contents::Class;
use crate::message::{
    ActorExitRequest, ActorExited, Adopted, Begin, ChildActorExited, ClaimOutcome, DeadLetterReason,
    ExitReason, FailedAttempt, Lost, NewParent, Released, Unwatch, Watch,
};

pub(super) struct Alias {
    /// What is asked for, until it is.
    claim: Option<Claim>,
    /// To whom it leads, once that is known.
    holder: Option<ActorAddress>,
    stash: VecDeque<Envelope>,
    /// Whether its creator has ended.
    released: bool,
}

impl Cell {
    /// Whether it is an address for that actor.
    pub(super) fn leads_to(&self, who: ActorAddress) -> bool {
        matches!(&self.phase, Phase::Alias(alias) if alias.holder == Some(who))
    }
}

impl Alias {
    pub(super) fn waiting(&self) -> usize {
        self.stash.len()
    }
}

impl Cell {
    /// An address for the actor of this name.
    pub(crate) fn alias(name: String, seed: Box<Cell>) -> Box<Cell> {
        let mut cell = Cell::unborn(NoActor::new(seed.name(), String::new()));
        let claim = Some(Claim::new(name, seed));
        let alias = Alias { claim, holder: None, stash: VecDeque::new(), released: false };
        (cell.phase, cell.is_alias) = (Phase::Alias(Box::new(alias)), true);
        cell
    }

    #[cold]
    pub(super) fn deliver_alias(&mut self, envelope: Envelope, ctx: &mut Context) -> Verdict {
        let me = self.me;
        let Phase::Alias(alias) = &mut self.phase else { return Verdict::Alive };
        let message = &envelope.message;
        if message.class() == Class::Internal {
            if message.is::<Begin>() {
                if let Some(claim) = alias.claim.take() {
                    self.tell(ActorAddress::admin(me.home()), claim, ctx);
                }
            } else if let Some(outcome) = message.downcast_ref::<ClaimOutcome>() {
                return self.claimed(outcome, ctx);
            } else if let Some(NewParent(parent)) = message.downcast_ref() {
                return self.release(*parent, ctx);
            } else if message.is::<Watch>() {
                self.affairs.add_watcher(envelope.sender);
            } else if message.is::<Unwatch>() {
                self.affairs.remove_watcher(envelope.sender);
            } else if let Some(Lost(reason)) = message.downcast_ref() {
                return self.lose(envelope.sender, reason, ctx);
            }
            return Verdict::Alive;
        }
        let of_system = envelope.sender == ActorAddress::admin(me.home());
        if of_system && message.is::<ActorExitRequest>() {
            ctx.desk(|desk| desk.tally.handled.add(1));
            for envelope in std::mem::take(&mut alias.stash) {
                ctx.desk(|desk| desk.bury(me, envelope, DeadLetterReason::TargetExited));
            }
            return self.end(ExitReason::Requested, ctx);
        }
        match alias.holder {
            Some(holder) => {
                if let Some(ActorExited { actor, reason }) = message.downcast_ref()
                    && *actor == holder
                    && envelope.sender == holder
                {
                    let reason = reason.clone();
                    ctx.desk(|desk| desk.tally.handled.add(1));
                    return self.end(reason, ctx);
                }
                ctx.desk(|desk| desk.hand_over(holder, envelope));
            }
            None => alias.stash.push_back(envelope),
        }
        Verdict::Alive
    }

    /// The system has answered.
    fn claimed(&mut self, outcome: &ClaimOutcome, ctx: &mut Context) -> Verdict {
        let Phase::Alias(alias) = &mut self.phase else { return Verdict::Alive };
        let stash = std::mem::take(&mut alias.stash);
        match outcome {
            ClaimOutcome::Held(holder) => {
                alias.holder = Some(*holder);
                let released = alias.released;
                self.tell(*holder, Watch, ctx);
                stash.into_iter().for_each(|envelope| ctx.desk(|desk| desk.hand_over(*holder, envelope)));
                if released { self.leave_quietly(ctx) } else { Verdict::Alive }
            }
            ClaimOutcome::Refused(reason) if !reason.is_stillbirth() => {
                // The holder has ended before anybody could have it.
                for envelope in stash {
                    ctx.desk(|desk| desk.bury(self.me, envelope, DeadLetterReason::TargetExited));
                }
                self.end(reason.clone(), ctx)
            }
            ClaimOutcome::Refused(reason) => {
                self.tell_watchers(reason, ctx);
                self.phase = Phase::Stillborn(Box::new(FailedAttempt::new(reason.to_string(), None)));
                self.tell(self.parent, ChildActorExited::new(self.me, reason.clone()), ctx);
                stash.into_iter().for_each(|envelope| {
                    let _ = self.send_back(envelope, ctx);
                });
                Verdict::Alive
            }
        }
    }

    /// Its creator has ended; the actor it leads to goes on.
    fn release(&mut self, system: ActorAddress, ctx: &mut Context) -> Verdict {
        let Phase::Alias(alias) = &mut self.phase else { return Verdict::Alive };
        if alias.holder.is_some() {
            return self.leave_quietly(ctx);
        }
        // What it keeps is to arrive; until then it is the system's.
        alias.released = true;
        let creator = std::mem::replace(&mut self.parent, system);
        self.tell(system, Adopted, ctx);
        self.tell(creator, Released, ctx);
        Verdict::Alive
    }

    fn leave_quietly(&mut self, ctx: &mut Context) -> Verdict {
        self.tell(self.parent, Released, ctx);
        if let Phase::Alias(alias) = &self.phase
            && let Some(holder) = alias.holder
        {
            self.tell(holder, Unwatch, ctx);
        }
        self.tell_watchers(&ExitReason::Finished, ctx);
        Verdict::Exited
    }
}
