//! What is said last: by actors that end, and by processes that die.

use std::time::{Duration, Instant};

use thespian::prelude::*;
use thespian::testing::TestSystem;

use crate::behaviours;
use crate::cast::{Echo, heard, reporter, signal, status};
use crate::harness::SOON;

behaviours! {
    what_an_actor_says_as_it_ends_to_somebody_gone_is_a_dead_letter,
    two_actors_that_end_at_once_and_tell_each_other_much_keep_nobody_waiting,
    a_creator_hears_of_the_death_of_a_process_after_all_that_came_from_it
        skip("in_process": "its actors have no processes"),
    the_end_of_an_actor_is_known_although_another_process_that_it_has_told_something_stands_still
        skip("in_process": "its actors have no processes"),
}

/// Tells somebody something as it ends.
#[actor]
#[derive(Default)]
struct Leaver {
    to: Option<ActorAddress>,
    often: u32,
    came: u32,
}

/// Whom to tell as many numbers.
#[message]
struct Farewell {
    to: ActorAddress,
    often: u32,
}

#[receive]
impl Leaver {
    fn farewell(&mut self, farewell: &Farewell) -> Ack {
        (self.to, self.often) = (Some(farewell.to), farewell.often);
        Ack
    }

    fn number(&mut self, _: &u32) {
        self.came += 1;
    }

    fn end(&mut self, _: &ActorExitRequest, ctx: &mut Context) {
        for number in 0..self.often {
            ctx.send(&self.to.expect("who was told so"), number);
        }
    }
}

fn dead_letters(system: &TestSystem) -> u64 {
    status(system).messages.dead_letters.values().sum()
}

fn what_an_actor_says_as_it_ends_to_somebody_gone_is_a_dead_letter(system: &TestSystem) {
    let gone = system.create_actor::<Echo>().expect("an actor");
    system.stop(gone, SOON).expect("it ends");
    while system.status().expect("it is up").processes.iter().any(|process| process.name.ends_with("Echo")) {
        std::thread::yield_now();
    }
    let leaver = system.create_actor::<Leaver>().expect("an actor");
    system.ask(&leaver, Farewell { to: gone.address(), often: 3 }, SOON).expect("it is told");
    let before = dead_letters(system);
    system.stop(leaver, SOON).expect("it ends");
    assert_eq!(dead_letters(system), before + 3);
}

fn two_actors_that_end_at_once_and_tell_each_other_much_keep_nobody_waiting(system: &TestSystem) {
    let pair = [(); 2].map(|()| system.create_actor::<Leaver>().expect("an actor"));
    for (one, other) in [(pair[0], pair[1]), (pair[1], pair[0])] {
        system.ask(&one, Farewell { to: other.address(), often: 2_000 }, SOON).expect("it is told");
    }
    let begun = Instant::now();
    for leaver in pair {
        system.tell(&leaver, ActorExitRequest::default()).expect("the system is up");
    }
    for leaver in pair {
        system.stop(leaver, SOON).expect("it ends");
    }
    let end = status(system);
    assert_eq!((end.actors, end.messages.waiting), (0, 0), "all is accounted for");
    assert!(begun.elapsed() < Duration::from_secs(4), "{:?}", begun.elapsed());
}

/// Has a child that talks much and dies, while it does something else.
#[actor]
struct Listener {
    test: ActorAddress,
    child: Option<Addr<Talker>>,
}

#[receive]
impl Listener {
    #[init]
    fn new(test: ActorAddress) -> Self {
        Listener { test, child: None }
    }

    #[message(Listen)]
    fn listen(&mut self, ctx: &mut Context) {
        let child = *self.child.get_or_insert(ctx.create_actor::<Talker>());
        let me = ctx.my_address().assume::<Listener>();
        ctx.send(&child, me);
    }

    #[message(Dies)]
    fn dies(&mut self, number: u32, ctx: &mut Context) {
        ctx.send(&self.child.expect("it has told its number"), Die);
        while lives(number) {
            std::thread::yield_now();
        }
    }

    fn word(&mut self, word: &u64, ctx: &mut Context) {
        // Long enough for the news of the death to come in the meantime.
        let begun = Instant::now();
        while begun.elapsed() < Duration::from_micros(100) {
            std::hint::spin_loop();
        }
        ctx.send(&self.test, word.to_string());
    }

    fn child_gone(&mut self, _: &ChildActorExited, ctx: &mut Context) {
        ctx.send(&self.test, "gone".to_owned());
    }
}

/// Whether a process does anything any more.
fn lives(number: u32) -> bool {
    let stat = std::fs::read_to_string(format!("/proc/{number}/stat")).unwrap_or_default();
    stat.rsplit_once(") ").is_some_and(|(_, rest)| !rest.starts_with(['Z', 'X']))
}

const WORDS: u64 = 500;

/// Talks much, and says its number last.
#[actor]
#[derive(Default)]
struct Talker;

#[message]
struct Die;

#[receive]
impl Talker {
    fn talk(&mut self, to: &Addr<Listener>, ctx: &mut Context) {
        ctx.send(to, Dies { number: std::process::id() });
        for word in 0..WORDS {
            ctx.send(to, word);
        }
    }

    fn die(&mut self, _: &Die) {
        std::process::abort();
    }
}

fn a_creator_hears_of_the_death_of_a_process_after_all_that_came_from_it(system: &TestSystem) {
    let listener = system.build_actor::<Listener>().args(system.address()).create().expect("an actor");
    system.tell(&listener, Listen).expect("the system is up");
    let heard = std::iter::from_fn(|| Some(heard(system)).filter(|word| word != "gone")).collect::<Vec<_>>();
    // The last of them may have died with it.
    let said = (0..heard.len()).map(|word| word.to_string()).collect::<Vec<_>>();
    assert_eq!(heard, said);
    system.stop(listener, SOON).expect("it ends");
    assert!(system.listen(Duration::ZERO).is_none(), "the end is said once, and nothing comes after it");
}

fn the_end_of_an_actor_is_known_although_another_process_that_it_has_told_something_stands_still(
    system: &TestSystem,
) {
    let still = reporter(system);
    let leaver = system.create_actor::<Leaver>().expect("an actor");
    system.ask(&leaver, Farewell { to: still.address(), often: 3 }, SOON).expect("it is told");
    let processes = system.status().expect("the system is up").processes;
    let pid = processes.iter().find(|process| process.name.ends_with("Reporter")).expect("one").pid;
    signal("-STOP", pid);
    let stopped = system.stop(leaver, SOON);
    signal("-CONT", pid);
    stopped.expect("it has ended");
    system.ask(&still, false, SOON).expect("it goes on");
}
