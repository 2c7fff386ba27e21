//! What is common to everything that a parcel can hold.

use std::borrow::Cow;
use std::fmt;
use std::sync::{Arc, OnceLock};

use super::codec::CodecError;
use super::{Accepts, AnyMessage, Kind, Message};

/// How the runtime treats a message on its way to a handler.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
#[doc(hidden)]
pub enum Class {
    /// Written by users: handled, or dead-lettered when no handler is there.
    User,
    /// Named in the documentation, acted on by the runtime, consumed when no handler is there.
    System,
    /// Between parts of the runtime; no handler ever sees one.
    Internal,
    /// Encoded or shared: the receiving actor has to unpack it first.
    Packed,
}

/// A stored value without its type.
pub(crate) trait Contents: Send + Sync {
    fn name(&self) -> Cow<'_, str>;
    fn fingerprint(&self) -> u64;
    fn encode(&self) -> Result<Vec<u8>, CodecError>;
    fn describe(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result;
    /// Whether it can be delivered once more.
    fn is_whole(&self) -> bool {
        true
    }
}

/// A type that a parcel can hold: every message, and the encoded form of one.
pub(crate) trait Stored: Contents + Sized + 'static {
    const KEY: u64;
    const CLASS: Class;
}

impl<M: Message> Contents for M {
    fn name(&self) -> Cow<'_, str> {
        M::name()
    }
    fn fingerprint(&self) -> u64 {
        M::FINGERPRINT
    }
    fn encode(&self) -> Result<Vec<u8>, CodecError> {
        Message::encode(self)
    }
    fn describe(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        Message::describe(self, f)
    }
    fn is_whole(&self) -> bool {
        Message::is_whole(self)
    }
}

impl<M: Message> Stored for M {
    const KEY: u64 = M::KEY;
    const CLASS: Class = <M::Kind as Kind<M>>::CLASS;
}

/// A message as it came from another process, or through the strict codec.
pub(crate) struct Encoded {
    pub(crate) name: Box<str>,
    pub(crate) fingerprint: u64,
    pub(crate) bytes: Vec<u8>,
    /// What it was decoded to, when somebody first looked: nothing, if the bytes are not such a message.
    decoded: OnceLock<Option<AnyMessage>>,
}

impl Encoded {
    pub(crate) fn new(name: &str, fingerprint: u64, bytes: Vec<u8>) -> Self {
        Encoded { name: name.into(), fingerprint, bytes, decoded: OnceLock::new() }
    }

    /// The message, decoded at the first look, if it is of that type.
    pub(crate) fn look(&self, wanted: &Accepts) -> Option<&AnyMessage> {
        if wanted.name() != *self.name {
            return None;
        }
        self.decoded.get_or_init(|| wanted.decode(&self.bytes).ok()).as_ref()
    }
}

impl Contents for Encoded {
    fn name(&self) -> Cow<'_, str> {
        Cow::Borrowed(&self.name)
    }
    fn fingerprint(&self) -> u64 {
        self.fingerprint
    }
    fn encode(&self) -> Result<Vec<u8>, CodecError> {
        Ok(self.bytes.clone())
    }
    fn describe(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} ({} bytes, not decoded)", self.name, self.bytes.len())
    }
}

impl Stored for Encoded {
    const KEY: u64 = 0;
    const CLASS: Class = Class::Packed;
}

/// A message that several have: each handler of dead letters gets the same.
pub(crate) struct Shared(pub(crate) Arc<AnyMessage>);

impl Contents for Shared {
    fn name(&self) -> Cow<'_, str> {
        self.0.name()
    }
    fn fingerprint(&self) -> u64 {
        self.0.fingerprint()
    }
    fn encode(&self) -> Result<Vec<u8>, CodecError> {
        self.0.encode()
    }
    fn describe(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(&self.0, f)
    }
    fn is_whole(&self) -> bool {
        self.0.is_whole()
    }
}

impl Stored for Shared {
    const KEY: u64 = 0;
    const CLASS: Class = Class::Packed;
}
