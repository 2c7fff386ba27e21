//! How a message stands among others: whose it is, and what it overtakes.

use super::contents::Class;
use super::{
    ActorExitRequest, ActorStatusRequest, Adopted, AnyMessage, CapabilitiesChanged, Discard, GraceOver, Watch,
};

impl AnyMessage {
    /// Whether this is neither the system's nor the runtime's.
    pub(crate) fn is_users(&self) -> bool {
        match self.class() {
            Class::User => true,
            Class::Packed => matches!(self.opened().class(), Class::User | Class::Packed),
            Class::System | Class::Internal => false,
        }
    }

    /// Whether this goes before what waits for the same actor.
    pub(crate) fn is_urgent(&self) -> bool {
        match self.class() {
            Class::User => false,
            Class::Packed => self.opened().class() == Class::System && self.opened().is_urgent(),
            // Who watches before it asks for the end is to learn why.
            Class::Internal => {
                // Whom an actor answers for, it has to know before it ends.
                self.is::<Adopted>()
                    || self.is::<Watch>()
                    || self.is::<GraceOver>()
                    || self.is::<CapabilitiesChanged>()
                    || self.is::<Discard>()
            }
            Class::System => {
                self.downcast_ref::<ActorExitRequest>().is_some_and(|exit| exit.now)
                    || self.is::<ActorStatusRequest>()
            }
        }
    }
}
