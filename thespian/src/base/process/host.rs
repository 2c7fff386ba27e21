//! The cells of a process, and the thread that runs them.

use std::future::poll_fn;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, mpsc};
use std::task::Poll;
use std::time::{Duration, Instant};

use crate::actor::{Blueprint, Counts, Entry, Setting};
use crate::address::{ActorAddress, Home};
use crate::envelope::Envelope;
use crate::message::DeadLetterReason;
use crate::node::net::{Account, Count, Gone, Net, Word};
use crate::node::world::{Beyond, Letter, Mail, Surroundings, Time, World};
use crate::node::{Receipt, later};
use crate::wire;

/// How long the thread waits at most before it looks whether it is still needed.
const LOOK: Duration = Duration::from_secs(60);

/// The way out of a process: over its links.
struct Links(Arc<Net>);

impl Beyond for Links {
    fn post(&self, to: ActorAddress, envelope: &mut Envelope, entry: Entry) -> Result<(), DeadLetterReason> {
        self.0.post(to, envelope, entry)
    }

    fn start(&self, who: ActorAddress, parent: ActorAddress, blueprint: Blueprint) {
        self.0.tell_system(Word::Start { who, parent, from_outside: false, blueprint });
    }

    fn handled(&self, receipt: Receipt) {
        self.0.handled(receipt);
    }
}

/// What a process shares with the thread that runs its cells.
pub(super) struct Host {
    pub(super) net: Arc<Net>,
    pub(super) setting: Arc<Setting>,
    pub(super) mail: Arc<Mail>,
    counts: Arc<Counts>,
    turns: Arc<AtomicU64>,
    /// How many actors there are: one, or none any more.
    actors: AtomicBool,
    /// Whether nothing is runnable.
    rests: AtomicBool,
}

impl Host {
    /// A process that has no cell yet, or the system's own.
    pub(super) fn new(net: Arc<Net>, setting: Arc<Setting>, with_admin: bool) -> (Self, World) {
        let for_rooms = net.clone();
        let _ = setting.rooms.finder.set(Box::new(move |who| for_rooms.room_of(who)));
        let mut around = Surroundings::new(net.home(), setting.clone());
        around.beyond = Some(Arc::new(Links(net.clone())));
        let time = Time::new(false);
        let mut world =
            if with_admin { World::with_admin(&around, time, None) } else { World::new(&around, time, None) };
        let (counts, turns) = (world.counts(), world.turns());
        let (actors, rests) = (AtomicBool::new(!with_admin), AtomicBool::new(false));
        (Host { net, setting, mail: around.mail, counts, turns, actors, rests }, world)
    }

    pub(super) fn letter(&self, letter: wire::Letter, receipt: Receipt) {
        let wire::Letter { to, envelope, entry } = letter;
        if self.setting.rooms.enter(to, &envelope.message, entry) {
            self.mail.put(Letter::Arrive { to, envelope, receipt });
        } else {
            self.bury(to, envelope, DeadLetterReason::MailboxFull);
            self.net.handled(receipt);
        }
    }

    pub(super) fn bury(&self, to: ActorAddress, envelope: Envelope, reason: DeadLetterReason) {
        self.mail.put(Letter::Bury { to, envelope, reason });
    }

    pub(super) fn lose(&self, gone: &Gone<'_>) {
        gone.actors.iter().for_each(|who| self.setting.rooms.close(*who));
        if let (Some(who), Some(reason)) = (gone.who, gone.reason) {
            self.mail.put(Letter::Lose { who, reason: reason.clone() });
        }
    }

    /// Somebody in another process asks for a place in a mailbox, or waits for one.
    pub(super) fn enter(&self, from: Home, who: ActorAddress, number: u64) {
        let room = self.setting.rooms.of(who);
        let taken = room.as_ref().is_none_or(|room| room.enter(Entry::Paying));
        self.net.say(from, &Word::Entered { number, taken });
        if let (Some(room), false) = (room, taken) {
            let net = self.net.clone();
            tokio::spawn(async move {
                poll_fn(|cx| if room.poll(cx.waker()) { Poll::Ready(()) } else { Poll::Pending }).await;
                net.say(from, &Word::PlaceLeft(who));
            });
        }
    }

    /// Somebody in another process does not need the place that it has taken.
    pub(super) fn leave_place(&self, who: ActorAddress) {
        self.setting.rooms.of(who).into_iter().for_each(|room| room.leave());
    }

    /// There may be a place in a mailbox of another process.
    pub(super) fn place_left(&self, who: ActorAddress) {
        self.setting.rooms.of(who).into_iter().for_each(|room| room.place_left());
    }

    pub(super) fn account_for(&self, lost: Account) {
        let account = move |world: &mut World| world.account_for(lost.sent, lost.handled);
        self.mail.put(Letter::Do(Box::new(account)));
    }

    /// Whether the same handler has been running for as long as that.
    pub(super) async fn is_stuck_for(&self, time: Duration) -> bool {
        let before = self.turns.load(Ordering::Relaxed);
        tokio::time::sleep(time).await;
        before == self.turns.load(Ordering::Relaxed) && !self.rests.load(Ordering::SeqCst)
    }

    /// What this process has counted, whatever it does at the moment.
    pub(super) fn count(&self) -> Count {
        let rests = self.rests.load(Ordering::SeqCst) && !self.mail.has_letters() && self.net.is_through();
        let actors = self.actors.load(Ordering::Relaxed).into();
        Count { tally: self.counts.read(), actors, sent: self.net.sent(), rests }
    }

    /// Writes to the log how this process is.
    pub(super) fn report(&self) {
        self.net.report();
        let Count { tally, sent, rests, .. } = self.count();
        let turns = self.turns.load(Ordering::Relaxed);
        tracing::info!(turns, ?tally, letters_sent = sent, rests, "as asked by a signal");
    }

    /// Runs the cells until it is `over`, or until the time that this says.
    pub(super) fn run(&self, world: &mut World, mut until: impl FnMut(&mut World) -> Until) {
        loop {
            world.run(Duration::MAX, || false);
            let heard = self.mail.rings();
            let wait = match until(world) {
                Until::Over => return,
                Until::Then(wait) => wait,
            };
            let now = Instant::now();
            let due = [world.next_wakeup(), wait, Some(later(now, LOOK))].into_iter().flatten().min();
            let time = due.map_or(LOOK, |due| due.saturating_duration_since(now));
            if !self.mail.has_letters() {
                self.rests.store(true, Ordering::SeqCst);
                self.mail.wait(heard, time);
                self.rests.store(false, Ordering::SeqCst);
            }
        }
    }

    /// Runs the cells, or what comes for those that there were, until something is done.
    pub(super) fn run_during<T: Send + 'static>(
        &self,
        world: &mut World,
        work: impl Future<Output = T> + Send + 'static,
    ) -> T {
        let (sender, done) = mpsc::channel();
        let mail = self.mail.clone();
        self.net.runtime().spawn(async move {
            let _ = sender.send(work.await);
            mail.nudge();
        });
        let mut result = None;
        self.run(world, |_| match done.try_recv() {
            Ok(done) => {
                result = Some(done);
                Until::Over
            }
            Err(_) => Until::Then(None),
        });
        result.expect("the work was done")
    }

    /// The actor of this process has ended: runs on until all have heard what there is to say, at most for that long;
    /// whether they have. Letters that come now are left to those who sent them.
    pub(super) fn see_off(&self, world: &mut World, patience: Duration) -> bool {
        let deadline = Instant::now() + patience;
        self.actors.store(false, Ordering::Relaxed);
        let net = self.net.clone();
        self.run_during(world, async move { net.take_no_more().await });
        loop {
            let net = self.net.clone();
            let is_heard = self.run_during(world, async move { net.hear_out(deadline).await });
            // What came of it may have led to more that is to be said.
            if !is_heard || !self.mail.has_letters() && self.net.is_heard_out() {
                return is_heard;
            }
        }
    }
}

/// How long the cells of a process are run.
pub(super) enum Until {
    Over,
    /// On and on, with a look at that moment.
    Then(Option<Instant>),
}
