//! Models of the thread pool: its files `sleep.rs` and `stage.rs` as they are, and threads of a model checker around
//! them, which tries each order in which they may run.
//!
//! `cargo test -p thespian-models`

#![cfg(test)]

#[path = "../../thespian/src/base/pool/sleep.rs"]
#[allow(dead_code, reason = "the model needs not all of it")]
mod sleep;
#[path = "../../thespian/src/base/pool/stage.rs"]
#[allow(dead_code, reason = "the model needs not all of it")]
mod stage;

/// What these files are made of in the model.
mod sync {
    pub(crate) use loom::sync::atomic::{AtomicBool, AtomicUsize, Ordering, fence};
    pub(crate) use loom::sync::{Condvar, Mutex, MutexGuard};
}

use std::collections::VecDeque;
use std::sync::PoisonError;

use loom::sync::Arc;
use loom::thread;
use sleep::{Sleep, Woken};
use stage::{Given, Stage};
use sync::{AtomicUsize, Mutex, Ordering};

/// An actor of the model: its stage, and how many messages wait for it.
#[derive(Default)]
struct Actor {
    stage: Stage,
    mail: usize,
    /// Whether a thread runs it.
    is_out: bool,
}

struct Pool {
    jobs: Mutex<VecDeque<usize>>,
    /// How many there are, for who looks without the lock; what is written here is seen late, unless a fence helps.
    queued: AtomicUsize,
    actors: Vec<Mutex<Actor>>,
    /// How many things are still to be done; who does the last tells all to stop.
    left: AtomicUsize,
    stopping: AtomicUsize,
    sleep: Sleep,
}

fn lock<T>(mutex: &Mutex<T>) -> sync::MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Pool {
    fn new(threads: usize, actors: usize, things: usize) -> Arc<Self> {
        let resting = || Mutex::new(Actor { stage: Stage::Resting, mail: 0, is_out: false });
        Arc::new(Pool {
            jobs: Mutex::new(VecDeque::new()),
            queued: AtomicUsize::new(0),
            actors: std::iter::repeat_with(resting).take(actors).collect(),
            left: AtomicUsize::new(things),
            stopping: AtomicUsize::new(0),
            sleep: Sleep::new(threads),
        })
    }

    fn queue(&self, job: usize) {
        let mut jobs = lock(&self.jobs);
        jobs.push_back(job);
        drop(jobs);
        self.queued.fetch_add(1, Ordering::Relaxed);
        self.sleep.call();
    }

    fn take(&self) -> Option<usize> {
        let job = lock(&self.jobs).pop_front()?;
        self.queued.fetch_sub(1, Ordering::Relaxed);
        Some(job)
    }

    fn send(&self, to: usize) {
        let given = {
            let mut actor = lock(&self.actors[to]);
            actor.mail += 1;
            actor.stage.give(false)
        };
        if given == Given::Wakes {
            self.queue(to);
        }
    }

    fn awake(&self, who: usize) {
        let given = lock(&self.actors[who]).stage.awake();
        if given == Given::Wakes {
            self.queue(who);
        }
    }

    fn has_work(&self) -> bool {
        // Taken before it was counted, it counts as less than none.
        self.queued.load(Ordering::Relaxed).cast_signed() > 0
    }

    /// What a thread of the pool does, until it is told to stop.
    fn work(&self, me: usize) {
        let mut is_searching = false;
        while self.stopping.load(Ordering::SeqCst) == 0 {
            if let Some(job) = self.take() {
                if std::mem::take(&mut is_searching) {
                    self.sleep.found(|| self.has_work(), || false);
                }
                self.run(job);
                continue;
            }
            is_searching = is_searching || self.sleep.begin_search();
            let has_work = || self.has_work() || self.stopping.load(Ordering::SeqCst) > 0;
            let woken = self.sleep.sleep(me, is_searching, None, has_work, || ());
            is_searching = woken != Woken::TimeOver;
            if woken == Woken::Never {
                // What it has seen may be old: time passes.
                thread::yield_now();
            }
        }
    }

    fn run(&self, job: usize) {
        let actor = &self.actors[job];
        {
            let mut actor = lock(actor);
            assert!(!actor.is_out, "two threads run one actor");
            actor.is_out = true;
        }
        loop {
            let mut actor = lock(actor);
            let is_empty = actor.mail == 0;
            if actor.stage.rest(is_empty) {
                actor.is_out = false;
                return;
            }
            let done = std::mem::take(&mut actor.mail) + usize::from(actor.stage.begin());
            drop(actor);
            if done > 0 && self.left.fetch_sub(done, Ordering::SeqCst) == done {
                self.stop();
            }
        }
    }

    fn stop(&self) {
        self.stopping.store(1, Ordering::SeqCst);
        self.sleep.wake_all();
    }
}

/// Few changes of threads in one run are enough to find what can go wrong, and let a model end.
fn model(program: impl Fn() + Sync + Send + 'static) {
    let mut builder = loom::model::Builder::new();
    builder.preemption_bound = Some(2);
    builder.check(program);
}

fn workers(pool: &Arc<Pool>, number: usize) -> Vec<thread::JoinHandle<()>> {
    let worker = |number| {
        let pool = pool.clone();
        thread::spawn(move || pool.work(number))
    };
    (0..number).map(worker).collect()
}

/// If a message or a call is lost, all threads sleep, and the model says so.
fn done(threads: Vec<thread::JoinHandle<()>>) {
    for thread in threads {
        thread.join().expect("no panic");
    }
}

#[test]
fn no_message_is_lost_or_handled_by_two() {
    model(|| {
        let pool = Pool::new(1, 1, 2);
        let mut threads = workers(&pool, 1);
        let other = pool.clone();
        threads.push(thread::spawn(move || other.send(0)));
        pool.send(0);
        done(threads);
    });
}

#[test]
fn who_is_awoken_while_it_goes_to_rest_goes_on() {
    model(|| {
        let pool = Pool::new(1, 1, 2);
        let threads = workers(&pool, 1);
        pool.send(0);
        pool.awake(0);
        done(threads);
    });
}

#[test]
fn jobs_find_threads_that_sleep() {
    model(|| {
        let pool = Pool::new(2, 2, 2);
        let threads = workers(&pool, 2);
        pool.send(0);
        pool.send(1);
        done(threads);
    });
}
