//! Why there is no answer.

use super::AskChain;
use crate::message::{DeadLetterReason, PoisonMessage};

/// Why a question was not answered.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum AskError {
    /// No answer came in time.
    #[error(
        "no answer came in the time given; a later one goes to `listen`, or, inside a handler, is a dead letter"
    )]
    Timeout,
    /// The handler failed, and failed again with a new instance; the message is handed back.
    #[error("{0}")]
    Poison(PoisonMessage),
    /// The actor has ended.
    #[error("the actor has ended")]
    Dead,
    /// The actor handles no such message.
    #[error("the actor has no handler for such a message")]
    Unhandled,
    /// The message, or its answer, could not be decoded.
    #[error("the message or its answer could not be decoded")]
    Undecodable,
    /// The message cannot reach the address: that is of a system to which there is no way, or a part of the
    /// message has no form as bytes.
    #[error(
        "the message cannot be sent there: the address is of a system that cannot be reached, or a part of the message has no form as bytes"
    )]
    NotSendable,
    /// The actor's mailbox has no room, and had none while there was time to wait for it.
    #[error("the actor's mailbox is full; it handles what it has first")]
    MailboxFull,
    /// The actor that was asked waits, itself or through others, for the one that asks: no answer can come.
    #[error(
        "no answer can come, since who is asked waits for who asks: {chain}; let one of them `send` instead of `ask`"
    )]
    WouldDeadlock {
        /// From the actor that was asked to the one that asks, each waiting for the next.
        chain: AskChain,
    },
    /// It was asked inside a handler that cannot wait.
    #[error(
        "a handler cannot wait for an answer like this: it would keep itself from ending; make it an `async fn` and use `ctx.ask(…).await` (or `ask_async`), or send the message and handle the answer"
    )]
    BlockingInHandler,
    /// The system was shut down meanwhile.
    #[error("the actor system has been shut down")]
    ShutDown,
}

impl From<DeadLetterReason> for AskError {
    fn from(reason: DeadLetterReason) -> Self {
        match reason {
            DeadLetterReason::NoHandler => AskError::Unhandled,
            DeadLetterReason::Undecodable => AskError::Undecodable,
            DeadLetterReason::Unreachable | DeadLetterReason::NotSendable => AskError::NotSendable,
            // Who asks knows more, and says so.
            DeadLetterReason::WouldDeadlock => AskError::Timeout,
            DeadLetterReason::MailboxFull => AskError::MailboxFull,
            DeadLetterReason::TargetExited | DeadLetterReason::Poisonous | DeadLetterReason::TooLate => {
                AskError::Dead
            }
        }
    }
}
