//! Messages as bytes: MessagePack with field names, so that versions of a message tolerate each other.

mod items;
mod reader;

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

/// Data from its bytes, all of them, and no deeper than a message may be.
pub(crate) fn read<T: DeserializeOwned>(bytes: &[u8]) -> Result<T, Box<dyn Error + Send + Sync>> {
    let mut reader = Reader::new(bytes, MAX_DEPTH);
    let data = T::deserialize(&mut reader)?;
    reader.end()?;
    Ok(data)
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

    #[derive(Debug, Clone, PartialEq, Serialize, serde::Deserialize)]
    struct Unit;
    #[derive(Debug, Clone, PartialEq, Serialize, serde::Deserialize)]
    struct Wrapped(u8);
    #[derive(Debug, Clone, PartialEq, Serialize, serde::Deserialize)]
    struct Pair(i64, String);
    #[derive(Debug, Clone, PartialEq, Serialize, serde::Deserialize)]
    enum Shape {
        Point,
        Circle(f32),
        Line(i32, i32),
        Named { name: String, parts: Vec<Shape> },
    }
    #[derive(Debug, Clone, PartialEq, Serialize, serde::Deserialize)]
    #[serde(untagged)]
    enum Untagged {
        Number(i64),
        Text(String),
        Parts(Vec<Untagged>),
        Fields { a: Option<bool> },
    }
    #[derive(Debug, Clone, PartialEq, Serialize, serde::Deserialize)]
    #[serde(tag = "kind")]
    enum Tagged {
        A { x: u8 },
        B,
    }
    #[derive(Debug, Clone, PartialEq, Serialize, serde::Deserialize)]
    struct Everything {
        unit: (),
        unit_struct: Unit,
        wrapped: Wrapped,
        pair: Pair,
        shapes: Vec<Shape>,
        untagged: Vec<Untagged>,
        tagged: Vec<Tagged>,
        bools: [bool; 2],
        small: (i8, u8, i16, u16, i32, u32),
        wide: (i64, u64, i128, u128),
        floats: (f32, f64, f64),
        letters: (char, String),
        options: Vec<Option<Option<u8>>>,
        map: std::collections::BTreeMap<String, (u8, Vec<u8>)>,
        #[serde(with = "bytes")]
        bytes: Vec<u8>,
        duration: std::time::Duration,
    }

    fn everything() -> Everything {
        Everything {
            unit: (),
            unit_struct: Unit,
            wrapped: Wrapped(200),
            pair: Pair(i64::MIN, "x".repeat(70_000)),
            shapes: vec![
                Shape::Point,
                Shape::Circle(0.1),
                Shape::Line(-1, i32::MAX),
                Shape::Named { name: String::new(), parts: vec![Shape::Point; 20] },
            ],
            untagged: vec![
                Untagged::Number(-40_000),
                Untagged::Text("ä".repeat(200)),
                Untagged::Parts(vec![Untagged::Number(7)]),
                Untagged::Fields { a: Some(true) },
            ],
            tagged: vec![Tagged::A { x: 1 }, Tagged::B],
            bools: [true, false],
            small: (-128, 255, i16::MIN, u16::MAX, -33, u32::MAX),
            wide: (i64::MAX, u64::MAX, i128::MIN, u128::MAX),
            floats: (f32::MIN_POSITIVE, f64::MAX, -0.0),
            letters: ('ß', "text".to_owned()),
            options: vec![None, Some(Some(1))],
            map: (0..40).map(|n| (format!("key {n}"), (n, vec![n; 3]))).collect(),
            bytes: vec![7; 300],
            duration: std::time::Duration::new(1, 2),
        }
    }

    #[test]
    fn everything_that_serde_knows_is_read_as_it_was_written() {
        let bytes = rmp_serde::to_vec_named(&everything()).expect("plain data");
        assert_eq!(read::<Everything>(&bytes).expect("the same"), everything());
        // Half of a double option is lost on the way, as with every codec that writes `Some` as what is in it.
        let halved = rmp_serde::to_vec_named(&Some(None::<u8>)).expect("plain data");
        assert_eq!(read::<Option<Option<u8>>>(&halved).expect("nothing"), None);
    }

    #[test]
    fn a_chain_of_options_may_be_as_long_as_one_of_lists_may_be_deep() {
        #[derive(Serialize, serde::Deserialize)]
        struct Link {
            next: Option<Box<Named>>,
        }
        #[derive(Serialize, serde::Deserialize)]
        struct Named(Box<Link>);
        let mut chain = Link { next: None };
        for _ in 0..MAX_DEPTH - 2 {
            chain = Link { next: Some(Box::new(Named(Box::new(chain)))) };
        }
        let bytes = rmp_serde::to_vec_named(&chain).expect("plain data");
        assert!(read::<Link>(&bytes).is_ok());
    }

    #[test]
    fn keys_of_a_flattened_map_may_be_numbers_and_bools() {
        #[derive(Debug, PartialEq, Serialize, serde::Deserialize)]
        struct Flat<K: Ord> {
            #[serde(flatten)]
            map: std::collections::BTreeMap<K, u8>,
        }
        let numbers = Flat { map: [(-5, 1), (7, 2), (-40_000, 3)].into() };
        let bytes = rmp_serde::to_vec_named(&numbers).expect("plain data");
        assert_eq!(read::<Flat<i32>>(&bytes).expect("the same"), numbers);
        let bools = Flat { map: [(true, 1)].into() };
        let bytes = rmp_serde::to_vec_named(&bools).expect("plain data");
        assert_eq!(read::<Flat<bool>>(&bytes).expect("the same"), bools);
    }

    #[test]
    fn bytes_and_lists_of_numbers_are_read_as_each_other() {
        #[derive(Debug, PartialEq, Serialize, serde::Deserialize)]
        struct AsBytes(#[serde(with = "bytes")] Vec<u8>);
        let list = rmp_serde::to_vec_named(&vec![1_u8, 200]).expect("plain data");
        assert_eq!(read::<AsBytes>(&list).expect("bytes").0, [1, 200]);
        let bytes = rmp_serde::to_vec_named(&AsBytes(vec![1, 200])).expect("plain data");
        assert_eq!(read::<Vec<u8>>(&bytes).expect("a list"), [1, 200]);
    }

    #[test]
    fn a_field_that_makes_do_without_its_value_takes_no_depth_with_it() {
        fn lenient<'de, D: serde::Deserializer<'de>>(deserializer: D) -> Result<u8, D::Error> {
            let read: Result<Vec<u8>, _> = serde::Deserialize::deserialize(deserializer);
            Ok(read.map_or(0, |list| list.len() as u8))
        }
        #[derive(serde::Deserialize)]
        struct Lenient {
            #[serde(deserialize_with = "lenient")]
            at: u8,
        }
        #[derive(Serialize)]
        struct Given {
            at: bool,
        }
        let given: Vec<_> = (0..1_000).map(|_| Given { at: true }).collect();
        let read = read::<Vec<Lenient>>(&rmp_serde::to_vec_named(&given).expect("plain data"));
        assert_eq!(read.expect("all of them").iter().filter(|lenient| lenient.at == 0).count(), 1_000);
    }

    #[test]
    fn a_version_with_other_fields_is_read() {
        #[derive(Serialize)]
        struct New {
            added: (u8, Vec<Shape>),
            name: String,
        }
        #[derive(Debug, PartialEq, serde::Deserialize)]
        struct Old {
            name: String,
            gone: Option<u8>,
        }
        let new = New { added: (1, vec![Shape::Line(1, 2)]), name: "n".to_owned() };
        let bytes = rmp_serde::to_vec_named(&new).expect("plain data");
        assert_eq!(read::<Old>(&bytes).expect("it is tolerant"), Old { name: "n".to_owned(), gone: None });
    }

    #[test]
    fn hostile_bytes_are_an_error_and_take_no_memory() {
        let whole = rmp_serde::to_vec_named(&everything()).expect("plain data");
        for end in (0..400).chain(whole.len() - 400..whole.len()) {
            assert!(read::<Everything>(&whole[..end]).is_err());
        }
        let mut state = 1_u64;
        for _ in 0..20_000 {
            let mut broken = whole[..2_000].to_vec();
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            let (at, byte) = ((state >> 33) as usize % broken.len(), state.to_le_bytes()[7]);
            broken[at] = byte;
            let _ = read::<Everything>(&broken[at.saturating_sub(4)..]);
            let _ = read::<Untagged>(&broken[at..]);
            let _ = read::<Shape>(&broken[at..]);
        }
        // Lists, maps, texts and bytes that announce four thousand million parts.
        for marker in [0xdd, 0xdf, 0xdb, 0xc6] {
            let huge = [marker, 0xff, 0xff, 0xff, 0xff, 1];
            assert!(read::<Vec<u64>>(&huge).is_err() && read::<String>(&huge).is_err());
            assert!(read::<Untagged>(&huge).is_err() && read::<serde::de::IgnoredAny>(&huge).is_err());
        }
        assert!(read::<Vec<u8>>(&[0xc1]).is_err() && read::<String>(&[0xa1, 0xff]).is_err());
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
        let error = read::<Deep>(&[0x91; 10_000]).err().expect("that is too deep").to_string();
        assert_eq!(error, "it nests too deep");
        // One that reads nothing on its way down.
        #[derive(serde::Deserialize)]
        struct Hollow(#[expect(dead_code, reason = "only its depth matters")] Option<Box<Hollow>>);
        assert!(read::<Hollow>(&[1]).is_err());
        assert!(read::<Hollow>(&[0xc0]).is_ok());
    }
}
