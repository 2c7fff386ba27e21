//! The place where a thread works for one actor after the other: the way out, and what has been counted.

use std::sync::{Arc, Mutex, MutexGuard, OnceLock, PoisonError};

use super::affairs::Affairs;
use super::ask::Waits;
use super::room::{Entry, Rooms};
use super::tally::Counts;
use super::{Outbox, Refused, contain};
use crate::address::{ActorAddress, Home};
use crate::capability::{Capabilities, CapabilityValue};
use crate::envelope::Envelope;
use crate::message::contents::Class;
use crate::message::{
    ActorExitRequest, ActorExited, Adopted, AnyMessage, ChildActorExited, DeadEnvelope, DeadLetterReason,
    ExitReason, Undelivered, Unmourned, Watch,
};
use crate::trace::{Event, Recorder};

/// What one thread works at: the way out, and what it has counted. The actor whose turn it is has its own
/// things on it.
pub(crate) struct Desk {
    home: Home,
    pub(crate) outbox: Box<dyn Outbox>,
    pub(crate) tally: Arc<Counts>,
    manner: Manner,
    /// Whether nothing is written down or encoded.
    is_plain: bool,
    pub(crate) setting: Arc<Setting>,
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

/// What the desks of a process have in common.
pub(crate) struct Setting {
    pub(crate) manner: Manner,
    /// Which actor waits for which.
    pub(crate) waits: Waits,
    /// The bounded mailboxes.
    pub(crate) rooms: Rooms,
    host: Mutex<Abilities>,
    /// What begins the end of the system, set once it is up.
    pub(crate) shut_down: OnceLock<Box<dyn Fn() + Send + Sync>>,
    /// Who else has to know what the host can do, set where there is somebody.
    pub(crate) host_changed: OnceLock<Box<HostChanged>>,
}

type HostChanged = dyn Fn(&Capabilities) + Send + Sync;

/// What the host can do now.
#[derive(Default)]
struct Abilities {
    capabilities: Arc<Capabilities>,
    /// Whether that was another before.
    have_changed: bool,
}

impl Setting {
    pub(crate) fn new(manner: Manner, capabilities: Capabilities) -> Self {
        let host = Abilities { capabilities: Arc::new(capabilities), have_changed: false };
        Setting {
            manner,
            waits: Waits::default(),
            rooms: Rooms::default(),
            host: Mutex::new(host),
            shut_down: OnceLock::new(),
            host_changed: OnceLock::new(),
        }
    }

    fn host(&self) -> MutexGuard<'_, Abilities> {
        self.host.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// What the host can do.
    pub(crate) fn capabilities(&self) -> Arc<Capabilities> {
        self.host().capabilities.clone()
    }

    /// Changes what the host can do; actors that are made from now on find it so.
    pub(crate) fn update_capability(&self, name: String, value: Option<CapabilityValue>) {
        let mut host = self.host();
        host.have_changed = true;
        let capabilities = Arc::make_mut(&mut host.capabilities);
        match value {
            Some(value) => capabilities.set(name, value),
            None => capabilities.remove(&name),
        }
        let capabilities = host.capabilities.clone();
        drop(host);
        if let Some(tell) = self.host_changed.get() {
            tell(&capabilities);
        }
    }

    /// What the host can do, as the system says.
    #[cfg_attr(not(feature = "process"), expect(dead_code, reason = "only process bases are told of it"))]
    pub(crate) fn replace_capabilities(&self, capabilities: Capabilities) {
        *self.host() = Abilities { capabilities: Arc::new(capabilities), have_changed: true };
    }

    /// Whether what the host can do was another before.
    pub(crate) fn capabilities_have_changed(&self) -> bool {
        self.host().have_changed
    }
}

impl Manner {
    /// Only tests write down what happens.
    pub(crate) fn is_test(&self) -> bool {
        self.recorder.is_some()
    }
}

impl Desk {
    pub(crate) fn new(home: Home, outbox: Box<dyn Outbox>, setting: Arc<Setting>) -> Box<Self> {
        let (tally, affairs, manner) = (Arc::<Counts>::default(), Affairs::default(), setting.manner.clone());
        let is_plain = !manner.strict && !manner.is_test();
        Box::new(Desk {
            home,
            outbox,
            tally,
            manner,
            is_plain,
            setting,
            affairs,
            leaving: false,
            ending: false,
        })
    }

    /// Whether somebody writes down what happens.
    #[inline]
    pub(crate) fn is_recorded(&self) -> bool {
        self.manner.recorder.is_some()
    }

    pub(crate) fn record(&self, event: impl FnOnce() -> Event) {
        if let Some(recorder) = &self.manner.recorder {
            recorder.record(event());
        }
    }

    /// Sends a message of the user's.
    #[inline]
    pub(crate) fn send(
        &mut self,
        to: ActorAddress,
        mut envelope: Envelope,
        verb: &'static str,
        entry: Entry,
    ) {
        self.send_out(to, &mut envelope, verb, entry);
    }

    /// The same for what lies where it was made, and is not moved about on its way.
    #[inline]
    pub(crate) fn send_out(
        &mut self,
        to: ActorAddress,
        envelope: &mut Envelope,
        verb: &'static str,
        entry: Entry,
    ) {
        // Most systems have nothing to do here but this.
        if self.is_plain && envelope.message.class() == Class::User && !self.setting.rooms.any() {
            return self.post_as_it_is(to, envelope, entry);
        }
        self.send_with_care(to, envelope.take(), verb, entry);
    }

    fn send_with_care(&mut self, to: ActorAddress, envelope: Envelope, verb: &'static str, entry: Entry) {
        let enter =
            |rooms: &Rooms, envelope: &Envelope| rooms.enter(to, &envelope.message, entry).then_some(entry);
        if let Err(Refused { envelope, reason }) = self.send_if(to, envelope, verb, entry, enter) {
            self.tally.sent.add(1);
            self.bury(to, envelope, reason);
        }
    }

    /// Sends a message of the user's, or hands it back where a mailbox is full. It is encoded then, if the system is
    /// strict.
    pub(crate) fn try_send(
        &mut self,
        to: ActorAddress,
        envelope: Envelope,
        verb: &'static str,
        entry: Entry,
    ) -> Result<(), Refused> {
        let is_here = self.outbox.is_here(to);
        let enter = |rooms: &Rooms, envelope: &Envelope| {
            if is_here {
                // Nobody has to be asked for it.
                return rooms.enter(to, &envelope.message, entry).then_some(entry);
            }
            rooms.try_enter(to, &envelope.message, entry)
        };
        self.send_if(to, envelope, verb, entry, enter)
    }

    /// Sends a message of the user's, if it finds a place.
    fn send_if(
        &mut self,
        to: ActorAddress,
        envelope: Envelope,
        verb: &'static str,
        entry: Entry,
        enter: impl FnOnce(&Rooms, &Envelope) -> Option<Entry>,
    ) -> Result<(), Refused> {
        // Who may end the system calls `shutdown`.
        if to == ActorAddress::admin(self.home) && envelope.message.is::<ActorExitRequest>() {
            self.tally.sent.add(1);
            self.bury(to, envelope, DeadLetterReason::NoHandler);
            return Ok(());
        }
        let (from, name) =
            (envelope.sender, self.manner.is_test().then(|| envelope.message.name().into_owned()));
        let envelope = match self.through_codec(envelope) {
            Ok(envelope) => envelope,
            Err(envelope) => {
                if entry == Entry::Paid {
                    self.setting.rooms.leave(to, &envelope.message);
                }
                return Err(Refused { envelope, reason: DeadLetterReason::NotSendable });
            }
        };
        let Some(entry) = enter(&self.setting.rooms, &envelope) else {
            return Err(Refused { envelope, reason: DeadLetterReason::MailboxFull });
        };
        self.record(|| Event::Sent { from, to, verb, message: name.unwrap_or_default() });
        let mut envelope = envelope;
        self.post_as_it_is(to, &mut envelope, entry);
        Ok(())
    }

    /// Posts an envelope; what has nowhere to go becomes a dead letter.
    pub(crate) fn post(&mut self, to: ActorAddress, envelope: Envelope) {
        match self.through_codec(envelope) {
            Ok(mut envelope) => {
                self.setting.rooms.enter(to, &envelope.message, Entry::Free);
                self.post_as_it_is(to, &mut envelope, Entry::Free);
            }
            Err(envelope) => {
                self.tally.sent.add(1);
                self.bury(to, envelope, DeadLetterReason::NotSendable);
            }
        }
    }

    #[inline]
    fn post_as_it_is(&mut self, to: ActorAddress, envelope: &mut Envelope, entry: Entry) {
        let counted = u64::from(envelope.message.class() != Class::Internal);
        self.tally.sent.add(counted);
        match self.outbox.post(to, envelope, entry) {
            // Handled as far as actors go: outside code takes it when it wants.
            Ok(()) if to.is_outside() && self.outbox.is_here(to) => self.tally.handled.add(counted),
            Ok(()) => {}
            Err(reason) => {
                if (entry, reason) == (Entry::Paid, DeadLetterReason::NotSendable) {
                    self.setting.rooms.leave(to, &envelope.message);
                }
                self.bury(to, envelope.take(), reason);
            }
        }
    }

    /// Hands what came from another process to code outside of actors.
    pub(crate) fn arrive(&mut self, to: ActorAddress, mut envelope: Envelope) {
        if self.hear_of_questions(to, &envelope.message) {
            return;
        }
        let counted = u64::from(envelope.message.class() != Class::Internal);
        match self.outbox.post(to, &mut envelope, Entry::Free) {
            Ok(()) => self.tally.handled.add(counted),
            Err(reason) => self.bury(to, envelope, reason),
        }
    }

    /// Sends a message of the user's in the name of somebody else.
    pub(crate) fn forward(&mut self, to: ActorAddress, envelope: Envelope) {
        if self.closes_a_circle(to, &envelope) {
            self.tally.sent.add(1);
            return self.bury(to, envelope, DeadLetterReason::WouldDeadlock);
        }
        self.send(to, envelope, "forward", Entry::Paying);
    }

    /// Whether who asks would wait for ever, if its question went there.
    fn closes_a_circle(&mut self, to: ActorAddress, question: &Envelope) -> bool {
        let reply = question.sender;
        if !reply.awaits_answer() {
            return false;
        }
        let closes = self.setting.waits.redirect(reply, to);
        if !closes {
            self.tell_passed_on(reply, to);
            self.look_for_circle(reply, to);
        }
        closes
    }

    /// Passes an envelope on that was counted when it was sent.
    pub(crate) fn hand_over(&mut self, to: ActorAddress, envelope: Envelope) {
        if self.closes_a_circle(to, &envelope) {
            return self.bury(to, envelope, DeadLetterReason::WouldDeadlock);
        }
        if !self.setting.rooms.enter(to, &envelope.message, Entry::Paying) {
            return self.bury(to, envelope, DeadLetterReason::MailboxFull);
        }
        let mut envelope = envelope;
        if let Err(reason) = self.outbox.post(to, &mut envelope, Entry::Paying) {
            self.bury(to, envelope, reason);
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
            } else if message.is::<Adopted>() {
                // Who was to answer for it has gone.
                self.post(sender, Envelope::new(AnyMessage::new(ActorExitRequest::now()), to));
            }
            return message.discard();
        }
        self.tally.dead[reason.index()].add(1);
        self.record(|| Event::Lost { to, message: message.name().into_owned(), reason });
        tracing::info!(%to, from = %sender, message = %message.name(), %reason, "dead letter");
        if let Some(ChildActorExited { child, reason }) = message.downcast_ref()
            && reason.is_stillbirth()
        {
            // Its creator has gone: nobody is left who could not know.
            self.post(*child, Envelope::new(AnyMessage::new(Unmourned), to));
        }
        // A dead letter that reaches nobody stays one.
        let admin = ActorAddress::admin(self.home);
        if to != admin && !message.is::<DeadEnvelope>() {
            // Whatever is in it, the system keeps it here; what cannot go where the system is, goes by its name.
            let may_go = self.outbox.is_here(admin) || contain(|| message.encode().is_ok()).unwrap_or(false);
            let message = if may_go { message } else { message.into_its_name() };
            let letter = DeadEnvelope::new(AnyMessage::shared(message), to, sender, reason);
            self.post_as_it_is(admin, &mut Envelope::new(AnyMessage::new(letter), sender), Entry::Free);
        } else {
            message.discard();
        }
        // Last, so that who asked may rely on the rest when it learns.
        if sender.awaits_answer() {
            self.post(sender, Envelope::new(AnyMessage::new(Undelivered { reason }), to));
        }
    }
}
