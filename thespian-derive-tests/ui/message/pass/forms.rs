//! Every form of struct and enum, generic ones, and derives of the user's own.

use std::collections::HashMap;

use thespian::prelude::*;

/// Boxes of what has no size.
#[message]
struct Boxed {
    text: Box<str>,
    numbers: Box<[u16]>,
    #[serde(default)]
    bytes: Vec<u8>,
}

#[message]
struct Unit;

#[message(name = "tests.pair")]
#[derive(PartialEq, Eq, Hash, Default)]
struct Pair(u8, String);

#[message]
#[derive(Debug, Clone, PartialEq)]
struct Named {
    bytes: Vec<u8>,
    more: Option<Vec<u8>>,
    map: HashMap<String, Pair>,
    address: ActorAddress,
    any: Option<Box<Named>>,
}

#[message]
#[derive(PartialEq)]
enum Choice {
    Nothing,
    One(Pair),
    Other { bytes: Vec<u8> },
}

#[message]
#[derive(PartialEq)]
struct Wrapped<T> {
    inner: T,
}

fn roundtrip<M: Message + PartialEq + std::fmt::Debug>(message: M) {
    let bytes = message.encode().expect("plain data");
    assert_eq!(M::decode(&bytes).expect("the same"), message);
}

fn main() {
    let boxed = Boxed { text: "t".into(), numbers: [1, 2].into(), bytes: vec![200; 100] };
    let bytes = boxed.encode().expect("plain data");
    assert!(bytes.len() < 150, "bytes travel as bytes, also with a default");
    let read = Boxed::decode(&bytes).expect("the same");
    assert_eq!((&*read.text, &*read.numbers, read.bytes.len()), ("t", &[1, 2][..], 100));

    let address = "ActorAddr-(00000002a.0|actor 7.0)".parse().expect("an address");
    let pair = Pair(1, "one".into());
    let map = HashMap::from([("a".to_owned(), pair.clone())]);
    roundtrip(pair.clone());
    let bytes = vec![0; 1000];
    let named = Named { bytes: bytes.clone(), more: Some(bytes.clone()), map, address, any: None };
    roundtrip(Named { any: Some(Box::new(named.clone())), ..named });
    roundtrip(Choice::Nothing);
    roundtrip(Choice::One(pair.clone()));
    roundtrip(Choice::Other { bytes: bytes.clone() });
    roundtrip(Wrapped { inner: pair.clone() });
    assert!(Choice::Other { bytes }.encode().expect("plain data").len() < 1050, "bytes are not numbers");
    assert_eq!(Pair::name(), "tests.pair");
    assert!(Unit::name().ends_with("::Unit"));
    assert!(Wrapped::<Pair>::name().ends_with("::Wrapped<tests.pair>"));
    assert_ne!(Wrapped::<Pair>::KEY, Wrapped::<u8>::KEY);
    let _ = Unit;
}
