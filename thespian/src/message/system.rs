//! The messages with which the runtime speaks to actors.

use std::fmt::{self, Debug};
use std::time::Duration;

use serde::{Deserialize, Serialize};

use super::actor_status::{ActorStatus, ActorStatusRequest};
use super::form::TypeName;
use super::{AnyMessage, CodecError, Message, System, User, codec};
use crate::address::ActorAddress;

messages! {
    Ack: User, ActorExitRequest: System, ChildActorExited: System, PoisonMessage: System, DeadEnvelope: System, WakeupMessage: System, ActorStatusRequest: System, ActorStatus: System, ActorExited: System,
}

/// Reads one of the messages above from its bytes.
pub(crate) fn decode(name: &str, bytes: &[u8]) -> Result<AnyMessage, CodecError> {
    macro_rules! one_of {
        ($($type:ty),*) => {$(
            if name == <$type as Message>::name() {
                return <$type as Message>::decode(bytes).map(AnyMessage::new);
            }
        )*};
    }
    one_of!(ActorExitRequest, ActorExited, ChildActorExited, WakeupMessage, PoisonMessage, DeadEnvelope);
    one_of!(ActorStatusRequest, ActorStatus);
    Err(CodecError::decoding::<AnyMessage>(format!("the system has no message `{name}`")))
}

/// The answer of a handler that has nothing to say but that it is done.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Ack;

/// Asks an actor to end.
///
/// The actor is handed the request like any message, so that it can tidy up, but cannot refuse it: its
/// children exit next, then it does, and its creator receives [`ChildActorExited`].
#[doc(alias = "exit")]
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct ActorExitRequest {
    /// Whether the actor's children end with it, as is usual; otherwise the system takes them.
    pub recursive: bool,
    /// Whether the request overtakes the messages that wait before it.
    pub now: bool,
    /// Why, where it is the system's.
    pub(crate) cause: ExitCause,
}

/// Why the system asks an actor to end.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) enum ExitCause {
    /// Somebody has asked for it.
    Requested,
    /// Its host lacks something by now.
    LostCapability,
}

impl Default for ActorExitRequest {
    /// For the actor and its children, in its place in the sender's order.
    fn default() -> Self {
        Self::new()
    }
}

impl ActorExitRequest {
    /// For the actor and its children, in its place in the sender's order.
    #[must_use]
    pub const fn new() -> Self {
        ActorExitRequest { recursive: true, now: false, cause: ExitCause::Requested }
    }

    /// For the actor and its children, before all that waits for the actor.
    #[must_use]
    pub const fn now() -> Self {
        ActorExitRequest { now: true, ..Self::new() }
    }

    /// The same, because the actor's host is none for it any more.
    pub(crate) const fn for_lost_capability() -> Self {
        ActorExitRequest { cause: ExitCause::LostCapability, ..Self::now() }
    }

    /// The same for the actor alone; its children stay.
    #[doc(alias = "notRecursive")]
    #[must_use]
    pub const fn not_recursive(self) -> Self {
        ActorExitRequest { recursive: false, ..self }
    }
}

/// Tells the creator of an actor that it has ended: exactly once, after everything the actor sent it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct ChildActorExited {
    /// Who has ended. The address is never used again.
    #[doc(alias = "childAddress")]
    pub child: ActorAddress,
    /// Why.
    pub reason: ExitReason,
}

/// Why an actor ended.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, thiserror::Error)]
#[non_exhaustive]
pub enum ExitReason {
    /// It ended itself.
    #[error("it had finished")]
    Finished,
    /// An [`ActorExitRequest`] ended it.
    #[error("an exit was requested")]
    Requested,
    /// It could not be created.
    #[error("it failed to start: {0}")]
    FailedToStart(String),
    /// No host has what it needs.
    #[error("no host has what it needs: {0}")]
    NoCompatibleSystem(String),
    /// An actor of another type has the name that it was to have.
    #[error("the name `{name}` is held by a `{holder}`")]
    NameHeldBy {
        /// The name.
        name: String,
        /// The name of its holder's type.
        holder: String,
    },
    /// A handler failed, and the actor ends at that.
    #[error("a handler failed: {0}")]
    Failed(String),
    /// It was a future given to [`pipe`](crate::Context::pipe), and panicked.
    #[error("a future given to `pipe` panicked: {0}")]
    PipeFailed(String),
    /// A handler failed, and no new instance could be made.
    #[error("it failed to restart: {0}")]
    RestartFailed(String),
    /// It did not let go of a message in the time that an exit grants.
    #[error("it was killed: {0}")]
    Killed(String),
    /// A handler of its ended its process, with this code.
    #[error("its process ended itself with code {0}")]
    ProcessExited(i32),
    /// Its host is none for it any more: a capability was taken away, or changed.
    #[error("its host has no longer what it needs: {0}")]
    CapabilityLost(String),
    /// It had ended before somebody asked.
    #[error("it had ended already")]
    Earlier,
}

impl ExitReason {
    /// Whether it never began to live.
    pub(crate) fn is_stillbirth(&self) -> bool {
        matches!(
            self,
            ExitReason::FailedToStart(_) | ExitReason::NoCompatibleSystem(_) | ExitReason::NameHeldBy { .. }
        )
    }
}

/// Tells who [watches](crate::Context::watch) an actor that it has ended, after everything that it sent them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct ActorExited {
    /// Who has ended. The address is never used again.
    pub actor: ActorAddress,
    /// Why.
    pub reason: ExitReason,
}

impl ActorExited {
    pub(crate) fn new(actor: ActorAddress, reason: ExitReason) -> Self {
        ActorExited { actor, reason }
    }
}

/// Returns a message to its sender: the handler failed, and failed again with a new instance.
///
/// Not to be confused with a message that stops an actor, as the name means elsewhere: the actor goes on.
#[derive(Debug, Serialize, Deserialize)]
#[non_exhaustive]
pub struct PoisonMessage {
    /// The message.
    #[doc(alias = "poisonMessage")]
    pub message: AnyMessage,
    /// What went wrong, for people: the text and place of every attempt.
    pub details: String,
    /// What went wrong, attempt by attempt; why there is no actor, if it never began to live.
    pub attempts: Box<[FailedAttempt]>,
    /// Who could not handle it.
    pub actor: ActorAddress,
    /// The name of its type.
    pub actor_name: String,
}

impl PoisonMessage {
    pub(crate) fn new(
        message: AnyMessage,
        actor: ActorAddress,
        actor_name: &str,
        attempts: Vec<FailedAttempt>,
    ) -> Self {
        // What an attempt says of others is set off from what it is itself.
        let shown = |attempt: &FailedAttempt| attempt.to_string().replace('\n', "\n  ");
        let details =
            attempts.iter().enumerate().map(|(n, attempt)| format!("attempt {}: {}", n + 1, shown(attempt)));
        let details = details.collect::<Vec<_>>().join("\n");
        PoisonMessage {
            message,
            details,
            attempts: attempts.into(),
            actor,
            actor_name: actor_name.to_owned(),
        }
    }
}

impl fmt::Display for PoisonMessage {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let PoisonMessage { message, actor, actor_name, details, .. } = self;
        write!(f, "`{actor_name}` ({actor}) could not handle `{}`:\n{details}", message.name())
    }
}

/// One failure of a handler.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct FailedAttempt {
    /// The panic's text, or the error's.
    pub text: String,
    /// Where the panic began, or where the error became a failure.
    pub place: Option<SourcePlace>,
}

impl FailedAttempt {
    pub(crate) fn new(text: String, place: Option<SourcePlace>) -> Self {
        FailedAttempt { text, place }
    }
}

impl fmt::Display for FailedAttempt {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.place {
            Some(place) => write!(f, "{} at {place}", self.text),
            None => f.write_str(&self.text),
        }
    }
}

/// A place in a source file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct SourcePlace {
    /// As the compiler was given it.
    pub file: String,
    /// From 1.
    pub line: u32,
    /// From 1.
    pub column: u32,
}

impl From<&std::panic::Location<'_>> for SourcePlace {
    fn from(location: &std::panic::Location<'_>) -> Self {
        SourcePlace { file: location.file().to_owned(), line: location.line(), column: location.column() }
    }
}

impl fmt::Display for SourcePlace {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}:{}", self.file, self.line, self.column)
    }
}

/// A message that reached nobody, for those who asked for such with `handle_dead_letters`.
#[derive(Debug, Serialize, Deserialize)]
#[non_exhaustive]
pub struct DeadEnvelope {
    /// The message.
    #[doc(alias = "deadMessage")]
    pub message: AnyMessage,
    /// Who it was for.
    #[doc(alias = "deadAddress")]
    pub to: ActorAddress,
    /// Who sent it.
    pub from: ActorAddress,
    /// Why it reached nobody.
    pub reason: DeadLetterReason,
}

impl DeadEnvelope {
    pub(crate) fn new(
        message: AnyMessage,
        to: ActorAddress,
        from: ActorAddress,
        reason: DeadLetterReason,
    ) -> Self {
        DeadEnvelope { message, to, from, reason }
    }
}

impl ChildActorExited {
    pub(crate) fn new(child: ActorAddress, reason: ExitReason) -> Self {
        ChildActorExited { child, reason }
    }
}

/// Why a message reached nobody.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, thiserror::Error,
)]
#[non_exhaustive]
pub enum DeadLetterReason {
    /// The actor handles no such message.
    #[error("the actor handles no such message")]
    NoHandler,
    /// The actor has ended.
    #[error("the actor has ended")]
    TargetExited,
    /// The bytes are not those of a message that the actor handles.
    #[error("the message could not be decoded")]
    Undecodable,
    /// It was a [`PoisonMessage`], and its handler failed twice: there is no poison for a poison.
    #[error("it was a poison message, and its handler failed twice")]
    Poisonous,
    /// Its mailbox is bounded, and had no room.
    #[error("the actor's mailbox is full")]
    MailboxFull,
    /// It is a question that was passed on to an actor which waits, itself or through others, for the one that asks.
    #[error("it is a question whose answer would be waited for for ever")]
    WouldDeadlock,
    /// It is an answer, and who asked waits for it no more.
    #[error("nobody waits for the answer any more")]
    TooLate,
    /// A part of the message has no form as bytes.
    #[error("the message cannot leave its process: a part of it has no form as bytes")]
    NotSendable,
    /// The address is of another system, to which there is no way.
    #[error("the address belongs to a system that cannot be reached from here")]
    Unreachable,
}

impl DeadLetterReason {
    pub(crate) const ALL: [Self; 9] = [
        Self::NoHandler,
        Self::TargetExited,
        Self::Undecodable,
        Self::Poisonous,
        Self::MailboxFull,
        Self::WouldDeadlock,
        Self::TooLate,
        Self::NotSendable,
        Self::Unreachable,
    ];

    pub(crate) const fn index(self) -> usize {
        self as usize
    }
}

/// Wakes an actor: a time that it has asked for is over.
///
/// The sender is the actor itself.
#[derive(Debug, Serialize, Deserialize)]
#[non_exhaustive]
pub struct WakeupMessage {
    /// What [`wakeup_after`](crate::Context::wakeup_after) returned.
    pub id: WakeupId,
    /// The time that was asked for.
    #[doc(alias = "delayPeriod")]
    pub delay: Duration,
    /// What was to be said then.
    pub payload: AnyMessage,
}

impl WakeupMessage {
    pub(crate) fn new(id: WakeupId, delay: Duration, payload: AnyMessage) -> Self {
        WakeupMessage { id, delay, payload }
    }
}

/// Tells the wakeups of an actor apart.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub struct WakeupId(pub(crate) u64);
