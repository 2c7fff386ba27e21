//! `use thespian::prelude::*;`: what a program with actors needs, and no `Result` or `Error`.

pub use crate::actor::{
    AskChain, AskError, Context, Failure, Forwarded, OrFail, TrySendError, TrySendReason,
};
pub use crate::address::{ActorAddress, Addr};
pub use crate::base::{Base, Carrier};
pub use crate::capability::{Capabilities, CapabilityValue, Requirements};
pub use crate::error::CreateError;
pub use crate::message::{
    Ack, ActorExitRequest, ActorExited, ActorState, ActorStatus, ActorStatusRequest, AnyMessage,
    ChildActorExited, DeadEnvelope, DeadLetterReason, ExitReason, Local, Message, PoisonMessage, WakeupId,
    WakeupMessage,
};
pub use crate::status::{MessageCounts, SystemStatus};
pub use crate::system::ActorSystem;
#[cfg(feature = "macros")]
pub use crate::{actor, message, receive, require_capability};
pub use crate::{actor_crates, register_actor};
