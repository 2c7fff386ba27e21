//! Nothing is silently lost.

use thespian::prelude::*;
use thespian::testing::TestSystem;

use crate::cast::{Echo, all_heard, heard, reporter, status};
use crate::harness::{MOMENT, SOON};

crate::behaviours![
    nobody_but_who_may_ends_the_system_s_own_actor,
    a_log_that_tells_an_actor_keeps_nobody_waiting
        skip("process": "another process buries the letter, and logs it"),
    a_message_to_an_actor_that_has_ended_is_a_dead_letter,
    a_message_without_a_handler_is_a_dead_letter,
    a_message_to_the_address_of_another_system_is_a_dead_letter,
    every_handler_of_dead_letters_gets_each_with_its_sender_and_target,
    dead_letters_stop_when_they_are_not_wanted_any_more,
    a_handler_of_dead_letters_that_has_ended_is_forgotten,
    an_unhandled_message_of_the_system_is_consumed,
    a_handler_of_dead_letters_that_fails_bothers_nobody_else,
    a_dead_letter_may_be_sent_on_and_on
        skip("explored": "one long story"),
    a_message_that_panics_when_it_is_dropped_harms_nobody
        skip("strict": "what is decoded is another value, and dropped elsewhere"),
];

fn dead_echo(system: &TestSystem) -> ActorAddress {
    let echo = system.create_actor::<Echo>().expect("an actor");
    system.tell(&echo, ActorExitRequest::now()).expect("the system is up");
    assert!(matches!(system.ask(&echo, "dead?".to_owned(), SOON), Err(AskError::Dead)));
    echo.address()
}

fn counted(system: &TestSystem, reason: DeadLetterReason) -> u64 {
    status(system).messages.dead_letters.get(&reason).copied().unwrap_or(0)
}

fn a_message_to_an_actor_that_has_ended_is_a_dead_letter(system: &TestSystem) {
    let dead = dead_echo(system);
    let before = counted(system, DeadLetterReason::TargetExited);
    system.tell(&dead, "anybody?".to_owned()).expect("telling the dead is no error");
    system.ask_any(&dead, (), SOON).expect_err("it is dead");
    assert_eq!(counted(system, DeadLetterReason::TargetExited), before + 2);
}

fn a_message_without_a_handler_is_a_dead_letter(system: &TestSystem) {
    let echo = system.create_actor::<Echo>().expect("an actor");
    assert!(matches!(system.ask_any(&echo.address(), 7_u64, SOON), Err(AskError::Unhandled)));
    assert_eq!(counted(system, DeadLetterReason::NoHandler), 1);
    assert_eq!(system.ask(&echo, "fine".to_owned(), SOON).expect("an answer"), "fine");
}

fn a_message_to_the_address_of_another_system_is_a_dead_letter(system: &TestSystem) {
    let elsewhere = thespian::testing::system("sequential").expect("another system");
    let stranger = elsewhere.create_actor::<Echo>().expect("an actor");
    let asked = system.ask(&stranger, "hello?".to_owned(), SOON);
    assert!(matches!(asked, Err(AskError::NotSendable)));
    assert_eq!(counted(system, DeadLetterReason::Unreachable), 1);
    assert_eq!(elsewhere.ask(&stranger, "hello".to_owned(), SOON).expect("an answer"), "hello");
}

/// Handles dead letters, and checks where each was from and to.
#[actor]
#[derive(Default)]
struct Undertaker {
    test: Option<ActorAddress>,
    expected: Option<ActorAddress>,
}

#[receive]
impl Undertaker {
    fn begin(&mut self, (test, expected): &(ActorAddress, ActorAddress), ctx: &mut Context) -> Ack {
        (self.test, self.expected) = (Some(*test), Some(*expected));
        ctx.handle_dead_letters(true);
        Ack
    }

    fn bury(&mut self, letter: &DeadEnvelope, ctx: &mut Context) {
        assert_eq!(Some(letter.to), self.expected);
        assert_eq!(Some(letter.from), self.test);
        let text = letter.message.downcast_ref::<String>().expect("a text");
        ctx.send(&letter.from, format!("buried {text}"));
    }
}

fn every_handler_of_dead_letters_gets_each_with_its_sender_and_target(system: &TestSystem) {
    let dead = dead_echo(system);
    for _ in 0..2 {
        let undertaker = system.create_actor::<Undertaker>().expect("an actor");
        system.ask(&undertaker, (system.address(), dead), SOON).expect("an acknowledgement");
    }
    system.tell(&dead, "one".to_owned()).expect("the system is up");
    assert_eq!(all_heard(system, 2), ["buried one", "buried one"]);
    system.tell(&dead, "two".to_owned()).expect("the system is up");
    assert_eq!(all_heard(system, 2), ["buried two", "buried two"]);
}

fn dead_letters_stop_when_they_are_not_wanted_any_more(system: &TestSystem) {
    let (dead, reporter) = (dead_echo(system), reporter(system));
    system.ask(&reporter, true, SOON).expect("an acknowledgement");
    system.tell(&dead, "one".to_owned()).expect("the system is up");
    assert_eq!(heard(system), "dead: \"one\" (TargetExited)");
    system.ask(&reporter, false, SOON).expect("an acknowledgement");
    system.tell(&dead, "two".to_owned()).expect("the system is up");
    assert!(system.listen(MOMENT).is_none());
}

/// Has the handler as a child.
#[actor]
#[derive(Default)]
struct Nanny;

#[receive]
impl Nanny {
    fn child(&mut self, _: &(), ctx: &mut Context) -> Addr<Undertaker> {
        ctx.create_actor::<Undertaker>()
    }
}

fn a_handler_of_dead_letters_that_has_ended_is_forgotten(system: &TestSystem) {
    let dead = dead_echo(system);
    let nanny = system.create_actor::<Nanny>().expect("an actor");
    let child = system.ask(&nanny, (), SOON).expect("a child");
    system.ask(&child, (system.address(), dead), SOON).expect("an acknowledgement");
    system.tell(&child, ActorExitRequest::default()).expect("the system is up");
    let before = counted(system, DeadLetterReason::TargetExited);
    system.tell(&dead, "nobody hears".to_owned()).expect("the system is up");
    assert_eq!(counted(system, DeadLetterReason::TargetExited), before + 1, "and no letter to the handler");
}

fn an_unhandled_message_of_the_system_is_consumed(system: &TestSystem) {
    let echo = system.create_actor::<Echo>().expect("an actor");
    system.tell(&echo, ActorExitRequest::default()).expect("the system is up");
    assert!(status(system).messages.dead_letters.is_empty());
}

/// Sends each letter on to where it could not go.
#[actor]
#[derive(Default)]
struct Sisyphus {
    left: u32,
}

#[receive]
impl Sisyphus {
    fn begin(&mut self, rounds: &u32, ctx: &mut Context) -> Ack {
        self.left = *rounds;
        ctx.handle_dead_letters(true);
        Ack
    }

    fn again(&mut self, letter: &DeadEnvelope, ctx: &mut Context) -> Result<(), Failure> {
        if self.left == 0 {
            ctx.handle_dead_letters(false);
            ctx.send(&letter.from, "enough".to_owned());
            return Ok(());
        }
        self.left -= 1;
        let message = letter.message.try_clone()?;
        if letter.from == ctx.my_address() {
            ctx.send(&letter.to, message);
        } else {
            ctx.forward(&letter.to, message);
        }
        Ok(())
    }
}

fn a_dead_letter_may_be_sent_on_and_on(system: &TestSystem) {
    let dead = dead_echo(system);
    let sisyphus = system.create_actor::<Sisyphus>().expect("an actor");
    // Between processes a round takes its time.
    let rounds: u32 = if matches!(system.base(), Base::Process(_)) { 1_000 } else { 30_000 };
    system.ask(&sisyphus, rounds, SOON).expect("an acknowledgement");
    system.tell(&dead, "stone".to_owned()).expect("the system is up");
    assert!(system.rest(SOON), "it comes to an end");
    assert!(counted(system, DeadLetterReason::TargetExited) > rounds.into());
}

#[actor]
#[derive(Default)]
struct Squeamish;

#[receive]
impl Squeamish {
    fn begin(&mut self, _: &(), ctx: &mut Context) -> Ack {
        ctx.handle_dead_letters(true);
        Ack
    }

    fn bury(&mut self, _: &DeadEnvelope) -> Ack {
        panic!("I cannot look at it")
    }
}

fn a_handler_of_dead_letters_that_fails_bothers_nobody_else(system: &TestSystem) {
    let dead = dead_echo(system);
    let squeamish = system.create_actor::<Squeamish>().expect("an actor");
    system.ask(&squeamish, (), SOON).expect("an acknowledgement");
    system.tell(&dead, "one".to_owned()).expect("the system is up");
    assert_eq!(counted(system, DeadLetterReason::Poisonous), 1, "the letter itself is no letter's content");
    assert!(system.listen(MOMENT).is_none());
    system.ask(&squeamish, (), SOON).expect("it goes on");
}

/// Panics when it is dropped.
#[message]
struct Bomb;

impl Drop for Bomb {
    fn drop(&mut self) {
        panic!("bang")
    }
}

#[actor]
#[derive(Default)]
struct Disposal;

#[receive]
impl Disposal {
    fn bomb(&mut self, _: &Bomb) -> Ack {
        Ack
    }
}

fn a_message_that_panics_when_it_is_dropped_harms_nobody(system: &TestSystem) {
    let disposal = system.create_actor::<Disposal>().expect("an actor");
    for _ in 0..3 {
        assert!(system.ask(&disposal, Bomb, SOON).is_ok());
    }
}

/// Tells an actor what is logged.
struct Telling {
    system: ActorSystem,
    to: ActorAddress,
}

thread_local! {
    /// What that logs is not told again.
    static TELLS: std::cell::Cell<bool> = const { std::cell::Cell::new(false) };
}

impl tracing::Subscriber for Telling {
    fn enabled(&self, _: &tracing::Metadata<'_>) -> bool {
        !TELLS.get()
    }
    fn new_span(&self, _: &tracing::span::Attributes<'_>) -> tracing::span::Id {
        tracing::span::Id::from_u64(1)
    }
    fn record(&self, _: &tracing::span::Id, _: &tracing::span::Record<'_>) {}
    fn record_follows_from(&self, _: &tracing::span::Id, _: &tracing::span::Id) {}
    fn event(&self, event: &tracing::Event<'_>) {
        TELLS.set(true);
        let _ = self.system.tell(&self.to, format!("logged {}", event.metadata().level()));
        TELLS.set(false);
    }
    fn enter(&self, _: &tracing::span::Id) {}
    fn exit(&self, _: &tracing::span::Id) {}
}

fn a_log_that_tells_an_actor_keeps_nobody_waiting(system: &TestSystem) {
    let reporter = reporter(system);
    let echo = system.create_actor::<Echo>().expect("an actor");
    system.stop(echo, SOON).expect("it ends");
    assert!(system.rest(SOON), "so that the teller's own thread finds it gone");
    let telling = Telling { system: system.private(), to: reporter.address() };
    tracing::subscriber::with_default(telling, || {
        system.tell(&echo, "to nobody".to_owned()).expect("the system is up");
    });
    assert_eq!(heard(system), "logged INFO");
}

/// Asks whoever sends it a dead letter to end.
#[actor]
#[derive(Default)]
struct Rebel;

#[receive]
impl Rebel {
    fn begin(&mut self, _: &(), ctx: &mut Context) -> Ack {
        ctx.handle_dead_letters(true);
        Ack
    }

    fn letter(&mut self, _: &DeadEnvelope, ctx: &mut Context) {
        ctx.send(&ctx.sender(), ActorExitRequest::now());
    }
}

fn nobody_but_who_may_ends_the_system_s_own_actor(system: &TestSystem) {
    let rebel = system.create_actor::<Rebel>().expect("an actor");
    system.ask(&rebel, (), SOON).expect("an acknowledgement");
    system.tell(&rebel.address(), 1_u64).expect("the system is up");
    let status = status(system);
    let refused = status.messages.dead_letters[&DeadLetterReason::NoHandler];
    assert_eq!((status.actors, refused), (1, 2), "the number, and the request; and all go on");
}
