//! Exploring the orders of events: what it finds, and that it finds the same again.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::time::{Duration, Instant};

use thespian::prelude::*;
use thespian::testing::{TestSystem, explore};

/// Takes two settings, and believes that they come in the order in which they were decided on.
#[actor]
#[derive(Default)]
struct Lamp {
    on: bool,
}

#[message]
struct Set(bool);
#[message]
struct Look;

#[receive]
impl Lamp {
    fn set(&mut self, set: &Set) {
        self.on = set.0;
    }
    fn look(&mut self, _: &Look) -> bool {
        self.on
    }
}

/// Switches the lamp on, by a messenger, and then off, itself: the planted mistake.
#[actor]
#[derive(Default)]
struct Switch;

#[receive]
impl Switch {
    fn play(&mut self, lamp: &Addr<Lamp>, ctx: &mut Context) {
        let messenger = ctx.create_actor::<Messenger>();
        ctx.send(&messenger, *lamp);
        ctx.send(&ctx.my_address(), Off(*lamp));
    }
    fn off(&mut self, Off(lamp): &Off, ctx: &mut Context) {
        ctx.send(lamp, Set(false));
    }
}

#[message]
struct Off(Addr<Lamp>);

#[actor]
#[derive(Default)]
struct Messenger;

#[receive]
impl Messenger {
    fn carry(&mut self, lamp: &Addr<Lamp>, ctx: &mut Context) {
        ctx.send(lamp, Set(true));
    }
}

fn program(system: &TestSystem) {
    let lamp = system.create_actor::<Lamp>().expect("an actor");
    let switch = system.create_actor::<Switch>().expect("an actor");
    system.tell(&switch, lamp).expect("the system is up");
    assert!(!system.ask(&lamp, Look, Duration::from_secs(1)).expect("an answer"), "it was switched off last");
}

fn failing_seed() -> (u64, String) {
    let failed = catch_unwind(AssertUnwindSafe(|| explore(0..10_000, program)));
    let panic = failed.expect_err("the mistake is found");
    let text = panic.downcast_ref::<String>().expect("a text").clone();
    let seed = text.strip_prefix("seed ").and_then(|text| text.split(':').next()?.parse().ok());
    (seed.expect("the seed"), text)
}

#[test]
fn a_mistake_of_order_is_found_within_a_second_with_its_seed_and_its_diagram() {
    let begun = Instant::now();
    let (_, text) = failing_seed();
    assert!(begun.elapsed() < Duration::from_secs(1), "{:?}", begun.elapsed());
    assert!(
        text.contains("it was switched off last") && text.contains("Switch ->> Lamp: send(Set)"),
        "{text}"
    );
}

#[test]
fn a_seed_gives_the_same_run_again() {
    let (seed, text) = failing_seed();
    for _ in 0..10 {
        let again = catch_unwind(AssertUnwindSafe(|| explore([seed], program))).expect_err("it fails again");
        assert_eq!(again.downcast_ref::<String>(), Some(&text));
    }
}
