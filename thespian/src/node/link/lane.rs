//! One of the ways along a link: letters in their order, each there once, whatever happens to the frames.

use std::collections::VecDeque;
use std::time::{Duration, Instant};

use bytes::{Bytes, BytesMut};

use super::Violation;
use super::ranges::Ranges;
use crate::wire::{Frame, MOST_IN_PIECE};

/// How many pieces may be on their way that the other end has not confirmed.
pub(super) const WINDOW: u64 = 256;

/// How many pieces come before the other end is told of it, unless a report is due anyway.
const QUIET: u64 = WINDOW / 4;

/// How large a letter may be, in bytes.
pub(crate) const MOST_IN_LETTER: usize = 64 * 1024 * 1024;

/// How much room is made for a letter before more of it has come.
const FIRST_ROOM: usize = 1024 * 1024;

/// A letter that was sent, until it is dealt with.
struct Kept {
    first: u64,
    last: u64,
    letter: Bytes,
    /// Whether it is known that the other end will not deal with it.
    is_forsaken: bool,
}

/// A letter of which more is to come.
struct Partial {
    first: u64,
    total: usize,
    bytes: BytesMut,
}

/// A letter that has come, and the numbers of its pieces.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Arrival {
    pub(crate) first: u64,
    pub(crate) last: u64,
    pub(crate) letter: Bytes,
}

/// One end of a lane.
#[derive(Default)]
pub(super) struct Lane {
    number: u8,
    // What goes out.
    /// The last piece that there is.
    end: u64,
    /// The last piece of what counts.
    last_counted: u64,
    /// The last piece that was written.
    sent: u64,
    /// The last piece of which the other end has said that it came.
    confirmed: u64,
    /// The last piece that may be written.
    granted: u64,
    kept: VecDeque<Kept>,
    /// Since when nothing was confirmed of what is on its way.
    waiting_since: Option<Instant>,
    // What comes in.
    received: u64,
    /// Up to where the other end knows that.
    reported: u64,
    partial: Option<Partial>,
    handled: Ranges,
    /// Whether the other end is to be told something soon, or with the next frame at the latest.
    report: Report,
    question: bool,
}

#[derive(Default, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Report {
    #[default]
    None,
    Later,
    Now,
}

impl Lane {
    pub(super) fn new(number: u8) -> Self {
        Lane { number, granted: WINDOW, ..Lane::default() }
    }

    /// Puts a letter behind the others; one that `counts` is waited for when it is asked whether all are through.
    pub(super) fn push(&mut self, letter: Bytes, counts: bool) {
        debug_assert!(!letter.is_empty(), "a letter says at least what it is");
        let pieces = letter.len().div_ceil(MOST_IN_PIECE).max(1) as u64;
        let first = self.end + 1;
        self.end += pieces;
        self.kept.push_back(Kept { first, last: self.end, letter, is_forsaken: false });
        if counts {
            self.last_counted = self.end;
        }
    }

    /// How many letters are not dealt with at the other end.
    #[cfg(test)]
    pub(super) fn open(&self) -> usize {
        self.kept.iter().filter(|kept| !kept.letter.is_empty()).count()
    }

    /// Whether the other end has not dealt with all that was sent.
    pub(super) fn has_open(&self) -> bool {
        // What is dealt with does not stay in front.
        !self.kept.is_empty()
    }

    /// The same of what counts.
    pub(super) fn has_open_letters(&self) -> bool {
        let first = self.kept.iter().find(|kept| !kept.is_forsaken);
        first.is_some_and(|kept| kept.first <= self.last_counted)
    }

    /// Whether all that was sent has come.
    pub(super) fn is_through(&self) -> bool {
        self.confirmed == self.end
    }

    /// The same for what counts.
    pub(super) fn has_delivered(&self) -> bool {
        self.confirmed >= self.last_counted
    }

    /// Whether there is something to write: at once, or with the next.
    pub(super) fn has_news(&self, at_once: bool) -> bool {
        let wanted = if at_once { Report::Now } else { Report::Later };
        self.report >= wanted || self.question || self.sent < self.end.min(self.granted)
    }

    /// Writes what may be written, until there is `room` bytes of it.
    pub(super) fn write(&mut self, out: &mut BytesMut, room: usize, now: Instant) {
        if self.report > Report::None {
            self.report().write(out);
            (self.report, self.reported) = (Report::None, self.received);
        }
        if std::mem::take(&mut self.question) {
            Frame::Question { lane: self.number }.write(out);
        }
        let mut at = self.kept.partition_point(|kept| kept.last <= self.sent);
        while self.sent < self.end.min(self.granted) && out.len() < room {
            let Some(kept) = self.kept.get(at) else { break };
            let number = self.sent + 1;
            let start = (number - kept.first) as usize * MOST_IN_PIECE;
            let bytes = kept.letter.slice(start..kept.letter.len().min(start + MOST_IN_PIECE));
            let is_last = number == kept.last;
            let total = (number == kept.first).then_some(kept.letter.len() as u32);
            Frame::Piece { lane: self.number, number, total, is_last, bytes }.write(out);
            self.sent = number;
            if is_last {
                at += 1;
            }
            self.waiting_since.get_or_insert(now);
        }
    }

    fn report(&self) -> Frame {
        Frame::Report {
            lane: self.number,
            received: self.received,
            granted: self.received + WINDOW,
            handled: self.handled.upto(),
            also: self.handled.beyond().collect(),
        }
    }

    /// Takes a piece; gives the letter that is whole with it.
    pub(super) fn receive(
        &mut self,
        number: u64,
        total: Option<u32>,
        is_last: bool,
        bytes: Bytes,
    ) -> Result<Option<Arrival>, Violation> {
        if number != self.received + 1 {
            // Come before, or after one that is missing: the other end is told where this one is.
            self.report = Report::Now;
            return Ok(None);
        }
        self.received = number;
        let due = self.received - self.reported >= QUIET;
        self.report = self.report.max(if due { Report::Now } else { Report::Later });
        match (total, self.partial.take()) {
            (Some(_), Some(_)) => Err(Violation("a letter that begins within another")),
            (None, None) => Err(Violation("the rest of a letter that has not begun")),
            (Some(total), None) => {
                let total = total as usize;
                if total > MOST_IN_LETTER {
                    return Err(Violation("a letter that is too large"));
                }
                if is_last {
                    return whole(number, number, total, bytes);
                }
                let mut all = BytesMut::with_capacity(total.min(FIRST_ROOM));
                all.extend_from_slice(&bytes);
                self.partial = Some(Partial { first: number, total, bytes: all });
                Ok(None)
            }
            (None, Some(mut partial)) => {
                if partial.bytes.len() + bytes.len() > partial.total {
                    return Err(Violation("a letter that is longer than it says"));
                }
                partial.bytes.extend_from_slice(&bytes);
                if is_last {
                    return whole(partial.first, number, partial.total, partial.bytes.freeze());
                }
                self.partial = Some(partial);
                Ok(None)
            }
        }
    }

    /// A letter that had come is dealt with.
    pub(super) fn handled(&mut self, first: u64, last: u64) {
        self.handled.add(first, last);
        self.report = self.report.max(Report::Later);
    }

    /// Takes a report of the other end.
    pub(super) fn hear(
        &mut self,
        [received, granted, handled]: [u64; 3],
        also: &[(u64, u64)],
        now: Instant,
    ) -> Result<(), Violation> {
        if received > self.end || handled > received || also.iter().any(|(_, to)| *to > received) {
            return Err(Violation("a report of what was never sent"));
        }
        if received > self.confirmed {
            self.confirmed = received;
            self.sent = self.sent.max(received);
            self.waiting_since = (self.sent > received).then_some(now);
        }
        self.granted = self.granted.max(granted);
        for (from, to) in also {
            let start = self.kept.partition_point(|kept| kept.first < *from);
            for kept in self.kept.range_mut(start..).take_while(|kept| kept.last <= *to) {
                kept.letter = Bytes::new();
            }
        }
        // What is dealt with holds no bytes any more.
        while self.kept.front().is_some_and(|kept| kept.last <= handled || kept.letter.is_empty()) {
            self.kept.pop_front();
        }
        Ok(())
    }

    /// Asks for a report.
    pub(super) fn ask(&mut self) {
        self.question = true;
    }

    /// Reports at the next chance.
    pub(super) fn answer(&mut self) {
        self.report = Report::Now;
    }

    /// There is a new way to the other end, which has received that much.
    pub(super) fn resume(&mut self, received: u64) -> Result<(), Violation> {
        if received > self.end {
            return Err(Violation("a report of what was never sent"));
        }
        self.confirmed = self.confirmed.max(received);
        self.granted = self.granted.max(self.confirmed + WINDOW);
        self.go_back();
        self.report = Report::Now;
        Ok(())
    }

    pub(super) fn received(&self) -> u64 {
        self.received
    }

    /// Sends again what nobody has confirmed, after so long a time; whether it came to that.
    pub(super) fn tick(&mut self, now: Instant, patience: Duration) -> bool {
        let is_late = self.waiting_since.is_some_and(|since| now >= since + patience);
        if is_late {
            self.go_back();
            // Also where all has come: that it was dealt with may be what is missing.
            self.ask();
        }
        is_late
    }

    fn go_back(&mut self) {
        self.sent = self.confirmed;
        self.waiting_since = None;
    }

    /// What is not dealt with, and will not be: the same is given once.
    pub(super) fn forsake(&mut self) -> impl Iterator<Item = Bytes> {
        let open = self.kept.iter_mut().filter(|kept| !kept.is_forsaken && !kept.letter.is_empty());
        open.map(|kept| {
            kept.is_forsaken = true;
            kept.letter.clone()
        })
    }
}

fn whole(first: u64, last: u64, total: usize, letter: Bytes) -> Result<Option<Arrival>, Violation> {
    if letter.len() != total {
        return Err(Violation("a letter that is shorter than it says"));
    }
    Ok(Some(Arrival { first, last, letter }))
}
