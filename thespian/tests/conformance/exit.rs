//! How actors end, and who is told.

use thespian::prelude::*;
use thespian::testing::TestSystem;

use crate::cast::{Echo, Gate, Log, all_heard, heard, reporter, status};
use crate::harness::SOON;

crate::behaviours![
    what_an_actor_begins_on_its_way_out_ends_with_it,
    an_exit_that_is_not_recursive_spares_the_children_also_when_its_handler_is_dropped skip("explored": "five seconds each time"),
    a_supervisor_that_replaces_its_children_ends_all_the_same,
    an_actor_is_handed_the_request_then_its_children_exit_then_it_does,
    the_creator_is_told_once_and_after_everything_else,
    a_request_keeps_its_place_in_the_order_of_its_sender,
    an_urgent_request_overtakes_what_waits,
    an_actor_may_end_itself_and_has_its_chance_to_tidy_up,
    an_exit_that_is_not_recursive_leaves_the_children_to_the_system,
    a_child_that_is_created_while_its_parent_ends_ends_with_it,
    what_waits_for_an_actor_that_ends_is_a_dead_letter,
    a_tree_ends_from_its_leaves_to_its_root,
    the_end_of_an_actor_that_has_ended_is_a_dead_letter,
    an_urgent_request_that_comes_before_the_actor_has_begun_ends_it_all_the_same,
];

/// One of a family: creates as many generations below itself as it is told, and tells the test what it sees. The order
/// of what several see is in the log.
#[actor]
#[derive(Default)]
struct Relative {
    log: Option<Log>,
    test: Option<ActorAddress>,
    creator: Option<ActorAddress>,
    generation: u32,
}

/// Have so many generations of descendants, one child each; answered by the youngest.
#[message]
struct Generations {
    mine: u32,
    below: u32,
    test: ActorAddress,
    log: Log,
}

/// Create a child while you are at it.
#[message]
struct HaveChild;

/// Send yourself a text and an urgent exit request, which wait together while you are at it.
#[message]
struct Hurry;

/// End yourself.
#[message]
struct Leave;

/// Send your creator three texts, and end yourself.
#[message]
struct Farewell;

#[receive]
impl Relative {
    fn generations(&mut self, order: &Generations, ctx: &mut Context) {
        (self.test, self.log) = (Some(order.test), Some(order.log));
        self.creator = Some(ctx.sender());
        self.generation = order.mine;
        if order.below == 0 {
            ctx.send(&order.test, ctx.my_address());
            return;
        }
        let child = ctx.create_actor::<Relative>();
        let Generations { mine, below, test, log } = *order;
        ctx.send(&child, Generations { mine: mine + 1, below: below - 1, test, log });
    }

    fn have_child(&mut self, _: &HaveChild, ctx: &mut Context) -> Addr<Relative> {
        ctx.create_actor::<Relative>()
    }

    fn hurry(&mut self, _: &Hurry, ctx: &mut Context) {
        let me = ctx.my_address();
        ctx.send(&me, "first".to_owned());
        ctx.send(&me, ActorExitRequest::now());
    }

    fn leave(&mut self, _: &Leave, ctx: &mut Context) {
        ctx.exit();
        self.say("leaving", ctx);
    }

    fn farewell(&mut self, _: &Farewell, ctx: &mut Context) {
        ctx.exit();
        if let Some(creator) = self.creator {
            for text in ["fare", "thee", "well"] {
                ctx.send(&creator, text.to_owned());
            }
        }
    }

    fn text(&mut self, text: &str, ctx: &mut Context) {
        self.say(text, ctx);
    }

    fn exit(&mut self, _: &ActorExitRequest, ctx: &mut Context) {
        self.say("asked to exit", ctx);
    }

    fn gone(&mut self, gone: &ChildActorExited, ctx: &mut Context) {
        self.say(&format!("child gone: {}", gone.reason), ctx);
    }
}

impl Relative {
    fn say(&self, text: &str, ctx: &mut Context) {
        if let (Some(test), Some(log)) = (self.test, self.log) {
            let text = format!("{}: {text}", self.generation);
            log.note(&text);
            ctx.send(&test, text);
        }
    }
}

/// A line of relatives: the oldest and the youngest.
fn family(system: &TestSystem, below: u32) -> (Addr<Relative>, ActorAddress) {
    logged_family(system, below, Log::default())
}

/// A line of relatives with that log.
fn logged_family(system: &TestSystem, below: u32, log: Log) -> (Addr<Relative>, ActorAddress) {
    let oldest = system.create_actor::<Relative>().expect("an actor");
    let order = Generations { mine: 0, below, test: system.address(), log };
    system.tell(&oldest, order).expect("the system is up");
    let youngest = system.listen(SOON).expect("the youngest reports");
    (oldest, youngest.downcast().expect("an address"))
}

/// The next `n` messages to the test, in the order in which they were logged: what several send comes in any.
#[track_caller]
fn all_logged(system: &TestSystem, n: usize, log: Log) -> Vec<String> {
    let (mut heard, logged) = (all_heard(system, n), log.read());
    let mut expected = logged.clone();
    heard.sort();
    expected.sort();
    assert_eq!(heard, expected, "what is logged is sent");
    logged
}

fn is_dead(system: &TestSystem, address: ActorAddress) -> bool {
    matches!(system.ask_any(&address, (), SOON), Err(AskError::Dead))
}

fn an_actor_is_handed_the_request_then_its_children_exit_then_it_does(system: &TestSystem) {
    let log = Log::default();
    let (oldest, youngest) = logged_family(system, 1, log);
    system.tell(&oldest, ActorExitRequest::default()).expect("the system is up");
    assert_eq!(
        all_logged(system, 3, log),
        ["0: asked to exit", "1: asked to exit", "0: child gone: an exit was requested"]
    );
    assert!(is_dead(system, youngest) && is_dead(system, oldest.address()));
}

fn the_creator_is_told_once_and_after_everything_else(system: &TestSystem) {
    let log = Log::default();
    let (_, youngest) = logged_family(system, 1, log);
    system.tell(&youngest, "before".to_owned()).expect("the system is up");
    system.tell(&youngest, ActorExitRequest::default()).expect("the system is up");
    system.tell(&youngest, ActorExitRequest::default()).expect("the system is up");
    assert_eq!(
        all_logged(system, 3, log),
        ["1: before", "1: asked to exit", "0: child gone: an exit was requested"]
    );
    assert!(is_dead(system, youngest));
    assert!(system.listen(crate::harness::MOMENT).is_none());
    let (_, youngest) = family(system, 1);
    system.tell(&youngest, Farewell).expect("the system is up");
    let mut heard = all_heard(system, 5);
    heard.retain(|text| text.starts_with("0: "));
    assert_eq!(heard, ["0: fare", "0: thee", "0: well", "0: child gone: it had finished"]);
    assert!(system.listen(crate::harness::MOMENT).is_none());
}

/// Sends a text, an exit request, and another text, so that all wait together.
#[actor]
#[derive(Default)]
struct Sender;

#[receive]
impl Sender {
    fn in_order(&mut self, to: &ActorAddress, ctx: &mut Context) {
        ctx.send(to, "first".to_owned());
        ctx.send(to, ActorExitRequest::default());
        ctx.send(to, "second".to_owned());
    }
}

fn a_request_keeps_its_place_in_the_order_of_its_sender(system: &TestSystem) {
    let (_, youngest) = family(system, 0);
    let sender = system.create_actor::<Sender>().expect("an actor");
    system.tell(&sender, youngest).expect("the system is up");
    assert_eq!(all_heard(system, 2), ["0: first", "0: asked to exit"]);
    assert!(is_dead(system, youngest));
    let dead = status(system).messages.dead_letters;
    assert_eq!(
        dead[&DeadLetterReason::TargetExited],
        2,
        "the second text, and the question whether it is dead"
    );
}

fn an_urgent_request_overtakes_what_waits(system: &TestSystem) {
    let (_, youngest) = family(system, 0);
    system.tell(&youngest, Hurry).expect("the system is up");
    assert_eq!(heard(system), "0: asked to exit");
    assert!(is_dead(system, youngest));
    assert!(system.listen(crate::harness::MOMENT).is_none());
}

fn an_actor_may_end_itself_and_has_its_chance_to_tidy_up(system: &TestSystem) {
    let log = Log::default();
    let (_, youngest) = logged_family(system, 1, log);
    system.tell(&youngest, Leave).expect("the system is up");
    assert_eq!(
        all_logged(system, 3, log),
        ["1: leaving", "1: asked to exit", "0: child gone: it had finished"]
    );
    assert!(is_dead(system, youngest));
}

fn an_exit_that_is_not_recursive_leaves_the_children_to_the_system(system: &TestSystem) {
    let (oldest, youngest) = family(system, 1);
    system.tell(&oldest, ActorExitRequest::default().not_recursive()).expect("the system is up");
    assert_eq!(heard(system), "0: asked to exit");
    assert!(is_dead(system, oldest.address()));
    system.tell(&youngest, "still here".to_owned()).expect("the system is up");
    assert_eq!(heard(system), "1: still here");
    assert_eq!(status(system).actors, 1);
    // And it is no orphan: the shutdown at the end of the test ends it.
    system.shutdown().expect("not inside a handler");
    assert_eq!(heard(system), "1: asked to exit");
}

/// Creates a child when it is asked to exit, and another when that one has gone.
#[actor]
#[derive(Default)]
struct Stubborn {
    test: Option<ActorAddress>,
    had: u32,
}

#[receive]
impl Stubborn {
    fn begin(&mut self, _: &(), ctx: &mut Context) -> Ack {
        self.test = Some(ctx.sender());
        ctx.create_actor::<Relative>();
        Ack
    }

    fn exit(&mut self, _: &ActorExitRequest, ctx: &mut Context) {
        ctx.create_actor::<Relative>();
    }

    fn gone(&mut self, _: &ChildActorExited, ctx: &mut Context) {
        self.had += 1;
        if self.had < 5 {
            ctx.create_actor::<Relative>();
        }
    }
}

fn a_child_that_is_created_while_its_parent_ends_ends_with_it(system: &TestSystem) {
    let stubborn = system.create_actor::<Stubborn>().expect("an actor");
    system.ask(&stubborn, (), SOON).expect("an acknowledgement");
    system.tell(&stubborn, ActorExitRequest::default()).expect("the system is up");
    while !is_dead(system, stubborn.address()) {}
    assert_eq!(status(system).actors, 0);
}

/// Notes when it comes to live, and when it is handed a request.
#[actor]
struct Newborn {
    life: Log,
}

#[receive]
impl Newborn {
    #[init]
    fn new(life: Log) -> Self {
        life.note("lived");
        Newborn { life }
    }

    fn exit(&mut self, _: &ActorExitRequest) {
        self.life.note("handed");
    }
}

/// Create a child with that log.
#[message]
struct Begin(Log);

/// Creates a child, and asks it to exit at once.
#[actor]
struct Fickle {
    test: ActorAddress,
}

#[receive]
impl Fickle {
    #[init]
    fn new(test: ActorAddress) -> Self {
        Fickle { test }
    }

    fn begin(&mut self, Begin(life): &Begin, ctx: &mut Context) {
        let child = ctx.build_actor::<Newborn>().args(*life).create();
        ctx.send(&child, ActorExitRequest::now());
    }

    fn gone(&mut self, gone: &ChildActorExited, ctx: &mut Context) {
        ctx.send(&self.test, format!("gone: {}", gone.reason));
    }
}

fn an_urgent_request_that_comes_before_the_actor_has_begun_ends_it_all_the_same(system: &TestSystem) {
    let life = Log::default();
    let fickle = system.build_actor::<Fickle>().args(system.address()).create().expect("an actor");
    system.tell(&fickle, Begin(life)).expect("the system is up");
    assert_eq!(heard(system), "gone: an exit was requested");
    assert_eq!(status(system).actors, 1);
    assert!(system.listen(crate::harness::MOMENT).is_none());
    let life = life.read();
    assert!(
        life.is_empty() || life == ["lived", "handed"],
        "it is handed the request if it has begun, and only then: {life:?}"
    );
    if system.base() == Base::Sequential {
        assert!(life.is_empty(), "the request comes before its creator's handler has ended");
    }
}

fn what_waits_for_an_actor_that_ends_is_a_dead_letter(system: &TestSystem) {
    let reporter = reporter(system);
    system.ask(&reporter, true, SOON).expect("an acknowledgement");
    let (_, youngest) = family(system, 0);
    let sender = system.create_actor::<Sender>().expect("an actor");
    system.tell(&sender, youngest).expect("the system is up");
    let mut heard = all_heard(system, 3);
    heard.sort();
    assert_eq!(heard, ["0: asked to exit", "0: first", "dead: \"second\" (TargetExited)"]);
}

fn a_tree_ends_from_its_leaves_to_its_root(system: &TestSystem) {
    let log = Log::default();
    let (oldest, youngest) = logged_family(system, 4, log);
    system.tell(&oldest, ActorExitRequest::default()).expect("the system is up");
    let logged = all_logged(system, 9, log);
    let gone: Vec<_> = logged.iter().filter(|text| text.contains("child gone")).collect();
    let expected: Vec<_> = (0..4).rev().map(|n| format!("{n}: child gone: an exit was requested")).collect();
    assert_eq!(gone, expected.iter().collect::<Vec<_>>());
    assert!(is_dead(system, youngest));
    assert_eq!(status(system).actors, 0);
}

fn the_end_of_an_actor_that_has_ended_is_a_dead_letter(system: &TestSystem) {
    let (oldest, _) = family(system, 0);
    for _ in 0..3 {
        system.tell(&oldest, ActorExitRequest::now()).expect("the system is up");
    }
    assert!(is_dead(system, oldest.address()));
    let dead = status(system).messages.dead_letters;
    assert_eq!(dead[&DeadLetterReason::TargetExited], 3, "two requests, and the question whether it is dead");
}

/// Has a child always.
#[actor]
#[derive(Default)]
struct Supervisor {
    replaced: u32,
}

#[receive]
impl Supervisor {
    fn begin(&mut self, _: &(), ctx: &mut Context) -> Ack {
        ctx.create_actor::<Echo>();
        Ack
    }

    fn replace(&mut self, _: &ChildActorExited, ctx: &mut Context) {
        self.replaced += 1;
        assert!(self.replaced < 1000, "it does not end");
        ctx.create_actor::<Echo>();
        ctx.create_named("no.such.actor");
    }
}

fn a_supervisor_that_replaces_its_children_ends_all_the_same(system: &TestSystem) {
    let supervisor = system.create_actor::<Supervisor>().expect("an actor");
    system.ask(&supervisor, (), SOON).expect("an acknowledgement");
    system.stop(supervisor, SOON).expect("it ends, and its children with it");
    assert_eq!(status(system).actors, 0);
}

/// Waits on its way out for what does not come.
#[actor]
struct Immovable {
    gate: Gate,
}

#[receive]
impl Immovable {
    #[init]
    fn new(gate: Gate) -> Self {
        Immovable { gate }
    }

    fn create(&mut self, _: &(), ctx: &mut Context) -> Addr<Echo> {
        ctx.create_actor::<Echo>()
    }

    async fn exit(&mut self, _: &ActorExitRequest) {
        self.gate.pass().await;
    }
}

fn an_exit_that_is_not_recursive_spares_the_children_also_when_its_handler_is_dropped(system: &TestSystem) {
    let immovable = system.build_actor::<Immovable>().args(Gate::default()).create().expect("an actor");
    let child = system.ask(&immovable, (), SOON).expect("an answer");
    system.tell(&immovable, ActorExitRequest::default().not_recursive()).expect("the system is up");
    let begun = std::time::Instant::now();
    while system.actor_status(immovable, SOON).is_ok() {
        assert!(begun.elapsed() < SOON, "it is dropped after five seconds");
        let _ = system.listen(crate::harness::MOMENT);
    }
    assert_eq!(system.ask(&child, "there?".to_owned(), SOON).expect("an answer"), "there?");
}

/// Begins all kinds of things when its child has gone.
#[actor]
#[derive(Default)]
struct Restless;

#[receive]
impl Restless {
    fn begin(&mut self, _: &(), ctx: &mut Context) -> Ack {
        ctx.create_actor::<Echo>();
        Ack
    }

    fn go_on(&mut self, _: &ChildActorExited, ctx: &mut Context) {
        ctx.pipe(std::future::pending::<()>());
        ctx.wakeup_every(std::time::Duration::from_millis(1), ());
        let named = ctx.build_actor::<Echo>().global_name("late").create();
        ctx.send(&named, "it belongs to the system".to_owned());
    }
}

fn what_an_actor_begins_on_its_way_out_ends_with_it(system: &TestSystem) {
    let restless = system.create_actor::<Restless>().expect("an actor");
    system.ask(&restless, (), SOON).expect("an acknowledgement");
    let begun = std::time::Instant::now();
    system.stop(restless, SOON).expect("it ends");
    assert!(begun.elapsed() < std::time::Duration::from_secs(4), "nothing of it is waited for");
    let status = status(system);
    assert_eq!((status.actors, status.global_names.len()), (1, 1), "but for the named one");
}
