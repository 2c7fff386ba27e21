//! A pool as the system holds it.

use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, TryLockError};
use std::thread;
use std::time::{Duration, Instant};

use super::berth::Remains;
use super::{Pool, lock, worker};
use crate::actor::ask::{Ask, AskOutcome};
use crate::actor::{Cell, Context, Desk, Entry, Room, Setting, WakeToken};
use crate::address::ActorAddress;
use crate::base::{Closed, CreateFailure, Engine, Unwaited};
use crate::envelope::Envelope;
use crate::message::{ActorExitRequest, Adopted, AnyMessage, DeadLetterReason, TimeOver, contain_drop};
use crate::node::shutdown::{self, Left, Progress, Shutdown};
use crate::node::{Census, Endpoint, Endpoints, Inside, later};
use crate::trace::Event;

/// How long the last messages may take to become dead letters.
const LAST_WORDS: Duration = Duration::from_secs(1);

/// How many threads outside of actors can send at the same time, each from a desk that there is already.
const DESKS: usize = 8;

struct Running {
    pool: Arc<Pool>,
    /// What code outside of actors sends from.
    outside: [Mutex<Context>; DESKS],
    /// Whether a shutdown has begun: nothing is created any more.
    closing: AtomicBool,
    closed: AtomicBool,
}

pub(super) fn start(pool: Arc<Pool>) -> Arc<dyn Engine> {
    let setting = pool.setting.clone();
    let outside = std::array::from_fn(|_| Mutex::new(pool.context_of(None)));
    let running =
        Arc::new(Running { pool, outside, closing: AtomicBool::new(false), closed: AtomicBool::new(false) });
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
    running
}

/// Which desk a thread tries first.
fn usual_desk() -> usize {
    static NEXT: AtomicUsize = AtomicUsize::new(0);
    thread_local! {
        static MINE: usize = NEXT.fetch_add(1, Ordering::Relaxed);
    }
    MINE.try_with(|mine| *mine).unwrap_or(0)
}

impl Running {
    /// Lets code outside of actors at a desk; never while user code runs.
    fn outside<R>(&self, work: impl FnOnce(&mut Desk) -> R) -> R {
        // The codec is the user's code, and so is what listens to the log: either may come here again.
        if !self.pool.setting.manner.strict {
            let first = usual_desk();
            for number in 0..DESKS {
                match self.outside[(first + number) % DESKS].try_lock() {
                    Ok(mut outside) => return outside.desk(work),
                    // What listened to the log panicked: nothing of the desk is half done.
                    Err(TryLockError::Poisoned(outside)) => return outside.into_inner().desk(work),
                    Err(TryLockError::WouldBlock) => {}
                }
            }
        }
        self.pool.context_of(None).desk(work)
    }

    /// Whether a call may wait.
    fn may_wait(&self) -> Result<(), Unwaited> {
        if self.is_inside() {
            return Err(Unwaited::InHandler);
        }
        if self.closed.load(Ordering::SeqCst) { Err(Unwaited::Closed) } else { Ok(()) }
    }

    /// Ends the threads; one whose handler blocks ends after that. Says who has not ended before.
    fn stop(&self) -> Vec<Left> {
        let pool = &self.pool;
        pool.clock.stop();
        pool.stopping.store(true, Ordering::SeqCst);
        pool.lanes.sleep.wake_all();
        let _inside = Inside::enter(pool.home);
        let mut context = pool.context_of(None);
        let mut named = Vec::new();
        for (job, berth) in pool.berths.all() {
            let Some((left, cell, Remains { mut batch, .. })) = berth.evict(pool.home, job) else { continue };
            let me = left.address();
            named.push(left);
            while let Some(envelope) = batch.pop(pool.home) {
                context.desk(|desk| desk.bury(me, envelope, DeadLetterReason::TargetExited));
            }
            contain_drop(cell);
        }
        lock(&pool.own_threads).clear();
        pool.setting.rooms.close_all();
        named
    }
}

impl Engine for Running {
    fn endpoints(&self) -> &Arc<Endpoints> {
        &self.pool.endpoints
    }

    fn post(&self, to: ActorAddress, envelope: Envelope, verb: &'static str) -> Result<(), Closed> {
        if self.closed.load(Ordering::SeqCst) {
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
        let pool = &self.pool;
        let (name, admin, who) = (seed.name(), pool.admin, pool.berths.reserve());
        seed.place(who, admin);
        let begun = {
            let _inside = Inside::enter(pool.home);
            seed.begin(&pool.setting)
        };
        if let Err(failed) = begun {
            if let Some((berth, job)) = pool.berths.find(who)
                && berth.give_up()
            {
                pool.berths.release(job);
            }
            return Err(CreateFailure::Stillborn(failed));
        }
        pool.settle(who, seed);
        let adopted = self.outside(|desk| {
            desk.record(|| Event::Created { who, by, name });
            desk.outbox.post(admin, &mut Envelope::new(AnyMessage::new(Adopted), who), Entry::Free)
        });
        if adopted.is_err() {
            // The system has ended meanwhile.
            if let Some((berth, job)) = pool.berths.find(who)
                && let Some((_, cell, remains)) = berth.evict(pool.home, job)
            {
                let _inside = Inside::enter(pool.home);
                pool.vacated(who, job, &remains);
                contain_drop((cell, remains.batch));
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
        let deadline = later(Instant::now(), timeout);
        // An answer that comes at once is here before this thread would be asleep.
        if self.pool.lingers {
            worker::wait(|| ask.is_over());
        }
        Ok(ask.wait(deadline))
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
        Ok(self.pool.wait_until(later(Instant::now(), timeout), Pool::is_at_rest))
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
        // Of a pool at work, what waits is what nothing else has become of.
        let tally = self.pool.tally();
        let hidden = self.pool.hidden.load(Ordering::SeqCst);
        let actors = self.pool.population.load(Ordering::SeqCst).saturating_sub(hidden);
        Ok(Census { tally, waiting: tally.unaccounted(), actors, processes: Vec::new() })
    }

    fn shutdown(&self) -> Result<(), Unwaited> {
        match self.may_wait() {
            Ok(()) => {}
            Err(Unwaited::Closed) => return Ok(()),
            Err(in_handler) => return Err(in_handler),
        }
        self.closing.store(true, Ordering::Release);
        let pool = &self.pool;
        let population = || pool.population.load(Ordering::SeqCst);
        let mut shutdown = Shutdown::begin(population(), pool.tally());
        let request = Envelope::new(AnyMessage::new(ActorExitRequest::now()), pool.admin);
        self.outside(|desk| desk.post(pool.admin, request));
        let is_gone = |pool: &Pool| pool.admin_is_gone.load(Ordering::SeqCst);
        while !pool.wait_until(later(Instant::now(), shutdown::BOUND), is_gone) {
            if !shutdown.has_advanced(Progress { population: population(), kills: pool.tally().kills }) {
                break;
            }
        }
        // What was sent last becomes a dead letter before the threads go.
        pool.wait_until(later(Instant::now(), LAST_WORDS), Pool::is_at_rest);
        if !self.closed.swap(true, Ordering::SeqCst) {
            let left = self.stop();
            shutdown.report(pool.tally(), &left);
        }
        pool.endpoints.close();
        Ok(())
    }
}
