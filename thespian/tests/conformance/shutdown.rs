//! The end of a system: within bounds, and with a word in the log on how it went.

use std::fmt::{self, Write as _};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use thespian::Actor as _;
use thespian::prelude::*;
use thespian::testing::TestSystem;
use tracing::field::{Field, Visit};
use tracing::span;

use crate::cast::{Echo, Gate};
use crate::harness::SOON;

crate::behaviours![
    actors_that_multiply_do_not_keep_a_shutdown_from_its_end skip(
        "sequential": "a matter of threads", "strict": "a matter of threads", "explored": "a matter of threads",
        "pool_1": "its one worker is busy"),
    a_shutdown_says_in_the_log_how_it_went
        skip("process": "the system's own process has a log of its own"),
    a_handler_that_is_dropped_on_the_way_out_is_counted
        skip("explored": "five seconds each time", "process": "the system's own process has a log of its own"),
    an_actor_whose_handler_blocks_its_thread_is_named_and_shutdown_returns
        skip("sequential": "the caller's own thread is blocked", "strict": "the caller's own thread is blocked"),
];

/// Longer than any shutdown may take.
const LONG: Duration = Duration::from_secs(60);

/// What a thread logs, line by line.
#[derive(Clone, Default)]
struct Log(Arc<Mutex<Vec<String>>>);

impl tracing::Subscriber for Log {
    fn enabled(&self, _: &tracing::Metadata<'_>) -> bool {
        true
    }
    fn new_span(&self, _: &span::Attributes<'_>) -> span::Id {
        span::Id::from_u64(1)
    }
    fn record(&self, _: &span::Id, _: &span::Record<'_>) {}
    fn record_follows_from(&self, _: &span::Id, _: &span::Id) {}
    fn event(&self, event: &tracing::Event<'_>) {
        let mut line = Line(event.metadata().level().to_string());
        event.record(&mut line);
        self.0.lock().expect("no panic with the log").push(line.0);
    }
    fn enter(&self, _: &span::Id) {}
    fn exit(&self, _: &span::Id) {}
}

struct Line(String);

impl Visit for Line {
    fn record_debug(&mut self, field: &Field, value: &dyn fmt::Debug) {
        let _ = write!(self.0, " {}={value:?}", field.name());
    }
}

/// Shuts the system down, within bounds, and with the name of the actor that kept it waiting in the log.
#[track_caller]
fn assert_named(system: &TestSystem, late: &str) {
    let since = Instant::now();
    if matches!(system.base(), Base::Process(_)) {
        // The system's own process has a log of its own.
        system.shutdown().expect("not inside a handler");
    } else {
        let report = report(system);
        assert!(report.starts_with("ERROR ") && report.contains(late), "{report}");
    }
    assert!(since.elapsed() < Duration::from_secs(15), "{:?}", since.elapsed());
}

/// Shuts the system down; what the log says of it.
fn report(system: &TestSystem) -> String {
    let log = Log::default();
    tracing::subscriber::with_default(log.clone(), || system.shutdown()).expect("not inside a handler");
    let lines = log.0.lock().expect("no panic with the log");
    let mut reports = lines.iter().filter(|line| line.contains("the system is down"));
    let report = reports.next().unwrap_or_else(|| panic!("no report in {lines:?}")).clone();
    assert!(reports.next().is_none(), "one report");
    report
}

fn a_shutdown_says_in_the_log_how_it_went(system: &TestSystem) {
    for _ in 0..3 {
        system.create_actor::<Echo>().expect("an actor");
    }
    let report = report(system);
    assert!(report.starts_with("INFO ") && report.contains(" actors=3 dropped_handlers=0 "), "{report}");
}

/// Waits at a gate that does not open.
#[actor]
struct Stuck {
    gate: Gate,
}

#[receive]
impl Stuck {
    #[init]
    fn new(gate: Gate) -> Self {
        Stuck { gate }
    }

    async fn wait(&mut self, _: &()) {
        self.gate.pass().await;
    }
}

fn a_handler_that_is_dropped_on_the_way_out_is_counted(system: &TestSystem) {
    let stuck = system.build_actor::<Stuck>().args(Gate::default()).create().expect("an actor");
    system.tell(&stuck, ()).expect("the system is up");
    assert!(system.rest(SOON), "it waits");
    let report = report(system);
    assert!(report.contains(" actors=1 dropped_handlers=1 dead_letters=1 "), "{report}");
}

/// Blocks the thread that runs it.
#[actor]
struct Blocking {
    until: Gate,
    begun: Gate,
}

#[receive]
impl Blocking {
    #[init]
    fn new(until: Gate, begun: Gate) -> Self {
        Blocking { until, begun }
    }

    fn block(&mut self, _: &()) {
        self.begun.open();
        self.until.wait(LONG);
    }
}

fn an_actor_whose_handler_blocks_its_thread_is_named_and_shutdown_returns(system: &TestSystem) {
    let (until, begun) = (Gate::default(), Gate::default());
    let blocking = system.build_actor::<Blocking>().args((until, begun)).create().expect("an actor");
    system.tell(&blocking, ()).expect("the system is up");
    assert!(begun.wait(SOON), "it blocks");
    assert_named(system, Blocking::NAME);
    until.open();
}

/// Creates an actor ten times a second.
#[actor]
#[derive(Default)]
struct Grower;

#[receive]
impl Grower {
    fn begin(&mut self, _: &(), ctx: &mut Context) {
        ctx.wakeup_every(Duration::from_millis(100), ());
    }

    fn grow(&mut self, _: &WakeupMessage, ctx: &mut Context) {
        ctx.create_actor::<Echo>();
    }
}

/// Has a child that multiplies, and then blocks its own thread, so that nobody tells the child to end.
#[actor]
struct Blocker {
    until: Gate,
    begun: Gate,
}

#[receive]
impl Blocker {
    #[init]
    fn new(until: Gate, begun: Gate) -> Self {
        Blocker { until, begun }
    }

    fn begin(&mut self, _: &(), ctx: &mut Context) {
        let child = ctx.create_actor::<Grower>();
        ctx.send(&child, ());
        self.begun.open();
        self.until.wait(LONG);
    }
}

fn actors_that_multiply_do_not_keep_a_shutdown_from_its_end(system: &TestSystem) {
    let (until, begun) = (Gate::default(), Gate::default());
    let blocker = system.build_actor::<Blocker>().args((until, begun)).create().expect("an actor");
    system.tell(&blocker, ()).expect("the system is up");
    assert!(begun.wait(SOON), "it blocks");
    assert_named(system, Blocker::NAME);
    until.open();
}
