//! Telling: a message, and the wait for a place in its mailbox.

use std::future::poll_fn;
use std::sync::Arc;
use std::task::Poll;
use std::time::{Duration, Instant};

use super::asynchronous::Reminder;
use super::{ActorSystem, Shared};
use crate::actor::ask::{AskOutcome, Wanted};
use crate::actor::{AskError, Entry, Room, Target, TrySendError, TrySendReason};
use crate::address::ActorAddress;
use crate::base::{PATIENCE, Unwaited};
use crate::envelope::Envelope;
use crate::error::{Error, Result};
use crate::message::{AnyMessage, Message};

impl ActorSystem {
    /// Sends a message. Its sender is this system's handle: what an actor sends there, with `ctx.reply` for
    /// instance, goes to [`listen`](Self::listen). What the handler *returns* answers an ask only, and is dropped
    /// here.
    ///
    /// To an actor that has ended it is `Ok`, and the message a dead letter. Where a mailbox is bounded, it waits up to
    /// 60 s for a place; inside a handler it never waits.
    ///
    /// # Errors
    /// If the system is down; if there was no place.
    pub fn tell<M: Message>(&self, to: &impl Target<M>, message: M) -> Result<()> {
        self.shared.enter_and_tell(to.target(), message.into_any())
    }

    /// Sends a message as [`tell`](Self::tell) does, but hands it back at once where a mailbox is full.
    ///
    /// # Errors
    /// If there is no room; if the system is down.
    pub fn try_tell<M: Message>(&self, to: &impl Target<M>, message: M) -> Result<(), TrySendError<M>> {
        let to = to.target();
        let Err((message, reason)) = self.shared.try_tell(to, message.into_any()) else { return Ok(()) };
        match message.downcast::<M>() {
            Ok(message) => Err(TrySendError::new(message, to, reason)),
            Err(_) => unreachable!("it was made of an `M`"),
        }
    }

    /// [`tell`](Self::tell), awaited where a mailbox is full.
    ///
    /// # Errors
    /// As [`tell`](Self::tell).
    pub fn tell_async<M: Message, T: Target<M>>(
        &self,
        to: &T,
        message: M,
    ) -> impl Future<Output = Result<()>> + Send + use<M, T> {
        self.shared.clone().enter_and_tell_async(to.target(), message.into_any())
    }
}

/// Why there is no place in a mailbox.
pub(super) enum NoPlace {
    Full,
    ShutDown,
}

impl NoPlace {
    fn into_error(self, to: ActorAddress) -> Error {
        match self {
            NoPlace::Full => Error::MailboxFull { to },
            NoPlace::ShutDown => Error::ShutDown,
        }
    }
}

impl From<NoPlace> for AskError {
    fn from(no_place: NoPlace) -> Self {
        match no_place {
            NoPlace::Full => AskError::MailboxFull,
            NoPlace::ShutDown => AskError::ShutDown,
        }
    }
}

impl Shared {
    fn enter_and_tell(&self, to: ActorAddress, message: AnyMessage) -> Result<()> {
        self.enter(to, &message, PATIENCE).map_err(|no_place| no_place.into_error(to))?;
        self.tell(to, message)
    }

    async fn enter_and_tell_async(self: Arc<Self>, to: ActorAddress, message: AnyMessage) -> Result<()> {
        self.enter_async(to, &message, PATIENCE).await.map_err(|no_place| no_place.into_error(to))?;
        self.tell(to, message)
    }

    fn try_tell(&self, to: ActorAddress, message: AnyMessage) -> Result<(), (AnyMessage, TrySendReason)> {
        if !self.engine.is_open() {
            return Err((message, TrySendReason::ShutDown));
        }
        if self.engine.setting().rooms.try_enter(to, &message, Entry::Paying).is_none() {
            return Err((message, TrySendReason::MailboxFull));
        }
        // Should the system go down in this moment, the message goes with it as any that waits.
        let _ = self.tell(to, message);
        Ok(())
    }

    /// Posts a message that has its place.
    fn tell(&self, to: ActorAddress, message: AnyMessage) -> Result<()> {
        let envelope = Envelope::new(message, self.endpoint.address());
        self.engine.post(to, envelope, "tell").map_err(|_| Error::ShutDown)
    }

    pub(super) fn room_for(&self, to: ActorAddress, message: &AnyMessage) -> Option<Arc<Room>> {
        if message.is_users() { self.engine.setting().rooms.of_any(to) } else { None }
    }

    /// Takes a place for a message, if its mailbox is bounded; waits for one where a call may wait.
    pub(super) fn enter(
        &self,
        to: ActorAddress,
        message: &AnyMessage,
        patience: Duration,
    ) -> Result<(), NoPlace> {
        let Some(room) = self.room_for(to, message) else { return Ok(()) };
        let since = Instant::now();
        while !room.enter(Entry::Paying) {
            let left = patience.saturating_sub(since.elapsed());
            match self.engine.await_place(&room, left) {
                Ok(true) => {}
                Ok(false) | Err(Unwaited::InHandler | Unwaited::TimeOver) => return Err(NoPlace::Full),
                Err(Unwaited::Closed) => return Err(NoPlace::ShutDown),
            }
        }
        Ok(())
    }

    /// The same, awaited.
    pub(super) async fn enter_async(
        &self,
        to: ActorAddress,
        message: &AnyMessage,
        patience: Duration,
    ) -> Result<(), NoPlace> {
        if self.engine.drives_in_caller() {
            return self.enter(to, message, patience);
        }
        let Some(room) = self.room_for(to, message) else { return Ok(()) };
        // A question that nobody is asked: it ends when the time does, or the system.
        let over = self.endpoint.ask(Wanted::of::<()>());
        let mut reminder = None;
        while !room.enter(Entry::Paying) {
            reminder.get_or_insert_with(|| Reminder::new(self, &over, patience));
            // An end is taken only where it is the answer: there may be no place after all.
            let end = poll_fn(|cx| match room.poll(cx.waker()) {
                true => Poll::Ready(None),
                false => over.poll(cx).map(Some),
            });
            match end.await {
                None => {}
                Some(AskOutcome::ShutDown) => return Err(NoPlace::ShutDown),
                Some(_) => return Err(NoPlace::Full),
            }
        }
        Ok(())
    }
}
