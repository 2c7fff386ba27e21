//! The twins of the calls that wait, for code that awaits instead.
//!
//! Their futures run on any executor. On the sequential base somebody's thread has to run the actors: there it is
//! the one that polls, which waits inside the first poll; but not inside a handler, whose thread runs them already.

use std::future::poll_fn;
use std::sync::Arc;
use std::task::Poll;
use std::time::{Duration, Instant};

use super::{ActorSystem, Shared};
use crate::actor::ask::{Ask, AskOutcome, Wanted, read_answer};
use crate::actor::{
    Actor, ActorBuilder, AnswerOf, Answers, AskError, Claim, Creator, GivenAs, Init, NamedBuilder, Seed,
    Takes, Target, WakeToken,
};
use crate::address::{ActorAddress, Addr};
use crate::base::{PATIENCE, Unwaited};
use crate::capability::CapabilityChange;
use crate::envelope::Envelope;
use crate::error::{CreateError, Result};
use crate::message::{
    ActorStatus, ActorStatusRequest, AnyMessage, CapabilityUpdated, ClaimOutcome, Message, SystemReport,
    SystemReportRequest, UpdateCapability,
};
use crate::status::SystemStatus;

impl ActorSystem {
    /// [`ask`](Self::ask), awaited. It works inside an asynchronous handler too, but there [`Context::ask`] knows
    /// who waits for whom.
    ///
    /// ```
    /// use std::time::Duration;
    /// use thespian::prelude::*;
    ///
    /// # #[actor] #[derive(Default)] struct Counter { count: i64 }
    /// # #[receive] impl Counter { fn add(&mut self, by: &i64) -> i64 { self.count += by; self.count } }
    /// #[thespian::main]
    /// async fn main() -> thespian::Result<()> {
    ///     let system = ActorSystem::start("thread-pool")?;
    ///     let counter = system.create_actor::<Counter>()?;
    ///     assert_eq!(system.ask_async(&counter, 2_i64, Duration::from_secs(1)).await?, 2);
    ///     system.shutdown_async().await
    /// }
    /// ```
    ///
    /// [`Context::ask`]: crate::Context::ask
    ///
    /// # Errors
    /// As [`ask`](Self::ask).
    pub fn ask_async<A, M>(
        &self,
        to: &Addr<A>,
        message: M,
        timeout: Duration,
    ) -> impl Future<Output = Result<AnswerOf<A, M>, AskError>> + Send + use<A, M>
    where
        M: Message,
        M::Kind: Takes<A, M>,
        <M::Kind as Takes<A, M>>::Reply: Answers<A, M>,
    {
        let (shared, to, message) = (self.shared.clone(), to.address(), message.into_any());
        async move {
            let wanted = Wanted::of::<AnswerOf<A, M>>();
            read_answer::<AnswerOf<A, M>>(shared.ask_for_async(wanted, to, message, timeout).await?)
        }
    }

    /// [`ask_any`](Self::ask_any), awaited.
    ///
    /// # Errors
    /// As [`ask_any`](Self::ask_any).
    pub fn ask_any_async<M: Message, T: Target<M>>(
        &self,
        to: &T,
        message: M,
        timeout: Duration,
    ) -> impl Future<Output = Result<AnyMessage, AskError>> + Send + use<M, T> {
        let (shared, to, message) = (self.shared.clone(), to.target(), message.into_any());
        async move { shared.ask_for_async(Wanted::any(), to, message, timeout).await }
    }

    /// [`listen`](Self::listen), awaited.
    pub fn listen_async(&self, timeout: Duration) -> impl Future<Output = Option<AnyMessage>> + Send + use<> {
        let system = self.clone();
        async move {
            let shared = &system.shared;
            if shared.engine.drives_in_caller() {
                return system.listen(timeout);
            }
            // A question that nobody is asked: it ends when the time does, or the system.
            let over = shared.endpoint.ask(Wanted::of::<()>());
            let _reminder = Reminder::new(shared, &over, timeout);
            poll_fn(|cx| match shared.endpoint.poll_letter(cx.waker()) {
                Some(letter) => Poll::Ready(Some(letter)),
                None => over.poll(cx).map(|_| None),
            })
            .await
        }
    }

    /// [`stop`](Self::stop), awaited.
    ///
    /// # Errors
    /// As [`stop`](Self::stop).
    pub fn stop_async<W: Into<ActorAddress>>(
        &self,
        who: W,
        timeout: Duration,
    ) -> impl Future<Output = Result<(), AskError>> + Send + use<W> {
        let (system, who) = (self.clone(), who.into());
        async move {
            if system.shared.engine.drives_in_caller() {
                return system.stop(who, timeout);
            }
            let (ended, request) = system.shared.begin_stop(who)?;
            system.shared.outcome(request.to, request.envelope, &ended, timeout).await.map(|_| ())
        }
    }

    /// [`status`](Self::status), awaited.
    ///
    /// # Errors
    /// As [`status`](Self::status).
    pub fn status_async(&self) -> impl Future<Output = Result<SystemStatus>> + Send + use<> {
        let system = self.clone();
        async move {
            if system.shared.engine.drives_in_caller() {
                return system.status();
            }
            let request = AnyMessage::new(SystemReportRequest);
            let report = system.shared.ask_system_async(request, Wanted::of::<SystemReport>()).await;
            report.and_then(|report| system.status_with(report)).map_err(super::status::refused)
        }
    }

    /// [`actor_status`](Self::actor_status), awaited.
    ///
    /// # Errors
    /// As [`actor_status`](Self::actor_status).
    pub fn actor_status_async<W: Into<ActorAddress>>(
        &self,
        who: W,
        timeout: Duration,
    ) -> impl Future<Output = Result<ActorStatus, AskError>> + Send + use<W> {
        let (shared, who) = (self.shared.clone(), who.into());
        async move {
            let (wanted, request) = (Wanted::of::<ActorStatus>(), AnyMessage::new(ActorStatusRequest));
            read_answer::<ActorStatus>(shared.ask_for_async(wanted, who, request, timeout).await?)
        }
    }

    /// [`update_capability`](Self::update_capability), awaited.
    ///
    /// # Errors
    /// As [`update_capability`](Self::update_capability).
    pub fn update_capability_async<N: Into<String>, V: CapabilityChange>(
        &self,
        name: N,
        value: V,
    ) -> impl Future<Output = Result<()>> + Send + use<N, V> {
        let system = self.clone();
        let (name, value) = (name.into(), value.into_change());
        async move {
            if system.shared.engine.drives_in_caller() {
                return system.change_capability(name, value);
            }
            let update = AnyMessage::new(UpdateCapability { name, value });
            let answer = system.shared.ask_system_async(update, Wanted::of::<CapabilityUpdated>()).await;
            answer.map(|_| ()).map_err(super::update_refused)
        }
    }

    /// [`shutdown`](Self::shutdown), awaited.
    ///
    /// # Errors
    /// As [`shutdown`](Self::shutdown).
    pub fn shutdown_async(&self) -> impl Future<Output = Result<()>> + Send + use<> {
        let system = self.clone();
        async move {
            let engine = &system.shared.engine;
            if engine.drives_in_caller() || engine.is_inside() {
                return system.shutdown();
            }
            // A question that nobody is asked: it ends with the system.
            let over = system.shared.endpoint.ask(Wanted::of::<()>());
            let for_thread = system.clone();
            // The end may take as long as handlers do, which no executor's thread should wait for.
            let waiting = std::thread::Builder::new().spawn(move || for_thread.shutdown());
            if waiting.is_err() {
                return system.shutdown();
            }
            poll_fn(|cx| over.poll(cx)).await;
            Ok(())
        }
    }
}

impl<A: Actor, Args> ActorBuilder<&ActorSystem, A, Args> {
    /// [`create`](Self::create), awaited: an actor with a global name may have to be waited for.
    ///
    /// # Errors
    /// As [`create`](Self::create).
    pub fn create_async<'a>(
        self,
    ) -> impl Future<Output = Result<Addr<A>, CreateError>> + Send + use<'a, A, Args>
    where
        A::Init: Init<A, Args: GivenAs<Args, A>>,
        Self: 'a,
    {
        let (system, seed) = self.into_seed();
        let system = system.clone();
        async move { system.create_seed_async(seed).await.map(Addr::new) }
    }
}

impl NamedBuilder<&ActorSystem> {
    /// [`create`](Self::create), awaited: an actor with a global name may have to be waited for.
    ///
    /// # Errors
    /// As [`create`](Self::create).
    pub fn create_async(self) -> impl Future<Output = Result<ActorAddress, CreateError>> + Send {
        let (system, seed) = self.into_seed();
        let system = system.clone();
        async move { system.create_seed_async(seed.map_err(CreateError::Unspecified)?).await }
    }
}

impl ActorSystem {
    async fn create_seed_async(&self, seed: Seed) -> Result<ActorAddress, CreateError> {
        match seed {
            Seed { cell, global_name: Some(name) } if !self.shared.engine.drives_in_caller() => {
                let actor = cell.name();
                let claim = AnyMessage::new(Claim::new(name, cell));
                let outcome = self.shared.ask_system_async(claim, Wanted::of::<ClaimOutcome>()).await?;
                super::claimed(actor, outcome)
            }
            seed => Creator::create(self, Ok(seed)),
        }
    }
}

impl Shared {
    async fn ask_for_async(
        self: Arc<Self>,
        wanted: Wanted,
        to: ActorAddress,
        message: AnyMessage,
        timeout: Duration,
    ) -> Result<AnyMessage, AskError> {
        if self.engine.drives_in_caller() {
            return self.ask_for(wanted, to, message, timeout);
        }
        // One time for both: a place in the mailbox, and the answer.
        let since = Instant::now();
        self.enter_async(to, &message, timeout).await?;
        let timeout = timeout.saturating_sub(since.elapsed());
        let ask = self.endpoint.ask(wanted);
        let envelope = Envelope::new(message, ask.address());
        self.outcome(to, envelope, &ask, timeout).await?.into_answer()
    }

    async fn ask_system_async(&self, question: AnyMessage, wanted: Wanted) -> Result<AnyMessage, Unwaited> {
        let ask = self.endpoint.ask(wanted);
        let admin = ActorAddress::admin(ask.address().home());
        let envelope = Envelope::new(question, ask.address());
        match self.outcome(admin, envelope, &ask, PATIENCE).await {
            Ok(AskOutcome::Answer(answer)) => Ok(answer),
            Err(AskError::Timeout) => Err(Unwaited::TimeOver),
            Ok(_) | Err(_) => Err(Unwaited::Closed),
        }
    }

    async fn outcome(
        &self,
        to: ActorAddress,
        envelope: Envelope,
        ask: &Ask,
        timeout: Duration,
    ) -> Result<AskOutcome, AskError> {
        let _reminder = Reminder::new(self, ask, timeout);
        self.engine.post(to, envelope, "ask").map_err(|_| AskError::ShutDown)?;
        match poll_fn(|cx| ask.poll(cx)).await {
            AskOutcome::ShutDown => Err(AskError::ShutDown),
            AskOutcome::TimeOver => Err(AskError::Timeout),
            outcome => Ok(outcome),
        }
    }
}

/// What ends a question when its time is over; taken back when it is dropped.
pub(super) struct Reminder<'a> {
    shared: &'a Shared,
    token: Option<WakeToken>,
}

impl<'a> Reminder<'a> {
    pub(super) fn new(shared: &'a Shared, ask: &Ask, after: Duration) -> Self {
        Reminder { shared, token: shared.engine.remind(ask, after) }
    }
}

impl Drop for Reminder<'_> {
    fn drop(&mut self) {
        if let Some(token) = self.token.take() {
            self.shared.engine.unremind(token);
        }
    }
}
