//! Actors of a user who denies every lint there is: what the macros write breaks none.

mod inner;
pub mod parcels;
pub mod shop;

pub use inner::round_trip;
