//! The first instance of an actor that another one has created, and what becomes of those that get none.

use super::{Cell, Phase, Stillbirth, Verdict};
use crate::actor::Context;
use crate::envelope::Envelope;
use crate::message::contents::Class;
use crate::message::{ChildActorExited, ExitReason, FailedAttempt};

impl Cell {
    /// Makes the first instance of an actor that another one has created.
    pub(super) fn first_breath(&mut self, ctx: &mut Context) -> Verdict {
        let Err(stillbirth) = ctx.desk(|desk| self.begin(&desk.setting)) else { return Verdict::Alive };
        let (failed, reason) = match stillbirth {
            Stillbirth::Failed(failed) => {
                let text = failed.to_string();
                (failed, ExitReason::FailedToStart(text))
            }
            Stillbirth::Misfit(lacking) => {
                let reason = ExitReason::NoCompatibleSystem(lacking);
                (FailedAttempt::new(reason.to_string(), None), reason)
            }
        };
        tracing::warn!(actor = self.name(), address = %self.me, failure = %failed, "an actor failed to start");
        self.phase = Phase::Stillborn(Box::new(failed));
        self.tell_watchers(&reason, ctx);
        self.tell(self.parent, ChildActorExited::new(self.me, reason), ctx);
        // It stays to return what is sent to it until its creator has learned of this.
        Verdict::Alive
    }

    /// Returns what was sent to an actor that failed to start.
    #[cold]
    pub(super) fn send_back(&mut self, envelope: Envelope, ctx: &mut Context) -> Verdict {
        if envelope.message.class() == Class::System {
            ctx.desk(|desk| desk.tally.handled.add(1));
        } else if let Phase::Stillborn(failed) = &self.phase {
            let text = format!("`{}` failed to start: {}", self.name(), failed.text);
            let attempt = FailedAttempt::new(text, failed.place.clone());
            self.poison(envelope, vec![attempt], ctx);
        }
        Verdict::Alive
    }
}
