//! A handler that awaits something, and what waits for it.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::task::{self, Poll, Waker};
use std::time::Duration;

use super::{Behaviour, Context, Desk, Turn, contain};
use crate::address::ActorAddress;
use crate::envelope::Envelope;
use crate::message::contents::Class;
use crate::message::{AnyMessage, FailedAttempt};

/// How long an exit waits for a handler that awaits something, before its future is dropped.
pub(crate) const GRACE: Duration = Duration::from_secs(5);

/// The desk at which a suspended handler's context works: there only while the handler is polled.
pub(crate) struct Loan {
    /// The name of the actor's type.
    name: &'static str,
    lent: Mutex<Option<Box<Desk>>>,
}

impl Loan {
    fn to(name: &'static str) -> Self {
        Loan { name, lent: Mutex::new(None) }
    }

    pub(crate) fn name(&self) -> &'static str {
        self.name
    }

    fn lent(&self) -> MutexGuard<'_, Option<Box<Desk>>> {
        self.lent.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(crate) fn with<R>(&self, work: impl FnOnce(&mut Desk) -> R) -> R {
        self.try_with(work).expect("a context is used by its handler only, while that is polled")
    }

    /// Nothing, where there is no desk now.
    pub(crate) fn try_with<R>(&self, work: impl FnOnce(&mut Desk) -> R) -> Option<R> {
        self.lent().as_deref_mut().map(work)
    }

    pub(crate) fn give(&self, desk: Box<Desk>) {
        *self.lent() = Some(desk);
    }

    pub(crate) fn take_back(&self) -> Box<Desk> {
        self.lent().take().expect("who gave the desk takes it back once")
    }
}

/// One attempt to handle a message, while its handler awaits something.
pub(crate) struct Suspended {
    message: Arc<AnyMessage>,
    sender: ActorAddress,
    /// Which of the actor's suspensions this is.
    pub(crate) number: u32,
    pub(crate) attempts: Vec<FailedAttempt>,
    loan: Arc<Loan>,
    waker: Waker,
    /// An exit that waits for the handler, for as long as [`GRACE`].
    pub(crate) exit: Option<Envelope>,
}

impl Suspended {
    /// Gives a message to the actor's asynchronous handler, and does not poll it yet.
    pub(crate) fn begin(
        behaviour: &mut dyn Behaviour,
        envelope: Envelope,
        attempts: Vec<FailedAttempt>,
        number: u32,
        ctx: &mut Context,
    ) -> Self {
        let message = Arc::new(envelope.message);
        let loan = Arc::new(Loan::to(behaviour.profile().name));
        behaviour.receive_async(message.clone(), ctx.on_loan(loan.clone()));
        let who = ctx.my_address();
        let waker = ctx.desk(|desk| desk.outbox.waker(who));
        Suspended { message, sender: envelope.sender, number, attempts, loan, waker, exit: None }
    }

    /// How many messages it has: the one being handled, and the exit.
    pub(crate) fn waiting(&self) -> usize {
        usize::from(self.message.class() != Class::Internal) + usize::from(self.exit.is_some())
    }

    pub(crate) fn sender(&self) -> ActorAddress {
        self.sender
    }

    /// Lets the handler go on.
    pub(crate) fn poll(
        &self,
        behaviour: &mut dyn Behaviour,
        ctx: &mut Context,
    ) -> Poll<Result<Turn, FailedAttempt>> {
        let mut cx = task::Context::from_waker(&self.waker);
        match ctx.lend(&self.loan, || contain(|| behaviour.poll(&mut cx))) {
            Ok(Poll::Pending) => Poll::Pending,
            Ok(Poll::Ready(turn)) => Poll::Ready(Ok(turn)),
            Err(attempt) => {
                // The future is not polled again after a panic; what it holds may still use its context.
                ctx.lend(&self.loan, || behaviour.retire());
                Poll::Ready(Err(attempt))
            }
        }
    }

    /// Drops the handler where it stands.
    pub(crate) fn abandon(&self, behaviour: &mut dyn Behaviour, ctx: &mut Context) {
        ctx.lend(&self.loan, || behaviour.retire());
    }

    /// The message, once the handler is done with it, and the exit that waited.
    pub(crate) fn into_parts(self) -> (Option<Envelope>, Vec<FailedAttempt>, Option<Envelope>) {
        let sender = self.sender;
        let envelope = Arc::into_inner(self.message).map(|message| Envelope::new(message, sender));
        (envelope, self.attempts, self.exit)
    }
}
