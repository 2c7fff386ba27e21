//! Bounded mailboxes.

use std::time::{Duration, Instant};

use thespian::prelude::*;
use thespian::testing::TestSystem;
use thespian::{Error, TrySendReason};

use crate::asking::block_on;
use crate::cast::{Gate, all_heard, heard, reporter, status};
use crate::harness::{MOMENT, SOON};

crate::behaviours![
    a_message_of_the_system_s_needs_no_place_wherever_it_comes_from
        skip("process": "a handle of the system does not leave its process"),
    what_is_not_sent_after_all_gives_its_place_back
        skip("process": "a handle of the system does not leave its process"),
    what_an_actor_sends_to_a_full_mailbox_is_a_dead_letter,
    try_send_hands_the_message_back,
    a_question_waits_for_a_place_as_long_as_for_its_answer,
    who_tells_waits_for_a_place,
    who_tells_in_vain_is_told_so_after_a_minute
        skip("pool_1": "a minute each time", "pool_4": "a minute each time", "process": "a minute each time"),
    who_waits_for_a_place_in_the_mailbox_of_an_actor_that_ends_goes_on,
    inside_a_handler_tell_does_not_wait
        skip("process": "a handle of the system does not leave its process"),
    system_messages_and_replies_need_no_place,
    a_second_attempt_needs_no_place,
    the_first_messages_to_a_child_need_places_too,
    a_question_of_a_handler_to_a_full_mailbox_ends_at_once,
    a_place_can_be_awaited,
];

/// Has room for two, and waits at a gate.
#[actor(mailbox = 2)]
struct Narrow {
    gate: Gate,
    test: ActorAddress,
}

/// Reply to who sent this.
#[message]
struct Question;

#[receive]
impl Narrow {
    #[init]
    fn new(gate: Gate, test: ActorAddress) -> Self {
        Narrow { gate, test }
    }

    async fn number(&mut self, number: &u32, ctx: &mut Context) -> u32 {
        self.gate.pass().await;
        ctx.send(&self.test, format!("handled {number}"));
        *number
    }

    fn fail(&mut self, text: &str) -> Result<Ack, Failure> {
        Err(Failure::new(text))
    }

    fn ask_friend(&mut self, friend: &ActorAddress, ctx: &mut Context) {
        for _ in 0..5 {
            ctx.send(friend, Question);
        }
    }

    fn answer(&mut self, answer: &u64, ctx: &mut Context) {
        ctx.send(&self.test, format!("answer {answer}"));
    }

    fn exit(&mut self, _: &ActorExitRequest, ctx: &mut Context) {
        ctx.send(&self.test, "asked to exit".to_owned());
    }
}

fn narrow(system: &TestSystem) -> (Addr<Narrow>, Gate) {
    let gate = Gate::default();
    let narrow = system.build_actor::<Narrow>().args((gate, system.address())).create();
    (narrow.expect("an actor"), gate)
}

/// A narrow actor that waits at its gate, with a full mailbox.
fn full(system: &TestSystem) -> (Addr<Narrow>, Gate) {
    let (narrow, gate) = narrow(system);
    system.tell(&narrow, 0_u32).expect("it is empty");
    assert!(system.rest(SOON), "the handler waits");
    system.tell(&narrow, 1_u32).expect("there is room");
    system.tell(&narrow, 2_u32).expect("there is room");
    (narrow, gate)
}

/// Sends what it is told to.
#[actor]
struct Sender {
    test: ActorAddress,
}

/// Send that number.
#[message]
struct Send(Addr<Narrow>, u32);
/// Try to.
#[message]
struct TrySend(Addr<Narrow>, u32);
/// Ask it.
#[message]
struct AskIt(Addr<Narrow>);
/// Create a narrow child, and send it that many.
#[message]
struct Create(u32);

#[receive]
impl Sender {
    #[init]
    fn new(test: ActorAddress) -> Self {
        Sender { test }
    }

    fn send(&mut self, Send(to, number): &Send, ctx: &mut Context) -> Ack {
        ctx.send(to, *number);
        Ack
    }

    fn try_send(&mut self, TrySend(to, number): &TrySend, ctx: &mut Context) -> String {
        match ctx.try_send(to, *number) {
            Ok(()) => "sent".to_owned(),
            Err(back) => format!("{} is back: {:?}", back.message, back.reason),
        }
    }

    async fn ask(&mut self, AskIt(to): &AskIt, ctx: &mut Context) -> String {
        format!("{:?}", ctx.ask(to, 7_u32, SOON).await)
    }

    fn create(&mut self, Create(many): &Create, ctx: &mut Context) -> Addr<Narrow> {
        let gate = Gate::default();
        gate.open();
        let child = ctx.build_actor::<Narrow>().args((gate, self.test)).create();
        for number in 0..*many {
            ctx.send(&child, number);
        }
        child
    }

    fn question(&mut self, _: &Question, ctx: &mut Context) {
        ctx.reply(7_u64);
    }
}

fn sender(system: &TestSystem) -> Addr<Sender> {
    system.build_actor::<Sender>().args(system.address()).create().expect("an actor")
}

fn what_an_actor_sends_to_a_full_mailbox_is_a_dead_letter(system: &TestSystem) {
    let (narrow, gate) = full(system);
    let reporter = reporter(system);
    system.ask(&reporter, true, SOON).expect("an acknowledgement");
    system.ask(&sender(system), Send(narrow, 3), SOON).expect("an acknowledgement");
    assert_eq!(heard(system), "dead: u32 (MailboxFull)");
    gate.open();
    assert_eq!(all_heard(system, 3), ["handled 0", "handled 1", "handled 2"]);
    system.ask(&sender(system), Send(narrow, 4), SOON).expect("an acknowledgement");
    assert_eq!(heard(system), "handled 4");
}

fn try_send_hands_the_message_back(system: &TestSystem) {
    let (narrow, gate) = full(system);
    let sender = sender(system);
    let answer = system.ask(&sender, TrySend(narrow, 3), SOON).expect("an answer");
    assert_eq!(answer, "3 is back: MailboxFull");
    let back = system.try_tell(&narrow, 4_u32).expect_err("it is full");
    assert_eq!((back.to, back.reason), (narrow.address(), TrySendReason::MailboxFull));
    assert_eq!(back.into_inner(), 4);
    gate.open();
    assert_eq!(all_heard(system, 3), ["handled 0", "handled 1", "handled 2"]);
    assert_eq!(system.ask(&sender, TrySend(narrow, 5), SOON).expect("an answer"), "sent");
    assert_eq!(heard(system), "handled 5");
    system.try_tell(&narrow, 6_u32).expect("there is room");
    assert_eq!(heard(system), "handled 6");
    assert!(status(system).messages.dead_letters.is_empty());
    let own = system.private();
    system.shutdown().expect("it goes down");
    let back = own.try_tell(&narrow, 7_u32).expect_err("it is down");
    assert_eq!((back.message, back.reason), (7, TrySendReason::ShutDown));
}

fn a_question_waits_for_a_place_as_long_as_for_its_answer(system: &TestSystem) {
    let (narrow, gate) = full(system);
    assert!(matches!(system.ask(&narrow, 3_u32, MOMENT), Err(AskError::MailboxFull)));
    assert!(matches!(system.ask_any(&narrow, 3_u32, Duration::ZERO), Err(AskError::MailboxFull)));
    gate.open();
    assert_eq!(system.ask(&narrow, 4_u32, SOON).expect("an answer"), 4);
    assert_eq!(all_heard(system, 4), ["handled 0", "handled 1", "handled 2", "handled 4"]);
}

fn who_tells_waits_for_a_place(system: &TestSystem) {
    let (narrow, gate) = full(system);
    let handle = system.private();
    std::thread::scope(|scope| {
        let telling = scope.spawn(move || (3_u32..50).try_for_each(|number| handle.tell(&narrow, number)));
        let opening = scope.spawn(|| gate.open());
        opening.join().expect("no panic");
        telling.join().expect("no panic").expect("there is room in the end");
    });
    let expected: Vec<_> = (0..50).map(|number| format!("handled {number}")).collect();
    assert_eq!(all_heard(system, 50), expected);
}

/// Has room for one, and asks somebody who does not answer.
#[actor(mailbox = 1)]
#[derive(Default)]
struct Patient;

#[receive]
impl Patient {
    async fn ask(&mut self, whom: &ActorAddress, ctx: &mut Context) -> String {
        format!("{:?}", ctx.ask_any(whom, Silence, Duration::from_secs(3600)).await.map(|_| ()))
    }
}

/// Nobody answers it.
#[message]
struct Silence;

#[actor]
#[derive(Default)]
struct Silent;

#[receive]
impl Silent {
    fn silence(&mut self, _: &Silence) {}
}

fn who_tells_in_vain_is_told_so_after_a_minute(system: &TestSystem) {
    let silent = system.create_actor::<Silent>().expect("an actor").address();
    let patient = system.create_actor::<Patient>().expect("an actor");
    system.tell(&patient, silent).expect("it is empty");
    system.tell(&patient, silent).expect("there is room");
    let full = system.tell(&patient, silent).expect_err("there is none");
    assert!(matches!(full, Error::MailboxFull { to } if to == patient.address()), "{full}");
    let two_hours = Duration::from_secs(7300);
    assert_eq!(system.ask(&patient, silent, two_hours * 2).expect("an answer"), "Err(Timeout)");
}

fn who_waits_for_a_place_in_the_mailbox_of_an_actor_that_ends_goes_on(system: &TestSystem) {
    let (narrow, gate) = full(system);
    let handle = system.private();
    std::thread::scope(|scope| {
        let telling = scope.spawn(move || handle.tell(&narrow, 3_u32));
        let ending = scope.spawn(|| {
            system.tell(&narrow, ActorExitRequest::now()).expect("the system is up");
            // Whose answer says that the request has come before.
            system.actor_status(narrow, SOON).expect("it waits at the gate");
            gate.open();
        });
        ending.join().expect("no panic");
        telling.join().expect("no panic").expect("it is a dead letter");
    });
    let lost = status(system).messages.dead_letters[&DeadLetterReason::TargetExited];
    assert!((2..=3).contains(&lost), "what waited, and what came too late: {lost}");
}

/// Tells through the system.
#[actor]
struct Teller {
    system: ActorSystem,
}

#[receive]
impl Teller {
    fn tell(&mut self, (to, number): &(Addr<Narrow>, u32)) -> String {
        match self.system.tell(to, *number) {
            Err(Error::MailboxFull { to: full }) => format!("full: {}", full == to.address()),
            other => format!("{other:?}"),
        }
    }
}

fn inside_a_handler_tell_does_not_wait(system: &TestSystem) {
    let (narrow, gate) = full(system);
    let handle = system.private();
    let teller = system.create_actor_from(move || Teller { system: handle.clone() }).expect("an actor");
    let begun = Instant::now();
    assert_eq!(system.ask(&teller, (narrow, 3), SOON).expect("an answer"), "full: true");
    assert!(begun.elapsed() < SOON);
    gate.open();
}

fn system_messages_and_replies_need_no_place(system: &TestSystem) {
    let (narrow, gate) = narrow(system);
    gate.open();
    system.tell(&narrow, sender(system).address()).expect("there is room");
    assert_eq!(all_heard(system, 5), vec!["answer 7"; 5]);
    let (narrow, gate) = full(system);
    system.tell(&narrow, ActorExitRequest::default()).expect("it needs none");
    gate.open();
    assert_eq!(all_heard(system, 4), ["handled 0", "handled 1", "handled 2", "asked to exit"]);
    assert!(status(system).messages.dead_letters.is_empty());
}

fn a_second_attempt_needs_no_place(system: &TestSystem) {
    let (narrow, gate) = narrow(system);
    gate.open();
    for _ in 0..5 {
        assert!(matches!(system.ask(&narrow, "again".to_owned(), SOON), Err(AskError::Poison(_))));
    }
    assert_eq!(system.ask(&narrow, 1_u32, SOON).expect("an answer"), 1);
}

fn the_first_messages_to_a_child_need_places_too(system: &TestSystem) {
    let sender = sender(system);
    let child = system.ask(&sender, Create(2), SOON).expect("an answer");
    assert_eq!(all_heard(system, 2), ["handled 0", "handled 1"]);
    assert!(status(system).messages.dead_letters.is_empty());
    assert_eq!(system.ask(&child, 7_u32, SOON).expect("an answer"), 7);
    assert_eq!(heard(system), "handled 7");
    if system.base() == Base::Sequential {
        // Nothing is handled before the creator has sent all of it.
        system.ask(&sender, Create(5), SOON).expect("an answer");
        assert_eq!(all_heard(system, 2), ["handled 0", "handled 1"]);
        assert_eq!(status(system).messages.dead_letters[&DeadLetterReason::MailboxFull], 3);
    }
}

fn a_question_of_a_handler_to_a_full_mailbox_ends_at_once(system: &TestSystem) {
    let (narrow, gate) = full(system);
    let answer = system.ask(&sender(system), AskIt(narrow), SOON).expect("an answer");
    assert_eq!(answer, "Err(MailboxFull)");
    gate.open();
}

fn a_place_can_be_awaited(system: &TestSystem) {
    let (narrow, gate) = full(system);
    let full = block_on(system.ask_async(&narrow, 3_u32, MOMENT));
    assert!(matches!(full, Err(AskError::MailboxFull)));
    let handle = system.private();
    std::thread::scope(|scope| {
        let telling = scope.spawn(move || block_on(handle.tell_async(&narrow, 4_u32)));
        let opening = scope.spawn(|| gate.open());
        opening.join().expect("no panic");
        telling.join().expect("no panic").expect("there is room in the end");
    });
    assert_eq!(all_heard(system, 4), ["handled 0", "handled 1", "handled 2", "handled 4"]);
}

/// Has room for two.
#[actor(mailbox = 2)]
#[derive(Default)]
struct Roomy;

#[receive]
impl Roomy {
    fn text(&mut self, text: &str) -> String {
        text.to_owned()
    }

    fn local(&mut self, _: Local<u32>) {}
}

/// Asks through the system, where it cannot wait; and tells the other what it does not handle itself.
#[actor]
struct Clumsy {
    system: ActorSystem,
    other: Addr<Roomy>,
}

#[receive]
impl Clumsy {
    fn ask(&mut self, _: &u8) -> String {
        format!("{:?}", self.system.ask(&self.other, "in vain".to_owned(), SOON))
    }

    fn create(&mut self, _: &(), ctx: &mut Context) -> Ack {
        let child = ctx.create_actor::<crate::cast::Echo>();
        ctx.send(&child, ActorExitRequest::default());
        Ack
    }

    #[unhandled]
    fn hand_on(&mut self, message: AnyMessage) -> Result<(), Failure> {
        Ok(self.system.tell(&self.other.address(), message)?)
    }
}

fn clumsy(system: &TestSystem) -> (Addr<Clumsy>, Addr<Roomy>) {
    let (handle, other) = (system.private(), system.create_actor::<Roomy>().expect("an actor"));
    let clumsy = system.create_actor_from(move || Clumsy { system: handle.clone(), other });
    (clumsy.expect("an actor"), other)
}

#[track_caller]
fn has_both_places(system: &TestSystem, roomy: Addr<Roomy>) {
    assert!(system.rest(SOON));
    for _ in 0..3 {
        assert_eq!(system.ask(&roomy, "room".to_owned(), SOON).expect("there is room"), "room");
    }
}

fn what_is_not_sent_after_all_gives_its_place_back(system: &TestSystem) {
    let (clumsy, roomy) = clumsy(system);
    for _ in 0..3 {
        assert_eq!(system.ask(&clumsy, 1_u8, SOON).expect("an answer"), "Err(BlockingInHandler)");
        // Where everything goes through the codec, this cannot be sent.
        system.tell(&roomy, Local::new(1)).expect("the system is up");
    }
    has_both_places(system, roomy);
}

fn a_message_of_the_system_s_needs_no_place_wherever_it_comes_from(system: &TestSystem) {
    let (clumsy, roomy) = clumsy(system);
    for _ in 0..3 {
        system.ask(&clumsy, (), SOON).expect("an acknowledgement");
    }
    has_both_places(system, roomy);
}
