//! Futures that run beside an actor's handlers.

use thespian::prelude::*;
use thespian::testing::TestSystem;

use crate::cast::{Gate, all_heard, heard, status};
use crate::harness::{MOMENT, SOON};

crate::behaviours![
    the_result_of_a_future_comes_as_a_message_and_handlers_go_on_meanwhile,
    several_futures_run_at_once,
    a_future_that_panics_is_told_of,
    a_future_outlives_a_failure_and_ends_with_its_actor,
    a_future_of_an_actor_that_ends_is_dropped_at_once,
    a_future_is_no_actor_of_the_user_s,
];

/// Lets futures wait at a gate.
#[actor]
struct Piper {
    gate: Gate,
    test: ActorAddress,
}

/// Pipe the number when the gate opens.
#[message]
struct Pipe(u32);
/// Panic when the gate opens.
#[message]
struct PipePanic;
/// What comes of it.
#[message]
struct Piped(u32);

#[receive]
impl Piper {
    #[init]
    fn new(gate: Gate, test: ActorAddress) -> Self {
        Piper { gate, test }
    }

    fn pipe(&mut self, Pipe(number): &Pipe, ctx: &mut Context) -> Ack {
        let (gate, number) = (self.gate, *number);
        ctx.pipe(async move {
            gate.pass().await;
            Piped(number)
        });
        Ack
    }

    fn pipe_panic(&mut self, _: &PipePanic, ctx: &mut Context) {
        let gate = self.gate;
        ctx.pipe(async move {
            gate.pass().await;
            if gate.is_open() {
                panic!("the pipe burst");
            }
        });
    }

    fn piped(&mut self, Piped(number): &Piped, ctx: &mut Context) {
        let from_me = ctx.sender() == ctx.my_address();
        ctx.send(&self.test, format!("piped {number} {from_me}"));
    }

    fn gone(&mut self, gone: &ChildActorExited, ctx: &mut Context) {
        ctx.send(&self.test, format!("gone: {}", gone.reason));
    }

    fn children(&mut self, _: &(), ctx: &mut Context) -> usize {
        ctx.children().len()
    }

    fn fail(&mut self, _: &str) -> Result<Ack, Failure> {
        Err(Failure::new("as told"))
    }
}

fn piper(system: &TestSystem) -> (Addr<Piper>, Gate) {
    let gate = Gate::default();
    let piper = system.build_actor::<Piper>().args((gate, system.address())).create();
    (piper.expect("an actor"), gate)
}

fn the_result_of_a_future_comes_as_a_message_and_handlers_go_on_meanwhile(system: &TestSystem) {
    let (piper, gate) = piper(system);
    system.ask(&piper, Pipe(7), SOON).expect("an acknowledgement");
    assert_eq!(system.ask(&piper, (), SOON).expect("an answer"), 0, "it goes on");
    assert!(system.listen(MOMENT).is_none());
    gate.open();
    assert_eq!(heard(system), "piped 7 true");
}

fn several_futures_run_at_once(system: &TestSystem) {
    let (piper, gate) = piper(system);
    for number in 0..5 {
        system.ask(&piper, Pipe(number), SOON).expect("an acknowledgement");
    }
    gate.open();
    let mut heard = all_heard(system, 5);
    heard.sort();
    assert_eq!(heard, ["piped 0 true", "piped 1 true", "piped 2 true", "piped 3 true", "piped 4 true"]);
    system.ask(&piper, Pipe(5), SOON).expect("an acknowledgement");
    assert_eq!(crate::cast::heard(system), "piped 5 true");
}

fn a_future_that_panics_is_told_of(system: &TestSystem) {
    let (piper, gate) = piper(system);
    system.tell(&piper, PipePanic).expect("the system is up");
    gate.open();
    let heard = heard(system);
    assert!(heard.starts_with("gone: a future given to `pipe` panicked: the pipe burst at "), "{heard}");
}

fn a_future_outlives_a_failure_and_ends_with_its_actor(system: &TestSystem) {
    let (piper, gate) = piper(system);
    system.ask(&piper, Pipe(1), SOON).expect("an acknowledgement");
    system.ask(&piper, "fail".to_owned(), SOON).expect_err("it fails");
    gate.open();
    assert_eq!(heard(system), "piped 1 true");
}

fn a_future_of_an_actor_that_ends_is_dropped_at_once(system: &TestSystem) {
    let (piper, _gate) = piper(system);
    system.ask(&piper, Pipe(1), SOON).expect("an acknowledgement");
    assert!(system.rest(SOON), "the future waits");
    let begun = std::time::Instant::now();
    system.stop(piper, SOON).expect("it ends");
    assert!(begun.elapsed() < std::time::Duration::from_secs(4), "no grace for what nobody waits for");
    assert!(system.listen(MOMENT).is_none(), "nobody is told of a child");
    assert_eq!(status(system).actors, 0);
}

fn a_future_is_no_actor_of_the_user_s(system: &TestSystem) {
    let (piper, _gate) = piper(system);
    system.ask(&piper, Pipe(1), SOON).expect("an acknowledgement");
    assert_eq!(system.ask(&piper, (), SOON).expect("an answer"), 0);
    let status = status(system);
    assert_eq!((status.actors, status.messages.waiting), (1, 0));
}
