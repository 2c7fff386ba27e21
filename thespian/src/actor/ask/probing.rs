//! Circles of questions across processes: a look goes along the questions, from each who is asked to whom that one asks.
//!
//! Whose question closes the circle asks last of all, so its look finds the questions of all the others open. Where several
//! asked at the same time several may find it: they all name the youngest question as the one that is too many.

use std::borrow::Cow;
use std::fmt::{self, Debug};
use std::time::SystemTime;

use serde::{Deserialize, Serialize};

use super::AskChain;
use super::waits::Link;
use crate::actor::Desk;
use crate::address::ActorAddress;
use crate::envelope::Envelope;
use crate::message::form::TypeName;
use crate::message::{
    AnyMessage, CodecError, DeadLetterReason, Internal, Message, Undelivered, by_serde, codec,
};

/// How many actors a look passes at most; whose chain is longer waits for its timeout.
const MOST: usize = 256;

/// A word about questions, from process to process.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) enum Word {
    /// For who is asked: does it, or do those it asks, wait for that one?
    Look { asker: Waiting, passed: Vec<Waiting> },
    /// For who waits at that reply address: it would wait for ever.
    Circle(Vec<Waiting>),
    /// For the same: its question is with that one now.
    PassedOn(ActorAddress),
}

/// An actor that waits.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct Waiting {
    pub(crate) who: ActorAddress,
    pub(crate) name: Cow<'static, str>,
    /// Where.
    pub(crate) reply: ActorAddress,
    /// Since when, in nanoseconds of its host's clock; 0 if it asked in its own process.
    pub(crate) since: u64,
}

fn now() -> u64 {
    let since = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH).unwrap_or_default();
    since.as_nanos().try_into().unwrap_or(u64::MAX)
}

#[diagnostic::do_not_recommend]
impl Message for Word {
    type Kind = Internal;
    const TYPE: TypeName = TypeName::new("thespian.AskWord");
    by_serde!();
}

impl Desk {
    /// Who waits at a reply address, if others know for whom the one waits whom it asks. It waits since the first time that
    /// this is asked: before its question is on its way, so that all to which that leads is younger.
    pub(crate) fn waits_abroad(&mut self, reply: ActorAddress, to: ActorAddress) -> Option<Waiting> {
        if self.outbox.is_here(to) { None } else { self.setting.waits.asker(reply, now()) }
    }

    /// Looks whether who is asked now waits for who asks, where others know.
    pub(crate) fn look_for_circle(&mut self, reply: ActorAddress, to: ActorAddress) {
        if let Some(asker) = self.waits_abroad(reply, to) {
            self.say(to, Word::Look { asker, passed: Vec::new() });
        }
    }

    /// Tells who waits in another process that its question is with somebody else now.
    pub(crate) fn tell_passed_on(&mut self, reply: ActorAddress, to: ActorAddress) {
        if !self.outbox.is_here(reply) {
            self.say(reply, Word::PassedOn(to));
        }
    }

    /// Takes a word about questions; whether it was one.
    pub(crate) fn hear_of_questions(&mut self, to: ActorAddress, message: &AnyMessage) -> bool {
        let Some(word) = message.downcast_ref::<Word>() else { return false };
        match word {
            Word::Look { asker, passed } => self.follow_look(to, asker, passed.clone()),
            Word::PassedOn(next) => {
                if self.setting.waits.redirect(to, *next) {
                    self.end_question(to);
                } else {
                    self.look_for_circle(to, *next);
                }
            }
            Word::Circle(actors) => {
                let chain = AskChain::new(actors.iter().map(Link::from).collect());
                if self.setting.waits.doom(to, chain) {
                    self.end_question(to);
                }
            }
        }
        true
    }

    fn follow_look(&mut self, who: ActorAddress, asker: &Waiting, passed: Vec<Waiting>) {
        let mut open = vec![(who, passed)];
        while let Some((who, passed)) = open.pop() {
            if passed.len() >= MOST || passed.iter().any(|other| other.who == who) {
                continue;
            }
            for (waiting, next) in self.setting.waits.asked_by(who) {
                let mut passed = passed.clone();
                passed.push(waiting);
                if next == asker.who {
                    passed.push(asker.clone());
                    return self.name_too_many(passed);
                }
                if self.outbox.is_here(next) {
                    open.push((next, passed));
                } else {
                    self.say(next, Word::Look { asker: asker.clone(), passed });
                }
            }
        }
    }

    /// Ends the youngest of the questions of a circle.
    fn name_too_many(&mut self, mut circle: Vec<Waiting>) {
        let youngest = circle.iter().enumerate().max_by_key(|(_, waiting)| (waiting.since, waiting.who));
        let Some(place) = youngest.map(|(place, _)| place) else { return };
        // From who was asked there to who asks there, each waiting for the next.
        let many = circle.len();
        circle.rotate_left((place + 1) % many);
        let reply = circle[many - 1].reply;
        self.say(reply, Word::Circle(circle));
    }

    /// No answer will come; the reason is with the question.
    fn end_question(&mut self, reply: ActorAddress) {
        let reason = DeadLetterReason::WouldDeadlock;
        self.post(reply, Envelope::new(AnyMessage::new(Undelivered { reason }), reply));
    }

    fn say(&mut self, to: ActorAddress, word: Word) {
        self.post(to, Envelope::new(AnyMessage::new(word), to));
    }
}
