//! The process of one actor.

use std::io;
use std::os::fd::OwnedFd;
use std::process::exit;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use tokio::io::AsyncReadExt;
use tokio::signal::unix::{SignalKind, signal};

use super::birth::{ActorBirth, Cord};
use super::host::{Host, Until};
use super::runtime;
use crate::actor::suspended::GRACE;
use crate::actor::{Manner, Setting, Stillbirth};
use crate::address::{ActorAddress, Home};
use crate::carrier::Listener;
use crate::envelope::Envelope;
use crate::message::{ActorExitRequest, AnyMessage, DeadLetterReason, Message};
use crate::node::net::{Account, Birth, Caller, Facts, Gone, Net, Recipient, Word, receive_calls};
use crate::node::world::{Letter, World};
use crate::node::{Inside, Receipt};
use crate::wire::{self, Cookie};

/// How long the process of an actor that has ended stays for others that do not listen.
const LINGER: Duration = Duration::from_secs(60);

/// Who gets what comes.
struct ActorProcess {
    host: Host,
    who: ActorAddress,
    /// Whether somebody sees that it ends.
    is_watched: AtomicBool,
}

impl Recipient for Arc<ActorProcess> {
    fn letter(&self, letter: wire::Letter, receipt: Receipt) {
        let message = &letter.envelope.message;
        if letter.to == self.who && message.is::<ActorExitRequest>() && message.is_urgent() {
            self.see_that_it_ends();
        }
        self.host.letter(letter, receipt);
    }

    fn word(&self, from: Home, word: Word) {
        match word {
            Word::Look(who) => {
                // What this process has asked to be started, the system has heard before this answer.
                let net = self.host.net.clone();
                let look = move |world: &mut World| net.say(from, &Word::Seen { who, here: world.has(who) });
                self.host.mail.put(Letter::Do(Box::new(look)));
            }
            Word::Enter { who, number } => self.host.enter(from, who, number),
            Word::LeavePlace(who) => self.host.leave_place(who),
            Word::PlaceLeft(who) => self.host.place_left(who),
            Word::Count(number) => self.host.net.say(from, &Word::Counted(number, self.host.count())),
            Word::Host { capabilities } => {
                self.host.setting.replace_capabilities(capabilities);
                self.host.mail.put(Letter::Do(Box::new(World::recheck)));
            }
            other => tracing::warn!(?other, "a word that is not for an actor's process"),
        }
    }

    fn bury(&self, to: ActorAddress, envelope: Envelope, reason: DeadLetterReason) {
        self.host.bury(to, envelope, reason);
    }

    fn admit(&self, caller: &Caller) -> Result<(Home, Option<Facts>), String> {
        match caller.process {
            0 => Err("this is an actor; a program calls the system's own process".to_owned()),
            process => Ok((Home::from_word(process), None)),
        }
    }

    fn gone(&self, gone: Gone<'_>) {
        self.host.lose(&gone);
    }

    fn account_for(&self, lost: Account) {
        self.host.account_for(lost);
    }

    fn lost(&self, _: Home) {}
}

impl ActorProcess {
    /// The actor is to end. A handler that awaits something is dropped by the actor's cell; one that does not let go of
    /// its thread ends with the process.
    fn see_that_it_ends(self: &Arc<Self>) {
        if self.is_watched.swap(true, Ordering::Relaxed) {
            return;
        }
        let process = self.clone();
        tokio::spawn(async move {
            // One that has come to its end may be followed by one that does not.
            while !process.host.is_stuck_for(GRACE).await {}
            let reason = format!("a handler still ran {} s after the exit request", GRACE.as_secs());
            process.host.net.tell_system(Word::Stuck(reason));
        });
    }

    /// Tells the actor something, in the system's name.
    fn tell<M: Message>(&self, message: M) {
        let envelope = Envelope::new(AnyMessage::new(message), ActorAddress::admin(self.who.home()));
        self.host.mail.put(Letter::Post { to: self.who, envelope, verb: "tell" });
    }
}

/// Is the actor, until it ends.
pub(super) fn run(birth: ActorBirth, listener: OwnedFd, cord: Cord) -> io::Result<()> {
    let (io, runtime) = runtime::start("thespian-links")?;
    let home = Home::from_word(birth.process);
    let net = Net::new(home, birth.site.clone(), Cookie::from_bytes(birth.cookie), runtime.clone());
    net.know(home.of_system(), birth.system);
    let setting = Arc::new(Setting::new(Manner::default(), birth.capabilities));
    let for_actor = net.clone();
    let _ = setting.shut_down.set(Box::new(move || for_actor.tell_system(Word::EndAll)));
    let (host, mut world) = Host::new(net.clone(), setting, false);
    let process = Arc::new(ActorProcess { host, who: birth.who, is_watched: AtomicBool::new(false) });
    let recipient: Arc<dyn Recipient> = Arc::new(process.clone());
    net.deliver_to(Arc::downgrade(&recipient));
    let seed = birth.blueprint.into_cell();
    if let Some(room) = seed.room() {
        // Before the first message comes.
        process.host.setting.rooms.open(birth.who, room);
    }
    {
        let _entered = runtime.enter();
        let reception = Listener::from_fd(listener, &birth.site).open()?;
        runtime.spawn(receive_calls(net.clone(), reception));
        end_with(cord)?;
        take_signals(process.clone())?;
    }

    let _inside = Inside::enter(home);
    let _entered = runtime.enter();
    if birth.from_outside {
        let born = world.create_at(birth.who, seed, birth.parent);
        let outcome = match &born {
            Ok(()) => Birth::Lives,
            Err(Stillbirth::Misfit(lacking)) => Birth::Misfit(lacking.clone()),
            Err(Stillbirth::Failed(failure)) => Birth::Failed(failure.clone()),
        };
        net.tell_system(Word::Born { who: birth.who, outcome });
    } else {
        world.bear(birth.who, seed, birth.parent);
    }
    process.host.run(&mut world, |world| if world.is_empty() { Until::Over } else { Until::Then(None) });

    net.tell_system(Word::Ended);
    if !process.host.see_off(&mut world, LINGER) {
        tracing::warn!("this process ends without a farewell: there are some who have not heard it out");
        // The system tells them of its end.
        return Ok(());
    }
    net.tell_system(Word::Departs(process.host.count()));
    io.block_on(net.end());
    Ok(())
}

/// Ends this process with the one that has started it.
fn end_with(cord: Cord) -> io::Result<()> {
    let cord = cord.into_std();
    cord.set_nonblocking(true)?;
    let mut cord = tokio::net::UnixStream::from_std(cord)?;
    tokio::spawn(async move {
        // Nothing is ever said there.
        let _ = cord.read_u8().await;
        exit(1);
    });
    Ok(())
}

/// What the host's own means of ending a process does here: it asks the actor to end.
fn take_signals(process: Arc<ActorProcess>) -> io::Result<()> {
    let mut report = signal(SignalKind::user_defined1())?;
    let reporting = process.clone();
    tokio::spawn(async move {
        while report.recv().await.is_some() {
            reporting.host.report();
        }
    });
    let mut terminate = signal(SignalKind::terminate())?;
    tokio::spawn(async move {
        while terminate.recv().await.is_some() {
            process.see_that_it_ends();
            process.tell(ActorExitRequest::now());
        }
    });
    Ok(())
}
