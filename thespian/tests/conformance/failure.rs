//! A handler that fails: a second chance, then the message goes back.

use thespian::prelude::*;
use thespian::testing::TestSystem;

use crate::cast::{Echo, Log, all_heard, heard, reporter, status};
use crate::harness::SOON;

crate::behaviours![
    a_message_that_cannot_be_shown_comes_back_all_the_same,
    a_handler_that_panics_twice_returns_the_message_with_both_attempts,
    a_handler_that_returns_a_failure_twice_is_treated_as_one_that_panics,
    a_handler_that_fails_once_handles_the_message_the_second_time,
    nothing_overtakes_the_second_attempt,
    address_and_children_stay_and_the_state_is_new_after_a_failure,
    what_a_failed_attempt_sent_stays_sent,
    a_poison_goes_to_the_actor_that_sent_the_message,
    there_is_no_poison_for_a_poison,
    an_actor_that_cannot_be_restarted_ends_with_that_reason,
    an_exit_handler_that_fails_does_not_prevent_the_exit,
];

#[actor]
struct Fragile {
    log: Log,
    handled: u32,
}

/// Fails by a panic.
#[message]
struct Panic(u32);
/// Fails by an error.
#[message]
struct Fail(u32);

#[receive]
impl Fragile {
    #[init]
    fn new(log: Log) -> Self {
        log.note("init");
        Fragile { log, handled: 0 }
    }

    fn panic(&mut self, message: &Panic) -> Ack {
        self.log.note(&format!("panic {}", message.0));
        panic!("no {}", message.0)
    }

    fn fail(&mut self, message: &Fail) -> Result<Ack, Failure> {
        self.log.note(&format!("fail {}", message.0));
        let number: i64 = format!("x{}", message.0).parse()?;
        self.log.note(&number.to_string());
        Ok(Ack)
    }

    fn count(&mut self, _: &()) -> u32 {
        self.log.note("count");
        self.handled += 1;
        self.handled
    }
}

fn fragile(system: &TestSystem) -> (Addr<Fragile>, Log) {
    let log = Log::default();
    (system.build_actor::<Fragile>().args(log).create().expect("an actor"), log)
}

fn a_handler_that_panics_twice_returns_the_message_with_both_attempts(system: &TestSystem) {
    let (fragile, log) = fragile(system);
    assert_eq!(system.ask(&fragile, (), SOON).expect("an answer"), 1);
    let Err(AskError::Poison(poison)) = system.ask(&fragile, Panic(7), SOON) else {
        panic!("the message comes back")
    };
    assert_eq!(poison.actor, fragile.address());
    assert_eq!(poison.message.downcast_ref::<Panic>().expect("the message").0, 7);
    assert_eq!(poison.attempts.len(), 2);
    for attempt in &poison.attempts {
        let place = attempt.place.as_ref().expect("a place");
        assert_eq!(attempt.text, "no 7");
        assert!(place.file.ends_with("failure.rs") && place.line > 0, "{place}");
        assert!(poison.details.contains(&attempt.to_string()), "{}", poison.details);
    }
    assert_eq!(log.read(), ["init", "count", "panic 7", "init", "panic 7", "init"]);
    // It goes on with its next message, and a state that is new.
    assert_eq!(system.ask(&fragile, (), SOON).expect("an answer"), 1);
}

fn a_handler_that_returns_a_failure_twice_is_treated_as_one_that_panics(system: &TestSystem) {
    let (fragile, log) = fragile(system);
    let Err(AskError::Poison(poison)) = system.ask(&fragile, Fail(7), SOON) else {
        panic!("the message comes back")
    };
    assert_eq!(poison.message.downcast_ref::<Fail>().expect("the message").0, 7);
    assert_eq!(poison.attempts.len(), 2);
    for attempt in &poison.attempts {
        assert_eq!(attempt.text, "invalid digit found in string");
        assert!(attempt.place.as_ref().expect("a place").file.ends_with("failure.rs"));
    }
    assert_eq!(log.read(), ["init", "fail 7", "init", "fail 7", "init"]);
    assert_eq!(system.ask(&fragile, (), SOON).expect("an answer"), 1);
}

/// Fails the first time.
#[actor]
struct Once {
    log: Log,
}

#[receive]
impl Once {
    #[init]
    fn new(log: Log) -> Self {
        Once { log }
    }

    fn text(&mut self, text: &str) -> String {
        assert!(self.log.note(text) > 0, "not yet");
        text.to_owned()
    }
}

fn once(system: &TestSystem) -> (Addr<Once>, Log) {
    let log = Log::default();
    (system.build_actor::<Once>().args(log).create().expect("an actor"), log)
}

fn a_handler_that_fails_once_handles_the_message_the_second_time(system: &TestSystem) {
    let (once, log) = once(system);
    assert_eq!(system.ask(&once, "again".to_owned(), SOON).expect("an answer"), "again");
    assert_eq!(log.read(), ["again", "again"]);
}

/// Sends several texts at once, so that all wait together.
#[actor]
#[derive(Default)]
struct Burst;

#[receive]
impl Burst {
    fn at(&mut self, target: &Addr<Once>, ctx: &mut Context) -> Ack {
        for text in ["a", "b", "c"] {
            ctx.send(target, text.to_owned());
        }
        Ack
    }
}

fn nothing_overtakes_the_second_attempt(system: &TestSystem) {
    let (once, log) = once(system);
    let burst = system.create_actor::<Burst>().expect("an actor");
    system.ask(&burst, once, SOON).expect("an acknowledgement");
    assert!(system.rest(SOON), "what was sent is handled");
    assert_eq!(system.ask(&once, "d".to_owned(), SOON).expect("an answer"), "d");
    assert_eq!(log.read(), ["a", "a", "b", "c", "d"]);
}

#[actor]
#[derive(Default)]
struct Keeper {
    count: u32,
}

/// Creates a child.
#[message]
struct Adopt;
/// Fails.
#[message]
struct Stumble;

#[receive]
impl Keeper {
    fn adopt(&mut self, _: &Adopt, ctx: &mut Context) -> Addr<Echo> {
        self.count += 1;
        ctx.create_actor::<Echo>()
    }

    fn stumble(&mut self, _: &Stumble) -> Ack {
        panic!("oh")
    }

    fn state(&mut self, _: &(), ctx: &mut Context) -> (u32, Vec<ActorAddress>) {
        (self.count, ctx.children())
    }
}

fn address_and_children_stay_and_the_state_is_new_after_a_failure(system: &TestSystem) {
    let keeper = system.create_actor::<Keeper>().expect("an actor");
    let child = system.ask(&keeper, Adopt, SOON).expect("a child");
    assert!(matches!(system.ask(&keeper, Stumble, SOON), Err(AskError::Poison(_))));
    assert_eq!(system.ask(&keeper, (), SOON).expect("an answer"), (0, vec![child.address()]));
    assert_eq!(system.ask(&child, "well?".to_owned(), SOON).expect("an answer"), "well?");
}

#[actor]
#[derive(Default)]
struct Shouter;

#[receive]
impl Shouter {
    fn shout(&mut self, test: &ActorAddress, ctx: &mut Context) {
        ctx.send(test, "help".to_owned());
        panic!("and gone")
    }
}

fn what_a_failed_attempt_sent_stays_sent(system: &TestSystem) {
    let shouter = system.create_actor::<Shouter>().expect("an actor");
    let asked = system.ask_any(&shouter, system.address(), SOON);
    assert!(matches!(asked, Err(AskError::Poison(_))));
    assert_eq!(all_heard(system, 2), ["help", "help"]);
}

/// Sends a message that will come back to the one it tells.
#[actor]
#[derive(Default)]
struct Giver {
    test: Option<ActorAddress>,
}

#[receive]
impl Giver {
    fn give(&mut self, to: &Addr<Keeper>, ctx: &mut Context) {
        self.test = Some(ctx.sender());
        ctx.send(to, Stumble);
    }

    fn back(&mut self, poison: &PoisonMessage, ctx: &mut Context) {
        if let Some(test) = self.test {
            let message = poison.message.downcast_ref::<Stumble>().expect("the message");
            ctx.send(&test, format!("{message:?}: {}", poison.attempts[0].text));
        }
        panic!("I cannot bear it")
    }
}

fn a_poison_goes_to_the_actor_that_sent_the_message(system: &TestSystem) {
    let keeper = system.create_actor::<Keeper>().expect("an actor");
    let giver = system.create_actor::<Giver>().expect("an actor");
    system.tell(&giver, keeper).expect("the system is up");
    assert_eq!(heard(system), "Stumble: oh");
}

fn there_is_no_poison_for_a_poison(system: &TestSystem) {
    let reporter = reporter(system);
    system.ask(&reporter, true, SOON).expect("an acknowledgement");
    let keeper = system.create_actor::<Keeper>().expect("an actor");
    let giver = system.create_actor::<Giver>().expect("an actor");
    system.tell(&giver, keeper).expect("the system is up");
    // The second instance has forgotten whom to tell.
    assert_eq!(heard(system), "Stumble: oh");
    let dead = heard(system);
    assert!(dead.starts_with("dead: thespian.PoisonMessage") && dead.ends_with("(Poisonous)"), "{dead}");
    assert_eq!(status(system).messages.returned, 1);
}

#[actor]
#[derive(Default)]
struct Supervisor {
    test: Option<ActorAddress>,
}

/// Has one life.
#[actor]
struct Fading;

#[receive]
impl Fading {
    #[init]
    fn new(log: Log) -> Self {
        assert!(log.note("init") == 0, "no life left");
        Fading
    }

    fn stumble(&mut self, _: &Stumble) -> Ack {
        panic!("oh")
    }
}

#[receive]
impl Supervisor {
    fn begin(&mut self, _: &(), ctx: &mut Context) {
        self.test = Some(ctx.sender());
        let fading = ctx.build_actor::<Fading>().args(Log::default()).create();
        ctx.send(&fading, Stumble);
    }

    fn poison(&mut self, poison: &PoisonMessage, ctx: &mut Context) {
        if let Some(test) = self.test {
            let texts: Vec<_> = poison.attempts.iter().map(|attempt| attempt.text.as_str()).collect();
            ctx.send(&test, texts.join(", "));
        }
    }

    fn gone(&mut self, gone: &ChildActorExited, ctx: &mut Context) {
        if let Some(test) = self.test {
            ctx.send(&test, gone.reason.to_string());
        }
    }
}

fn an_actor_that_cannot_be_restarted_ends_with_that_reason(system: &TestSystem) {
    let supervisor = system.create_actor::<Supervisor>().expect("an actor");
    system.tell(&supervisor, ()).expect("the system is up");
    let heard = all_heard(system, 2);
    assert_eq!(heard[0], "oh, no life left");
    assert!(heard[1].starts_with("it failed to restart: no life left at "), "{}", heard[1]);
}

#[actor]
#[derive(Default)]
struct Clinging;

#[receive]
impl Clinging {
    fn exit(&mut self, _: &ActorExitRequest) -> Ack {
        panic!("I will not go")
    }
}

fn an_exit_handler_that_fails_does_not_prevent_the_exit(system: &TestSystem) {
    let clinging = system.create_actor::<Clinging>().expect("an actor");
    let asked = system.ask_any(&clinging, ActorExitRequest::default(), SOON);
    assert!(matches!(asked, Err(AskError::Poison(_))));
    assert!(matches!(system.ask_any(&clinging.address(), (), SOON), Err(AskError::Dead)));
}

/// Panics when it is shown, as an object whose text cannot be made.
#[derive(Clone, serde::Serialize, serde::Deserialize)]
struct Bomb;

impl std::fmt::Debug for Bomb {
    fn fmt(&self, _: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        panic!("it cannot be shown")
    }
}

#[message]
struct Unshowable(u32, Bomb);

#[actor]
#[derive(Default)]
struct Puzzled;

#[receive]
impl Puzzled {
    fn unshowable(&mut self, message: &Unshowable) -> Result<u32, Failure> {
        if message.0 == 0 { Err(Failure::new("zero")) } else { Ok(message.0) }
    }
}

fn a_message_that_cannot_be_shown_comes_back_all_the_same(system: &TestSystem) {
    let puzzled = system.create_actor::<Puzzled>().expect("an actor");
    let asked = system.ask(&puzzled, Unshowable(0, Bomb), SOON);
    let Err(AskError::Poison(poison)) = asked else { panic!("it comes back") };
    assert_eq!(poison.message.downcast::<Unshowable>().expect("the same").0, 0);
    assert_eq!(system.ask(&puzzled, Unshowable(7, Bomb), SOON).expect("an answer"), 7);
}
