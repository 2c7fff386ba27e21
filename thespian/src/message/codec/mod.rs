//! Messages as bytes: MessagePack with field names, so that versions of a message tolerate each other.

mod items;
mod reader;
#[cfg(test)]
mod tests;

use std::borrow::Cow;
use std::error::Error;

use rmp_serde::Serializer;
use rmp_serde::config::{DefaultConfig, StructMapConfig};
use serde::Serialize;
use serde::de::DeserializeOwned;

use super::Message;
use items::ReadError;
use reader::Reader;

/// How deep a message may nest before it is refused: bounds the decoder's stack.
const MAX_DEPTH: usize = 128;

/// A message that could not be turned into bytes, or back.
#[derive(Debug, thiserror::Error)]
#[error("a `{message}` cannot be {action}: {source}")]
pub struct CodecError {
    message: Cow<'static, str>,
    action: &'static str,
    source: Box<dyn Error + Send + Sync>,
}

impl CodecError {
    /// An `M` has no form as bytes, because of `reason`.
    pub fn encoding<M: Message>(reason: impl Into<Box<dyn Error + Send + Sync>>) -> Self {
        CodecError::new(M::name, "encoded", reason.into())
    }

    /// The bytes are no `M`, because of `reason`.
    pub fn decoding<M: Message>(reason: impl Into<Box<dyn Error + Send + Sync>>) -> Self {
        CodecError::new(M::name, "decoded", reason.into())
    }

    #[cold]
    fn new(
        name: fn() -> Cow<'static, str>,
        action: &'static str,
        source: Box<dyn Error + Send + Sync>,
    ) -> Self {
        CodecError { message: name(), action, source }
    }
}

/// [`Message::encode`] of every message with serde.
#[doc(hidden)]
pub fn encode<M: Message + Serialize>(message: &M) -> Result<Vec<u8>, CodecError> {
    let mut serializer = Serializer::new(Vec::new()).with_struct_map();
    let written = message.serialize(&mut serializer);
    written_by(serializer, written, M::name)
}

fn written_by(
    serializer: Serializer<Vec<u8>, StructMapConfig<DefaultConfig>>,
    written: Result<(), rmp_serde::encode::Error>,
    name: fn() -> Cow<'static, str>,
) -> Result<Vec<u8>, CodecError> {
    match written {
        Ok(()) => Ok(serializer.into_inner()),
        Err(error) => Err(CodecError::new(name, "encoded", Box::new(error))),
    }
}

/// [`Message::decode`] of every message with serde.
#[doc(hidden)]
pub fn decode<M: Message + DeserializeOwned>(bytes: &[u8]) -> Result<M, CodecError> {
    let mut reader = Reader::new(bytes, MAX_DEPTH);
    match M::deserialize(&mut reader) {
        Ok(message) => match reader.end() {
            Ok(()) => Ok(message),
            Err(error) => Err(unread(error, M::name)),
        },
        Err(error) => Err(unread(error, M::name)),
    }
}

#[cold]
fn unread(error: ReadError, name: fn() -> Cow<'static, str>) -> CodecError {
    CodecError::new(name, "decoded", Box::new(error))
}

/// Data as bytes, with the names of its fields.
pub(crate) fn write<T: Serialize>(data: &T) -> Result<Vec<u8>, Box<dyn Error + Send + Sync>> {
    Ok(rmp_serde::to_vec_named(data)?)
}

/// Data from its bytes, all of them, and no deeper than a message may be.
pub(crate) fn read<T: DeserializeOwned>(bytes: &[u8]) -> Result<T, Box<dyn Error + Send + Sync>> {
    let mut reader = Reader::new(bytes, MAX_DEPTH);
    let data = T::deserialize(&mut reader)?;
    reader.end()?;
    Ok(data)
}

/// `Vec<u8>` as bytes instead of as a list of numbers; named by generated code for fields that are called so. Which type
/// that is only the compiler knows: another of that name travels as it does.
#[doc(hidden)]
pub mod bytes {
    use std::any::Any;

    use serde::de::{SeqAccess, Visitor};
    use serde::{Deserialize, Deserializer, Serialize, Serializer};

    pub fn serialize<T: Serialize + 'static, S: Serializer>(
        part: &T,
        serializer: S,
    ) -> Result<S::Ok, S::Error> {
        match (part as &dyn Any).downcast_ref::<Vec<u8>>() {
            Some(bytes) => serializer.serialize_bytes(bytes),
            None => part.serialize(serializer),
        }
    }

    pub fn deserialize<'de, T: Deserialize<'de> + 'static, D: Deserializer<'de>>(
        deserializer: D,
    ) -> Result<T, D::Error> {
        let mut part: Option<T> = None;
        match (&mut part as &mut dyn Any).downcast_mut::<Option<Vec<u8>>>() {
            Some(bytes) => *bytes = Some(deserializer.deserialize_byte_buf(Bytes)?),
            None => return T::deserialize(deserializer),
        }
        Ok(part.expect("it has just been read"))
    }

    struct Bytes;

    impl<'de> Visitor<'de> for Bytes {
        type Value = Vec<u8>;

        fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
            f.write_str("bytes")
        }
        fn visit_bytes<E>(self, bytes: &[u8]) -> Result<Vec<u8>, E> {
            Ok(bytes.to_vec())
        }
        fn visit_byte_buf<E>(self, bytes: Vec<u8>) -> Result<Vec<u8>, E> {
            Ok(bytes)
        }
        fn visit_seq<A: SeqAccess<'de>>(self, mut sequence: A) -> Result<Vec<u8>, A::Error> {
            // The length a stranger announces is no reason to reserve it.
            let mut bytes = Vec::with_capacity(sequence.size_hint().unwrap_or(0).min(4096));
            while let Some(byte) = sequence.next_element()? {
                bytes.push(byte);
            }
            Ok(bytes)
        }
    }
}
