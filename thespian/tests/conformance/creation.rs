//! Creating actors, and failing to.

use std::collections::HashSet;

use thespian::Data;
use thespian::prelude::*;
use thespian::testing::TestSystem;

use crate::cast::{Echo, all_heard, status};
use crate::harness::SOON;

crate::behaviours![
    ten_thousand_nested_creations_work_and_end_together
        skip("explored": "ten thousand actors each time", "process": "ten thousand processes"),
    every_address_is_another_and_all_answer,
    an_actor_can_be_created_by_its_name,
    a_name_that_no_actor_has_is_answered_with_those_there_are,
    a_generic_actor_has_the_names_that_it_is_registered_by,
    an_actor_can_be_created_from_a_closure
        skip("process": "a closure does not leave its process"),
    an_actor_whose_first_instance_fails_is_an_error_of_its_creation,
    a_child_that_fails_to_start_is_reported_once_and_what_was_sent_to_it_returned,
    a_child_of_an_unknown_name_is_reported_with_the_names_there_are,
    an_address_may_be_used_before_its_actor_begins,
    an_address_is_never_used_again,
    an_actor_with_an_init_function_is_made_of_its_arguments,
    arguments_by_name_are_read_by_the_actor,
    arguments_that_an_actor_does_not_take_are_refused_with_both_types,
    the_arguments_make_every_new_instance,
    an_init_function_that_fails_is_an_error_of_the_creation,
    a_child_with_an_init_function_is_made_of_its_arguments,
];

fn every_address_is_another_and_all_answer(system: &TestSystem) {
    let actors: Vec<_> = (0..100).map(|_| system.create_actor::<Echo>().expect("an actor")).collect();
    assert_eq!(actors.iter().collect::<HashSet<_>>().len(), 100);
    for (number, actor) in actors.iter().enumerate() {
        assert_eq!(system.ask(actor, number.to_string(), SOON).expect("an answer"), number.to_string());
    }
}

fn an_actor_can_be_created_by_its_name(system: &TestSystem) {
    let echo = system.create_named("conformance::cast::Echo").expect("a registered actor");
    let answer = system.ask_any(&echo, "by name".to_owned(), SOON).expect("an answer");
    assert_eq!(answer.downcast::<String>().expect("a text"), "by name");
}

fn a_name_that_no_actor_has_is_answered_with_those_there_are(system: &TestSystem) {
    let error = system.create_named("conformance::cast::Ecko").expect_err("no such actor").to_string();
    for part in ["`conformance::cast::Ecko`", "conformance::cast::Echo", "use that_crate as _;"] {
        assert!(error.contains(part), "{part} is not in: {error}");
    }
}

/// Keeps things of one type.
#[actor]
struct Shelf<T: Data> {
    things: Vec<T>,
}

#[receive]
impl<T: Data> Shelf<T> {
    #[init]
    fn empty() -> Self {
        Shelf { things: Vec::new() }
    }

    #[message(Put)]
    fn put(&mut self, thing: T) -> usize {
        self.things.push(thing);
        self.things.len()
    }
}

thespian::register_actor!(Shelf<String> as "shelf.texts");
thespian::register_actor!(Shelf<u8>);

fn a_generic_actor_has_the_names_that_it_is_registered_by(system: &TestSystem) {
    let texts = system.create_named("shelf.texts").expect("a registered actor");
    let bytes = system.create_named("conformance::creation::Shelf<u8>").expect("a registered actor");
    let answer = system.ask_any(&texts, Put { thing: "a book".to_owned() }, SOON).expect("an answer");
    assert_eq!(answer.downcast::<usize>().expect("a number"), 1);
    let answer = system.ask_any(&bytes, Put { thing: 1_u8 }, SOON).expect("an answer");
    assert_eq!(answer.downcast::<usize>().expect("a number"), 1);
    let error = system.create_named("conformance::creation::Shelf<u16>").expect_err("nobody registered it");
    assert!(
        error.to_string().contains("`thespian::register_actor!(Cache<String> as \"cache.string\");`"),
        "{error}"
    );
    // By its type any of them can be created, where there is no need for a name.
    let of_no_name = system.create_actor::<Shelf<u16>>();
    assert_eq!(of_no_name.is_ok(), !matches!(system.base(), Base::Process(_)), "{of_no_name:?}");
}

#[actor]
struct Labelled {
    label: String,
}

#[receive]
impl Labelled {
    fn label(&mut self, _: &()) -> String {
        self.label.clone()
    }
}

fn an_actor_can_be_created_from_a_closure(system: &TestSystem) {
    let label = "from a closure".to_owned();
    let labelled = system.create_actor_from(move || Labelled { label: label.clone() }).expect("an actor");
    assert_eq!(system.ask(&labelled, (), SOON).expect("an answer"), "from a closure");
}

#[actor]
struct Stillborn;

impl Default for Stillborn {
    fn default() -> Self {
        panic!("it was not to be")
    }
}

#[receive]
impl Stillborn {
    fn text(&mut self, _: &str) {}
}

fn an_actor_whose_first_instance_fails_is_an_error_of_its_creation(system: &TestSystem) {
    let before = status(system).actors;
    let Err(CreateError::FailedToStart { actor, failure }) = system.create_actor::<Stillborn>() else {
        panic!("it cannot be created")
    };
    assert_eq!(
        (actor.as_str(), failure.text.as_str()),
        ("conformance::creation::Stillborn", "it was not to be")
    );
    assert!(failure.place.expect("a place").file.ends_with("creation.rs"));
    assert_eq!(status(system).actors, before);
}

/// Creates what it is told, and tells the test what it hears of it.
#[actor]
#[derive(Default)]
struct Parent {
    test: Option<ActorAddress>,
    child: Option<ActorAddress>,
}

/// The name of an actor to create.
#[message]
struct Create(String);

#[receive]
impl Parent {
    fn create(&mut self, create: &Create, ctx: &mut Context) {
        self.test = Some(ctx.sender());
        let child = ctx.create_named(&create.0);
        self.child = Some(child);
        ctx.send(&child, "first".to_owned());
        ctx.send(&child, "second".to_owned());
    }

    fn child_gone(&mut self, gone: &ChildActorExited, ctx: &mut Context) {
        assert_eq!(Some(gone.child), self.child);
        assert!(ctx.children().is_empty());
        if let Some(test) = self.test {
            ctx.send(&test, format!("gone: {}", gone.reason));
        }
    }

    fn poison(&mut self, poison: &PoisonMessage, ctx: &mut Context) {
        assert_eq!(Some(poison.actor), self.child);
        if let Some(test) = self.test {
            let message = poison.message.downcast_ref::<String>().expect("a text");
            ctx.send(&test, format!("returned: {message:?} ({})", poison.details));
        }
    }

    fn answer(&mut self, answer: &str, ctx: &mut Context) {
        if let Some(test) = self.test {
            ctx.send(&test, answer.to_owned());
        }
    }
}

fn a_child_that_fails_to_start_is_reported_once_and_what_was_sent_to_it_returned(system: &TestSystem) {
    let parent = system.create_actor::<Parent>().expect("an actor");
    system.tell(&parent, Create("conformance::creation::Stillborn".into())).expect("the system is up");
    let heard = all_heard(system, 3);
    assert!(heard[0].starts_with("gone: it failed to start: it was not to be at "), "{}", heard[0]);
    for (text, message) in heard[1..].iter().zip(["first", "second"]) {
        assert!(text.starts_with(&format!("returned: {message:?} (")), "{text}");
        assert!(text.contains("`conformance::creation::Stillborn` failed to start"), "{text}");
    }
    assert!(system.listen(crate::harness::MOMENT).is_none());
}

fn a_child_of_an_unknown_name_is_reported_with_the_names_there_are(system: &TestSystem) {
    let parent = system.create_actor::<Parent>().expect("an actor");
    system.tell(&parent, Create("nobody".into())).expect("the system is up");
    let heard = all_heard(system, 3);
    assert!(heard[0].contains("`nobody`") && heard[0].contains("conformance::cast::Echo"), "{}", heard[0]);
    assert!(heard[1].starts_with("returned: \"first\""), "{}", heard[1]);
}

fn an_address_may_be_used_before_its_actor_begins(system: &TestSystem) {
    let parent = system.create_actor::<Parent>().expect("an actor");
    system.tell(&parent, Create("conformance::creation::Greeter".into())).expect("the system is up");
    assert_eq!(all_heard(system, 2), ["got first", "got second"]);
}

#[actor]
#[derive(Default)]
struct Greeter;

#[receive]
impl Greeter {
    fn text(&mut self, text: &str, ctx: &mut Context) {
        ctx.reply(format!("got {text}"));
    }
}

#[actor]
struct Account {
    owner: String,
    balance: u32,
}

/// The state, as one message.
#[message]
#[derive(PartialEq)]
struct Statement(String, u32);
/// Fail.
#[message]
struct Stumble;
/// Create another account, and let it answer.
#[message]
struct Branch(String);

#[receive]
impl Account {
    #[init]
    fn open(owner: String, balance: u32) -> Result<Self, Failure> {
        if owner.is_empty() {
            return Err(Failure::new("an account has an owner"));
        }
        Ok(Account { owner, balance })
    }

    fn deposit(&mut self, amount: &u32) -> Statement {
        self.balance += amount;
        Statement(self.owner.clone(), self.balance)
    }

    fn stumble(&mut self, _: &Stumble) {
        panic!("oh")
    }

    fn branch(&mut self, Branch(owner): &Branch, ctx: &mut Context) -> (Addr<Account>, ActorAddress) {
        let typed = ctx.build_actor::<Account>().args((owner.clone(), 1)).create();
        let named = ctx.build_named("conformance::creation::Account").args((owner, 2)).create();
        (typed, named)
    }
}

fn statement(owner: &str, balance: u32) -> Statement {
    Statement(owner.to_owned(), balance)
}

fn an_actor_with_an_init_function_is_made_of_its_arguments(system: &TestSystem) {
    let account = system.build_actor::<Account>().args(("Ann".to_owned(), 40)).create().expect("an actor");
    assert_eq!(system.ask(&account, 2_u32, SOON).expect("an answer"), statement("Ann", 42));
}

fn arguments_by_name_are_read_by_the_actor(system: &TestSystem) {
    // Of other types that look the same.
    let account = system.build_named("conformance::creation::Account").args(("Ben", 40_u64)).create();
    let answer = system.ask_any(&account.expect("an actor"), 2_u32, SOON).expect("an answer");
    assert_eq!(answer.downcast::<Statement>().expect("a statement"), statement("Ben", 42));
}

fn arguments_that_an_actor_does_not_take_are_refused_with_both_types(system: &TestSystem) {
    let named = |name: &str| system.build_named(name);
    let account = named("conformance::creation::Account").args(7_u8).create();
    let error = account.expect_err("one number is no account").to_string();
    for part in ["conformance::creation::Account", "(alloc::string::String, u32)", "`u8`"] {
        assert!(error.contains(part), "{part} is not in: {error}");
    }
    assert!(named("conformance::creation::Account").create().is_err(), "no arguments");
    assert!(named("conformance::cast::Echo").args("text").create().is_err(), "it takes none");
}

fn the_arguments_make_every_new_instance(system: &TestSystem) {
    let account = system.build_actor::<Account>().args(("Cid".to_owned(), 1)).create().expect("an actor");
    assert_eq!(system.ask(&account, 5_u32, SOON).expect("an answer"), statement("Cid", 6));
    assert!(matches!(system.ask_any(&account, Stumble, SOON), Err(AskError::Poison(_))));
    assert_eq!(system.ask(&account, 0_u32, SOON).expect("an answer"), statement("Cid", 1));
}

fn an_init_function_that_fails_is_an_error_of_the_creation(system: &TestSystem) {
    let created = system.build_actor::<Account>().args((String::new(), 1)).create();
    let Err(CreateError::FailedToStart { failure, .. }) = created else { panic!("it has no owner") };
    assert_eq!(failure.text, "an account has an owner");
}

fn a_child_with_an_init_function_is_made_of_its_arguments(system: &TestSystem) {
    let account = system.build_actor::<Account>().args(("Dan".to_owned(), 0)).create().expect("an actor");
    let (typed, named) = system.ask(&account, Branch("Eve".to_owned()), SOON).expect("two children");
    assert_eq!(system.ask(&typed, 0_u32, SOON).expect("an answer"), statement("Eve", 1));
    let answer = system.ask_any(&named, 0_u32, SOON).expect("an answer");
    assert_eq!(answer.downcast::<Statement>().expect("a statement"), statement("Eve", 2));
}

fn an_address_is_never_used_again(system: &TestSystem) {
    let mut seen = HashSet::new();
    for _ in 0..100 {
        let echo = system.create_actor::<Echo>().expect("an actor");
        assert!(seen.insert(echo.address()));
        system.tell(&echo, ActorExitRequest::default()).expect("the system is up");
        assert!(matches!(system.ask(&echo, "there?".to_owned(), SOON), Err(AskError::Dead)));
    }
}

/// Has a child, which has a child, and so on.
#[actor]
#[derive(Default)]
struct Nested;

#[receive]
impl Nested {
    fn nest(&mut self, (depth, asker): &(u32, ActorAddress), ctx: &mut Context) {
        if *depth == 0 {
            ctx.send(asker, "the innermost".to_owned());
        } else {
            let child = ctx.create_actor::<Nested>();
            ctx.send(&child, (depth - 1, *asker));
        }
    }
}

fn ten_thousand_nested_creations_work_and_end_together(system: &TestSystem) {
    let outermost = system.create_actor::<Nested>().expect("an actor");
    system.tell(&outermost, (9_999_u32, system.address())).expect("the system is up");
    assert_eq!(crate::cast::heard(system), "the innermost");
    assert_eq!(status(system).actors, 10_000);
    system.stop(outermost, SOON).expect("all of them end");
    assert_eq!(status(system).actors, 0);
}
