//! What is to happen later: by deadline, then in the order of request.

use std::cmp::Reverse;
use std::collections::{BinaryHeap, HashSet};
use std::time::Instant;

use crate::actor::WakeToken;

/// Things that fall due.
pub(crate) struct Wakeups<T> {
    heap: BinaryHeap<Reverse<Entry<T>>>,
    /// Cancelled, and perhaps still in the heap.
    cancelled: HashSet<WakeToken>,
    requests: u64,
}

struct Entry<T> {
    due: Instant,
    request: u64,
    what: T,
}

impl<T> PartialEq for Entry<T> {
    fn eq(&self, other: &Self) -> bool {
        self.request == other.request
    }
}
impl<T> Eq for Entry<T> {}
impl<T> PartialOrd for Entry<T> {
    fn partial_cmp(&self, other: &Self) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}
impl<T> Ord for Entry<T> {
    fn cmp(&self, other: &Self) -> std::cmp::Ordering {
        (self.due, self.request).cmp(&(other.due, other.request))
    }
}

impl<T> Default for Wakeups<T> {
    fn default() -> Self {
        Wakeups { heap: BinaryHeap::new(), cancelled: HashSet::new(), requests: 0 }
    }
}

impl<T> Wakeups<T> {
    pub(crate) fn add(&mut self, due: Instant, what: T) -> WakeToken {
        self.requests += 1;
        self.heap.push(Reverse(Entry { due, request: self.requests, what }));
        WakeToken(self.requests)
    }

    /// Takes a request back; one that has fallen due is none any more.
    pub(crate) fn cancel(&mut self, token: WakeToken) {
        self.cancelled.insert(token);
        // Not more rubbish than content.
        if self.cancelled.len() > self.heap.len() / 2 + 64 {
            let cancelled = std::mem::take(&mut self.cancelled);
            self.heap.retain(|Reverse(entry)| !cancelled.contains(&WakeToken(entry.request)));
            self.heap.shrink_to(2 * self.heap.len());
        }
        self.drop_cancelled();
    }

    /// Brings a request to the top that is still one.
    fn drop_cancelled(&mut self) {
        while let Some(Reverse(entry)) = self.heap.peek() {
            if self.cancelled.is_empty() || !self.cancelled.remove(&WakeToken(entry.request)) {
                return;
            }
            self.heap.pop();
        }
    }

    /// When the next thing falls due.
    pub(crate) fn next(&self) -> Option<Instant> {
        self.heap.peek().map(|Reverse(entry)| entry.due)
    }

    /// The next thing, if it is due.
    pub(crate) fn pop_due(&mut self, now: Instant) -> Option<T> {
        if self.next()? > now {
            return None;
        }
        let Reverse(entry) = self.heap.pop()?;
        self.drop_cancelled();
        self.give_back();
        Some(entry.what)
    }

    /// A burst gives its memory back once most of it is over.
    fn give_back(&mut self) {
        let (len, room) = (self.heap.len(), self.heap.capacity());
        if room > 1024 && len < room / 4 {
            self.heap.shrink_to(2 * len);
            self.cancelled.shrink_to(2 * self.cancelled.len());
        }
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    #[test]
    fn wakeups_fall_due_by_deadline_then_by_request() {
        let start = Instant::now();
        let at = |millis| start + Duration::from_millis(millis);
        let mut wakeups = Wakeups::default();
        for (due, what) in [(30, 'd'), (10, 'a'), (20, 'b'), (20, 'c'), (40, 'e')] {
            wakeups.add(at(due), what);
        }
        assert_eq!(wakeups.pop_due(at(9)), None);
        let due: String = std::iter::from_fn(|| wakeups.pop_due(at(30))).collect();
        assert_eq!(due, "abcd");
        assert_eq!(wakeups.next(), Some(at(40)));
    }

    #[test]
    fn what_is_cancelled_does_not_fall_due_and_takes_no_room() {
        let start = Instant::now();
        let mut wakeups = Wakeups::default();
        wakeups.add(start + Duration::from_secs(2), 'b');
        let first = wakeups.add(start + Duration::from_secs(1), 'a');
        wakeups.cancel(first);
        assert_eq!(wakeups.next(), Some(start + Duration::from_secs(2)));
        for _ in 0..10_000 {
            let token = wakeups.add(start + Duration::from_secs(3600), 'c');
            wakeups.cancel(token);
        }
        assert!(wakeups.heap.len() + wakeups.cancelled.len() < 300);
        for _ in 0..10_000 {
            wakeups.add(start + Duration::from_secs(3), 'd');
        }
        while wakeups.pop_due(start + Duration::from_secs(9)).is_some() {}
        assert!(wakeups.heap.capacity() < 1100, "a burst gives its memory back");
        wakeups.add(start + Duration::from_secs(2), 'b');
        assert_eq!(wakeups.pop_due(start + Duration::from_secs(10)), Some('b'));
        assert_eq!(wakeups.pop_due(start + Duration::from_secs(10)), None);
    }
}
