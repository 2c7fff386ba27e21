//! Messages as bytes: MessagePack with field names, so that versions of a message tolerate each other.

use std::borrow::Cow;
use std::error::Error;

use rmp_serde::Deserializer;
use serde::Serialize;
use serde::de::DeserializeOwned;

use super::Message;

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
        CodecError { message: M::name(), action: "encoded", source: reason.into() }
    }

    /// The bytes are no `M`, because of `reason`.
    pub fn decoding<M: Message>(reason: impl Into<Box<dyn Error + Send + Sync>>) -> Self {
        CodecError { message: M::name(), action: "decoded", source: reason.into() }
    }
}

/// [`Message::encode`] of every message with serde.
#[doc(hidden)]
pub fn encode<M: Message + Serialize>(message: &M) -> Result<Vec<u8>, CodecError> {
    rmp_serde::to_vec_named(message).map_err(CodecError::encoding::<M>)
}

/// [`Message::decode`] of every message with serde.
#[doc(hidden)]
pub fn decode<M: Message + DeserializeOwned>(bytes: &[u8]) -> Result<M, CodecError> {
    read(bytes).map_err(CodecError::decoding::<M>)
}

/// Data from its bytes, all of them, and no deeper than a message may be.
pub(crate) fn read<T: DeserializeOwned>(bytes: &[u8]) -> Result<T, Box<dyn Error + Send + Sync>> {
    let mut rest = bytes;
    let mut deserializer = Deserializer::new(&mut rest);
    deserializer.set_max_depth(MAX_DEPTH);
    let data = T::deserialize(&mut deserializer)?;
    if rest.is_empty() { Ok(data) } else { Err(format!("{} bytes follow it", rest.len()).into()) }
}

/// `Vec<u8>` as bytes instead of as a list of numbers; named by generated code for fields of that type.
#[doc(hidden)]
pub mod bytes {
    use serde::de::{SeqAccess, Visitor};
    use serde::{Deserializer, Serializer};

    pub fn serialize<S: Serializer>(bytes: &[u8], serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_bytes(bytes)
    }

    pub fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Vec<u8>, D::Error> {
        deserializer.deserialize_byte_buf(Bytes)
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_encoded_is_decoded() {
        let bytes = encode(&(1_u8, "two".to_owned(), Some(3.0_f64))).expect("plain data");
        assert_eq!(
            decode::<(u8, String, Option<f64>)>(&bytes).expect("the same"),
            (1, "two".to_owned(), Some(3.0))
        );
    }

    #[test]
    fn bytes_that_are_no_such_message_are_refused_by_name() {
        let text = encode(&"text".to_owned()).expect("plain data");
        let error = decode::<u64>(&text).expect_err("a text is no number").to_string();
        assert!(error.starts_with("a `u64` cannot be decoded: "), "{error}");
        let mut long = encode(&1_u64).expect("plain data");
        long.push(0);
        assert!(decode::<u64>(&long).is_err());
        assert!(decode::<u64>(&[]).is_err());
    }

    #[test]
    fn a_message_that_nests_too_deep_is_refused() {
        #[derive(serde::Deserialize)]
        struct Deep(#[expect(dead_code, reason = "only its depth matters")] Vec<Deep>);
        let mut deserializer = Deserializer::new(&[0x91_u8; 10_000][..]);
        deserializer.set_max_depth(MAX_DEPTH);
        assert!(<Deep as serde::Deserialize>::deserialize(&mut deserializer).is_err());
    }
}
