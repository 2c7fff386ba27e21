//! Names that one actor of a system has at a time.

use thespian::Actor as _;
use thespian::prelude::*;
use thespian::testing::TestSystem;

use crate::cast::{Echo, Gate, all_heard, heard, status};
use crate::harness::SOON;

crate::behaviours![
    a_holder_that_ends_before_anybody_has_it_leaves_nothing_behind skip(
        "sequential": "nothing comes between", "strict": "nothing comes between",
        "explored": "nothing comes between", "pool_1": "nothing comes between",
        "process": "the holder may be gone before who asked watches it, and then nobody knows why"),
    who_asked_for_a_name_and_has_ended_is_forgotten,
    an_actor_of_a_name_is_had_by_all_who_ask_for_it,
    a_holder_of_another_type_is_an_error,
    a_name_is_free_again_when_its_holder_has_ended,
    an_actor_that_asks_for_a_name_has_an_address_of_its_own_that_leads_there,
    what_is_sent_before_the_name_is_known_arrives_in_order,
    the_holder_stays_when_who_asked_for_it_ends,
    each_actor_that_asked_for_a_name_is_told_once_of_the_end,
    an_actor_is_told_that_another_type_has_the_name_and_what_it_sent_is_returned,
    a_holder_that_fails_to_start_is_an_error_for_all_who_asked,
    names_asked_for_at_once_make_one_actor,
    a_question_through_an_address_of_one_s_own_is_answered_and_a_circle_found,
    an_actor_of_a_name_is_ended_by_anybody,
    a_name_needs_a_host_too,
];

/// Counts, and lives for the system.
#[actor]
#[derive(Default)]
struct Counter {
    count: u32,
}

#[receive]
impl Counter {
    fn add(&mut self, by: &u32) -> u32 {
        self.count += by;
        self.count
    }

    fn note(&mut self, (to, text): &(ActorAddress, String), ctx: &mut Context) {
        self.count += 1;
        ctx.send(to, format!("{} {text}", self.count));
    }

    async fn ask(&mut self, whom: &Addr<Member>, ctx: &mut Context) -> String {
        told(ctx.ask(whom, AskBack, SOON).await)
    }
}

fn told<T: std::fmt::Debug>(outcome: Result<T, AskError>) -> String {
    match outcome {
        Ok(answer) => format!("{answer:?}"),
        Err(AskError::WouldDeadlock { chain }) => format!("deadlock of {}", chain.len()),
        Err(error) => format!("{error:?}"),
    }
}

/// Asks for the counter, and tells the test what it hears.
#[actor]
struct Member {
    test: ActorAddress,
    counter: Option<Addr<Counter>>,
}

/// Ask for the counter, and send it that many notes at once.
#[message]
struct Join(u32);
/// Ask for the echo of the counter's name.
#[message]
struct JoinWrong;
/// The counter's addresses, asked for twice.
#[message]
struct Both;
/// Ask the counter to go on with this actor.
#[message]
struct AskThrough;
/// Ask the counter, within its own question.
#[message]
struct AskBack;

#[receive]
impl Member {
    #[init]
    fn new(test: ActorAddress) -> Self {
        Member { test, counter: None }
    }

    fn join(&mut self, join: &Join, ctx: &mut Context) -> ActorAddress {
        let counter = ctx.build_actor::<Counter>().global_name("counter").create();
        for number in 0..join.0 {
            ctx.send(&counter, (self.test, format!("note {number}")));
        }
        self.counter = Some(counter);
        counter.address()
    }

    fn join_wrong(&mut self, _: &JoinWrong, ctx: &mut Context) {
        let echo = ctx.build_named(Echo::NAME).global_name("counter").create();
        ctx.send(&echo, "returned?".to_owned());
    }

    fn both(&mut self, _: &Both, ctx: &mut Context) -> bool {
        let [one, other] = [(); 2].map(|()| ctx.build_actor::<Counter>().global_name("counter").create());
        one == other && ctx.children().is_empty()
    }

    async fn ask_through(&mut self, _: &AskThrough, ctx: &mut Context) -> String {
        let counter = ctx.build_actor::<Counter>().global_name("counter").create();
        self.counter = Some(counter);
        told(ctx.ask(&counter, 7_u32, SOON).await)
    }

    async fn ask_back(&mut self, _: &AskBack, ctx: &mut Context) -> String {
        match &self.counter {
            Some(counter) => told(ctx.ask(counter, 1_u32, SOON).await),
            None => "no counter".to_owned(),
        }
    }

    fn gone(&mut self, gone: &ChildActorExited, ctx: &mut Context) {
        ctx.send(&self.test, format!("gone: {}", gone.reason));
    }

    fn returned(&mut self, poison: &PoisonMessage, ctx: &mut Context) {
        ctx.send(&self.test, format!("returned: {}", poison.details));
    }
}

fn member(system: &TestSystem) -> Addr<Member> {
    system.build_actor::<Member>().args(system.address()).create().expect("an actor")
}

fn counter(system: &TestSystem) -> Addr<Counter> {
    system.build_actor::<Counter>().global_name("counter").create().expect("an actor")
}

fn an_actor_of_a_name_is_had_by_all_who_ask_for_it(system: &TestSystem) {
    let one = counter(system);
    assert_eq!(system.build_named(Counter::NAME).global_name("counter").create().expect("the same"), one);
    let others = [
        system.create_actor::<Counter>().expect("an actor"),
        system.build_actor::<Counter>().global_name("other").create().expect("an actor"),
    ];
    assert!(one != others[0] && one != others[1] && others[0] != others[1]);
    assert_eq!(system.ask(&one, 2_u32, SOON).expect("an answer"), 2);
    assert_eq!(system.ask(&counter(system), 2_u32, SOON).expect("an answer"), 4);
}

fn a_holder_of_another_type_is_an_error(system: &TestSystem) {
    counter(system);
    let error = system.build_actor::<Echo>().global_name("counter").create().expect_err("it is a counter");
    let CreateError::NameHeldBy { name, holder } = &error else { panic!("{error}") };
    assert_eq!((name.as_str(), holder.as_str()), ("counter", Counter::NAME));
    assert_eq!(status(system).actors, 1);
}

fn a_name_is_free_again_when_its_holder_has_ended(system: &TestSystem) {
    let first = counter(system);
    for _ in 0..20 {
        let old = counter(system);
        system.stop(old, SOON).expect("it ends");
        assert!(matches!(system.ask(&old, 1_u32, SOON), Err(AskError::Dead)));
        assert_ne!(counter(system), old);
    }
    assert_ne!(counter(system), first);
}

fn an_actor_that_asks_for_a_name_has_an_address_of_its_own_that_leads_there(system: &TestSystem) {
    let holder = counter(system);
    let member = member(system);
    let own = system.ask(&member, Join(1), SOON).expect("an answer");
    assert_ne!(own, holder.address());
    assert_eq!(heard(system), "1 note 0");
    let answer = system.ask_any(&own, 5_u32, SOON).expect("an answer");
    assert_eq!(answer.downcast::<u32>().expect("a number"), 6);
    assert!(system.ask(&member, Both, SOON).expect("an answer"), "asked for twice it is the same");
}

fn what_is_sent_before_the_name_is_known_arrives_in_order(system: &TestSystem) {
    system.ask(&member(system), Join(5), SOON).expect("an answer");
    assert_eq!(all_heard(system, 5), ["1 note 0", "2 note 1", "3 note 2", "4 note 3", "5 note 4"]);
}

fn the_holder_stays_when_who_asked_for_it_ends(system: &TestSystem) {
    for request in [ActorExitRequest::default(), ActorExitRequest::default().not_recursive()] {
        let member = member(system);
        system.tell(&member, Join(1)).expect("the system is up");
        system.tell(&member, request).expect("the system is up");
        heard(system);
        assert_eq!(status(system).actors, 1, "only the holder is left");
    }
    assert_eq!(system.ask(&counter(system), 1_u32, SOON).expect("an answer"), 3, "one has counted for both");
}

fn each_actor_that_asked_for_a_name_is_told_once_of_the_end(system: &TestSystem) {
    let members = [member(system), member(system)];
    for member in &members {
        system.ask(member, Join(0), SOON).expect("an answer");
        system.ask(member, Join(0), SOON).expect("an answer");
    }
    assert!(system.rest(SOON));
    system.stop(counter(system), SOON).expect("it ends");
    assert_eq!(all_heard(system, 2), ["gone: an exit was requested", "gone: an exit was requested"]);
    assert_eq!(status(system).actors, 2, "what led to it has ended too");
    // And the name is had anew.
    system.ask(&members[0], Join(1), SOON).expect("an answer");
    assert_eq!(heard(system), "1 note 0");
}

fn an_actor_is_told_that_another_type_has_the_name_and_what_it_sent_is_returned(system: &TestSystem) {
    counter(system);
    system.tell(&member(system), JoinWrong).expect("the system is up");
    let mut heard = all_heard(system, 2);
    heard.sort();
    let held = format!("the name `counter` is held by a `{}`", Counter::NAME);
    assert_eq!(heard[0], format!("gone: {held}"));
    assert!(heard[1].starts_with("returned: ") && heard[1].contains(&held), "{heard:?}");
    assert_eq!(status(system).actors, 2);
}

/// Fails to start, sometimes.
#[actor]
struct Fragile;

#[receive]
impl Fragile {
    #[init]
    fn new(fail: bool) -> Result<Self, Failure> {
        if fail { Err(Failure::new("too fragile")) } else { Ok(Fragile) }
    }
}

fn a_holder_that_fails_to_start_is_an_error_for_all_who_asked(system: &TestSystem) {
    let create = |fail| system.build_actor::<Fragile>().args(fail).global_name("fragile").create();
    for _ in 0..2 {
        let error = create(true).expect_err("it fails").to_string();
        assert!(error.contains("could not be created: too fragile at "), "{error}");
    }
    create(false).expect("the name is free");
}

fn names_asked_for_at_once_make_one_actor(system: &TestSystem) {
    let sums: u32 = std::thread::scope(|scope| {
        let threads: Vec<_> = (0..4)
            .map(|_| {
                scope.spawn(|| {
                    for _ in 0..25 {
                        system.ask(&counter(system), 1_u32, SOON).expect("an answer");
                    }
                    25
                })
            })
            .collect();
        threads.into_iter().map(|thread| thread.join().expect("no panic")).sum()
    });
    assert_eq!(system.ask(&counter(system), 0_u32, SOON).expect("an answer"), sums);
    assert_eq!(status(system).actors, 1);
}

fn a_question_through_an_address_of_one_s_own_is_answered_and_a_circle_found(system: &TestSystem) {
    let member = member(system);
    assert_eq!(system.ask(&member, AskThrough, SOON).expect("an answer"), "7");
    // The counter asks the member, which asks the counter through its own address.
    let outcome = system.ask(&counter(system), member, SOON).expect("an answer");
    assert_eq!(outcome, r#""deadlock of 2""#);
}

fn an_actor_of_a_name_is_ended_by_anybody(system: &TestSystem) {
    let own = system.ask(&member(system), Join(0), SOON).expect("an answer");
    let holder = counter(system);
    system.stop(own, SOON).expect("it ends");
    assert!(matches!(system.ask(&holder, 1_u32, SOON), Err(AskError::Dead)));
    assert_eq!(heard(system), "gone: an exit was requested");
}

/// Needs what is nowhere.
#[actor]
#[require_capability("nowhere")]
#[derive(Default)]
struct Homeless;

#[receive]
impl Homeless {}

fn a_name_needs_a_host_too(system: &TestSystem) {
    let error = system.build_actor::<Homeless>().global_name("homeless").create().expect_err("no host");
    assert!(matches!(error, CreateError::NoCompatibleSystem { .. }), "{error}");
}

/// Looks a name up, and ends.
#[actor]
#[derive(Default)]
struct Visitor;

#[receive]
impl Visitor {
    fn visit(&mut self, _: &(), ctx: &mut Context) {
        let counter = ctx.build_actor::<Counter>().global_name("counter").create();
        ctx.send(&counter, 1_u32);
        ctx.exit();
    }
}

fn who_asked_for_a_name_and_has_ended_is_forgotten(system: &TestSystem) {
    let holder = counter(system);
    for _ in 0..10 {
        let visitor = system.create_actor::<Visitor>().expect("an actor");
        system.tell(&visitor, ()).expect("the system is up");
    }
    assert_eq!(status(system).actors, 1);
    assert_eq!(system.ask(&holder, 0_u32, SOON).expect("an answer"), 10);
    system.stop(holder, SOON).expect("it ends");
    assert!(status(system).messages.dead_letters.is_empty(), "nobody is told who is not there");
}

/// Begins when it is let.
#[actor]
struct SlowStarter;

#[receive]
impl SlowStarter {
    #[init]
    fn new(begin: Gate) -> Self {
        begin.wait(SOON);
        SlowStarter
    }
}

/// Ask for the slow one, which is let through that gate.
#[message]
struct Begin(Gate);

/// Asks for the slow one.
#[actor]
struct Impatient {
    test: ActorAddress,
}

#[receive]
impl Impatient {
    #[init]
    fn new(test: ActorAddress) -> Self {
        Impatient { test }
    }

    fn ask(&mut self, begin: &Begin, ctx: &mut Context) -> ActorAddress {
        ctx.build_actor::<SlowStarter>().args(begin.0).global_name("slow").create().address()
    }

    fn gone(&mut self, gone: &ChildActorExited, ctx: &mut Context) {
        ctx.send(&self.test, format!("gone: {}", gone.reason));
    }
}

fn a_holder_that_ends_before_anybody_has_it_leaves_nothing_behind(system: &TestSystem) {
    let begin = Gate::default();
    let impatient = system.build_actor::<Impatient>().args(system.address()).create().expect("an actor");
    let own = system.ask(&impatient, Begin(begin), SOON).expect("an answer");
    let begun = std::time::Instant::now();
    let holder = loop {
        let names = system.status().expect("the system is up").global_names;
        if let Some(holder) = names.get("slow") {
            break *holder;
        }
        assert!(begun.elapsed() < SOON, "the name is asked for");
    };
    system.tell(&holder, ActorExitRequest::now()).expect("the system is up");
    begin.open();
    assert_eq!(heard(system), "gone: an exit was requested");
    assert_eq!(status(system).actors, 1);
    assert!(matches!(system.actor_status(own, SOON), Err(AskError::Dead)));
}
