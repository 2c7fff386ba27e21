//! What happened, in order: recorded where a test or a tool asked for it.

use std::collections::{HashMap, VecDeque};
use std::fmt;
use std::sync::{Mutex, PoisonError};

use crate::address::ActorAddress;
use crate::message::DeadLetterReason;

/// How many events a recorder keeps; the oldest go first.
const CAPACITY: usize = 10_000;

/// One step of a system.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Event {
    Created {
        who: ActorAddress,
        by: ActorAddress,
        name: &'static str,
    },
    /// By the user's code, with the verb it used.
    Sent {
        from: ActorAddress,
        to: ActorAddress,
        verb: &'static str,
        message: String,
    },
    /// An actor waits for an answer at an address of its own.
    Asks {
        asker: ActorAddress,
        reply: ActorAddress,
    },
    /// By the system, in an actor's name.
    Told {
        from: ActorAddress,
        to: ActorAddress,
        message: String,
    },
    Failed {
        who: ActorAddress,
        failure: String,
    },
    Lost {
        to: ActorAddress,
        message: String,
        reason: DeadLetterReason,
    },
    Activated {
        who: ActorAddress,
        message: String,
    },
    Deactivated(ActorAddress),
    Exited(ActorAddress),
}

/// The last events of a system.
#[derive(Debug, Default)]
pub(crate) struct Recorder {
    events: Mutex<Events>,
}

#[derive(Debug, Default, Clone)]
struct Events {
    last: VecDeque<Event>,
    /// How many came before.
    before: usize,
    /// Who was created by then.
    known: Vec<(ActorAddress, &'static str)>,
}

impl Recorder {
    pub(crate) fn record(&self, event: Event) {
        let mut events = self.events.lock().unwrap_or_else(PoisonError::into_inner);
        if events.last.len() == CAPACITY {
            events.forget_one();
        }
        events.last.push_back(event);
    }

    pub(crate) fn diagram(&self, title: &str) -> SequenceDiagram {
        let events = self.events.lock().unwrap_or_else(PoisonError::into_inner);
        SequenceDiagram { title: title.to_owned(), events: events.clone() }
    }
}

impl Events {
    /// Forgets the oldest, but for who was created: names are given in the order of creation.
    fn forget_one(&mut self) {
        self.before += 1;
        if let Some(Event::Created { who, name, .. }) = self.last.pop_front()
            && self.known.len() < CAPACITY
        {
            self.known.push((who, name));
        }
    }
}

/// What happened, as a sequence diagram in text.
///
/// The notation is that of the introduction to Python's Thespian, which several tools turn into a picture:
/// `A ->> B: send()` is a message, `-->>` one to code outside of actors, which is called `Main`; between
/// `activate` and `deactivate` an actor handles a message. Printed with `{:#}`, it names the messages too. It keeps the
/// last ten thousand events.
#[derive(Debug, Clone)]
pub struct SequenceDiagram {
    title: String,
    events: Events,
}

impl SequenceDiagram {
    /// The same with its last `most` events only.
    #[must_use]
    pub fn last(mut self, most: usize) -> Self {
        while self.events.last.len() > most {
            self.events.forget_one();
        }
        self
    }
}

impl fmt::Display for SequenceDiagram {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut names = Names::default();
        writeln!(f, "title {} Sequence Diagram", self.title)?;
        writeln!(f, "create Main")?;
        let Events { last, before, known } = &self.events;
        for (who, name) in known {
            names.give(*who, name);
        }
        if *before > 0 {
            writeln!(f, "note over Main: {before} events before these are not shown")?;
        }
        for event in last {
            match event {
                Event::Created { who, by, name } => {
                    let by = names.of(*by);
                    let who = names.give(*who, name);
                    writeln!(f, "create {who}\n{by} ->> {who}: createActor()")?;
                }
                Event::Sent { from, to, verb, message } => {
                    let message = if f.alternate() { short(message) } else { "" };
                    writeln!(f, "{} {} {}: {verb}({message})", names.of(*from), arrow(*to), names.of(*to))?;
                }
                Event::Asks { asker, reply } => {
                    let asker = names.of(*asker);
                    names.given.insert(*reply, asker);
                }
                Event::Told { from, to, message } => {
                    let message = short(message);
                    writeln!(f, "{} {} {}: {message}", names.of(*from), arrow(*to), names.of(*to))?;
                }
                Event::Failed { who, failure } => {
                    writeln!(f, "note over {}: failed: {failure}", names.of(*who))?;
                }
                Event::Lost { to, message, reason } => {
                    let message = short(message);
                    writeln!(f, "note over {}: dead letter {message}: {reason}", names.of(*to))?;
                }
                Event::Activated { who, message } if f.alternate() => {
                    writeln!(f, "activate {}: {}", names.of(*who), short(message))?;
                }
                Event::Activated { who, .. } => writeln!(f, "activate {}", names.of(*who))?,
                Event::Deactivated(who) => writeln!(f, "deactivate {}", names.of(*who))?,
                Event::Exited(who) => writeln!(f, "destroy {}", names.of(*who))?,
            }
        }
        Ok(())
    }
}

/// What is sent outside answers, as far as a diagram goes.
fn arrow(to: ActorAddress) -> &'static str {
    if to.is_outside() { "-->>" } else { "->>" }
}

/// `crate::module::Type<crate::Other>` is known as `Type`.
fn short(name: &str) -> &str {
    let path = name.split('<').next().unwrap_or(name);
    path.rsplit([':', '.']).next().unwrap_or(path)
}

/// A short name for each address: its type's, and a number from the second actor of a type on.
#[derive(Default)]
struct Names {
    given: HashMap<ActorAddress, String>,
    used: HashMap<String, usize>,
}

impl Names {
    fn give(&mut self, who: ActorAddress, type_name: &str) -> String {
        let short = short(type_name);
        let count = self.used.entry(short.to_owned()).or_insert(0);
        *count += 1;
        let name = if *count == 1 { short.to_owned() } else { format!("{short}{count}") };
        self.given.insert(who, name.clone());
        name
    }

    fn of(&self, who: ActorAddress) -> String {
        match self.given.get(&who) {
            Some(name) => name.clone(),
            None if who.is_outside() => "Main".to_owned(),
            None if who == ActorAddress::admin(who.home()) => "System".to_owned(),
            None => who.to_string(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::address::Home;

    #[test]
    fn actors_of_one_type_are_told_apart() {
        let (home, recorder) = (Home::launch(), Recorder::default());
        let (main, a, b) = (
            ActorAddress::outside(home, 0, 0),
            ActorAddress::actor(home, 1, 0),
            ActorAddress::actor(home, 2, 0),
        );
        recorder.record(Event::Created { who: a, by: main, name: "app::Worker" });
        recorder.record(Event::Created { who: b, by: a, name: "app::Worker" });
        recorder.record(Event::Sent { from: b, to: main, verb: "send", message: "app::Done".to_owned() });
        let text = recorder.diagram("Two").to_string();
        assert_eq!(
            text.lines().collect::<Vec<_>>(),
            [
                "title Two Sequence Diagram",
                "create Main",
                "create Worker",
                "Main ->> Worker: createActor()",
                "create Worker2",
                "Worker ->> Worker2: createActor()",
                "Worker2 -->> Main: send()",
            ]
        );
        assert!(format!("{:#}", recorder.diagram("Two")).contains("Worker2 -->> Main: send(Done)"));
    }

    #[test]
    fn a_recorder_keeps_the_last_events() {
        let recorder = Recorder::default();
        let home = Home::launch();
        let (main, who) = (ActorAddress::outside(home, 0, 0), ActorAddress::actor(home, 1, 0));
        recorder.record(Event::Created { who, by: main, name: "app::Worker" });
        for _ in 0..CAPACITY {
            recorder.record(Event::Activated { who, message: "app::Work".to_owned() });
        }
        let diagram = recorder.diagram("Long").last(1);
        let expected = format!(
            "title Long Sequence Diagram\ncreate Main\nnote over Main: {CAPACITY} events before these are not shown\n"
        );
        assert_eq!(diagram.to_string(), expected.clone() + "activate Worker\n");
        assert_eq!(format!("{diagram:#}"), expected + "activate Worker: Work\n");
    }
}
