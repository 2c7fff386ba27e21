//! Reads MessagePack for what serde derives.
//!
//! As [`rmp_serde::Deserializer`] does, with a difference that counts: that one has a single function for all types, which
//! the compiler has to make anew, in full, for each message and again for the names of its fields. Here each question
//! of serde's calls what can be meant and nothing else, and the bytes are read by functions that have no parameters.
//! A program with 500 messages builds in two thirds of the time (decision 0007). For the same reason what is generic says
//! `match` where it might say `?`: that is a function too, for each type.

use serde::de::value::{SeqDeserializer, StrDeserializer};
use serde::de::{
    DeserializeSeed, Deserializer, EnumAccess, IntoDeserializer, MapAccess, SeqAccess, VariantAccess, Visitor,
};

use super::items::{Item, Items, ReadError, unlike};

/// How many options and newtypes may begin at one byte.
const MOST_HOLLOW: usize = 128;

/// What is left to read, and how much deeper it may nest.
pub(super) struct Reader<'de> {
    items: Items<'de>,
    depth: usize,
    /// Where an option or a newtype began last, as what was left, and how many began there one in another.
    hollow: (usize, usize),
}

impl<'de> Reader<'de> {
    pub(super) fn new(bytes: &'de [u8], depth: usize) -> Self {
        Reader { items: Items::new(bytes), depth, hollow: (usize::MAX, 0) }
    }

    /// Nothing may be left.
    pub(super) fn end(&self) -> Result<(), ReadError> {
        match self.items.left() {
            0 => Ok(()),
            left => Err(ReadError::new(format!("{left} bytes follow it"))),
        }
    }

    /// One level deeper; whoever goes there comes back by [`up`](Self::up), after an error too: a field may make do
    /// without its value.
    fn down(&mut self) -> Result<(), ReadError> {
        match self.depth.checked_sub(1) {
            Some(depth) => {
                self.depth = depth;
                Ok(())
            }
            None => Err(ReadError::new("it nests too deep")),
        }
    }

    /// Enters an option or a newtype, which are no bytes of their own: a type may hold itself in nothing but these, and so
    /// begin at the same byte again and again.
    fn enter_hollow(&mut self) -> Result<(), ReadError> {
        let left = self.items.left();
        self.hollow = if self.hollow.0 == left { (left, self.hollow.1 + 1) } else { (left, 0) };
        if self.hollow.1 > MOST_HOLLOW { Err(ReadError::new("it nests too deep")) } else { Ok(()) }
    }

    fn up(&mut self) {
        self.depth += 1;
    }

    fn list<V: Visitor<'de>>(&mut self, parts: usize, visitor: V) -> Result<V::Value, ReadError> {
        let mut parts = Parts::begin(self, parts)?;
        let value = visitor.visit_seq(&mut parts);
        match parts.end(value.is_ok()) {
            Ok(()) => value,
            Err(error) => Err(error),
        }
    }

    fn map<V: Visitor<'de>>(&mut self, parts: usize, visitor: V) -> Result<V::Value, ReadError> {
        let mut parts = Parts::begin(self, parts)?;
        let value = visitor.visit_map(&mut parts);
        match parts.end(value.is_ok()) {
            Ok(()) => value,
            Err(error) => Err(error),
        }
    }
}

macro_rules! integers {
    ($($method:ident)*) => {$(
        fn $method<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, ReadError> {
            match self.items.next() {
                Ok(Item::Unsigned(value)) => visitor.visit_u64(value),
                Ok(Item::Signed(value)) => visitor.visit_i64(value),
                other => Err(unlike(other, "an integer")),
            }
        }
    )*};
}

macro_rules! numbers {
    ($($method:ident)*) => {$(
        fn $method<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, ReadError> {
            match self.items.next() {
                Ok(Item::Float(value)) => visitor.visit_f64(value),
                Ok(Item::Unsigned(value)) => visitor.visit_u64(value),
                Ok(Item::Signed(value)) => visitor.visit_i64(value),
                other => Err(unlike(other, "a number")),
            }
        }
    )*};
}

macro_rules! texts {
    ($($method:ident)*) => {$(
        fn $method<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, ReadError> {
            match self.items.next() {
                Ok(Item::Text(text)) => visitor.visit_borrowed_str(text),
                other => Err(unlike(other, "a text")),
            }
        }
    )*};
}

/// Integers of 128 bits travel as bytes, the highest first.
macro_rules! wide {
    ($($method:ident $visit:ident $type:ty;)*) => {$(
        fn $method<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, ReadError> {
            match self.items.next() {
                Ok(Item::Bytes(bytes)) if let Ok(bytes) = bytes.try_into() => {
                    visitor.$visit(<$type>::from_be_bytes(bytes))
                }
                Ok(Item::Unsigned(value)) => visitor.visit_u64(value),
                Ok(Item::Signed(value)) => visitor.visit_i64(value),
                other => Err(unlike(other, "an integer")),
            }
        }
    )*};
}

impl<'de> Deserializer<'de> for &mut Reader<'de> {
    type Error = ReadError;

    fn is_human_readable(&self) -> bool {
        false
    }

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, ReadError> {
        match self.items.next() {
            Ok(Item::Nil) => visitor.visit_unit(),
            Ok(Item::Bool(value)) => visitor.visit_bool(value),
            Ok(Item::Unsigned(value)) => visitor.visit_u64(value),
            Ok(Item::Signed(value)) => visitor.visit_i64(value),
            Ok(Item::Float(value)) => visitor.visit_f64(value),
            Ok(Item::Text(text)) => visitor.visit_borrowed_str(text),
            Ok(Item::Bytes(bytes)) => visitor.visit_borrowed_bytes(bytes),
            Ok(Item::List(parts)) => self.list(parts, visitor),
            Ok(Item::Map(parts)) => self.map(parts, visitor),
            Err(error) => Err(error),
        }
    }

    fn deserialize_bool<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, ReadError> {
        match self.items.next() {
            Ok(Item::Bool(value)) => visitor.visit_bool(value),
            other => Err(unlike(other, "a bool")),
        }
    }

    integers! {
        deserialize_u8 deserialize_u16 deserialize_u32 deserialize_u64
        deserialize_i8 deserialize_i16 deserialize_i32 deserialize_i64
    }
    wide! {
        deserialize_u128 visit_u128 u128;
        deserialize_i128 visit_i128 i128;
    }
    numbers!(deserialize_f32 deserialize_f64);
    texts!(deserialize_char deserialize_str deserialize_string);

    fn deserialize_bytes<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, ReadError> {
        match self.items.next() {
            Ok(Item::Bytes(bytes)) => visitor.visit_borrowed_bytes(bytes),
            Ok(Item::Text(text)) => visitor.visit_borrowed_bytes(text.as_bytes()),
            // What its sender has as a list of numbers.
            Ok(Item::List(parts)) => self.list(parts, visitor),
            other => Err(unlike(other, "bytes")),
        }
    }

    fn deserialize_byte_buf<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, ReadError> {
        self.deserialize_bytes(visitor)
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, ReadError> {
        if self.items.next_is_nil() {
            self.items.skip()?;
            return visitor.visit_none();
        }
        match self.enter_hollow() {
            Ok(()) => visitor.visit_some(self),
            Err(error) => Err(error),
        }
    }

    fn deserialize_unit<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, ReadError> {
        match self.items.next() {
            Ok(Item::Nil | Item::List(0)) => visitor.visit_unit(),
            other => Err(unlike(other, "nothing")),
        }
    }

    fn deserialize_unit_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        visitor: V,
    ) -> Result<V::Value, ReadError> {
        self.deserialize_unit(visitor)
    }

    fn deserialize_newtype_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        visitor: V,
    ) -> Result<V::Value, ReadError> {
        match self.enter_hollow() {
            Ok(()) => visitor.visit_newtype_struct(self),
            Err(error) => Err(error),
        }
    }

    fn deserialize_seq<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, ReadError> {
        match self.items.next() {
            Ok(Item::List(parts)) => self.list(parts, visitor),
            // What its sender has as bytes.
            Ok(Item::Bytes(bytes)) => visitor.visit_seq(SeqDeserializer::new(bytes.iter().copied())),
            other => Err(unlike(other, "a list")),
        }
    }

    fn deserialize_tuple<V: Visitor<'de>>(self, _: usize, visitor: V) -> Result<V::Value, ReadError> {
        match self.items.next_list() {
            Ok(parts) => self.list(parts, visitor),
            Err(error) => Err(error),
        }
    }

    fn deserialize_tuple_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        length: usize,
        visitor: V,
    ) -> Result<V::Value, ReadError> {
        self.deserialize_tuple(length, visitor)
    }

    fn deserialize_map<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, ReadError> {
        match self.items.next_map() {
            Ok(parts) => self.map(parts, visitor),
            Err(error) => Err(error),
        }
    }

    fn deserialize_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        _: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, ReadError> {
        self.deserialize_map(visitor)
    }

    fn deserialize_enum<V: Visitor<'de>>(
        self,
        _: &'static str,
        _: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, ReadError> {
        match self.items.next() {
            Ok(Item::Text(name)) => {
                let name: StrDeserializer<'_, ReadError> = name.into_deserializer();
                visitor.visit_enum(name)
            }
            Ok(Item::Map(1)) => {
                self.down()?;
                let value = visitor.visit_enum(&mut *self);
                self.up();
                value
            }
            other => Err(unlike(other, "one of several forms, by its name,")),
        }
    }

    fn deserialize_identifier<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, ReadError> {
        match self.items.next() {
            Ok(Item::Text(name)) => visitor.visit_str(name),
            Ok(Item::Unsigned(number)) => visitor.visit_u64(number),
            // The keys of a map that is flattened into a struct come here too.
            Ok(Item::Signed(number)) => visitor.visit_i64(number),
            Ok(Item::Bool(value)) => visitor.visit_bool(value),
            Ok(Item::Bytes(name)) => visitor.visit_borrowed_bytes(name),
            other => Err(unlike(other, "a name")),
        }
    }

    fn deserialize_ignored_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, ReadError> {
        self.items.skip()?;
        visitor.visit_unit()
    }
}

/// The parts of a list or a map that are left.
struct Parts<'a, 'de> {
    reader: &'a mut Reader<'de>,
    left: usize,
}

impl<'a, 'de> Parts<'a, 'de> {
    fn begin(reader: &'a mut Reader<'de>, left: usize) -> Result<Self, ReadError> {
        reader.down()?;
        Ok(Parts { reader, left })
    }

    /// Nothing may be left of them where a value has been made.
    fn end(self, made: bool) -> Result<(), ReadError> {
        self.reader.up();
        match self.left {
            left if left > 0 && made => Err(ReadError::new(format!("there are {left} parts too many"))),
            _ => Ok(()),
        }
    }

    fn next(&mut self) -> bool {
        let more = self.left > 0;
        self.left -= usize::from(more);
        more
    }
}

impl<'de> SeqAccess<'de> for Parts<'_, 'de> {
    type Error = ReadError;

    fn next_element_seed<T: DeserializeSeed<'de>>(&mut self, seed: T) -> Result<Option<T::Value>, ReadError> {
        if !self.next() {
            return Ok(None);
        }
        match seed.deserialize(&mut *self.reader) {
            Ok(value) => Ok(Some(value)),
            Err(error) => Err(error),
        }
    }

    fn size_hint(&self) -> Option<usize> {
        // Each part takes a byte at least, whatever is announced.
        Some(self.left.min(self.reader.items.left()))
    }
}

impl<'de> MapAccess<'de> for Parts<'_, 'de> {
    type Error = ReadError;

    fn next_key_seed<K: DeserializeSeed<'de>>(&mut self, seed: K) -> Result<Option<K::Value>, ReadError> {
        self.next_element_seed(seed)
    }

    fn next_value_seed<V: DeserializeSeed<'de>>(&mut self, seed: V) -> Result<V::Value, ReadError> {
        seed.deserialize(&mut *self.reader)
    }

    fn size_hint(&self) -> Option<usize> {
        SeqAccess::size_hint(self)
    }
}

/// A form that holds something: its name, then that.
impl<'de> EnumAccess<'de> for &mut Reader<'de> {
    type Error = ReadError;
    type Variant = Self;

    fn variant_seed<V: DeserializeSeed<'de>>(self, seed: V) -> Result<(V::Value, Self), ReadError> {
        Ok((seed.deserialize(&mut *self)?, self))
    }
}

impl<'de> VariantAccess<'de> for &mut Reader<'de> {
    type Error = ReadError;

    fn unit_variant(self) -> Result<(), ReadError> {
        self.items.skip()
    }

    fn newtype_variant_seed<T: DeserializeSeed<'de>>(self, seed: T) -> Result<T::Value, ReadError> {
        seed.deserialize(self)
    }

    fn tuple_variant<V: Visitor<'de>>(self, length: usize, visitor: V) -> Result<V::Value, ReadError> {
        self.deserialize_tuple(length, visitor)
    }

    fn struct_variant<V: Visitor<'de>>(
        self,
        _: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, ReadError> {
        self.deserialize_map(visitor)
    }
}
