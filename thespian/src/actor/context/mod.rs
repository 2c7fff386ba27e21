//! What a handler can do.

mod asking;
mod creating;
mod piping;
mod timers;

use std::fmt;
use std::sync::Arc;

use super::suspended::Loan;
use super::{Desk, Entry, Forwarded, Refused, Target, TrySendError, TrySendReason};
use crate::address::ActorAddress;
use crate::capability::{CapabilityChange, CapabilityValue};
use crate::envelope::Envelope;
use crate::message::{
    AnyMessage, CapabilitiesChanged, DeadLetterReason, HandleDeadLetters, Kind, Message, UpdateCapability,
    Watch,
};

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

    #[inline]
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
        self.dispatch(to.target(), &mut Envelope::new(message.into_any(), self.me), Entry::Paying);
    }

    /// Sends a message, unless the other's mailbox is bounded and has no room: then the message is handed back.
    ///
    /// ```
    /// # use thespian::prelude::*;
    /// # #[actor(mailbox = 100)] #[derive(Default)] struct Printer;
    /// # #[receive] impl Printer { fn print(&mut self, page: &str) {} }
    /// #[actor]
    /// #[derive(Default)]
    /// struct Office {
    ///     unprinted: Vec<String>,
    /// }
    ///
    /// #[receive]
    /// impl Office {
    ///     fn print(&mut self, (printer, page): &(Addr<Printer>, String), ctx: &mut Context) {
    ///         if let Err(full) = ctx.try_send(printer, page.clone()) {
    ///             self.unprinted.push(full.message);
    ///         }
    ///     }
    /// }
    /// # fn main() {}
    /// ```
    ///
    /// # Errors
    /// If there is no room.
    pub fn try_send<M: Message>(&mut self, to: &impl Target<M>, message: M) -> Result<(), TrySendError<M>> {
        let (to, envelope) = (to.target(), Envelope::new(message.into_any(), self.me));
        self.desk(|desk| {
            let Err(Refused { envelope, reason }) = desk.try_send(to, envelope, "send", Entry::Paying) else {
                return Ok(());
            };
            let Envelope { message, sender } = envelope;
            let lost = match message.downcast::<M>() {
                Ok(message) if reason == DeadLetterReason::MailboxFull => {
                    return Err(TrySendError::new(message, to, TrySendReason::MailboxFull));
                }
                Ok(message) => message.into_any(),
                Err(lost) => lost.message,
            };
            desk.tally.sent.add(1);
            desk.bury(to, Envelope::new(lost, sender), reason);
            Ok(())
        })
    }

    /// Sends a message to who sent the one that is being handled.
    pub fn reply<M: Message>(&mut self, message: M) {
        self.dispatch(self.sender, &mut Envelope::new(message.into_any(), self.me), Entry::Free);
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
        self.desk(|desk| desk.forward(to, envelope));
        Forwarded::new()
    }

    /// Asks to be told when an actor ends, by [`ActorExited`](crate::ActorExited): any actor, not only a child. If it has ended
    /// already, that is told at once.
    pub fn watch(&mut self, who: impl Into<ActorAddress>) {
        let who = who.into();
        self.desk(|desk| desk.affairs.watch(who));
        self.post(who, Watch);
    }

    fn dispatch(&mut self, to: ActorAddress, envelope: &mut Envelope, entry: Entry) {
        self.desk(|desk| desk.send_out(to, envelope, "send", entry));
    }

    /// Answers with what a handler returned, if an answer is waited for.
    pub(crate) fn answer<M: Message>(&mut self, message: M) {
        // `()` is no answer: another actor may give one.
        if <M::Kind as Kind<M>>::IS_ANSWER {
            if self.sender.awaits_answer() {
                self.reply(message);
            } else if message.is_failure() {
                tracing::warn!(actor = %self.me, error = ?AnyMessage::new(message), "an error that nobody asked for");
                self.desk(|desk| desk.tally.unseen_errors.add(1));
            }
        }
    }
    /// Ends this actor when the handler returns, as an [`ActorExitRequest`](crate::ActorExitRequest) would:
    /// it is handed one, then its children exit, then it does.
    pub fn exit(&mut self) {
        self.desk(|desk| desk.leaving = true);
    }
    /// Changes what this host can do, or, with `None::<bool>`, takes a capability away: soon, when the system has heard
    /// of it. Actors that need it as it was end, with the reason `CapabilityLost`; later ones are not created here.
    #[doc(alias = "updateCapability")]
    pub fn update_capability(&mut self, name: impl Into<String>, value: impl CapabilityChange) {
        let update = UpdateCapability { name: name.into(), value: value.into_change() };
        self.post(ActorAddress::admin(self.me.home()), update);
    }

    /// Does that; for the system's own actor.
    pub(crate) fn update_host(&mut self, name: &str, value: Option<CapabilityValue>) {
        self.desk(|desk| desk.setting.update_capability(name.to_owned(), value));
        for child in self.children() {
            self.post(child, CapabilitiesChanged);
        }
    }

    /// Sends a message of the runtime's.
    pub(crate) fn post<M: Message>(&mut self, to: ActorAddress, message: M) {
        let envelope = Envelope::new(AnyMessage::new(message), self.me);
        self.desk(|desk| desk.post(to, envelope));
    }

    /// Ends all actors and the system, this one included: what it is told meanwhile is a dead letter.
    #[doc(alias = "actorSystemShutdown")]
    pub fn shutdown_system(&mut self) {
        self.desk(|desk| desk.setting.shut_down.get().into_iter().for_each(|shut_down| shut_down()));
    }

    /// Asks for a [`DeadEnvelope`](crate::DeadEnvelope) of each message that reaches nobody from now on, or for no more of them.
    #[doc(alias = "handleDeadLetters")]
    pub fn handle_dead_letters(&mut self, handle: bool) {
        self.desk(|desk| desk.affairs.hear_dead_letters(handle));
        self.post(ActorAddress::admin(self.me.home()), HandleDeadLetters(handle));
    }
}

impl fmt::Debug for Context {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Context").field("me", &self.me).field("sender", &self.sender).finish_non_exhaustive()
    }
}
