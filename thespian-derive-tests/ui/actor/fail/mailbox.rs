//! A mailbox has room for something.

use thespian::prelude::*;

#[actor(mailbox = 0)]
#[derive(Default)]
struct NoRoom;

#[actor(mailbox = "many")]
#[derive(Default)]
struct NoNumber;

fn main() {}
