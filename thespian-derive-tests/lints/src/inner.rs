//! Actors and messages that nobody else sees.

use core::future::ready;
use core::time::Duration;

use thespian::prelude::*;

use crate::parcels::{Held, Nothing};

/// A question.
#[message]
struct Question {
    /// What is asked.
    text: String,
}

/// Says things again.
#[actor]
#[derive(Default)]
struct Echo {
    /// How often.
    count: u64,
}

#[receive]
impl Echo {
    fn question(&mut self, question: &Question) -> String {
        self.count = self.count.saturating_add(1);
        question.text.clone()
    }

    async fn nothing(&mut self, _: &Nothing) {
        ready(()).await;
        self.count = 0;
    }

    fn held(&mut self, held: &Held<Nothing>) {
        let Held::Message(Nothing) = held;
        self.count = 0;
    }

    #[message(Count)]
    fn count(&mut self) -> u64 {
        self.count
    }

    #[message(Set)]
    async fn set(&mut self, to: u64) {
        ready(()).await;
        self.count = to;
    }
}

/// Asks an actor.
///
/// # Errors
/// If it does not answer.
pub fn round_trip(system: &ActorSystem, text: &str) -> thespian::Result<String> {
    /// How long it may take.
    const WAIT: Duration = Duration::from_secs(1);
    let echo = system.create_actor::<Echo>()?;
    system.tell(&echo, Nothing)?;
    system.tell(&echo, Held::Message(Nothing))?;
    system.tell(&echo, Set { to: 1 })?;
    let count = system.ask(&echo, Count, WAIT)?;
    let answer = system.ask(&echo, Question { text: text.to_owned() }, WAIT)?;
    Ok(format!("{answer} {count}"))
}
