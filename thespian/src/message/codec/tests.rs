//! Everything that serde knows, and everything that a stranger may send.

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
fn extensions_are_read_as_rmp_serde_writes_them_and_passed_over_where_nobody_wants_them() {
    #[derive(Debug, Clone, PartialEq)]
    struct Raw(Vec<u8>);
    impl Serialize for Raw {
        fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
            bytes::serialize(&self.0, serializer)
        }
    }
    impl<'de> serde::Deserialize<'de> for Raw {
        fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
            bytes::deserialize(deserializer).map(Raw)
        }
    }
    #[derive(Debug, Clone, PartialEq, Serialize, serde::Deserialize)]
    #[serde(rename = "_ExtStruct")]
    struct Extension((i8, Raw));
    #[derive(Debug, PartialEq, Serialize, serde::Deserialize)]
    struct New {
        more: Vec<Extension>,
        name: Option<Extension>,
        last: u8,
    }
    #[derive(serde::Deserialize)]
    struct Old {
        last: u8,
    }
    // A number whose byte is that of nothing, and lengths of each kind.
    let extension = |length| Extension((-64, Raw(vec![0xc1; length])));
    let lengths = [0, 1, 2, 3, 4, 8, 16, 17, 255, 256, 70_000];
    let new = New { more: lengths.map(extension).into(), name: Some(extension(5)), last: 9 };
    let bytes = rmp_serde::to_vec_named(&new).expect("plain data");
    assert_eq!(rmp_serde::from_slice::<New>(&bytes).expect("the same"), new);
    assert_eq!(read::<New>(&bytes).expect("the same"), new);
    assert_eq!(read::<Old>(&bytes).expect("the rest").last, 9);
    // In what reads whatever comes, and in what is no extension.
    #[derive(Debug, PartialEq, serde::Deserialize)]
    #[serde(untagged)]
    enum Any {
        Extension(i8, Raw),
    }
    let one = rmp_serde::to_vec_named(&extension(3)).expect("plain data");
    assert_eq!(read::<Any>(&one).expect("its parts"), Any::Extension(-64, Raw(vec![0xc1; 3])));
    assert_eq!(read::<(Option<i8>, Raw)>(&one).expect("its parts").0, Some(-64));
    assert!(read::<Vec<u8>>(&one).is_err() && read::<String>(&one).is_err());
    // One that ends early, and lengths that nothing follows.
    for end in 0..one.len() {
        assert!(read::<Extension>(&one[..end]).is_err());
        assert!(read::<serde::de::IgnoredAny>(&one[..end]).is_err());
    }
    for huge in
        [&[0xc9, 0xff, 0xff, 0xff, 0xff, 1, 1][..], &[0xc8, 0xff, 0xff, 1], &[0xc7, 0xff, 1, 0], &[0xd8, 1]]
    {
        assert!(read::<serde::de::IgnoredAny>(huge).is_err() && read::<Extension>(huge).is_err());
    }
}

#[test]
fn hostile_bytes_are_an_error() {
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
