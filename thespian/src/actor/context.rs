//! What a handler can do.

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use super::affairs::Affairs;
use super::builder::Seed;
use super::registry::NoActor;
use super::suspended::Loan;
use super::{
    Actor, ActorBuilder, Cell, Creator, Forwarded, Init, Instance, NamedBuilder, Origin, Outbox, Refused,
    Tally, Target, contain,
};
use crate::address::{ActorAddress, Addr, Home};
use crate::envelope::Envelope;
use crate::message::contents::Class;
use crate::message::{
    ActorExitRequest, ActorExited, AnyMessage, ChildActorExited, DeadEnvelope, DeadLetterReason, ExitReason,
    HandleDeadLetters, Kind, Message, Undelivered, Unmourned, WakeUp, WakeupId, Watch,
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
    manner: Manner,
    /// What the actor has whose turn it is.
    pub(crate) affairs: Affairs,
    /// Whether the actor whose turn it is has asked to end.
    pub(crate) leaving: bool,
    /// Whether the actor whose turn it is ends, and its new children with it.
    pub(crate) ending: bool,
}

/// How a system treats what passes over its desks.
#[derive(Debug, Clone, Default)]
pub(crate) struct Manner {
    /// Who writes down what happens.
    pub(crate) recorder: Option<Arc<Recorder>>,
    /// Whether every message goes through the codec, as if it left the process.
    pub(crate) strict: bool,
}

impl Manner {
    /// Only tests write down what happens.
    pub(crate) fn is_test(&self) -> bool {
        self.recorder.is_some()
    }
}

impl Desk {
    pub(crate) fn new(home: Home, outbox: Box<dyn Outbox>, manner: Manner) -> Box<Self> {
        let (tally, affairs) = (Tally::default(), Affairs::default());
        Box::new(Desk { home, outbox, tally, manner, affairs, leaving: false, ending: false })
    }

    pub(crate) fn record(&self, event: impl FnOnce() -> Event) {
        if let Some(recorder) = &self.manner.recorder {
            recorder.record(event());
        }
    }

    /// Sends a message of the user's.
    pub(crate) fn send(&mut self, to: ActorAddress, envelope: Envelope, verb: &'static str) {
        // Who may end the system calls `shutdown`.
        if to == ActorAddress::admin(self.home) && envelope.message.is::<ActorExitRequest>() {
            self.tally.sent += 1;
            return self.bury(to, envelope, DeadLetterReason::NoHandler);
        }
        let from = envelope.sender;
        self.record(|| Event::Sent { from, to, verb, message: envelope.message.name().into_owned() });
        self.post(to, envelope);
    }

    /// Posts an envelope; what has nowhere to go becomes a dead letter.
    pub(crate) fn post(&mut self, to: ActorAddress, envelope: Envelope) {
        match self.through_codec(envelope) {
            Ok(envelope) => self.post_as_it_is(to, envelope),
            Err(envelope) => {
                self.tally.sent += 1;
                self.bury(to, envelope, DeadLetterReason::NotSendable);
            }
        }
    }

    fn post_as_it_is(&mut self, to: ActorAddress, envelope: Envelope) {
        let counted = u64::from(envelope.message.class() != Class::Internal);
        self.tally.sent += counted;
        match self.outbox.post(to, envelope) {
            // Handled as far as actors go: outside code takes it when it wants.
            Ok(()) if to.is_outside() => self.tally.handled += counted,
            Ok(()) => {}
            Err(Refused { envelope, reason }) => self.bury(to, envelope, reason),
        }
    }

    /// What arrives of an envelope that leaves the process, if the system is strict.
    fn through_codec(&self, envelope: Envelope) -> Result<Envelope, Envelope> {
        if !self.manner.strict || envelope.message.class() == Class::Internal {
            return Ok(envelope);
        }
        let reencoded = contain(|| envelope.message.reencoded().map_err(|error| error.to_string()));
        match reencoded.unwrap_or_else(|panic| Err(panic.to_string())) {
            Ok(message) => {
                envelope.message.discard();
                Ok(Envelope::new(message, envelope.sender))
            }
            Err(error) => {
                tracing::warn!(from = %envelope.sender, error, "a message cannot leave its process");
                Err(envelope)
            }
        }
    }

    /// Deals with a message that reached nobody: counted, logged, told to who waits for its answer, and to
    /// who handles dead letters.
    #[cold]
    pub(crate) fn bury(&mut self, to: ActorAddress, envelope: Envelope, reason: DeadLetterReason) {
        let Envelope { message, sender } = envelope;
        if message.class() == Class::Internal {
            if message.is::<Watch>() {
                let exited = ActorExited::new(to, ExitReason::Earlier);
                self.post(sender, Envelope::new(AnyMessage::new(exited), to));
            }
            return;
        }
        self.tally.dead[reason.index()] += 1;
        self.record(|| Event::Lost { to, message: message.name().into_owned(), reason });
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
            // Whatever is in it: the system keeps it here.
            self.post_as_it_is(admin, Envelope::new(AnyMessage::new(letter), sender));
        } else {
            message.discard();
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

    /// Passes a message on in the name of who sent the one that is being handled: whoever answers, answers them.
    ///
    /// A handler that returns what this returns is one whose answer another actor gives:
    ///
    /// ```
    /// # use std::time::Duration;
    /// # use thespian::prelude::*;
    /// #[actor]
    /// #[derive(Default)]
    /// struct Clerk;
    /// #[receive]
    /// impl Clerk {
    ///     fn look_up(&mut self, key: &str) -> u64 {
    ///         key.len() as u64
    ///     }
    /// }
    ///
    /// #[actor]
    /// #[derive(Default)]
    /// struct Counter;
    /// #[receive]
    /// impl Counter {
    ///     fn look_up(&mut self, key: &str, ctx: &mut Context) -> Forwarded<u64> {
    ///         let clerk = ctx.create_actor::<Clerk>();
    ///         ctx.forward(&clerk, key.to_owned())
    ///     }
    /// }
    ///
    /// # fn main() -> thespian::Result<()> {
    /// # let system = thespian::testing::system("sequential")?;
    /// let counter = system.create_actor::<Counter>()?;
    /// assert_eq!(system.ask(&counter, "four".to_owned(), Duration::from_secs(1))?, 4);
    /// # Ok(())
    /// # }
    /// ```
    pub fn forward<M: Message, T: Target<M>>(&mut self, to: &T, message: M) -> Forwarded<T::Answer> {
        let (to, envelope) = (to.target(), Envelope::new(message.into_any(), self.sender));
        self.desk(|desk| desk.send(to, envelope, "forward"));
        Forwarded::new()
    }

    /// Asks to be told when an actor ends, by [`ActorExited`]: any actor, not only a child. If it has ended
    /// already, that is told at once.
    pub fn watch(&mut self, who: impl Into<ActorAddress>) {
        let (who, envelope) = (who.into(), Envelope::new(AnyMessage::new(Watch), self.me));
        self.desk(|desk| desk.post(who, envelope));
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
        self.build_named(name).create()
    }

    /// Creates an actor with more to say than its type; ends in `.create()`.
    pub fn build_actor<A: Actor>(&mut self) -> ActorBuilder<&mut Self, A> {
        ActorBuilder::new(self)
    }

    /// Creates an actor with more to say than its name; ends in `.create()`.
    pub fn build_named(&mut self, name: &str) -> NamedBuilder<&mut Self> {
        NamedBuilder::new(self, name)
    }

    fn start(&mut self, seed: Box<Cell>) -> ActorAddress {
        let (by, name) = (self.me, seed.name());
        self.desk(|desk| {
            let who = desk.outbox.start(seed, by);
            desk.affairs.add_child(who);
            desk.record(|| Event::Created { who, by, name });
            if desk.ending {
                desk.post(who, Envelope::new(AnyMessage::new(ActorExitRequest::now()), by));
            }
            who
        })
    }

    /// The actors that this one has created, and that have not ended yet; in no promised order.
    pub fn children(&mut self) -> Vec<ActorAddress> {
        self.desk(|desk| desk.affairs.children())
    }

    /// Ends this actor when the handler returns, as an [`ActorExitRequest`](crate::ActorExitRequest) would:
    /// it is handed one, then its children exit, then it does.
    pub fn exit(&mut self) {
        self.desk(|desk| desk.leaving = true);
    }

    /// Asks for a [`WakeupMessage`](crate::WakeupMessage) with this payload when `delay` is over.
    ///
    /// Wakeups come by deadline, then in the order of request, and take their place in the mailbox. They stay
    /// over a failure of this actor, and end with it.
    #[doc(alias = "wakeupAfter")]
    pub fn wakeup_after<M: Message>(&mut self, delay: Duration, payload: M) -> WakeupId {
        self.wakeup(delay, payload.into_any(), false)
    }

    /// Asks for the same again and again, each time `period` after the last was handled, so that they do not
    /// pile up.
    pub fn wakeup_every<M: Message>(&mut self, period: Duration, payload: M) -> WakeupId {
        self.wakeup(period, payload.into_any(), true)
    }

    fn wakeup(&mut self, delay: Duration, payload: AnyMessage, repeats: bool) -> WakeupId {
        let me = self.me;
        self.desk(|desk| {
            let id = desk.affairs.add_timer(delay, payload, repeats);
            let token = desk.outbox.wake(me, delay, AnyMessage::new(WakeUp(id)));
            desk.affairs.arm(id, token);
            id
        })
    }

    /// Cancels a wakeup; says whether it was still to come. One that waits in the mailbox does not come either.
    pub fn cancel_wakeup(&mut self, id: WakeupId) -> bool {
        self.desk(|desk| match desk.affairs.cancel_timer(id) {
            Some(token) => {
                desk.outbox.unwake(token);
                true
            }
            None => false,
        })
    }

    /// Asks for a [`DeadEnvelope`] of each message that reaches nobody from now on, or for no more of them.
    #[doc(alias = "handleDeadLetters")]
    pub fn handle_dead_letters(&mut self, handle: bool) {
        let admin = ActorAddress::admin(self.me.home());
        let envelope = Envelope::new(AnyMessage::new(HandleDeadLetters(handle)), self.me);
        self.desk(|desk| {
            desk.affairs.hear_dead_letters(handle);
            desk.post(admin, envelope);
        });
    }
}

impl Creator for &mut Context {
    type Created<T> = T;

    fn create(self, seed: Result<Seed, String>) -> ActorAddress {
        match seed {
            Ok(Seed(seed)) => self.start(seed),
            Err(reason) => self.start(Cell::unborn(NoActor { reason })),
        }
    }

    fn typed<A>(created: ActorAddress) -> Addr<A> {
        Addr::new(created)
    }
}

impl fmt::Debug for Context {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Context").field("me", &self.me).field("sender", &self.sender).finish_non_exhaustive()
    }
}
