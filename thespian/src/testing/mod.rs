//! For tests of actors.

use std::ops::Deref;
use std::sync::Arc;
use std::time::Duration;

use crate::actor::contain;
use crate::base::Base;
use crate::error::{Error, Result};
use crate::system::{ActorSystem, ActorSystemBuilder};
use crate::trace::{Recorder, SequenceDiagram};

/// A system that is private to a test, ends with it, and remembers what happened. On the sequential base its
/// time is virtual, see [`virtual_time`](ActorSystemBuilder::virtual_time).
///
/// ```
/// use std::time::Duration;
/// use thespian::prelude::*;
///
/// # #[actor] #[derive(Default)] struct Counter { count: i64 }
/// # #[receive] impl Counter { fn add(&mut self, by: &i64) -> i64 { self.count += by; self.count } }
/// # fn main() -> thespian::Result<()> {
/// let system = thespian::testing::system("sequential")?;
/// let counter = system.create_actor::<Counter>()?;
/// assert_eq!(system.ask(&counter, 2_i64, Duration::from_secs(1))?, 2);
/// assert!(system.diagram("Counting").to_string().contains("Counter -->> Main: send()"));
/// # Ok(())
/// # }
/// ```
///
/// # Errors
/// As [`ActorSystem::start`].
pub fn system<B>(base: B) -> Result<TestSystem>
where
    B: TryInto<Base>,
    B::Error: Into<Error>,
{
    system_from(ActorSystem::builder().base(base))
}

/// As [`system`], for a base that is told more.
///
/// ```
/// use thespian::{ActorSystem, Base, testing};
///
/// # fn main() -> thespian::Result<()> {
/// let system = testing::system_from(ActorSystem::builder().base(Base::ThreadPool).threads(2))?;
/// # Ok(())
/// # }
/// ```
///
/// # Errors
/// As [`ActorSystem::start`].
pub fn system_from(builder: ActorSystemBuilder) -> Result<TestSystem> {
    let recorder = Arc::new(Recorder::default());
    let system = builder.unique().virtual_time().recorder(recorder.clone()).start()?;
    Ok(TestSystem { system, recorder })
}

/// Runs a program once for each seed, on the sequential base, each time with another legal order of events: any
/// waiting message may be handled next, but what one actor sends another stays in its order, as on every base.
///
/// A bug that depends on the order shows here within moments, which on threads may take years. The seed of a run
/// that panics is in the panic's text, along with the sequence diagram, and `explore([seed], …)` runs it again.
///
/// ```
/// use std::time::Duration;
/// use thespian::prelude::*;
/// use thespian::testing::{TestSystem, explore};
///
/// # #[actor] #[derive(Default)] struct Counter { count: i64 }
/// # #[receive] impl Counter { fn add(&mut self, by: &i64) -> i64 { self.count += by; self.count } }
/// explore(0..100, |system: &TestSystem| {
///     let counter = system.create_actor::<Counter>().expect("an actor");
///     assert_eq!(system.ask(&counter, 2_i64, Duration::from_secs(1)).expect("an answer"), 2);
/// });
/// ```
///
/// # Panics
/// If the program does, for any of the seeds.
pub fn explore(seeds: impl IntoIterator<Item = u64>, program: impl Fn(&TestSystem)) {
    for seed in seeds {
        let builder = ActorSystem::builder().base(Base::Sequential).schedule(seed);
        let system = system_from(builder).unwrap_or_else(|error| panic!("seed {seed}: {error}"));
        let ran = contain(|| program(&system));
        if let Err(failed) = ran {
            let diagram = system.diagram(&format!("Seed {seed}")).last(SHOWN);
            // It would print the same once more.
            drop(system);
            panic!("seed {seed}: {failed}\n\n{diagram:#}");
        }
    }
}

/// How many of the last events a test that fails prints.
const SHOWN: usize = 300;

/// Lets the tests of this program start systems of processes: once, anywhere in the program.
///
/// The harness of `#[test]` functions has a `main` of its own, so there is no place for
/// [`thespian::init`](crate::init()). This writes a test that does nothing, but where the program is started again to be a
/// process of a system: then that test becomes it.
///
/// ```
/// thespian::testing::enable_process_tests!();
/// // And then, in any test: `thespian::testing::system("multiprocQueueBase")?`
/// ```
#[cfg(feature = "process")]
#[doc(inline)]
pub use crate::__enable_process_tests as enable_process_tests;

/// See [`system`]. A test that panics is shown the sequence diagram of what happened.
#[derive(Debug)]
pub struct TestSystem {
    system: ActorSystem,
    recorder: Arc<Recorder>,
}

impl TestSystem {
    /// Waits until no actor has anything to do, but for timers and what is awaited from elsewhere; says
    /// whether it came to that in time.
    #[must_use]
    pub fn rest(&self, timeout: Duration) -> bool {
        self.system.rest(timeout)
    }

    /// What has happened so far: creations, messages, and who was active between.
    #[must_use]
    pub fn diagram(&self, title: &str) -> SequenceDiagram {
        self.recorder.diagram(title)
    }
}

impl Deref for TestSystem {
    type Target = ActorSystem;

    fn deref(&self) -> &ActorSystem {
        &self.system
    }
}

impl Drop for TestSystem {
    fn drop(&mut self) {
        if std::thread::panicking() {
            #[expect(clippy::print_stderr, reason = "where a failing test says what it knows")]
            {
                eprintln!("\n{:#}", self.diagram("Failed Test").last(SHOWN));
            }
        }
        // An actor may hold a handle on its system, which would then never be the last one's to drop.
        let _ = self.system.shutdown();
    }
}
