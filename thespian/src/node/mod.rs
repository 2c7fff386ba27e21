//! One process of a system: where its addresses lead, and what outside code waits for.

mod directory;
#[cfg_attr(
    not(feature = "thread-pool"),
    expect(dead_code, reason = "waits that block a thread are for bases whose actors run in others")
)]
mod endpoint;
mod inside;
mod wakeups;

pub(crate) use directory::{Directory, Route, Slots};
pub(crate) use endpoint::{Endpoint, Endpoints};
pub(crate) use inside::Inside;
pub(crate) use wakeups::Wakeups;
