//! Questions: what waits for an answer, and whether it can ever come.

mod error;
pub(crate) mod probing;
mod waits;

use std::borrow::Cow;
use std::fmt;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::task::{self, Poll, Waker};
use std::time::Instant;

pub use error::AskError;
pub use waits::AskChain;
pub(crate) use waits::{Wait, Waits};

use crate::address::ActorAddress;
use crate::message::{AnyMessage, DeadLetterReason, Message, PoisonMessage, TimeOver, Undelivered};

/// Which message ends an ask.
#[derive(Clone, Copy)]
pub(crate) struct Wanted {
    key: u64,
    name: fn() -> Cow<'static, str>,
}

impl Wanted {
    pub(crate) fn of<M: Message>() -> Self {
        Wanted { key: M::KEY, name: M::name }
    }

    pub(crate) fn any() -> Self {
        Self::of::<AnyMessage>()
    }

    /// Whether the message ends the ask: as its answer, or because none will come.
    pub(crate) fn is_ended_by(&self, message: &AnyMessage) -> bool {
        let key = message.key();
        key == self.key
            || self.key == AnyMessage::KEY
            || (key == 0 && message.name() == (self.name)())
            || message.is::<PoisonMessage>()
            || message.is::<Undelivered>()
            || message.is::<TimeOver>()
    }
}

/// How an ask ended.
#[derive(Debug)]
pub(crate) enum AskOutcome {
    Answer(AnyMessage),
    Poison(PoisonMessage),
    Undelivered(DeadLetterReason),
    TimeOver,
    ShutDown,
}

impl AskOutcome {
    pub(crate) fn into_answer(self) -> Result<AnyMessage, AskError> {
        match self {
            AskOutcome::Answer(answer) => Ok(answer),
            AskOutcome::Poison(poison) => Err(AskError::Poison(poison)),
            AskOutcome::Undelivered(reason) => Err(reason.into()),
            AskOutcome::TimeOver => Err(AskError::Timeout),
            AskOutcome::ShutDown => Err(AskError::ShutDown),
        }
    }
}

impl From<AnyMessage> for AskOutcome {
    fn from(message: AnyMessage) -> Self {
        if let Some(Undelivered { reason }) = message.downcast_ref() {
            return AskOutcome::Undelivered(*reason);
        }
        if message.is::<TimeOver>() {
            return AskOutcome::TimeOver;
        }
        match message.downcast::<PoisonMessage>() {
            Ok(poison) => AskOutcome::Poison(poison),
            Err(other) => AskOutcome::Answer(other.message),
        }
    }
}

/// Reads an answer whose type is known.
pub(crate) fn read_answer<M: Message>(answer: AnyMessage) -> Result<M, AskError> {
    answer.downcast::<M>().map_err(|error| {
        tracing::warn!(%error, "an answer could not be decoded");
        AskError::Undecodable
    })
}

/// Who keeps the questions that are open.
pub(crate) trait Asker: Send + Sync {
    /// Nobody waits at this address any more.
    fn forget(&self, address: ActorAddress);

    /// An answer that came in the moment in which nobody waited any more.
    fn too_late(&self, answer: AnyMessage);
}

/// A question that waits for its answer; dropped, it waits no more.
pub(crate) struct Ask {
    asker: Arc<dyn Asker>,
    address: ActorAddress,
    slot: Arc<Slot>,
}

/// Where an answer lies until who asked takes it.
#[derive(Default)]
pub(crate) struct Slot {
    /// Whether there is an outcome, for who looks without the lock.
    is_filled: AtomicBool,
    state: Mutex<State>,
    filled: Condvar,
}

#[derive(Default)]
struct State {
    outcome: Option<AskOutcome>,
    taken: bool,
    waker: Option<Waker>,
}

impl State {
    fn take(&mut self) -> Option<AskOutcome> {
        let outcome = self.outcome.take()?;
        self.taken = true;
        Some(outcome)
    }
}

impl Slot {
    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Whether somebody still waits.
    pub(crate) fn is_empty(&self) -> bool {
        let state = self.state();
        state.outcome.is_none() && !state.taken
    }

    /// Puts an outcome in; who waits is told by [`tell`](Self::tell), which is to come soon.
    pub(crate) fn put(&self, outcome: AskOutcome) {
        self.state().outcome = Some(outcome);
        self.is_filled.store(true, Ordering::Release);
    }

    /// Wakes who waits. It may run at once, and ask for any lock that the caller has.
    pub(crate) fn tell(&self) {
        let waker = self.state().waker.take();
        self.filled.notify_all();
        if let Some(waker) = waker {
            waker.wake();
        }
    }

    pub(crate) fn fill(&self, outcome: AskOutcome) {
        self.put(outcome);
        self.tell();
    }
}

impl Ask {
    pub(crate) fn new(asker: Arc<dyn Asker>, address: ActorAddress, slot: Arc<Slot>) -> Self {
        Ask { asker, address, slot }
    }

    /// Where the answer goes.
    pub(crate) fn address(&self) -> ActorAddress {
        self.address
    }

    pub(crate) fn slot(&self) -> Arc<Slot> {
        self.slot.clone()
    }

    /// Whether there was an outcome at any time.
    pub(crate) fn is_over(&self) -> bool {
        self.slot.is_filled.load(Ordering::Acquire)
    }

    pub(crate) fn take(&self) -> Option<AskOutcome> {
        self.slot.state().take()
    }

    /// Waits for the answer; `None` when the deadline comes first.
    #[cfg_attr(
        not(any(feature = "thread-pool", feature = "process")),
        expect(dead_code, reason = "waits that block a thread are for bases whose actors run in others")
    )]
    pub(crate) fn wait(&self, deadline: Instant) -> Option<AskOutcome> {
        let mut state = self.slot.state();
        while state.outcome.is_none() {
            let left = deadline.checked_duration_since(Instant::now())?;
            let waited = self.slot.filled.wait_timeout(state, left);
            state = waited.unwrap_or_else(PoisonError::into_inner).0;
        }
        state.take()
    }

    pub(crate) fn poll(&self, cx: &mut task::Context<'_>) -> Poll<AskOutcome> {
        let mut state = self.slot.state();
        if let Some(outcome) = state.take() {
            return Poll::Ready(outcome);
        }
        match &mut state.waker {
            Some(waker) => waker.clone_from(cx.waker()),
            none => *none = Some(cx.waker().clone()),
        }
        Poll::Pending
    }
}

impl Drop for Ask {
    fn drop(&mut self) {
        self.asker.forget(self.address);
        if let Some(AskOutcome::Answer(late)) = self.take() {
            self.asker.too_late(late);
        }
    }
}

impl fmt::Debug for Ask {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Ask").field(&self.address).finish()
    }
}
