//! Parcels one after the other in memory, each no larger than what is in it: a mailbox is made of this.
//!
//! A flood of small messages is as fast as memory is: `peer_subject … W1a` of the benches, where two million of them
//! wait, takes half the time that a queue of envelopes took.
//!
//! The argument. An entry is the address of the parcel's table, the sender's place, the sender's home if it is not that
//! of the receiver (which a mark in the table's address says), and as many words of the room as the table says that a
//! value takes. `push` writes one whole entry behind the last; `pop` reads one whole entry at `at`, which is 0 or where
//! the last one read ended: so `at` is always at the beginning of an entry, or at the end of all. What is read is a
//! parcel again, with the table and the words that it had, and `at` has moved on, so each is read once. Words are copied
//! as `MaybeUninit`, which keeps whatever a value has in its padding and in its pointers. Only `pop` and `drop`, which
//! pops, end an entry; what is behind `at` is not looked at again.

#![expect(unsafe_code, reason = "moves a value as the words that it is made of; the argument is above")]

use std::mem::MaybeUninit;
use std::ptr;

use super::{Parcel, Room, Table};
use crate::address::{ActorAddress, Home};
use crate::message::contents::Class;

type Word = MaybeUninit<u64>;

/// The words of a room. All are taken out, which is quicker than to count; what is not used is not looked at.
const ROOM: usize = size_of::<Room>() / size_of::<Word>();

/// What an entry has at most: table, place, home, and a room. Behind the beginning of each entry there is space for it.
const LONGEST: usize = 3 + ROOM;
const _: () = assert!(ROOM == 3, "`push` writes three words at most");

/// Says in a table's address that the sender's home follows. Tables begin at even addresses.
const FOREIGN: usize = 1;
const _: () = assert!(align_of::<Table>() > FOREIGN);

/// A queue of parcels with their senders.
#[derive(Default)]
pub(crate) struct Row {
    words: Vec<Word>,
    /// Where the first entry begins.
    at: usize,
    len: usize,
}

/// What an entry begins with.
struct Head {
    table: &'static Table,
    is_foreign: bool,
}

impl Head {
    /// How many words come before those of the value.
    fn length(&self) -> usize {
        2 + usize::from(self.is_foreign)
    }
}

impl Row {
    #[cfg_attr(
        not(feature = "thread-pool"),
        allow(dead_code, reason = "only a pool has a mailbox for each actor")
    )]
    pub(crate) fn is_empty(&self) -> bool {
        self.len == 0
    }

    /// How many bytes it takes, whether they are used or not.
    pub(crate) fn capacity(&self) -> usize {
        self.words.capacity() * size_of::<Word>()
    }

    /// Puts what is in a parcel behind all others, and leaves the parcel empty; `home` is the receiver's.
    #[inline(always)]
    pub(crate) fn push(&mut self, parcel: &mut Parcel, sender: ActorAddress, home: Home) {
        let (sender_home, place) = sender.into_words();
        let is_foreign = sender.home() != home;
        if self.words.capacity() - self.words.len() < LONGEST {
            self.make_space();
        }
        let table = std::mem::replace(&mut parcel.table, Parcel::EMPTY);
        let used = table.words;
        let mark = if is_foreign { FOREIGN } else { 0 };
        // SAFETY: there is space for the longest entry behind the last, and `set_len` counts the words that are used. The
        // value has left the parcel, whose table says that there is none.
        unsafe {
            let end = self.words.as_mut_ptr().add(self.words.len());
            end.cast::<*const Table>().write(ptr::from_ref(table).map_addr(|address| address | mark));
            end.add(1).write(Word::new(place));
            let mut length = 2;
            if is_foreign {
                end.add(2).write(Word::new(sender_home));
                length = 3;
            }
            // Word by word: what was just written in small pieces is slow to be read in large ones.
            let (from, to) = (parcel.room.get().cast::<Word>(), end.add(length));
            if used > 0 {
                to.write(from.read());
                if used > 1 {
                    to.add(1).write(from.add(1).read());
                    if used > 2 {
                        to.add(2).write(from.add(2).read());
                    }
                }
            }
            self.words.set_len(self.words.len() + length + used);
        }
        self.len += 1;
    }

    /// Sees to it that there is space for the longest entry: where what was taken out was, if that was much.
    #[cold]
    fn make_space(&mut self) {
        if self.at > self.words.len() / 2 {
            self.words.drain(..self.at);
            self.at = 0;
        }
        self.words.reserve(LONGEST);
    }

    /// The head of the entry at `at`.
    ///
    /// # Safety
    /// An entry begins there.
    unsafe fn head(&self, at: usize) -> Head {
        // SAFETY: by the caller's promise `push` wrote a table's address there, with the mark or without it.
        unsafe {
            let table = self.words.as_ptr().add(at).cast::<*const Table>().read();
            let is_foreign = table.addr() & FOREIGN != 0;
            Head { table: &*table.map_addr(|address| address & !FOREIGN), is_foreign }
        }
    }

    /// Takes the first parcel out.
    #[inline(always)]
    pub(crate) fn pop(&mut self, home: Home) -> Option<(Parcel, ActorAddress)> {
        if self.len == 0 {
            return None;
        }
        // SAFETY: there is an entry, and it begins at `at`.
        let head = unsafe { self.head(self.at) };
        let (length, used) = (head.length(), head.table.words);
        let mut room = Room::new(MaybeUninit::uninit());
        // SAFETY: the entry has the words of which its head tells, and is not read again; behind those that are used there
        // is space for a whole room, as for every entry.
        let (place, sender_home) = unsafe {
            let entry = self.words.as_ptr().add(self.at);
            room.get_mut()
                .as_mut_ptr()
                .cast::<[Word; ROOM]>()
                .write(entry.add(length).cast::<[Word; ROOM]>().read());
            let place = entry.add(1).read().assume_init();
            (place, head.is_foreign.then(|| entry.add(2).read().assume_init()))
        };
        self.len -= 1;
        self.at += length + used;
        if self.len == 0 {
            self.words.clear();
            self.at = 0;
        }
        Some((Parcel { table: head.table, room }, ActorAddress::from_words(sender_home, home, place)))
    }

    /// Puts all of another behind what there is.
    #[cfg_attr(
        not(feature = "thread-pool"),
        allow(dead_code, reason = "only a pool has a mailbox for each actor")
    )]
    pub(crate) fn append(&mut self, other: &mut Row) {
        self.make_space();
        self.words.reserve(other.words.len() - other.at + LONGEST);
        self.words.extend_from_slice(&other.words[other.at..]);
        self.len += other.len;
        other.words.clear();
        (other.at, other.len) = (0, 0);
    }

    /// What the parcels are to the runtime.
    pub(crate) fn classes(&self) -> impl Iterator<Item = Class> {
        let mut at = self.at;
        (0..self.len).map(move |_| {
            // SAFETY: `at` began at the first entry, and moves on by one entry each time, as often as there are some.
            let head = unsafe { self.head(at) };
            at += head.length() + head.table.words;
            head.table.class
        })
    }
}

impl Drop for Row {
    fn drop(&mut self) {
        while self.pop(Home::NONE).is_some() {}
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;
    use crate::message::AnyMessage;

    #[test]
    fn what_goes_in_comes_out_in_order() {
        let (home, other) = (Home::launch(), Home::launch());
        let mut row = Row::default();
        for round in 0..3_u64 {
            let senders = [ActorAddress::admin(home), ActorAddress::actor(other, 5, 6)];
            row.push(AnyMessage::new(round).parcel_mut(), senders[0], home);
            row.push(AnyMessage::new("text".to_owned()).parcel_mut(), senders[1], home);
            row.push(AnyMessage::new(()).parcel_mut(), senders[0], home);
            row.push(AnyMessage::new([round; 9]).parcel_mut(), senders[0], home);
            assert_eq!(row.classes().count(), 4);
            let mut next = || {
                let (parcel, sender) = row.pop(home).expect("one more");
                (AnyMessage::from_parcel(parcel), sender)
            };
            let (number, sender) = next();
            assert_eq!((number.downcast_ref(), sender), (Some(&round), senders[0]));
            let (text, sender) = next();
            assert_eq!(text.downcast::<String>().expect("a text"), "text");
            assert_eq!(sender, senders[1]);
            assert!(next().0.is::<()>());
            assert_eq!(next().0.downcast_ref(), Some(&[round; 9]));
            assert!(row.pop(home).is_none() && row.is_empty());
        }
    }

    #[test]
    fn a_row_that_is_never_empty_takes_no_more_than_what_is_in_it() {
        let (home, mut row) = (Home::launch(), Row::default());
        row.push(AnyMessage::new(0_u64).parcel_mut(), ActorAddress::NOBODY, home);
        for number in 0..100_000_u64 {
            row.push(AnyMessage::new(number + 1).parcel_mut(), ActorAddress::NOBODY, home);
            let (parcel, _) = row.pop(home).expect("two are there");
            assert_eq!(AnyMessage::from_parcel(parcel).downcast_ref(), Some(&number));
        }
        assert!(row.capacity() < 1000, "{} bytes", row.capacity());
    }

    #[test]
    fn each_value_is_dropped_once_in_a_row_or_out_of_it() {
        let (home, owners) = (Home::launch(), Arc::new(()));
        let mine = |owners: &Arc<()>| crate::Local::new(owners.clone());
        let (mut row, mut other) = (Row::default(), Row::default());
        for _ in 0..5 {
            row.push(AnyMessage::new(mine(&owners)).parcel_mut(), ActorAddress::NOBODY, home);
            other.push(AnyMessage::new(mine(&owners)).parcel_mut(), ActorAddress::NOBODY, home);
        }
        drop(row.pop(home));
        drop(row.pop(home));
        drop(row.pop(home));
        assert_eq!(Arc::strong_count(&owners), 8);
        row.append(&mut other);
        assert_eq!((row.len, other.len), (7, 0));
        drop(row.pop(home));
        assert_eq!(Arc::strong_count(&owners), 7);
        drop((row, other));
        assert_eq!(Arc::strong_count(&owners), 1);
    }
}
