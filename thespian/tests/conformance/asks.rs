//! Questions and their answers.

use std::time::Duration;

use thespian::prelude::*;
use thespian::testing::TestSystem;

use crate::cast::{Echo, Gate, all_heard, heard, status};
use crate::harness::{MOMENT, SOON};

crate::behaviours![
    an_ask_is_answered_with_what_the_handler_returns,
    an_ask_that_nobody_answers_ends_at_its_timeout_and_the_next_is_not_confused,
    another_actor_may_answer,
    messages_of_other_types_do_not_end_a_typed_ask,
    an_ask_for_anything_ends_with_the_first_message,
    a_late_answer_goes_to_listen,
    answers_of_others_go_to_listen_and_not_to_the_ask,
    every_ask_gets_its_own_answer,
    an_ask_ends_at_its_timeout_while_other_actors_never_rest,
    an_ask_from_a_thread_that_the_handler_waits_for_ends_at_its_timeout
        skip("process": "a handle of the system does not leave its process"),
    an_answer_of_any_type_is_an_answer,
    an_answer_is_seen_while_another_thread_is_busy_with_the_system
        skip("explored": "a matter of threads"),
    a_result_is_a_typed_reply,
    an_error_that_nobody_asked_for_is_counted,
    a_system_message_is_answered_as_any_other,
    a_failure_inside_a_reply_of_nothing_is_still_a_failure,
    texts_and_slices_are_handled_borrowed,
    a_message_may_be_taken_by_value,
    an_opened_message_is_one_of_the_enum,
];

fn an_ask_is_answered_with_what_the_handler_returns(system: &TestSystem) {
    let echo = system.create_actor::<Echo>().expect("an actor");
    assert_eq!(system.ask(&echo, "well".to_owned(), SOON).expect("an answer"), "well");
}

/// Answers in unusual ways.
#[actor]
#[derive(Default)]
struct Oracle {
    asker: Option<ActorAddress>,
}

/// Nothing is answered.
#[message]
struct Silence;
/// Something else comes before the answer.
#[message]
struct Ramble;
/// Who asks is remembered, and answered when told to.
#[message]
struct Later;
/// Now.
#[message]
struct Now;
/// Divides.
#[message]
struct Divide(i64, i64);
/// No number.
#[message]
#[derive(PartialEq)]
struct NoNumber;

#[receive]
impl Oracle {
    fn silence(&mut self, _: &Silence) {}

    fn ramble(&mut self, _: &Ramble, ctx: &mut Context) -> u64 {
        ctx.reply("well, let me think".to_owned());
        42
    }

    fn later(&mut self, _: &Later, ctx: &mut Context) {
        self.asker = Some(ctx.sender());
    }

    fn now(&mut self, _: &Now, ctx: &mut Context) {
        if let Some(asker) = self.asker.take() {
            ctx.send(&asker, "at last".to_owned());
        }
    }

    fn divide(&mut self, Divide(a, b): &Divide) -> Result<i64, NoNumber> {
        a.checked_div(*b).ok_or(NoNumber)
    }

    fn check(&mut self, number: &i64) -> Result<(), Failure> {
        if *number < 0 {
            return Err(Failure::new("below zero"));
        }
        Ok(())
    }

    fn sum(&mut self, numbers: &[u32]) -> u32 {
        numbers.iter().sum()
    }

    fn own(&mut self, text: String) -> String {
        text + "!"
    }

    fn exit(&mut self, _: &ActorExitRequest) -> String {
        "farewell".to_owned()
    }
}

fn oracle(system: &TestSystem) -> Addr<Oracle> {
    system.create_actor::<Oracle>().expect("an actor")
}

fn an_ask_that_nobody_answers_ends_at_its_timeout_and_the_next_is_not_confused(system: &TestSystem) {
    let oracle = oracle(system);
    assert!(matches!(system.ask_any(&oracle, Silence, MOMENT), Err(AskError::Timeout)));
    assert!(matches!(system.ask_any(&oracle, Silence, Duration::ZERO), Err(AskError::Timeout)));
    assert_eq!(system.ask(&oracle, Ramble, SOON).expect("an answer"), 42);
    // What answers the earlier question comes while the next is open.
    assert!(matches!(system.ask_any(&oracle, Later, MOMENT), Err(AskError::Timeout)));
    assert!(matches!(system.ask_any(&oracle, Now, MOMENT), Err(AskError::Timeout)));
    assert_eq!(all_heard(system, 2), ["well, let me think", "at last"]);
}

/// Passes the question on by giving the asker's address to another.
#[actor]
#[derive(Default)]
struct Desk;

#[receive]
impl Desk {
    fn question(&mut self, question: &str, ctx: &mut Context) {
        let clerk = ctx.create_actor::<Clerk>();
        ctx.send(&clerk, (ctx.sender(), question.to_owned()));
    }
}

#[actor]
#[derive(Default)]
struct Clerk;

#[receive]
impl Clerk {
    fn question(&mut self, (asker, question): &(ActorAddress, String), ctx: &mut Context) {
        ctx.send(asker, format!("re: {question}"));
    }
}

fn another_actor_may_answer(system: &TestSystem) {
    let desk = system.create_actor::<Desk>().expect("an actor");
    let answer = system.ask_any(&desk, "why?".to_owned(), SOON).expect("an answer");
    assert_eq!(answer.downcast::<String>().expect("a text"), "re: why?");
}

fn messages_of_other_types_do_not_end_a_typed_ask(system: &TestSystem) {
    let oracle = oracle(system);
    assert_eq!(system.ask(&oracle, Ramble, SOON).expect("an answer"), 42);
    assert_eq!(heard(system), "well, let me think");
}

fn an_ask_for_anything_ends_with_the_first_message(system: &TestSystem) {
    let oracle = oracle(system);
    let first = system.ask_any(&oracle, Ramble, SOON).expect("an answer");
    assert_eq!(first.downcast::<String>().expect("a text"), "well, let me think");
    let second = system.listen(SOON).expect("what the handler returned");
    assert_eq!(second.downcast::<u64>().expect("a number"), 42);
}

fn a_late_answer_goes_to_listen(system: &TestSystem) {
    let oracle = oracle(system);
    assert!(matches!(system.ask_any(&oracle, Later, MOMENT), Err(AskError::Timeout)));
    system.tell(&oracle, Now).expect("the system is up");
    assert_eq!(heard(system), "at last");
}

/// Opens one gate when it is asked, and answers when the other opens.
#[actor]
struct Gated {
    asked: Gate,
    gate: Gate,
}

#[receive]
impl Gated {
    #[init]
    fn new(asked: Gate, gate: Gate) -> Self {
        Gated { asked, gate }
    }

    async fn text(&mut self, text: &str) -> String {
        self.asked.open();
        self.gate.pass().await;
        text.to_owned()
    }
}

fn every_ask_gets_its_own_answer(system: &TestSystem) {
    let gate = Gate::default();
    std::thread::scope(|scope| {
        let asked = ["one", "two"].map(|text| {
            let asked = Gate::default();
            let gated = system.build_actor::<Gated>().args((asked, gate)).create().expect("an actor");
            scope.spawn(move || {
                assert_eq!(system.ask(&gated, text.to_owned(), SOON).expect("an answer"), text);
            });
            asked
        });
        assert!(asked.iter().all(|asked| asked.wait(SOON)), "both are asked");
        gate.open();
    });
    let echo = system.create_actor::<Echo>().expect("an actor");
    std::thread::scope(|scope| {
        for thread in 0..4 {
            scope.spawn(move || {
                for number in 0..50 {
                    let text = format!("{thread}.{number}");
                    assert_eq!(system.ask(&echo, text.clone(), SOON).expect("an answer"), text);
                }
            });
        }
    });
}

/// Opens a gate, and sends itself messages for ever.
#[actor]
struct Restless {
    begun: Gate,
}

#[receive]
impl Restless {
    #[init]
    fn new(begun: Gate) -> Self {
        Restless { begun }
    }

    fn go_on(&mut self, _: &Now, ctx: &mut Context) {
        if !self.begun.is_open() {
            self.begun.open();
        }
        ctx.send(&ctx.my_address(), Now);
    }
}

/// A restless actor, and the gate that it opens.
fn restless(system: &TestSystem) -> (Addr<Restless>, Gate) {
    let begun = Gate::default();
    (system.build_actor::<Restless>().args(begun).create().expect("an actor"), begun)
}

/// Waits for a thread that asks.
#[actor]
struct Hanging {
    system: ActorSystem,
}

#[receive]
impl Hanging {
    fn hang(&mut self, oracle: &Addr<Oracle>) -> bool {
        let (system, oracle) = (self.system.clone(), *oracle);
        let asking = std::thread::spawn(move || {
            system.tell(&oracle, Now).expect("telling does not wait");
            matches!(system.ask_any(&oracle, Silence, MOMENT), Err(AskError::Timeout))
        });
        asking.join().expect("no panic")
    }
}

fn an_ask_ends_at_its_timeout_while_other_actors_never_rest(system: &TestSystem) {
    let ((restless, _), oracle) = (restless(system), oracle(system));
    let begun = std::time::Instant::now();
    assert!(matches!(system.ask_any(&restless, Now, MOMENT), Err(AskError::Timeout)));
    assert!(matches!(system.ask_any(&oracle, Silence, MOMENT), Err(AskError::Timeout)));
    assert!(system.listen(MOMENT).is_none());
    assert!(begun.elapsed() < SOON);
    assert!(matches!(system.ask_any(&restless, ActorExitRequest::now(), MOMENT), Err(AskError::Timeout)));
}

fn an_ask_from_a_thread_that_the_handler_waits_for_ends_at_its_timeout(system: &TestSystem) {
    let handle: ActorSystem = (**system).clone();
    let hanging = system.create_actor_from(move || Hanging { system: handle.clone() });
    let asked = system.ask(&hanging.expect("an actor"), oracle(system), SOON);
    assert!(asked.expect("an answer"), "the question timed out");
}

fn an_answer_is_seen_while_another_thread_is_busy_with_the_system(system: &TestSystem) {
    let (restless, begun) = restless(system);
    let echo = system.create_actor::<Echo>().expect("an actor");
    let busy = std::time::Duration::from_secs(2);
    std::thread::scope(|scope| {
        let other = scope.spawn(|| system.ask_any(&restless, Now, busy));
        assert!(begun.wait(SOON), "the other is busy");
        let begun = std::time::Instant::now();
        for _ in 0..10 {
            assert_eq!(system.ask(&echo, "busy?".to_owned(), SOON).expect("an answer"), "busy?");
        }
        // Who is not woken waits until the other lets go, which has begun a moment earlier.
        assert!(begun.elapsed() < busy / 2, "{:?}", begun.elapsed());
        system.tell(&restless, ActorExitRequest::now()).expect("the system is up");
        assert!(other.join().expect("no panic").is_err());
    });
}

#[actor]
#[derive(Default)]
struct Shifty;

#[receive]
impl Shifty {
    fn anything(&mut self, number: &u8) -> AnyMessage {
        if *number == 0 { AnyMessage::new("nothing".to_owned()) } else { AnyMessage::new(*number) }
    }
}

fn an_answer_of_any_type_is_an_answer(system: &TestSystem) {
    let shifty = system.create_actor::<Shifty>().expect("an actor");
    let nothing: AnyMessage = system.ask(&shifty, 0_u8, SOON).expect("an answer");
    assert_eq!(nothing.downcast::<String>().expect("a text"), "nothing");
    let number: AnyMessage = system.ask(&shifty, 7_u8, SOON).expect("an answer");
    assert_eq!(number.downcast::<u8>().expect("a number"), 7);
}

fn a_result_is_a_typed_reply(system: &TestSystem) {
    let oracle = oracle(system);
    assert_eq!(system.ask(&oracle, Divide(6, 3), SOON).expect("an answer"), Ok(2));
    assert_eq!(system.ask(&oracle, Divide(6, 0), SOON).expect("an answer"), Err(NoNumber));
}

fn an_error_that_nobody_asked_for_is_counted(system: &TestSystem) {
    let oracle = oracle(system);
    system.tell(&oracle, Divide(6, 0)).expect("the system is up");
    system.tell(&oracle, Divide(6, 3)).expect("the system is up");
    assert_eq!(system.ask(&oracle, Ramble, SOON).expect("an answer"), 42);
    assert_eq!(status(system).messages.unseen_errors, 1);
}

fn a_system_message_is_answered_as_any_other(system: &TestSystem) {
    let answer = system.ask_any(&oracle(system), ActorExitRequest::default(), SOON).expect("an answer");
    assert_eq!(answer.downcast::<String>().expect("a text"), "farewell");
    // And what an actor sends outside is filtered by nobody.
    let echo = system.create_actor::<Forwarder>().expect("an actor");
    let answer = system.ask_any(&echo, (), SOON).expect("an answer");
    assert!(answer.is::<ActorExitRequest>());
}

#[actor]
#[derive(Default)]
struct Forwarder;

#[receive]
impl Forwarder {
    fn request(&mut self, _: &()) -> ActorExitRequest {
        ActorExitRequest::default()
    }
}

fn a_failure_inside_a_reply_of_nothing_is_still_a_failure(system: &TestSystem) {
    let oracle = oracle(system);
    assert!(matches!(system.ask_any(&oracle, -1_i64, SOON), Err(AskError::Poison(_))));
    assert!(matches!(system.ask_any(&oracle, 1_i64, MOMENT), Err(AskError::Timeout)));
}

fn texts_and_slices_are_handled_borrowed(system: &TestSystem) {
    assert_eq!(system.ask(&oracle(system), vec![1_u32, 2, 3], SOON).expect("an answer"), 6);
}

fn a_message_may_be_taken_by_value(system: &TestSystem) {
    assert_eq!(system.ask(&oracle(system), "mine".to_owned(), SOON).expect("an answer"), "mine!");
}

fn an_opened_message_is_one_of_the_enum(_: &TestSystem) {
    let opened = OracleMessage::try_from(AnyMessage::new(Divide(1, 2))).expect("it is handled");
    assert_eq!(format!("{opened:?}"), "Divide(Divide(1, 2))");
    assert!(matches!(OracleMessage::from(Silence), OracleMessage::Silence(Silence)));
    let other = OracleMessage::try_from(AnyMessage::new(1_u8)).expect_err("it is not handled");
    assert!(other.is::<u8>());
}

fn answers_of_others_go_to_listen_and_not_to_the_ask(system: &TestSystem) {
    let talkers = [0, 1, 2]
        .map(|answers: u32| system.build_actor::<Talker>().args(answers).create().expect("an actor"));
    system.tell(&talkers[2], "c".to_owned()).expect("the system is up");
    system.tell(&talkers[0], "b".to_owned()).expect("the system is up");
    let answer = system.ask_any(&talkers[1], "a".to_owned(), SOON).expect("an answer");
    assert_eq!(answer.downcast::<String>().expect("a text"), "a 0");
    let mut others = [heard(system), heard(system)];
    others.sort();
    assert_eq!(others, ["c 0", "c 1"]);
    // While the question is open, too.
    let answer = system.ask_any(&talkers[1], (talkers[2], system.address()), SOON).expect("an answer");
    assert_eq!(answer.downcast::<String>().expect("a text"), "answer");
    assert_eq!(heard(system), "from another");
}

/// Replies so many times.
#[actor]
struct Talker {
    answers: u32,
}

#[receive]
impl Talker {
    #[init]
    fn new(answers: u32) -> Self {
        Talker { answers }
    }

    fn text(&mut self, text: &str, ctx: &mut Context) {
        for number in 0..self.answers {
            ctx.reply(format!("{text} {number}"));
        }
    }

    fn first_another(&mut self, (other, test): &(Addr<Talker>, ActorAddress), ctx: &mut Context) {
        ctx.send(other, (ctx.sender(), *test));
    }

    fn before_the_answer(&mut self, (asker, test): &(ActorAddress, ActorAddress), ctx: &mut Context) {
        ctx.send(test, "from another".to_owned());
        ctx.send(asker, "answer".to_owned());
    }
}
