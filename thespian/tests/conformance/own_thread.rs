//! Actors with a thread of their own.

use std::cell::Cell;
use std::{process, thread};

use thespian::prelude::*;
use thespian::testing::TestSystem;

use crate::cast::{Echo, Gate};
use crate::harness::SOON;

crate::behaviours![
    an_actor_that_blocks_its_own_thread_delays_nobody
        skip("sequential": "there is one thread", "strict": "there is one thread", "explored": "there is one thread"),
    all_handlers_of_an_actor_run_in_its_own_thread
        skip("sequential": "there is one thread", "strict": "there is one thread", "explored": "there is one thread"),
    an_actor_s_own_thread_ends_with_it
        skip("sequential": "there is one thread", "strict": "there is one thread", "explored": "there is one thread"),
    an_actor_with_a_thread_of_its_own_fails_and_ends_as_any_other,
];

/// Waits in its thread until the test lets it go on.
#[actor(own_thread)]
struct Blocker {
    gate: Gate,
    number: u32,
}

#[receive]
impl Blocker {
    #[init]
    fn new(gate: Gate, number: u32) -> Self {
        Blocker { gate, number }
    }

    fn wait(&mut self, _: &()) -> u32 {
        assert!(self.gate.wait(SOON), "the test opens it");
        self.number
    }
}

fn an_actor_that_blocks_its_own_thread_delays_nobody(system: &TestSystem) {
    let gate = Gate::default();
    let blocker = |number: u32| system.build_actor::<Blocker>().args((gate, number)).create();
    let blockers: Vec<_> = (0..8).map(|number| blocker(number).expect("an actor")).collect();
    let asking: Vec<_> = blockers
        .iter()
        .map(|blocker| {
            let (system, blocker) = (ActorSystem::clone(system), *blocker);
            thread::spawn(move || system.ask(&blocker, (), SOON).expect("an answer"))
        })
        .collect();
    let echo = system.create_actor::<Echo>().expect("an actor");
    assert_eq!(system.ask(&echo, "still here".to_owned(), SOON).expect("an answer"), "still here");
    gate.open();
    let answers: Vec<_> = asking.into_iter().map(|asks| asks.join().expect("no panic")).collect();
    assert_eq!(answers, [0, 1, 2, 3, 4, 5, 6, 7]);
}

/// Opens a gate when the thread ends in which it was made.
struct Mark(Gate);

impl Drop for Mark {
    fn drop(&mut self) {
        self.0.open();
    }
}

thread_local! {
    static MARK: Cell<Option<Mark>> = const { Cell::new(None) };
}

/// Says in which thread it is.
#[actor(own_thread)]
#[derive(Default)]
struct Threaded {
    seen: Vec<String>,
    handled: u32,
}

#[message]
struct Here;
#[message]
struct HereLater;
#[message]
struct Fail;
/// Which threads it has been in.
#[message]
struct Threads;
/// Leave this in the thread.
#[message]
struct Leave(Gate);

/// The thread that this runs in, by a name that no other has.
fn this_thread() -> String {
    format!("{:?} of {}", thread::current().id(), process::id())
}

#[receive]
impl Threaded {
    fn here(&mut self, _: &Here) {
        self.seen.push(this_thread());
    }

    async fn here_later(&mut self, _: &HereLater) {
        self.seen.push(this_thread());
        let mut first = true;
        std::future::poll_fn(|cx| {
            cx.waker().wake_by_ref();
            if std::mem::take(&mut first) { std::task::Poll::Pending } else { std::task::Poll::Ready(()) }
        })
        .await;
        self.seen.push(this_thread());
    }

    fn threads(&mut self, _: &Threads) -> Vec<String> {
        let mut seen = self.seen.clone();
        seen.sort_unstable();
        seen.dedup();
        seen
    }

    fn leave(&mut self, leave: &Leave) -> Ack {
        MARK.set(Some(Mark(leave.0)));
        Ack
    }

    fn count(&mut self, by: &u32) -> u32 {
        self.handled += by;
        self.handled
    }

    fn fail(&mut self, _: &Fail) -> Result<Ack, Failure> {
        Err(Failure::new("it was asked to"))
    }
}

fn all_handlers_of_an_actor_run_in_its_own_thread(system: &TestSystem) {
    let actor = system.create_actor::<Threaded>().expect("an actor");
    for _ in 0..20 {
        system.tell(&actor, Here).expect("the system is up");
        system.tell(&actor, HereLater).expect("the system is up");
    }
    let roommate = system.create_actor::<Roommate>().expect("an actor");
    let elsewhere = system.ask(&roommate, Here, SOON).expect("an answer");
    let threads = system.ask(&actor, Threads, SOON).expect("an answer");
    assert!(threads.len() == 1 && threads[0] != elsewhere, "{threads:?}, {elsewhere}");
}

/// Shares the pool's threads.
#[actor]
#[derive(Default)]
struct Roommate;

#[receive]
impl Roommate {
    fn here(&mut self, _: &Here) -> String {
        this_thread()
    }
}

fn an_actor_s_own_thread_ends_with_it(system: &TestSystem) {
    let actor = system.create_actor::<Threaded>().expect("an actor");
    let ended = Gate::default();
    system.ask(&actor, Leave(ended), SOON).expect("an answer");
    system.stop(actor, SOON).expect("it ends");
    assert!(ended.wait(SOON), "its thread ends too");
}

fn an_actor_with_a_thread_of_its_own_fails_and_ends_as_any_other(system: &TestSystem) {
    let actor = system.create_actor::<Threaded>().expect("an actor");
    assert_eq!(system.ask(&actor, 2_u32, SOON).expect("an answer"), 2);
    assert!(matches!(system.ask(&actor, Fail, SOON), Err(AskError::Poison(_))));
    assert_eq!(system.ask(&actor, 3_u32, SOON).expect("an answer"), 3);
    system.stop(actor, SOON).expect("it ends");
    assert!(matches!(system.ask(&actor, 1_u32, SOON), Err(AskError::Dead)));
}
