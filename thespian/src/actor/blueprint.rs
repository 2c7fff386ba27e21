//! What an actor is made of, so that another process can make it.

use serde::{Deserialize, Serialize};

use super::Cell;
use super::registry::{self, GivenArgs, NoActor};
use crate::capability::Requirements;

/// An actor that has not begun, as it leaves its process: the name of its type, and what it is made of.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct Blueprint {
    pub(crate) name: String,
    pub(crate) args: GivenArgs,
    pub(crate) requirements: Requirements,
    /// Whether its mailbox is bounded.
    pub(crate) bounded: bool,
}

impl Blueprint {
    /// The actor, if this program knows its type; otherwise one that cannot be made, so that its creator learns why in
    /// the usual way.
    pub(crate) fn into_cell(self) -> Box<Cell> {
        let mut cell = match registry::find(&self.name, &self.args) {
            Ok(cell) => cell,
            Err(reason) => NoActor::cell(self.name, reason),
        };
        cell.require(self.requirements);
        cell
    }
}
