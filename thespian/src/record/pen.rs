//! Writes MessagePack while the program is compiled.
//!
//! The compiler interprets this for every message of a program, so it does as little as it can: two passes, the first of
//! which only counts, and no look at single bytes.

use crate::capability::RequiredValue;
use crate::message::Accepts;
use crate::message::form::{Form, Parameter, TypeName};

/// What precedes every record.
pub(super) const MAGIC: &[u8; 16] = b"\0thespian record";

/// What follows every record.
pub(super) const END: &[u8; 8] = b"thespian";

/// Writes into the room that it is given. Where there is none it only counts, so that a first pass finds out how much
/// room is needed. (Room of a size that is part of the type would be another pen for each record, which the compiler has
/// to think about anew.)
pub(super) struct Pen<'a> {
    room: &'a mut [u8],
    at: usize,
}

impl<'a> Pen<'a> {
    /// Begins a record: what says that here is one, and its length.
    #[expect(clippy::cast_possible_truncation, reason = "no record is that long")]
    pub(super) const fn begin(room: &'a mut [u8]) -> Self {
        let length = room.len().saturating_sub(MAGIC.len() + 4 + END.len()) as u32;
        let mut pen = Pen { room, at: 0 };
        pen.raw(MAGIC);
        pen.raw(&length.to_le_bytes());
        pen
    }

    /// Ends the record; how many bytes it has.
    pub(super) const fn end(mut self) -> usize {
        self.raw(END);
        self.at
    }

    const fn byte(&mut self, byte: u8) {
        if !self.room.is_empty() {
            self.room[self.at] = byte;
        }
        self.at += 1;
    }

    const fn raw(&mut self, bytes: &[u8]) {
        if !self.room.is_empty() {
            let (_, rest) = self.room.split_at_mut(self.at);
            rest.split_at_mut(bytes.len()).0.copy_from_slice(bytes);
        }
        self.at += bytes.len();
    }

    /// What precedes parts: their number, in one byte if it is below `few`.
    #[expect(clippy::cast_possible_truncation, reason = "nothing in a program is that long")]
    const fn head(&mut self, length: usize, few: usize, short: u8, long: u8) {
        if length < few {
            self.byte(short | length as u8);
        } else {
            self.byte(long);
            self.raw(&(length as u32).to_be_bytes());
        }
    }

    pub(super) const fn list(&mut self, length: usize) {
        self.head(length, 16, 0x90, 0xdd);
    }

    const fn text_head(&mut self, length: usize) {
        self.head(length, 32, 0xa0, 0xdb);
    }

    pub(super) const fn text(&mut self, text: &str) {
        self.text_head(text.len());
        self.raw(text.as_bytes());
    }

    pub(super) const fn number(&mut self, number: u64) {
        self.byte(0xcf);
        self.raw(&number.to_be_bytes());
    }

    /// A variant that holds something, which comes next; variants are said by their numbers.
    pub(super) const fn variant(&mut self, number: u8) {
        self.byte(0x81);
        self.byte(number);
    }

    pub(super) const fn required(&mut self, value: RequiredValue) {
        match value {
            RequiredValue::Truthy => self.byte(0xc0),
            RequiredValue::Bool(value) => self.byte(0xc2 + value as u8),
            RequiredValue::Int(value) => {
                self.byte(0xd3);
                self.raw(&value.to_be_bytes());
            }
            RequiredValue::Float(value) => {
                self.byte(0xcb);
                self.raw(&value.to_be_bytes());
            }
            RequiredValue::Text(text) => self.text(text),
            RequiredValue::List(values) => {
                self.list(values.len());
                let mut at = 0;
                while at < values.len() {
                    self.required(values[at]);
                    at += 1;
                }
            }
        }
    }

    /// A type of message: its name, its fingerprint, and its form.
    pub(super) const fn message(&mut self, message: &Accepts) {
        self.list(3);
        self.type_name(message.ty());
        self.number(message.fingerprint());
        self.form(message.form());
    }

    /// A type of message that has a record of its own is named only.
    pub(super) const fn handled(&mut self, message: &Accepts) {
        if message.ty().parameters().is_empty() {
            self.type_name(message.ty());
        } else {
            self.message(message);
        }
    }

    const fn type_name(&mut self, ty: &TypeName) {
        if ty.parameters().is_empty() {
            return self.text(ty.base());
        }
        let mut counted = Pen { room: &mut [], at: 0 };
        counted.raw_name(ty);
        self.text_head(counted.at);
        self.raw_name(ty);
    }

    const fn raw_name(&mut self, ty: &TypeName) {
        self.raw(ty.base().as_bytes());
        let (parameters, mut at) = (ty.parameters(), 0);
        while at < parameters.len() {
            self.raw(if at == 0 { b"<" } else { b", " });
            match parameters[at] {
                Parameter::Type(ty) => self.raw_name(ty),
                Parameter::Constant(value) => self.digits(value),
            }
            at += 1;
        }
        if at > 0 {
            self.byte(b'>');
        }
    }

    const fn digits(&mut self, value: i128) {
        if value < 0 {
            self.byte(b'-');
        }
        let (value, mut place) = (value.unsigned_abs(), 1);
        while value / place >= 10 {
            place *= 10;
        }
        while place > 0 {
            self.byte(b'0' + (value / place % 10) as u8);
            place /= 10;
        }
    }

    /// The variants of `FormRecord` in their order.
    const fn form(&mut self, form: &Form) {
        let mut at = 0;
        match form {
            Form::Opaque => self.text("Opaque"),
            Form::Unit => self.text("Unit"),
            Form::Tuple(parts) => {
                self.variant(2);
                self.list(parts.len());
                while at < parts.len() {
                    self.type_name(parts[at]);
                    at += 1;
                }
            }
            Form::Struct(fields) => {
                self.variant(3);
                self.list(fields.len());
                while at < fields.len() {
                    self.list(2);
                    self.text(fields[at].name);
                    self.type_name(fields[at].ty);
                    at += 1;
                }
            }
            Form::Enum(variants) => {
                self.variant(4);
                self.list(variants.len());
                while at < variants.len() {
                    self.list(2);
                    self.text(variants[at].name);
                    self.form(&variants[at].form);
                    at += 1;
                }
            }
        }
    }
}
