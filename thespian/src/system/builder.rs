//! A system with more to say than its base.

use std::num::NonZeroUsize;
use std::sync::Arc;

use super::{ActorSystem, Shared, running};
use crate::actor::{Manner, registry, remember_where_panics_begin};
use crate::base::{self, Around, Base, Options, Wanted};
use crate::capability::{Capabilities, CapabilityValue};
use crate::error::{Error, Result};
use crate::trace::Recorder;

/// Says how a system is to be, and starts it.
///
/// ```
/// use thespian::prelude::*;
///
/// # fn main() -> thespian::Result<()> {
/// let one = ActorSystem::builder().base("sequential").unique().start()?;
/// let other = ActorSystem::builder().base(Base::Sequential).unique().start()?;
/// assert_ne!(one.address(), other.address());
/// # Ok(())
/// # }
/// ```
#[derive(Debug, Default)]
#[must_use = "a builder starts nothing before `.start()`"]
pub struct ActorSystemBuilder {
    base: Option<Result<Base>>,
    unique: bool,
    wanted: Wanted,
    threads: Option<NonZeroUsize>,
    manner: Manner,
    virtual_time: bool,
    capabilities: Capabilities,
    seed: Option<u64>,
    around: Around,
}

impl ActorSystemBuilder {
    /// The base, by value or by word. An unknown word is an error of [`start`](Self::start).
    pub fn base<B>(mut self, base: B) -> Self
    where
        B: TryInto<Base>,
        B::Error: Into<Error>,
    {
        self.base = Some(base.try_into().map_err(Into::into));
        self
    }

    /// Attaches to a system that runs, as [`ActorSystem::connect`] does.
    ///
    /// # Errors
    /// If none runs; otherwise as [`ActorSystem::start`].
    pub fn connect(mut self) -> Result<ActorSystem> {
        self.wanted = Wanted::Running;
        self.start()
    }

    /// A system beside any other, which ends at `shutdown` or when its last handle is dropped.
    pub fn unique(mut self) -> Self {
        self.unique = true;
        self
    }

    /// How many threads run actors on the thread pool; as many as the machine has processors, if not said.
    ///
    /// # Panics
    /// With 0.
    pub fn threads(mut self, threads: usize) -> Self {
        self.threads = Some(NonZeroUsize::new(threads).expect("a pool has at least one thread"));
        self
    }

    /// What the host can do: actors that [require](macro@crate::require_capability) it may be created.
    ///
    /// A system that runs already has its own: to attach to it with others is an error of [`start`](Self::start).
    ///
    /// ```
    /// use thespian::prelude::*;
    ///
    /// # fn main() -> thespian::Result<()> {
    /// let system = ActorSystem::builder().unique().capability("zone", "b").capability("cores", 2).start()?;
    /// assert!(system.capabilities().is("zone", "b"));
    /// # Ok(())
    /// # }
    /// ```
    pub fn capability(mut self, name: impl Into<String>, value: impl Into<CapabilityValue>) -> Self {
        self.capabilities.set(name.into(), value.into());
        self
    }

    /// Runs handlers within a tokio runtime, so that they can use its sockets, timers, and tasks directly. The runtime
    /// drives those; the actors still run where the base says.
    ///
    /// ```
    /// use std::time::Duration;
    /// use thespian::prelude::*;
    ///
    /// #[actor]
    /// #[derive(Default)]
    /// struct Sleeper;
    ///
    /// #[receive]
    /// impl Sleeper {
    ///     async fn sleep(&mut self, time: &Duration) -> Ack {
    ///         tokio::time::sleep(*time).await;
    ///         Ack
    ///     }
    /// }
    ///
    /// # fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// let runtime = tokio::runtime::Runtime::new()?;
    /// let builder = ActorSystem::builder().base(Base::ThreadPool).unique();
    /// let system = builder.tokio(runtime.handle().clone()).start()?;
    /// let sleeper = system.create_actor::<Sleeper>()?;
    /// system.ask(&sleeper, Duration::from_millis(5), Duration::from_secs(1))?;
    /// # system.shutdown()?;
    /// # Ok(())
    /// # }
    /// ```
    #[cfg(feature = "tokio")]
    pub fn tokio(mut self, handle: tokio::runtime::Handle) -> Self {
        self.around = Around::new(move |run| {
            let _entered = handle.enter();
            run();
        });
        self
    }

    pub(crate) fn recorder(mut self, recorder: Arc<Recorder>) -> Self {
        self.manner.recorder = Some(recorder);
        self
    }

    /// Sends every message through the codec, as if it left the process: what cannot be encoded is a dead
    /// letter, and a test on one thread proves that the program can move to processes.
    pub fn strict(mut self) -> Self {
        self.manner.strict = true;
        self
    }

    /// Lets chance, begun with this number, say which of the waiting messages is handled next; what one actor
    /// sends another stays in its order. The same number gives the same order.
    ///
    /// On the sequential base, for tests; [`testing::explore`](crate::testing::explore) tries many.
    pub fn schedule(mut self, seed: u64) -> Self {
        self.seed = Some(seed);
        self
    }

    /// Lets time pass only when nothing else can happen, so that a test need not wait for timers.
    ///
    /// On the sequential base, and for programs whose outside code is one thread; others go by the clock. While
    /// a handler awaits something that comes from elsewhere, time stands still until that comes, or until as
    /// much real time has passed as a timer or a timeout is away.
    pub fn virtual_time(mut self) -> Self {
        self.virtual_time = true;
        self
    }

    /// Starts the system, or attaches to the one that this process runs.
    ///
    /// # Errors
    /// As [`ActorSystem::start`].
    pub fn start(self) -> Result<ActorSystem> {
        let base = self.base.transpose()?;
        let threads = self.threads.or_else(|| std::thread::available_parallelism().ok());
        let options = Options {
            threads: threads.map_or(1, NonZeroUsize::get),
            wanted: if self.unique { Wanted::Unique } else { self.wanted },
            manner: self.manner,
            virtual_time: self.virtual_time,
            seed: self.seed,
            capabilities: self.capabilities,
            around: self.around,
        };
        if self.unique {
            return start(base.unwrap_or_default(), true, options);
        }
        let wanted = options.capabilities.clone();
        running::or_start(base, &wanted, |base| start(base, false, options))
    }
}

fn start(base: Base, unique: bool, mut options: Options) -> Result<ActorSystem> {
    // Only an actor in a process of its own survives the abort of another.
    if cfg!(panic = "abort") && !matches!(base, Base::Process(_)) {
        return Err(Error::PanicAbort);
    }
    // Actors of one name in two tests are nobody's mistake; who creates by that name is told.
    if !options.manner.is_test() {
        registry::check()?;
    }
    remember_where_panics_begin();
    options.capabilities.set("Thespian ActorSystem Name".to_owned(), base.to_string().into());
    options.capabilities.set("Thespian Version".to_owned(), env!("CARGO_PKG_VERSION").into());
    let engine = base::start(base, options)?;
    let endpoint = engine.endpoints().open();
    Ok(ActorSystem { shared: Arc::new(Shared { base, engine, endpoint, unique, parent: None }) })
}
