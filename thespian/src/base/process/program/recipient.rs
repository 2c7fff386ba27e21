//! What comes to a program.

use super::Program;
use crate::address::{ActorAddress, Home};
use crate::envelope::Envelope;
use crate::message::{ActorExited, AnyMessage, DeadLetterReason, FailedAttempt};
use crate::node::Receipt;
use crate::node::net::{Account, Birth, Caller, Facts, Gone, Recipient, Word};
use crate::wire;

impl Recipient for Program {
    fn letter(&self, letter: wire::Letter, receipt: Receipt) {
        let wire::Letter { to, envelope, .. } = letter;
        if let Some(ActorExited { actor, .. }) = envelope.message.downcast_ref() {
            self.waiting().watched.remove(actor);
        }
        self.desks.at_one(|desk| desk.arrive(to, envelope));
        self.net.handled_for_now(receipt);
    }

    fn word(&self, from: Home, word: Word) {
        match word {
            Word::Born { who, outcome } => {
                if let Some(birth) = self.waiting().births.get_mut(&who) {
                    *birth = Some(outcome);
                }
                self.news.notify_all();
            }
            Word::Look(who) => self.net.say(from, &Word::Seen { who, here: false }),
            Word::PlaceLeft(who) => self.setting.rooms.of(who).into_iter().for_each(|room| room.place_left()),
            Word::Count(number) => {
                self.net.say(from, &Word::Counted(number, self.count()));
            }
            Word::Counted(number, count) => {
                if let Some(counted) = self.waiting().counts.get_mut(&number) {
                    *counted = Some(count);
                }
                self.news.notify_all();
            }
            Word::Listed(number, listed) => {
                if let Some(list) = self.waiting().lists.get_mut(&number) {
                    *list = Some(listed);
                }
                self.news.notify_all();
            }
            Word::Host { capabilities } => self.setting.replace_capabilities(capabilities),
            other => tracing::warn!(?other, "a word that is not for a program"),
        }
    }

    fn bury(&self, to: ActorAddress, envelope: Envelope, reason: DeadLetterReason) {
        self.desks.at_one(|desk| desk.bury(to, envelope, reason));
    }

    fn admit(&self, caller: &Caller) -> Result<(Home, Option<Facts>), String> {
        match caller.process {
            0 => Err("this is a program; another calls the system's own process".to_owned()),
            process => Ok((Home::from_word(process), None)),
        }
    }

    fn gone(&self, gone: Gone<'_>) {
        let Gone { process, actors, who, reason } = gone;
        actors.into_iter().for_each(|who| self.setting.rooms.close(who));
        if let (Some(who), Some(reason)) = (who, reason) {
            if let Some(birth @ None) = self.waiting().births.get_mut(&who) {
                let text = format!("its process died before it lived: {reason}");
                *birth = Some(Birth::Failed(FailedAttempt::new(text, None)));
                self.news.notify_all();
            }
            let watchers = self.waiting().watched.remove(&who).unwrap_or_default();
            for watcher in watchers {
                let exited = AnyMessage::new(ActorExited::new(who, reason.clone()));
                self.desks.at_one(|desk| desk.post(watcher, Envelope::new(exited, who)));
            }
        }
        if process == self.home.of_system() {
            self.close();
        }
    }

    fn account_for(&self, lost: Account) {
        self.desks.at_one(|desk| {
            desk.tally.sent.add(lost.sent);
            desk.tally.handled.add(lost.handled);
        });
    }

    fn lost(&self, process: Home) {
        if process == self.home.of_system() {
            self.close();
        }
    }
}
