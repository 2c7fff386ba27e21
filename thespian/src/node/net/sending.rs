//! The order in which things leave a process: at once, once it is known where to, or behind what others have to know first.

use std::collections::HashMap;
use std::sync::{Arc, MutexGuard};

use bytes::Bytes;

use super::peer::State;
use super::{Net, Sought, Word};
use crate::address::Home;
use crate::message::codec;
use crate::node::Way;
use crate::wire::Contents;

impl Net {
    pub(super) fn send(self: &Arc<Self>, sought: Sought, sending: Sending) {
        let mut state = self.state();
        let after = self.put(&mut state, sought, sending);
        drop(state);
        self.follow(after);
    }

    /// Puts something on its way to where it goes, or where it waits to know that; says what there is to do then.
    pub(super) fn put(self: &Arc<Self>, state: &mut State, sought: Sought, sending: Sending) -> After {
        if let Some(process) = state.place(sought) {
            return self.push(state, process, sending).map_or(After::Nothing, After::Bury);
        }
        let held = state.held.entry(sought).or_default();
        held.push(sending);
        if held.len() == 1 { After::Seek(sought) } else { After::Nothing }
    }

    pub(super) fn follow(self: &Arc<Self>, after: After) {
        match after {
            After::Nothing => {}
            After::Seek(sought) => self.tell_system(Word::Seek(sought)),
            After::Bury(lost) => self.bury(lost.letter),
        }
    }

    /// Sends something to the system that it is to know before others hear anything more from here: who hears that an actor
    /// handles dead letters may rely on it.
    pub(super) fn send_ahead(self: &Arc<Self>, sought: Sought, sending: Sending) {
        self.send_in_turn(sought, sending);
        let system = self.home.of_system();
        if let Some(peer) = self.state().peers.get_mut(&system) {
            peer.is_waited_for = true;
            peer.link.ask();
            peer.stir_if_connected();
        }
    }

    /// Sends a letter, behind what the system is to know before.
    pub(super) fn send_in_turn(self: &Arc<Self>, sought: Sought, sending: Sending) {
        let mut state = self.state();
        if state.waits_for(self.home.of_system()) {
            return state.behind.push((sought, sending));
        }
        let after = self.put(&mut state, sought, sending);
        drop(state);
        self.follow(after);
    }

    /// Sends that an actor has ended, once all that it said before has come to where it goes: who hears of it may rely
    /// on what others know by then, say that a name is free.
    pub(super) fn send_last(self: &Arc<Self>, sought: Sought, sending: Sending) {
        let mut state = self.state();
        state.last.push((sought, sending));
        for peer in state.peers.values_mut().filter(|peer| !peer.link.has_delivered()) {
            peer.link.ask();
            peer.stir_if_connected();
        }
        self.release(state);
    }

    /// Sends what had to wait for the system, if that has heard what it waits for; and for all else, if all else is there.
    pub(super) fn release(self: &Arc<Self>, mut state: MutexGuard<'_, State>) {
        let mut after = Vec::new();
        let system = self.home.of_system();
        if !state.behind.is_empty() && state.has_delivered_to(system) {
            let behind = std::mem::take(&mut state.behind);
            after.extend(behind.into_iter().map(|(sought, sending)| self.put(&mut state, sought, sending)));
        }
        let is_delivered = state.has_delivered();
        if is_delivered {
            after.extend(self.put_last(&mut state));
        }
        drop(state);
        after.into_iter().for_each(|after| self.follow(after));
    }

    pub(super) fn put_last(self: &Arc<Self>, state: &mut State) -> Vec<After> {
        let last = std::mem::take(&mut state.last);
        last.into_iter().map(|(sought, sending)| self.put(state, sought, sending)).collect()
    }

    /// Puts something on the link to a process; gives back what that takes no more.
    pub(super) fn push(
        self: &Arc<Self>,
        state: &mut State,
        process: Home,
        sending: Sending,
    ) -> Option<Sending> {
        let Some(peer) = state.peers.get_mut(&process) else { return Some(sending) };
        if peer.takes_no_more && sending.kind != Kind::Word {
            return Some(sending);
        }
        let Sending { way, letter, kind } = sending;
        match kind {
            Kind::Word => peer.link.push_aside(way, letter),
            Kind::Counted | Kind::Uncounted => peer.link.push(way, letter),
        }
        peer.sent += u64::from(kind == Kind::Counted);
        if peer.stir() {
            self.dial(process);
        }
        None
    }
}

/// Something that goes to another process.
pub(super) struct Sending {
    pub(super) way: Way,
    pub(super) letter: Bytes,
    pub(super) kind: Kind,
}

impl Word {
    pub(super) fn on(&self, way: Way) -> Sending {
        let written = codec::write(self).expect("plain data has a form as bytes");
        Sending { way, letter: Contents::word(&written), kind: Kind::Word }
    }
}

/// What is to be done once something was put on its way, and the state is free.
pub(super) enum After {
    Nothing,
    Seek(Sought),
    /// Who was to have it takes no more.
    Bury(Sending),
}

/// What is sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    /// A message that is in the counts.
    Counted,
    /// A message of the runtime's own.
    Uncounted,
    /// A word between the processes.
    Word,
}

/// What waits to know where to go.
pub(super) type Held = HashMap<Sought, Vec<Sending>>;
