//! Where an address leads: the only place that answers that question.

use std::collections::HashMap;

use crate::address::{ActorAddress, Home, MAX_SLOT, Place};

/// What an address leads to.
pub(crate) enum Route<T> {
    /// A cell of this process.
    Cell(T),
    /// Code outside of actors, in this process.
    Endpoint,
    /// An actor that has ended.
    Gone,
    /// A system to which there is no way.
    Nowhere,
}

/// The places for actors in one process, used again when their tenant has gone.
///
/// Each use counts the slot's generation up; when the generations are used up the slot is retired, so that
/// an address never leads to a later actor.
pub(crate) struct Slots {
    home: Home,
    generations: Vec<u32>,
    free: Vec<u32>,
}

impl Slots {
    pub(crate) fn new(home: Home) -> Self {
        Slots { home, generations: Vec::new(), free: Vec::new() }
    }

    /// A place for an actor that is to come.
    ///
    /// # Panics
    /// With 268,435,456 actors in one process, which take more memory than there is.
    pub(crate) fn reserve(&mut self) -> ActorAddress {
        let slot = self.free.pop().unwrap_or_else(|| {
            let slot = u32::try_from(self.generations.len()).unwrap_or(u32::MAX);
            assert!(slot <= MAX_SLOT, "a process has room for {} actors at once", u64::from(MAX_SLOT) + 1);
            self.generations.push(0);
            slot
        });
        ActorAddress::actor(self.home, slot, self.generations[slot as usize])
    }

    /// Gives a place back.
    pub(crate) fn release(&mut self, address: ActorAddress) {
        let Place::Actor { slot, generation } = address.place() else { return };
        if address.home() != self.home {
            return;
        }
        if let Some(next) = generation.checked_add(1) {
            self.generations[slot as usize] = next;
            self.free.push(slot);
        }
    }
}

/// Where in a directory a tenant is.
enum At {
    Slot(usize),
    Guest,
}

/// The actors of one process, by their slots.
pub(crate) struct Directory<T> {
    home: Home,
    slots: Vec<Slot<T>>,
    /// Those whose address another process gave: the actor that a process is for. One that has gone leaves its address.
    guests: HashMap<ActorAddress, Option<T>>,
}

struct Slot<T> {
    generation: u32,
    tenant: Option<T>,
}

impl<T> Directory<T> {
    pub(crate) fn new(home: Home) -> Self {
        Directory { home, slots: Vec::new(), guests: HashMap::new() }
    }

    /// Puts an actor where its place was reserved.
    pub(crate) fn settle(&mut self, address: ActorAddress, tenant: T) {
        let Place::Actor { slot, generation } = address.place() else { return };
        if address.home() != self.home {
            self.guests.insert(address, Some(tenant));
            return;
        }
        let slot = slot as usize;
        if self.slots.len() <= slot {
            self.slots.resize_with(slot + 1, || Slot { generation: 0, tenant: None });
        }
        self.slots[slot] = Slot { generation, tenant: Some(tenant) };
    }

    /// Ends the tenancy: the address leads nowhere from now on.
    pub(crate) fn vacate(&mut self, address: ActorAddress) -> Option<T> {
        if let Some(guest) = self.guests.get_mut(&address) {
            return guest.take();
        }
        match address.place() {
            Place::Actor { slot, generation } => {
                let slot = self.slots.get_mut(slot as usize)?;
                if slot.generation == generation { slot.tenant.take() } else { None }
            }
            Place::Outside { .. } | Place::Unknown => None,
        }
    }

    pub(crate) fn tenants(&self) -> impl Iterator<Item = &T> {
        let guests = self.guests.values().filter_map(Option::as_ref);
        self.slots.iter().filter_map(|slot| slot.tenant.as_ref()).chain(guests)
    }

    /// All tenants, out of their slots.
    pub(crate) fn drain(&mut self) -> Vec<T> {
        let guests = self.guests.values_mut().filter_map(Option::take);
        self.slots.iter_mut().filter_map(|slot| slot.tenant.take()).chain(guests).collect()
    }

    pub(crate) fn route(&self, address: ActorAddress) -> Route<&T> {
        match self.find(address) {
            Route::Cell(At::Slot(slot)) => self.slots[slot].tenant.as_ref().map_or(Route::Gone, Route::Cell),
            Route::Cell(At::Guest) => {
                let guest = self.guests.get(&address).and_then(Option::as_ref);
                guest.map_or(Route::Gone, Route::Cell)
            }
            Route::Endpoint => Route::Endpoint,
            Route::Gone => Route::Gone,
            Route::Nowhere => Route::Nowhere,
        }
    }

    pub(crate) fn route_mut(&mut self, address: ActorAddress) -> Route<&mut T> {
        match self.find(address) {
            Route::Cell(At::Slot(slot)) => self.slots[slot].tenant.as_mut().map_or(Route::Gone, Route::Cell),
            Route::Cell(At::Guest) => {
                let guest = self.guests.get_mut(&address).and_then(Option::as_mut);
                guest.map_or(Route::Gone, Route::Cell)
            }
            Route::Endpoint => Route::Endpoint,
            Route::Gone => Route::Gone,
            Route::Nowhere => Route::Nowhere,
        }
    }

    fn find(&self, address: ActorAddress) -> Route<At> {
        if address.home() != self.home {
            return if self.guests.contains_key(&address) { Route::Cell(At::Guest) } else { Route::Nowhere };
        }
        match address.place() {
            Place::Actor { slot, generation } => match self.slots.get(slot as usize) {
                Some(found) if found.generation == generation => Route::Cell(At::Slot(slot as usize)),
                _ => Route::Gone,
            },
            Place::Outside { .. } => Route::Endpoint,
            Place::Unknown => Route::Gone,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn leads_to<T: Copy>(directory: &Directory<T>, address: ActorAddress) -> Option<T> {
        match directory.route(address) {
            Route::Cell(tenant) => Some(*tenant),
            _ => None,
        }
    }

    #[test]
    fn an_address_never_leads_to_a_later_actor() {
        let home = Home::launch();
        let (mut slots, mut directory) = (Slots::new(home), Directory::new(home));
        let first = slots.reserve();
        directory.settle(first, "first");
        assert_eq!(directory.vacate(first), Some("first"));
        slots.release(first);
        let second = slots.reserve();
        directory.settle(second, "second");
        assert_eq!(leads_to(&directory, first), None);
        assert_eq!(leads_to(&directory, second), Some("second"));
        assert_eq!(directory.vacate(first), None);
        assert_eq!(leads_to(&directory, second), Some("second"));
    }

    #[test]
    fn a_slot_without_generations_left_is_retired() {
        let mut slots = Slots::new(Home::launch());
        let first = slots.reserve();
        slots.release(ActorAddress::actor(first.home(), 0, u32::MAX));
        assert_eq!(slots.reserve(), ActorAddress::actor(first.home(), 1, 0));
    }

    #[test]
    fn the_address_of_another_system_leads_nowhere() {
        let directory = Directory::<()>::new(Home::launch());
        let stranger = ActorAddress::admin(Home::launch());
        assert!(matches!(directory.route(stranger), Route::Nowhere));
    }
}
