//! A message of any type.

use std::borrow::Cow;
use std::fmt;
use std::sync::Arc;

use serde::{Deserialize, Deserializer, Serialize, Serializer};

use super::contents::{Class, Encoded, Shared};
use super::form::TypeName;
use super::parcel::Parcel;
use super::{Accepts, CodecError, Message, User, codec, contain_drop, system};

/// A message whose type is not known at this place: what `ask_any` and `listen` return.
///
/// Up to three words it lies in place; a larger one is on the heap. It is a message itself: sent on, it
/// arrives as what it holds.
pub struct AnyMessage(Parcel);

impl AnyMessage {
    /// Wraps a message.
    #[must_use]
    pub fn new<M: Message>(message: M) -> Self {
        message.into_any()
    }

    pub(crate) fn pack<M: Message>(message: M) -> Self {
        AnyMessage(Parcel::new(message))
    }

    /// A message whose type this program need not know: its name and its fingerprint, as a
    /// [record](crate::record) or an [`Accepts`](crate::Accepts) says them, and its bytes, MessagePack with the names of
    /// its fields. Its receiver reads it; if it cannot, the message is a dead letter.
    #[must_use]
    pub fn from_bytes(name: &str, fingerprint: u64, bytes: Vec<u8>) -> Self {
        AnyMessage::encoded(name, fingerprint, bytes)
    }

    /// Takes what is in it, and leaves nothing.
    pub(crate) fn take(&mut self) -> Self {
        std::mem::replace(self, AnyMessage::pack(()))
    }

    pub(crate) fn parcel_mut(&mut self) -> &mut Parcel {
        &mut self.0
    }

    pub(crate) fn from_parcel(parcel: Parcel) -> Self {
        AnyMessage(parcel)
    }

    pub(crate) fn encoded(name: &str, fingerprint: u64, bytes: Vec<u8>) -> Self {
        AnyMessage(Parcel::new(Encoded::new(name, fingerprint, bytes)))
    }

    /// A message of which every clone is the very same.
    pub(crate) fn shared(message: AnyMessage) -> Self {
        // Once is enough, however often it is passed on.
        if message.0.get::<Shared>().is_some() {
            return message;
        }
        AnyMessage(Parcel::new(Shared(Arc::new(message))))
    }

    /// The same message once more: the very same if it is shared, as in a dead letter, otherwise a copy in its
    /// encoded form, which its receiver decodes.
    ///
    /// # Errors
    /// If it is not shared, and a part of it has no form as bytes.
    pub fn try_clone(&self) -> Result<Self, CodecError> {
        match self.0.get::<Shared>() {
            Some(shared) => Ok(AnyMessage(Parcel::new(Shared(shared.0.clone())))),
            None => self.reencoded(),
        }
    }

    /// The message itself, if nobody else has it any more; otherwise a copy, in its encoded form.
    pub(crate) fn unshared(self) -> Result<Self, (Self, CodecError)> {
        let message = match self.0.take::<Shared>() {
            Ok(Shared(message)) => message,
            Err(parcel) => return Ok(AnyMessage(parcel)),
        };
        match Arc::try_unwrap(message) {
            Ok(message) => message.unshared(),
            Err(message) => match message.encode() {
                Ok(bytes) => Ok(AnyMessage::encoded(&message.name(), message.fingerprint(), bytes)),
                Err(error) => Err((AnyMessage(Parcel::new(Shared(message))), error)),
            },
        }
    }

    /// A message that has the name of this one and nothing else: for one that has no form as bytes.
    pub(crate) fn into_its_name(self) -> Self {
        let named = AnyMessage::encoded(&self.name(), self.fingerprint(), Vec::new());
        self.discard();
        named
    }

    /// The message as its receiver in another process gets it: encoded, unless it is the system's own.
    pub(crate) fn reencoded(&self) -> Result<Self, CodecError> {
        let bytes = self.encode()?;
        if self.opened().class() == Class::System {
            return system::decode(&self.name(), &bytes);
        }
        Ok(AnyMessage::encoded(&self.name(), self.fingerprint(), bytes))
    }

    /// The name of the message's type.
    #[must_use]
    pub fn name(&self) -> Cow<'_, str> {
        self.0.contents().name()
    }

    /// The fingerprint of the message's type.
    #[must_use]
    pub fn fingerprint(&self) -> u64 {
        self.0.contents().fingerprint()
    }

    /// The message as bytes.
    ///
    /// # Errors
    /// If a part of it has no such form.
    pub fn encode(&self) -> Result<Vec<u8>, CodecError> {
        self.0.contents().encode()
    }

    /// Whether this is an `M`.
    #[must_use]
    pub fn is<M: Message>(&self) -> bool {
        self.downcast_ref::<M>().is_some()
    }

    /// The message as an `M`, unless it is another. What came from elsewhere is decoded at the first look.
    #[must_use]
    pub fn downcast_ref<M: Message>(&self) -> Option<&M> {
        match self.0.get::<M>() {
            None if self.class() == Class::Packed => self.look_through::<M>(),
            found => found,
        }
    }

    #[cold]
    fn look_through<M: Message>(&self) -> Option<&M> {
        self.looked(&M::ACCEPTS)?.0.get()
    }

    /// The message of that type that this one holds, decoded if it came from elsewhere.
    fn looked(&self, wanted: &Accepts) -> Option<&Self> {
        match self.0.get::<Shared>() {
            Some(shared) if shared.0.class() == Class::Packed => shared.0.looked(wanted),
            Some(shared) => Some(&shared.0),
            None => self.0.get::<Encoded>()?.look(wanted),
        }
    }

    /// The message as an `M`, decoded if it came from elsewhere.
    ///
    /// # Errors
    /// Hands the message back if it is another, or cannot be decoded.
    pub fn downcast<M: Message>(self) -> Result<M, DowncastError> {
        M::from_any(self)
    }

    pub(crate) fn open<M: Message>(self) -> Result<M, DowncastError> {
        self.0.take::<M>().or_else(|parcel| AnyMessage(parcel).unpack())
    }

    #[cold]
    fn unpack<M: Message>(self) -> Result<M, DowncastError> {
        let message = self.unpacked(&M::ACCEPTS)?;
        message.0.take::<M>().or_else(|parcel| AnyMessage(parcel).reread())
    }

    /// The message as another type of its name, say that of another version of its crate: as if it came from elsewhere.
    fn reread<M: Message>(self) -> Result<M, DowncastError> {
        let read = self.encode().and_then(|bytes| M::decode(&bytes));
        read.map_err(|source| DowncastError::new(self, &M::ACCEPTS, Some(source)))
    }

    /// The message without what it is packed in, if it has the name of such a one.
    fn unpacked(self, wanted: &Accepts) -> Result<Self, DowncastError> {
        if self.name() != wanted.name() {
            return Err(DowncastError::new(self, wanted, None));
        }
        let message = match self.unshared() {
            Ok(message) => message,
            Err((message, source)) => return Err(DowncastError::new(message, wanted, Some(source))),
        };
        match message.0.get::<Encoded>().map(|encoded| wanted.decode(&encoded.bytes)) {
            Some(Ok(decoded)) => Ok(decoded),
            Some(Err(source)) => Err(DowncastError::new(message, wanted, Some(source))),
            None => Ok(message),
        }
    }

    /// [`Message::KEY`] of what is inside; 0 while it is encoded.
    #[doc(hidden)]
    #[must_use]
    pub fn key(&self) -> u64 {
        self.0.key()
    }

    /// Drops the message; a panic while that happens ends with it.
    #[inline]
    pub(crate) fn discard(self) {
        if self.0.needs_drop() {
            contain_drop(self);
        }
    }

    #[inline]
    pub(crate) fn class(&self) -> Class {
        self.0.class()
    }

    /// The message itself, where several have it.
    #[inline]
    pub(crate) fn opened(&self) -> &Self {
        match self.0.key() {
            0 => self.0.get::<Shared>().map_or(self, |shared| shared.0.opened()),
            _ => self,
        }
    }

    /// One more of the same, which it is shared with from now on.
    pub(crate) fn share(&mut self) -> Self {
        if self.0.get::<Shared>().is_none() {
            *self = AnyMessage::shared(self.take());
        }
        let shared = self.0.get::<Shared>().expect("it has just been made so");
        AnyMessage(Parcel::new(Shared(shared.0.clone())))
    }

    /// Whether it can be delivered once more.
    pub(crate) fn is_whole(&self) -> bool {
        self.0.contents().is_whole()
    }

    pub(crate) fn as_encoded(&self) -> Option<&Encoded> {
        self.0.get::<Encoded>()
    }
}

impl fmt::Debug for AnyMessage {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.contents().describe(f)
    }
}

/// A message that is not what was expected; it is handed back.
#[derive(Debug, thiserror::Error)]
#[error("expected a `{expected}`, got a `{}`: {message:?}", message.name())]
pub struct DowncastError {
    /// The message as it was.
    pub message: AnyMessage,
    expected: Cow<'static, str>,
    source: Option<CodecError>,
}

impl DowncastError {
    fn new(message: AnyMessage, wanted: &Accepts, source: Option<CodecError>) -> Self {
        DowncastError { message, expected: wanted.name(), source }
    }
}

#[derive(Serialize, Deserialize)]
struct Wire<'a> {
    name: Cow<'a, str>,
    fingerprint: u64,
    #[serde(with = "codec::bytes")]
    bytes: Vec<u8>,
}

impl Serialize for AnyMessage {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let bytes = self.encode().map_err(serde::ser::Error::custom)?;
        Wire { name: self.name(), fingerprint: self.fingerprint(), bytes }.serialize(serializer)
    }
}

impl<'de> Deserialize<'de> for AnyMessage {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let wire = Wire::deserialize(deserializer)?;
        Ok(AnyMessage::encoded(&wire.name, wire.fingerprint, wire.bytes))
    }
}

#[diagnostic::do_not_recommend]
impl Message for AnyMessage {
    type Kind = User;
    const TYPE: TypeName = TypeName::new("thespian.AnyMessage");

    fn encode(&self) -> Result<Vec<u8>, CodecError> {
        codec::encode(self)
    }
    fn decode(bytes: &[u8]) -> Result<Self, CodecError> {
        codec::decode(bytes)
    }
    fn describe(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(self, f)
    }
    /// Wrapping it once more would hide what it holds.
    fn into_any(self) -> AnyMessage {
        self
    }
    fn from_any(message: AnyMessage) -> Result<Self, DowncastError> {
        Ok(message)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn through_bytes(message: &AnyMessage) -> AnyMessage {
        AnyMessage::encoded(&message.name(), message.fingerprint(), message.encode().expect("plain data"))
    }

    #[test]
    fn a_message_is_not_wrapped_twice() {
        let message = AnyMessage::new(AnyMessage::new(AnyMessage::new(5_u8)));
        assert_eq!(message.downcast_ref::<u8>(), Some(&5));
    }

    #[test]
    fn an_encoded_message_is_decoded_on_demand() {
        let encoded = through_bytes(&AnyMessage::new(vec![1_u8, 2]));
        assert_eq!(encoded.name(), "Vec<u8>");
        assert_eq!(encoded.downcast_ref::<Vec<u8>>().expect("a list"), &[1, 2]);
        assert!(encoded.is::<Vec<u8>>() && !encoded.is::<String>());
        let encoded = encoded.downcast::<String>().expect_err("it is a list").message;
        assert_eq!(encoded.downcast::<Vec<u8>>().expect("a list"), [1, 2]);
    }

    #[test]
    fn a_shared_message_is_had_by_each() {
        let first = AnyMessage::shared(AnyMessage::new("both".to_owned()));
        let second = first.try_clone().expect("it is shared");
        assert_eq!(first.downcast_ref::<String>().expect("a text"), "both");
        let first = first.downcast::<u8>().expect_err("it is a text").message;
        assert_eq!(first.downcast::<String>().expect("a copy"), "both");
        assert_eq!(second.downcast::<String>().expect("the text"), "both");
    }

    #[test]
    fn a_message_inside_a_message_survives_the_codec() {
        let inner = AnyMessage::new("inner".to_owned());
        let bytes = codec::encode(&inner).expect("plain data");
        let outer = codec::decode::<AnyMessage>(&bytes).expect("a message");
        assert_eq!(outer.downcast::<String>().expect("a text"), "inner");
    }
}
