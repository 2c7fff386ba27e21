//! What one part of the runtime tells another; no handler ever sees one.

use std::collections::BTreeMap;
use std::fmt::{self, Debug};

use serde::{Deserialize, Serialize};

use super::form::TypeName;
use super::{AnyMessage, CodecError, DeadLetterReason, ExitReason, Internal, Message, WakeupId, codec};
use crate::address::ActorAddress;
use crate::capability::CapabilityValue;

/// Reads one of the messages below that are told from process to process.
#[cfg_attr(not(feature = "process"), expect(dead_code, reason = "only process bases have several"))]
pub(crate) fn decode(name: &str, bytes: &[u8]) -> Result<AnyMessage, CodecError> {
    macro_rules! one_of {
        ($($type:ty),*) => {$(
            if name == <$type as Message>::name() {
                return <$type as Message>::decode(bytes).map(AnyMessage::new);
            }
        )*};
    }
    one_of!(SystemReportRequest, SystemReport, Watch, Unwatch, UpdateCapability, CapabilityUpdated);
    one_of!(CapabilitiesChanged, ClaimOutcome, Announce, Lives, Unmourned, Undelivered, NewParent);
    one_of!(Adopted, Released, HandleDeadLetters);
    Err(CodecError::decoding::<AnyMessage>(format!("no process tells another `{name}`")))
}

messages! {
    Lost: Internal, WakeUp: Internal, SystemReportRequest: Internal, SystemReport: Internal, Watch: Internal, Unwatch: Internal, UpdateCapability: Internal, CapabilityUpdated: Internal, CapabilitiesChanged: Internal, ClaimOutcome: Internal, GoOn: Internal, Run: Internal, Discard: Internal, Announce: Internal, Lives: Internal, Begin: Internal, GraceOver: Internal, TimeOver: Internal, Unmourned: Internal, Undelivered: Internal, NewParent: Internal, Adopted: Internal, Released: Internal, HandleDeadLetters: Internal,
}

/// The sender does not want to know that any more.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct Unwatch;

/// The sender wants to know when the actor ends.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct Watch;

/// What becomes of a claim to a name.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) enum ClaimOutcome {
    /// This actor has it.
    Held(ActorAddress),
    /// There is none, or none of that type.
    Refused(ExitReason),
}

/// The process of the sender is gone, and the sender with it, for this reason: what it would have told on its way out is
/// told by this.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct Lost(pub(crate) ExitReason);

/// Asks an actor to say that it lives.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct Announce;

/// An actor says so.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct Lives;

/// Asks the system to change what its host can do.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct UpdateCapability {
    pub(crate) name: String,
    pub(crate) value: Option<CapabilityValue>,
}

/// The system has done so.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct CapabilityUpdated;

/// Tells an actor, and it its children, that what the host can do has changed.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct CapabilitiesChanged;

/// An actor's first envelope: it begins its life.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct Begin;

/// The time that an exit grants a handler which awaits something is over; the number is the suspension's.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct GraceOver(pub(crate) u32);

/// Asks the system's own actor what it keeps.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct SystemReportRequest;

/// What the system's own actor keeps.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct SystemReport {
    pub(crate) children: Vec<ActorAddress>,
    pub(crate) global_names: BTreeMap<String, ActorAddress>,
    pub(crate) dead_letter_handlers: Vec<ActorAddress>,
}

/// Begins the work of a helper.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct Run;

/// Ends a helper where it stands: who it works for ends.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct Discard;

/// Lets an actor come back to what waits in it.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct GoOn;

/// The last envelope of an actor that failed to start: its creator knows, and sends it nothing any more.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct Unmourned;

/// Tells who waits for an answer that the question reached nobody.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct Undelivered {
    pub(crate) reason: DeadLetterReason,
}

/// Tells who waits for an answer that the time for it is over.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct TimeOver;

/// A time that an actor has asked for is over.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct WakeUp(pub(crate) WakeupId);

/// Gives an actor another parent: its own exits without it.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct NewParent(pub(crate) ActorAddress);

/// An actor tells its new parent that it is its child now.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct Adopted;

/// An actor tells its old parent that it is its child no more.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct Released;

/// An actor asks the system for dead letters, or for no more of them.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct HandleDeadLetters(pub(crate) bool);
