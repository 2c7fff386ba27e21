//! What is to happen later: by deadline, then in the order of request.

use std::cmp::Reverse;
use std::collections::BinaryHeap;
use std::time::Instant;

/// Things that fall due.
pub(crate) struct Wakeups<T> {
    heap: BinaryHeap<Reverse<Entry<T>>>,
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
        Wakeups { heap: BinaryHeap::new(), requests: 0 }
    }
}

impl<T> Wakeups<T> {
    pub(crate) fn add(&mut self, due: Instant, what: T) {
        self.requests += 1;
        self.heap.push(Reverse(Entry { due, request: self.requests, what }));
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
        self.heap.pop().map(|Reverse(entry)| entry.what)
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
}
