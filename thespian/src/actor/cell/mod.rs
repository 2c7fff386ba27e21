//! One actor, as the runtime sees it: what becomes of an envelope that is delivered to it.
//!
//! Invariants, each with its test in the conformance suite:
//! - one message at a time: nothing is delivered while a handler awaits something;
//! - a message is handled at most twice, the second time only after a failure, and before any other;
//! - the creator is told of the end once, after everything that the actor sent it.

mod alias;
mod birth;
mod capabilities;
mod exit;
mod internal;
mod outcome;
mod status;
mod waiting;

use alias::Alias;
use waiting::Stash;

use std::sync::Arc;

use super::affairs::Affairs;
use super::room::Room;
use super::suspended::Suspended;
use super::{Behaviour, Blueprint, Context, Host, Setting, Turn, contain, hosting};
use crate::address::ActorAddress;
use crate::capability::Requirements;
use crate::envelope::Envelope;
use crate::message::contents::Class;
use crate::message::{
    ActorExitRequest, ActorExited, ActorStatusRequest, AnyMessage, ChildActorExited, DeadLetterReason,
    ExitCause, ExitReason, FailedAttempt, Message,
};
use crate::trace::Event;

/// What a base does with a cell next.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[must_use]
pub(crate) enum Verdict {
    /// It takes the next envelope.
    Alive,
    /// Its handler awaits something; envelopes may be delivered, and wait.
    Pending,
    /// It is gone: the base drops it, and buries what still comes for it.
    Exited,
}

enum Phase {
    /// There is an address, and no instance yet.
    Unborn,
    Running,
    /// Its children go first, once they have been told.
    Leaving {
        reason: Box<ExitReason>,
        told: bool,
    },
    /// It leads to another.
    Alias(Box<Alias>),
    /// There never was an instance; what is sent to it is returned, until its creator knows.
    Stillborn(Box<FailedAttempt>),
}

/// Why an actor does not begin to live.
#[derive(Debug)]
pub(crate) enum Stillbirth {
    /// Its host lacks something.
    Misfit(String),
    /// Its first instance could not be made.
    Failed(FailedAttempt),
}

/// One allocation holds the runtime's part and the user's.
pub(crate) struct Cell<B: ?Sized = dyn Behaviour> {
    me: ActorAddress,
    /// Who is told of the end.
    parent: ActorAddress,
    requirements: Requirements,
    /// The room of its mailbox, if that is bounded.
    room: Option<Arc<Room>>,
    affairs: Affairs,
    phase: Phase,
    suspended: Option<Box<Suspended>>,
    stash: Stash,
    /// Tells suspensions apart.
    suspensions: u32,
    /// Whether the actor has asked to end.
    wants_out: bool,
    /// How many messages it has handled.
    handled: u64,
    /// How many attempts have failed.
    failures: u64,
    /// Whether it works unseen, for the actor that is its parent.
    is_helper: bool,
    /// Whether it leads to another, or was to.
    is_alias: bool,
    behaviour: B,
}

impl<B: Behaviour + 'static> Cell<B> {
    /// A cell that has no address yet.
    pub(crate) fn unborn(behaviour: B) -> Box<Cell> {
        let (me, parent) = (ActorAddress::NOBODY, ActorAddress::NOBODY);
        let (affairs, phase) = (Affairs::default(), Phase::Unborn);
        let room = behaviour.profile().mailbox.map(|limit| Arc::new(Room::new(limit)));
        Box::new(Cell {
            me,
            parent,
            requirements: Requirements::default(),
            room,
            affairs,
            phase,
            suspended: None,
            stash: Stash::default(),
            suspensions: 0,
            wants_out: false,
            handled: 0,
            failures: 0,
            is_helper: false,
            is_alias: false,
            behaviour,
        })
    }
}

impl Cell {
    /// Gives the cell its place in the world, once.
    pub(crate) fn place(&mut self, me: ActorAddress, parent: ActorAddress) {
        self.me = me;
        self.parent = parent;
    }

    pub(crate) fn address(&self) -> ActorAddress {
        self.me
    }

    /// Makes this what works unseen for its parent.
    pub(crate) fn make_helper(&mut self) {
        self.is_helper = true;
    }

    /// Whether this is an actor of the user's.
    pub(crate) fn counts(&self) -> bool {
        !self.is_helper && !self.is_alias && !self.is_admin()
    }

    fn is_admin(&self) -> bool {
        self.me == ActorAddress::admin(self.me.home())
    }

    /// How many messages wait in the cell: for the handler that awaits something, and that one's own.
    pub(crate) fn waiting(&self) -> usize {
        let in_hand = match (&self.suspended, &self.phase) {
            (Some(suspended), _) => suspended.waiting(),
            (None, Phase::Alias(alias)) => alias.waiting(),
            (None, _) => 0,
        };
        in_hand + self.stash.len()
    }

    /// Drops the instance without ceremony.
    pub(crate) fn discard(&mut self) {
        self.behaviour.retire();
    }

    pub(crate) fn name(&self) -> &'static str {
        self.behaviour.profile().name
    }

    /// What another process needs to make this actor, or why it cannot.
    pub(crate) fn blueprint(&self) -> Result<Blueprint, String> {
        let (name, args) = self.behaviour.blueprint()?;
        let (name, bounded) = (name.to_owned(), self.room.is_some());
        Ok(Blueprint { name, args, requirements: self.requirements.clone(), bounded })
    }

    /// Whether the actor's handlers run in a thread of its own, where the base has threads.
    #[cfg_attr(not(feature = "thread-pool"), expect(dead_code, reason = "only a pool has threads to give"))]
    pub(crate) fn own_thread(&self) -> bool {
        self.behaviour.profile().own_thread
    }

    /// Says what is required of the actor's host.
    pub(crate) fn require(&mut self, requirements: Requirements) {
        self.requirements = requirements;
    }

    /// The room of its mailbox, if that is bounded.
    pub(crate) fn room(&self) -> Option<Arc<Room>> {
        self.room.clone()
    }

    /// Makes the first instance.
    pub(crate) fn begin(&mut self, setting: &Setting) -> Result<(), Stillbirth> {
        let host = Host::new(setting, &self.requirements);
        if let Some(lacking) = hosting::misfit(self.behaviour.profile(), &host) {
            return Err(Stillbirth::Misfit(lacking));
        }
        self.behaviour.renew(&host).map_err(Stillbirth::Failed)?;
        if let Some(room) = &self.room {
            setting.rooms.open(self.me, room.clone());
        }
        self.phase = Phase::Running;
        Ok(())
    }

    /// Delivers one envelope.
    ///
    /// A failing handler gets a second chance with the same message and a new instance; failing again
    /// returns the message to its sender as a [`PoisonMessage`].
    #[inline]
    pub(crate) fn deliver(&mut self, envelope: Envelope, ctx: &mut Context) -> Verdict {
        if envelope.message.class() != Class::User || !self.is_ready() {
            return self.deliver_with_care(envelope, ctx);
        }
        let turn = self.attempt(&envelope, ctx);
        if !matches!(turn, Ok(Turn::Done)) {
            return self.follow(envelope, Vec::new(), turn, ctx);
        }
        self.leave(ctx);
        if self.wants_out {
            return self.conclude(envelope, Vec::new(), turn, ctx);
        }
        self.record_turn(Event::Deactivated, ctx);
        self.handled += 1;
        ctx.desk(|desk| desk.tally.handled.add(1));
        envelope.message.discard();
        Verdict::Alive
    }

    /// Whether a message of the user's is handled now, as most are.
    fn is_ready(&self) -> bool {
        matches!(self.phase, Phase::Running)
            && self.suspended.is_none()
            && self.stash.is_empty()
            && self.room.is_none()
    }

    fn deliver_with_care(&mut self, envelope: Envelope, ctx: &mut Context) -> Verdict {
        if envelope.message.class() == Class::System
            && envelope.message.is::<ActorStatusRequest>()
            && !matches!(self.phase, Phase::Alias(_))
        {
            self.report(envelope.sender, ctx);
            ctx.desk(|desk| desk.tally.handled.add(1));
            return if self.suspended.is_some() { Verdict::Pending } else { Verdict::Alive };
        }
        if self.suspended.is_some() {
            return self.deliver_suspended(envelope, ctx);
        }
        if !self.stash.is_empty() && !envelope.message.is_urgent() {
            return self.deliver_from_stash(envelope, ctx);
        }
        self.deliver_now(envelope, ctx)
    }

    /// Delivers an envelope whose turn it is.
    fn deliver_now(&mut self, envelope: Envelope, ctx: &mut Context) -> Verdict {
        if let Some(room) = &self.room
            && envelope.message.is_users()
        {
            room.leave();
        }
        match (&self.phase, envelope.message.class()) {
            (Phase::Running, Class::User | Class::System) => self.handle(envelope, Vec::new(), ctx),
            (Phase::Running, Class::Packed) => self.unpack(envelope, ctx),
            (Phase::Alias(_), _) => self.deliver_alias(envelope, ctx),
            (_, Class::Internal) => self.deliver_internal(envelope, ctx),
            (Phase::Stillborn(_), _) => self.send_back(envelope, ctx),
            (Phase::Leaving { .. }, _) => self.deliver_leaving(envelope, ctx),
            (Phase::Unborn, _) => self.deliver_unborn(envelope, ctx),
        }
    }

    /// Handles a message, up to two times.
    fn handle(&mut self, envelope: Envelope, attempts: Vec<FailedAttempt>, ctx: &mut Context) -> Verdict {
        if envelope.message.class() != Class::User
            && let Some(gone) = envelope.message.downcast_ref::<ChildActorExited>()
            // Anybody may say so; the child itself knows.
            && gone.child == envelope.sender
        {
            self.let_go(gone.child, &gone.reason, ctx);
        }
        if envelope.message.class() == Class::System
            && let Some(ActorExited { actor, .. }) = envelope.message.downcast_ref()
        {
            self.affairs.heard_of(*actor);
        }
        let turn = self.attempt(&envelope, ctx);
        self.follow(envelope, attempts, turn, ctx)
    }

    /// Lets the actor's handler have the message.
    #[inline]
    fn attempt(&mut self, envelope: &Envelope, ctx: &mut Context) -> Result<Turn, FailedAttempt> {
        self.enter(envelope.sender, ctx);
        let message = &envelope.message;
        self.record_turn(|who| Event::Activated { who, message: message.name().into_owned() }, ctx);
        contain(|| self.behaviour.receive(message.opened(), ctx))
    }

    /// Goes on after that: with who else may take the message, with what is awaited, or with what it came to.
    fn follow(
        &mut self,
        mut envelope: Envelope,
        attempts: Vec<FailedAttempt>,
        mut turn: Result<Turn, FailedAttempt>,
        ctx: &mut Context,
    ) -> Verdict {
        if let Ok(Turn::Unhandled) = turn {
            turn = match self.behaviour.profile().reread(&envelope.message) {
                Some(Ok(message)) => {
                    envelope.message = message;
                    contain(|| self.behaviour.receive(&envelope.message, ctx))
                }
                Some(Err(reason)) => {
                    self.leave(ctx);
                    return self.bury(envelope, reason, ctx);
                }
                None => turn,
            };
        }
        if matches!(turn, Ok(Turn::Unhandled)) && self.behaviour.profile().takes_rest {
            let message = envelope.message.share();
            turn = contain(|| self.behaviour.receive_rest(message, ctx));
        }
        if let Ok(Turn::Async) = turn {
            self.suspensions = self.suspensions.wrapping_add(1);
            // What is awaited on the way out is awaited for as long as an exit grants.
            let on_the_way_out =
                Effect::of(&envelope.message) != Effect::None || matches!(self.phase, Phase::Leaving { .. });
            let number = self.suspensions;
            let suspended = Suspended::begin(&mut self.behaviour, envelope, attempts, number, ctx);
            self.suspended = Some(Box::new(suspended));
            if on_the_way_out {
                self.bound_suspension(ctx);
            }
            self.leave(ctx);
            return self.resume(ctx);
        }
        self.leave(ctx);
        self.conclude(envelope, attempts, turn, ctx)
    }

    #[cold]
    fn unpack(&mut self, envelope: Envelope, ctx: &mut Context) -> Verdict {
        let decoded = match envelope.message.opened().as_encoded() {
            Some(encoded) => self.behaviour.profile().decode(encoded),
            // Shared: handlers borrow it, whoever else has it.
            None => return self.handle(envelope, Vec::new(), ctx),
        };
        match decoded {
            Ok(message) => self.handle(Envelope::new(message, envelope.sender), Vec::new(), ctx),
            Err(DeadLetterReason::NoHandler) if self.behaviour.profile().takes_rest => {
                self.handle(envelope, Vec::new(), ctx)
            }
            Err(reason) => self.bury(envelope, reason, ctx),
        }
    }

    fn bury(&self, envelope: Envelope, reason: DeadLetterReason, ctx: &mut Context) -> Verdict {
        let me = self.me;
        ctx.desk(|desk| desk.bury(me, envelope, reason));
        Verdict::Alive
    }

    #[inline]
    fn record_turn(&self, event: impl FnOnce(ActorAddress) -> Event, ctx: &mut Context) {
        ctx.desk(|desk| {
            if desk.is_recorded() && !self.is_helper && !self.is_admin() {
                desk.record(|| event(self.me));
            }
        });
    }

    fn tell<M: Message>(&self, to: ActorAddress, message: M, ctx: &mut Context) {
        let (from, envelope) = (self.me, Envelope::new(AnyMessage::new(message), self.me));
        ctx.desk(|desk| {
            if envelope.message.class() == Class::System {
                desk.record(|| Event::Told { from, to, message: envelope.message.name().into_owned() });
            }
            desk.post(to, envelope);
        });
    }

    /// Lays the actor's things on the desk.
    #[inline]
    fn enter(&mut self, sender: ActorAddress, ctx: &mut Context) {
        let (affairs, ending) = (&mut self.affairs, matches!(self.phase, Phase::Leaving { told: true, .. }));
        ctx.seat(self.me, sender);
        ctx.desk(|desk| {
            desk.ending = ending;
            std::mem::swap(&mut desk.affairs, affairs);
        });
    }

    #[inline]
    fn leave(&mut self, ctx: &mut Context) {
        let affairs = &mut self.affairs;
        self.wants_out |= ctx.desk(|desk| {
            std::mem::swap(&mut desk.affairs, affairs);
            std::mem::take(&mut desk.leaving)
        });
    }
}

/// What a message does to an actor besides being handed to it.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Effect {
    None,
    Exit { recursive: bool, cause: ExitCause },
}

impl Effect {
    fn of(message: &AnyMessage) -> Self {
        if message.class() == Class::User {
            return Effect::None;
        }
        let request = message.downcast_ref::<ActorExitRequest>();
        request.map_or(Effect::None, |request| Effect::Exit {
            recursive: request.recursive,
            cause: request.cause,
        })
    }

    /// Whether the children end too, where the actor does: unless it was asked to end alone.
    fn spares_children(self) -> bool {
        matches!(self, Effect::Exit { recursive: false, .. })
    }
}
