//! What a new process is told of what it is to be, by the one that has started it.
//!
//! Both ends of a pair of sockets: the new process has one of them in the place of its standard input. What comes there
//! is a certificate; that it ends says that the other process has.

use std::io::{self, IoSlice, IoSliceMut, Read, Write};
use std::mem::MaybeUninit;
use std::os::fd::{AsFd, BorrowedFd, OwnedFd};
use std::os::unix::net::UnixStream;
use std::path::PathBuf;
use std::time::Duration;

use rustix::net::{
    RecvAncillaryBuffer, RecvAncillaryMessage, RecvFlags, SendAncillaryBuffer, SendAncillaryMessage,
    SendFlags, recvmsg, sendmsg,
};
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

use super::place::Key;
use crate::actor::Blueprint;
use crate::address::ActorAddress;
use crate::capability::Capabilities;
use crate::carrier::Site;
use crate::message::codec;

/// How long a certificate may be: what an actor is made of is in it.
const MOST: u32 = 64 * 1024 * 1024;

/// How long a new process may take to read on what it is, and to say that it is ready.
pub(super) const BEGINS: Duration = Duration::from_secs(10);

/// What a process is to be.
#[derive(Debug, Serialize, Deserialize)]
pub(super) enum Certificate {
    /// The system's own.
    Admin {
        key: Key,
        folder: PathBuf,
        /// Whether it ends with who has started it.
        unique: bool,
        capabilities: Capabilities,
    },
    /// An actor's; its listener comes along.
    Actor(Box<ActorBirth>),
}

#[derive(Debug, Serialize, Deserialize)]
pub(super) struct ActorBirth {
    pub(super) process: u64,
    pub(super) site: Site,
    pub(super) system: Site,
    pub(super) cookie: [u8; 32],
    pub(super) who: ActorAddress,
    pub(super) parent: ActorAddress,
    pub(super) from_outside: bool,
    pub(super) blueprint: Blueprint,
    pub(super) capabilities: Capabilities,
}

/// What a new system says to who has started it.
#[derive(Debug, Serialize, Deserialize)]
pub(super) enum Ready {
    /// It takes calls there.
    At(Site),
    /// Another has the place already.
    Taken,
    /// It cannot begin.
    Failed(String),
}

/// One end of the way between a process and the one that has started it.
#[derive(Debug)]
pub(super) struct Cord(UnixStream);

impl Cord {
    /// Both ends: this process's own, which waits for the other for so long as that may take to begin, and that one's.
    pub(super) fn pair() -> io::Result<(Self, OwnedFd)> {
        let (mine, theirs) = UnixStream::pair()?;
        mine.set_read_timeout(Some(BEGINS))?;
        mine.set_write_timeout(Some(BEGINS))?;
        Ok((Cord(mine), theirs.into()))
    }

    pub(super) fn from_fd(fd: OwnedFd) -> Self {
        Cord(fd.into())
    }

    /// The same for a runtime, which learns there that the other end has gone.
    pub(super) fn into_std(self) -> UnixStream {
        self.0
    }

    pub(super) fn send<T: Serialize>(&mut self, news: &T, handed: Option<BorrowedFd<'_>>) -> io::Result<()> {
        let bytes = codec::write(news).map_err(io::Error::other)?;
        let length = u32::try_from(bytes.len()).ok().filter(|length| *length <= MOST);
        let length = length.ok_or_else(|| io::Error::other("what the actor is made of is too large"))?;
        let mut space = [MaybeUninit::uninit(); rustix::cmsg_space!(ScmRights(1))];
        let mut ancillary = SendAncillaryBuffer::new(&mut space);
        let handed: Vec<_> = handed.into_iter().collect();
        if !handed.is_empty() && !ancillary.push(SendAncillaryMessage::ScmRights(&handed)) {
            return Err(io::Error::other("no room for a descriptor"));
        }
        let head = length.to_le_bytes();
        let sent = sendmsg(&self.0, &[IoSlice::new(&head)], &mut ancillary, SendFlags::NOSIGNAL)?;
        self.0.write_all(&head[sent..])?;
        self.0.write_all(&bytes)
    }

    pub(super) fn receive<T: DeserializeOwned>(&mut self) -> io::Result<(T, Option<OwnedFd>)> {
        let mut space = [MaybeUninit::uninit(); rustix::cmsg_space!(ScmRights(1))];
        let mut ancillary = RecvAncillaryBuffer::new(&mut space);
        let mut head = [0; 4];
        let flags = RecvFlags::CMSG_CLOEXEC;
        let came = recvmsg(&self.0, &mut [IoSliceMut::new(&mut head)], &mut ancillary, flags)?.bytes;
        if came == 0 {
            return Err(io::ErrorKind::UnexpectedEof.into());
        }
        self.0.read_exact(&mut head[came..])?;
        let mut handed = None;
        for message in ancillary.drain() {
            if let RecvAncillaryMessage::ScmRights(fds) = message {
                handed = fds.into_iter().next();
            }
        }
        let length = u32::from_le_bytes(head);
        if length > MOST {
            return Err(io::Error::new(io::ErrorKind::InvalidData, "a certificate that is too long"));
        }
        let mut bytes = Vec::new();
        (&self.0).take(length.into()).read_to_end(&mut bytes)?;
        let news = codec::read(&bytes).map_err(|error| io::Error::new(io::ErrorKind::InvalidData, error))?;
        Ok((news, handed))
    }
}

impl AsFd for Cord {
    fn as_fd(&self) -> BorrowedFd<'_> {
        self.0.as_fd()
    }
}

#[cfg(test)]
mod tests {
    use std::fs::File;

    use super::*;

    #[test]
    fn a_certificate_comes_along_with_a_descriptor() -> io::Result<()> {
        let (mut mine, theirs) = Cord::pair()?;
        let handed = File::open("/dev/null")?;
        mine.send(&"born", Some(handed.as_fd()))?;
        mine.send(&"again", None)?;
        drop(mine);
        let mut theirs = Cord::from_fd(theirs);
        assert!(matches!(theirs.receive::<String>()?, (news, Some(_)) if news == "born"));
        assert!(matches!(theirs.receive::<String>()?, (news, None) if news == "again"));
        let ended = theirs.receive::<String>().expect_err("the other end has gone");
        assert_eq!(ended.kind(), io::ErrorKind::UnexpectedEof);
        Ok(())
    }
}
