//! A form says what serde was told, also where it was told under a condition.

#![deny(warnings)]

use thespian::form::Form;
use thespian::prelude::*;

/// A number as a text.
mod text {
    use thespian::__private::serde::{Deserialize, Deserializer, Serializer, de::Error};

    pub fn serialize<S: Serializer>(number: &u64, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(number)
    }
    pub fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<u64, D::Error> {
        String::deserialize(deserializer)?.parse().map_err(D::Error::custom)
    }
}

/// Bytes as a list of numbers.
mod list {
    use thespian::__private::serde::{Deserialize, Deserializer, Serialize, Serializer};

    pub fn serialize<S: Serializer>(bytes: &Vec<u8>, serializer: S) -> Result<S::Ok, S::Error> {
        bytes.serialize(serializer)
    }
    pub fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Vec<u8>, D::Error> {
        Vec::deserialize(deserializer)
    }
}

#[message]
#[derive(PartialEq)]
struct Plain {
    number: u64,
}

#[message]
#[derive(PartialEq)]
struct With {
    #[serde(with = "text")]
    number: u64,
}

#[message]
#[derive(PartialEq)]
struct Ways {
    #[serde(serialize_with = "text::serialize", deserialize_with = "text::deserialize")]
    number: u64,
}

#[message]
#[derive(PartialEq)]
#[serde(from = "u64", into = "u64")]
struct Through {
    number: u64,
}

impl From<u64> for Through {
    fn from(number: u64) -> Self {
        Through { number }
    }
}

impl From<Through> for u64 {
    fn from(through: Through) -> Self {
        through.number
    }
}

#[message]
#[derive(PartialEq)]
struct Conditional {
    #[cfg_attr(all(), serde(rename = "no"))]
    number: u64,
    #[cfg_attr(any(), serde(rename = "never"))]
    #[cfg_attr(not(any()), doc = "Documented.", serde(with = "text"))]
    always: u64,
    #[cfg_attr(all(), cfg_attr(all(), serde(skip)))]
    skipped: u8,
    #[cfg_attr(all(), cfg_attr(any(), serde(skip)))]
    kept: u8,
    #[cfg_attr(any(), serde(with = "list"))]
    bytes: Vec<u8>,
    #[cfg_attr(all(), serde(with = "list"))]
    numbers: Vec<u8>,
}

#[message]
#[derive(PartialEq)]
#[cfg_attr(all(), serde(rename_all = "UPPERCASE"))]
struct Renamed {
    number: u64,
}

#[message]
#[derive(PartialEq)]
#[cfg_attr(any(), serde(rename_all = "UPPERCASE"))]
enum Choice {
    #[cfg_attr(all(), serde(rename = "one"))]
    One,
    Two(u8),
}

#[message]
#[derive(PartialEq)]
struct Many {
    #[cfg_attr(all(), serde(default))]
    #[cfg_attr(all(all()), serde(alias = "b"))]
    #[cfg_attr(all(all(), all()), serde(alias = "c"))]
    #[cfg_attr(all(not(any())), serde(alias = "d"))]
    #[cfg_attr(not(any()), serde(rename = "number"))]
    many: u8,
}

#[actor]
#[derive(Default)]
struct Clerk;

#[receive]
impl Clerk {
    #[message(Defined)]
    fn defined(&mut self, #[cfg_attr(all(), serde(rename = "to"))] from: u64) {
        let _ = (self, from);
    }
}

fn parts<M: Message>() -> Vec<String> {
    let Form::Struct(fields) = M::FORM else { panic!("it has fields") };
    fields.iter().map(|field| format!("{}: {}", field.name, field.ty)).collect()
}

fn roundtrip<M: Message + PartialEq + std::fmt::Debug>(message: M) -> Vec<u8> {
    let bytes = message.encode().expect("plain data");
    assert_eq!(M::decode(&bytes).expect("the same"), message);
    bytes
}

fn main() {
    let prints = [Plain::FINGERPRINT, With::FINGERPRINT, Ways::FINGERPRINT, Through::FINGERPRINT];
    let different: std::collections::BTreeSet<_> = prints.into_iter().collect();
    assert_eq!(different.len(), prints.len(), "what travels is something else");
    assert_eq!(parts::<With>(), ["number: u64 with text"]);
    assert_eq!(
        parts::<Ways>(),
        ["number: u64 serialize_with text::serialize, deserialize_with text::deserialize"]
    );
    assert!(matches!(Through::FORM, Form::Opaque));

    let fields =
        ["no: u64", "always: u64 with text", "kept: u8", "bytes: Vec<u8>", "numbers: Vec<u8> with list"];
    assert_eq!(parts::<Conditional>(), fields);
    assert!(matches!(Renamed::FORM, Form::Opaque));
    assert!(matches!(Choice::FORM, Form::Enum([one, two]) if one.name == "one" && two.name == "Two"));
    assert!(matches!(Many::FORM, Form::Opaque), "too many conditions to say each");
    assert_eq!(parts::<Defined>(), ["to: u64"]);

    roundtrip(With { number: 1 });
    roundtrip(Ways { number: 1 });
    roundtrip(Through { number: 1 });
    roundtrip(Renamed { number: 1 });
    roundtrip(Choice::One);
    roundtrip(Choice::Two(2));
    roundtrip(Many { many: 1 });
    let (bytes, numbers) = (vec![200; 1_000], vec![200; 1_000]);
    let bytes = roundtrip(Conditional { number: 1, always: 2, skipped: 0, kept: 3, bytes, numbers });
    assert!((3_000..3_200).contains(&bytes.len()), "one as bytes and one as numbers, not {}", bytes.len());
}
