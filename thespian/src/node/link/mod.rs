//! A link between two processes: letters go along it in their order and arrive once, whatever becomes of the frames. Pure:
//! frames in, frames out, time is an argument.
//!
//! It has two lanes, so that what is urgent overtakes what waits. A letter is kept until the other end has *dealt* with
//! it, not only received it: what a process had not handled when it died is known to those who sent it.

mod lane;
mod ranges;
#[cfg(test)]
mod tests;

use std::time::{Duration, Instant};

use bytes::{Bytes, BytesMut};
use serde::{Deserialize, Serialize};

pub(crate) use lane::MOST_IN_LETTER;

use super::receipt::{Stamp, Way};
use crate::wire::Frame;
use lane::{Arrival, Lane};

/// Something that no end of a link would send: the other end is not what it says, or mad.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the other end of a link broke its rules: {0}")]
pub(crate) struct Violation(pub(crate) &'static str);

/// What a frame has brought.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Brought {
    Nothing,
    Letter(Stamp, Bytes),
    /// The other end ends; nothing comes after this.
    Farewell,
}

/// One end of a link.
pub(crate) struct Link {
    mail: Lane,
    urgent: Lane,
    farewell: Farewell,
}

/// Whether this end has said that it ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Farewell {
    No,
    /// When all else is said.
    Soon,
    Said,
}

/// Up to where each lane has come: what two ends tell each other when they find a new way.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub(crate) struct Position {
    pub(crate) mail: u64,
    pub(crate) urgent: u64,
}

impl Default for Link {
    fn default() -> Self {
        Link { mail: Lane::new(0), urgent: Lane::new(1), farewell: Farewell::No }
    }
}

impl Link {
    fn lane(&mut self, way: Way) -> &mut Lane {
        match way {
            Way::Mail => &mut self.mail,
            Way::Urgent => &mut self.urgent,
        }
    }

    /// Puts a letter on its way.
    pub(crate) fn push(&mut self, way: Way, letter: Bytes) {
        self.lane(way).push(letter, true);
    }

    /// The same for what is between the processes only, and is not asked for by [`has_delivered`](Self::has_delivered).
    pub(crate) fn push_aside(&mut self, way: Way, letter: Bytes) {
        self.lane(way).push(letter, false);
    }

    /// Says, once all else is said, that this end ends.
    pub(crate) fn say_farewell(&mut self) {
        if self.farewell == Farewell::No {
            self.farewell = Farewell::Soon;
        }
    }

    /// Whether this end has said that it ends, and with that all that it will say.
    pub(crate) fn has_said_farewell(&self) -> bool {
        self.farewell == Farewell::Said
    }

    /// Whether there is something to write: at once, or with the next.
    pub(crate) fn has_news(&self, at_once: bool) -> bool {
        match self.farewell {
            Farewell::Said => false,
            Farewell::Soon => true,
            Farewell::No => self.urgent.has_news(at_once) || self.mail.has_news(at_once),
        }
    }

    /// How many letters the other end has not dealt with.
    #[cfg(test)]
    pub(crate) fn open(&self) -> usize {
        self.mail.open() + self.urgent.open()
    }

    /// Whether the other end has not dealt with all that was sent.
    pub(crate) fn has_open(&self) -> bool {
        self.mail.has_open() || self.urgent.has_open()
    }

    /// The same of the letters, and not of what is between the processes only.
    pub(crate) fn has_open_letters(&self) -> bool {
        self.mail.has_open_letters() || self.urgent.has_open_letters()
    }

    /// Whether the other end has all that was sent.
    pub(crate) fn is_through(&self) -> bool {
        self.mail.is_through() && self.urgent.is_through()
    }

    /// Whether the other end has all letters that were sent.
    pub(crate) fn has_delivered(&self) -> bool {
        self.mail.has_delivered() && self.urgent.has_delivered()
    }

    /// Writes frames until there are `room` bytes of them, or no more may be sent.
    pub(crate) fn write(&mut self, out: &mut BytesMut, room: usize, now: Instant) {
        if self.has_said_farewell() {
            return;
        }
        self.urgent.write(out, room, now);
        self.mail.write(out, room, now);
        let said_all = !self.urgent.has_news(false) && !self.mail.has_news(false);
        if self.farewell == Farewell::Soon && said_all && self.is_through() {
            self.farewell = Farewell::Said;
            Frame::Farewell.write(out);
        }
    }

    /// Takes a frame.
    pub(crate) fn receive(&mut self, frame: Frame, now: Instant) -> Result<Brought, Violation> {
        match frame {
            Frame::Piece { lane, number, total, is_last, bytes } => {
                let way = way(lane)?;
                let arrival = self.lane(way).receive(number, total, is_last, bytes)?;
                Ok(arrival.map_or(Brought::Nothing, |Arrival { first, last, letter }| {
                    Brought::Letter(Stamp { way, first, last }, letter)
                }))
            }
            Frame::Report { lane, received, granted, handled, also } => {
                self.lane(way(lane)?).hear([received, granted, handled], &also, now)?;
                Ok(Brought::Nothing)
            }
            Frame::Question { lane } => {
                self.lane(way(lane)?).answer();
                Ok(Brought::Nothing)
            }
            Frame::Farewell => Ok(Brought::Farewell),
        }
    }

    /// A letter that had come is dealt with.
    pub(crate) fn handled(&mut self, stamp: Stamp) {
        self.lane(stamp.way).handled(stamp.first, stamp.last);
    }

    /// Says at the next chance how far a lane has come.
    pub(crate) fn answer(&mut self, way: Way) {
        self.lane(way).answer();
    }

    /// What has come so far.
    pub(crate) fn position(&self) -> Position {
        Position { mail: self.mail.received(), urgent: self.urgent.received() }
    }

    /// There is a new way to the other end, which has come that far.
    pub(crate) fn resume(&mut self, other: Position) -> Result<(), Violation> {
        self.mail.resume(other.mail)?;
        self.urgent.resume(other.urgent)
    }

    /// Sends again what was not confirmed in that time, where frames may get lost.
    #[cfg_attr(not(test), expect(dead_code, reason = "no carrier that loses frames yet"))]
    pub(crate) fn tick(&mut self, now: Instant, patience: Duration) -> bool {
        let late = self.mail.tick(now, patience);
        self.urgent.tick(now, patience) | late
    }

    /// Asks the other end what has become of what it has.
    pub(crate) fn ask(&mut self) {
        self.mail.ask();
        self.urgent.ask();
    }

    /// The letters with which the other end has not dealt, and will not: each is given once.
    pub(crate) fn forsake(&mut self) -> impl Iterator<Item = Bytes> {
        self.urgent.forsake().chain(self.mail.forsake())
    }
}

fn way(lane: u8) -> Result<Way, Violation> {
    match lane {
        0 => Ok(Way::Mail),
        1 => Ok(Way::Urgent),
        _ => Err(Violation("a lane that there is not")),
    }
}
