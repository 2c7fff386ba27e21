//! Frames: the pieces in which a link sends.
//!
//! On a stream each follows its length in four bytes. All numbers are little-endian. `guide/src/reference/wire.md` has the
//! layout.

use bytes::{Buf, BufMut, Bytes, BytesMut};

/// How long a frame may be at most, without its length.
pub(crate) const MOST_IN_FRAME: usize = 64 * 1024;

/// How many bytes of a frame are not what it carries.
const OVERHEAD: usize = 16;

/// How much of a letter one frame carries.
pub(crate) const MOST_IN_PIECE: usize = MOST_IN_FRAME - OVERHEAD;

/// How many bytes say how long a frame is.
pub(crate) const LENGTH: usize = 4;

/// How many ranges one report has at most.
const MOST_RANGES: usize = 1024;

const PIECE: u8 = 1;
const REPORT: u8 = 2;
const QUESTION: u8 = 3;
const FAREWELL: u8 = 4;

const FIRST: u8 = 1;
const LAST: u8 = 2;

/// One frame.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Frame {
    /// A piece of a letter, which the lane numbers.
    Piece {
        lane: u8,
        number: u64,
        /// How long the letter is, in its first piece.
        total: Option<u32>,
        is_last: bool,
        bytes: Bytes,
    },
    /// What one end of a lane has come to.
    Report {
        lane: u8,
        /// All pieces up to this one have come.
        received: u64,
        /// Pieces up to this one may be sent.
        granted: u64,
        /// All up to this one are dealt with, …
        handled: u64,
        /// … and these: from, to.
        also: Vec<(u64, u64)>,
    },
    /// Asks for a report.
    Question { lane: u8 },
    /// The sender ends, and has said all.
    Farewell,
}

/// Bytes that are no frame.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("bytes that are no frame: {0}")]
pub(crate) struct Malformed(pub(crate) &'static str);

impl Frame {
    /// Writes the frame behind its length.
    pub(crate) fn write(&self, out: &mut BytesMut) {
        let at = out.len();
        out.put_u32_le(0);
        match self {
            Frame::Piece { lane, number, total, is_last, bytes } => {
                let first = if total.is_some() { FIRST } else { 0 };
                let last = if *is_last { LAST } else { 0 };
                out.put_slice(&[PIECE, *lane, first | last, 0]);
                out.put_u64_le(*number);
                if let Some(total) = total {
                    out.put_u32_le(*total);
                }
                out.put_slice(bytes);
            }
            Frame::Report { lane, received, granted, handled, also } => {
                let ranges = &also[..also.len().min(MOST_RANGES)];
                out.put_slice(&[REPORT, *lane, 0, 0]);
                out.put_u64_le(*received);
                out.put_u64_le(*granted);
                out.put_u64_le(*handled);
                for (from, to) in ranges {
                    out.put_u64_le(*from);
                    out.put_u64_le(*to);
                }
            }
            Frame::Question { lane } => out.put_slice(&[QUESTION, *lane, 0, 0]),
            Frame::Farewell => out.put_slice(&[FAREWELL, 0, 0, 0]),
        }
        let length = (out.len() - at - LENGTH) as u32;
        out[at..at + LENGTH].copy_from_slice(&length.to_le_bytes());
    }

    /// Reads a frame that stood behind its length.
    pub(crate) fn read(mut bytes: Bytes) -> Result<Frame, Malformed> {
        if bytes.len() > MOST_IN_FRAME {
            return Err(Malformed("it is too long"));
        }
        let [kind, lane, flags] = [byte(&mut bytes)?, byte(&mut bytes)?, byte(&mut bytes)?];
        byte(&mut bytes)?;
        match kind {
            PIECE => {
                let number = word(&mut bytes)?;
                let total = if flags & FIRST == 0 {
                    None
                } else {
                    Some(bytes.try_get_u32_le().map_err(|_| Malformed("it ends too soon"))?)
                };
                Ok(Frame::Piece { lane, number, total, is_last: flags & LAST != 0, bytes })
            }
            REPORT => {
                let (received, granted, handled) = (word(&mut bytes)?, word(&mut bytes)?, word(&mut bytes)?);
                let mut also = Vec::new();
                while bytes.has_remaining() {
                    if also.len() == MOST_RANGES {
                        return Err(Malformed("a report with too many ranges"));
                    }
                    also.push((word(&mut bytes)?, word(&mut bytes)?));
                }
                Ok(Frame::Report { lane, received, granted, handled, also })
            }
            QUESTION => Ok(Frame::Question { lane }),
            FAREWELL => Ok(Frame::Farewell),
            _ => Err(Malformed("of no known kind")),
        }
    }
}

fn byte(bytes: &mut Bytes) -> Result<u8, Malformed> {
    bytes.try_get_u8().map_err(|_| Malformed("it ends too soon"))
}

fn word(bytes: &mut Bytes) -> Result<u64, Malformed> {
    bytes.try_get_u64_le().map_err(|_| Malformed("it ends too soon"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn frames() -> [Frame; 5] {
        [
            Frame::Piece {
                lane: 1,
                number: u64::MAX,
                total: Some(7),
                is_last: true,
                bytes: Bytes::from_static(b"letters"),
            },
            Frame::Piece { lane: 0, number: 3, total: None, is_last: false, bytes: Bytes::new() },
            Frame::Report { lane: 0, received: 9, granted: 1033, handled: 4, also: vec![(6, 7), (9, 9)] },
            Frame::Question { lane: 1 },
            Frame::Farewell,
        ]
    }

    #[test]
    fn a_frame_is_read_back_from_its_bytes() {
        for frame in frames() {
            let mut out = BytesMut::new();
            frame.write(&mut out);
            let length = out.get_u32_le() as usize;
            assert_eq!(length, out.len());
            assert_eq!(Frame::read(out.freeze()), Ok(frame));
        }
    }

    #[test]
    fn a_frame_that_was_cut_is_refused() {
        for frame in frames() {
            let mut out = BytesMut::new();
            frame.write(&mut out);
            out.advance(LENGTH);
            let whole = out.freeze();
            for length in 0..whole.len().min(12) {
                let cut = Frame::read(whole.slice(..length));
                assert!(cut.as_ref() != Ok(&frame), "{length} bytes of {frame:?} are {cut:?}");
            }
        }
        assert!(Frame::read(Bytes::from(vec![1; MOST_IN_FRAME + 1])).is_err());
        assert!(Frame::read(Bytes::from_static(&[99, 0, 0, 0])).is_err());
    }
}
