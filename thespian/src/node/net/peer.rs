//! What a process knows of the others.

use std::collections::HashMap;
use std::sync::Arc;

use bytes::Bytes;
use tokio::sync::Notify;

use super::Sought;
use super::sending::{Held, Kind, Sending};
use crate::address::{ActorAddress, Home};
use crate::carrier::Site;
use crate::message::ExitReason;
use crate::node::Stamp;
use crate::node::link::Link;

/// Where everything is, as far as it is known.
#[derive(Default)]
pub(super) struct State {
    pub(super) peers: HashMap<Home, Peer>,
    /// Where actors are.
    pub(super) actors: HashMap<ActorAddress, At>,
    /// What this process takes of the others.
    pub(super) takes: Takes,
    /// Whether the system's own process has gone.
    pub(super) is_down: bool,
    /// Questions for a place in a mailbox, and their answers.
    pub(super) entering: HashMap<u64, Option<bool>>,
    pub(super) questions: u64,
    /// What waits to know where to go.
    pub(super) held: Held,
    /// What waits for the system to know something before.
    pub(super) behind: Vec<(Sought, Sending)>,
    /// What waits for all else to have come to where it goes.
    pub(super) last: Vec<(Sought, Sending)>,
    /// Tells connections apart.
    connections: u64,
}

/// What a process takes of the others: less, once it ends.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
pub(super) enum Takes {
    #[default]
    Everything,
    /// Letters are left to those who have sent them, who are told so.
    Words,
    /// Nobody is let in any more.
    Nothing,
}

/// Where an actor is.
#[derive(Debug, Clone, Copy)]
pub(super) struct At {
    pub(super) process: Home,
    /// Whether its mailbox is bounded.
    pub(super) bounded: bool,
}

/// Another process.
pub(super) struct Peer {
    pub(super) site: Site,
    pub(super) link: Link,
    pub(super) connection: Connection,
    /// The system has said that it is gone: its actor, and why.
    pub(super) dead: Option<(Option<ActorAddress>, ExitReason)>,
    /// Whether others hear nothing more before it has all that was sent to it.
    pub(super) is_waited_for: bool,
    /// Whether it was told that this process takes no letters any more.
    pub(super) is_told: bool,
    /// Whether it has said that itself.
    pub(super) takes_no_more: bool,
    /// How many messages have come from it, and how many were sent there that it may deal with, of those that are counted.
    pub(super) came: u64,
    pub(super) sent: u64,
}

/// The way to another process.
#[derive(Debug, Clone)]
pub(super) enum Connection {
    None,
    /// It is being called.
    Dialing,
    /// The number is the connection's; who writes is notified when there is something new.
    Open {
        number: u64,
        writer: Arc<Notify>,
    },
}

impl State {
    /// In which process that is, if this is known, and the process too.
    pub(super) fn place(&self, sought: Sought) -> Option<Home> {
        let process = match sought {
            Sought::Process(process) => Home::from_word(process),
            Sought::Actor(who) => self.actors.get(&who)?.process,
        };
        self.peers.contains_key(&process).then_some(process)
    }

    /// Whether all letters have come to where they go, but for those that wait for that.
    pub(super) fn has_delivered(&self) -> bool {
        self.behind.is_empty()
            && self.peers.values().all(|peer| peer.link.has_delivered())
            && self.held.values().flatten().all(|sending| sending.kind == Kind::Word)
    }

    /// Whether all letters to that process have come, which is no matter where there is none.
    pub(super) fn has_delivered_to(&self, process: Home) -> bool {
        self.peers.get(&process).is_none_or(|peer| peer.link.has_delivered())
    }

    /// Whether what is said to others now has to wait until that process has heard something.
    pub(super) fn waits_for(&mut self, process: Home) -> bool {
        let Some(peer) = self.peers.get_mut(&process) else { return false };
        peer.is_waited_for &= !peer.link.has_delivered();
        peer.is_waited_for || !self.behind.is_empty()
    }

    /// Whether letters are left of which it is not known what became of them, though they have come.
    pub(super) fn has_open_letters(&self) -> bool {
        self.peers.values().any(|peer| peer.link.has_open_letters())
    }

    /// Asks all others what has become of what they have.
    pub(super) fn ask_all(&mut self) {
        for peer in self.peers.values_mut().filter(|peer| peer.link.has_open_letters()) {
            peer.link.ask();
            peer.stir_if_connected();
        }
    }

    /// Whether all letters have come to where they go, and all others know that this process takes no more.
    pub(super) fn is_heard_out(&self) -> bool {
        self.last.is_empty() && self.has_delivered() && self.peers.values().all(|peer| peer.is_told)
    }

    /// There is such a process.
    pub(super) fn know(&mut self, process: Home, site: Site) {
        self.peers.entry(process).or_insert_with(|| Peer::new(site));
    }

    /// There is no such process any more.
    pub(super) fn forget(&mut self, process: Home) -> (Option<Peer>, Vec<ActorAddress>) {
        let peer = self.peers.remove(&process);
        let actors = self.actors.extract_if(|_, at| at.process == process).map(|(who, _)| who).collect();
        (peer, actors)
    }

    pub(super) fn next_connection(&mut self) -> u64 {
        self.connections += 1;
        self.connections
    }
}

impl Peer {
    fn new(site: Site) -> Self {
        Peer {
            site,
            link: Link::default(),
            connection: Connection::None,
            dead: None,
            is_waited_for: false,
            is_told: false,
            takes_no_more: false,
            came: 0,
            sent: 0,
        }
    }

    pub(super) fn is_connected(&self) -> bool {
        matches!(self.connection, Connection::Open { .. })
    }

    pub(super) fn is_connection(&self, number: u64) -> bool {
        matches!(self.connection, Connection::Open { number: current, .. } if current == number)
    }

    /// Sees to it that what is new is written; whether the process has to be called for that.
    pub(super) fn stir(&mut self) -> bool {
        match &self.connection {
            Connection::Open { writer, .. } => {
                writer.notify_one();
                false
            }
            Connection::Dialing => false,
            Connection::None => {
                self.connection = Connection::Dialing;
                true
            }
        }
    }

    /// The same where it need not be called.
    pub(super) fn stir_if_connected(&self) {
        if let Connection::Open { writer, .. } = &self.connection {
            writer.notify_one();
        }
    }

    /// A letter of this one is dealt with: it hears of that soon.
    pub(super) fn handled(&mut self, stamp: Stamp) {
        let had_news = self.link.has_news(false);
        self.link.handled(stamp);
        if let (false, Connection::Open { writer, .. }) = (had_news, &self.connection) {
            writer.notify_one();
        }
    }

    /// The letters with which that process has not dealt, and will not; what it did deal with stays in `sent`.
    pub(super) fn forsake(&mut self) -> Vec<Bytes> {
        let letters: Vec<_> = self.link.forsake().collect();
        let counted = letters.iter().filter(|letter| super::is_counted(letter)).count() as u64;
        self.sent = self.sent.saturating_sub(counted);
        letters
    }

    pub(super) fn say_farewell(&mut self) {
        self.link.say_farewell();
        self.stir_if_connected();
    }

    /// Whether there is something to say to it, or to hear of it: so it is called again if the connection broke, until it
    /// answers or the system says that it is gone.
    pub(super) fn wants_connection(&self) -> bool {
        !self.link.has_said_farewell() && (self.link.has_news(false) || self.link.has_open())
    }

    /// Whether it may not have heard all that this process had to say.
    pub(super) fn has_to_be_heard(&self) -> bool {
        let has_more = self.link.has_news(false) || !self.link.is_through();
        self.is_connected() || (!self.link.has_said_farewell() && has_more)
    }
}
