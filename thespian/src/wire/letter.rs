//! What frames carry, put together: a message for an address, or a word from process to process.

use bytes::{Buf, BufMut, Bytes, BytesMut};

use super::Malformed;
use crate::actor::ask::probing::Word as AskWord;
use crate::actor::{Claim, Entry};
use crate::address::ActorAddress;
use crate::envelope::Envelope;
use crate::message::contents::Class;
use crate::message::{AnyMessage, CodecError, Message, decode_internal, decode_system};

/// How long the name of a message may be.
const MOST_IN_NAME: usize = 4096;

const FOR_ADDRESS: u8 = 0;
const FOR_PROCESS: u8 = 1;

const USER: u8 = 0;
const SYSTEM: u8 = 1;
const INTERNAL: u8 = 2;

/// A message on its way between two processes.
#[derive(Debug)]
pub(crate) struct Letter {
    pub(crate) to: ActorAddress,
    pub(crate) envelope: Envelope,
    /// How it comes by its place in a bounded mailbox.
    pub(crate) entry: Entry,
}

/// What a link delivers.
#[derive(Debug)]
pub(crate) enum Contents {
    Letter(Letter),
    /// A word for the process itself, in its encoded form.
    Word(Bytes),
}

// How a message comes by its place, beside its class.
const CLASS: u8 = 0x0f;
const PAYING: u8 = 0x00;
const FREE: u8 = 0x10;
const PAID: u8 = 0x20;

fn place_byte(entry: Entry) -> u8 {
    match entry {
        Entry::Paying => PAYING,
        Entry::Free => FREE,
        Entry::Paid => PAID,
    }
}

fn entry_of(kind: u8) -> Result<Entry, Malformed> {
    match kind & !CLASS {
        PAYING => Ok(Entry::Paying),
        FREE => Ok(Entry::Free),
        PAID => Ok(Entry::Paid),
        _ => Err(Malformed("a message that comes by its place in no known way")),
    }
}

impl Letter {
    /// Whether the message is in the counts.
    pub(crate) fn is_counted(&self) -> bool {
        self.envelope.message.opened().class() != Class::Internal
    }

    /// A message as its bytes, which say all that is needed to deliver it or to bury it.
    pub(crate) fn write(to: ActorAddress, envelope: &Envelope, entry: Entry) -> Result<Bytes, CodecError> {
        let message = &envelope.message;
        let payload = message.encode()?;
        let name = message.name();
        let class = match message.opened().class() {
            Class::User | Class::Packed => USER,
            Class::System => SYSTEM,
            Class::Internal => INTERNAL,
        };
        if name.len() > MOST_IN_NAME {
            return Err(CodecError::encoding::<AnyMessage>(format!(
                "the name of a message has {} bytes, and may have {MOST_IN_NAME}",
                name.len()
            )));
        }
        let mut out = BytesMut::with_capacity(48 + name.len() + payload.len());
        out.put_slice(&[FOR_ADDRESS, class | place_byte(entry)]);
        out.put_u16_le(name.len() as u16);
        for address in [to, envelope.sender] {
            let (home, place) = address.into_words();
            out.put_u64_le(home);
            out.put_u64_le(place);
        }
        out.put_u64_le(message.fingerprint());
        out.put_slice(name.as_bytes());
        out.put_slice(&payload);
        Ok(out.freeze())
    }
}

impl Contents {
    /// A word for another process as its bytes.
    pub(crate) fn word(written: &[u8]) -> Bytes {
        let mut out = BytesMut::with_capacity(1 + written.len());
        out.put_u8(FOR_PROCESS);
        out.put_slice(written);
        out.freeze()
    }

    pub(crate) fn read(mut bytes: Bytes) -> Result<Contents, Malformed> {
        let short = |_| Malformed("a letter that ends too soon");
        match bytes.try_get_u8().map_err(short)? {
            FOR_PROCESS => return Ok(Contents::Word(bytes)),
            FOR_ADDRESS => {}
            _ => return Err(Malformed("a letter of no known kind")),
        }
        let kind = bytes.try_get_u8().map_err(short)?;
        let (class, entry) = (kind & CLASS, entry_of(kind)?);
        let length = usize::from(bytes.try_get_u16_le().map_err(short)?);
        let mut address = || {
            let (home, place) = (bytes.try_get_u64_le()?, bytes.try_get_u64_le()?);
            Ok(ActorAddress::from_words(Some(home), ActorAddress::NOBODY.home(), place))
        };
        let (to, sender) = (address().map_err(short)?, address().map_err(short)?);
        let fingerprint = bytes.try_get_u64_le().map_err(short)?;
        if length > MOST_IN_NAME || length > bytes.len() {
            return Err(Malformed("a message whose name is too long"));
        }
        let name = bytes.split_to(length);
        let name = str::from_utf8(&name).map_err(|_| Malformed("a message whose name is no text"))?;
        let message = match class {
            USER => AnyMessage::from_bytes(name, fingerprint, bytes.into()),
            SYSTEM => decode_system(name, &bytes).map_err(|_| Malformed("no message of the system's"))?,
            INTERNAL if name == Claim::name() => {
                AnyMessage::new(Claim::decode(&bytes).map_err(|_| Malformed("no claim"))?)
            }
            INTERNAL if name == AskWord::name() => {
                AnyMessage::new(AskWord::decode(&bytes).map_err(|_| Malformed("no word about questions"))?)
            }
            INTERNAL => {
                decode_internal(name, &bytes).map_err(|_| Malformed("no message of the runtime's"))?
            }
            _ => return Err(Malformed("a message of no known class")),
        };
        Ok(Contents::Letter(Letter { to, envelope: Envelope::new(message, sender), entry }))
    }
}
