//! Places in the bounded mailboxes of other processes, for who waits for one or wants its message back.

use std::sync::{Arc, PoisonError};
use std::time::{Duration, Instant};

use super::{Net, Word, sought};
use crate::actor::{Distant, Room};
use crate::address::{ActorAddress, Home};

/// How long a process has to say whether there is a place, or the system where an actor is.
const ANSWER: Duration = Duration::from_secs(5);

/// The mailbox of an actor in another process.
struct Places {
    net: Arc<Net>,
    who: ActorAddress,
    process: Home,
}

impl Net {
    /// The room of a mailbox, if that is in another process and bounded. This may wait for the system to say so.
    pub(crate) fn room_of(self: &Arc<Self>, who: ActorAddress) -> Option<Arc<Room>> {
        if who.is_outside() || who.home().of_system() != self.home.of_system() {
            return None;
        }
        let deadline = Instant::now() + ANSWER;
        let mut state = self.state();
        if !state.actors.contains_key(&who) {
            let is_first = !state.held.contains_key(&sought(who));
            state.held.entry(sought(who)).or_default();
            if is_first {
                drop(state);
                self.tell_system(Word::Seek(sought(who)));
                state = self.state();
            }
        }
        loop {
            if let Some(at) = state.actors.get(&who) {
                let (net, process) = (self.clone(), at.process);
                return at.bounded.then(|| Arc::new(Room::distant(Box::new(Places { net, who, process }))));
            }
            let left = deadline.saturating_duration_since(Instant::now());
            // It is nowhere, or nobody says: what is sent there will find out.
            if left.is_zero() || state.is_down || !state.held.contains_key(&sought(who)) {
                return None;
            }
            state = self.news.wait_timeout(state, left).unwrap_or_else(PoisonError::into_inner).0;
        }
    }

    /// A process has said whether there was a place.
    pub(super) fn entered(&self, number: u64, taken: bool) {
        if let Some(answer) = self.state().entering.get_mut(&number) {
            *answer = Some(taken);
        }
        self.news.notify_all();
    }
}

impl Distant for Places {
    fn enter(&self) -> bool {
        let (net, deadline) = (&self.net, Instant::now() + ANSWER);
        let number = {
            let mut state = net.state();
            state.questions += 1;
            let number = state.questions;
            state.entering.insert(number, None);
            number
        };
        net.say(self.process, &Word::Enter { who: self.who, number });
        let mut state = net.state();
        loop {
            let left = deadline.saturating_duration_since(Instant::now());
            let answer = state.entering.get(&number).copied().flatten();
            // Who has gone has no mailbox that could be full.
            let answer = answer.or_else(|| (!state.peers.contains_key(&self.process)).then_some(true));
            if answer.is_some() || left.is_zero() {
                state.entering.remove(&number);
                return answer.unwrap_or(false);
            }
            state = net.news.wait_timeout(state, left).unwrap_or_else(PoisonError::into_inner).0;
        }
    }

    fn leave(&self) {
        self.net.say(self.process, &Word::LeavePlace(self.who));
    }
}
