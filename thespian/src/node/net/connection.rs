//! One connection at work: frames in, frames out.

use std::future::poll_fn;
use std::io;
use std::pin::pin;
use std::sync::Arc;
use std::task::Poll;
use std::time::{Duration, Instant};

use bytes::{Bytes, BytesMut};
use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt};
use tokio::sync::Notify;
use tokio_util::codec::{Decoder, LengthDelimitedCodec};

use super::Net;
use super::peer::{Connection, Takes};
use crate::address::Home;
use crate::carrier::Stream;
use crate::message::codec;
use crate::node::Receipt;
use crate::node::link::{Brought, Position, Violation};
use crate::wire::{Contents, Frame, LENGTH, Letter, MOST_IN_FRAME};

/// How much is written at once.
const ROOM: usize = 256 * 1024;

/// How much is read at once.
const MOUTHFUL: usize = 64 * 1024;

/// How long what is not urgent waits for something to be written with.
const LATER: Duration = Duration::from_millis(5);

impl Net {
    /// A connection to a process has come about.
    pub(super) fn opened(self: &Arc<Self>, process: Home, theirs: Position, stream: Stream) {
        let writer = Arc::new(Notify::new());
        let number = {
            let mut state = self.state();
            let number = state.next_connection();
            let Some(peer) = state.peers.get_mut(&process) else { return };
            if let Err(violation) = peer.link.resume(theirs) {
                tracing::error!(peer = %peer.site, %violation, "a process is another than it was");
                drop(state);
                return self.end_of(process, None, None);
            }
            if let Connection::Open { writer, .. } = &peer.connection {
                // The old one finds that it is not the one any more.
                writer.notify_one();
            }
            peer.connection = Connection::Open { number, writer: writer.clone() };
            number
        };
        let Stream { read, write } = stream;
        let net = self.clone();
        self.runtime.spawn(async move {
            let reading = net.read(process, number, read);
            let ended = until_the_end(reading, net.write(process, number, writer, write)).await;
            net.closed(process, number, ended);
        });
    }

    async fn write(
        &self,
        process: Home,
        number: u64,
        news: Arc<Notify>,
        mut stream: Box<dyn AsyncWrite + Send + Unpin>,
    ) -> Result<(), Ended> {
        let (mut out, mut at_once) = (BytesMut::new(), true);
        loop {
            let has_more = {
                let mut state = self.state();
                let peer = state.peers.get_mut(&process).filter(|peer| peer.is_connection(number));
                let Some(peer) = peer else { return Err(Ended::Replaced) };
                if peer.link.has_news(at_once) {
                    peer.link.write(&mut out, ROOM, Instant::now());
                }
                peer.link.has_news(false)
            };
            at_once = true;
            if !out.is_empty() {
                stream.write_all(&out).await?;
                out.clear();
                if out.capacity() > 2 * ROOM {
                    out = BytesMut::new();
                }
            } else if has_more {
                at_once = tokio::time::timeout(LATER, news.notified()).await.is_ok();
            } else {
                stream.flush().await?;
                news.notified().await;
            }
        }
    }

    async fn read(
        self: &Arc<Self>,
        process: Home,
        number: u64,
        mut stream: Box<dyn AsyncRead + Send + Unpin>,
    ) -> Result<(), Ended> {
        let mut frames = LengthDelimitedCodec::builder()
            .length_field_length(LENGTH)
            .little_endian()
            .max_frame_length(MOST_IN_FRAME)
            .new_codec();
        let (mut buffer, mut brought) = (BytesMut::new(), Vec::new());
        loop {
            buffer.reserve(MOUTHFUL);
            if stream.read_buf(&mut buffer).await? == 0 {
                return Err(Ended::Closed);
            }
            let takes_letters;
            {
                let mut state = self.state();
                takes_letters = state.takes == Takes::Everything;
                let peer = state.peers.get_mut(&process).filter(|peer| peer.is_connection(number));
                let Some(peer) = peer else { return Err(Ended::Replaced) };
                let now = Instant::now();
                while let Some(frame) = frames.decode(&mut buffer)? {
                    let frame = Frame::read(frame.freeze()).map_err(|malformed| Violation(malformed.0))?;
                    match peer.link.receive(frame, now)? {
                        Brought::Nothing => {}
                        news => brought.push(news),
                    }
                }
                if peer.link.has_news(false) {
                    peer.stir_if_connected();
                }
                if !state.behind.is_empty() || !state.last.is_empty() {
                    self.release(state);
                }
            }
            for news in brought.drain(..) {
                match news {
                    Brought::Nothing => {}
                    Brought::Farewell => return Ok(()),
                    Brought::Letter(stamp, letter) => {
                        self.take(Receipt { from: process, stamp }, letter, takes_letters);
                    }
                }
            }
        }
    }

    /// Takes what has come. Letters are left to who sent them where this process takes none any more.
    fn take(self: &Arc<Self>, receipt: Receipt, letter: Bytes, takes_letters: bool) {
        let process = receipt.from;
        let malformed = match Contents::read(letter) {
            Ok(Contents::Letter(_)) if !takes_letters => return,
            Ok(Contents::Letter(letter)) => {
                self.note(process, &letter);
                return self.on_recipient(|recipient| recipient.letter(letter, receipt));
            }
            Ok(Contents::Word(word)) => match codec::read(&word) {
                Ok(word) => {
                    if let Some(word) = self.hear(process, word) {
                        self.on_recipient(|recipient| recipient.word(process, word));
                    }
                    return self.handled(receipt);
                }
                Err(error) => error.to_string(),
            },
            Err(malformed) => malformed.to_string(),
        };
        tracing::error!(
            ?process,
            malformed,
            "something that cannot be read came from a process, and is left out"
        );
        self.handled(receipt);
    }

    /// Notes that a message has come.
    fn note(&self, process: Home, letter: &Letter) {
        if letter.is_counted()
            && let Some(peer) = self.state().peers.get_mut(&process)
        {
            peer.came += 1;
        }
    }

    /// A connection has ended.
    fn closed(self: &Arc<Self>, process: Home, number: u64, ended: Result<(), Ended>) {
        let (dead, redial) = {
            let mut state = self.state();
            let peer = state.peers.get_mut(&process).filter(|peer| peer.is_connection(number));
            let Some(peer) = peer else { return };
            peer.connection = Connection::None;
            let dead = peer.dead.take();
            (dead, peer.wants_connection())
        };
        match (ended, dead) {
            // It has said itself what it had counted.
            (Ok(()), _) => return self.end_of(process, None, None),
            (_, Some((who, reason))) => return self.end_of(process, who, Some(&reason)),
            (Err(Ended::Violation(violation)), None) => {
                // The same would come again.
                tracing::error!(?process, %violation, "a process is not understood, and not talked to any more");
                return self.end_of(process, None, None);
            }
            (Err(Ended::Failed(error)), None) => tracing::debug!(?process, %error, "a connection broke"),
            (Err(Ended::Closed | Ended::Replaced), None) => {}
        }
        self.on_recipient(|recipient| recipient.lost(process));
        if redial {
            let called = self.state().peers.get_mut(&process).is_some_and(super::peer::Peer::stir);
            if called {
                self.dial(process);
            }
        }
    }
}

/// Reads and writes until the connection has ended. What has come is read, also where nothing can be written any more.
async fn until_the_end(
    reading: impl Future<Output = Result<(), Ended>>,
    writing: impl Future<Output = Result<(), Ended>>,
) -> Result<(), Ended> {
    let (mut reading, mut writing) = (pin!(reading), pin!(writing));
    let mut is_written = false;
    poll_fn(|cx| {
        if !is_written && let Poll::Ready(ended) = writing.as_mut().poll(cx) {
            match ended {
                Err(Ended::Failed(_)) => is_written = true,
                ended => return Poll::Ready(ended),
            }
        }
        reading.as_mut().poll(cx)
    })
    .await
}

/// Why a connection ended, if it was not with a farewell.
enum Ended {
    /// The other side closed it.
    Closed,
    /// There is a newer one.
    Replaced,
    Failed(io::Error),
    Violation(Violation),
}

impl From<io::Error> for Ended {
    fn from(error: io::Error) -> Self {
        Ended::Failed(error)
    }
}

impl From<Violation> for Ended {
    fn from(violation: Violation) -> Self {
        Ended::Violation(violation)
    }
}
