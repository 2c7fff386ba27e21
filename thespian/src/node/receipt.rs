//! What names a letter that has come from another process, until it has been dealt with.

use crate::address::Home;

/// Which way a letter takes along a link.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Way {
    /// In its place among all others.
    Mail,
    /// Before all mail.
    Urgent,
}

/// The numbers of a letter's pieces on a link.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Stamp {
    pub(crate) way: Way,
    pub(crate) first: u64,
    pub(crate) last: u64,
}

/// A letter of that process.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Receipt {
    pub(crate) from: Home,
    pub(crate) stamp: Stamp,
}
