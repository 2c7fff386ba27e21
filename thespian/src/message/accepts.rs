//! Types of message as values.

use std::borrow::Cow;
use std::fmt;

use super::form::{Form, TypeName};
use super::{AnyMessage, CodecError, Message};

/// A type of message that an actor handles, and how to read it from bytes.
#[derive(Clone, Copy)]
pub struct Accepts {
    name: fn() -> Cow<'static, str>,
    ty: &'static TypeName,
    form: &'static Form,
    fingerprint: u64,
    decode: fn(&[u8]) -> Result<AnyMessage, CodecError>,
}

impl Accepts {
    /// The type `M`.
    #[must_use]
    pub const fn of<M: Message>() -> Self {
        M::ACCEPTS
    }

    pub(super) const fn new<M: Message>() -> Self {
        Accepts {
            name: M::name,
            ty: &M::TYPE,
            form: M::FORM,
            fingerprint: M::FINGERPRINT,
            decode: |bytes| match M::decode(bytes) {
                Ok(message) => Ok(AnyMessage::new(message)),
                Err(error) => Err(error),
            },
        }
    }

    /// Its name, as a text.
    #[must_use]
    pub fn name(&self) -> Cow<'static, str> {
        (self.name)()
    }

    /// Its name, with its parameters.
    #[must_use]
    pub const fn ty(&self) -> &'static TypeName {
        self.ty
    }

    /// What such a message is made of.
    #[must_use]
    pub const fn form(&self) -> &'static Form {
        self.form
    }

    /// Its fingerprint.
    #[must_use]
    pub const fn fingerprint(&self) -> u64 {
        self.fingerprint
    }

    pub(crate) fn decode(&self, bytes: &[u8]) -> Result<AnyMessage, CodecError> {
        (self.decode)(bytes)
    }
}

impl fmt::Debug for Accepts {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.name())
    }
}
