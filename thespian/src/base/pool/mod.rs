//! Actors over a pool of threads: each runs in one thread at a time, for a number of messages, then queues
//! up again. As simple as it can be; what it decides is decided by the cell.

mod berth;
mod clock;
mod outbox;
mod worker;

use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError, RwLock};
use std::thread;
use std::time::{Duration, Instant};

use crossbeam_channel::{Receiver, Sender, unbounded};

use crate::actor::ask::{Ask, AskOutcome};
use crate::actor::{Cell, Context, Desk, Entry, Instance, Origin, Room, Setting, Tally, WakeToken};
use crate::address::{ActorAddress, Home};
use crate::admin::Admin;
use crate::base::shutdown::{self, Left, Progress as Advance, Shutdown};
use crate::base::{Around, Census, Closed, CreateFailure, Engine, Options, Unwaited, later};
use crate::envelope::Envelope;
use crate::message::{ActorExitRequest, Adopted, AnyMessage, DeadLetterReason, TimeOver, contain_drop};
use crate::node::{Directory, Endpoint, Endpoints, Inside, Route, Slots};
use crate::trace::Event;

use berth::Berth;
use clock::Clock;
use outbox::Post;

/// How long the last messages may take to become dead letters.
const LAST_WORDS: Duration = Duration::from_secs(1);

/// How often the counts of a pool at work are taken, before what is missing is said to wait.
const LOOKS: usize = 50;

/// What all threads of a pool share.
pub(crate) struct Pool {
    home: Home,
    admin: ActorAddress,
    endpoints: Arc<Endpoints>,
    /// Where answers to actors' questions go.
    asks: Endpoint,
    slots: Mutex<Slots>,
    actors: RwLock<Directory<Arc<Berth>>>,
    /// Actors that have something to do.
    work: Sender<Job>,
    clock: Clock,
    /// What each thread does around the running of actors.
    around: Around,
    setting: Arc<Setting>,
    /// What the workers have counted, up to their last batch.
    tally: Mutex<Tally>,
    /// How many actors are at work or queue for it.
    busy: AtomicUsize,
    progress: Mutex<Progress>,
    changed: Condvar,
}

/// What a worker takes from the queue.
enum Job {
    Turns(Arc<Berth>),
    Stop,
}

/// What those who wait for the whole pool wait for.
#[derive(Default)]
struct Progress {
    population: usize,
    admin_is_gone: bool,
}

/// A running pool, as the system holds it.
struct Running {
    pool: Arc<Pool>,
    /// What code outside of actors sends from.
    outside: Mutex<Context>,
    /// Whether a shutdown has begun: nothing is created any more.
    closing: AtomicBool,
    closed: Mutex<bool>,
    queue: Receiver<Job>,
    threads: usize,
}

pub(crate) fn start(options: Options) -> std::io::Result<Arc<dyn Engine>> {
    let Options { threads, manner, capabilities, around, .. } = options;
    let home = Home::launch();
    let (work, queue) = unbounded();
    let endpoints = Endpoints::new(home);
    let mut slots = Slots::new(home);
    let admin = slots.reserve();
    let pool = Arc::new(Pool {
        home,
        admin,
        asks: endpoints.open_for_actors(),
        endpoints,
        slots: Mutex::new(slots),
        actors: RwLock::new(Directory::new(home)),
        work,
        clock: Clock::default(),
        around,
        setting: Arc::new(Setting::new(manner, capabilities)),
        tally: Mutex::default(),
        busy: AtomicUsize::new(0),
        progress: Mutex::default(),
        changed: Condvar::new(),
    });
    let mut cell = Instance::<Admin, ()>::seed(Origin::args(()));
    cell.place(admin, admin);
    cell.begin(&pool.setting).expect("the admin is made of nothing");
    pool.settle(admin, cell);
    for number in 0..threads {
        let (for_thread, queue) = (pool.clone(), queue.clone());
        if let Err(error) = worker::start(format!("thespian-{number}"), for_thread, queue) {
            for _ in 0..number {
                let _ = pool.work.send(Job::Stop);
            }
            return Err(error);
        }
    }
    let (outside, setting) = (Mutex::new(pool.context()), pool.setting.clone());
    let (closing, closed) = (AtomicBool::new(false), Mutex::new(false));
    let running = Arc::new(Running { pool, outside, closing, closed, queue, threads });
    let weak = Arc::downgrade(&running);
    // By an actor, which cannot wait for its own end: another thread does.
    let shut_down = move || {
        let Some(running) = weak.upgrade() else { return };
        let ending = thread::Builder::new().name("thespian-shutdown".to_owned());
        if let Err(error) = ending.spawn(move || running.shutdown()) {
            tracing::error!(%error, "no thread for the shutdown that an actor asked for");
        }
    };
    let _ = setting.shut_down.set(Box::new(shut_down));
    Ok(running)
}

impl Pool {
    /// A context for a thread that drives actors, or stands outside of them.
    fn context(self: &Arc<Self>) -> Context {
        let desk = Desk::new(self.home, Box::new(Post { pool: self.clone() }), self.setting.clone());
        Context::new(desk, self.admin)
    }

    fn berth(&self, address: ActorAddress) -> Option<Arc<Berth>> {
        let actors = self.actors.read().unwrap_or_else(PoisonError::into_inner);
        match actors.route(address) {
            Route::Cell(berth) => Some(berth.clone()),
            Route::Endpoint | Route::Gone | Route::Nowhere => None,
        }
    }

    fn reserve(&self) -> ActorAddress {
        self.slots.lock().unwrap_or_else(PoisonError::into_inner).reserve()
    }

    fn release(&self, address: ActorAddress) {
        self.slots.lock().unwrap_or_else(PoisonError::into_inner).release(address);
    }

    /// Makes an actor reachable.
    fn settle(self: &Arc<Self>, address: ActorAddress, cell: Box<Cell>) {
        let own_thread = cell.own_thread().then(|| self.own_thread(address, cell.name())).flatten();
        let berth = Arc::new(Berth::new(cell, own_thread));
        self.actors.write().unwrap_or_else(PoisonError::into_inner).settle(address, berth);
        self.progress().population += 1;
    }

    /// Begins a thread for one actor. It ends when nobody can give it work any more.
    fn own_thread(self: &Arc<Self>, address: ActorAddress, name: &'static str) -> Option<Sender<Job>> {
        let (work, queue) = unbounded();
        // What a debugger shows of it is short: the end says more than the beginning.
        let name = name.rsplit("::").next().unwrap_or(name);
        match worker::start(name.replace('\0', ""), self.clone(), queue) {
            Ok(()) => Some(work),
            Err(error) => {
                tracing::error!(actor = name, %address, %error, "no thread of its own for an actor; it shares the pool's");
                None
            }
        }
    }

    /// Forgets an actor that has ended.
    fn vacate(&self, address: ActorAddress) {
        // The worker that runs it still has it: nothing of the user's is dropped under this lock.
        self.actors.write().unwrap_or_else(PoisonError::into_inner).vacate(address);
        self.release(address);
        let mut progress = self.progress();
        progress.population -= 1;
        progress.admin_is_gone |= address == self.admin;
        self.changed.notify_all();
    }

    fn progress(&self) -> MutexGuard<'_, Progress> {
        self.progress.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Gives an actor to the workers.
    fn schedule(&self, berth: Arc<Berth>) {
        self.busy.fetch_add(1, Ordering::AcqRel);
        self.queue_up(berth);
    }

    /// Puts an actor behind all others that have something to do.
    fn queue_up(&self, berth: Arc<Berth>) {
        // The workers end after the last actor; what they leave is dropped with the queue.
        let _ = match berth.own_thread().cloned() {
            Some(own) => own.send(Job::Turns(berth)),
            None => self.work.send(Job::Turns(berth)),
        };
    }

    /// An actor has done all it had to do.
    fn unschedule(&self) {
        if self.busy.fetch_sub(1, Ordering::AcqRel) == 1 {
            drop(self.progress());
            self.changed.notify_all();
        }
    }
}

impl Running {
    /// Lets code outside of actors at its desk; never while user code runs.
    fn outside<R>(&self, work: impl FnOnce(&mut Desk) -> R) -> R {
        // The codec is the user's code, and so is what listens to the log: either may come here again.
        if !self.pool.setting.manner.strict
            && let Ok(mut outside) = self.outside.try_lock()
        {
            return outside.desk(work);
        }
        let mut context = self.pool.context();
        let result = context.desk(work);
        self.pool.count(&mut context);
        result
    }

    /// What everybody has counted.
    fn tally(&self) -> Tally {
        let outside = self.outside.lock().unwrap_or_else(PoisonError::into_inner).desk(|desk| desk.tally);
        outside + *self.pool.tally.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Waits until no actor has anything to do; whether it came to that in time.
    fn rest_for(&self, time: Duration) -> bool {
        self.wait_until(later(Instant::now(), time), |_| self.pool.busy.load(Ordering::Acquire) == 0)
    }

    fn look(&self) -> Census {
        let tally = self.tally();
        let actors = self.pool.actors.read().unwrap_or_else(PoisonError::into_inner);
        let waiting: usize = actors.tenants().map(|berth| berth.waiting()).sum();
        let actors = actors.tenants().filter(|berth| berth.counts()).count();
        Census { tally, waiting: waiting as u64, actors }
    }

    fn is_closed(&self) -> bool {
        *self.closed.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Whether a call may wait.
    fn may_wait(&self) -> Result<(), Unwaited> {
        if self.is_inside() {
            return Err(Unwaited::InHandler);
        }
        if self.is_closed() { Err(Unwaited::Closed) } else { Ok(()) }
    }

    /// Waits until the pool has come that far, or the deadline comes.
    fn wait_until(&self, deadline: Instant, reached: impl Fn(&Progress) -> bool) -> bool {
        let mut progress = self.pool.progress();
        while !reached(&progress) {
            let left = deadline.saturating_duration_since(Instant::now());
            if left.is_zero() {
                return false;
            }
            let waited = self.pool.changed.wait_timeout(progress, left);
            progress = waited.unwrap_or_else(PoisonError::into_inner).0;
        }
        true
    }
}

impl Engine for Running {
    fn endpoints(&self) -> &Arc<Endpoints> {
        &self.pool.endpoints
    }

    fn post(&self, to: ActorAddress, envelope: Envelope, verb: &'static str) -> Result<(), Closed> {
        if self.is_closed() {
            return Err(Closed);
        }
        self.outside(|desk| desk.send(to, envelope, verb, Entry::Paid));
        Ok(())
    }

    fn create(&self, mut seed: Box<Cell>, by: ActorAddress) -> Result<ActorAddress, CreateFailure> {
        self.may_wait()?;
        if !self.is_open() {
            return Err(CreateFailure::Unwaited(Unwaited::Closed));
        }
        let (name, admin, who) = (seed.name(), self.pool.admin, self.pool.reserve());
        seed.place(who, admin);
        let begun = {
            let _inside = Inside::enter(self.pool.home);
            seed.begin(&self.pool.setting)
        };
        if let Err(failed) = begun {
            self.pool.release(who);
            return Err(CreateFailure::Stillborn(failed));
        }
        self.pool.settle(who, seed);
        let adopted = self.outside(|desk| {
            desk.record(|| Event::Created { who, by, name });
            desk.outbox.post(admin, Envelope::new(AnyMessage::new(Adopted), who))
        });
        if adopted.is_err() {
            // The system has ended meanwhile.
            if let Some(berth) = self.pool.berth(who) {
                let _inside = Inside::enter(self.pool.home);
                berth.discard().for_each(contain_drop);
                self.pool.vacate(who);
            }
            return Err(CreateFailure::Unwaited(Unwaited::Closed));
        }
        Ok(who)
    }

    fn ask(
        &self,
        to: ActorAddress,
        question: Envelope,
        ask: &Ask,
        timeout: Duration,
    ) -> Result<Option<AskOutcome>, Unwaited> {
        self.may_wait()?;
        self.outside(|desk| desk.send(to, question, "ask", Entry::Paid));
        Ok(ask.wait(later(Instant::now(), timeout)))
    }

    fn is_inside(&self) -> bool {
        Inside::is(self.pool.home)
    }

    fn drives_in_caller(&self) -> bool {
        false
    }

    fn remind(&self, ask: &Ask, after: Duration) -> Option<WakeToken> {
        Some(self.pool.wake(ask.address(), after, AnyMessage::new(TimeOver)))
    }

    fn unremind(&self, token: WakeToken) {
        self.pool.unwake(token);
    }

    fn listen(&self, endpoint: &Endpoint, timeout: Duration) -> Result<Option<AnyMessage>, Unwaited> {
        self.may_wait()?;
        Ok(endpoint.wait_for_letter(later(Instant::now(), timeout)))
    }

    fn rest(&self, timeout: Duration) -> Result<bool, Unwaited> {
        self.may_wait()?;
        Ok(self.rest_for(timeout))
    }

    fn setting(&self) -> &Arc<Setting> {
        &self.pool.setting
    }

    fn await_place(&self, room: &Room, timeout: Duration) -> Result<bool, Unwaited> {
        self.may_wait()?;
        Ok(room.wait(later(Instant::now(), timeout)))
    }

    fn is_open(&self) -> bool {
        !self.closing.load(Ordering::Acquire)
    }

    fn census(&self) -> Result<Census, Unwaited> {
        self.may_wait()?;
        // A pool at work is no still picture: what its threads have counted comes in batches. So it is looked at a few
        // times, and what waits is in the end what nothing else has become of.
        for _ in 0..LOOKS {
            let census = self.look();
            if census.tally.unaccounted() == Some(census.waiting) {
                return Ok(census);
            }
            thread::yield_now();
        }
        let census = self.look();
        Ok(Census { waiting: census.tally.unaccounted().unwrap_or(census.waiting), ..census })
    }

    fn shutdown(&self) -> Result<(), Unwaited> {
        match self.may_wait() {
            Ok(()) => {}
            Err(Unwaited::Closed) => return Ok(()),
            Err(in_handler) => return Err(in_handler),
        }
        self.closing.store(true, Ordering::Release);
        let mut shutdown = Shutdown::begin(self.pool.progress().population, self.tally());
        let request = Envelope::new(AnyMessage::new(ActorExitRequest::now()), self.pool.admin);
        self.outside(|desk| desk.post(self.pool.admin, request));
        while !self.wait_until(later(Instant::now(), shutdown::BOUND), |progress| progress.admin_is_gone) {
            let (population, kills) = (self.pool.progress().population, self.tally().kills);
            if !shutdown.has_advanced(Advance { population, kills }) {
                break;
            }
        }
        // What was sent last becomes a dead letter before the workers go.
        self.rest_for(LAST_WORDS);
        let first = {
            let mut closed = self.closed.lock().unwrap_or_else(PoisonError::into_inner);
            !std::mem::replace(&mut *closed, true)
        };
        if first {
            let left = self.pool.stop(&self.queue, self.threads);
            shutdown.report(self.tally(), &left);
        }
        self.pool.endpoints.close();
        Ok(())
    }
}

impl Pool {
    /// Ends the workers and the clock; a worker whose handler blocks ends after that.
    fn stop(self: &Arc<Self>, queue: &Receiver<Job>, threads: usize) -> Vec<Left> {
        self.clock.stop();
        while queue.try_recv().is_ok() {}
        for _ in 0..threads {
            let _ = self.work.send(Job::Stop);
        }
        let left = self.actors.write().unwrap_or_else(PoisonError::into_inner).drain();
        let _inside = Inside::enter(self.home);
        let mut context = self.context();
        let named = left.iter().map(|berth| berth.left()).collect();
        for berth in left {
            let me = berth.address();
            for envelope in berth.discard() {
                context.desk(|desk| desk.bury(me, envelope, DeadLetterReason::TargetExited));
            }
            contain_drop(berth);
        }
        self.count(&mut context);
        self.setting.rooms.close_all();
        named
    }
}
