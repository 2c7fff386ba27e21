//! Calls: how a connection between two processes begins.

use std::fmt;
use std::io;
use std::sync::Arc;
use std::time::Duration;

use serde::{Deserialize, Serialize};
use tokio::io::{AsyncReadExt, AsyncWriteExt};

use super::peer::{Connection, Takes};
use super::{Net, Sought, Word};
use crate::address::Home;
use crate::capability::Capabilities;
use crate::carrier::{Reception, Site, Stream};
use crate::node::link::Position;
use crate::wire::{
    Accepting, Cookie, Dialing, MOST_IN_WELCOME, MOST_OF_STRANGER, Malformed, PART_HEAD, Refusal,
    Unchallenged, part_length,
};

/// How long two processes may take to begin to talk.
const HANDSHAKE: Duration = Duration::from_secs(5);

/// How long to wait before a process that does not answer is called again.
const AGAIN: Duration = Duration::from_millis(50);

/// What the side says whose own call stands, where both have called.
const CROSSED: &str = "this side has called already";

/// What a side says that lets nobody in any more.
pub(crate) const ENDS: &str = "it ends";

/// How many calls may be on their way to be let in.
const MOST_CALLS: usize = 64;

/// Who calls.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct Caller {
    /// Its number in the launch; 0 if it has none yet.
    pub(crate) process: u64,
    /// Where it can be called.
    pub(crate) site: Site,
    pub(crate) position: Position,
    /// The operating system's number for it.
    pub(crate) pid: u32,
    /// What program it is, if that is for the other side to say whether they match.
    pub(crate) program: Option<Executable>,
}

/// The file that a process runs, as it was when it began.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Executable {
    pub(crate) path: String,
    /// When it was built, and how large it is.
    pub(crate) build: String,
}

impl Executable {
    /// Whether the same file was built anew between the two.
    pub(crate) fn is_other_build_of(&self, other: &Executable) -> bool {
        self.path == other.path && self.build != other.build
    }
}

impl fmt::Display for Executable {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} of {}", self.path, self.build)
    }
}

/// Who was called.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct Callee {
    pub(crate) process: u64,
    /// The caller's number, which it may just have been given.
    pub(crate) caller: u64,
    pub(crate) position: Position,
    pub(crate) facts: Option<Facts>,
}

/// What the system says of itself to a program.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct Facts {
    pub(crate) capabilities: Capabilities,
    /// The executable that it and its actors are.
    pub(crate) program: Executable,
    /// The operating system's number for its process.
    pub(crate) pid: u32,
}

/// Why a call came to nothing.
#[derive(Debug, thiserror::Error)]
pub(crate) enum CallFailure {
    #[error(transparent)]
    Io(#[from] io::Error),
    #[error(transparent)]
    Refused(#[from] Refusal),
    #[error("it did not answer within {} s", HANDSHAKE.as_secs())]
    TimeOver,
    #[error("it hung up before it had said who it is")]
    HungUp,
    #[error("another process answers there")]
    Another,
}

impl CallFailure {
    /// Whether nobody listens there, or nobody who will still do so in a moment.
    pub(crate) fn is_nobody(&self) -> bool {
        match self {
            CallFailure::Io(error) => {
                matches!(error.kind(), io::ErrorKind::ConnectionRefused | io::ErrorKind::NotFound)
            }
            CallFailure::Refused(Refusal::Told(why)) => why == ENDS,
            _ => false,
        }
    }
}

impl From<Malformed> for CallFailure {
    fn from(malformed: Malformed) -> Self {
        CallFailure::Refused(malformed.into())
    }
}

async fn hear(stream: &mut Stream, most: usize) -> Result<Vec<u8>, CallFailure> {
    let mut head = [0; PART_HEAD];
    stream.read.read_exact(&mut head).await.map_err(unheard)?;
    let mut part = vec![0; part_length(&head, most)?];
    stream.read.read_exact(&mut part).await.map_err(unheard)?;
    Ok(part)
}

fn unheard(error: io::Error) -> CallFailure {
    match error.kind() {
        io::ErrorKind::UnexpectedEof | io::ErrorKind::ConnectionReset => CallFailure::HungUp,
        _ => CallFailure::Io(error),
    }
}

async fn within<T>(talk: impl Future<Output = Result<T, CallFailure>>) -> Result<T, CallFailure> {
    tokio::time::timeout(HANDSHAKE, talk).await.unwrap_or(Err(CallFailure::TimeOver))
}

/// Calls a process.
async fn call(site: &Site, cookie: &Cookie, me: &Caller) -> Result<(Callee, Stream), CallFailure> {
    within(async {
        let mut stream = Stream::dial(site).await?;
        let (mut dialing, hello) = Dialing::begin(cookie.clone())?;
        stream.write.write_all(&hello).await?;
        let introduction = dialing.introduce(&hear(&mut stream, MOST_OF_STRANGER).await?, me)?;
        stream.write.write_all(&introduction).await?;
        Ok((dialing.welcomed(&hear(&mut stream, MOST_IN_WELCOME).await?)?, stream))
    })
    .await
}

/// Calls the system's own process for the first time.
pub(crate) async fn attach(
    system: &Site,
    cookie: &Cookie,
    me: &Caller,
) -> Result<(Callee, Stream), CallFailure> {
    call(system, cookie, me).await
}

impl Net {
    /// Calls a process that is known, until it answers or is known no more.
    pub(super) fn dial(self: &Arc<Self>, process: Home) {
        let net = self.clone();
        self.runtime.spawn(async move { net.dial_until_answered(process).await });
    }

    async fn dial_until_answered(self: Arc<Self>, process: Home) {
        loop {
            let (site, me) = {
                let state = self.state();
                let Some(peer) = state.peers.get(&process) else { return };
                if !matches!(peer.connection, Connection::Dialing) || peer.dead.is_some() {
                    return;
                }
                let position = peer.link.position();
                let process = self.home.into_word();
                (
                    peer.site.clone(),
                    Caller {
                        process,
                        site: self.site.clone(),
                        position,
                        pid: std::process::id(),
                        program: None,
                    },
                )
            };
            match call(&site, &self.cookie, &me).await {
                Ok((callee, stream)) if callee.process == process.into_word() => {
                    return self.opened(process, callee.position, stream);
                }
                Ok(_) => self.cannot_call(process, &site, &CallFailure::Another),
                Err(CallFailure::Refused(Refusal::Told(why))) if why == CROSSED => {}
                Err(failure) => self.cannot_call(process, &site, &failure),
            }
            tokio::time::sleep(AGAIN).await;
        }
    }

    fn cannot_call(self: &Arc<Self>, process: Home, site: &Site, failure: &CallFailure) {
        tracing::debug!(?process, %site, %failure, "a process does not answer");
        if process == self.home.of_system() {
            return self.on_recipient(|recipient| recipient.lost(process));
        }
        // Perhaps it has gone, and only the system knows.
        self.tell_system(Word::Seek(Sought::Process(process.into_word())));
    }

    /// The connection that began with [`attach`].
    pub(crate) fn attached(self: &Arc<Self>, system: Site, callee: &Callee, stream: Stream) {
        let process = Home::from_word(callee.process);
        self.know(process, system);
        self.opened(process, callee.position, stream);
    }

    /// Lets somebody in, or not.
    async fn answer(self: &Arc<Self>, mut stream: Stream) -> Result<(), CallFailure> {
        let mut newcomer = None;
        let answered = within(async {
            let hello = hear(&mut stream, MOST_OF_STRANGER).await?;
            let (mut accepting, challenge) = match Accepting::challenge(self.cookie.clone(), &hello) {
                Ok(challenge) => challenge,
                Err(Unchallenged { reason, answer }) => {
                    if let Some(answer) = answer {
                        stream.write.write_all(&answer).await?;
                    }
                    return Err(reason.into());
                }
            };
            stream.write.write_all(&challenge).await?;
            let caller: Caller = match accepting.introduced(&hear(&mut stream, MOST_OF_STRANGER).await?) {
                Ok(caller) => caller,
                // It knows the cookie, and says what this side does not understand.
                Err(Refusal::Stranger(malformed)) => {
                    let reason = "it is of another version of the crate `thespian`";
                    stream.write.write_all(&accepting.refuse(reason)).await?;
                    return Err(malformed.into());
                }
                Err(refusal) => return Err(refusal.into()),
            };
            let recipient = self.recipient().ok_or_else(|| Refusal::Told(ENDS.to_owned()))?;
            let admitted = recipient.admit(&caller);
            newcomer = admitted.as_ref().ok().filter(|_| caller.process == 0).map(|(process, _)| *process);
            let admitted =
                admitted.and_then(|(process, facts)| Ok((process, facts, self.make_way(process, &caller)?)));
            match admitted {
                Ok((process, facts, position)) => {
                    let (me, you) = (self.home.into_word(), process.into_word());
                    let welcome = accepting.welcome(&Callee { process: me, caller: you, position, facts });
                    stream.write.write_all(&welcome).await?;
                    Ok((caller, process, stream))
                }
                Err(reason) => {
                    stream.write.write_all(&accepting.refuse(&reason)).await?;
                    Err(Refusal::Told(reason).into())
                }
            }
        })
        .await;
        if let (Err(_), Some(newcomer)) = (&answered, newcomer) {
            // It was let in, and does not know.
            self.on_recipient(|recipient| recipient.lost(newcomer));
        }
        let (caller, process, stream) = answered?;
        self.opened(process, caller.position, stream);
        Ok(())
    }

    /// Decides which of two calls stands where both sides have called; what has come of the other side so far.
    fn make_way(&self, process: Home, caller: &Caller) -> Result<Position, String> {
        let mut state = self.state();
        if state.takes == Takes::Nothing {
            return Err(ENDS.to_owned());
        }
        state.know(process, caller.site.clone());
        match state.peers.get(&process) {
            // Always the same one of the two, so that never each waits for the other's.
            Some(peer) if !matches!(peer.connection, Connection::None) && self.home < process => {
                Err(CROSSED.to_owned())
            }
            Some(peer) => Ok(peer.link.position()),
            None => Err("it is not known".to_owned()),
        }
    }
}

/// Takes calls for as long as the process lives.
pub(crate) async fn receive_calls(net: Arc<Net>, reception: Reception) {
    let places = Arc::new(tokio::sync::Semaphore::new(MOST_CALLS));
    loop {
        let Ok(place) = places.clone().acquire_owned().await else { return };
        match reception.accept().await {
            Ok(stream) => {
                let net = net.clone();
                tokio::spawn(async move {
                    if let Err(failure) = net.answer(stream).await {
                        tracing::warn!(%failure, "a call was refused");
                    }
                    drop(place);
                });
            }
            Err(error) => {
                tracing::warn!(%error, "a call could not be taken");
                tokio::time::sleep(AGAIN).await;
            }
        }
    }
}
