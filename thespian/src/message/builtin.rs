//! The messages that need no definition: plain data of the standard library.

use std::any::{Any, TypeId};
use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet, VecDeque};
use std::fmt::{self, Debug};
use std::hash::{BuildHasher, Hash};
use std::time::Duration;

use serde::Serialize;
use serde::de::DeserializeOwned;

use super::form::{Parameter, TypeName};
use super::{CodecError, Message, Silent, User, WakeupId, codec, key_of, key_with};
use crate::address::ActorAddress;

macro_rules! plain {
    ($($type:ty: $kind:ty),* $(,)?) => {$(
        #[diagnostic::do_not_recommend]
        impl Message for $type {
            type Kind = $kind;
            const TYPE: TypeName = TypeName::new(stringify!($type));
            by_serde!();
        }
    )*};
}

plain! {
    (): Silent, bool: User, char: User, String: User, Duration: User, ActorAddress: User, WakeupId: User,
    u8: User, u16: User, u32: User, u64: User, u128: User, usize: User,
    i8: User, i16: User, i32: User, i64: User, i128: User, isize: User,
    f32: User, f64: User,
}

/// A container: its key and fingerprint mix in those of what it holds.
macro_rules! container {
    ($name:literal, $type:ty, [$($parameter:ident),*], [$($bound:tt)*]) => {
        #[diagnostic::do_not_recommend]
        impl<$($bound)*> Message for $type {
            type Kind = User;
            const TYPE: TypeName = TypeName::generic($name, &[$(Parameter::Type(&$parameter::TYPE)),*]);
            const FINGERPRINT: u64 = {
                let print = key_of($name);
                $(let print = key_with(print, $parameter::FINGERPRINT);)*
                print
            };
            by_serde!();
        }
    };
}

container!("Option", Option<T>, [T], [T: Data]);
container!("VecDeque", VecDeque<T>, [T], [T: Data]);
container!("BTreeSet", BTreeSet<T>, [T], [T: Data + Ord]);
container!("HashSet", HashSet<T, S>, [T], [T: Data + Eq + Hash, S: Hashes]);
container!("BTreeMap", BTreeMap<K, V>, [K, V], [K: Data + Ord, V: Data]);
container!("HashMap", HashMap<K, V, S>, [K, V], [K: Data + Eq + Hash, V: Data, S: Hashes]);
container!("Tuple", (A,), [A], [A: Data]);
container!("Tuple", (A, B), [A, B], [A: Data, B: Data]);
container!("Tuple", (A, B, C), [A, B, C], [A: Data, B: Data, C: Data]);
container!("Tuple", (A, B, C, D), [A, B, C, D], [A: Data, B: Data, C: Data, D: Data]);
container!("Tuple", (A, B, C, D, E), [A, B, C, D, E], [A: Data, B: Data, C: Data, D: Data, E: Data]);
container!("Tuple", (A, B, C, D, E, F), [A, B, C, D, E, F],
    [A: Data, B: Data, C: Data, D: Data, E: Data, F: Data]);
container!("Tuple", (A, B, C, D, E, F, G), [A, B, C, D, E, F, G],
    [A: Data, B: Data, C: Data, D: Data, E: Data, F: Data, G: Data]);
container!("Tuple", (A, B, C, D, E, F, G, H), [A, B, C, D, E, F, G, H],
    [A: Data, B: Data, C: Data, D: Data, E: Data, F: Data, G: Data, H: Data]);

/// A message that may be part of another: one with `Clone`, `Debug`, and serde.
///
/// What a generic message, or an actor that holds some, asks of its parameters:
///
/// ```
/// use thespian::prelude::*;
/// use thespian::Data;
///
/// #[actor]
/// struct Shelf<T: Data> {
///     things: Vec<T>,
/// }
///
/// #[receive]
/// impl<T: Data> Shelf<T> {
///     #[init]
///     fn empty() -> Self {
///         Shelf { things: Vec::new() }
///     }
///
///     #[message(Put)]
///     fn put(&mut self, thing: T) {
///         self.things.push(thing);
///     }
/// }
///
/// # fn main() -> Result<(), Box<dyn std::error::Error>> {
/// let system = ActorSystem::new()?;
/// let shelf = system.create_actor::<Shelf<String>>()?;
/// system.tell(&shelf, Put { thing: "a book".to_owned() })?;
/// # Ok(())
/// # }
/// ```
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be part of a message",
    note = "put `#[message]` on its definition [TH0114]"
)]
pub trait Data: Message + Clone + Debug + Serialize + DeserializeOwned {}
#[diagnostic::do_not_recommend]
impl<T: Message + Clone + Debug + Serialize + DeserializeOwned> Data for T {}

/// A hasher that a map in a message may have.
pub trait Hashes: BuildHasher + Default + Send + Sync + 'static {}
impl<S: BuildHasher + Default + Send + Sync + 'static> Hashes for S {}

#[diagnostic::do_not_recommend]
impl<T: Data> Message for Vec<T> {
    type Kind = User;
    const TYPE: TypeName = TypeName::generic("Vec", &[Parameter::Type(&T::TYPE)]);
    const FINGERPRINT: u64 = key_with(key_of("Vec"), T::FINGERPRINT);

    /// Bytes travel as bytes, not as a list of numbers.
    fn encode(&self) -> Result<Vec<u8>, CodecError> {
        match (self as &dyn Any).downcast_ref::<Vec<u8>>() {
            Some(bytes) => Ok(bytes.clone()),
            None => codec::encode(self),
        }
    }
    fn decode(bytes: &[u8]) -> Result<Self, CodecError> {
        if TypeId::of::<T>() != TypeId::of::<u8>() {
            return codec::decode(bytes);
        }
        let bytes: Box<dyn Any> = Box::new(bytes.to_vec());
        Ok(*bytes.downcast().expect("T is u8"))
    }
    fn describe(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        Debug::fmt(self, f)
    }
}

/// A message of its own, and as a part of another what is in it: a box is no bytes.
#[diagnostic::do_not_recommend]
impl<T: Data> Message for Box<T> {
    type Kind = User;
    const TYPE: TypeName = TypeName::generic("Box", &[Parameter::Type(&T::TYPE)]);
    const FINGERPRINT: u64 = T::FINGERPRINT;
    const PART: &'static TypeName = T::PART;
    by_serde!();
}

/// Of the lengths that serde knows.
#[diagnostic::do_not_recommend]
impl<T: Data, const N: usize> Message for [T; N]
where
    Self: Serialize + DeserializeOwned,
{
    type Kind = User;
    const TYPE: TypeName =
        TypeName::generic("Array", &[Parameter::Type(&T::TYPE), Parameter::Constant(N as i128)]);
    const FINGERPRINT: u64 = key_with(key_with(key_of("Array"), T::FINGERPRINT), N as u64);
    by_serde!();
}

/// A typed reply: neither side of it is a failure of the handler.
#[diagnostic::do_not_recommend]
impl<T: Data, E: Data> Message for Result<T, E> {
    type Kind = User;
    const TYPE: TypeName =
        TypeName::generic("Result", &[Parameter::Type(&T::TYPE), Parameter::Type(&E::TYPE)]);
    const FINGERPRINT: u64 = key_with(key_with(key_of("Result"), T::FINGERPRINT), E::FINGERPRINT);

    by_serde!();
    fn is_failure(&self) -> bool {
        self.is_err()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_instance_of_a_generic_message_has_a_key_and_a_name_of_its_own() {
        assert_ne!(Vec::<u8>::KEY, Vec::<u16>::KEY);
        assert_ne!(<(u8, u16)>::KEY, <(u16, u8)>::KEY);
        assert_ne!(<(u8,)>::KEY, <(u8, u8)>::KEY);
        assert_eq!(<HashMap<String, Vec<(u8, bool)>>>::name(), "HashMap<String, Vec<Tuple<u8, bool>>>");
    }

    #[test]
    fn a_box_is_named_where_it_is_a_message_and_where_it_is_inside_a_container() {
        assert_eq!(<Box<u8>>::name(), "Box<u8>");
        assert_ne!(<Box<u8>>::KEY, u8::KEY);
        assert_eq!(<Box<Box<u8>>>::PART.to_string(), "u8");
        assert_eq!(<Vec<Box<[u8; 3]>>>::PART.to_string(), "Vec<Box<Array<u8, 3>>>");
        assert_ne!(<[u8; 3]>::FINGERPRINT, <[u8; 4]>::FINGERPRINT);
    }

    #[test]
    fn bytes_are_encoded_as_they_are() {
        let bytes = vec![7_u8; 100];
        assert_eq!(Message::encode(&bytes).expect("bytes").len(), 100);
        assert_eq!(<Vec<u8> as Message>::decode(&bytes).expect("bytes"), bytes);
    }
}
