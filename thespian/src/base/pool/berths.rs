//! All places for actors in a pool, each found by its number without a lock.

use std::sync::{Mutex, MutexGuard, OnceLock, PoisonError};

use super::berth::Berth;
use crate::address::{ActorAddress, Home, MAX_SLOT, Place};

/// How many berths are made at once.
const ROW: usize = 4096;
/// How many rows are in a deck.
const DECK: usize = 256;

type Row = Box<[Berth]>;
type Deck = Box<[OnceLock<Row>]>;

/// The berths, made as they are needed and never moved. Their memory stays: 104 bytes for each actor that there was at
/// the same time as all others.
pub(super) struct Berths {
    home: Home,
    decks: Box<[OnceLock<Deck>]>,
    places: Mutex<Places>,
}

#[derive(Default)]
struct Places {
    free: Vec<u32>,
    /// How many places there are.
    made: u32,
}

fn many<T: Default>(number: usize) -> Box<[T]> {
    std::iter::repeat_with(T::default).take(number).collect()
}

impl Berths {
    pub(super) fn new(home: Home) -> Self {
        let decks = (MAX_SLOT as usize + 1) / (ROW * DECK);
        Berths { home, decks: many(decks), places: Mutex::default() }
    }

    fn places(&self) -> MutexGuard<'_, Places> {
        self.places.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// A berth by its number.
    #[inline]
    pub(super) fn at(&self, slot: u32) -> Option<&Berth> {
        let slot = slot as usize;
        let row = self.decks.get(slot / (ROW * DECK))?.get()?[slot / ROW % DECK].get()?;
        Some(&row[slot % ROW])
    }

    /// The berth that an address leads to, and its number.
    #[inline]
    pub(super) fn find(&self, address: ActorAddress) -> Option<(&Berth, u32)> {
        match address.place() {
            Place::Actor { slot, .. } => Some((self.at(slot)?, slot)),
            Place::Outside { .. } | Place::Unknown => None,
        }
    }

    /// A place for an actor that is to come.
    ///
    /// # Panics
    /// With 268,435,456 actors in one process, which take more memory than there is.
    pub(super) fn reserve(&self) -> ActorAddress {
        let mut places = self.places();
        let slot = places.free.pop().unwrap_or_else(|| {
            assert!(
                places.made <= MAX_SLOT,
                "a process has room for {} actors at once",
                u64::from(MAX_SLOT) + 1
            );
            places.made += 1;
            places.made - 1
        });
        drop(places);
        let number = slot as usize;
        let deck = self.decks[number / (ROW * DECK)].get_or_init(|| many(DECK));
        let row = deck[number / ROW % DECK].get_or_init(|| many(ROW));
        ActorAddress::actor(self.home, slot, row[number % ROW].generation())
    }

    /// Gives back a place that nobody has any more.
    pub(super) fn release(&self, slot: u32) {
        self.places().free.push(slot);
    }

    /// All berths that were ever used, with their numbers.
    pub(super) fn all(&self) -> impl Iterator<Item = (u32, &Berth)> {
        let made = self.places().made;
        (0..made).filter_map(|slot| Some((slot, self.at(slot)?)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_place_is_found_by_its_number_wherever_it_is() {
        let berths = Berths::new(Home::launch());
        assert!(berths.at(0).is_none() && berths.at(u32::MAX).is_none());
        let reserved: Vec<_> = (0..2 * ROW + 1).map(|_| berths.reserve()).collect();
        assert_eq!(berths.all().count(), reserved.len());
        for (number, address) in reserved.into_iter().enumerate() {
            let (_, slot) = berths.find(address).expect("it was reserved");
            assert_eq!(slot as usize, number);
        }
    }

    #[test]
    fn a_place_that_was_given_back_is_used_again() {
        let berths = Berths::new(Home::launch());
        let first = berths.reserve();
        berths.release(0);
        assert_eq!(berths.reserve(), first, "nobody had it");
    }
}
