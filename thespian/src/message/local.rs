//! What cannot leave its process, as a message.

use std::borrow::Cow;
use std::fmt;
use std::sync::{Mutex, PoisonError};

use super::form::TypeName;
use super::{CodecError, Message, User};

/// Carries anything to an actor of the same process: a socket, a channel, a closure.
///
/// It is moved into its handler, which takes it by value, and so it is delivered once: if the handler fails, the
/// poison names it and carries no message. In a message that would leave the process it is a dead letter.
///
/// ```
/// use std::sync::mpsc;
/// use thespian::prelude::*;
///
/// #[actor]
/// #[derive(Default)]
/// struct Worker;
///
/// #[receive]
/// impl Worker {
///     fn work(&mut self, to: Local<mpsc::Sender<u64>>) -> Result<(), Failure> {
///         Ok(to.into_inner().send(42)?)
///     }
/// }
///
/// # fn main() -> Result<(), Box<dyn std::error::Error>> {
/// # let system = thespian::testing::system("sequential")?;
/// let worker = system.create_actor::<Worker>()?;
/// let (sender, results) = mpsc::channel();
/// system.tell(&worker, Local::new(sender))?;
/// assert_eq!(results.recv()?, 42);
/// # Ok(())
/// # }
/// ```
// There is no reference to the inside, so it is `Sync` whatever it holds.
pub struct Local<T>(Mutex<Option<T>>);

impl<T: Send + 'static> Local<T> {
    /// Wraps it.
    pub fn new(value: T) -> Self {
        Local(Mutex::new(Some(value)))
    }

    /// Unwraps it.
    ///
    /// # Panics
    /// If it was moved into a handler that failed: it is gone.
    #[must_use]
    pub fn into_inner(self) -> T {
        let value = self.0.into_inner().unwrap_or_else(PoisonError::into_inner);
        value.expect("a local message is moved into its handler once")
    }

    /// Moves it out, and leaves nothing.
    pub(crate) fn moved(&self) -> Self {
        Local(Mutex::new(self.0.lock().unwrap_or_else(PoisonError::into_inner).take()))
    }
}

impl<T> fmt::Debug for Local<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Local<{}>", std::any::type_name::<T>())
    }
}

/// Why a local message does not leave its process.
#[must_use]
pub fn stays<M: Message>() -> CodecError {
    CodecError::encoding::<M>("it is local: it cannot leave its process")
}

/// Why a local message does not come from another process.
#[must_use]
pub fn comes<M: Message>() -> CodecError {
    CodecError::decoding::<M>("it is local: it cannot come from another process")
}

#[diagnostic::do_not_recommend]
impl<T: Send + 'static> Message for Local<T> {
    type Kind = User;
    const TYPE: TypeName = TypeName::new("thespian.Local");

    fn name() -> Cow<'static, str> {
        format!("Local<{}>", std::any::type_name::<T>()).into()
    }
    fn encode(&self) -> Result<Vec<u8>, CodecError> {
        Err(stays::<Self>())
    }
    fn decode(_: &[u8]) -> Result<Self, CodecError> {
        Err(comes::<Self>())
    }
    fn describe(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(self, f)
    }
    fn is_whole(&self) -> bool {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).is_some()
    }
}
