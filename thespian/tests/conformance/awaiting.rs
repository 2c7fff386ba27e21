//! Handlers that await something.

use std::task::Poll;

use thespian::prelude::*;
use thespian::testing::TestSystem;

use crate::cast::{Echo, Gate, Log, all_heard, heard, status};
use crate::harness::{MOMENT, SOON};

crate::behaviours![
    an_asynchronous_handler_answers_as_any_other,
    an_actor_handles_one_message_at_a_time_while_it_awaits,
    other_actors_go_on_while_one_awaits,
    a_handler_that_fails_after_it_awaited_has_its_second_chance,
    a_handler_may_create_and_send_after_it_awaited,
    an_urgent_exit_waits_for_a_handler_that_awaits,
    urgent_exits_while_a_handler_awaits_are_one,
    what_is_urgent_overtakes_what_waited_for_a_handler,
    who_asks_to_end_before_it_awaits_ends_afterwards_and_nobody_else,
    what_waits_for_a_handler_keeps_its_order_when_that_awaits_again,
    a_handler_that_never_awakes_is_dropped_five_seconds_after_the_request
        skip("explored": "five seconds each time"),
];

#[actor]
struct Waiter {
    gate: Gate,
    failures: u64,
    risked: Log,
    test: ActorAddress,
}

/// Wait at the gate.
#[message]
struct Wait(u32);
/// Wait at the gate, then fail while failures are left.
#[message]
struct Risk;
/// Ask to end, then wait at the gate.
#[message]
struct LeaveLater;
/// Ask oneself to end, urgently.
#[message]
struct LeaveNow;
/// Wait at the gate, then create an actor and let it answer.
#[message]
struct Delegate;

#[receive]
impl Waiter {
    #[init]
    fn new(gate: Gate, failures: u64, risked: Log, test: ActorAddress) -> Self {
        Waiter { gate, failures, risked, test }
    }

    async fn wait(&mut self, wait: &Wait, ctx: &mut Context) -> u32 {
        ctx.send(&self.test, format!("waiting {}", wait.0));
        self.gate.pass().await;
        ctx.send(&self.test, format!("waited {}", wait.0));
        wait.0
    }

    async fn risk(&mut self, _: &Risk) -> Result<u64, Failure> {
        self.gate.pass().await;
        match self.failures.checked_sub(self.risked.note("risked")) {
            Some(3) => panic!("after the gate"),
            Some(1..) => Err(Failure::new("after the gate")),
            left => Ok(left.unwrap_or_default()),
        }
    }

    async fn leave_later(&mut self, _: &LeaveLater, ctx: &mut Context) {
        ctx.exit();
        self.gate.pass().await;
    }

    fn leave_now(&mut self, _: &LeaveNow, ctx: &mut Context) {
        ctx.send(&ctx.my_address(), ActorExitRequest::now());
    }

    async fn delegate(&mut self, _: &Delegate, ctx: &mut Context) {
        self.gate.pass().await;
        let echo = ctx.create_actor::<Echo>();
        assert_eq!(ctx.children(), [echo.address()]);
        ctx.send(&echo, "from a child".to_owned());
        ctx.send(&ctx.sender(), ctx.my_address());
    }

    fn text(&mut self, text: &str, ctx: &mut Context) {
        ctx.send(&self.test, text.to_owned());
    }

    fn exit(&mut self, _: &ActorExitRequest, ctx: &mut Context) {
        ctx.send(&self.test, "asked to exit".to_owned());
    }
}

fn waiter(system: &TestSystem, failures: u64) -> (Addr<Waiter>, Gate) {
    let gate = Gate::default();
    let args = (gate, failures, Log::default(), system.address());
    let waiter = system.build_actor::<Waiter>().args(args).create();
    (waiter.expect("an actor"), gate)
}

fn an_asynchronous_handler_answers_as_any_other(system: &TestSystem) {
    let (waiter, gate) = waiter(system, 0);
    gate.open();
    assert_eq!(system.ask(&waiter, Wait(7), SOON).expect("an answer"), 7);
    assert_eq!(all_heard(system, 2), ["waiting 7", "waited 7"]);
}

fn an_actor_handles_one_message_at_a_time_while_it_awaits(system: &TestSystem) {
    let (waiter, gate) = waiter(system, 0);
    system.tell(&waiter, Wait(1)).expect("the system is up");
    system.tell(&waiter, "between".to_owned()).expect("the system is up");
    system.tell(&waiter, Wait(2)).expect("the system is up");
    system.tell(&waiter, "behind".to_owned()).expect("the system is up");
    assert_eq!(heard(system), "waiting 1");
    assert!(system.listen(MOMENT).is_none());
    assert_eq!(status(system).messages.waiting, 4);
    gate.open();
    assert_eq!(all_heard(system, 5), ["waited 1", "between", "waiting 2", "waited 2", "behind"]);
}

fn other_actors_go_on_while_one_awaits(system: &TestSystem) {
    let (waiter, gate) = waiter(system, 0);
    let echo = system.create_actor::<Echo>().expect("an actor");
    system.tell(&waiter, Wait(1)).expect("the system is up");
    assert_eq!(system.ask(&echo, "busy?".to_owned(), SOON).expect("an answer"), "busy?");
    // The answer reaches who waits for it, although another thread opened the gate.
    let opener = std::thread::spawn(move || gate.open());
    assert_eq!(system.ask(&waiter, Wait(2), SOON).expect("an answer"), 2);
    opener.join().expect("no panic");
}

fn a_handler_that_fails_after_it_awaited_has_its_second_chance(system: &TestSystem) {
    let (once, gate) = waiter(system, 1);
    gate.open();
    assert_eq!(system.ask(&once, Risk, SOON).expect("an answer"), 0);
    let (thrice, gate) = waiter(system, 3);
    gate.open();
    let Err(AskError::Poison(poison)) = system.ask(&thrice, Risk, SOON) else {
        panic!("the message comes back")
    };
    assert!(poison.message.is::<Risk>());
    assert_eq!(poison.attempts.len(), 2);
    assert!(poison.attempts.iter().all(|attempt| attempt.text == "after the gate"));
    assert!(poison.attempts.iter().all(|attempt| attempt.place.is_some()));
}

fn a_handler_may_create_and_send_after_it_awaited(system: &TestSystem) {
    let (waiter, gate) = waiter(system, 0);
    system.tell(&waiter, Delegate).expect("the system is up");
    gate.open();
    let address = system.listen(SOON).expect("the actor speaks").downcast::<ActorAddress>();
    assert_eq!(address.expect("its address"), waiter.address());
    assert_eq!(status(system).actors, 2);
}

fn an_urgent_exit_waits_for_a_handler_that_awaits(system: &TestSystem) {
    let (waiter, gate) = waiter(system, 0);
    system.tell(&waiter, Wait(1)).expect("the system is up");
    assert_eq!(heard(system), "waiting 1");
    system.tell(&waiter, "never handled".to_owned()).expect("the system is up");
    system.tell(&waiter, ActorExitRequest::now()).expect("the system is up");
    assert!(system.rest(SOON), "all that is left waits for the gate");
    gate.open();
    assert_eq!(all_heard(system, 2), ["waited 1", "asked to exit"]);
    assert!(matches!(system.ask(&waiter, Wait(2), SOON), Err(AskError::Dead)));
}

fn urgent_exits_while_a_handler_awaits_are_one(system: &TestSystem) {
    let (waiter, gate) = waiter(system, 0);
    system.tell(&waiter, Wait(1)).expect("the system is up");
    assert_eq!(heard(system), "waiting 1");
    for _ in 0..3 {
        system.tell(&waiter, ActorExitRequest::now()).expect("the system is up");
    }
    assert!(system.rest(SOON), "they wait with the handler");
    gate.open();
    assert_eq!(all_heard(system, 2), ["waited 1", "asked to exit"]);
    assert!(status(system).messages.dead_letters.is_empty());
}

fn who_asks_to_end_before_it_awaits_ends_afterwards_and_nobody_else(system: &TestSystem) {
    let (waiter, gate) = waiter(system, 0);
    let echo = system.create_actor::<Echo>().expect("an actor");
    system.tell(&waiter, LeaveLater).expect("the system is up");
    assert_eq!(system.ask(&echo, "you?".to_owned(), SOON).expect("an answer"), "you?");
    assert_eq!(status(system).actors, 2);
    gate.open();
    assert_eq!(heard(system), "asked to exit");
    assert_eq!(status(system).actors, 1);
    assert_eq!(system.ask(&echo, "still?".to_owned(), SOON).expect("an answer"), "still?");
}

fn what_waits_for_a_handler_keeps_its_order_when_that_awaits_again(system: &TestSystem) {
    let (first, second) = (Gate::default(), Gate::default());
    let args = (first, second, system.address());
    let twice = system.build_actor::<Twice>().args(args).create().expect("an actor");
    for number in 0..5_u32 {
        system.tell(&twice, number).expect("the system is up");
    }
    first.open();
    assert!(system.rest(SOON), "they wait at the second gate");
    for number in 5..10_u32 {
        system.tell(&twice, number).expect("the system is up");
    }
    second.open();
    let numbers: Vec<_> = (0..10).map(|number| number.to_string()).collect();
    assert_eq!(all_heard(system, 10), numbers);
}

/// Passes two gates for each number.
#[actor]
struct Twice {
    gates: (Gate, Gate),
    test: ActorAddress,
}

#[receive]
impl Twice {
    #[init]
    fn new(first: Gate, second: Gate, test: ActorAddress) -> Self {
        Twice { gates: (first, second), test }
    }

    async fn number(&mut self, number: &u32, ctx: &mut Context) {
        self.gates.0.pass().await;
        self.gates.1.pass().await;
        ctx.send(&self.test, number.to_string());
    }
}

/// Fails after the gate, and then awaits for ever.
#[actor]
struct Doomed {
    gate: Gate,
    tried: Log,
}

/// Wakes itself again and again.
#[message]
struct Spin;

#[receive]
impl Doomed {
    #[init]
    fn new(gate: Gate, tried: Log) -> Self {
        Doomed { gate, tried }
    }

    async fn try_again(&mut self, _: &Risk) -> Result<(), Failure> {
        if self.tried.note("tried") > 0 {
            std::future::pending::<()>().await;
        }
        self.gate.pass().await;
        Err(Failure::new("the first time"))
    }

    async fn spin(&mut self, _: &Spin) {
        let mut turns = 0_u64;
        std::future::poll_fn(|cx| {
            turns += 1;
            cx.waker().wake_by_ref();
            if turns == u64::MAX { Poll::Ready(()) } else { Poll::Pending }
        })
        .await;
    }
}

fn doomed(system: &TestSystem, gate: Gate) -> Addr<Doomed> {
    system.build_actor::<Doomed>().args((gate, Log::default())).create().expect("an actor")
}

/// Never comes to the end of its exit handler.
#[actor]
#[derive(Default)]
struct Lingering;

#[receive]
impl Lingering {
    async fn exit(&mut self, _: &ActorExitRequest) {
        std::future::pending::<()>().await;
    }
}

fn a_handler_that_never_awakes_is_dropped_five_seconds_after_the_request(system: &TestSystem) {
    let (waiter, _gate) = waiter(system, 0);
    let lingering = system.create_actor::<Lingering>().expect("an actor");
    system.tell(&lingering, ActorExitRequest::default()).expect("the system is up");
    let gate = Gate::default();
    let (doomed, spinning) = (doomed(system, gate), doomed(system, gate));
    system.tell(&doomed, Risk).expect("the system is up");
    assert!(system.rest(SOON), "it waits at the gate");
    system.tell(&doomed, ActorExitRequest::now()).expect("the system is up");
    assert!(system.rest(SOON), "its exit waits with it");
    gate.open();
    assert!(matches!(system.ask_any(&spinning, Spin, MOMENT), Err(AskError::Timeout)));
    system.tell(&spinning, ActorExitRequest::now()).expect("the system is up");
    let begun = std::time::Instant::now();
    system.tell(&waiter, Wait(1)).expect("the system is up");
    assert_eq!(heard(system), "waiting 1");
    system.tell(&waiter, ActorExitRequest::now()).expect("the system is up");
    // It waits behind the one that is never handled, and ends with it.
    assert!(matches!(system.ask(&waiter, Wait(2), SOON), Err(AskError::Dead)));
    let waited = begun.elapsed().as_secs_f32();
    assert!((4.9..10.0).contains(&waited), "{waited} s");
    for other in [lingering.address(), doomed.address(), spinning.address()] {
        while !matches!(system.ask_any(&other, (), SOON), Err(AskError::Dead)) {}
    }
    assert_eq!(status(system).actors, 0);
}

fn what_is_urgent_overtakes_what_waited_for_a_handler(system: &TestSystem) {
    let (waiter, gate) = waiter(system, 0);
    system.tell(&waiter, Wait(1)).expect("the system is up");
    system.tell(&waiter, LeaveNow).expect("the system is up");
    system.tell(&waiter, "behind".to_owned()).expect("the system is up");
    assert!(system.rest(SOON), "the handler waits");
    gate.open();
    assert_eq!(all_heard(system, 3), ["waiting 1", "waited 1", "asked to exit"]);
    assert_eq!(status(system).messages.dead_letters[&DeadLetterReason::TargetExited], 1);
}
