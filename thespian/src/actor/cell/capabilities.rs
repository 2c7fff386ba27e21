//! An actor whose host has changed: it ends if that is none for it any more.

use super::{Cell, Phase, Verdict};
use crate::actor::{Context, Host};
use crate::address::ActorAddress;
use crate::envelope::Envelope;
use crate::message::{ActorExitRequest, AnyMessage, CapabilitiesChanged};

impl Cell {
    /// Looks whether the host will still do, and lets the children look.
    #[cold]
    pub(super) fn recheck(&mut self, ctx: &mut Context) -> Verdict {
        // Who has not begun to live checks when it does; who ends takes its children along, or gives them away.
        if matches!(self.phase, Phase::Running) {
            if self.lacking(ctx).is_some() {
                let request = ActorExitRequest::for_lost_capability();
                ctx.desk(|desk| desk.tally.sent.add(1));
                let admin = ActorAddress::admin(self.me.home());
                return self.deliver(Envelope::new(AnyMessage::new(request), admin), ctx);
            }
            for child in self.affairs.children() {
                self.tell(child, CapabilitiesChanged, ctx);
            }
        }
        Verdict::Alive
    }

    /// What the host lacks, if it lacks something.
    pub(super) fn lacking(&self, ctx: &mut Context) -> Option<String> {
        ctx.desk(|desk| {
            super::hosting::misfit(self.behaviour.profile(), &Host::new(&desk.setting, &self.requirements))
        })
    }
}
