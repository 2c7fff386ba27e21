//! Bytes between processes: frames, what they carry, and how two processes begin to talk. Pure: no sockets, no clocks.

mod frame;
mod letter;

pub(crate) use frame::{Frame, LENGTH, MOST_IN_FRAME, MOST_IN_PIECE, Malformed};
pub(crate) use letter::{Contents, Letter};
