//! Names that one actor of a system has at a time.

use std::fmt;
use std::sync::{Mutex, PoisonError};

use serde::{Deserialize, Serialize};

use super::{Blueprint, Cell};
use crate::message::form::TypeName;
use crate::message::{CodecError, Internal, Message, codec};

/// Asks the system for the actor of a name; if there is none, for the one that comes with this.
pub(crate) struct Claim {
    pub(crate) name: String,
    pub(crate) type_name: &'static str,
    seed: Mutex<Option<Box<Cell>>>,
}

impl Claim {
    pub(crate) fn new(name: String, seed: Box<Cell>) -> Self {
        Claim { name, type_name: seed.name(), seed: Mutex::new(Some(seed)) }
    }

    /// Who is to have the name; there once.
    pub(crate) fn take_seed(&self) -> Option<Box<Cell>> {
        self.seed.lock().unwrap_or_else(PoisonError::into_inner).take()
    }
}

/// A claim on its way to another process.
#[derive(Serialize, Deserialize)]
struct Written {
    name: String,
    blueprint: Blueprint,
}

impl fmt::Debug for Claim {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Claim({} for {})", self.name, self.type_name)
    }
}

#[diagnostic::do_not_recommend]
impl Message for Claim {
    type Kind = Internal;
    const TYPE: TypeName = TypeName::new("thespian.Claim");

    fn encode(&self) -> Result<Vec<u8>, CodecError> {
        let seed = self.seed.lock().unwrap_or_else(PoisonError::into_inner);
        let seed =
            seed.as_ref().ok_or_else(|| CodecError::encoding::<Self>("its actor has begun elsewhere"))?;
        let blueprint = seed.blueprint().map_err(CodecError::encoding::<Self>)?;
        codec::write(&Written { name: self.name.clone(), blueprint }).map_err(CodecError::encoding::<Self>)
    }
    fn decode(bytes: &[u8]) -> Result<Self, CodecError> {
        let Written { name, blueprint } = codec::read(bytes).map_err(CodecError::decoding::<Self>)?;
        Ok(Claim::new(name, blueprint.into_cell()))
    }
    fn describe(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(self, f)
    }
}
