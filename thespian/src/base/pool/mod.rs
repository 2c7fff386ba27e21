//! Actors over a pool of threads: each runs in one thread at a time, for a number of messages, then queues
//! up again. What becomes of a message is decided by the cell; here is where it lies, and who runs it when.

mod berth;
mod berths;
mod clock;
mod lanes;
mod outbox;
mod running;
mod sleep;
mod spares;
mod stage;
mod worker;

use std::collections::HashMap;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering, fence};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::thread;
use std::time::Instant;

use crossbeam_channel::{Sender, unbounded};

use crate::actor::{Cell, Context, Counts, Desk, Instance, Origin, Setting, Tally};
use crate::address::{ActorAddress, Home};
use crate::admin::Admin;
use crate::base::{Around, Engine, Options};
use crate::message::contain_drop;
use crate::node::{Endpoint, Endpoints};

use berth::Remains;
use berths::Berths;
use clock::Clock;
use lanes::{Job, Lane, Lanes};
use outbox::Post;

/// What `sleep` is made of; the models have another.
mod sync {
    pub(super) use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering, fence};
    pub(super) use std::sync::{Condvar, Mutex, MutexGuard};
}

/// What all threads of a pool share.
pub(crate) struct Pool {
    home: Home,
    admin: ActorAddress,
    endpoints: Arc<Endpoints>,
    /// Where answers to actors' questions go.
    asks: Endpoint,
    berths: Berths,
    lanes: Lanes,
    /// Those of actors that have one of their own, by their berths.
    own_threads: Mutex<HashMap<Job, Sender<()>>>,
    clock: Clock,
    /// What each thread does around the running of actors.
    around: Around,
    setting: Arc<Setting>,
    /// Whether a thread that has nothing to do waits a little before it sleeps: where others run meanwhile.
    lingers: bool,
    /// Counts what actors at work have to look at without delay.
    alarms: AtomicUsize,
    /// What every desk has counted.
    counts: Mutex<Counted>,
    /// How many threads are not asleep, and how many of those of single actors are at work.
    awake: AtomicUsize,
    population: AtomicUsize,
    /// How many of these are none of the user's.
    hidden: AtomicUsize,
    admin_is_gone: AtomicBool,
    stopping: AtomicBool,
    /// How many wait for one of these numbers to change.
    waiters: AtomicUsize,
    waiting: Mutex<()>,
    changed: Condvar,
}

/// What desks have counted: those that there are, and those that there were.
#[derive(Default)]
struct Counted {
    desks: Vec<Arc<Counts>>,
    before: Tally,
}

impl Counted {
    fn add(&mut self, desk: Arc<Counts>) {
        if self.desks.len() == self.desks.capacity() {
            let before = &mut self.before;
            self.desks.retain_mut(|desk| {
                // Nobody counts at it any more, and what was counted is seen.
                let is_over = Arc::get_mut(desk).is_some();
                if is_over {
                    *before = *before + desk.read();
                }
                !is_over
            });
        }
        self.desks.push(desk);
    }
}

pub(crate) fn start(options: Options) -> std::io::Result<Arc<dyn Engine>> {
    let Options { threads, manner, capabilities, around, .. } = options;
    let home = Home::launch();
    let endpoints = Endpoints::new(home);
    let berths = Berths::new(home);
    let (lanes, own) = Lanes::new(threads);
    let pool = Arc::new(Pool {
        home,
        admin: berths.reserve(),
        asks: endpoints.open_for_actors(),
        endpoints,
        berths,
        lanes,
        own_threads: Mutex::default(),
        clock: Clock::default(),
        around,
        setting: Arc::new(Setting::new(manner, capabilities)),
        lingers: thread::available_parallelism().is_ok_and(|processors| processors.get() > 1),
        alarms: AtomicUsize::new(0),
        counts: Mutex::default(),
        awake: AtomicUsize::new(0),
        population: AtomicUsize::new(0),
        hidden: AtomicUsize::new(0),
        admin_is_gone: AtomicBool::new(false),
        stopping: AtomicBool::new(false),
        waiters: AtomicUsize::new(0),
        waiting: Mutex::default(),
        changed: Condvar::new(),
    });
    let mut cell = Instance::<Admin, ()>::seed(Origin::args(()));
    cell.place(pool.admin, pool.admin);
    cell.begin(&pool.setting).expect("the admin is made of nothing");
    pool.settle(pool.admin, cell);
    for lane in own {
        pool.awake.fetch_add(1, Ordering::SeqCst);
        if let Err(error) = worker::start(pool.clone(), lane) {
            pool.stopping.store(true, Ordering::SeqCst);
            pool.lanes.sleep.wake_all();
            return Err(error);
        }
    }
    Ok(running::start(pool))
}

#[inline]
fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Pool {
    /// A context for a thread that drives actors, or stands outside of them.
    fn context_of(self: &Arc<Self>, lane: Option<Lane>) -> Context {
        let post = Post::new(self.clone(), lane);
        let desk = Desk::new(self.home, Box::new(post), self.setting.clone());
        lock(&self.counts).add(desk.tally.clone());
        Context::new(desk, self.admin)
    }

    /// What everybody has counted.
    fn tally(&self) -> Tally {
        let counted = lock(&self.counts);
        let desks = || counted.desks.iter().map(|desk| desk.read());
        // What has become of messages first, over all desks: no more than were sent.
        let ends = desks().fold(counted.before, |sum, tally| sum + tally);
        Tally { sent: counted.before.sent + desks().map(|tally| tally.sent).sum::<u64>(), ..ends }
    }

    /// Makes an actor reachable; not for long where the system has ended meanwhile.
    fn settle(self: &Arc<Self>, address: ActorAddress, cell: Box<Cell>) {
        let Some((berth, job)) = self.berths.find(address) else { return };
        self.population.fetch_add(1, Ordering::SeqCst);
        if !cell.counts() {
            self.hidden.fetch_add(1, Ordering::SeqCst);
        }
        let own_thread = cell.own_thread() && self.begin_own_thread(address, job, cell.name());
        berth.settle(cell, own_thread);
        if self.stopping.load(Ordering::SeqCst)
            && let Some((_, cell, remains)) = berth.evict(self.home, job)
        {
            contain_drop(cell);
            self.vacated(address, job, &remains);
        }
    }

    /// Begins a thread for one actor. It ends when nobody can call it any more.
    fn begin_own_thread(self: &Arc<Self>, address: ActorAddress, job: Job, name: &'static str) -> bool {
        let (call, calls) = unbounded();
        // What a debugger shows of it is short: the end says more than the beginning.
        let name = name.rsplit("::").next().unwrap_or(name);
        // Who stops the pool says so first, and then ends these threads.
        let mut own_threads = lock(&self.own_threads);
        if self.stopping.load(Ordering::SeqCst) {
            return false;
        }
        match worker::start_own(name.replace('\0', ""), self.clone(), job, calls) {
            Ok(()) => {
                own_threads.insert(job, call);
                true
            }
            Err(error) => {
                tracing::error!(actor = name, %address, %error, "no thread of its own for an actor; it shares the pool's");
                false
            }
        }
    }

    /// Lets the thread of an actor run it.
    fn call_own_thread(&self, job: Job) {
        self.awake.fetch_add(1, Ordering::SeqCst);
        if let Some(call) = lock(&self.own_threads).get(&job)
            && call.send(()).is_ok()
        {
            return;
        }
        self.goes_to_sleep();
    }

    fn goes_to_sleep(&self) {
        if self.awake.fetch_sub(1, Ordering::SeqCst) == 1 {
            self.announce();
        }
    }

    /// Forgets an actor that has ended.
    fn vacated(&self, address: ActorAddress, job: Job, remains: &Remains) {
        if remains.own_thread {
            lock(&self.own_threads).remove(&job);
        }
        if remains.is_free {
            self.berths.release(job);
        }
        if !remains.counts {
            self.hidden.fetch_sub(1, Ordering::SeqCst);
        }
        self.population.fetch_sub(1, Ordering::SeqCst);
        if address == self.admin {
            self.admin_is_gone.store(true, Ordering::SeqCst);
        }
        self.announce();
    }

    /// Whether no actor has anything to do.
    fn is_at_rest(&self) -> bool {
        let is_idle = || self.awake.load(Ordering::SeqCst) == 0 && self.lanes.is_empty();
        // Who takes a job is awake before, and who has done one sees what it has queued.
        is_idle() && is_idle()
    }

    /// Tells those who wait that a number has changed.
    fn announce(&self) {
        fence(Ordering::SeqCst);
        if self.waiters.load(Ordering::SeqCst) > 0 {
            drop(lock(&self.waiting));
            self.changed.notify_all();
        }
    }

    /// Waits until the pool has come that far, or the deadline comes.
    fn wait_until(&self, deadline: Instant, reached: impl Fn(&Self) -> bool) -> bool {
        self.waiters.fetch_add(1, Ordering::SeqCst);
        let mut waiting = lock(&self.waiting);
        let is_reached = loop {
            if reached(self) {
                break true;
            }
            let left = deadline.saturating_duration_since(Instant::now());
            if left.is_zero() {
                break false;
            }
            waiting = self.changed.wait_timeout(waiting, left).unwrap_or_else(PoisonError::into_inner).0;
        };
        self.waiters.fetch_sub(1, Ordering::SeqCst);
        is_reached
    }
}
