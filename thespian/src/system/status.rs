//! How a system and its actors are.

use std::time::Duration;

use super::{ActorSystem, waits};
use crate::actor::AskError;
use crate::actor::ask::{Wanted, read_answer};
use crate::address::ActorAddress;
use crate::base::Unwaited;
use crate::error::{Error, Result};
use crate::message::{
    ActorStatus, ActorStatusRequest, AnyMessage, DeadLetterReason, SystemReport, SystemReportRequest,
};
use crate::status::{MessageCounts, SystemStatus};

pub(super) fn refused(unwaited: Unwaited) -> Error {
    waits("status", "an `ActorStatusRequest` to the actor in question", unwaited)
}

impl ActorSystem {
    /// What there is in the system at this moment.
    ///
    /// ```
    /// use thespian::prelude::*;
    ///
    /// # fn main() -> thespian::Result<()> {
    /// let system = ActorSystem::builder().unique().start()?;
    /// let status = system.status()?;
    /// assert_eq!(status.actors, 0);
    /// assert!(status.messages.add_up());
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    /// If the system is down, or inside a handler.
    pub fn status(&self) -> Result<SystemStatus> {
        let request = AnyMessage::new(SystemReportRequest);
        let report = self.shared.ask_system(request, Wanted::of::<SystemReport>());
        report.and_then(|report| self.status_with(report)).map_err(refused)
    }

    /// The status, with what the system's own actor has said.
    pub(super) fn status_with(&self, report: AnyMessage) -> Result<SystemStatus, Unwaited> {
        let report = report.downcast::<SystemReport>().map_err(|_| Unwaited::Closed)?;
        let census = self.shared.engine.census()?;
        let dead = DeadLetterReason::ALL.map(|reason| (reason, census.tally.dead[reason.index()]));
        let messages = MessageCounts {
            sent: census.tally.sent,
            handled: census.tally.handled,
            returned: census.tally.returned,
            dead_letters: dead.into_iter().filter(|(_, count)| *count > 0).collect(),
            waiting: census.waiting,
            unseen_errors: census.tally.unseen_errors,
        };
        Ok(SystemStatus {
            base: self.base().to_string(),
            capabilities: self.capabilities(),
            actors: census.actors,
            children: report.children,
            global_names: report.global_names,
            dead_letter_handlers: report.dead_letter_handlers,
            processes: census.processes,
            messages,
        })
    }

    /// How one actor is at this moment; it answers before all that waits for it, and while its handler awaits something.
    ///
    /// ```
    /// use std::time::Duration;
    /// use thespian::prelude::*;
    ///
    /// # #[actor] #[derive(Default)] struct Counter { count: i64 }
    /// # #[receive] impl Counter { fn add(&mut self, by: &i64) -> i64 { self.count += by; self.count } }
    /// # fn main() -> thespian::Result<()> {
    /// # let system = thespian::testing::system("sequential")?;
    /// let counter = system.create_actor::<Counter>()?;
    /// system.tell(&counter, 1_i64)?;
    /// let status = system.actor_status(counter, Duration::from_secs(1))?;
    /// assert_eq!((status.handled, status.waiting), (1, 0));
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    /// If it has ended, or does not answer in time, since its handler does not come to an end; inside a handler, where an
    /// [`ActorStatusRequest`] can be sent.
    pub fn actor_status(
        &self,
        who: impl Into<ActorAddress>,
        timeout: Duration,
    ) -> Result<ActorStatus, AskError> {
        let (wanted, request) = (Wanted::of::<ActorStatus>(), AnyMessage::new(ActorStatusRequest));
        read_answer(self.shared.ask_for(wanted, who.into(), request, timeout)?)
    }
}
