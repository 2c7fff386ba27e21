//! What comes to the system's own process.

use std::sync::Arc;
use std::sync::atomic::Ordering;

use super::members::Member;
use super::{AdminProcess, kill};
use crate::address::{ActorAddress, Home};
use crate::envelope::Envelope;
use crate::message::{DeadLetterReason, ExitReason};
use crate::node::Receipt;
use crate::node::net::{Account, Caller, Count, ENDS, Facts, Gone, Recipient, Word};
use crate::wire;

impl Recipient for Arc<AdminProcess> {
    fn letter(&self, letter: wire::Letter, receipt: Receipt) {
        self.host.letter(letter, receipt);
    }

    fn word(&self, from: Home, word: Word) {
        let admin = self;
        match word {
            Word::Start { who, .. } if from != admin.home() && admin.members().get(from).is_none() => {
                tracing::debug!(address = %who, "an actor is not started: who wanted it has gone meanwhile");
            }
            Word::Start { who, parent, from_outside, blueprint } => {
                admin.start(who, parent, from_outside, blueprint)
            }
            Word::Born { who, outcome } => admin.host.net.say(who.home(), &Word::Born { who, outcome }),
            Word::Seek(sought) => admin.seek(from, sought),
            Word::Seen { who, here } => admin.seen(from, who, here),
            Word::Count(number) => admin.count(from, number),
            Word::Counted(question, count) => {
                let answered = admin.counting().answer(question, from, count);
                admin.tell_counted(answered);
            }
            Word::Ended => admin.members().end(from),
            Word::Departs(count) => {
                let count = Count { rests: true, ..count };
                if admin.members().depart(from, count) {
                    let answered = admin.counting().gone(from, Some(count));
                    admin.tell_counted(answered);
                }
            }
            Word::List(number) => {
                let listed = admin.members().all().map(|member| member.status()).collect();
                admin.host.net.say(from, &Word::Listed(number, listed));
            }
            Word::Stuck(reason) => {
                let pid = admin.members().doom(from, ExitReason::Killed(reason));
                pid.into_iter().for_each(kill);
            }
            Word::EndAll => admin.end_all(),
            other => tracing::warn!(?other, "a word that is not for the system's process"),
        }
    }

    fn bury(&self, to: ActorAddress, envelope: Envelope, reason: DeadLetterReason) {
        self.host.bury(to, envelope, reason);
    }

    fn admit(&self, caller: &Caller) -> Result<(Home, Option<Facts>), String> {
        let admin = self;
        let mut members = admin.members();
        if caller.process != 0 {
            let process = Home::from_word(caller.process);
            return match members.get(process) {
                Some(_) => Ok((process, None)),
                None => Err("it is no process of this system".to_owned()),
            };
        }
        if admin.ends.load(Ordering::SeqCst) {
            return Err(ENDS.to_owned());
        }
        let process = admin.home().sibling(members.next_number());
        members.enter(
            process,
            Member { site: caller.site.clone(), pid: caller.pid, actor: None, has_departed: false },
        );
        let capabilities = (*admin.host.setting.capabilities()).clone();
        Ok((process, Some(Facts { capabilities, program: admin.program.clone(), pid: std::process::id() })))
    }

    fn gone(&self, gone: Gone<'_>) {
        self.host.lose(&gone);
        self.program_gone(gone.process);
    }

    fn account_for(&self, lost: Account) {
        self.host.account_for(lost);
    }

    fn lost(&self, process: Home) {
        self.program_gone(process);
    }
}
