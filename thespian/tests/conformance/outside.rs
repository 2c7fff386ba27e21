//! The system as outside code sees it.

use std::time::{Duration, Instant};

use thespian::prelude::*;
use thespian::testing::TestSystem;

use crate::cast::{Echo, heard};
use crate::harness::{MOMENT, SOON};

crate::behaviours![
    what_is_told_and_answered_comes_to_listen_or_not_at_all,
    nothing_to_listen_to_ends_at_the_timeout
        skip("sequential": "its time is virtual here", "strict": "its time is virtual here"),
    time_that_nobody_uses_passes_at_once
        skip("pool_1": "it goes by the clock", "pool_4": "it goes by the clock",
             "process": "it goes by the clock"),
    shutdown_ends_everything_and_may_be_called_again,
    two_systems_know_nothing_of_each_other,
    a_call_that_waits_is_refused_inside_a_handler
        skip("process": "a handle of the system does not leave its process"),
    a_handler_may_tell_through_the_system
        skip("process": "a handle of the system does not leave its process"),
    an_address_survives_its_text,
];

fn what_is_told_and_answered_comes_to_listen_or_not_at_all(system: &TestSystem) {
    let echo = system.create_actor::<Echo>().expect("an actor");
    // A returned value answers an ask; after a plain tell it is dropped.
    system.tell(&echo, "unasked".to_owned()).expect("the system is up");
    assert!(system.listen(MOMENT).is_none());
    let replier = system.create_actor::<Replier>().expect("an actor");
    system.tell(&replier, "told".to_owned()).expect("the system is up");
    assert_eq!(heard(system), "re: told");
}

#[actor]
#[derive(Default)]
struct Replier;

#[receive]
impl Replier {
    fn text(&mut self, text: &str, ctx: &mut Context) {
        ctx.reply(format!("re: {text}"));
    }
}

fn nothing_to_listen_to_ends_at_the_timeout(system: &TestSystem) {
    let begun = Instant::now();
    assert!(system.listen(Duration::from_millis(30)).is_none());
    assert!(begun.elapsed() >= Duration::from_millis(30));
}

fn time_that_nobody_uses_passes_at_once(system: &TestSystem) {
    let begun = Instant::now();
    assert!(system.listen(Duration::from_secs(3600)).is_none());
    assert!(begun.elapsed() < SOON);
}

fn shutdown_ends_everything_and_may_be_called_again(system: &TestSystem) {
    let echo = system.create_actor::<Echo>().expect("an actor");
    let other: ActorSystem = (**system).clone();
    system.shutdown().expect("not inside a handler");
    other.shutdown().expect("the second time it does nothing");
    assert!(matches!(other.ask(&echo, "there?".to_owned(), SOON), Err(AskError::ShutDown)));
    assert!(matches!(other.create_actor::<Echo>(), Err(CreateError::ShutDown)));
    assert!(matches!(other.tell(&echo, "there?".to_owned()), Err(thespian::Error::ShutDown)));
    assert!(other.listen(MOMENT).is_none());
}

fn two_systems_know_nothing_of_each_other(system: &TestSystem) {
    let other = thespian::testing::system(system.base()).expect("another system");
    let echo = other.create_actor::<Echo>().expect("an actor");
    system.shutdown().expect("not inside a handler");
    assert_eq!(other.ask(&echo, "alive".to_owned(), SOON).expect("an answer"), "alive");
}

/// Calls the system it runs in.
#[actor]
struct Caller {
    system: ActorSystem,
}

/// Which call.
#[message]
enum Call {
    Ask(Addr<Echo>),
    Create,
    Shutdown,
    Status,
    Tell(Addr<Replier>),
}

#[receive]
impl Caller {
    fn call(&mut self, call: &Call) -> String {
        let system = &self.system;
        match call {
            Call::Ask(echo) => system.ask(echo, String::new(), SOON).expect_err("it waits").to_string(),
            Call::Create => system.create_actor::<Echo>().expect_err("it waits").to_string(),
            Call::Shutdown => system.shutdown().expect_err("it waits").to_string(),
            Call::Status => system.status().expect_err("it waits").to_string(),
            Call::Tell(to) => {
                system.tell(to, "from a handler".to_owned()).expect("it does not wait");
                "told".to_owned()
            }
        }
    }
}

fn caller(system: &TestSystem) -> Addr<Caller> {
    let handle: ActorSystem = (**system).clone();
    system.create_actor_from(move || Caller { system: handle.clone() }).expect("an actor")
}

fn a_call_that_waits_is_refused_inside_a_handler(system: &TestSystem) {
    let (caller, echo) = (caller(system), system.create_actor::<Echo>().expect("an actor"));
    for call in [Call::Ask(echo), Call::Create, Call::Shutdown, Call::Status] {
        let error = system.ask(&caller, call.clone(), SOON).expect("an answer");
        assert!(
            error.contains("inside a handler") || error.contains("a handler cannot"),
            "{call:?}: {error}"
        );
    }
}

fn a_handler_may_tell_through_the_system(system: &TestSystem) {
    let (caller, replier) = (caller(system), system.create_actor::<Replier>().expect("an actor"));
    assert_eq!(system.ask(&caller, Call::Tell(replier), SOON).expect("an answer"), "told");
    assert_eq!(heard(system), "re: from a handler");
}

fn an_address_survives_its_text(system: &TestSystem) {
    // Of several places, some of which others have had before.
    for _ in 0..5 {
        let echoes = [(); 3].map(|()| system.create_actor::<Echo>().expect("an actor"));
        for echo in echoes {
            let read: ActorAddress = echo.to_string().parse().expect("an address");
            assert_eq!(read, echo);
            let answer = system.ask_any(&read, "found".to_owned(), SOON).expect("an answer");
            assert_eq!(answer.downcast::<String>().expect("a text"), "found");
            system.stop(read, SOON).expect("it ends");
        }
    }
}
