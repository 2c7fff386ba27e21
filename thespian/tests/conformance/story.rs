//! What happened, as a sequence diagram.

use thespian::prelude::*;
use thespian::testing::TestSystem;

use crate::harness::SOON;

crate::behaviours![
    hellogoodbye_is_the_article_s_sequence_diagram
        skip("process": "what is drawn is what the program's own process does"),
    a_failure_shows_as_two_activations
        skip("process": "what is drawn is what the program's own process does"),
];

/// The program as users have it, with a `main` that is not run.
#[path = "../../../examples/hellogoodbye.rs"]
#[allow(
    dead_code,
    missing_docs,
    unreachable_pub,
    clippy::print_stdout,
    reason = "it is a program of its own"
)]
mod hellogoodbye;

/// Figure 2.2 of the introduction to Thespian, to its last line.
const ARTICLE: &str = "\
title Hello Goodbye Sequence Diagram
create Main
create Hello
Main ->> Hello: createActor()
create Goodbye
Main ->> Goodbye: createActor()
Main ->> Hello: ask()
activate Hello
create World
Hello ->> World: createActor()
Hello ->> World: send()
deactivate Hello
activate World
World -->> Main: send()
deactivate World
Main ->> Goodbye: ask()
activate Goodbye
Goodbye -->> Main: send()
deactivate Goodbye
";

fn hellogoodbye_is_the_article_s_sequence_diagram(system: &TestSystem) {
    use hellogoodbye::{AreYouThere, Goodbye, Hello};
    let hello = system.create_actor::<Hello>().expect("an actor");
    let goodbye = system.create_actor::<Goodbye>().expect("an actor");
    let greeting = system.ask_any(&hello, AreYouThere, SOON).expect("an answer");
    assert_eq!(greeting.downcast::<String>().expect("a text"), "Hello, world!");
    assert_eq!(system.ask(&goodbye, (), SOON).expect("an answer"), "Goodbye");
    assert!(system.rest(SOON), "the actors come to rest");
    let diagram = system.diagram("Hello Goodbye").to_string();
    if system.base() == Base::Sequential {
        assert_eq!(diagram, ARTICLE);
    } else {
        // What happens at the same time is written in some order.
        let sorted = |text: &str| {
            let mut lines: Vec<_> = text.lines().map(str::to_owned).collect();
            lines.sort();
            lines
        };
        assert_eq!(sorted(&diagram), sorted(ARTICLE), "{diagram}");
    }
}

#[actor]
#[derive(Default)]
struct Clumsy;

#[receive]
impl Clumsy {
    fn drop(&mut self, what: &str) -> Result<Ack, Failure> {
        Err(Failure::new(format!("dropped {what}")))
    }
}

fn a_failure_shows_as_two_activations(system: &TestSystem) {
    let clumsy = system.create_actor::<Clumsy>().expect("an actor");
    system.ask(&clumsy, "it".to_owned(), SOON).expect_err("dropped twice");
    let diagram = system.diagram("Failure").to_string();
    assert_eq!(diagram.matches("\nactivate Clumsy\n").count(), 2, "{diagram}");
}
