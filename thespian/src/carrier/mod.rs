//! What carries bytes between processes: one way to listen, to call, and to take a call, whichever the carrier.

use std::fmt;
use std::io;
use std::net::{Ipv4Addr, SocketAddr};
use std::os::fd::OwnedFd;
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::{TcpListener, TcpStream, UnixListener, UnixStream};

/// Where a process listens; it is printed as an address is where people see it.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub(crate) enum Site {
    Tcp(SocketAddr),
    Unix(PathBuf),
}

impl fmt::Display for Site {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Site::Tcp(at) => write!(f, "ActorAddr-(TCP|{at})"),
            Site::Unix(at) => write!(f, "ActorAddr-(Unix|{})", at.display()),
        }
    }
}

/// A connection, in its two directions.
pub(crate) struct Stream {
    pub(crate) read: Box<dyn AsyncRead + Send + Unpin>,
    pub(crate) write: Box<dyn AsyncWrite + Send + Unpin>,
}

impl Stream {
    fn tcp(stream: TcpStream) -> io::Result<Self> {
        stream.set_nodelay(true)?;
        let (read, write) = stream.into_split();
        Ok(Stream { read: Box::new(read), write: Box::new(write) })
    }

    fn unix(stream: UnixStream) -> Self {
        let (read, write) = stream.into_split();
        Stream { read: Box::new(read), write: Box::new(write) }
    }

    /// Calls who listens there.
    pub(crate) async fn dial(site: &Site) -> io::Result<Self> {
        match site {
            Site::Tcp(at) => Stream::tcp(TcpStream::connect(at).await?),
            Site::Unix(at) => Ok(Stream::unix(UnixStream::connect(at).await?)),
        }
    }
}

/// What waits for calls. It knows no runtime yet, so that it can be handed to another process.
#[derive(Debug)]
pub(crate) enum Listener {
    Tcp(std::net::TcpListener),
    Unix(std::os::unix::net::UnixListener),
}

impl Listener {
    /// Listens on a port of the loopback interface; on any free one if that is 0.
    pub(crate) fn tcp(port: u16) -> io::Result<Self> {
        let listener = std::net::TcpListener::bind((Ipv4Addr::LOCALHOST, port))?;
        listener.set_nonblocking(true)?;
        Ok(Listener::Tcp(listener))
    }

    /// Listens on a socket file, which is there for the same user only.
    pub(crate) fn unix(path: &Path) -> io::Result<Self> {
        let listener = std::os::unix::net::UnixListener::bind(path)?;
        listener.set_nonblocking(true)?;
        Ok(Listener::Unix(listener))
    }

    pub(crate) fn site(&self) -> io::Result<Site> {
        match self {
            Listener::Tcp(listener) => Ok(Site::Tcp(listener.local_addr()?)),
            Listener::Unix(listener) => {
                let at = listener.local_addr()?;
                let path = at.as_pathname().ok_or_else(|| io::Error::other("a socket without a path"))?;
                Ok(Site::Unix(path.to_owned()))
            }
        }
    }

    /// The same as a descriptor, for another process.
    pub(crate) fn try_clone_fd(&self) -> io::Result<OwnedFd> {
        match self {
            Listener::Tcp(listener) => Ok(listener.try_clone()?.into()),
            Listener::Unix(listener) => Ok(listener.try_clone()?.into()),
        }
    }

    /// What another process handed over, of which this is the site.
    pub(crate) fn from_fd(fd: OwnedFd, site: &Site) -> Self {
        match site {
            Site::Tcp(_) => Listener::Tcp(fd.into()),
            Site::Unix(_) => Listener::Unix(fd.into()),
        }
    }

    /// Begins to take calls, within a runtime.
    pub(crate) fn open(self) -> io::Result<Reception> {
        match self {
            Listener::Tcp(listener) => Ok(Reception::Tcp(TcpListener::from_std(listener)?)),
            Listener::Unix(listener) => Ok(Reception::Unix(UnixListener::from_std(listener)?)),
        }
    }
}

/// What takes calls.
pub(crate) enum Reception {
    Tcp(TcpListener),
    Unix(UnixListener),
}

impl Reception {
    /// The next call.
    ///
    /// # Errors
    /// Where the host refuses, say for want of descriptors; or for a call of another user, which is not taken.
    pub(crate) async fn accept(&self) -> io::Result<Stream> {
        match self {
            Reception::Tcp(listener) => Stream::tcp(listener.accept().await?.0),
            Reception::Unix(listener) => {
                let (stream, _) = listener.accept().await?;
                let (caller, me) = (stream.peer_cred()?.uid(), rustix::process::geteuid().as_raw());
                if caller != me {
                    let refused = format!("user {caller} called, and this system is user {me}'s");
                    return Err(io::Error::new(io::ErrorKind::PermissionDenied, refused));
                }
                Ok(Stream::unix(stream))
            }
        }
    }
}
