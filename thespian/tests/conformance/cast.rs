//! Actors and helpers that several topics use.

use thespian::SystemStatus;
use thespian::prelude::*;
use thespian::testing::TestSystem;

use crate::harness::SOON;
pub use crate::shared::{Gate, Log};

/// The next message to the test, as a text.
#[track_caller]
pub fn heard(system: &TestSystem) -> String {
    let message = system.listen(SOON).expect("a message to the test");
    message.downcast::<String>().expect("a text")
}

/// The next `n` messages to the test, as texts.
#[track_caller]
pub fn all_heard(system: &TestSystem, n: usize) -> Vec<String> {
    (0..n).map(|_| heard(system)).collect()
}

/// What there is in the system, once its actors have come to rest.
#[track_caller]
pub fn status(system: &TestSystem) -> SystemStatus {
    assert!(system.rest(SOON), "the actors come to rest");
    system.status().expect("the system is up")
}

/// Sends a process a signal.
pub fn signal(name: &str, process: u32) {
    let kill = std::process::Command::new("kill").args([name, &process.to_string()]).status();
    assert!(kill.expect("kill").success(), "{name} {process}");
}

/// Answers a text with itself.
#[actor]
#[derive(Default)]
pub struct Echo;

#[receive]
impl Echo {
    fn text(&mut self, text: &str) -> String {
        text.to_owned()
    }
}

/// Tells the test what it hears, in its own words.
#[actor]
#[derive(Default)]
pub struct Reporter {
    test: Option<ActorAddress>,
}

/// Sets who is told.
#[message]
pub struct ReportTo(pub ActorAddress);

#[receive]
impl Reporter {
    fn report_to(&mut self, to: &ReportTo) -> Ack {
        self.test = Some(to.0);
        Ack
    }

    fn number(&mut self, number: &u32, ctx: &mut Context) {
        self.say(number.to_string(), ctx);
    }

    fn text(&mut self, text: &str, ctx: &mut Context) {
        self.say(text.to_owned(), ctx);
    }

    fn dead_letter(&mut self, letter: &DeadEnvelope, ctx: &mut Context) {
        // What came through the codec shows its type only when it is asked for it.
        let message = match letter.message.downcast_ref::<String>() {
            Some(text) => format!("{text:?}"),
            None => letter.message.name().into_owned(),
        };
        self.say(format!("dead: {message} ({:?})", letter.reason), ctx);
    }

    fn handle_dead_letters(&mut self, handle: &bool, ctx: &mut Context) -> Ack {
        ctx.handle_dead_letters(*handle);
        Ack
    }
}

impl Reporter {
    fn say(&self, text: String, ctx: &mut Context) {
        if let Some(test) = self.test {
            ctx.send(&test, text);
        }
    }
}

/// A reporter that tells this test.
pub fn reporter(system: &TestSystem) -> Addr<Reporter> {
    let reporter = system.create_actor::<Reporter>().expect("a reporter");
    system.ask(&reporter, ReportTo(system.address()), SOON).expect("an acknowledgement");
    reporter
}
