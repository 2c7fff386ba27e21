//! Code outside of actors: it has addresses, asks questions, and listens.
//!
//! Each ask has a reply address of its own. An endpoint takes its addresses in blocks that are never given
//! again; index 0 of its first block is the address for what is no answer.

use std::collections::HashMap;
use std::fmt;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, RwLock, Weak};
use std::task::Waker;
use std::time::Instant;

use crossbeam_channel::{Receiver, Sender, TryRecvError, at, bounded, select, unbounded};

use crate::actor::ask::{Ask, AskOutcome, Asker, Slot, Wanted};
use crate::address::{ActorAddress, BLOCK_LEN, Home, Place};
use crate::envelope::Envelope;
use crate::message::contents::Class;
use crate::message::{AnyMessage, DeadLetterReason};

/// How many blocks back an endpoint remembers: later answers than these are dead letters.
const BLOCKS_KEPT: u64 = 256;

/// The endpoints of one process.
pub(crate) struct Endpoints {
    home: Home,
    blocks: RwLock<Blocks>,
    /// Dropped when the system is down, which those who listen notice.
    open: Mutex<Option<Sender<()>>>,
    closed: Receiver<()>,
}

#[derive(Default)]
struct Blocks {
    next: u64,
    owners: HashMap<u64, Weak<Inner>>,
}

/// One piece of outside code; what is sent to it waits here. Closed when the last handle is dropped.
#[derive(Clone)]
pub(crate) struct Endpoint(Arc<Inner>);

struct Inner {
    endpoints: Arc<Endpoints>,
    address: ActorAddress,
    asks: Mutex<Asks>,
    /// What is no answer; nothing where nobody listens.
    letters: Option<Letters>,
}

/// What waits until somebody listens.
struct Letters {
    sender: Sender<AnyMessage>,
    unread: Receiver<AnyMessage>,
    /// Who listens without a thread that waits.
    listeners: Mutex<Vec<Waker>>,
}

impl Letters {
    fn new() -> Self {
        let (sender, unread) = unbounded();
        Letters { sender, unread, listeners: Mutex::default() }
    }

    fn put(&self, letter: AnyMessage) {
        // The receiver lives as long as this sender.
        let _ = self.sender.send(letter);
        self.wake_listeners();
    }

    fn wake_listeners(&self) {
        let listeners = std::mem::take(&mut *self.listeners.lock().unwrap_or_else(PoisonError::into_inner));
        listeners.into_iter().for_each(Waker::wake);
    }
}

/// The open asks of an endpoint, and the addresses for the next ones.
struct Asks {
    block: u64,
    next: u64,
    blocks: Vec<u64>,
    open: HashMap<ActorAddress, Open>,
}

struct Open {
    wanted: Wanted,
    slot: Arc<Slot>,
}

impl Endpoints {
    pub(crate) fn new(home: Home) -> Arc<Self> {
        let (open, closed) = bounded(0);
        Arc::new(Endpoints { home, blocks: RwLock::default(), open: Mutex::new(Some(open)), closed })
    }

    /// An endpoint for outside code.
    pub(crate) fn open(self: &Arc<Self>) -> Endpoint {
        self.endpoint(Some(Letters::new()))
    }

    /// An endpoint for the questions of actors, at which nobody listens.
    pub(crate) fn open_for_actors(self: &Arc<Self>) -> Endpoint {
        self.endpoint(None)
    }

    fn endpoint(self: &Arc<Self>, letters: Option<Letters>) -> Endpoint {
        let mut blocks = self.blocks.write().unwrap_or_else(PoisonError::into_inner);
        let block = blocks.take_next();
        let asks = Asks { block, next: 1, blocks: vec![block], open: HashMap::new() };
        let inner = Arc::new(Inner {
            endpoints: self.clone(),
            address: ActorAddress::outside(self.home, block, 0),
            asks: Mutex::new(asks),
            letters,
        });
        blocks.owners.insert(block, Arc::downgrade(&inner));
        Endpoint(inner)
    }

    /// Hands a message to the outside: to the ask it answers, or else to who listens.
    pub(crate) fn deliver(&self, to: ActorAddress, envelope: &mut Envelope) -> Result<(), DeadLetterReason> {
        let Place::Outside { block, .. } = to.place() else { return Err(DeadLetterReason::TargetExited) };
        let owner = {
            let blocks = self.blocks.read().unwrap_or_else(PoisonError::into_inner);
            blocks.owners.get(&block).and_then(Weak::upgrade)
        };
        let owner = owner.ok_or(DeadLetterReason::TargetExited)?;
        if owner.take(to, &mut envelope.message) { Ok(()) } else { Err(DeadLetterReason::TooLate) }
    }

    fn is_closed(&self) -> bool {
        matches!(self.closed.try_recv(), Err(TryRecvError::Disconnected))
    }

    /// Ends all asks: the system is down.
    pub(crate) fn close(&self) {
        *self.open.lock().unwrap_or_else(PoisonError::into_inner) = None;
        let endpoints: Vec<_> = {
            let blocks = self.blocks.read().unwrap_or_else(PoisonError::into_inner);
            blocks.owners.values().filter_map(Weak::upgrade).collect()
        };
        for endpoint in endpoints {
            // Who is woken may give up its ask at once, for which it needs the list.
            let open: Vec<_> = endpoint.asks().open.drain().collect();
            for (_, open) in open {
                open.slot.fill(AskOutcome::ShutDown);
            }
            if let Some(letters) = &endpoint.letters {
                letters.wake_listeners();
            }
        }
    }
}

impl Blocks {
    fn take_next(&mut self) -> u64 {
        self.next += 1;
        self.next - 1
    }
}

impl Inner {
    fn asks(&self) -> MutexGuard<'_, Asks> {
        self.asks.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Takes a message; not where nobody waits for such.
    fn take(&self, to: ActorAddress, message: &mut AnyMessage) -> bool {
        let mut asks = self.asks();
        let ends = asks.open.get(&to).is_some_and(|open| open.wanted.is_ended_by(message));
        let open = if ends { asks.open.remove(&to) } else { None };
        match open {
            Some(open) => {
                // While the asks are locked: who gives up looks for an answer behind this lock.
                open.slot.put(AskOutcome::from(message.take()));
                drop(asks);
                open.slot.tell();
            }
            // The news that nobody answers is for who still waits; the letter itself is accounted for.
            None if message.class() == Class::Internal => {}
            None => match &self.letters {
                Some(letters) => letters.put(message.take()),
                None => return false,
            },
        }
        true
    }
}

impl Asker for Inner {
    fn forget(&self, address: ActorAddress) {
        self.asks().open.remove(&address);
    }

    fn too_late(&self, answer: AnyMessage) {
        if let Some(letters) = &self.letters {
            letters.put(answer);
        }
    }
}

impl Endpoint {
    pub(crate) fn address(&self) -> ActorAddress {
        self.0.address
    }

    /// Opens an ask, with an address of its own.
    pub(crate) fn ask(&self, wanted: Wanted) -> Ask {
        let mut asks = self.0.asks();
        if asks.next == BLOCK_LEN {
            self.next_block(&mut asks);
        }
        let address = ActorAddress::outside(self.0.endpoints.home, asks.block, asks.next);
        asks.next += 1;
        let slot = Arc::new(Slot::default());
        asks.open.insert(address, Open { wanted, slot: slot.clone() });
        drop(asks);
        // Who closes has closed what was open before; this may have come too late for that.
        if self.0.endpoints.is_closed() {
            slot.fill(AskOutcome::ShutDown);
        }
        Ask::new(self.0.clone(), address, slot)
    }

    #[cold]
    fn next_block(&self, asks: &mut Asks) {
        let mut blocks = self.0.endpoints.blocks.write().unwrap_or_else(PoisonError::into_inner);
        asks.block = blocks.take_next();
        asks.next = 1;
        asks.blocks.push(asks.block);
        blocks.owners.insert(asks.block, Arc::downgrade(&self.0));
        // The first block stays: the endpoint's own address is in it.
        if asks.blocks.len() as u64 > BLOCKS_KEPT {
            let oldest = asks.blocks.remove(1);
            blocks.owners.remove(&oldest);
        }
    }

    /// What was sent to this endpoint, and answered no open ask.
    pub(crate) fn next_letter(&self) -> Option<AnyMessage> {
        self.0.letters.as_ref()?.unread.try_recv().ok()
    }

    /// Waits for the same; `None` when the deadline comes first, or the system is down.
    pub(crate) fn wait_for_letter(&self, deadline: Instant) -> Option<AnyMessage> {
        select! {
            recv(self.0.letters.as_ref()?.unread) -> letter => letter.ok(),
            recv(self.0.endpoints.closed) -> _ => self.next_letter(),
            recv(at(deadline)) -> _ => self.next_letter(),
        }
    }

    /// The same without a thread that waits: the next letter, or who is woken when there is one.
    pub(crate) fn poll_letter(&self, waker: &Waker) -> Option<AnyMessage> {
        if let Some(letter) = self.next_letter() {
            return Some(letter);
        }
        let letters = self.0.letters.as_ref()?;
        {
            let mut listeners = letters.listeners.lock().unwrap_or_else(PoisonError::into_inner);
            listeners.retain(|listener| !listener.will_wake(waker));
            listeners.push(waker.clone());
        }
        // One may have come in between.
        self.next_letter()
    }
}

impl Drop for Inner {
    fn drop(&mut self) {
        let asks = self.asks.get_mut().unwrap_or_else(PoisonError::into_inner);
        let mut blocks = self.endpoints.blocks.write().unwrap_or_else(PoisonError::into_inner);
        for block in &asks.blocks {
            blocks.owners.remove(block);
        }
    }
}

impl fmt::Debug for Endpoint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Endpoint").field(&self.0.address).finish()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::message::Message;

    fn send<M: Message>(endpoints: &Endpoints, to: ActorAddress, message: M) -> bool {
        endpoints.deliver(to, &mut Envelope::new(AnyMessage::new(message), to)).is_ok()
    }

    #[test]
    fn an_ask_ends_with_the_message_it_wants_and_others_are_listened_to() {
        let endpoints = Endpoints::new(Home::launch());
        let endpoint = endpoints.open();
        let ask = endpoint.ask(Wanted::of::<String>());
        assert!(send(&endpoints, ask.address(), 1_u8));
        assert!(!ask.is_over());
        assert!(send(&endpoints, ask.address(), "answer".to_owned()));
        assert!(send(&endpoints, ask.address(), "too late".to_owned()));
        assert!(
            matches!(ask.wait(Instant::now()), Some(AskOutcome::Answer(answer)) if answer.is::<String>())
        );
        let letters: Vec<_> = std::iter::from_fn(|| endpoint.next_letter()).collect();
        assert_eq!(format!("{letters:?}"), r#"[1, "too late"]"#);
    }

    #[test]
    fn what_is_sent_to_an_endpoint_that_is_gone_is_refused() {
        let endpoints = Endpoints::new(Home::launch());
        let endpoint = endpoints.open();
        let address = endpoint.address();
        assert!(send(&endpoints, address, 1_u8));
        drop(endpoint);
        assert!(!send(&endpoints, address, 2_u8));
        assert!(endpoints.blocks.read().expect("no panic").owners.is_empty());
    }

    #[test]
    fn reply_addresses_do_not_run_out_with_a_block() {
        let endpoints = Endpoints::new(Home::launch());
        let endpoint = endpoints.open();
        endpoint.0.asks().next = BLOCK_LEN - 1;
        let (last, first) = (endpoint.ask(Wanted::any()), endpoint.ask(Wanted::any()));
        assert!(last.address() < first.address());
        assert!(send(&endpoints, last.address(), 1_u8) && send(&endpoints, first.address(), 2_u8));
        assert!(last.is_over() && first.is_over());
    }

    #[test]
    fn closing_ends_what_is_still_asked() {
        let endpoints = Endpoints::new(Home::launch());
        let endpoint = endpoints.open();
        let ask = endpoint.ask(Wanted::any());
        endpoints.close();
        assert!(matches!(ask.take(), Some(AskOutcome::ShutDown)));
    }
}
