//! Wakeups, as a handler asks for them.

use std::time::Duration;

use crate::actor::Context;
use crate::message::{AnyMessage, Message, WakeUp, WakeupId};

impl Context {
    /// Asks for a [`WakeupMessage`](crate::WakeupMessage) with this payload when `delay` is over.
    ///
    /// Wakeups come by deadline, then in the order of request, and take their place in the mailbox. They stay
    /// over a failure of this actor, and end with it.
    #[doc(alias = "wakeupAfter")]
    pub fn wakeup_after<M: Message>(&mut self, delay: Duration, payload: M) -> WakeupId {
        self.wakeup(delay, payload.into_any(), false)
    }

    /// Asks for the same again and again, each time `period` after the last was handled, so that they do not
    /// pile up.
    pub fn wakeup_every<M: Message>(&mut self, period: Duration, payload: M) -> WakeupId {
        self.wakeup(period, payload.into_any(), true)
    }

    fn wakeup(&mut self, delay: Duration, payload: AnyMessage, repeats: bool) -> WakeupId {
        let me = self.me;
        self.desk(|desk| {
            let id = desk.affairs.add_timer(delay, payload, repeats);
            let token = desk.outbox.wake(me, delay, AnyMessage::new(WakeUp(id)));
            desk.affairs.arm(id, token);
            id
        })
    }

    /// Cancels a wakeup; says whether it was still to come. One that waits in the mailbox does not come either.
    pub fn cancel_wakeup(&mut self, id: WakeupId) -> bool {
        self.desk(|desk| match desk.affairs.cancel_timer(id) {
            Some(token) => {
                token.into_iter().for_each(|token| desk.outbox.unwake(token));
                true
            }
            None => false,
        })
    }
}
