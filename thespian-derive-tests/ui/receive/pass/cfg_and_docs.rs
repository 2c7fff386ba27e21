//! `#[cfg]` and documentation of a handler go to all that is generated for it.
#![deny(missing_docs, warnings)]

use thespian::prelude::*;

/// Counts.
#[actor]
#[derive(Default)]
pub struct Counter {
    count: i64,
}

#[receive(messages = CounterInbox)]
impl Counter {
    /// Adds.
    pub fn add(&mut self, by: &i64) -> i64 {
        self.count += by;
        self.count
    }

    #[cfg(any())]
    fn never(&mut self, _: &NoSuchType) -> NoSuchReply {}

    #[cfg(all())]
    fn reset(&mut self, _: &()) {
        self.count = 0;
    }
}

fn main() {
    match CounterInbox::from(1_i64) {
        CounterInbox::Add(by) => assert_eq!(by, 1),
        CounterInbox::Reset(()) => {}
    }
}
