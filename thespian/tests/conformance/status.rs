//! What a system and its actors say of themselves, and the end of it all.

use std::time::Duration;

use thespian::prelude::*;
use thespian::testing::TestSystem;
use thespian::{Actor as _, ActorState, ActorStatus, ActorStatusRequest};

use crate::cast::{Echo, Gate, heard, reporter, status};
use crate::harness::SOON;

crate::behaviours![
    an_actor_s_status_says_what_it_is_and_does,
    an_actor_answers_for_its_status_before_what_waits_for_it,
    an_actor_may_ask_for_the_status_of_another,
    an_actor_that_asks_or_leaves_says_so,
    an_actor_that_has_ended_has_no_status,
    failures_and_wakeups_show_in_the_status,
    the_system_s_status_names_what_the_system_has_once,
    every_actor_is_found_from_the_system_s_status,
    an_actor_may_shut_the_system_down,
    a_system_that_is_down_says_so,
];

/// Waits at a gate, and does a few things besides.
#[actor(mailbox = 10)]
struct Subject {
    gate: Gate,
}

/// Ask the echo, in vain for so long.
#[message]
struct AskSilent(ActorAddress);
/// Create two children.
#[message]
struct Breed;
/// Ask for a wakeup in an hour.
#[message]
struct Sleep;
/// Ask how that actor is.
#[message]
struct Inspect(ActorAddress);

#[receive]
impl Subject {
    #[init]
    fn new(gate: Gate) -> Self {
        Subject { gate }
    }

    async fn number(&mut self, _: &u32) {
        self.gate.pass().await;
    }

    async fn ask_silent(&mut self, AskSilent(whom): &AskSilent, ctx: &mut Context) {
        let _ = ctx.ask_any(whom, AskSilent(*whom), Duration::from_secs(3600)).await;
    }

    fn breed(&mut self, _: &Breed, ctx: &mut Context) -> Ack {
        ctx.create_actor::<Echo>();
        ctx.create_actor::<Echo>();
        Ack
    }

    fn sleep(&mut self, _: &Sleep, ctx: &mut Context) -> Ack {
        ctx.wakeup_after(Duration::from_secs(3600), ());
        Ack
    }

    fn fail(&mut self, _: &str) -> Result<Ack, Failure> {
        Err(Failure::new("as told"))
    }

    async fn inspect(&mut self, Inspect(whom): &Inspect, ctx: &mut Context) -> Result<String, Failure> {
        let status = ctx.ask_any(whom, ActorStatusRequest, SOON).await?.downcast::<ActorStatus>()?;
        Ok(status.name)
    }

    fn shut_down(&mut self, _: &(), ctx: &mut Context) -> Ack {
        ctx.shutdown_system();
        Ack
    }
}

/// Waits at a gate on its way out.
#[actor]
struct Lingering {
    gate: Gate,
}

#[receive]
impl Lingering {
    #[init]
    fn new(gate: Gate) -> Self {
        Lingering { gate }
    }

    async fn exit(&mut self, _: &ActorExitRequest) {
        self.gate.pass().await;
    }
}

fn subject(system: &TestSystem) -> (Addr<Subject>, Gate) {
    let gate = Gate::default();
    (system.build_actor::<Subject>().args(gate).create().expect("an actor"), gate)
}

fn look(system: &TestSystem, who: impl Into<ActorAddress>) -> ActorStatus {
    system.actor_status(who, SOON).expect("it answers")
}

fn an_actor_s_status_says_what_it_is_and_does(system: &TestSystem) {
    let (subject, _gate) = subject(system);
    system.ask(&subject, Breed, SOON).expect("an acknowledgement");
    let status = look(system, subject);
    assert_eq!((status.address, status.name.as_str()), (subject.address(), Subject::NAME));
    assert_eq!((status.children.len(), status.state, status.mailbox), (2, ActorState::Running, Some(10)));
    assert_eq!((status.waiting, status.handled, status.failures, status.wakeups), (0, 1, 0, 0));
    let child = look(system, status.children[0]);
    assert_eq!(
        (child.name.as_str(), child.parent, child.mailbox),
        (Echo::NAME, Some(subject.address()), None)
    );
}

fn an_actor_answers_for_its_status_before_what_waits_for_it(system: &TestSystem) {
    let (subject, gate) = subject(system);
    for number in 0..4_u32 {
        system.tell(&subject, number).expect("there is room");
    }
    assert!(system.rest(SOON), "the first waits");
    let status = look(system, subject);
    assert_eq!((status.state, status.waiting, status.handled), (ActorState::Awaiting, 3, 0));
    gate.open();
    assert!(system.rest(SOON));
    let status = look(system, subject);
    assert_eq!((status.state, status.waiting, status.handled), (ActorState::Running, 0, 4));
}

fn an_actor_may_ask_for_the_status_of_another(system: &TestSystem) {
    let (subject, _gate) = subject(system);
    let echo = system.create_actor::<Echo>().expect("an actor");
    assert_eq!(system.ask(&subject, Inspect(echo.address()), SOON).expect("an answer"), Echo::NAME);
}

fn an_actor_that_asks_or_leaves_says_so(system: &TestSystem) {
    let (silent, silent_gate) = subject(system);
    system.tell(&silent, 1_u32).expect("there is room");
    let (subject, gate) = subject(system);
    system.tell(&subject, AskSilent(silent.address())).expect("there is room");
    assert!(system.rest(SOON), "it asks");
    assert_eq!(look(system, subject).state, ActorState::Asking);
    silent_gate.open();
    let leaving = system.build_actor::<Lingering>().args(gate).create().expect("an actor");
    system.tell(&leaving, ActorExitRequest::default()).expect("the system is up");
    assert!(system.rest(SOON), "its handler for the request waits");
    assert_eq!(look(system, leaving).state, ActorState::Awaiting);
    gate.open();
}

fn an_actor_that_has_ended_has_no_status(system: &TestSystem) {
    let echo = system.create_actor::<Echo>().expect("an actor");
    system.stop(echo, SOON).expect("it ends");
    assert!(matches!(system.actor_status(echo, SOON), Err(AskError::Dead)));
}

fn failures_and_wakeups_show_in_the_status(system: &TestSystem) {
    let (subject, _gate) = subject(system);
    system.ask(&subject, Sleep, SOON).expect("an acknowledgement");
    system.ask(&subject, "fail".to_owned(), SOON).expect_err("it fails");
    let status = look(system, subject);
    assert_eq!((status.failures, status.wakeups, status.handled), (2, 1, 1));
}

fn the_system_s_status_names_what_the_system_has_once(system: &TestSystem) {
    let reporter = reporter(system);
    system.ask(&reporter, true, SOON).expect("an acknowledgement");
    let named = system.build_actor::<Echo>().global_name("echo").create().expect("an actor");
    system.update_capability("zone", "b").expect("the system is up");
    let status = status(system);
    assert_eq!(status.base, system.base().to_string());
    assert!(status.capabilities.is("zone", "b"));
    assert_eq!(status.global_names.into_iter().collect::<Vec<_>>(), [("echo".to_owned(), named.address())]);
    assert_eq!(status.dead_letter_handlers, [reporter.address()]);
    assert!(status.messages.add_up());
}

fn every_actor_is_found_from_the_system_s_status(system: &TestSystem) {
    let (subject, _gate) = subject(system);
    system.ask(&subject, Breed, SOON).expect("an acknowledgement");
    system.create_actor::<Echo>().expect("an actor");
    let status = status(system);
    let (mut found, mut to_look_at) = (0, status.children);
    while let Some(who) = to_look_at.pop() {
        found += 1;
        to_look_at.extend(look(system, who).children);
    }
    assert_eq!((found, status.actors), (4, 4));
}

fn an_actor_may_shut_the_system_down(system: &TestSystem) {
    let (subject, gate) = subject(system);
    gate.open();
    system.ask(&subject, (), SOON).expect("an acknowledgement");
    assert!(system.listen(SOON).is_none(), "nothing comes any more");
    assert!(matches!(system.ask(&subject, (), SOON), Err(AskError::ShutDown)));
    system.shutdown().expect("it is down");
}

fn a_system_that_is_down_says_so(system: &TestSystem) {
    let (subject, gate) = subject(system);
    gate.open();
    let reporter = reporter(system);
    system.tell(&reporter, "last".to_owned()).expect("the system is up");
    assert_eq!(heard(system), "last");
    system.shutdown().expect("it goes down");
    assert!(system.status().is_err() && system.update_capability("zone", 1).is_err());
    assert!(matches!(system.actor_status(subject, SOON), Err(AskError::ShutDown)));
    assert!(matches!(system.stop(subject, SOON), Err(AskError::ShutDown)));
    assert!(matches!(system.create_actor::<Echo>(), Err(CreateError::ShutDown)));
    let named = system.build_actor::<Echo>().global_name("late").create();
    assert!(matches!(named, Err(CreateError::ShutDown)));
    assert!(system.tell(&subject, 1_u32).is_err());
}
