//! How a shutdown comes along, and what is said of it when it is over.

use std::time::{Duration, Instant};

use crate::actor::{Cell, Tally};
use crate::address::ActorAddress;

/// How long a shutdown waits for anything to come nearer to the end. Generation after generation may need its grace.
pub(crate) const BOUND: Duration = Duration::from_secs(10);

/// One shutdown.
pub(crate) struct Shutdown {
    since: Instant,
    /// Changes with everything that brings the end of all nearer.
    progress: Progress,
    actors: usize,
    before: Tally,
}

/// How far a shutdown has come: how many actors there are, and how many handlers were dropped.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) struct Progress {
    pub(crate) population: usize,
    pub(crate) kills: u64,
}

/// An actor that has not ended in time.
pub(crate) struct Left {
    name: &'static str,
    address: ActorAddress,
}

impl Left {
    pub(crate) fn of(cell: &Cell) -> Self {
        Self::new(cell.name(), cell.address())
    }

    pub(crate) fn new(name: &'static str, address: ActorAddress) -> Self {
        Left { name, address }
    }

    #[cfg_attr(not(feature = "thread-pool"), expect(dead_code, reason = "one thread buries what it finds"))]
    pub(crate) fn address(&self) -> ActorAddress {
        self.address
    }
}

impl Shutdown {
    pub(crate) fn begin(population: usize, before: Tally) -> Self {
        let progress = Progress { population, kills: before.kills };
        Shutdown { since: Instant::now(), progress, actors: population.saturating_sub(1), before }
    }

    /// Whether the end has come nearer since this was last asked: fewer actors than ever, or more handlers dropped.
    pub(crate) fn has_advanced(&mut self, now: Progress) -> bool {
        let before = self.progress;
        self.progress = Progress {
            population: now.population.min(before.population),
            kills: now.kills.max(before.kills),
        };
        self.progress != before
    }

    /// Says how it went: in the log, where who operates the system looks.
    pub(crate) fn report(&self, tally: Tally, left: &[Left]) {
        let dead = |tally: &Tally| tally.dead.iter().sum::<u64>();
        let (seconds, actors) = (self.since.elapsed().as_secs_f64(), self.actors);
        let (dropped_handlers, dead_letters) =
            (tally.kills - self.before.kills, dead(&tally) - dead(&self.before));
        if left.is_empty() {
            tracing::info!(actors, dropped_handlers, dead_letters, seconds, "the system is down");
            return;
        }
        let named: Vec<_> =
            left.iter().take(20).map(|left| format!("`{}` ({})", left.name, left.address)).collect();
        tracing::error!(
            actors,
            dropped_handlers,
            dead_letters,
            seconds,
            left = left.len(),
            "the system is down, and these actors did not end in time, since a handler of theirs, or of a child's, \
             blocks its thread: {}",
            named.join(", ")
        );
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_shutdown_that_comes_nearer_to_its_end_is_waited_for() {
        let mut shutdown = Shutdown::begin(3, Tally::default());
        let at = |population, kills| Progress { population, kills };
        assert!(!shutdown.has_advanced(at(3, 0)));
        assert!(shutdown.has_advanced(at(2, 0)) && shutdown.has_advanced(at(2, 1)));
        assert!(!shutdown.has_advanced(at(2, 1)));
        assert!(!shutdown.has_advanced(at(9, 1)), "more actors are no progress");
        assert!(!shutdown.has_advanced(at(8, 1)));
    }
}
