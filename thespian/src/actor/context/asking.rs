//! Questions that a handler asks.

use std::pin::Pin;
use std::task::{self, Poll};
use std::time::Duration;

use super::Port;
use crate::actor::ask::{Ask, AskChain, AskError, AskOutcome, Wait, Wanted, read_answer};
use crate::actor::{AnswerOf, Answers, Context, Desk, Entry, Takes, Target, WakeToken};
use crate::address::{ActorAddress, Addr};
use crate::envelope::Envelope;
use crate::message::{AnyMessage, DeadLetterReason, Message, TimeOver};
use crate::trace::Event;

impl Context {
    /// Asks another actor, and waits for the answer of its handler's type; in `async` handlers.
    ///
    /// The question is sent when the future is first polled. Several may be awaited at once.
    ///
    /// ```
    /// # use std::time::Duration;
    /// # use thespian::prelude::*;
    /// # #[actor] #[derive(Default)] struct Clerk;
    /// # #[receive] impl Clerk { fn look_up(&mut self, key: &str) -> u64 { key.len() as u64 } }
    /// #[actor]
    /// #[derive(Default)]
    /// struct Office;
    ///
    /// #[receive]
    /// impl Office {
    ///     async fn sum(&mut self, keys: &[String], ctx: &mut Context) -> Result<u64, Failure> {
    ///         let clerk = ctx.create_actor::<Clerk>();
    ///         let mut sum = 0;
    ///         for key in keys {
    ///             sum += ctx.ask(&clerk, key.clone(), Duration::from_secs(1)).await?;
    ///         }
    ///         Ok(sum)
    ///     }
    /// }
    ///
    /// # fn main() -> thespian::Result<()> {
    /// # let system = thespian::testing::system("sequential")?;
    /// let office = system.create_actor::<Office>()?;
    /// let keys = vec!["four".to_owned(), "three".to_owned()];
    /// assert_eq!(system.ask(&office, keys, Duration::from_secs(1))?, 9);
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    /// [`AskError`] says why there is no answer. [`AskError::WouldDeadlock`], at once, if the other waits for this
    /// actor already, itself or through others; [`AskError::BlockingInHandler`] in a handler that is not `async`.
    pub fn ask<'c, A, M>(
        &'c self,
        to: &Addr<A>,
        message: M,
        timeout: Duration,
    ) -> impl Future<Output = Result<AnswerOf<A, M>, AskError>> + Send + use<'c, A, M>
    where
        M: Message,
        M::Kind: Takes<A, M>,
        <M::Kind as Takes<A, M>>::Reply: Answers<A, M>,
    {
        let question = Question { to: to.address(), message: message.into_any(), timeout };
        let asking = Asking::new(self, Wanted::of::<AnswerOf<A, M>>(), question);
        async move { read_answer::<AnswerOf<A, M>>(asking.await?) }
    }

    /// As [`ask`](Self::ask), for the first answer of any type.
    ///
    /// # Errors
    /// As [`ask`](Self::ask).
    pub fn ask_any<'c, M: Message, T: Target<M>>(
        &'c self,
        to: &T,
        message: M,
        timeout: Duration,
    ) -> impl Future<Output = Result<AnyMessage, AskError>> + Send + use<'c, M, T> {
        let question = Question { to: to.target(), message: message.into_any(), timeout };
        Asking::new(self, Wanted::any(), question)
    }
}

struct Question {
    to: ActorAddress,
    message: AnyMessage,
    timeout: Duration,
}

/// A question of an actor, from the first poll to the answer.
struct Asking<'c> {
    ctx: &'c Context,
    wanted: Wanted,
    question: Option<Question>,
    asked: Option<(Ask, WakeToken)>,
}

impl<'c> Asking<'c> {
    fn new(ctx: &'c Context, wanted: Wanted, question: Question) -> Self {
        Asking { ctx, wanted, question: Some(question), asked: None }
    }

    fn begin(&mut self, question: Question) -> Result<(), AskError> {
        let Port::Lent(loan) = &self.ctx.port else { return Err(AskError::BlockingInHandler) };
        let (asker, name, to) = (self.ctx.me, loan.name(), question.to);
        let asked = loan.with(|desk| {
            let ask = desk.outbox.open_ask(self.wanted);
            let wait = Wait::new(asker, name, to, ask.slot());
            // Before the question is on its way: who gets it may ask back at once.
            let entered = desk.setting.waits.enter(ask.address(), wait);
            entered.map_err(|chain| AskError::WouldDeadlock { chain })?;
            let token = desk.ask(&ask, asker, question);
            Ok::<_, AskError>((ask, token))
        })?;
        self.asked = Some(asked);
        Ok(())
    }

    /// Waits no more; the reason that no answer came, if it would have waited for ever.
    fn end(&mut self) -> Option<AskChain> {
        let (Some((ask, token)), Port::Lent(loan)) = (self.asked.take(), &self.ctx.port) else { return None };
        // There is no desk where a system that goes down drops its actors: nobody counts their waits any more.
        loan.try_with(|desk| {
            desk.outbox.unwake(token);
            desk.setting.waits.leave(ask.address())
        })?
    }
}

impl Desk {
    fn ask(&mut self, ask: &Ask, asker: ActorAddress, question: Question) -> WakeToken {
        let Question { to, message, timeout } = question;
        let reply = ask.address();
        self.record(|| Event::Asks { asker, reply });
        let token = self.outbox.wake(reply, timeout, AnyMessage::new(TimeOver));
        let _since_now = self.waits_abroad(reply, to);
        self.send(to, Envelope::new(message, reply), "ask", Entry::Paying);
        self.look_for_circle(reply, to);
        token
    }
}

impl Future for Asking<'_> {
    type Output = Result<AnyMessage, AskError>;

    fn poll(mut self: Pin<&mut Self>, cx: &mut task::Context<'_>) -> Poll<Self::Output> {
        if let Some(question) = self.question.take() {
            self.begin(question)?;
        }
        let Some((ask, _)) = &self.asked else { return Poll::Ready(Err(AskError::ShutDown)) };
        let outcome = task::ready!(ask.poll(cx));
        Poll::Ready(match (self.end(), outcome) {
            (Some(chain), AskOutcome::Undelivered(DeadLetterReason::WouldDeadlock)) => {
                Err(AskError::WouldDeadlock { chain })
            }
            (_, outcome) => outcome.into_answer(),
        })
    }
}

impl Drop for Asking<'_> {
    fn drop(&mut self) {
        self.end();
    }
}
