//! Code outside of actors: it has addresses, asks questions, and listens.
//!
//! Each ask has a reply address of its own. An endpoint takes its addresses in blocks that are never given
//! again; index 0 of its first block is the address for what is no answer.

use std::collections::HashMap;
use std::fmt;
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError, RwLock, Weak};
use std::time::Instant;

use crossbeam_channel::{Receiver, Sender, at, bounded, select, unbounded};

use crate::actor::Refused;
use crate::address::{ActorAddress, BLOCK_LEN, Home, Place};
use crate::envelope::Envelope;
use crate::message::{AnyMessage, DeadLetterReason, Message, PoisonMessage, Undelivered};

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
    letters: Sender<AnyMessage>,
    unread: Receiver<AnyMessage>,
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

/// Which message ends an ask.
#[derive(Clone, Copy)]
pub(crate) struct Wanted {
    key: u64,
    name: fn() -> std::borrow::Cow<'static, str>,
}

/// How an ask ended.
#[derive(Debug)]
pub(crate) enum AskOutcome {
    Answer(AnyMessage),
    Poison(PoisonMessage),
    Undelivered(DeadLetterReason),
    ShutDown,
}

/// A question that waits for its answer; dropped, it waits no more.
pub(crate) struct Ask {
    endpoint: Endpoint,
    address: ActorAddress,
    slot: Arc<Slot>,
}

#[derive(Default)]
struct Slot {
    outcome: Mutex<Option<AskOutcome>>,
    filled: Condvar,
}

impl Wanted {
    pub(crate) fn of<M: Message>() -> Self {
        Wanted { key: M::KEY, name: M::name }
    }

    pub(crate) fn any() -> Self {
        Self::of::<AnyMessage>()
    }

    fn is(&self, message: &AnyMessage) -> bool {
        let key = message.key();
        key == self.key || self.key == AnyMessage::KEY || (key == 0 && message.name() == (self.name)())
    }
}

impl Endpoints {
    pub(crate) fn new(home: Home) -> Arc<Self> {
        let (open, closed) = bounded(0);
        Arc::new(Endpoints { home, blocks: RwLock::default(), open: Mutex::new(Some(open)), closed })
    }

    pub(crate) fn open(self: &Arc<Self>) -> Endpoint {
        let mut blocks = self.blocks.write().unwrap_or_else(PoisonError::into_inner);
        let block = blocks.take_next();
        let (letters, unread) = unbounded();
        let asks = Asks { block, next: 1, blocks: vec![block], open: HashMap::new() };
        let inner = Arc::new(Inner {
            endpoints: self.clone(),
            address: ActorAddress::outside(self.home, block, 0),
            asks: Mutex::new(asks),
            letters,
            unread,
        });
        blocks.owners.insert(block, Arc::downgrade(&inner));
        Endpoint(inner)
    }

    /// Hands a message to the outside: to the ask it answers, or else to who listens.
    pub(crate) fn deliver(&self, to: ActorAddress, envelope: Envelope) -> Result<(), Refused> {
        let Place::Outside { block, .. } = to.place() else {
            return Err(Refused { envelope, reason: DeadLetterReason::TargetExited });
        };
        let owner = {
            let blocks = self.blocks.read().unwrap_or_else(PoisonError::into_inner);
            blocks.owners.get(&block).and_then(Weak::upgrade)
        };
        match owner {
            Some(endpoint) => {
                endpoint.take(to, envelope.message);
                Ok(())
            }
            None => Err(Refused { envelope, reason: DeadLetterReason::TargetExited }),
        }
    }

    /// Ends all asks: the system is down.
    pub(crate) fn close(&self) {
        *self.open.lock().unwrap_or_else(PoisonError::into_inner) = None;
        let endpoints: Vec<_> = {
            let blocks = self.blocks.read().unwrap_or_else(PoisonError::into_inner);
            blocks.owners.values().filter_map(Weak::upgrade).collect()
        };
        for endpoint in endpoints {
            for (_, open) in endpoint.asks().open.drain() {
                open.slot.fill(AskOutcome::ShutDown);
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

    fn take(&self, to: ActorAddress, message: AnyMessage) {
        let mut asks = self.asks();
        let ends = match asks.open.get(&to) {
            Some(open) => {
                open.wanted.is(&message) || message.is::<PoisonMessage>() || message.is::<Undelivered>()
            }
            None => false,
        };
        let open = if ends { asks.open.remove(&to) } else { None };
        match open {
            // While the asks are locked: who gives up looks for an answer behind this lock.
            Some(open) => open.slot.fill(AskOutcome::from(message)),
            // The notice that nobody answers is for who still waits; the letter itself is accounted for.
            None if message.is::<Undelivered>() => {}
            None => {
                // The receiver lives as long as this sender.
                let _ = self.letters.send(message);
            }
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
        Ask { endpoint: self.clone(), address, slot }
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
        self.0.unread.try_recv().ok()
    }

    /// Waits for the same; `None` when the deadline comes first, or the system is down.
    pub(crate) fn wait_for_letter(&self, deadline: Instant) -> Option<AnyMessage> {
        select! {
            recv(self.0.unread) -> letter => letter.ok(),
            recv(self.0.endpoints.closed) -> _ => self.next_letter(),
            recv(at(deadline)) -> _ => self.next_letter(),
        }
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

impl Ask {
    /// Where the answer goes.
    pub(crate) fn address(&self) -> ActorAddress {
        self.address
    }

    pub(crate) fn is_over(&self) -> bool {
        self.slot.outcome().is_some()
    }

    pub(crate) fn take(&self) -> Option<AskOutcome> {
        self.slot.outcome().take()
    }

    /// Waits for the answer; `None` when the deadline comes first.
    pub(crate) fn wait(&self, deadline: Instant) -> Option<AskOutcome> {
        let mut outcome = self.slot.outcome();
        while outcome.is_none() {
            let left = deadline.checked_duration_since(Instant::now())?;
            let waited = self.slot.filled.wait_timeout(outcome, left);
            outcome = waited.unwrap_or_else(PoisonError::into_inner).0;
        }
        outcome.take()
    }
}

impl Drop for Ask {
    fn drop(&mut self) {
        self.endpoint.0.asks().open.remove(&self.address);
        // It came in the moment in which nobody waited any more.
        if let Some(AskOutcome::Answer(late)) = self.take() {
            let _ = self.endpoint.0.letters.send(late);
        }
    }
}

impl Slot {
    fn outcome(&self) -> MutexGuard<'_, Option<AskOutcome>> {
        self.outcome.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn fill(&self, outcome: AskOutcome) {
        *self.outcome() = Some(outcome);
        self.filled.notify_all();
    }
}

impl From<AnyMessage> for AskOutcome {
    fn from(message: AnyMessage) -> Self {
        if let Some(Undelivered { reason }) = message.downcast_ref() {
            return AskOutcome::Undelivered(*reason);
        }
        match message.downcast::<PoisonMessage>() {
            Ok(poison) => AskOutcome::Poison(poison),
            Err(other) => AskOutcome::Answer(other.message),
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

    fn send<M: Message>(endpoints: &Endpoints, to: ActorAddress, message: M) -> bool {
        endpoints.deliver(to, Envelope::new(AnyMessage::new(message), to)).is_ok()
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
