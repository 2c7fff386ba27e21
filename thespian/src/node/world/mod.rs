//! The cells that one thread runs, and the loop that runs them.
//!
//! A base decides who drives it: on the sequential base whoever calls, in a process a thread of its own.

mod abroad;
mod letters;
mod post;
#[cfg(feature = "process")]
mod process;
mod queue;
mod time;

use std::any::Any;
use std::collections::BTreeSet;
use std::sync::Arc;
use std::time::{Duration, Instant};

use crate::actor::{Cell, Context, Desk, Entry, Instance, Origin, Outbox, Setting, Stillbirth, Verdict};
use crate::address::{ActorAddress, Home};
use crate::admin::Admin;
use crate::envelope::Envelope;
use crate::message::{
    ActorExitRequest, Adopted, AnyMessage, DeadLetterReason, ExitReason, Lost, TimeOver, contain_drop,
};
use crate::node::shutdown::{Left, Progress, Shutdown};
use crate::node::{Census, Directory, Endpoints, Gate, Route};
use crate::trace::Event;

pub(crate) use abroad::{Abroad, Beyond};
pub(crate) use letters::{Letter, Mail};
pub(crate) use time::Time;

use post::{Next, Post};

/// How many steps pass between two looks at the clock, while there is work.
const STEPS_PER_LOOK: u32 = 64;

/// What a world shares with those who do not drive it.
pub(crate) struct Surroundings {
    pub(crate) home: Home,
    pub(crate) endpoints: Arc<Endpoints>,
    pub(crate) mail: Arc<Mail>,
    /// Rung when an answer has come.
    pub(crate) gate: Arc<Gate>,
    pub(crate) setting: Arc<Setting>,
    /// The way to other processes, if there are some.
    pub(crate) beyond: Option<Arc<dyn Beyond>>,
}

impl Surroundings {
    pub(crate) fn new(home: Home, setting: Arc<Setting>) -> Self {
        Surroundings {
            home,
            endpoints: Endpoints::new(home),
            mail: Arc::default(),
            gate: Arc::default(),
            setting,
            beyond: None,
        }
    }
}

/// What a driver does when nothing is runnable.
pub(crate) enum Wait {
    /// Nothing: time has passed.
    No,
    /// Waits that long for something from elsewhere.
    For(Duration),
}

pub(crate) struct World {
    actors: Directory<Box<Cell>>,
    population: usize,
    /// Who awaits something.
    suspended: BTreeSet<ActorAddress>,
    context: Context,
    admin: ActorAddress,
    mail: Arc<Mail>,
    /// Whether chance chooses among what may be next, so that it matters who posts.
    explores: bool,
}

impl World {
    /// A world without a cell. A seed lets chance choose among what may be next.
    pub(crate) fn new(around: &Surroundings, time: Time, seed: Option<u64>) -> Self {
        let (home, admin) = (around.home, ActorAddress::admin(around.home));
        let post = Post::new(around, time, seed);
        World {
            actors: Directory::new(home),
            population: 0,
            suspended: BTreeSet::new(),
            context: Context::new(Desk::new(home, Box::new(post), around.setting.clone()), admin),
            admin,
            mail: around.mail.clone(),
            explores: seed.is_some(),
        }
    }

    /// The same with the actor that stands for the system, in the first place.
    pub(crate) fn with_admin(around: &Surroundings, time: Time, seed: Option<u64>) -> Self {
        let mut world = World::new(around, time, seed);
        let first = world.on_post(|post| post.slots.reserve());
        debug_assert_eq!(first, world.admin, "the first place of the first process");
        let mut cell = Instance::<Admin, ()>::seed(Origin::args(()));
        cell.place(first, first);
        cell.begin(&around.setting).expect("the admin is made of nothing");
        world.settle(cell);
        world
    }

    /// Sends a message from outside.
    pub(crate) fn post(&mut self, to: ActorAddress, envelope: Envelope, verb: &'static str) {
        if self.explores {
            let outside = self.admin;
            self.on_post(|post| post.turn = outside);
        }
        self.context.desk(|desk| desk.send(to, envelope, verb, Entry::Paid));
    }

    /// Creates an actor from outside. Its first instance is made here, so that a failure is the caller's.
    pub(crate) fn create(&mut self, seed: Box<Cell>, by: ActorAddress) -> Result<ActorAddress, Stillbirth> {
        let who = self.on_post(|post| post.slots.reserve());
        self.create_at(who, seed, by).inspect_err(|_| self.on_post(|post| post.leave(who)))?;
        Ok(who)
    }

    /// The same at an address that there is already.
    pub(crate) fn create_at(
        &mut self,
        who: ActorAddress,
        mut seed: Box<Cell>,
        by: ActorAddress,
    ) -> Result<(), Stillbirth> {
        let (name, admin) = (seed.name(), self.admin);
        seed.place(who, admin);
        self.context.desk(|desk| seed.begin(&desk.setting))?;
        self.settle(seed);
        self.context.desk(|desk| {
            desk.record(|| Event::Created { who, by, name });
            desk.post(admin, Envelope::new(AnyMessage::new(Adopted), who));
        });
        Ok(())
    }

    /// Asks the admin to end, and so everything.
    pub(crate) fn end(&mut self) -> Shutdown {
        let shutdown = Shutdown::begin(self.population, self.context.desk(|desk| desk.tally.read()));
        let request = Envelope::new(AnyMessage::new(ActorExitRequest::now()), self.admin);
        let admin = self.admin;
        self.context.desk(|desk| desk.post(admin, request));
        shutdown
    }

    pub(crate) fn progress(&mut self) -> Progress {
        Progress { population: self.population, kills: self.context.desk(|desk| desk.tally.read().kills) }
    }

    pub(crate) fn is_virtual(&mut self) -> bool {
        self.on_post(|post| post.time.is_virtual())
    }

    pub(crate) fn is_over(&self) -> bool {
        !matches!(self.actors.route(self.admin), Route::Cell(_))
    }

    /// Ends what is left, and says so.
    pub(crate) fn close(&mut self, shutdown: &Shutdown) {
        let mut left = Vec::new();
        for mut cell in self.actors.drain() {
            left.push(Left::of(&cell));
            cell.discard();
            contain_drop(cell);
        }
        while let Some((to, envelope)) = self.on_post(|post| post.queue.pop()) {
            self.bury(to, envelope, DeadLetterReason::TargetExited);
        }
        self.context.desk(|desk| desk.setting.rooms.close_all());
        shutdown.report(self.context.desk(|desk| desk.tally.read()), &left);
    }

    /// Runs what is runnable: to rest, until `enough`, or until `patience` is over. Says whether it did
    /// anything.
    pub(crate) fn run(&mut self, patience: Duration, enough: impl Fn() -> bool) -> bool {
        let mut begun = None;
        let (mut steps, mut loops) = (0_u64, 0_u32);
        // A caller that always has enough soon keeps no timer from firing.
        self.fire_wakeups();
        loop {
            steps += self.open_mail();
            if enough() {
                return steps > 0;
            }
            loops = loops.wrapping_add(1);
            if loops % STEPS_PER_LOOK == 0 {
                self.fire_wakeups();
                if begun.get_or_insert_with(Instant::now).elapsed() >= patience {
                    tracing::warn!(
                        "the actors do not come to rest; the caller goes on, they with the next call"
                    );
                    return true;
                }
            }
            steps = steps.wrapping_add(1);
            match self.on_post(Post::next) {
                Some(Next { to, envelope, receipt }) => {
                    self.deliver(to, envelope);
                    if let Some(receipt) = receipt {
                        self.on_abroad(|abroad| abroad.delivered(receipt));
                        self.report_handled();
                    }
                }
                None if self.fire_wakeups() => {}
                None => {
                    self.report_handled();
                    return steps > 1;
                }
            }
        }
    }

    pub(crate) fn now(&mut self) -> Instant {
        self.on_post(|post| post.time.now())
    }

    /// How the world waits, from a state of rest, until something falls due.
    pub(crate) fn wait_until(&mut self, due: Instant) -> Wait {
        let time = self.on_post(|post| post.time);
        if !time.is_virtual() {
            return Wait::For(due.saturating_duration_since(Instant::now()));
        }
        // What a handler awaits comes from outside, in a time of its own; but an answer of another actor, and the time
        // for it, are of this world.
        let suspended = &self.suspended;
        let awaits_others =
            self.context.desk(|desk| suspended.iter().any(|who| !desk.setting.waits.is_asking(*who)));
        if awaits_others {
            return Wait::For(due.saturating_duration_since(time.now()));
        }
        self.pass(due);
        Wait::No
    }

    pub(crate) fn pass(&mut self, until: Instant) {
        self.on_post(|post| post.time.pass(until));
    }

    /// When a timer fires next.
    pub(crate) fn next_wakeup(&mut self) -> Option<Instant> {
        self.on_post(|post| post.wakeups.next())
    }

    /// Whether nothing is runnable.
    pub(crate) fn rests(&mut self) -> bool {
        self.on_post(|post| post.queue.is_empty() && post.abroad.as_ref().is_none_or(Abroad::is_empty))
    }

    pub(crate) fn census(&mut self) -> Census {
        let stashed: usize = self.actors.tenants().map(|cell| cell.waiting()).sum();
        let waiting = stashed + self.on_post(|post| post.queue.user_messages());
        let tally = self.context.desk(|desk| desk.tally.read());
        Census {
            tally,
            waiting: waiting as u64,
            actors: self.actors.tenants().filter(|cell| cell.counts()).count(),
            processes: Vec::new(),
        }
    }

    fn deliver(&mut self, to: ActorAddress, envelope: Envelope) {
        let verdict = match self.actors.route_mut(to) {
            Route::Cell(cell) => cell.deliver(envelope, &mut self.context),
            Route::Gone => return self.bury(to, envelope, DeadLetterReason::TargetExited),
            Route::Endpoint => return self.context.desk(|desk| desk.arrive(to, envelope)),
            Route::Nowhere => return self.bury(to, envelope, DeadLetterReason::Unreachable),
        };
        self.follow(to, verdict);
    }

    fn bury(&mut self, to: ActorAddress, envelope: Envelope, reason: DeadLetterReason) {
        self.context.desk(|desk| desk.bury(to, envelope, reason));
    }

    /// Does what a turn of an actor leaves to the base.
    fn follow(&mut self, who: ActorAddress, verdict: Verdict) {
        if self.on_post(|post| !post.newborn().is_empty()) {
            for cell in self.on_post(|post| std::mem::take(post.newborn())) {
                self.settle(cell);
            }
        }
        if verdict == Verdict::Pending {
            self.suspended.insert(who);
        } else if !self.suspended.is_empty() {
            self.suspended.remove(&who);
        }
        if verdict == Verdict::Exited
            && let Some(cell) = self.actors.vacate(who)
        {
            contain_drop(cell);
            self.population -= 1;
            self.on_post(|post| post.leave(who));
        }
    }

    fn settle(&mut self, cell: Box<Cell>) {
        self.population += 1;
        let who = cell.address();
        self.on_post(|post| post.enter(who));
        self.actors.settle(cell.address(), cell);
    }

    /// Does what came by mail; how much that was.
    pub(crate) fn open_mail(&mut self) -> u64 {
        if !self.mail.has_letters() {
            return 0;
        }
        let letters = self.mail.collect();
        let many = letters.len() as u64;
        letters.into_iter().for_each(|letter| self.open(letter));
        many
    }

    fn open(&mut self, letter: Letter) {
        match letter {
            Letter::Post { to, envelope, verb } => self.post(to, envelope, verb),
            Letter::Arrive { to, envelope, receipt } => {
                // Answers, and words about questions, are for who waits: whatever its process does just now.
                if to.is_outside() {
                    self.context.desk(|desk| desk.arrive(to, envelope));
                    self.on_abroad(|abroad| abroad.handled(receipt));
                } else if self.context.desk(|desk| desk.hear_of_questions(to, &envelope.message)) {
                    self.on_abroad(|abroad| abroad.handled(receipt));
                } else {
                    self.on_abroad(|abroad| abroad.arrive(to, envelope, receipt));
                }
            }
            Letter::Bury { to, envelope, reason } => self.bury(to, envelope, reason),
            Letter::Lose { who, reason } => self.lose(who, &reason),
            Letter::Do(work) => work(self),
            Letter::Remind { ask, after } => {
                self.on_post(|post| post.wake(ask, after, AnyMessage::new(TimeOver)));
            }
            Letter::Resume(resumer) => {
                // What is urgent goes before what a handler leaves waiting.
                while let Some((to, envelope)) = self.on_post(|post| post.queue.pop_urgent()) {
                    self.deliver(to, envelope);
                }
                let who = resumer.begin();
                self.on_post(|post| post.turn = who);
                if let Route::Cell(cell) = self.actors.route_mut(who) {
                    let verdict = cell.resume(&mut self.context);
                    self.follow(who, verdict);
                }
            }
        }
    }

    /// Reports the letters from other processes that are dealt with: those that were delivered before what waits in the
    /// cells.
    fn report_handled(&mut self) {
        let has_open = |post: &mut Post| post.abroad.as_ref().is_some_and(Abroad::has_open);
        if self.on_post(has_open) {
            let held = self.actors.tenants().map(|cell| cell.waiting()).sum();
            self.on_abroad(|abroad| abroad.report(held));
        }
    }

    /// Tells all cells that an actor in another process is gone, behind what has come from it.
    fn lose(&mut self, who: ActorAddress, reason: &ExitReason) {
        for cell in self.cells() {
            let lost = Envelope::new(AnyMessage::new(Lost(reason.clone())), who);
            self.on_abroad(|abroad| abroad.tell(cell, lost));
        }
    }

    pub(super) fn cells(&self) -> Vec<ActorAddress> {
        self.actors.tenants().map(|cell| cell.address()).collect()
    }

    fn on_abroad(&mut self, work: impl FnOnce(&mut Abroad)) {
        self.on_post(|post| post.abroad.as_mut().map(work));
    }

    /// Posts what is due; whether anything was.
    fn fire_wakeups(&mut self) -> bool {
        // No look at the clock where nothing waits for it.
        if self.next_wakeup().is_none() {
            return false;
        }
        let now = self.now();
        let mut fired = false;
        while let Some((who, message)) = self.on_post(|post| post.wakeups.pop_due(now)) {
            self.context.desk(|desk| desk.post(who, Envelope::new(message, who)));
            fired = true;
        }
        fired
    }

    fn on_post<R>(&mut self, work: impl FnOnce(&mut Post) -> R) -> R {
        self.context.desk(|desk| {
            let outbox: &mut dyn Any = &mut *desk.outbox;
            work(outbox.downcast_mut().expect("the outbox of this base"))
        })
    }
}
