//! Wakeups.

use std::time::Duration;

use thespian::prelude::*;
use thespian::testing::TestSystem;

use crate::cast::{Echo, Gate, all_heard, heard};
use crate::harness::{MOMENT, SOON};

crate::behaviours![
    a_repeated_wakeup_waits_for_its_handler,
    a_wakeup_comes_with_its_identity_its_delay_and_its_payload,
    wakeups_come_by_deadline_then_in_the_order_of_request,
    a_wakeup_takes_its_place_in_the_mailbox,
    a_cancelled_wakeup_does_not_come,
    a_repeated_wakeup_comes_until_it_is_cancelled,
    wakeups_stay_over_a_failure,
    an_actor_that_ends_with_pending_wakeups_just_ends,
    a_wakeup_that_is_due_at_once_comes,
];

#[actor]
#[derive(Default)]
struct Sleeper {
    test: Option<ActorAddress>,
    ticks: u32,
    every: Option<WakeupId>,
}

/// Wakeups to ask for: milliseconds and payloads.
#[message]
struct Sleep(Vec<(u64, String)>);
/// Ask for two, and cancel the first.
#[message]
struct Reconsider;
/// Ask for one again and again; cancel it with the third.
#[message]
struct Repeat;
/// Fail.
#[message]
struct Stumble;
/// Send yourself so many texts, then ask for one that is due at once.
#[message]
struct Hurry(u32);

#[receive]
impl Sleeper {
    fn sleep(&mut self, sleep: &Sleep, ctx: &mut Context) -> Vec<WakeupId> {
        self.test = Some(ctx.sender());
        let ask = |(millis, payload): &(u64, String)| {
            ctx.wakeup_after(Duration::from_millis(*millis), payload.clone())
        };
        sleep.0.iter().map(ask).collect()
    }

    fn reconsider(&mut self, _: &Reconsider, ctx: &mut Context) -> (bool, bool) {
        let first = ctx.wakeup_after(Duration::from_millis(1), "cancelled".to_owned());
        ctx.wakeup_after(Duration::from_millis(2), "kept".to_owned());
        (ctx.cancel_wakeup(first), ctx.cancel_wakeup(first))
    }

    fn repeat(&mut self, _: &Repeat, ctx: &mut Context) {
        self.test = Some(ctx.sender());
        self.every = Some(ctx.wakeup_every(Duration::from_millis(2), 7_u8));
    }

    fn hurry(&mut self, Hurry(texts): &Hurry, ctx: &mut Context) {
        self.test = Some(ctx.sender());
        for number in 0..*texts {
            ctx.send(&ctx.my_address(), number.to_string());
        }
        ctx.wakeup_after(Duration::ZERO, "at once".to_owned());
    }

    fn stumble(&mut self, _: &Stumble) {
        panic!("oh")
    }

    fn text(&mut self, text: &str, ctx: &mut Context) {
        self.say(text, ctx);
    }

    fn report_to(&mut self, test: &ActorAddress) -> Ack {
        self.test = Some(*test);
        Ack
    }

    fn wake(&mut self, wakeup: &WakeupMessage, ctx: &mut Context) {
        assert_eq!(ctx.sender(), ctx.my_address());
        if let Some(payload) = wakeup.payload.downcast_ref::<String>() {
            self.say(payload, ctx);
        } else {
            self.ticks += 1;
            self.say(&format!("tick {} of {:?}", self.ticks, wakeup.payload), ctx);
            if self.ticks == 3
                && let Some(every) = self.every
            {
                assert!(ctx.cancel_wakeup(every));
            }
        }
    }
}

impl Sleeper {
    fn say(&self, text: &str, ctx: &mut Context) {
        if let Some(test) = self.test {
            ctx.send(&test, text.to_owned());
        }
    }
}

fn sleeper(system: &TestSystem) -> Addr<Sleeper> {
    let sleeper = system.create_actor::<Sleeper>().expect("an actor");
    system.ask(&sleeper, system.address(), SOON).expect("an acknowledgement");
    sleeper
}

/// Passes what wakes it to the test.
#[actor]
#[derive(Default)]
struct Clock;

#[receive]
impl Clock {
    fn set(&mut self, delay: &Duration, ctx: &mut Context) -> WakeupId {
        ctx.wakeup_after(*delay, ctx.sender())
    }

    fn wake(&mut self, wakeup: &WakeupMessage, ctx: &mut Context) -> Result<(), Failure> {
        let test = wakeup.payload.downcast_ref::<ActorAddress>().or_fail()?;
        ctx.send(test, (wakeup.id, wakeup.delay));
        Ok(())
    }
}

fn a_wakeup_comes_with_its_identity_its_delay_and_its_payload(system: &TestSystem) {
    let clock = system.create_actor::<Clock>().expect("an actor");
    let delay = Duration::from_millis(5);
    let id = system.ask(&clock, delay, SOON).expect("an identity");
    let woken = system.listen(SOON).expect("it wakes").downcast::<(WakeupId, Duration)>();
    assert_eq!(woken.expect("what woke it"), (id, delay));
}

fn wakeups_come_by_deadline_then_in_the_order_of_request(system: &TestSystem) {
    let sleep = [(60, "e"), (20, "a"), (40, "b"), (40, "c"), (40, "d"), (80, "f")];
    let sleep = sleep.map(|(millis, payload)| (millis, payload.to_owned()));
    system.tell(&sleeper(system), Sleep(sleep.to_vec())).expect("the system is up");
    assert_eq!(all_heard(system, 6), ["a", "b", "c", "d", "e", "f"]);
}

fn a_wakeup_takes_its_place_in_the_mailbox(system: &TestSystem) {
    // So many that it is due long before they are handled.
    system.tell(&sleeper(system), Hurry(200)).expect("the system is up");
    let mut expected: Vec<_> = (0..200).map(|number| number.to_string()).collect();
    expected.push("at once".to_owned());
    assert_eq!(all_heard(system, 201), expected);
}

fn a_cancelled_wakeup_does_not_come(system: &TestSystem) {
    let sleeper = sleeper(system);
    assert_eq!(system.ask(&sleeper, Reconsider, SOON).expect("an answer"), (true, false));
    assert_eq!(heard(system), "kept");
    assert!(system.listen(MOMENT).is_none());
}

fn a_repeated_wakeup_comes_until_it_is_cancelled(system: &TestSystem) {
    system.tell(&sleeper(system), Repeat).expect("the system is up");
    assert_eq!(all_heard(system, 3), ["tick 1 of 7", "tick 2 of 7", "tick 3 of 7"]);
    assert!(system.listen(MOMENT).is_none());
}

fn wakeups_stay_over_a_failure(system: &TestSystem) {
    let clock = system.create_actor::<Sleeper>().expect("an actor");
    let ids = system.ask(&clock, Sleep(vec![(30, "after all".to_owned())]), SOON).expect("an identity");
    assert_eq!(ids.len(), 1);
    let asked = system.ask_any(&clock, Stumble, SOON);
    assert!(matches!(asked, Err(AskError::Poison(_))));
    // The new instance has to be told anew whom to tell.
    system.ask(&clock, system.address(), SOON).expect("an acknowledgement");
    assert_eq!(heard(system), "after all");
}

fn an_actor_that_ends_with_pending_wakeups_just_ends(system: &TestSystem) {
    let sleeper = sleeper(system);
    let sleep = Sleep(vec![(1, "never".to_owned()), (2, "never".to_owned())]);
    system.ask(&sleeper, sleep, SOON).expect("identities");
    system.tell(&sleeper, ActorExitRequest::now()).expect("the system is up");
    while !matches!(system.ask_any(&sleeper, Stumble, SOON), Err(AskError::Dead)) {}
    while system.listen(MOMENT).is_some() {}
}

fn a_wakeup_that_is_due_at_once_comes(system: &TestSystem) {
    let sleep = Sleep(vec![(0, "now".to_owned())]);
    system.tell(&sleeper(system), sleep).expect("the system is up");
    assert_eq!(heard(system), "now");
}

/// Waits at a gate whenever it wakes.
#[actor]
struct Dozing {
    gate: Gate,
    woken: u32,
}

#[receive]
impl Dozing {
    #[init]
    fn new(gate: Gate) -> Self {
        Dozing { gate, woken: 0 }
    }

    fn begin(&mut self, _: &(), ctx: &mut Context) -> Ack {
        ctx.wakeup_every(Duration::from_millis(1), ());
        Ack
    }

    async fn wake(&mut self, wakeup: &WakeupMessage, ctx: &mut Context) -> Result<(), Failure> {
        self.woken += 1;
        self.gate.pass().await;
        if self.woken == 3 {
            assert!(ctx.cancel_wakeup(wakeup.id), "it is still to come");
            ctx.create_actor::<Echo>();
        }
        Ok(())
    }
}

fn a_repeated_wakeup_waits_for_its_handler(system: &TestSystem) {
    let gate = Gate::default();
    let dozing = system.build_actor::<Dozing>().args(gate).create().expect("an actor");
    system.ask(&dozing, (), SOON).expect("an acknowledgement");
    assert!(system.listen(crate::harness::MOMENT * 2).is_none());
    let status = system.actor_status(dozing, SOON).expect("it answers");
    assert_eq!((status.handled, status.waiting), (1, 0), "the first is being handled, and no second waits");
    gate.open();
    let begun = std::time::Instant::now();
    while system.actor_status(dozing, SOON).expect("it answers").children.is_empty() {
        assert!(begun.elapsed() < SOON, "it wakes three times");
        let _ = system.listen(Duration::from_millis(1));
    }
    let status = system.actor_status(dozing, SOON).expect("it answers");
    assert_eq!((status.handled, status.wakeups), (4, 0));
}
