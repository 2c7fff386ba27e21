//! Sets of numbers that mostly come in order.

use std::collections::BTreeMap;

/// Numbers from 1 on: all up to one, and ranges beyond it.
#[derive(Debug, Default)]
pub(super) struct Ranges {
    upto: u64,
    /// From, to; apart from each other, and from what is before them.
    beyond: BTreeMap<u64, u64>,
}

impl Ranges {
    /// Adds the numbers from one to another.
    pub(super) fn add(&mut self, from: u64, to: u64) {
        if to <= self.upto || from > to {
            return;
        }
        let (mut from, mut to) = (from, to);
        while let Some((&start, &end)) = self.beyond.range(..=to.saturating_add(1)).next_back() {
            if end.saturating_add(1) < from {
                break;
            }
            (from, to) = (from.min(start), to.max(end));
            self.beyond.remove(&start);
        }
        if from <= self.upto.saturating_add(1) {
            self.upto = to;
        } else {
            self.beyond.insert(from, to);
        }
    }

    /// All numbers up to this one are in it.
    pub(super) fn upto(&self) -> u64 {
        self.upto
    }

    /// The ranges beyond that.
    pub(super) fn beyond(&self) -> impl Iterator<Item = (u64, u64)> {
        self.beyond.iter().map(|(from, to)| (*from, *to))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ranges_that_touch_become_one() {
        let mut ranges = Ranges::default();
        for (from, to) in [(5, 6), (9, 9), (3, 3), (7, 8), (2, 2)] {
            ranges.add(from, to);
        }
        assert_eq!((ranges.upto(), ranges.beyond().collect::<Vec<_>>()), (0, vec![(2, 3), (5, 9)]));
        ranges.add(1, 1);
        ranges.add(4, 4);
        ranges.add(2, 3);
        assert_eq!((ranges.upto(), ranges.beyond().count()), (9, 0));
    }
}
