//! Bounded mailboxes: how many of the users' messages may wait for an actor.

use std::collections::HashMap;
use std::fmt;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, OnceLock, PoisonError, RwLock};
use std::task::Waker;
use std::time::Instant;

use crate::address::ActorAddress;
use crate::message::AnyMessage;

/// How a message comes by its place in a bounded mailbox.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Entry {
    /// Where there is room.
    Paying,
    /// Always: what the runtime sends, and replies.
    Free,
    /// It has one already.
    Paid,
}

/// The room of a mailbox in another process, which counts its places itself.
pub(crate) trait Distant: Send + Sync {
    /// Takes a place; says whether there was one. If not, [`Room::place_left`] is to be called when there may be one.
    fn enter(&self) -> bool;

    /// Gives a place back.
    fn leave(&self);
}

/// The room of one bounded mailbox.
pub(crate) struct Room {
    limit: usize,
    /// Where the places are, if they are not here: then one that is taken says that there is none.
    distant: Option<Box<dyn Distant>>,
    taken: AtomicUsize,
    /// Whether its actor has ended: what comes now is the base's to refuse.
    closed: AtomicBool,
    /// Whether somebody waits for a place.
    watched: AtomicBool,
    wakers: Mutex<Vec<Waker>>,
    left: Condvar,
}

impl Room {
    pub(crate) fn new(limit: usize) -> Self {
        Room {
            limit,
            distant: None,
            taken: AtomicUsize::new(0),
            closed: AtomicBool::new(false),
            watched: AtomicBool::new(false),
            wakers: Mutex::default(),
            left: Condvar::new(),
        }
    }

    /// The room of a mailbox in another process.
    #[cfg_attr(not(feature = "process"), expect(dead_code, reason = "only process bases have several"))]
    pub(crate) fn distant(distant: Box<dyn Distant>) -> Self {
        Room { distant: Some(distant), ..Room::new(1) }
    }

    /// There may be a place in the other process again.
    #[cfg_attr(not(feature = "process"), expect(dead_code, reason = "only process bases have several"))]
    pub(crate) fn place_left(&self) {
        self.taken.store(0, Ordering::SeqCst);
        self.tell_waiting();
    }

    fn enter_distant(&self, distant: &dyn Distant, entry: Entry) -> bool {
        if entry != Entry::Paying || self.is_closed() {
            return true;
        }
        // Before it is asked for: what is told afterwards stays.
        self.taken.store(1, Ordering::SeqCst);
        let entered = distant.enter();
        if entered {
            self.taken.store(0, Ordering::SeqCst);
        }
        entered
    }

    pub(crate) fn limit(&self) -> usize {
        self.limit
    }

    /// Takes a place; says whether there was one.
    pub(crate) fn enter(&self, entry: Entry) -> bool {
        if let Some(distant) = &self.distant {
            return self.enter_distant(&**distant, entry);
        }
        let more = |taken: usize| match entry {
            Entry::Paid => Some(taken),
            Entry::Free => Some(taken + 1),
            Entry::Paying => (taken < self.limit || self.is_closed()).then_some(taken + 1),
        };
        self.taken.fetch_update(Ordering::SeqCst, Ordering::SeqCst, more).is_ok()
    }

    fn is_closed(&self) -> bool {
        self.closed.load(Ordering::SeqCst)
    }

    /// Whether who enters now finds a place, unless somebody comes first.
    pub(crate) fn has_place(&self) -> bool {
        self.is_closed() || self.taken.load(Ordering::SeqCst) < self.limit
    }

    /// A message has left the mailbox.
    pub(crate) fn leave(&self) {
        if let Some(distant) = &self.distant {
            return distant.leave();
        }
        let less = |taken: usize| taken.checked_sub(1);
        let had = self.taken.fetch_update(Ordering::SeqCst, Ordering::SeqCst, less);
        debug_assert!(had.is_ok(), "who leaves has entered");
        self.tell_waiting();
    }

    fn close(&self) {
        self.closed.store(true, Ordering::SeqCst);
        self.tell_waiting();
    }

    fn wakers(&self) -> MutexGuard<'_, Vec<Waker>> {
        self.wakers.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Who waits says so before it looks for a place: one of the two sees the other.
    fn tell_waiting(&self) {
        if self.watched.load(Ordering::SeqCst) {
            let wakers = {
                let mut wakers = self.wakers();
                self.watched.store(false, Ordering::SeqCst);
                std::mem::take(&mut *wakers)
            };
            self.left.notify_all();
            wakers.into_iter().for_each(Waker::wake);
        }
    }

    /// Waits for a place, in this thread; whether there was one before the deadline.
    #[cfg_attr(
        not(any(feature = "thread-pool", feature = "process")),
        expect(dead_code, reason = "waits that block a thread are for bases whose actors run in others")
    )]
    pub(crate) fn wait(&self, deadline: Instant) -> bool {
        let mut wakers = self.wakers();
        loop {
            self.watched.store(true, Ordering::SeqCst);
            if self.has_place() {
                return true;
            }
            let left = deadline.saturating_duration_since(Instant::now());
            if left.is_zero() {
                return false;
            }
            wakers = self.left.wait_timeout(wakers, left).unwrap_or_else(PoisonError::into_inner).0;
        }
    }

    /// Whether there is a place; if not, the waker is woken when there may be one.
    pub(crate) fn poll(&self, waker: &Waker) -> bool {
        let mut wakers = self.wakers();
        self.watched.store(true, Ordering::SeqCst);
        wakers.retain(|other| !other.will_wake(waker));
        wakers.push(waker.clone());
        self.has_place()
    }
}

/// The bounded mailboxes of a process. Most systems have none, and pay one load a message.
#[derive(Default)]
pub(crate) struct Rooms {
    /// What finds the rooms of mailboxes in other processes, where there are some.
    pub(crate) finder: OnceLock<Box<Finder>>,
    any: AtomicBool,
    rooms: RwLock<HashMap<ActorAddress, Arc<Room>>>,
}

type Finder = dyn Fn(ActorAddress) -> Option<Arc<Room>> + Send + Sync;

impl Rooms {
    /// From now on the mailbox is bounded; saying so twice is once.
    pub(crate) fn open(&self, who: ActorAddress, room: Arc<Room>) {
        self.rooms.write().unwrap_or_else(PoisonError::into_inner).insert(who, room);
        self.any.store(true, Ordering::Release);
    }

    /// The actor has ended.
    pub(crate) fn close(&self, who: ActorAddress) {
        if let Some(room) = self.rooms.write().unwrap_or_else(PoisonError::into_inner).remove(&who) {
            room.close();
        }
    }

    /// Whether there ever was one.
    #[inline]
    pub(crate) fn any(&self) -> bool {
        self.any.load(Ordering::Acquire)
    }

    #[inline]
    pub(crate) fn of(&self, who: ActorAddress) -> Option<Arc<Room>> {
        if self.any() { self.find(who) } else { None }
    }

    /// The same for a mailbox wherever it is, which may have to be asked for.
    pub(crate) fn of_any(&self, who: ActorAddress) -> Option<Arc<Room>> {
        let here = self.of(who);
        let Some(finder) = self.finder.get().filter(|_| here.is_none()) else { return here };
        let room = finder(who)?;
        self.open(who, room.clone());
        Some(room)
    }

    #[cold]
    fn find(&self, who: ActorAddress) -> Option<Arc<Room>> {
        self.rooms.read().unwrap_or_else(PoisonError::into_inner).get(&who).cloned()
    }

    /// Gives a place back that a message has taken, and does not use.
    pub(crate) fn leave(&self, who: ActorAddress, message: &AnyMessage) {
        if message.is_users()
            && let Some(room) = self.of(who)
        {
            room.leave();
        }
    }

    /// All actors have ended.
    pub(crate) fn close_all(&self) {
        let rooms = std::mem::take(&mut *self.rooms.write().unwrap_or_else(PoisonError::into_inner));
        rooms.into_values().for_each(|room| room.close());
    }

    /// Takes a place for a message, where places are counted; says whether there was one. Where they are counted
    /// elsewhere, the message takes its place when it comes there.
    pub(crate) fn enter(&self, who: ActorAddress, message: &AnyMessage, entry: Entry) -> bool {
        let room = self.of(who).filter(|room| room.distant.is_none());
        room.is_none_or(|room| !message.is_users() || room.enter(entry))
    }

    /// The same for a message that is handed back if there is none, wherever they are counted; how it goes on from here.
    pub(crate) fn try_enter(&self, who: ActorAddress, message: &AnyMessage, entry: Entry) -> Option<Entry> {
        let room = if message.is_users() { self.of_any(who) } else { None };
        match room {
            Some(room) => room.enter(entry).then_some(Entry::Paid),
            None => Some(entry),
        }
    }
}

impl fmt::Debug for Room {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Room({} of {})", self.taken.load(Ordering::SeqCst), self.limit)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_are_for_who_pays_and_replies_need_none() {
        let room = Room::new(2);
        assert!(room.enter(Entry::Paying) && room.enter(Entry::Free));
        assert!(!room.enter(Entry::Paying) && room.enter(Entry::Free) && room.enter(Entry::Paid));
        room.leave();
        assert!(!room.has_place(), "a free one is still too many");
        room.leave();
        assert!(room.enter(Entry::Paying));
    }

    #[test]
    fn who_waits_for_a_place_gets_it_when_one_is_left() {
        let room = Room::new(1);
        assert!(room.enter(Entry::Paying));
        let soon = Instant::now() + std::time::Duration::from_secs(20);
        std::thread::scope(|scope| {
            let waiting = [(); 2].map(|()| scope.spawn(|| room.wait(soon)));
            room.leave();
            assert!(waiting.map(|thread| thread.join().expect("no panic")).iter().all(|found| *found));
        });
        assert!(room.enter(Entry::Paying) && !room.wait(Instant::now()));
        room.close();
        assert!(room.wait(Instant::now()), "nobody waits for an actor that has ended");
    }
}
