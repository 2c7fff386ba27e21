//! Asking all processes what they have counted.

use std::collections::{BTreeMap, BTreeSet};

use crate::address::Home;
use crate::node::net::Count;

/// The questions that are open.
#[derive(Default)]
pub(super) struct Counting {
    last: u64,
    open: BTreeMap<u64, Question>,
}

struct Question {
    asker: Home,
    /// The asker's own name for it.
    number: u64,
    sum: Count,
    missing: BTreeSet<Home>,
}

/// A question that was answered by all.
pub(super) struct Answered {
    pub(super) asker: Home,
    pub(super) number: u64,
    pub(super) sum: Count,
}

impl Counting {
    /// Begins a question to these processes, of which one number is known already.
    pub(super) fn begin(&mut self, asker: Home, number: u64, known: Count, of: BTreeSet<Home>) -> u64 {
        self.last += 1;
        self.open.insert(self.last, Question { asker, number, sum: known, missing: of });
        self.last
    }

    /// A process has answered.
    pub(super) fn answer(&mut self, question: u64, by: Home, count: Count) -> Option<Answered> {
        let open = self.open.get_mut(&question)?;
        if open.missing.remove(&by) {
            open.sum = open.sum + count;
        }
        self.ended(question)
    }

    /// A process ends, and says what it had counted; or it is gone, and nobody knows.
    pub(super) fn gone(&mut self, process: Home, last: Option<Count>) -> Vec<Answered> {
        let questions: Vec<_> = self.open.keys().copied().collect();
        let last = last.unwrap_or(Count { rests: true, ..Count::default() });
        questions.into_iter().filter_map(|question| self.answer(question, process, last)).collect()
    }

    /// The question, if all have answered.
    pub(super) fn ended(&mut self, question: u64) -> Option<Answered> {
        if !self.open.get(&question)?.missing.is_empty() {
            return None;
        }
        let Question { asker, number, sum, .. } = self.open.remove(&question)?;
        Some(Answered { asker, number, sum })
    }

    /// The time is over: it is answered with what there is.
    pub(super) fn give_up(&mut self, question: u64) -> Option<Answered> {
        let Question { asker, number, mut sum, .. } = self.open.remove(&question)?;
        sum.rests = false;
        Some(Answered { asker, number, sum })
    }
}
