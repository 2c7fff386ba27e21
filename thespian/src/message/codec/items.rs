//! The items of MessagePack, one after another: by functions that have no parameters.

use std::fmt::{self, Display};

use rmp::Marker;
use serde::de::Error;

/// Why bytes are not what they should be.
#[derive(Debug)]
pub(super) struct ReadError(Box<str>);

impl ReadError {
    pub(super) fn new(text: impl Into<Box<str>>) -> Self {
        ReadError(text.into())
    }
}

/// What begins at one place; of lists and maps, how many parts follow.
pub(super) enum Item<'de> {
    Nil,
    Bool(bool),
    Unsigned(u64),
    Signed(i64),
    Float(f64),
    Text(&'de str),
    Bytes(&'de [u8]),
    List(usize),
    Map(usize),
}

impl Display for ReadError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for ReadError {}

impl Error for ReadError {
    fn custom<T: Display>(text: T) -> Self {
        ReadError(text.to_string().into())
    }
}

/// What is left to read.
pub(super) struct Items<'de> {
    rest: &'de [u8],
    extension: Extension,
}

/// Which part of an extension comes next: it is read as a list of two, its number and its bytes, as `rmp-serde` shows it
/// to serde. So no one who reads lists, or passes over them, has to know of it.
enum Extension {
    None,
    Number(usize),
    Bytes(usize),
}

impl<'de> Items<'de> {
    pub(super) fn new(bytes: &'de [u8]) -> Self {
        Items { rest: bytes, extension: Extension::None }
    }

    /// How many bytes are left.
    pub(super) fn left(&self) -> usize {
        self.rest.len()
    }

    /// How many parts the list has that comes.
    pub(super) fn next_list(&mut self) -> Result<usize, ReadError> {
        match self.next() {
            Ok(Item::List(parts)) => Ok(parts),
            other => Err(unlike(other, "a list")),
        }
    }

    /// How many parts the map has that comes.
    pub(super) fn next_map(&mut self) -> Result<usize, ReadError> {
        match self.next() {
            Ok(Item::Map(parts)) => Ok(parts),
            other => Err(unlike(other, "a map")),
        }
    }

    pub(super) fn next_is_nil(&self) -> bool {
        matches!(self.extension, Extension::None) && self.rest.first() == Some(&Marker::Null.to_u8())
    }

    fn bytes(&mut self, length: usize) -> Result<&'de [u8], ReadError> {
        let Some((bytes, rest)) = self.rest.split_at_checked(length) else {
            return Err(ReadError(
                format!("it ends early: {length} bytes are wanted and {} are left", self.rest.len()).into(),
            ));
        };
        self.rest = rest;
        Ok(bytes)
    }

    fn array<const N: usize>(&mut self) -> Result<[u8; N], ReadError> {
        let mut array = [0; N];
        array.copy_from_slice(self.bytes(N)?);
        Ok(array)
    }

    fn length_8(&mut self) -> Result<usize, ReadError> {
        Ok(usize::from(u8::from_be_bytes(self.array()?)))
    }

    fn length_16(&mut self) -> Result<usize, ReadError> {
        Ok(usize::from(u16::from_be_bytes(self.array()?)))
    }

    fn length_32(&mut self) -> Result<usize, ReadError> {
        // What has no room in memory is longer than what is left.
        Ok(usize::try_from(u32::from_be_bytes(self.array()?)).unwrap_or(usize::MAX))
    }

    fn text(&mut self, length: usize) -> Result<Item<'de>, ReadError> {
        let text = std::str::from_utf8(self.bytes(length)?);
        text.map(Item::Text).map_err(|error| ReadError(format!("a text is no UTF-8: {error}").into()))
    }

    fn extension(&mut self, length: usize) -> Item<'de> {
        self.extension = Extension::Number(length);
        Item::List(2)
    }

    #[cold]
    fn next_of_extension(&mut self) -> Result<Item<'de>, ReadError> {
        match std::mem::replace(&mut self.extension, Extension::None) {
            Extension::Number(length) => {
                let number = i8::from_be_bytes(self.array()?);
                self.extension = Extension::Bytes(length);
                Ok(Item::Signed(number.into()))
            }
            Extension::Bytes(length) => Ok(Item::Bytes(self.bytes(length)?)),
            Extension::None => self.next(),
        }
    }

    pub(super) fn next(&mut self) -> Result<Item<'de>, ReadError> {
        if !matches!(self.extension, Extension::None) {
            return self.next_of_extension();
        }
        let [marker] = self.array()?;
        let item = match Marker::from_u8(marker) {
            Marker::Null => Item::Nil,
            Marker::False => Item::Bool(false),
            Marker::True => Item::Bool(true),
            Marker::FixPos(value) => Item::Unsigned(value.into()),
            Marker::FixNeg(value) => Item::Signed(value.into()),
            Marker::U8 => Item::Unsigned(u8::from_be_bytes(self.array()?).into()),
            Marker::U16 => Item::Unsigned(u16::from_be_bytes(self.array()?).into()),
            Marker::U32 => Item::Unsigned(u32::from_be_bytes(self.array()?).into()),
            Marker::U64 => Item::Unsigned(u64::from_be_bytes(self.array()?)),
            Marker::I8 => Item::Signed(i8::from_be_bytes(self.array()?).into()),
            Marker::I16 => Item::Signed(i16::from_be_bytes(self.array()?).into()),
            Marker::I32 => Item::Signed(i32::from_be_bytes(self.array()?).into()),
            Marker::I64 => Item::Signed(i64::from_be_bytes(self.array()?)),
            Marker::F32 => Item::Float(f32::from_be_bytes(self.array()?).into()),
            Marker::F64 => Item::Float(f64::from_be_bytes(self.array()?)),
            Marker::FixStr(length) => return self.text(length.into()),
            Marker::Str8 => {
                let length = self.length_8()?;
                return self.text(length);
            }
            Marker::Str16 => {
                let length = self.length_16()?;
                return self.text(length);
            }
            Marker::Str32 => {
                let length = self.length_32()?;
                return self.text(length);
            }
            Marker::Bin8 => {
                let length = self.length_8()?;
                Item::Bytes(self.bytes(length)?)
            }
            Marker::Bin16 => {
                let length = self.length_16()?;
                Item::Bytes(self.bytes(length)?)
            }
            Marker::Bin32 => {
                let length = self.length_32()?;
                Item::Bytes(self.bytes(length)?)
            }
            Marker::FixArray(length) => Item::List(length.into()),
            Marker::Array16 => Item::List(self.length_16()?),
            Marker::Array32 => Item::List(self.length_32()?),
            Marker::FixMap(length) => Item::Map(length.into()),
            Marker::Map16 => Item::Map(self.length_16()?),
            Marker::Map32 => Item::Map(self.length_32()?),
            Marker::FixExt1 => self.extension(1),
            Marker::FixExt2 => self.extension(2),
            Marker::FixExt4 => self.extension(4),
            Marker::FixExt8 => self.extension(8),
            Marker::FixExt16 => self.extension(16),
            Marker::Ext8 => {
                let length = self.length_8()?;
                self.extension(length)
            }
            Marker::Ext16 => {
                let length = self.length_16()?;
                self.extension(length)
            }
            Marker::Ext32 => {
                let length = self.length_32()?;
                self.extension(length)
            }
            marker @ Marker::Reserved => {
                return Err(ReadError(format!("no message holds a {marker:?}").into()));
            }
        };
        Ok(item)
    }

    /// Passes over one item, with all that is in it.
    pub(super) fn skip(&mut self) -> Result<(), ReadError> {
        let mut left = 1_usize;
        while left > 0 {
            left -= 1;
            match self.next()? {
                Item::List(parts) => left = left.saturating_add(parts),
                Item::Map(parts) => left = left.saturating_add(parts).saturating_add(parts),
                _ => {}
            }
        }
        Ok(())
    }
}

/// The error where something else is wanted than what there is, if that can be read at all.
#[cold]
pub(super) fn unlike(found: Result<Item<'_>, ReadError>, wanted: &str) -> ReadError {
    let found = match found {
        Err(error) => return error,
        Ok(Item::Nil) => "nothing",
        Ok(Item::Bool(_)) => "a bool",
        Ok(Item::Unsigned(_) | Item::Signed(_)) => "an integer",
        Ok(Item::Float(_)) => "a float",
        Ok(Item::Text(_)) => "a text",
        Ok(Item::Bytes(_)) => "bytes",
        Ok(Item::List(_)) => "a list",
        Ok(Item::Map(_)) => "a map",
    };
    ReadError(format!("{wanted} is wanted, and there is {found}").into())
}
