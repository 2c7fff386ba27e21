//! What an executable says of its actors and messages, for tools that read it without running it.
//!
//! Each actor and each message writes a record of itself into the section `thespian` of the executable
//! (`__DATA,__thespian` on Apple's systems, `.thespn` on Windows): its name and where it is defined, what its host has
//! to have, and the fields of its messages.
//!
//! ```
//! use thespian::prelude::*;
//! use thespian::record;
//!
//! #[message(name = "shop.order")]
//! struct Order {
//!     article: String,
//!     pieces: u32,
//! }
//!
//! #[actor(name = "shop.clerk")]
//! #[derive(Default)]
//! struct Clerk;
//! #[receive]
//! impl Clerk {
//!     fn order(&mut self, _: &Order) {}
//! }
//!
//! # fn main() -> Result<(), Box<dyn std::error::Error>> {
//! let this = std::fs::read(std::env::current_exe()?)?;
//! let records: Vec<_> = record::read(&this).collect();
//! let named = |name| records.iter().find(|record| record.name() == name).expect("it has a record");
//! assert_eq!(named("shop.clerk").to_string(), "actor shop.clerk handles shop.order");
//! assert_eq!(named("shop.order").to_string(), "message shop.order { article: String, pieces: u32 }");
//! # Ok(())
//! # }
//! ```

mod pen;

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::capability::{CapabilityValue, Requirement};
use crate::message::{Accepts, codec};
use pen::{END, MAGIC, Pen};

/// What one actor or one message says of itself.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub enum Record {
    /// An actor.
    Actor(ActorRecord),
    /// A message.
    Message(MessageRecord),
}

/// What an actor says of itself.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(from = "ActorParts", into = "ActorParts")]
#[non_exhaustive]
pub struct ActorRecord {
    /// The name by which it is created.
    pub name: String,
    /// The source file.
    pub file: String,
    /// The line, from 1.
    pub line: u32,
    /// The capabilities that its host has to have; where there is no value, they have to say yes.
    pub requires: Vec<(String, Option<CapabilityValue>)>,
    /// The messages that it handles.
    pub messages: Vec<Handled>,
}

/// An actor's record as it is written: parts in this order, without names.
type ActorParts = (String, String, u32, Vec<(String, Option<CapabilityValue>)>, Vec<Handled>);

impl From<ActorParts> for ActorRecord {
    fn from((name, file, line, requires, messages): ActorParts) -> Self {
        ActorRecord { name, file, line, requires, messages }
    }
}

impl From<ActorRecord> for ActorParts {
    fn from(record: ActorRecord) -> Self {
        let ActorRecord { name, file, line, requires, messages } = record;
        (name, file, line, requires, messages)
    }
}

/// A message that an actor handles.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(untagged)]
#[non_exhaustive]
pub enum Handled {
    /// One that has a record of its own, or that the standard library has: its name.
    Named(String),
    /// A generic one, which has a record for each of its instances.
    Instance(MessageRecord),
}

/// What a message says of itself.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(from = "MessageParts", into = "MessageParts")]
#[non_exhaustive]
pub struct MessageRecord {
    /// Its name in other processes.
    pub name: String,
    /// Changes when its form does.
    pub fingerprint: u64,
    /// What it is made of.
    pub form: FormRecord,
}

/// A message's record as it is written.
type MessageParts = (String, u64, FormRecord);

impl From<MessageParts> for MessageRecord {
    fn from((name, fingerprint, form): MessageParts) -> Self {
        MessageRecord { name, fingerprint, form }
    }
}

impl From<MessageRecord> for MessageParts {
    fn from(record: MessageRecord) -> Self {
        (record.name, record.fingerprint, record.form)
    }
}

/// What a message is made of, see [`Form`](crate::form::Form); types are said by their names.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub enum FormRecord {
    /// Only its codec knows.
    Opaque,
    /// Nothing.
    Unit,
    /// Parts without names; a single one travels as itself.
    Tuple(Vec<String>),
    /// Parts with names.
    Struct(Vec<(String, String)>),
    /// One of several.
    Enum(Vec<(String, FormRecord)>),
}

impl Record {
    /// The name of the actor or the message.
    #[must_use]
    pub fn name(&self) -> &str {
        match self {
            Record::Actor(actor) => &actor.name,
            Record::Message(message) => &message.name,
        }
    }
}

/// The records in an executable or a library, in the order in which they lie there. What looks like one and is none
/// is passed over.
pub fn read(bytes: &[u8]) -> impl Iterator<Item = Record> {
    let mut rest = bytes;
    std::iter::from_fn(move || {
        loop {
            let at = rest.windows(MAGIC.len()).position(|window| window == MAGIC)?;
            rest = &rest[at + MAGIC.len()..];
            if let Some(record) = parse(rest) {
                return Some(record);
            }
        }
    })
}

/// The record that follows a magic word.
fn parse(bytes: &[u8]) -> Option<Record> {
    let (length, bytes) = bytes.split_first_chunk()?;
    let (contents, rest) = bytes.split_at_checked(u32::from_le_bytes(*length) as usize)?;
    if rest.starts_with(END) { codec::read(contents).ok() } else { None }
}

/// An actor as its record says it.
#[derive(Debug, Clone, Copy)]
#[doc(hidden)]
pub struct ActorFacts {
    pub name: &'static str,
    pub file: &'static str,
    pub line: u32,
    pub requires: &'static [Requirement],
    pub accepts: &'static [Accepts],
}

impl ActorFacts {
    const fn write(&self, room: &mut [u8]) -> usize {
        let mut pen = Pen::begin(room);
        pen.variant(0);
        pen.list(5);
        pen.text(self.name);
        pen.text(self.file);
        pen.number(self.line as u64);
        pen.list(self.requires.len());
        let mut at = 0;
        while at < self.requires.len() {
            pen.list(2);
            pen.text(self.requires[at].name());
            pen.required(self.requires[at].value());
            at += 1;
        }
        pen.list(self.accepts.len());
        at = 0;
        while at < self.accepts.len() {
            pen.handled(&self.accepts[at]);
            at += 1;
        }
        pen.end()
    }

    /// The length of the record.
    #[must_use]
    pub const fn length(&self) -> usize {
        self.write(&mut [])
    }

    /// The record, which has that length.
    #[must_use]
    pub const fn bytes<const N: usize>(&self) -> [u8; N] {
        let mut bytes = [0; N];
        self.write(&mut bytes);
        bytes
    }
}

/// The length of a message's record.
#[doc(hidden)]
#[must_use]
pub const fn message_length(message: &Accepts) -> usize {
    write_message(message, &mut [])
}

/// The record of a message, which has that length.
#[doc(hidden)]
#[must_use]
pub const fn message_bytes<const N: usize>(message: &Accepts) -> [u8; N] {
    let mut bytes = [0; N];
    write_message(message, &mut bytes);
    bytes
}

const fn write_message(message: &Accepts, room: &mut [u8]) -> usize {
    let mut pen = Pen::begin(room);
    pen.variant(1);
    pen.message(message);
    pen.end()
}

impl fmt::Display for Record {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Record::Actor(actor) => {
                let messages: Vec<_> = actor.messages.iter().map(ToString::to_string).collect();
                write!(f, "actor {} handles {}", actor.name, messages.join(", "))
            }
            Record::Message(message) => write!(f, "message {message}"),
        }
    }
}

impl fmt::Display for Handled {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Handled::Named(name) => f.write_str(name),
            Handled::Instance(message) => message.fmt(f),
        }
    }
}

impl fmt::Display for MessageRecord {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}{}", self.name, self.form)
    }
}

impl fmt::Display for FormRecord {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let joined = |texts: Vec<String>| texts.join(", ");
        match self {
            FormRecord::Opaque => f.write_str(" { .. }"),
            FormRecord::Unit => Ok(()),
            FormRecord::Tuple(parts) => write!(f, "({})", parts.join(", ")),
            FormRecord::Struct(fields) => {
                let fields = fields.iter().map(|(name, ty)| format!("{name}: {ty}")).collect();
                write!(f, " {{ {} }}", joined(fields))
            }
            FormRecord::Enum(variants) => {
                let variants = variants.iter().map(|(name, form)| format!("{name}{form}")).collect();
                write!(f, " {{ {} }}", joined(variants))
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::capability::RequiredValue;
    use crate::message::Message;

    const FACTS: ActorFacts = ActorFacts {
        name: "demo::Clerk",
        file: "src/clerk.rs",
        line: 70_000,
        requires: &[
            Requirement::new("db", RequiredValue::Truthy),
            Requirement::new("on", RequiredValue::Bool(false)),
            Requirement::new("port", RequiredValue::Int(-1)),
            Requirement::new("load", RequiredValue::Float(0.5)),
            Requirement::new(
                "zone",
                RequiredValue::List(&[RequiredValue::Text("a"), RequiredValue::Text("b")]),
            ),
        ],
        accepts: &[<u64 as Message>::ACCEPTS, <Vec<Option<u64>> as Message>::ACCEPTS],
    };
    static RECORD: [u8; FACTS.length()] = FACTS.bytes();

    fn clerk() -> Record {
        let value = |value: CapabilityValue| Some(value);
        Record::Actor(ActorRecord {
            name: "demo::Clerk".into(),
            file: "src/clerk.rs".into(),
            line: 70_000,
            requires: vec![
                ("db".into(), None),
                ("on".into(), value(false.into())),
                ("port".into(), value((-1).into())),
                ("load".into(), value(0.5.into())),
                ("zone".into(), value(vec!["a", "b"].into())),
            ],
            messages: vec![
                Handled::Named("u64".into()),
                Handled::Instance(MessageRecord {
                    name: "Vec<Option<u64>>".into(),
                    fingerprint: <Vec<Option<u64>> as Message>::FINGERPRINT,
                    form: FormRecord::Opaque,
                }),
            ],
        })
    }

    #[test]
    fn a_record_says_what_the_program_does() {
        assert_eq!(read(&RECORD).collect::<Vec<_>>(), [clerk()]);
        let bytes = rmp_serde::to_vec(&clerk()).expect("plain data");
        assert_eq!(codec::read::<Record>(&bytes).expect("the same"), clerk());
    }

    #[test]
    fn records_are_found_among_other_bytes_and_what_only_looks_like_one_is_passed_over() {
        let mut bytes = b"some code".to_vec();
        bytes.extend(MAGIC);
        bytes.extend(&RECORD[..40]);
        bytes.extend(&RECORD);
        bytes.extend(MAGIC);
        bytes.extend([0xff; 100]);
        bytes.extend(&RECORD);
        assert_eq!(read(&bytes).collect::<Vec<_>>(), [clerk(), clerk()]);
        for end in 0..RECORD.len() {
            assert_eq!(read(&RECORD[..end]).count(), 0);
        }
        for at in 0..RECORD.len() {
            let mut broken = RECORD;
            broken[at] = !broken[at];
            // It may still be one, of something else; it may not be a panic.
            let _ = read(&broken).count();
        }
    }
}
