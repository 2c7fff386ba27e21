//! Runs behaviours over bases.

use std::time::Duration;

use libtest_mimic::{Arguments, Failed, Trial};
#[cfg(feature = "process")]
use thespian::Carrier;
use thespian::testing::TestSystem;
use thespian::{ActorSystem, ActorSystemBuilder, Base};

/// The bases under test, each with the name that its tests carry.
pub const BASES: &[(&str, Start)] = &[
    ("sequential", || ActorSystem::builder().base(Base::Sequential)),
    ("strict", || ActorSystem::builder().base(Base::Sequential).strict()),
    ("pool_1", || ActorSystem::builder().base(Base::ThreadPool).threads(1)),
    ("pool_4", || ActorSystem::builder().base(Base::ThreadPool).threads(4)),
    #[cfg(feature = "process")]
    ("process_unix", || ActorSystem::builder().base(Base::Process(Carrier::Unix))),
    #[cfg(feature = "process")]
    ("process_tcp", || ActorSystem::builder().base(Base::Process(Carrier::Tcp))),
];

/// Says how a system under test is to be.
pub type Start = fn() -> ActorSystemBuilder;

/// Long enough for what has to happen, and only waited for when it does not.
pub const SOON: Duration = Duration::from_secs(20);

/// Long enough for what must not happen to happen, where no event can be waited for.
pub const MOMENT: Duration = Duration::from_millis(20);

/// One behaviour of a system.
#[derive(Clone, Copy)]
pub struct Behaviour {
    pub topic: &'static str,
    pub name: &'static str,
    pub run: fn(&TestSystem),
    /// The bases that need not show it, with the reason; `process` is all whose name begins so, `in_process` all others.
    pub skips: &'static [(&'static str, &'static str)],
}

/// Lists the behaviours of a module: functions of a system, perhaps with bases to skip.
#[macro_export]
macro_rules! behaviours {
    ($($name:ident $(skip($($base:literal: $reason:literal),+))?),* $(,)?) => {
        pub const BEHAVIOURS: &[$crate::harness::Behaviour] = &[$($crate::harness::Behaviour {
            topic: module_path!(),
            name: stringify!($name),
            run: $name,
            skips: &[$($(($base, $reason)),+)?],
        }),*];
    };
}

pub fn run(behaviours: &[Behaviour]) {
    let arguments = Arguments::from_args();
    let trials = BASES.iter().flat_map(|(base_name, base)| {
        behaviours.iter().map(move |behaviour| {
            let topic = behaviour.topic.rsplit("::").next().unwrap_or(behaviour.topic);
            let name = format!("{base_name}::{topic}::{}", behaviour.name);
            let (base, behaviour) = (*base, *behaviour);
            let skip = behaviour.skips.iter().find(|(skipped, _)| covers(skipped, base_name));
            let trial = Trial::test(name, move || on(base, behaviour));
            match skip {
                Some((_, reason)) => trial.with_kind(*reason).with_ignored_flag(true),
                None => trial,
            }
        })
    });
    let explored = behaviours.iter().map(|behaviour| {
        let topic = behaviour.topic.rsplit("::").next().unwrap_or(behaviour.topic);
        let name = format!("explored::{topic}::{}", behaviour.name);
        let behaviour = *behaviour;
        let skip = behaviour
            .skips
            .iter()
            .find(|(skipped, _)| ["explored", "sequential"].iter().any(|base| covers(skipped, base)));
        let trial = Trial::test(name, move || explored(behaviour));
        match skip {
            Some((_, reason)) => trial.with_kind(*reason).with_ignored_flag(true),
            None => trial,
        }
    });
    libtest_mimic::run(&arguments, trials.chain(explored).collect()).exit();
}

/// Whether what is said of a base holds for that one: `process` is all that carry messages between processes, and
/// `in_process` all others.
fn covers(said: &str, base_name: &str) -> bool {
    match said {
        "process" => base_name.starts_with("process_"),
        "in_process" => !base_name.starts_with("process_"),
        _ => said == base_name,
    }
}

/// How many orders of events each behaviour is tried with: ten thousand in all.
const SCHEDULES: u64 = 100;

/// Runs a behaviour with many orders of events.
fn explored(behaviour: Behaviour) -> Result<(), Failed> {
    for seed in 0..SCHEDULES {
        let start = || ActorSystem::builder().base(Base::Sequential);
        let system = thespian::testing::system_from(start().schedule(seed))?;
        on_system(system, behaviour).map_err(|failed| format!("seed {seed}: {failed:?}"))?;
    }
    Ok(())
}

fn on(base: Start, behaviour: Behaviour) -> Result<(), Failed> {
    on_system(thespian::testing::system_from(base())?, behaviour)
}

fn on_system(system: TestSystem, behaviour: Behaviour) -> Result<(), Failed> {
    // A panic shows the sequence diagram of what happened when the system is dropped.
    (behaviour.run)(&system);
    assert!(system.rest(SOON) || system.status().is_err(), "the actors come to rest");
    let counts = system.status().map(|status| status.messages);
    if let Ok(counts) = counts
        && !counts.add_up()
    {
        return Err(format!("the counts do not add up: {counts:?}").into());
    }
    Ok(system.shutdown()?)
}
