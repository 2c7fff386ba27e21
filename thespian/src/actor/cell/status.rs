//! What there is to say of one actor, for who asks.

use super::{Cell, Phase};
use crate::actor::Context;
use crate::address::ActorAddress;
use crate::message::{ActorState, ActorStatus};

impl Cell {
    /// Tells somebody how the actor is: at once, whatever waits for it.
    #[cold]
    pub(super) fn report(&self, to: ActorAddress, ctx: &mut Context) {
        let me = self.me;
        let (in_mailbox, is_asking) =
            ctx.desk(|desk| (desk.outbox.depth(me), desk.setting.waits.is_asking(me)));
        let state = match (&self.suspended, &self.phase) {
            (_, Phase::Leaving { .. }) => ActorState::Leaving,
            (Some(_), _) if is_asking => ActorState::Asking,
            (Some(_), _) => ActorState::Awaiting,
            (None, Phase::Unborn) => ActorState::Starting,
            (None, Phase::Stillborn(_)) => ActorState::FailedToStart,
            (None, _) => ActorState::Running,
        };
        let status = ActorStatus {
            address: me,
            name: self.name().to_owned(),
            parent: (self.parent != me).then_some(self.parent),
            children: self.affairs.children(),
            state,
            waiting: in_mailbox + self.stash.len(),
            mailbox: self.room.as_ref().map(|room| room.limit()),
            wakeups: self.affairs.timers(),
            handled: self.handled,
            failures: self.failures,
        };
        self.tell(to, status, ctx);
    }
}
