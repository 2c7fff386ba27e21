//! Bases: how actors run, and what a system asks of whichever it has.

mod kind;
#[cfg(feature = "thread-pool")]
mod pool;
#[cfg(feature = "process")]
pub(crate) mod process;
mod sequential;

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

pub use kind::{Base, Carrier, UnavailableBase, UnknownBase};

use crate::actor::ask::{Ask, AskOutcome};
use crate::actor::{Cell, Manner, Room, Setting, Stillbirth, WakeToken};
use crate::address::ActorAddress;
use crate::capability::Capabilities;
use crate::envelope::Envelope;
use crate::message::AnyMessage;
use crate::node::{Census, Endpoint, Endpoints};

/// What code outside of actors asks of a base.
pub(crate) trait Engine: Send + Sync {
    /// The outside addresses of this process.
    fn endpoints(&self) -> &Arc<Endpoints>;

    /// Posts an envelope, which has its place if its mailbox is bounded. It never blocks inside a handler.
    fn post(&self, to: ActorAddress, envelope: Envelope, verb: &'static str) -> Result<(), Closed>;

    /// Creates an actor whose parent is the system, in the name of `by`.
    fn create(&self, seed: Box<Cell>, by: ActorAddress) -> Result<ActorAddress, CreateFailure>;

    /// Posts a question, and waits for how it ends; `None` when the time is over first.
    fn ask(
        &self,
        to: ActorAddress,
        question: Envelope,
        ask: &Ask,
        timeout: Duration,
    ) -> Result<Option<AskOutcome>, Unwaited>;

    /// Whether this is a handler's code.
    fn is_inside(&self) -> bool;

    /// Whether a call from here has to wait where it is, because its own thread runs the actors.
    fn drives_in_caller(&self) -> bool;

    /// Ends a question by `TimeOver` when `after` is over, unless it has ended before.
    fn remind(&self, ask: &Ask, after: Duration) -> Option<WakeToken>;

    /// Takes that back.
    fn unremind(&self, token: WakeToken);

    /// Waits for a message to an endpoint; `None` when the time is over first.
    fn listen(&self, endpoint: &Endpoint, timeout: Duration) -> Result<Option<AnyMessage>, Unwaited>;

    /// Waits until nothing is runnable; whether it came to that in time.
    fn rest(&self, timeout: Duration) -> Result<bool, Unwaited>;

    /// What has become of the messages so far, and how many actors there are.
    fn census(&self) -> Result<Census, Unwaited>;

    /// What all actors of the process have in common.
    fn setting(&self) -> &Arc<Setting>;

    /// Waits for a place in a bounded mailbox; whether there was one in time.
    fn await_place(&self, room: &Room, timeout: Duration) -> Result<bool, Unwaited>;

    /// Whether no shutdown has begun.
    fn is_open(&self) -> bool;

    /// Ends all actors, and the system. The second time it does nothing.
    fn shutdown(&self) -> Result<(), Unwaited>;
}

/// How long a call that has no time of its own waits for the system.
pub(crate) const PATIENCE: Duration = Duration::from_secs(60);

/// The system is down.
#[derive(Debug)]
pub(crate) struct Closed;

/// Why a call did not wait.
#[derive(Debug)]
pub(crate) enum Unwaited {
    /// It was made inside a handler, which it would have kept from ending.
    InHandler,
    /// The time was over before the call came to anything: somebody else's handler does not end.
    TimeOver,
    Closed,
}

/// Why an actor was not created.
#[derive(Debug)]
pub(crate) enum CreateFailure {
    Unwaited(Unwaited),
    /// It did not begin to live.
    Stillborn(Stillbirth),
}

impl From<Unwaited> for CreateFailure {
    fn from(unwaited: Unwaited) -> Self {
        CreateFailure::Unwaited(unwaited)
    }
}

/// Starts a system on a base.
pub(crate) fn start(base: Base, options: Options) -> Result<Arc<dyn Engine>, UnavailableBase> {
    if options.wanted == Wanted::Running && !matches!(base, Base::Process(_)) {
        return Err(UnavailableBase::NotRunning { base });
    }
    match base {
        Base::Sequential => Ok(sequential::start(options)),
        #[cfg(feature = "thread-pool")]
        Base::ThreadPool => {
            pool::start(options).map_err(|error| UnavailableBase::Refused { base, reason: error.to_string() })
        }
        #[cfg(not(feature = "thread-pool"))]
        Base::ThreadPool => Err(UnavailableBase::of(base)),
        #[cfg(feature = "process")]
        Base::Process(carrier) => process::start(carrier, options),
        #[cfg(not(feature = "process"))]
        Base::Process(_) => Err(UnavailableBase::of(base)),
    }
}

/// What a thread does around the running of actors: nothing, or enter somebody's runtime.
#[derive(Clone, Default)]
pub(crate) struct Around(Option<Arc<Entering>>);

/// Does what it is given, within something.
type Entering = dyn Fn(&mut dyn FnMut()) + Send + Sync;

impl Around {
    #[cfg(feature = "tokio")]
    pub(crate) fn new(around: impl Fn(&mut dyn FnMut()) + Send + Sync + 'static) -> Self {
        Around(Some(Arc::new(around)))
    }

    pub(crate) fn run<R>(&self, work: impl FnOnce() -> R) -> R {
        let Some(around) = &self.0 else { return work() };
        let (mut work, mut result) = (Some(work), None);
        around(&mut || result = work.take().map(|work| work()));
        result.expect("what is around the work does it")
    }
}

impl fmt::Debug for Around {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(if self.0.is_some() { "Around(…)" } else { "Around" })
    }
}

/// What is wanted of a base on which the systems of several programs are one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) enum Wanted {
    /// The one that there is, or else a new one.
    #[default]
    Any,
    /// The one that there is.
    Running,
    /// A new one, beside any other.
    Unique,
}

/// What a system is told when it starts.
#[derive(Debug, Default)]
pub(crate) struct Options {
    /// How many threads run actors, where a base has several.
    #[cfg_attr(not(feature = "thread-pool"), expect(dead_code, reason = "only the pool has several"))]
    pub(crate) threads: usize,
    /// What is wanted where the systems of several programs are one.
    pub(crate) wanted: Wanted,
    /// How messages are treated on their way.
    pub(crate) manner: Manner,
    /// What the threads that run actors do around that.
    pub(crate) around: Around,
    /// What the host can do.
    pub(crate) capabilities: Capabilities,
    /// Chooses the order of what may happen in several, where a base can do that.
    pub(crate) seed: Option<u64>,
    /// Whether time passes only when nothing else can happen, where a base can do that.
    pub(crate) virtual_time: bool,
}
