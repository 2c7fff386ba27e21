//! The system, as code outside of actors sees it.

mod ask;
mod asynchronous;
mod builder;
mod running;
mod status;
mod tell;

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

pub use builder::ActorSystemBuilder;

use crate::actor::ask::Wanted;
use crate::actor::{
    Actor, ActorBuilder, Cell, Claim, Creator, GivenAs, Init, Instance, NamedBuilder, Origin, Seed,
    Stillbirth,
};
use crate::address::{ActorAddress, Addr};
use crate::base::{Base, CreateFailure, Engine, Unwaited};
use crate::capability::{Capabilities, CapabilityChange, CapabilityValue};
use crate::error::{CreateError, Error, Result};
use crate::message::{
    AnyMessage, CapabilityUpdated, ClaimOutcome, ExitReason, FailedAttempt, UpdateCapability,
};
use crate::node::Endpoint;

/// A system of actors, from outside: creates them, tells and asks them, and ends them all.
///
/// A handle is cheap to clone and may be used by several threads. What is sent to it and answers no ask is
/// had from [`listen`](Self::listen), by whichever clone comes first.
///
/// ```
/// use std::time::Duration;
/// use thespian::prelude::*;
///
/// #[actor]
/// #[derive(Default)]
/// struct Echo;
///
/// #[receive]
/// impl Echo {
///     fn say(&mut self, text: &str) -> String {
///         text.to_owned()
///     }
/// }
///
/// # fn main() -> thespian::Result<()> {
/// let system = ActorSystem::start("sequential")?;
/// let echo = system.create_actor::<Echo>()?;
/// let answer = system.ask(&echo, "anybody there?".to_owned(), Duration::from_secs(1))?;
/// assert_eq!(answer, "anybody there?");
/// system.shutdown()
/// # }
/// ```
#[derive(Clone)]
pub struct ActorSystem {
    shared: Arc<Shared>,
}

/// What the handles of one system share.
struct Shared {
    base: Base,
    engine: Arc<dyn Engine>,
    endpoint: Endpoint,
    /// Whether the last handle ends the system.
    unique: bool,
    /// Whose system it is, where this is an endpoint of its own.
    parent: Option<Arc<Shared>>,
}

impl ActorSystem {
    /// Starts the system of this process on a base, or attaches to it.
    ///
    /// # Errors
    /// If the word names no base, or one that is not available; if this process runs a system on another
    /// base ([`Error::OtherBaseRunning`]); if two actors of this program have one name.
    pub fn start<B>(base: B) -> Result<Self>
    where
        B: TryInto<Base>,
        B::Error: Into<Error>,
    {
        Self::builder().base(base).start()
    }

    /// Attaches to a system that runs on a base: in another process where the base has some, otherwise in this one.
    ///
    /// ```
    /// use thespian::prelude::*;
    ///
    /// # fn main() -> thespian::Result<()> {
    /// assert!(ActorSystem::connect("sequential").is_err());
    /// let system = ActorSystem::start("sequential")?;
    /// assert_eq!(ActorSystem::connect("sequential")?.address(), system.address());
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    /// If none runs; otherwise as [`start`](Self::start).
    pub fn connect<B>(base: B) -> Result<Self>
    where
        B: TryInto<Base>,
        B::Error: Into<Error>,
    {
        Self::builder().base(base).connect()
    }

    /// The system that this process runs, or a new one on the `simpleSystemBase`.
    ///
    /// # Errors
    /// As [`start`](Self::start).
    pub fn new() -> Result<Self> {
        Self::builder().start()
    }

    /// A system with more to say than its base.
    pub fn builder() -> ActorSystemBuilder {
        ActorSystemBuilder::default()
    }

    /// The base that the system runs on.
    #[must_use]
    pub fn base(&self) -> Base {
        self.shared.base
    }

    /// The address at which this system's handles listen.
    #[must_use]
    pub fn address(&self) -> ActorAddress {
        self.shared.endpoint.address()
    }

    /// Creates an actor.
    ///
    /// # Errors
    /// If its first instance cannot be made, with the reason; inside a handler, where the context creates.
    #[doc(alias = "createActor")]
    pub fn create_actor<A>(&self) -> Result<Addr<A>, CreateError>
    where
        A: Actor,
        A::Init: Init<A, Args: GivenAs<(), A>>,
    {
        self.create(Instance::<A, _>::seed(Origin::given(()))).map(Addr::new)
    }

    /// Creates an actor from a closure, which makes an instance now and after each failure.
    ///
    /// For what cannot be copied to another process: the actor needs neither `Default` nor `#[init]`.
    ///
    /// # Errors
    /// As [`create_actor`](Self::create_actor).
    pub fn create_actor_from<A: Actor>(
        &self,
        factory: impl FnMut() -> A + Send + 'static,
    ) -> Result<Addr<A>, CreateError> {
        self.create(Instance::<A, ()>::seed(Origin::Factory(Box::new(factory)))).map(Addr::new)
    }

    /// Creates an actor by the name of its type, like `"my_crate::workers::Painter"`.
    ///
    /// # Errors
    /// If this program has no actor of that name; otherwise as [`create_actor`](Self::create_actor).
    pub fn create_named(&self, name: &str) -> Result<ActorAddress, CreateError> {
        self.build_named(name).create()
    }

    /// Creates an actor with more to say than its type; ends in `.create()`.
    pub fn build_actor<A: Actor>(&self) -> ActorBuilder<&Self, A> {
        ActorBuilder::new(self)
    }

    /// Creates an actor with more to say than its name; ends in `.create()`.
    pub fn build_named(&self, name: &str) -> NamedBuilder<&Self> {
        NamedBuilder::new(self, name)
    }

    fn create(&self, seed: Box<Cell>) -> Result<ActorAddress, CreateError> {
        let actor = seed.name();
        self.shared.engine.create(seed, self.address()).map_err(|failure| match failure {
            CreateFailure::Stillborn(Stillbirth::Failed(failure)) => {
                CreateError::FailedToStart { actor: actor.to_owned(), failure }
            }
            CreateFailure::Stillborn(Stillbirth::Misfit(lacking)) => {
                CreateError::NoCompatibleSystem { actor: actor.to_owned(), lacking }
            }
            CreateFailure::Unwaited(unwaited) => unwaited.into(),
        })
    }

    /// The actor of a name, made if there is none.
    fn claim(&self, name: String, seed: Box<Cell>) -> Result<ActorAddress, CreateError> {
        let actor = seed.name();
        let claim = AnyMessage::new(Claim::new(name, seed));
        claimed(actor, self.shared.ask_system(claim, Wanted::of::<ClaimOutcome>())?)
    }

    /// Waits for a message that was sent to this system's handle and answers no ask; `None` when none comes
    /// in time, inside a handler, and when the system is down.
    #[must_use]
    pub fn listen(&self, timeout: Duration) -> Option<AnyMessage> {
        match self.shared.engine.listen(&self.shared.endpoint, timeout) {
            Ok(letter) => letter,
            Err(Unwaited::Closed | Unwaited::TimeOver) => self.shared.endpoint.next_letter(),
            Err(Unwaited::InHandler) => {
                tracing::error!("`listen` was called inside a handler, which it would keep from ending");
                None
            }
        }
    }

    /// Another handle on the same system with an endpoint of its own, whose letters nobody else takes.
    #[must_use]
    pub fn private(&self) -> Self {
        let (base, engine) = (self.shared.base, self.shared.engine.clone());
        let endpoint = engine.endpoints().open();
        let parent = Some(self.shared.clone());
        ActorSystem { shared: Arc::new(Shared { base, engine, endpoint, unique: false, parent }) }
    }

    /// What the host can do, at this moment.
    #[must_use]
    pub fn capabilities(&self) -> Capabilities {
        (*self.shared.engine.setting().capabilities()).clone()
    }

    /// Changes what the host can do, or, with `None::<bool>`, takes a capability away. When it returns, it is so for every
    /// creation from then on. Actors that need it as it was end, with the reason `CapabilityLost`; the news reaches them
    /// from the root of the tree to its leaves, which on a pool may take a moment longer.
    ///
    /// ```
    /// use thespian::prelude::*;
    ///
    /// #[require_capability("Has DB access")]
    /// #[actor]
    /// #[derive(Default)]
    /// struct DbUpdate;
    /// # #[receive] impl DbUpdate {}
    ///
    /// # fn main() -> thespian::Result<()> {
    /// # let system = thespian::testing::system("sequential")?;
    /// assert!(system.create_actor::<DbUpdate>().is_err());
    /// system.update_capability("Has DB access", true)?;
    /// system.create_actor::<DbUpdate>()?;
    /// system.update_capability("Has DB access", None::<bool>)?;
    /// # assert!(system.rest(std::time::Duration::from_secs(1)));
    /// assert_eq!(system.status()?.actors, 0);
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    /// Inside a handler, where the context does it; if the system is down, or too busy for a minute.
    #[doc(alias = "updateCapability")]
    pub fn update_capability(&self, name: impl Into<String>, value: impl CapabilityChange) -> Result<()> {
        self.change_capability(name.into(), value.into_change())
    }

    fn change_capability(&self, name: String, value: Option<CapabilityValue>) -> Result<()> {
        let update = AnyMessage::new(UpdateCapability { name, value });
        let answer = self.shared.ask_system(update, Wanted::of::<CapabilityUpdated>());
        answer.map(|_| ()).map_err(update_refused)
    }

    pub(crate) fn rest(&self, timeout: Duration) -> bool {
        self.shared.engine.rest(timeout).unwrap_or(false)
    }

    /// Ends all actors and the system. A second time, and from any other handle, it does nothing.
    ///
    /// Handlers that await something have 5 s to come to an end.
    ///
    /// # Errors
    /// Inside a handler.
    pub fn shutdown(&self) -> Result<()> {
        let ended = self.shared.engine.shutdown();
        ended.map_err(|unwaited| waits("shutdown", "`ctx.shutdown_system`", unwaited))?;
        let mut shared = &self.shared;
        while let Some(parent) = &shared.parent {
            shared = parent;
        }
        running::forget(shared);
        Ok(())
    }
}

/// What a claim to a global name has come to.
fn claimed(actor: &str, outcome: AnyMessage) -> Result<ActorAddress, CreateError> {
    let actor = actor.to_owned();
    let reason = match outcome.downcast::<ClaimOutcome>() {
        Ok(ClaimOutcome::Held(address)) => return Ok(address),
        Ok(ClaimOutcome::Refused(reason)) => reason,
        Err(_) => return Err(CreateError::ShutDown),
    };
    Err(match reason {
        ExitReason::NameHeldBy { name, holder } => CreateError::NameHeldBy { name, holder },
        ExitReason::NoCompatibleSystem(lacking) => CreateError::NoCompatibleSystem { actor, lacking },
        ExitReason::FailedToStart(text) => {
            CreateError::FailedToStart { actor, failure: FailedAttempt::new(text, None) }
        }
        other => CreateError::FailedToStart { actor, failure: FailedAttempt::new(other.to_string(), None) },
    })
}

fn update_refused(unwaited: Unwaited) -> Error {
    waits("update_capability", "`ctx.update_capability`", unwaited)
}

fn waits(call: &'static str, instead: &'static str, unwaited: Unwaited) -> Error {
    match unwaited {
        Unwaited::InHandler => Error::BlockingInHandler { call, instead },
        Unwaited::TimeOver => Error::Busy,
        Unwaited::Closed => Error::ShutDown,
    }
}

impl From<Unwaited> for CreateError {
    fn from(unwaited: Unwaited) -> Self {
        match unwaited {
            Unwaited::InHandler => CreateError::BlockingInHandler,
            Unwaited::TimeOver => CreateError::Busy,
            Unwaited::Closed => CreateError::ShutDown,
        }
    }
}

impl Creator for &ActorSystem {
    type Created<T> = Result<T, CreateError>;

    fn create(self, seed: Result<Seed, String>) -> Result<ActorAddress, CreateError> {
        match seed.map_err(CreateError::Unspecified)? {
            Seed { cell, global_name: None } => ActorSystem::create(self, cell),
            Seed { cell, global_name: Some(name) } => self.claim(name, cell),
        }
    }

    fn typed<A>(created: Result<ActorAddress, CreateError>) -> Result<Addr<A>, CreateError> {
        created.map(Addr::new)
    }
}

impl Drop for Shared {
    fn drop(&mut self) {
        if self.unique
            && let Err(Unwaited::InHandler) = self.engine.shutdown()
        {
            // A handler had the last handle, and cannot wait for its own end.
            let engine = self.engine.clone();
            std::thread::spawn(move || engine.shutdown());
        }
    }
}

impl fmt::Debug for ActorSystem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ActorSystem")
            .field("base", &self.shared.base)
            .field("address", &self.address())
            .finish_non_exhaustive()
    }
}
