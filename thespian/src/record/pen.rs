//! Writes MessagePack while the program is compiled.

use crate::capability::RequiredValue;
use crate::message::Accepts;
use crate::message::form::{Form, Parameter, TypeName};

/// What precedes every record.
pub(super) const MAGIC: [u8; 12] = *b"\0thespian\0r1";

/// Room for `N` bytes. What does not fit is counted only, so that a first pass finds out how much room is needed.
pub(super) struct Pen<const N: usize> {
    bytes: [u8; N],
    at: usize,
}

impl<const N: usize> Pen<N> {
    /// Begins a record: what says that here is one, and room for its length and its checksum.
    pub(super) const fn begin() -> Self {
        Pen { bytes: [0; N], at: 0 }.raw(&MAGIC).raw(&[0; 8])
    }

    /// How many bytes there are.
    pub(super) const fn len(&self) -> usize {
        self.at
    }

    /// The record, with its length and its checksum.
    #[expect(clippy::cast_possible_truncation, reason = "no record is that long")]
    pub(super) const fn end(mut self) -> [u8; N] {
        let (length, sum) = ((N - HEAD) as u32, checksum(self.bytes.split_at(HEAD).1));
        self.at = MAGIC.len();
        self.raw(&length.to_le_bytes()).raw(&sum.to_le_bytes()).bytes
    }

    const fn raw(mut self, bytes: &[u8]) -> Self {
        if self.at + bytes.len() <= N {
            let (_, rest) = self.bytes.split_at_mut(self.at);
            rest.split_at_mut(bytes.len()).0.copy_from_slice(bytes);
        }
        self.at += bytes.len();
        self
    }

    #[expect(clippy::cast_possible_truncation, reason = "nothing in a program has that many parts")]
    pub(super) const fn list(self, length: usize) -> Self {
        self.raw(&[0xdd]).raw(&(length as u32).to_be_bytes())
    }

    #[expect(clippy::cast_possible_truncation, reason = "no text in a program is that long")]
    const fn text_head(self, length: usize) -> Self {
        self.raw(&[0xdb]).raw(&(length as u32).to_be_bytes())
    }

    pub(super) const fn text(self, text: &str) -> Self {
        self.text_head(text.len()).raw(text.as_bytes())
    }

    pub(super) const fn number(self, number: u64) -> Self {
        self.raw(&[0xcf]).raw(&number.to_be_bytes())
    }

    /// A variant that holds something, which comes next.
    pub(super) const fn variant(self, name: &str) -> Self {
        self.raw(&[0x81]).text(name)
    }

    pub(super) const fn required(mut self, value: RequiredValue) -> Self {
        match value {
            RequiredValue::Truthy => self.raw(&[0xc0]),
            RequiredValue::Bool(value) => self.raw(&[0xc2 + value as u8]),
            RequiredValue::Int(value) => self.raw(&[0xd3]).raw(&value.to_be_bytes()),
            RequiredValue::Float(value) => self.raw(&[0xcb]).raw(&value.to_be_bytes()),
            RequiredValue::Text(text) => self.text(text),
            RequiredValue::List(values) => {
                self = self.list(values.len());
                let mut at = 0;
                while at < values.len() {
                    self = self.required(values[at]);
                    at += 1;
                }
                self
            }
        }
    }

    /// A type of message: its name, its fingerprint, and its form.
    pub(super) const fn message(self, message: &Accepts) -> Self {
        self.list(3).type_name(message.ty()).number(message.fingerprint()).form(*message.form())
    }

    const fn type_name(self, ty: &TypeName) -> Self {
        self.text_head(name_length(ty)).raw_name(ty)
    }

    const fn raw_name(mut self, ty: &TypeName) -> Self {
        self = self.raw(ty.base().as_bytes());
        let (parameters, mut at) = (ty.parameters(), 0);
        while at < parameters.len() {
            self = self.raw(if at == 0 { b"<" } else { b", " });
            self = match parameters[at] {
                Parameter::Type(ty) => self.raw_name(ty),
                Parameter::Constant(value) => self.digits(value),
            };
            at += 1;
        }
        if at == 0 { self } else { self.raw(b">") }
    }

    #[expect(clippy::cast_possible_truncation, reason = "a digit")]
    const fn digits(self, value: i128) -> Self {
        let pen = if value < 0 { self.raw(b"-") } else { self };
        let (value, mut place) = (value.unsigned_abs(), 1);
        while value / place >= 10 {
            place *= 10;
        }
        let mut pen = pen;
        while place > 0 {
            pen = pen.raw(&[b'0' + (value / place % 10) as u8]);
            place /= 10;
        }
        pen
    }

    const fn form(mut self, form: Form) -> Self {
        let mut at = 0;
        match form {
            Form::Opaque => self.text("Opaque"),
            Form::Unit => self.text("Unit"),
            Form::Tuple(parts) => {
                self = self.variant("Tuple").list(parts.len());
                while at < parts.len() {
                    self = self.type_name(parts[at]);
                    at += 1;
                }
                self
            }
            Form::Struct(fields) => {
                self = self.variant("Struct").list(fields.len());
                while at < fields.len() {
                    self = self.list(2).text(fields[at].name).type_name(fields[at].ty);
                    at += 1;
                }
                self
            }
            Form::Enum(variants) => {
                self = self.variant("Enum").list(variants.len());
                while at < variants.len() {
                    self = self.list(2).text(variants[at].name).form(variants[at].form);
                    at += 1;
                }
                self
            }
        }
    }
}

/// How long [`TypeName`] is as a text.
const fn name_length(ty: &TypeName) -> usize {
    Pen::<0> { bytes: [], at: 0 }.raw_name(ty).at
}

/// The bytes before a record's contents.
const HEAD: usize = MAGIC.len() + 8;

/// Tells a record from bytes that look like one.
pub(super) const fn checksum(bytes: &[u8]) -> u32 {
    let (mut sum, mut at) = (0x811c_9dc5_u32, 0);
    while at < bytes.len() {
        sum = (sum ^ bytes[at] as u32).wrapping_mul(0x0100_0193);
        at += 1;
    }
    sum
}
