//! Actors as processes: many at once, and some that die.

use std::process::{abort, exit};
use std::time::Duration;

use thespian::prelude::*;
use thespian::testing::TestSystem;

use crate::behaviours;
use crate::cast::{Echo, all_heard, heard, signal, status};
use crate::harness::SOON;

behaviours! {
    an_actor_whose_process_dies_ends_with_its_children_and_its_creator_knows
        skip("in_process": "its actors have no processes"),
    a_question_to_an_actor_whose_process_dies_ends_at_once
        skip("in_process": "its actors have no processes"),
    who_waits_for_the_end_of_an_actor_whose_process_dies_is_told
        skip("in_process": "its actors have no processes"),
    an_actor_whose_process_dies_before_it_lives_is_an_error_of_who_creates_it
        skip("in_process": "its actors have no processes"),
    a_signal_that_terminates_asks_the_actor_to_end
        skip("in_process": "its actors have no processes"),
    a_child_that_is_created_just_before_its_creator_dies_is_no_orphan
        skip("in_process": "its actors have no processes"),
    five_hundred_actors_live_at_once,
    a_handler_that_does_not_let_go_is_ended_with_its_process_five_seconds_after_the_request
        skip("in_process": "its actors have no processes"),
}

/// Creates mortals, and tells the test how they end.
#[actor]
struct Parent {
    test: ActorAddress,
}

#[receive]
impl Parent {
    #[init]
    fn new(test: ActorAddress) -> Self {
        Parent { test }
    }

    #[message(Bear)]
    fn bear(&mut self, ctx: &mut Context) -> Addr<Mortal> {
        let test = self.test;
        ctx.build_actor::<Mortal>().args(test).create()
    }

    fn child_gone(&mut self, gone: &ChildActorExited, ctx: &mut Context) {
        let reason = match &gone.reason {
            ExitReason::Killed(how) if how.contains("signal: 6") => "killed by signal 6".to_owned(),
            other => other.to_string(),
        };
        ctx.send(&self.test, reason);
    }
}

/// Its process dies when it is told so.
#[actor]
struct Mortal {
    test: ActorAddress,
}

/// How a process dies.
#[message]
enum Die {
    Abort,
    Exit(i32),
    /// Not at all, for a while.
    Sleep,
}

#[receive]
impl Mortal {
    #[init]
    fn new(test: ActorAddress) -> Self {
        Mortal { test }
    }

    #[message(Settle)]
    fn settle(&mut self, ctx: &mut Context) -> Addr<Mortal> {
        let test = self.test;
        ctx.build_actor::<Mortal>().args(test).create()
    }

    #[message(Number)]
    fn number(&mut self) -> u32 {
        std::process::id()
    }

    fn die(&mut self, how: &Die, ctx: &mut Context) -> Ack {
        match how {
            Die::Abort => abort(),
            Die::Exit(code) => exit(*code),
            Die::Sleep => {
                ctx.send(&self.test, "asleep".to_owned());
                std::thread::sleep(Duration::from_secs(3600));
            }
        }
        Ack
    }

    #[message(SettleAndDie)]
    fn settle_and_die(&mut self, ctx: &mut Context) {
        self.settle(ctx);
        // The wish may leave this process, or not.
        std::thread::yield_now();
        abort();
    }

    fn end(&mut self, _: &ActorExitRequest, ctx: &mut Context) {
        ctx.send(&self.test, "tidied up".to_owned());
    }
}

fn family(system: &TestSystem) -> (Addr<Parent>, Addr<Mortal>) {
    let parent = system.build_actor::<Parent>().args(system.address()).create().expect("an actor");
    let child = system.ask(&parent, Bear, SOON).expect("a child");
    (parent, child)
}

fn an_actor_whose_process_dies_ends_with_its_children_and_its_creator_knows(system: &TestSystem) {
    let (parent, child) = family(system);
    let grandchild = system.ask(&child, Settle, SOON).expect("a child's child");
    system.actor_status(grandchild, SOON).expect("it lives");
    system.tell(&child, Die::Abort).expect("the system is up");
    let mut news = all_heard(system, 2);
    news.sort();
    assert_eq!(news, ["killed by signal 6", "tidied up"]);
    system.stop(grandchild, SOON).expect("it has ended");

    let other = system.ask(&parent, Bear, SOON).expect("the parent goes on");
    system.tell(&other, Die::Exit(7)).expect("the system is up");
    assert_eq!(heard(system), "its process ended itself with code 7");
}

fn a_question_to_an_actor_whose_process_dies_ends_at_once(system: &TestSystem) {
    let (_, child) = family(system);
    let asked = system.ask(&child, Die::Abort, SOON);
    assert!(matches!(asked, Err(AskError::Dead)), "{asked:?}");
    let asked = system.ask(&child, Die::Abort, SOON);
    assert!(matches!(asked, Err(AskError::Dead)), "later too: {asked:?}");
}

fn who_waits_for_the_end_of_an_actor_whose_process_dies_is_told(system: &TestSystem) {
    let (_, child) = family(system);
    system.tell(&child, Die::Abort).expect("the system is up");
    system.stop(child, SOON).expect("it has ended");
}

/// Its process dies before it lives.
#[actor]
struct Stillborn;

#[receive]
impl Stillborn {
    #[init]
    fn new() -> Self {
        exit(9)
    }
}

fn an_actor_whose_process_dies_before_it_lives_is_an_error_of_who_creates_it(system: &TestSystem) {
    let error = system.create_actor::<Stillborn>().expect_err("there is none").to_string();
    assert!(
        error.contains("its process died before it lived: its process ended itself with code 9"),
        "{error}"
    );
    assert_eq!(status(system).actors, 0);
}

fn a_signal_that_terminates_asks_the_actor_to_end(system: &TestSystem) {
    let (_, child) = family(system);
    let number = system.ask(&child, Number, SOON).expect("its process");
    signal("-TERM", number);
    assert_eq!(all_heard(system, 2), ["tidied up", "an exit was requested"]);
}

fn a_child_that_is_created_just_before_its_creator_dies_is_no_orphan(system: &TestSystem) {
    for _ in 0..20 {
        let (parent, child) = family(system);
        system.tell(&child, SettleAndDie).expect("the system is up");
        while heard(system) != "killed by signal 6" {}
        system.stop(parent, SOON).expect("it ends");
    }
    let deadline = std::time::Instant::now() + SOON;
    while status(system).actors > 0 {
        assert!(std::time::Instant::now() < deadline, "{}", status(system));
    }
    while system.listen(Duration::ZERO).is_some() {}
}

fn five_hundred_actors_live_at_once(system: &TestSystem) {
    let create = |_| system.create_actor::<Echo>().expect("an actor");
    let actors: Vec<_> = (0..500).map(create).collect();
    for actor in &actors {
        assert_eq!(system.ask(actor, "there?".to_owned(), SOON).expect("an answer"), "there?");
    }
    assert_eq!(status(system).actors, 500);
}

fn a_handler_that_does_not_let_go_is_ended_with_its_process_five_seconds_after_the_request(
    system: &TestSystem,
) {
    let (_, child) = family(system);
    system.tell(&child, Die::Sleep).expect("the system is up");
    assert_eq!(heard(system), "asleep");
    system.stop(child, SOON).expect("it has ended");
    assert_eq!(heard(system), "it was killed: a handler still ran 5 s after the exit request");
}
