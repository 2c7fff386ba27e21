//! The links of one process to the others of its system, and which of them leads where.
//!
//! Senders put letters on links from whatever thread they are in; one thread writes and reads. Where an actor is, the
//! system's own process knows; it is asked once, and what is sent meanwhile waits here.

mod call;
mod connection;
mod ending;
mod peer;
mod places;
mod sending;
mod word;

use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, OnceLock, PoisonError, Weak};
use std::time::Duration;

use bytes::Bytes;
use tokio::runtime::Handle;

pub(crate) use call::{Callee, Caller, ENDS, Executable, Facts, attach, receive_calls};
pub(crate) use word::{Birth, Count, Sought, Whereabouts, Word};

use super::link::MOST_IN_LETTER;
use super::{Receipt, Way};
use crate::actor::{Entry, contain};
use crate::address::{ActorAddress, Home};
use crate::carrier::Site;
use crate::envelope::Envelope;
use crate::message::contents::Class;
use crate::message::{ActorExited, DeadLetterReason, ExitReason, HandleDeadLetters, Watch};
use crate::wire::{Contents, Cookie, Letter, Malformed};
use peer::{At, Connection, State, Takes};
use sending::{Kind, Sending};

/// How long what others are told last waits for those who do not listen; and a farewell.
const LAST_WORDS: Duration = Duration::from_secs(5);

/// Who gets what comes over the links of a process.
pub(crate) trait Recipient: Send + Sync {
    /// Takes a letter; it is to be [reported](Net::handled) when it has been dealt with.
    fn letter(&self, letter: Letter, receipt: Receipt);

    /// Takes a word for the process itself.
    fn word(&self, from: Home, word: Word);

    /// Deals with an envelope that reached nobody.
    fn bury(&self, to: ActorAddress, envelope: Envelope, reason: DeadLetterReason);

    /// Lets who called in, and says what there is to say; or why it is not let in.
    fn admit(&self, caller: &Caller) -> Result<(Home, Option<Facts>), String>;

    /// A process has gone, as it said or as the system says: nothing will come from it any more.
    fn gone(&self, gone: Gone<'_>);

    /// A process could not say any more what it had counted: this is what this one knows of it.
    fn account_for(&self, lost: Account);

    /// The connection to a process broke, and it has not said that it ends.
    fn lost(&self, process: Home);
}

/// A process that has gone.
pub(crate) struct Gone<'a> {
    pub(crate) process: Home,
    /// The actors that were in it, as far as this process knew.
    pub(crate) actors: Vec<ActorAddress>,
    /// Its own actor, and why it is gone, if that could not say so itself.
    pub(crate) who: Option<ActorAddress>,
    pub(crate) reason: Option<&'a ExitReason>,
}

/// What became of messages between this process and another one, that only the other has counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Account {
    /// What has come from it: it had sent them.
    pub(crate) sent: u64,
    /// What was sent there and is not open any more: it had dealt with them.
    pub(crate) handled: u64,
}

/// See the module.
pub(crate) struct Net {
    home: Home,
    site: Site,
    cookie: Cookie,
    runtime: Handle,
    state: Mutex<State>,
    sent: AtomicU64,
    /// Tells of answers that threads wait for.
    news: Condvar,
    recipient: OnceLock<Weak<dyn Recipient>>,
}

impl Net {
    pub(crate) fn new(home: Home, site: Site, cookie: Cookie, runtime: Handle) -> Arc<Self> {
        let (state, sent, recipient) = (Mutex::default(), AtomicU64::new(0), OnceLock::new());
        let news = Condvar::new();
        Arc::new(Net { home, site, cookie, runtime, state, sent, news, recipient })
    }

    /// Says who gets what comes, for as long as there is somebody; before the first call.
    pub(crate) fn deliver_to(&self, recipient: Weak<dyn Recipient>) {
        let _ = self.recipient.set(recipient);
    }

    fn recipient(&self) -> Option<Arc<dyn Recipient>> {
        self.recipient.get()?.upgrade()
    }

    fn on_recipient(&self, work: impl FnOnce(&dyn Recipient)) {
        if let Some(recipient) = self.recipient() {
            work(&*recipient);
        }
    }

    pub(crate) fn home(&self) -> Home {
        self.home
    }

    pub(crate) fn runtime(&self) -> &Handle {
        &self.runtime
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Puts an envelope on its way: it is taken, and an empty one left. Where it has nowhere to go it stays as it was.
    pub(crate) fn post(
        self: &Arc<Self>,
        to: ActorAddress,
        envelope: &mut Envelope,
        entry: Entry,
    ) -> Result<(), DeadLetterReason> {
        if to.home().of_system() != self.home.of_system() {
            return Err(DeadLetterReason::Unreachable);
        }
        let way = if envelope.message.is_urgent() { Way::Urgent } else { Way::Mail };
        let written = contain(|| Letter::write(to, envelope, entry).map_err(|error| error.to_string()));
        let letter = match written.unwrap_or_else(|panic| Err(panic.to_string())) {
            Ok(letter) if letter.len() <= MOST_IN_LETTER => letter,
            Ok(letter) => {
                let (bytes, most) = (letter.len(), MOST_IN_LETTER);
                tracing::warn!(%to, bytes, most, "a message is too large to leave its process");
                return Err(DeadLetterReason::NotSendable);
            }
            Err(error) => {
                tracing::warn!(%to, from = %envelope.sender, error, "a message cannot leave its process");
                return Err(DeadLetterReason::NotSendable);
            }
        };
        self.sent.fetch_add(1, Ordering::Relaxed);
        let kind = match envelope.message.opened().class() {
            Class::Internal => Kind::Uncounted,
            Class::User | Class::System | Class::Packed => Kind::Counted,
        };
        let sending = Sending { way, letter, kind };
        // Who passes it on keeps its own order.
        let exited = envelope.message.downcast_ref::<ActorExited>();
        if exited.is_some_and(|exited| exited.actor == envelope.sender) {
            self.send_last(sought(to), sending);
        } else if envelope.message.is::<HandleDeadLetters>() {
            self.send_ahead(sought(to), sending);
        } else {
            self.send_in_turn(sought(to), sending);
        }
        envelope.message.take().discard();
        Ok(())
    }

    /// Says something to a process.
    pub(crate) fn say(self: &Arc<Self>, to: Home, word: &Word) {
        self.send(Sought::Process(to.into_word()), word.on(Way::Urgent));
    }

    /// Says something to all processes that are known here.
    pub(crate) fn say_to_all(self: &Arc<Self>, word: &Word) {
        let peers: Vec<_> = self.state().peers.keys().copied().collect();
        for peer in peers {
            self.say(peer, word);
        }
    }

    /// Says something to the system's own process.
    pub(crate) fn tell_system(self: &Arc<Self>, word: Word) {
        let system = self.home.of_system();
        if system == self.home {
            self.on_recipient(|recipient| recipient.word(system, word));
        } else {
            self.say(system, &word);
        }
    }

    /// A process has said that it will not deal with what it has not dealt with.
    fn forsake(self: &Arc<Self>, process: Home) {
        let mut state = self.state();
        let Some(peer) = state.peers.get_mut(&process) else { return };
        peer.takes_no_more = true;
        let letters = peer.forsake();
        drop(state);
        letters.into_iter().for_each(|letter| self.bury(letter));
    }

    /// Takes a word that is the net's own affair; gives back one that is the recipient's.
    fn hear(self: &Arc<Self>, from: Home, word: Word) -> Option<Word> {
        match word {
            Word::Found { sought, at } => self.found(sought, at),
            Word::Dead { process, who, reason } => self.dead(Home::from_word(process), who, reason),
            Word::TakesNoMore => self.forsake(from),
            Word::Entered { number, taken } => self.entered(number, taken),
            other => return Some(other),
        }
        None
    }

    /// The same for the system's own process, which answers itself.
    pub(crate) fn hear_from_here(self: &Arc<Self>, sought: Sought, at: Option<Whereabouts>) {
        self.found(sought, at);
    }

    /// Where something is, as the system says: what waited for it goes there, or nowhere.
    fn found(self: &Arc<Self>, sought: Sought, at: Option<Whereabouts>) {
        // What is in this process itself was not found there.
        let at = at.filter(|at| Home::from_word(at.process) != self.home);
        let (mut lost, is_gone) = (Vec::new(), at.is_none());
        let mut state = self.state();
        let held = state.held.remove(&sought).unwrap_or_default();
        match at {
            Some(Whereabouts { process, site, bounded }) => {
                let process = Home::from_word(process);
                state.know(process, site);
                if let Sought::Actor(who) = sought {
                    state.actors.insert(who, At { process, bounded });
                }
                let refused = held.into_iter().filter_map(|held| self.push(&mut state, process, held));
                lost.extend(refused);
            }
            None => lost = held,
        }
        drop(state);
        self.news.notify_all();
        lost.into_iter().for_each(|lost| self.bury(lost.letter));
        if let (Sought::Process(process), true) = (sought, is_gone) {
            self.end_of(Home::from_word(process), None, None);
        }
    }

    /// There is such a process.
    pub(crate) fn know(&self, process: Home, site: Site) {
        self.state().know(process, site);
    }

    /// Deals with a letter of this process's own that reached nobody; a word is for nobody else.
    fn bury(&self, letter: Bytes) {
        let Ok(Letter { to, envelope, .. }) = read(letter) else { return };
        // Who asked has gone, and waits no more.
        let reason =
            if to.awaits_answer() { DeadLetterReason::TooLate } else { DeadLetterReason::TargetExited };
        self.on_recipient(|recipient| recipient.bury(to, envelope, reason));
    }

    /// A letter that had come is dealt with.
    pub(crate) fn handled(&self, receipt: Receipt) {
        let mut state = self.state();
        if let Some(peer) = state.peers.get_mut(&receipt.from) {
            peer.handled(receipt.stamp);
        }
    }

    /// The same for a process that may end at any time, without a word.
    pub(crate) fn handled_for_now(&self, receipt: Receipt) {
        let mut state = self.state();
        if let Some(peer) = state.peers.get_mut(&receipt.from) {
            peer.link.handled(receipt.stamp);
            peer.link.answer(receipt.stamp.way);
            peer.stir_if_connected();
        }
    }

    /// The system says that a process is gone. What it had sent before comes first.
    pub(crate) fn dead(self: &Arc<Self>, process: Home, who: Option<ActorAddress>, reason: ExitReason) {
        let mut state = self.state();
        if let Some(peer) = state.peers.get_mut(&process)
            && peer.is_connected()
        {
            peer.dead = Some((who, reason));
            drop(state);
            let net = self.clone();
            self.runtime.spawn(async move {
                tokio::time::sleep(LAST_WORDS).await;
                net.give_up_on(process);
            });
            return;
        }
        drop(state);
        self.end_of(process, who, Some(&reason));
    }

    /// A process is gone, and its connection is not: something that it had started keeps that open.
    fn give_up_on(self: &Arc<Self>, process: Home) {
        let dead = self.state().peers.get_mut(&process).and_then(|peer| peer.dead.take());
        if let Some((who, reason)) = dead {
            self.end_of(process, who, Some(&reason));
        }
    }

    /// A process is gone, and all that it had sent has come.
    fn end_of(self: &Arc<Self>, process: Home, who: Option<ActorAddress>, reason: Option<&ExitReason>) {
        let (peer, actors) = {
            let mut state = self.state();
            let forgotten = state.forget(process);
            // Who watches an actor that is gone is told so anyway.
            if let (Some(who), Some(_)) = (who, reason)
                && let Some(held) = state.held.get_mut(&Sought::Actor(who))
            {
                held.retain(|sending| !is_watch(&sending.letter));
            }
            state.is_down |= process == self.home.of_system();
            self.release(state);
            forgotten
        };
        self.news.notify_all();
        self.on_recipient(|recipient| recipient.gone(Gone { process, actors, who, reason }));
        if let Some(mut peer) = peer {
            if let Connection::Open { writer, .. } = &peer.connection {
                // It finds that there is no such process any more.
                writer.notify_one();
            }
            let letters = peer.forsake();
            if reason.is_some() {
                let account = Account { sent: peer.came, handled: peer.sent };
                self.on_recipient(|recipient| recipient.account_for(account));
            }
            // Who watches an actor that is gone has just been told.
            let is_told = |letter: &Bytes| reason.is_some() && is_watch(letter);
            letters.into_iter().filter(|letter| !is_told(letter)).for_each(|letter| self.bury(letter));
        }
    }

    /// Writes to the log what waits on the way to others.
    pub(crate) fn report(&self) {
        let state = self.state();
        let (takes, held, last) = (state.takes, state.held.len(), state.last.len());
        tracing::info!(?takes, sought = held, said_last = last, "letters that wait for others");
        for (process, peer) in state.peers.iter().filter(|(_, peer)| peer.link.has_open()) {
            let delivered = peer.link.has_delivered();
            let connection = &peer.connection;
            tracing::info!(?process, site = %peer.site, ?connection, delivered, peer.is_told, "a link with letters that are not dealt with");
        }
    }

    /// How many letters this process has sent.
    pub(crate) fn sent(&self) -> u64 {
        self.sent.load(Ordering::Relaxed)
    }

    /// Whether all letters that were sent have come to where they go, and this process does not end.
    pub(crate) fn is_through(&self) -> bool {
        let state = self.state();
        state.takes == Takes::Everything && state.has_delivered() && state.last.is_empty()
    }
}

/// What this process has written itself, if it is for an address.
fn read(letter: Bytes) -> Result<Letter, Malformed> {
    match Contents::read(letter)? {
        Contents::Letter(letter) => Ok(letter),
        Contents::Word(_) => Err(Malformed("a word")),
    }
}

fn is_counted(letter: &Bytes) -> bool {
    read(letter.clone()).is_ok_and(|letter| letter.is_counted())
}

fn is_watch(letter: &Bytes) -> bool {
    read(letter.clone()).is_ok_and(|letter| letter.envelope.message.is::<Watch>())
}

/// Where to look for who has an address.
fn sought(to: ActorAddress) -> Sought {
    if to.is_outside() || to == ActorAddress::admin(to.home()) {
        Sought::Process(to.home().into_word())
    } else {
        Sought::Actor(to)
    }
}
