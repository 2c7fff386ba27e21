//! What a handler can do.

use std::collections::BTreeSet;
use std::fmt;
use std::sync::Arc;

use super::suspended::Loan;
use super::{Actor, Cell, Init, Instance, Origin, Outbox, Refused, Tally, Target, registry};
use crate::address::{ActorAddress, Addr, Home};
use crate::envelope::Envelope;
use crate::message::contents::Class;
use crate::message::{
    ActorExitRequest, AnyMessage, ChildActorExited, DeadEnvelope, DeadLetterReason, ExitReason,
    HandleDeadLetters, Kind, Message, Undelivered, Unmourned,
};
use crate::trace::{Event, Recorder};

/// What a handler can do besides changing its actor's state: send messages, and create other actors.
///
/// It is the second parameter of a handler that asks for it. Nothing of it fails: what goes wrong with a
/// message or a new actor arrives as a message.
pub struct Context {
    me: ActorAddress,
    sender: ActorAddress,
    port: Port,
}

/// Where a context gets at its desk.
enum Port {
    Here(Box<Desk>),
    Lent(Arc<Loan>),
}

/// What one thread works at: the way out, and what it has counted. The actor whose turn it is has its own
/// things on it.
pub(crate) struct Desk {
    home: Home,
    pub(crate) outbox: Box<dyn Outbox>,
    pub(crate) tally: Tally,
    pub(crate) recorder: Option<Arc<Recorder>>,
    /// The children of the actor whose turn it is.
    pub(crate) family: Family,
    /// Whether the actor whose turn it is has asked to end.
    pub(crate) leaving: bool,
    /// Whether the actor whose turn it is ends, and its new children with it.
    pub(crate) ending: bool,
}

/// The children of an actor. Most have none.
#[derive(Default)]
#[expect(clippy::box_collection, reason = "8 bytes in each actor instead of 24")]
pub(crate) struct Family(Option<Box<BTreeSet<ActorAddress>>>);

impl Family {
    pub(crate) fn add(&mut self, child: ActorAddress) {
        self.0.get_or_insert_default().insert(child);
    }

    pub(crate) fn remove(&mut self, child: ActorAddress) {
        if let Some(children) = &mut self.0 {
            children.remove(&child);
            if children.is_empty() {
                self.0 = None;
            }
        }
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.0.is_none()
    }

    pub(crate) fn to_vec(&self) -> Vec<ActorAddress> {
        self.0.iter().flat_map(|children| children.iter().copied()).collect()
    }
}

impl Desk {
    pub(crate) fn new(home: Home, outbox: Box<dyn Outbox>, recorder: Option<Arc<Recorder>>) -> Box<Self> {
        let (tally, family) = (Tally::default(), Family::default());
        Box::new(Desk { home, outbox, tally, recorder, family, leaving: false, ending: false })
    }

    pub(crate) fn record(&self, event: impl FnOnce() -> Event) {
        if let Some(recorder) = &self.recorder {
            recorder.record(event());
        }
    }

    /// Sends a message of the user's.
    pub(crate) fn send(&mut self, to: ActorAddress, envelope: Envelope, verb: &'static str) {
        let from = envelope.sender;
        self.record(|| Event::Sent { from, to, verb });
        self.post(to, envelope);
    }

    /// Posts an envelope; what has nowhere to go becomes a dead letter.
    pub(crate) fn post(&mut self, to: ActorAddress, envelope: Envelope) {
        let counted = u64::from(envelope.message.class() != Class::Internal);
        self.tally.sent += counted;
        match self.outbox.post(to, envelope) {
            // Handled as far as actors go: outside code takes it when it wants.
            Ok(()) if to.is_outside() => self.tally.handled += counted,
            Ok(()) => {}
            Err(Refused { envelope, reason }) => self.bury(to, envelope, reason),
        }
    }

    /// Deals with a message that reached nobody: counted, logged, told to who waits for its answer, and to
    /// who handles dead letters.
    #[cold]
    pub(crate) fn bury(&mut self, to: ActorAddress, envelope: Envelope, reason: DeadLetterReason) {
        let Envelope { message, sender } = envelope;
        if message.class() == Class::Internal {
            return;
        }
        self.tally.dead[reason.index()] += 1;
        tracing::info!(%to, from = %sender, message = %message.name(), %reason, "dead letter");
        if let Some(ChildActorExited { child, reason: ExitReason::FailedToStart(_), .. }) =
            message.downcast_ref()
        {
            // Its creator has gone: nobody is left who could not know.
            self.post(*child, Envelope::new(AnyMessage::new(Unmourned), to));
        }
        // A dead letter that reaches nobody stays one.
        let admin = ActorAddress::admin(self.home);
        if to != admin && !message.is::<DeadEnvelope>() {
            let letter = DeadEnvelope::new(AnyMessage::shared(message), to, sender, reason);
            self.post(admin, Envelope::new(AnyMessage::new(letter), sender));
        }
        // Last, so that who asked may rely on the rest when it learns.
        if sender.awaits_answer() {
            self.post(sender, Envelope::new(AnyMessage::new(Undelivered { reason }), to));
        }
    }
}

impl Context {
    pub(crate) fn new(desk: Box<Desk>, me: ActorAddress) -> Self {
        Context { me, sender: me, port: Port::Here(desk) }
    }

    /// A context for the same turn, which works while the desk is lent to it.
    pub(crate) fn on_loan(&self, loan: Arc<Loan>) -> Self {
        Context { me: self.me, sender: self.sender, port: Port::Lent(loan) }
    }

    /// Lends the desk for as long as `work` takes. It must not unwind.
    pub(crate) fn lend<R>(&mut self, loan: &Arc<Loan>, work: impl FnOnce() -> R) -> R {
        match std::mem::replace(&mut self.port, Port::Lent(loan.clone())) {
            Port::Here(desk) => {
                loan.give(desk);
                let result = work();
                self.port = Port::Here(loan.take_back());
                result
            }
            // Already somebody else's: the same desk is passed on.
            lent @ Port::Lent(_) => {
                self.port = lent;
                work()
            }
        }
    }

    pub(crate) fn desk<R>(&mut self, work: impl FnOnce(&mut Desk) -> R) -> R {
        match &mut self.port {
            Port::Here(desk) => work(desk),
            Port::Lent(loan) => loan.with(work),
        }
    }

    /// Sets whose turn it is, and with whose message.
    pub(crate) fn seat(&mut self, me: ActorAddress, sender: ActorAddress) {
        self.me = me;
        self.sender = sender;
    }

    /// The address of this actor.
    #[doc(alias = "myAddress")]
    #[must_use]
    pub fn my_address(&self) -> ActorAddress {
        self.me
    }

    /// Who sent the message: an actor, or the code outside that waits for an answer.
    #[must_use]
    pub fn sender(&self) -> ActorAddress {
        self.sender
    }

    /// Sends a message. It arrives after all that this actor sent to the same address before.
    ///
    /// What cannot be delivered is a dead letter, and is counted as such.
    pub fn send<M: Message>(&mut self, to: &impl Target<M>, message: M) {
        self.dispatch(to.target(), message.into_any());
    }

    /// Sends a message to who sent the one that is being handled.
    pub fn reply<M: Message>(&mut self, message: M) {
        self.dispatch(self.sender, message.into_any());
    }

    /// Passes a message on in another's name.
    pub(crate) fn send_as<M: Message>(&mut self, from: ActorAddress, to: ActorAddress, message: M) {
        self.desk(|desk| desk.post(to, Envelope::new(message.into_any(), from)));
    }

    fn dispatch(&mut self, to: ActorAddress, message: AnyMessage) {
        let envelope = Envelope::new(message, self.me);
        self.desk(|desk| desk.send(to, envelope, "send"));
    }

    /// Answers with what a handler returned, if an answer is waited for.
    pub(crate) fn answer<M: Message>(&mut self, message: M) {
        // `()` is no answer: another actor may give one.
        if <M::Kind as Kind<M>>::IS_ANSWER {
            if self.sender.awaits_answer() {
                self.reply(message);
            } else if message.is_failure() {
                tracing::warn!(actor = %self.me, error = ?AnyMessage::new(message), "an error that nobody asked for");
                self.desk(|desk| desk.tally.unseen_errors += 1);
            }
        }
    }

    /// Creates an actor, this actor's child. Its address is final at once, and may be sent to and passed on.
    ///
    /// If it cannot be created, this actor receives [`ChildActorExited`](crate::ChildActorExited) with the
    /// reason, and what was sent to it is returned.
    #[doc(alias = "createActor")]
    pub fn create_actor<A>(&mut self) -> Addr<A>
    where
        A: Actor,
        A::Init: Init<A, Args = ()>,
    {
        Addr::new(self.start(Instance::<A, ()>::seed(Origin::args(()))))
    }

    /// Creates an actor from a closure, which makes an instance now and after each failure.
    ///
    /// For what cannot be copied to another process: the actor needs neither `Default` nor `#[init]`.
    pub fn create_actor_from<A: Actor>(&mut self, factory: impl FnMut() -> A + Send + 'static) -> Addr<A> {
        Addr::new(self.start(Instance::<A, ()>::seed(Origin::Factory(Box::new(factory)))))
    }

    /// Creates an actor by the name of its type, like `"my_crate::workers::Painter"`.
    ///
    /// A name that no actor has is a creation that failed, see [`create_actor`](Self::create_actor).
    pub fn create_named(&mut self, name: &str) -> ActorAddress {
        match registry::find(name) {
            Ok(seed) => self.start(seed),
            Err(unknown) => self.start(Cell::unborn(unknown)),
        }
    }

    fn start(&mut self, seed: Box<Cell>) -> ActorAddress {
        let (by, name) = (self.me, seed.name());
        self.desk(|desk| {
            let who = desk.outbox.start(seed, by);
            desk.family.add(who);
            desk.record(|| Event::Created { who, by, name });
            if desk.ending {
                desk.post(who, Envelope::new(AnyMessage::new(ActorExitRequest::now()), by));
            }
            who
        })
    }

    /// The actors that this one has created, and that have not ended yet; in no promised order.
    pub fn children(&mut self) -> Vec<ActorAddress> {
        self.desk(|desk| desk.family.to_vec())
    }

    /// Ends this actor when the handler returns, as an [`ActorExitRequest`](crate::ActorExitRequest) would:
    /// it is handed one, then its children exit, then it does.
    pub fn exit(&mut self) {
        self.desk(|desk| desk.leaving = true);
    }

    /// Asks for a [`DeadEnvelope`] of each message that reaches nobody from now on, or for no more of them.
    #[doc(alias = "handleDeadLetters")]
    pub fn handle_dead_letters(&mut self, handle: bool) {
        let admin = ActorAddress::admin(self.me.home());
        let envelope = Envelope::new(AnyMessage::new(HandleDeadLetters(handle)), self.me);
        self.desk(|desk| desk.post(admin, envelope));
    }
}

impl fmt::Debug for Context {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Context").field("me", &self.me).field("sender", &self.sender).finish_non_exhaustive()
    }
}
