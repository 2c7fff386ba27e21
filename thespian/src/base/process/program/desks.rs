//! Desks for code outside of actors: as many as are in use at once.

use std::sync::{Arc, Mutex, PoisonError};

use super::outside::Outside;
use crate::actor::{Context, Counts, Desk, Setting, Tally};
use crate::address::ActorAddress;

/// Who works at a desk has it alone, and no lock: a message's own code, and what listens to the log, may send messages too.
pub(super) struct Desks {
    outside: Outside,
    setting: Arc<Setting>,
    free: Mutex<Vec<Context>>,
    counts: Mutex<Vec<Arc<Counts>>>,
}

impl Desks {
    pub(super) fn new(outside: Outside, setting: Arc<Setting>) -> Self {
        Desks { outside, setting, free: Mutex::default(), counts: Mutex::default() }
    }

    /// Works at a free desk.
    pub(super) fn at_one<R>(&self, work: impl FnOnce(&mut Desk) -> R) -> R {
        let free = self.free.lock().unwrap_or_else(PoisonError::into_inner).pop();
        let mut context = free.unwrap_or_else(|| self.another());
        let result = context.desk(work);
        self.free.lock().unwrap_or_else(PoisonError::into_inner).push(context);
        result
    }

    fn another(&self) -> Context {
        let home = self.outside.home;
        let desk = Desk::new(home, Box::new(self.outside.clone()), self.setting.clone());
        self.counts.lock().unwrap_or_else(PoisonError::into_inner).push(desk.tally.clone());
        Context::new(desk, ActorAddress::admin(home))
    }

    /// What has been counted at all of them.
    pub(super) fn tally(&self) -> Tally {
        let counts = self.counts.lock().unwrap_or_else(PoisonError::into_inner);
        counts.iter().fold(Tally::default(), |sum, counts| sum + counts.read())
    }
}
