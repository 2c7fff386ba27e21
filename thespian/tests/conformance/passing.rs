//! Passing on: unopened messages, questions for somebody else, and the news of an end.

use std::collections::BTreeMap;
use std::time::Duration;

use thespian::form::Form;
use thespian::prelude::*;
use thespian::testing::TestSystem;

use crate::cast::{Echo, Gate, all_heard, heard, status};
use crate::harness::{MOMENT, SOON};

crate::behaviours![
    a_message_is_known_by_its_name_whatever_its_type,
    a_message_that_only_has_the_name_of_another_is_not_taken_for_it,
    a_message_that_nobody_here_knows_is_built_from_its_form,
    who_watches_while_a_handler_awaits_learns_why_the_actor_ended,
    who_watches_an_actor_that_fails_to_start_is_told,
    a_method_takes_what_no_handler_does,
    an_unopened_message_is_passed_on_as_what_it_is,
    an_unhandled_method_that_fails_has_its_second_chance,
    a_forwarded_question_is_answered_by_another,
    a_forwarded_question_through_an_open_address_is_typed_by_who_forwards,
    who_watches_an_actor_is_told_of_its_end,
    who_watches_an_actor_that_has_ended_is_told_at_once,
    stop_ends_an_actor_and_waits,
    stop_of_an_actor_that_does_not_end_in_time_says_so,
    a_private_handle_has_letters_of_its_own,
    an_actor_that_resumes_keeps_its_state,
    an_actor_that_exits_on_failure_returns_the_message_after_one_attempt,
];

/// What another version of a crate has made of a message.
mod newer {
    use super::*;

    #[message(name = "passing.Order")]
    #[derive(PartialEq)]
    pub struct Order {
        pub pieces: u32,
        #[serde(default)]
        pub urgent: bool,
    }

    #[message(name = "passing.Receipt")]
    pub struct Receipt(pub u32);
}

#[message(name = "passing.Order")]
struct Order {
    pieces: u32,
}

#[message(name = "passing.Receipt")]
struct Receipt(u32);

#[actor]
#[derive(Default)]
struct Shop;

#[receive]
impl Shop {
    fn order(&mut self, order: &Order) -> Receipt {
        Receipt(order.pieces)
    }
}

fn a_message_is_known_by_its_name_whatever_its_type(system: &TestSystem) {
    let shop = system.create_actor::<Shop>().expect("a shop").address();
    let order = newer::Order { pieces: 3, urgent: true };
    let receipt = system.ask_any(&shop, order, SOON).expect("a receipt");
    assert_eq!(receipt.downcast::<newer::Receipt>().expect("of either type").0, 3);
}

/// Has the name, and is something else.
#[message(name = "passing.Order")]
struct Command(String);

fn a_message_that_only_has_the_name_of_another_is_not_taken_for_it(system: &TestSystem) {
    let shop = system.create_actor::<Shop>().expect("a shop").address();
    let refused = system.ask_any(&shop, Command("halt".into()), SOON).expect_err("there are no pieces in it");
    assert!(matches!(refused, AskError::Undecodable), "{refused}");
}

/// Has a handler for numbers, and passes the rest to another.
#[actor]
#[derive(Default)]
struct Proxy {
    to: Option<ActorAddress>,
    seen: u32,
}

/// Sets who gets the rest.
#[message]
struct PassTo(ActorAddress);

#[receive]
impl Proxy {
    fn pass_to(&mut self, to: &PassTo) -> Ack {
        self.to = Some(to.0);
        Ack
    }

    fn number(&mut self, number: &u8) -> u8 {
        number + 1
    }

    #[unhandled]
    fn rest(&mut self, message: AnyMessage, ctx: &mut Context) {
        self.seen += 1;
        if let Some(to) = self.to {
            ctx.forward(&to, message);
        }
    }
}

/// A proxy before an echo.
fn proxy(system: &TestSystem) -> Addr<Proxy> {
    let echo = system.create_actor::<Echo>().expect("an actor");
    let proxy = system.create_actor::<Proxy>().expect("an actor");
    system.ask(&proxy, PassTo(echo.address()), SOON).expect("an acknowledgement");
    proxy
}

fn a_method_takes_what_no_handler_does(system: &TestSystem) {
    let proxy = system.create_actor::<Proxy>().expect("an actor");
    assert_eq!(system.ask(&proxy, 7_u8, SOON).expect("an answer"), 8);
    system.tell(&proxy.address(), "anything".to_owned()).expect("the system is up");
    system.tell(&proxy, AnyMessage::new(7_u64)).expect("the system is up");
    assert!(status(system).messages.dead_letters.is_empty());
}

fn an_unopened_message_is_passed_on_as_what_it_is(system: &TestSystem) {
    let answer = system.ask_any(&proxy(system).address(), "through".to_owned(), SOON).expect("an answer");
    assert_eq!(answer.downcast::<String>().expect("a text"), "through");
}

#[actor]
#[derive(Default)]
struct Picky;

#[receive]
impl Picky {
    #[unhandled]
    fn rest(&mut self, message: AnyMessage) -> Result<Ack, Failure> {
        let text = message.downcast::<String>()?;
        if text.is_empty() { Err(Failure::new("empty")) } else { Ok(Ack) }
    }
}

fn an_unhandled_method_that_fails_has_its_second_chance(system: &TestSystem) {
    let picky = system.create_actor::<Picky>().expect("an actor");
    assert!(system.ask_any(&picky.address(), "text".to_owned(), SOON).expect("an answer").is::<Ack>());
    let Err(AskError::Poison(poison)) = system.ask_any(&picky.address(), 7_u8, SOON) else {
        panic!("it is no text")
    };
    assert_eq!((poison.attempts.len(), poison.message.downcast_ref::<u8>()), (2, Some(&7)));
    assert!(matches!(system.ask_any(&picky.address(), String::new(), SOON), Err(AskError::Poison(_))));
}

/// Lets others answer.
#[actor]
#[derive(Default)]
struct Office;

#[receive]
impl Office {
    fn typed(&mut self, text: &str, ctx: &mut Context) -> Forwarded<String> {
        let echo = ctx.create_actor::<Echo>();
        ctx.forward(&echo, format!("typed {text}"))
    }

    fn open(&mut self, number: &u32, ctx: &mut Context) -> Forwarded<String> {
        let echo = ctx.create_actor::<Echo>().address();
        ctx.forward(&echo, format!("open {number}")).answering::<String>()
    }
}

fn a_forwarded_question_is_answered_by_another(system: &TestSystem) {
    let office = system.create_actor::<Office>().expect("an actor");
    assert_eq!(system.ask(&office, "question".to_owned(), SOON).expect("an answer"), "typed question");
}

fn a_forwarded_question_through_an_open_address_is_typed_by_who_forwards(system: &TestSystem) {
    let office = system.create_actor::<Office>().expect("an actor");
    assert_eq!(system.ask(&office, 7_u32, SOON).expect("an answer"), "open 7");
}

/// Watches what it is told.
#[actor]
#[derive(Default)]
struct Watcher {
    test: Option<ActorAddress>,
}

#[receive]
impl Watcher {
    fn watch(&mut self, who: &ActorAddress, ctx: &mut Context) -> Ack {
        self.test = Some(ctx.sender());
        ctx.watch(*who);
        Ack
    }

    fn gone(&mut self, gone: &ActorExited, ctx: &mut Context) {
        if let Some(test) = self.test {
            ctx.send(&test, format!("{}", gone.reason));
        }
    }
}

fn who_watches_an_actor_is_told_of_its_end(system: &TestSystem) {
    let echo = system.create_actor::<Echo>().expect("an actor");
    for _ in 0..2 {
        let watcher = system.create_actor::<Watcher>().expect("an actor");
        system.ask(&watcher, echo.address(), SOON).expect("an acknowledgement");
    }
    assert!(system.rest(SOON), "they watch");
    system.tell(&echo, ActorExitRequest::new()).expect("the system is up");
    assert_eq!(all_heard(system, 2), ["an exit was requested", "an exit was requested"]);
}

fn who_watches_an_actor_that_has_ended_is_told_at_once(system: &TestSystem) {
    let echo = system.create_actor::<Echo>().expect("an actor");
    system.stop(echo, SOON).expect("it ends");
    let watcher = system.create_actor::<Watcher>().expect("an actor");
    system.ask(&watcher, echo.address(), SOON).expect("an acknowledgement");
    assert_eq!(heard(system), "it had ended already");
}

fn stop_ends_an_actor_and_waits(system: &TestSystem) {
    let echo = system.create_actor::<Echo>().expect("an actor");
    system.stop(echo, SOON).expect("it ends");
    assert!(matches!(system.ask(&echo, "there?".to_owned(), SOON), Err(AskError::Dead)));
    system.stop(echo, SOON).expect("it has ended already");
}

/// Its exit handler waits at a gate.
#[actor]
struct Slow {
    gate: Gate,
}

#[receive]
impl Slow {
    #[init]
    fn new(gate: Gate) -> Self {
        Slow { gate }
    }

    async fn exit(&mut self, _: &ActorExitRequest) {
        self.gate.pass().await;
    }
}

fn stop_of_an_actor_that_does_not_end_in_time_says_so(system: &TestSystem) {
    let gate = Gate::default();
    let slow = system.build_actor::<Slow>().args(gate).create().expect("an actor");
    assert!(matches!(system.stop(slow, MOMENT), Err(AskError::Timeout)));
    gate.open();
    system.stop(slow, SOON).expect("it ends");
}

fn a_private_handle_has_letters_of_its_own(system: &TestSystem) {
    let (one, other) = (system.private(), system.private());
    let replier = system.create_actor::<Replier>().expect("an actor");
    one.tell(&replier, "one".to_owned()).expect("the system is up");
    other.tell(&replier, "other".to_owned()).expect("the system is up");
    let letter = |handle: &ActorSystem| handle.listen(SOON).expect("a letter").downcast::<String>();
    assert_eq!(letter(&other).expect("a text"), "other");
    assert_eq!(letter(&one).expect("a text"), "one");
    assert!(system.listen(Duration::ZERO).is_none());
}

#[actor]
#[derive(Default)]
struct Replier;

#[receive]
impl Replier {
    fn text(&mut self, text: &str, ctx: &mut Context) {
        ctx.reply(text.to_owned());
    }
}

#[actor(on_failure = "resume")]
#[derive(Default)]
struct Resuming {
    count: u32,
}

#[receive]
impl Resuming {
    fn add(&mut self, number: &u32) -> u32 {
        self.count += 1;
        assert!(*number > 0, "nothing to add");
        self.count
    }
}

fn an_actor_that_resumes_keeps_its_state(system: &TestSystem) {
    let resuming = system.create_actor::<Resuming>().expect("an actor");
    assert_eq!(system.ask(&resuming, 1_u32, SOON).expect("an answer"), 1);
    assert!(matches!(system.ask(&resuming, 0_u32, SOON), Err(AskError::Poison(_))));
    assert_eq!(system.ask(&resuming, 1_u32, SOON).expect("an answer"), 4, "both attempts have counted");
}

#[actor(on_failure = "exit")]
#[derive(Default)]
struct Fragile;

#[receive]
impl Fragile {
    fn touch(&mut self, _: &()) -> Ack {
        panic!("broken")
    }
}

fn an_actor_that_exits_on_failure_returns_the_message_after_one_attempt(system: &TestSystem) {
    let fragile = system.create_actor::<Fragile>().expect("an actor");
    let watcher = system.create_actor::<Watcher>().expect("an actor");
    system.ask(&watcher, fragile.address(), SOON).expect("an acknowledgement");
    assert!(system.rest(SOON), "it watches");
    let Err(AskError::Poison(poison)) = system.ask(&fragile, (), SOON) else { panic!("it comes back") };
    assert_eq!(poison.attempts.len(), 1);
    let reason = heard(system);
    assert!(reason.starts_with("a handler failed: broken at "), "{reason}");
}

/// Watches a child that cannot be.
#[actor]
struct Midwife {
    test: ActorAddress,
}

#[receive]
impl Midwife {
    #[init]
    fn new(test: ActorAddress) -> Self {
        Midwife { test }
    }

    fn create(&mut self, _: &(), ctx: &mut Context) {
        let child = ctx.create_named("no.such.actor");
        ctx.watch(child);
    }

    fn gone(&mut self, gone: &ActorExited, ctx: &mut Context) {
        let text = gone.reason.to_string();
        ctx.send(&self.test, format!("watched: {}", text.split(':').next().unwrap_or_default()));
    }

    fn child_gone(&mut self, _: &ChildActorExited, ctx: &mut Context) {
        ctx.send(&self.test, "child".to_owned());
    }
}

fn who_watches_an_actor_that_fails_to_start_is_told(system: &TestSystem) {
    let midwife = system.build_actor::<Midwife>().args(system.address()).create().expect("an actor");
    system.tell(&midwife, ()).expect("the system is up");
    let mut told = all_heard(system, 2);
    told.sort();
    assert!(told[0] == "child" && told[1].starts_with("watched: it "), "{told:?}");
}

fn who_watches_while_a_handler_awaits_learns_why_the_actor_ended(system: &TestSystem) {
    let gate = Gate::default();
    let slow = system.build_actor::<Slow>().args(gate).create().expect("an actor");
    system.tell(&slow, ActorExitRequest::default()).expect("the system is up");
    assert!(system.rest(SOON), "its handler waits");
    let watcher = system.create_actor::<Watcher>().expect("an actor");
    system.ask(&watcher, slow.address(), SOON).expect("an acknowledgement");
    assert!(system.rest(SOON), "it watches");
    gate.open();
    assert_eq!(heard(system), "an exit was requested");
}

/// What a tool does not know.
mod shop {
    use thespian::prelude::*;

    #[message(name = "shop.order")]
    struct Order {
        article: String,
        pieces: u32,
        address: Option<String>,
    }

    #[actor(name = "shop.clerk")]
    #[derive(Default)]
    struct Clerk;

    #[receive]
    impl Clerk {
        fn order(&mut self, order: &Order) -> String {
            format!("{} {}, {:?}", order.pieces, order.article, order.address)
        }
    }
}

fn a_message_that_nobody_here_knows_is_built_from_its_form(system: &TestSystem) {
    let clerk =
        thespian::registry::actors().find(|actor| actor.name() == "shop.clerk").expect("it is registered");
    let [order] = clerk.accepts() else { panic!("it handles one message") };
    let Form::Struct(fields) = order.form() else { panic!("with names: {:?}", order.form()) };
    let said = BTreeMap::from([("article", "tea"), ("pieces", "3")]);
    let mut built = BTreeMap::new();
    for field in *fields {
        let Some(said) = said.get(field.name) else { continue };
        let value = match field.ty.to_string().as_str() {
            "u32" => CapabilityValue::from(said.parse::<i64>().expect("a number")),
            "String" => CapabilityValue::from(*said),
            other => panic!("`{}` is a `{other}`", field.name),
        };
        built.insert(field.name, value);
    }
    let bytes = rmp_serde::to_vec_named(&built).expect("plain data");
    let order = AnyMessage::from_bytes(&order.name(), order.fingerprint(), bytes);
    let address = system.create_named(clerk.name()).expect("an actor");
    let answer = system.ask_any(&address, order, SOON).expect("an answer");
    assert_eq!(answer.downcast::<String>().expect("a text"), "3 tea, None");

    // One that is none is not handled, and says so.
    let broken = AnyMessage::from_bytes("shop.order", 0, vec![0xc1]);
    assert!(matches!(system.ask_any(&address, broken, SOON), Err(AskError::Undecodable)));
}
