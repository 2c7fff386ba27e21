//! One message at a time, in the order sent.

use thespian::prelude::*;
use thespian::testing::TestSystem;

use crate::cast::{Reporter, all_heard, reporter};

crate::behaviours![
    what_one_sender_sends_arrives_in_that_order,
    what_one_actor_sends_another_arrives_in_that_order,
    the_order_is_kept_when_messages_carry_addresses_of_actors_still_being_created,
    a_message_to_itself_comes_after_what_was_sent_before,
    what_is_forwarded_keeps_its_place_among_what_is_sent,
];

fn what_one_sender_sends_arrives_in_that_order(system: &TestSystem) {
    let reporter = reporter(system);
    let numbers: Vec<String> = (0..100_u32)
        .map(|number| {
            system.tell(&reporter, number).expect("the system is up");
            number.to_string()
        })
        .collect();
    assert_eq!(all_heard(system, 100), numbers);
}

#[actor]
#[derive(Default)]
struct Source;

#[receive]
impl Source {
    fn pour(&mut self, into: &Addr<Reporter>, ctx: &mut Context) {
        for number in 0..100_u32 {
            ctx.send(into, number);
        }
    }
}

fn what_one_actor_sends_another_arrives_in_that_order(system: &TestSystem) {
    let reporter = reporter(system);
    let source = system.create_actor::<Source>().expect("an actor");
    system.tell(&source, reporter).expect("the system is up");
    let numbers: Vec<String> = (0..100).map(|number| number.to_string()).collect();
    assert_eq!(all_heard(system, 100), numbers);
}

/// An address, and where to say that it came.
#[message]
struct Introduction {
    of: ActorAddress,
    test: ActorAddress,
}

#[actor]
#[derive(Default)]
struct Introducer;

#[actor]
#[derive(Default)]
struct Friend;

#[receive]
impl Introducer {
    fn begin(&mut self, friend: &Addr<Friend>, ctx: &mut Context) {
        let child = ctx.create_actor::<Friend>();
        let test = ctx.sender();
        ctx.send(friend, Introduction { of: child.into(), test });
        ctx.send(friend, (2_u32, test));
        ctx.send(friend, (3_u32, test));
    }
}

#[receive]
impl Friend {
    fn introduction(&mut self, introduction: &Introduction, ctx: &mut Context) {
        ctx.send(&introduction.test, "1".to_owned());
        ctx.send(&introduction.of, (4_u32, introduction.test));
    }

    fn number(&mut self, (number, test): &(u32, ActorAddress), ctx: &mut Context) {
        ctx.send(test, number.to_string());
    }
}

fn the_order_is_kept_when_messages_carry_addresses_of_actors_still_being_created(system: &TestSystem) {
    let friend = system.create_actor::<Friend>().expect("an actor");
    let introducer = system.create_actor::<Introducer>().expect("an actor");
    system.tell(&introducer, friend).expect("the system is up");
    let mut heard = all_heard(system, 4);
    // The last is from another actor: it may come between, but not before it was told to speak.
    let fourth = heard.iter().position(|text| text == "4").expect("the child spoke");
    assert!(fourth > 0);
    heard.remove(fourth);
    assert_eq!(heard, ["1", "2", "3"]);
}

#[actor]
#[derive(Default)]
struct Talker;

#[receive]
impl Talker {
    fn start(&mut self, test: &ActorAddress, ctx: &mut Context) {
        let me = ctx.my_address();
        for number in [1_u32, 2, 3] {
            ctx.send(&me, (number, *test));
        }
    }

    fn number(&mut self, (number, test): &(u32, ActorAddress), ctx: &mut Context) {
        ctx.send(test, number.to_string());
    }
}

fn a_message_to_itself_comes_after_what_was_sent_before(system: &TestSystem) {
    let talker = system.create_actor::<Talker>().expect("an actor");
    system.tell(&talker, system.address()).expect("the system is up");
    assert_eq!(all_heard(system, 3), ["1", "2", "3"]);
}

/// Sends, passes on, and sends.
#[actor]
#[derive(Default)]
struct Forwarder;

#[receive]
impl Forwarder {
    fn forward(&mut self, to: &Addr<Reporter>, ctx: &mut Context) {
        for number in 0..10_u32 {
            ctx.send(to, 2 * number);
            ctx.forward(to, 2 * number + 1);
        }
    }
}

fn what_is_forwarded_keeps_its_place_among_what_is_sent(system: &TestSystem) {
    let reporter = reporter(system);
    let forwarder = system.create_actor::<Forwarder>().expect("an actor");
    system.tell(&forwarder, reporter).expect("the system is up");
    let numbers: Vec<String> = (0..20).map(|number| number.to_string()).collect();
    assert_eq!(all_heard(system, 20), numbers);
}
