//! Bytes between processes: frames, what they carry, and how two processes begin to talk. Pure: no sockets, no clocks.

mod frame;
mod handshake;
mod letter;

pub(crate) use frame::{Frame, LENGTH, MOST_IN_FRAME, MOST_IN_PIECE, Malformed};
pub(crate) use handshake::{
    Accepting, Cookie, Dialing, MOST_IN_WELCOME, MOST_OF_STRANGER, PART_HEAD, Refusal, Unchallenged,
    part_length,
};
pub(crate) use letter::{Contents, Letter};
