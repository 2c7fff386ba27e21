//! What actors need of their host.

use thespian::prelude::*;
use thespian::testing::TestSystem;
use thespian::{Actor as _, CapabilityValue, RequiredValue, registry};

use crate::cast::{Gate, all_heard, heard, status};
use crate::harness::SOON;

crate::behaviours![
    an_actor_is_created_where_its_requirements_are_met_and_nowhere_else,
    all_that_is_stacked_has_to_hold,
    a_required_value_has_to_be_that_value,
    a_capability_check_decides_with_what_is_required,
    a_requirement_of_the_creation_has_to_be_a_capability,
    a_child_without_a_host_is_reported_with_what_is_lacking_and_what_was_sent_to_it_returned,
    a_check_that_panics_says_no,
    an_init_function_is_told_of_its_host,
    an_actor_whose_host_loses_what_it_needs_ends_with_its_children_and_its_creator_knows,
    an_actor_deep_in_the_tree_loses_its_host_too,
    a_lost_host_overtakes_what_waits_and_waits_for_a_handler,
    an_update_that_changes_nothing_for_an_actor_leaves_it_alone,
    an_actor_may_change_what_its_host_can_do,
    a_capability_may_be_of_any_kind,
    the_requirements_are_known_without_an_actor,
    a_running_system_refuses_other_capabilities
        skip("explored": "of the one system of the process", "pool_1": "of the one system of the process",
             "pool_4": "of the one system of the process", "strict": "of the one system of the process",
             "process": "of the one system of the process"),
];

/// Needs a database.
#[require_capability("Has DB access")]
#[actor]
#[derive(Default)]
struct Database;

#[receive]
impl Database {
    fn query(&mut self, query: &str) -> String {
        format!("rows of {query}")
    }

    fn have_child(&mut self, _: &(), ctx: &mut Context) -> Addr<Picky> {
        ctx.create_actor::<Picky>()
    }
}

/// Needs a database, and an active zone.
#[actor]
#[require_capability("Has DB access")]
#[require_capability("LDAP zone", "Active")]
#[require_capability("replicas", 3)]
#[derive(Default)]
struct Directory;

#[receive]
impl Directory {
    fn number(&mut self, number: &u32) -> u32 {
        *number
    }
}

/// Decides in code.
#[actor]
#[derive(Default)]
struct Picky;

#[receive]
impl Picky {
    #[capability_check]
    fn fits(capabilities: &Capabilities, requirements: &Requirements) -> bool {
        assert!(!capabilities.has("broken"), "the check is broken");
        requirements.get("shard") == capabilities.get("shard")
    }

    fn number(&mut self, number: &u32) -> u32 {
        *number
    }
}

/// Knows its host.
#[actor]
struct Informed {
    zone: String,
    wanted: String,
    start: u32,
}

#[receive]
impl Informed {
    #[init]
    fn new(capabilities: &Capabilities, start: u32, requirements: &Requirements) -> Self {
        let shown = |value: Option<&CapabilityValue>| value.map(ToString::to_string).unwrap_or_default();
        Informed { zone: shown(capabilities.get("zone")), wanted: shown(requirements.get("zone")), start }
    }

    fn tell(&mut self, fail: &bool) -> Result<String, Failure> {
        if *fail {
            Err(Failure::new("as told"))
        } else {
            Ok(format!("{} {} {}", self.zone, self.wanted, self.start))
        }
    }
}

/// Has children that need something, and tells the test what becomes of them.
#[actor]
struct Parent {
    test: ActorAddress,
}

/// Create a child that needs a database, and send it a query.
#[message]
struct Hire;
/// Create a parent that creates such a child.
#[message]
struct HireDeep;
/// Change what the host can do.
#[message]
struct Change(String, Option<bool>);

#[receive]
impl Parent {
    #[init]
    fn new(test: ActorAddress) -> Self {
        Parent { test }
    }

    fn hire(&mut self, _: &Hire, ctx: &mut Context) -> ActorAddress {
        let child = ctx.create_actor::<Database>();
        ctx.send(&child, "at once".to_owned());
        child.address()
    }

    fn hire_deep(&mut self, _: &HireDeep, ctx: &mut Context) {
        let parent = ctx.build_actor::<Parent>().args(self.test).create();
        ctx.send(&parent, Hire);
        ctx.reply(parent.address());
    }

    fn change(&mut self, Change(name, value): &Change, ctx: &mut Context) {
        ctx.update_capability(name.clone(), *value);
    }

    fn gone(&mut self, gone: &ChildActorExited, ctx: &mut Context) {
        ctx.send(&self.test, format!("gone: {}", gone.reason));
    }

    fn returned(&mut self, poison: &PoisonMessage, ctx: &mut Context) {
        ctx.send(&self.test, format!("returned: {}", poison.details));
    }
}

fn parent(system: &TestSystem) -> Addr<Parent> {
    system.build_actor::<Parent>().args(system.address()).create().expect("an actor")
}

#[track_caller]
fn refused<T: std::fmt::Debug>(created: Result<T, CreateError>) -> String {
    match created {
        Err(CreateError::NoCompatibleSystem { lacking, .. }) => lacking,
        other => panic!("it should have no host: {other:?}"),
    }
}

fn an_actor_is_created_where_its_requirements_are_met_and_nowhere_else(system: &TestSystem) {
    let lacking = refused(system.create_actor::<Database>());
    assert_eq!(lacking, "capability `Has DB access` has to be true, and is not there");
    system.update_capability("Has DB access", false).expect("the system is up");
    let lacking = refused(system.create_named(Database::NAME));
    assert_eq!(lacking, "capability `Has DB access` has to be true, and is false here");
    system.update_capability("Has DB access", true).expect("the system is up");
    let database = system.create_actor::<Database>().expect("a host");
    assert_eq!(system.ask(&database, "all".to_owned(), SOON).expect("an answer"), "rows of all");
}

fn all_that_is_stacked_has_to_hold(system: &TestSystem) {
    let update =
        |name, value: CapabilityValue| system.update_capability(name, value).expect("the system is up");
    update("Has DB access", true.into());
    update("LDAP zone", "Active".into());
    let lacking = refused(system.create_actor::<Directory>());
    assert_eq!(lacking, "capability `replicas` has to be 3, and is not there");
    update("replicas", 3.into());
    system.create_actor::<Directory>().expect("a host");
}

fn a_required_value_has_to_be_that_value(system: &TestSystem) {
    system.update_capability("Has DB access", true).expect("the system is up");
    system.update_capability("replicas", 2).expect("the system is up");
    system.update_capability("LDAP zone", true).expect("the system is up");
    let lacking = refused(system.create_actor::<Directory>());
    assert!(lacking.contains("`LDAP zone` has to be \"Active\", and is true here"), "{lacking}");
    assert!(lacking.contains("`replicas` has to be 3, and is 2 here"), "{lacking}");
}

fn a_capability_check_decides_with_what_is_required(system: &TestSystem) {
    system.update_capability("shard", 7).expect("the system is up");
    let lacking = refused(system.create_actor::<Picky>());
    assert_eq!(lacking, "its `#[capability_check]` says no");
    refused(system.build_actor::<Picky>().require("shard", 8).create());
    let picky = system.build_actor::<Picky>().require("shard", 7).require("other", true).create();
    assert_eq!(system.ask(&picky.expect("a host"), 1_u32, SOON).expect("an answer"), 1);
}

fn a_requirement_of_the_creation_has_to_be_a_capability(system: &TestSystem) {
    system.update_capability("Has DB access", true).expect("the system is up");
    let lacking = refused(system.build_named(Database::NAME).require("zone", "b").create());
    assert_eq!(lacking, "capability `zone` has to be \"b\", and is not there");
    system.update_capability("zone", "b").expect("the system is up");
    system.build_named(Database::NAME).require("zone", "b").create().expect("a host");
    system.update_capability("zone", "c").expect("the system is up");
    assert_eq!(status(system).actors, 0, "what was required is lost");
}

fn a_child_without_a_host_is_reported_with_what_is_lacking_and_what_was_sent_to_it_returned(
    system: &TestSystem,
) {
    system.ask_any(&parent(system), Hire, SOON).expect("an answer");
    let mut heard = all_heard(system, 2);
    heard.sort();
    let lacking = "no host has what it needs: capability `Has DB access` has to be true, and is not there";
    assert_eq!(heard[0], format!("gone: {lacking}"));
    assert!(heard[1].starts_with("returned: ") && heard[1].ends_with(lacking), "{heard:?}");
}

fn a_check_that_panics_says_no(system: &TestSystem) {
    system.update_capability("broken", true).expect("the system is up");
    let lacking = refused(system.create_actor::<Picky>());
    assert!(lacking.starts_with("its `#[capability_check]` panicked: the check is broken"), "{lacking}");
}

fn an_init_function_is_told_of_its_host(system: &TestSystem) {
    system.update_capability("zone", "b").expect("the system is up");
    let informed = system.build_actor::<Informed>().args(7).require("zone", "b").create().expect("a host");
    assert_eq!(system.ask(&informed, false, SOON).expect("an answer"), r#""b" "b" 7"#);
    assert!(matches!(system.ask(&informed, true, SOON), Err(AskError::Poison(_))));
    assert_eq!(system.ask(&informed, false, SOON).expect("an answer"), r#""b" "b" 7"#);
}

fn an_actor_whose_host_loses_what_it_needs_ends_with_its_children_and_its_creator_knows(system: &TestSystem) {
    system.update_capability("Has DB access", true).expect("the system is up");
    let parent = parent(system);
    let database = system.ask_any(&parent, Hire, SOON).expect("an answer").downcast::<ActorAddress>();
    let child = system.ask(&database.expect("an address").assume::<Database>(), (), SOON).expect("a child");
    assert_eq!(status(system).actors, 3);
    system.update_capability("Has DB access", None::<bool>).expect("the system is up");
    let lost =
        "its host has no longer what it needs: capability `Has DB access` has to be true, and is not there";
    assert_eq!(heard(system), format!("gone: {lost}"));
    assert_eq!(status(system).actors, 1);
    assert!(matches!(system.ask(&child, 1_u32, SOON), Err(AskError::Dead)), "though it needs nothing");
}

fn an_actor_deep_in_the_tree_loses_its_host_too(system: &TestSystem) {
    system.update_capability("Has DB access", true).expect("the system is up");
    let parent = parent(system);
    system.ask_any(&parent, HireDeep, SOON).expect("an answer");
    assert_eq!(status(system).actors, 3);
    system.update_capability("Has DB access", false).expect("the system is up");
    assert!(heard(system).starts_with("gone: its host has no longer what it needs: "));
    assert_eq!(status(system).actors, 2, "only who needs it ends");
}

/// Waits at a gate, and needs a database.
#[actor]
#[require_capability("Has DB access")]
struct Slow {
    gate: Gate,
    test: ActorAddress,
}

#[receive]
impl Slow {
    #[init]
    fn new(gate: Gate, test: ActorAddress) -> Self {
        Slow { gate, test }
    }

    async fn wait(&mut self, number: &u32, ctx: &mut Context) {
        self.gate.pass().await;
        ctx.send(&self.test, format!("waited {number}"));
    }

    fn exit(&mut self, _: &ActorExitRequest, ctx: &mut Context) {
        ctx.send(&self.test, "asked to exit".to_owned());
    }
}

fn a_lost_host_overtakes_what_waits_and_waits_for_a_handler(system: &TestSystem) {
    system.update_capability("Has DB access", true).expect("the system is up");
    let gate = Gate::default();
    let slow = system.build_actor::<Slow>().args((gate, system.address())).create().expect("a host");
    system.tell(&slow, 1_u32).expect("the system is up");
    system.tell(&slow, 2_u32).expect("the system is up");
    assert!(system.rest(SOON), "the handler waits");
    system.update_capability("Has DB access", false).expect("the system is up");
    assert!(system.rest(SOON), "the news has come");
    gate.open();
    assert_eq!(all_heard(system, 2), ["waited 1", "asked to exit"]);
    let status = status(system);
    assert_eq!((status.actors, status.messages.dead_letters[&DeadLetterReason::TargetExited]), (0, 1));
}

fn an_update_that_changes_nothing_for_an_actor_leaves_it_alone(system: &TestSystem) {
    system.update_capability("Has DB access", true).expect("the system is up");
    let database = system.create_actor::<Database>().expect("a host");
    for value in [1, 2] {
        system.update_capability("Has DB access", value).expect("the system is up");
        system.update_capability("something else", value).expect("the system is up");
    }
    system.update_capability("never there", None::<bool>).expect("the system is up");
    assert_eq!(system.ask(&database, "all".to_owned(), SOON).expect("an answer"), "rows of all");
}

fn an_actor_may_change_what_its_host_can_do(system: &TestSystem) {
    let parent = parent(system);
    system.tell(&parent, Change("Has DB access".to_owned(), Some(true))).expect("the system is up");
    assert!(system.rest(SOON) && system.capabilities().has("Has DB access"));
    system.create_actor::<Database>().expect("a host");
    system.tell(&parent, Change("Has DB access".to_owned(), None)).expect("the system is up");
    assert_eq!(status(system).actors, 1);
}

fn a_capability_may_be_of_any_kind(system: &TestSystem) {
    let map = std::collections::BTreeMap::from([("rack", vec![1.5])]);
    system.update_capability("map", map.clone()).expect("the system is up");
    system.update_capability("list", vec!["red", "blue"]).expect("the system is up");
    assert!(system.capabilities().is("map", map));
    let text = |text: &str| CapabilityValue::Text(text.to_owned());
    let list = CapabilityValue::List(vec![text("red"), text("blue")]);
    assert_eq!(system.capabilities().get("list"), Some(&list));
    assert!(system.capabilities().is("Thespian ActorSystem Name", system.base().to_string()));
}

/// Opens a gate when it is made, which needs what is nowhere.
#[actor]
#[require_capability("what is nowhere", ["a", "b"])]
struct Nowhere;

#[receive]
impl Nowhere {
    #[init]
    fn new(made: Gate) -> Self {
        made.open();
        Nowhere
    }
}

fn the_requirements_are_known_without_an_actor(system: &TestSystem) {
    let found = registry::actors().find(|actor| actor.name() == Nowhere::NAME).expect("it is registered");
    let [required] = found.requires() else { panic!("one capability") };
    assert_eq!(required.name(), "what is nowhere");
    assert_eq!(required.value(), RequiredValue::List(&[RequiredValue::Text("a"), RequiredValue::Text("b")]));
    let made = Gate::default();
    refused(system.build_actor::<Nowhere>().args(made).create());
    assert!(!made.is_open(), "no actor is made to find out");
}

fn a_running_system_refuses_other_capabilities(_: &TestSystem) {
    let builder = || ActorSystem::builder().base(Base::Sequential);
    let system = builder().capability("zone", "b").start().expect("the one system of this process");
    builder().capability("zone", "b").start().expect("the same");
    let error = builder().capability("zone", "c").start().expect_err("it has another zone").to_string();
    assert!(error.contains("whose capability `zone` is \"b\", not \"c\""), "{error}");
    assert!(builder().capability("rack", 1).start().is_err());
    system.shutdown().expect("it goes down");
    builder().capability("zone", "c").start().expect("a new one").shutdown().expect("it goes down");
}
