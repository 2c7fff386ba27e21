//! One process of a system: where its addresses lead, what runs its cells in one thread, and what outside code waits for.

mod directory;
#[cfg_attr(
    not(any(feature = "thread-pool", feature = "process")),
    expect(dead_code, reason = "waits that block a thread are for bases whose actors run in others")
)]
mod endpoint;
mod gate;
mod inside;
#[cfg(feature = "process")]
pub(crate) mod link;
#[cfg(feature = "process")]
pub(crate) mod net;
#[cfg_attr(not(feature = "process"), allow(dead_code, reason = "letters of other processes"))]
mod receipt;
pub(crate) mod shutdown;
mod wakeups;
pub(crate) mod world;

use std::time::{Duration, Instant};

pub(crate) use directory::{Directory, Route, Slots};
pub(crate) use endpoint::{Endpoint, Endpoints};
pub(crate) use gate::Gate;
pub(crate) use inside::Inside;
#[cfg_attr(
    not(feature = "process"),
    expect(unused_imports, reason = "only process bases have letters from elsewhere")
)]
pub(crate) use receipt::{Receipt, Stamp, Way};
pub(crate) use wakeups::Wakeups;

use crate::actor::Tally;
use crate::status::ProcessStatus;

/// What there is in a system at one moment.
#[derive(Debug, Default)]
pub(crate) struct Census {
    pub(crate) tally: Tally,
    pub(crate) waiting: u64,
    pub(crate) actors: usize,
    /// The processes, where a system has several.
    pub(crate) processes: Vec<ProcessStatus>,
}

/// When a time from `now` on is over. One that never is, is as far off as the clock can say.
pub(crate) fn later(now: Instant, time: Duration) -> Instant {
    now.checked_add(time).unwrap_or_else(|| now + Duration::from_secs(u32::MAX.into()))
}
