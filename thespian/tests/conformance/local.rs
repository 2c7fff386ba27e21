//! Messages that stay in their process.

use std::sync::mpsc;

use thespian::prelude::*;
use thespian::testing::TestSystem;

use crate::cast::status;
use crate::harness::SOON;

crate::behaviours![
    a_local_message_carries_anything
        skip("strict": "there it is as if it left its process", "process": "it would leave its process"),
    a_local_message_is_delivered_once_and_the_poison_carries_nothing
        skip("strict": "there it is as if it left its process", "process": "it would leave its process"),
    a_message_of_ones_own_may_be_local
        skip("strict": "there it is as if it left its process", "process": "it would leave its process"),
    a_local_message_that_would_leave_its_process_is_a_dead_letter
        skip("sequential": "nothing leaves its process", "pool_1": "nothing leaves its process",
            "pool_4": "nothing leaves its process"),
];

type Line = mpsc::Sender<String>;

#[actor]
#[derive(Default)]
struct Worker;

/// Holds what cannot be copied, printed, or encoded.
#[message(local)]
struct Job {
    work: Box<dyn Fn() -> String + Send + Sync>,
}

#[receive]
impl Worker {
    fn line(&mut self, line: Local<Line>) -> Result<Ack, Failure> {
        line.into_inner().send("hello".to_owned())?;
        Ok(Ack)
    }

    fn fail(&mut self, number: Local<u8>) -> Ack {
        panic!("it was {}", number.into_inner())
    }

    fn job(&mut self, job: &Job) -> String {
        (job.work)()
    }
}

fn worker(system: &TestSystem) -> Addr<Worker> {
    system.create_actor::<Worker>().expect("an actor")
}

fn a_local_message_carries_anything(system: &TestSystem) {
    let (line, heard) = mpsc::channel();
    system.ask(&worker(system), Local::new(line), SOON).expect("an acknowledgement");
    assert_eq!(heard.recv().expect("a text"), "hello");
}

fn a_local_message_is_delivered_once_and_the_poison_carries_nothing(system: &TestSystem) {
    let worker = worker(system);
    let Err(AskError::Poison(poison)) = system.ask(&worker, Local::new(7_u8), SOON) else {
        panic!("it comes back")
    };
    assert_eq!(poison.attempts[0].text, "it was 7");
    assert_eq!(poison.attempts.len(), 2, "one attempt, and why there was no other");
    assert!(poison.details.contains("Local<u8>` was moved into its handler"), "{}", poison.details);
    assert!(poison.message.is::<()>());
}

fn a_message_of_ones_own_may_be_local(system: &TestSystem) {
    let text = "closure".to_owned();
    let job = Job { work: Box::new(move || text.clone()) };
    assert_eq!(system.ask(&worker(system), job, SOON).expect("an answer"), "closure");
}

fn a_local_message_that_would_leave_its_process_is_a_dead_letter(system: &TestSystem) {
    let worker = worker(system);
    assert!(matches!(system.ask(&worker, Local::new(7_u8), SOON), Err(AskError::NotSendable)));
    let job = Job { work: Box::new(String::new) };
    assert!(matches!(system.ask(&worker, job, SOON), Err(AskError::NotSendable)));
    let dead = status(system).messages.dead_letters;
    assert_eq!(dead[&DeadLetterReason::NotSendable], 2);
}
