//! A thread that runs actors.

use std::io;
use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::thread;
use std::time::{Duration, Instant};

use crossbeam_channel::Receiver;

use super::Pool;
use super::berth::{Batch, Berth, Next};
use super::lanes::{Job, Lane, Look};
use super::outbox::Post;
use super::sleep::Woken;
use crate::actor::{Cell, Context, Verdict, contain};
use crate::address::ActorAddress;
use crate::message::{ActorStatusRequest, DeadLetterReason, FailedAttempt, contain_drop};
use crate::node::Inside;

/// How many messages an actor handles before it lets others at the thread.
const BATCH: usize = 64;

/// How long a thread looks for more to do before it goes to sleep. Waking it takes about as long.
const PATIENCE: Duration = Duration::from_micros(20);

/// How often it looks before it lets other threads have the processor in between.
const LOOKS: usize = 32;

/// So many messages at once are worth to be taken.
const STREAM: usize = 32;

/// How long an actor may wait behind another that was to be quick.
const STUCK: Duration = Duration::from_millis(1);

/// Begins a thread that runs what is queued. It ends with the pool.
pub(super) fn start(pool: Arc<Pool>, lane: Lane) -> io::Result<()> {
    let around = pool.around.clone();
    let thread = thread::Builder::new().name(format!("thespian-{}", lane.number));
    thread.spawn(move || around.run(|| Runner::new(pool, Some(lane)).run())).map(drop)
}

/// Begins a thread for one actor. It ends when nobody can call it any more.
pub(super) fn start_own(name: String, pool: Arc<Pool>, job: Job, calls: Receiver<()>) -> io::Result<()> {
    let around = pool.around.clone();
    let thread = thread::Builder::new().name(name);
    let run = move || {
        let mut runner = Runner::new(pool, None);
        while calls.recv().is_ok() {
            while runner.turn(job) {}
            runner.batch.shrink();
            runner.pool.goes_to_sleep();
        }
    };
    thread.spawn(move || around.run(run)).map(drop)
}

struct Runner {
    pool: Arc<Pool>,
    context: Context,
    /// What was taken out of the mailbox of the actor whose turn it is.
    batch: Batch,
    /// The alarms that were heard.
    alarms: usize,
    /// Whether the thread counts as one that looks for work: nobody else is called as long as it does.
    is_searching: bool,
    /// Whether the thread has looked for more to do in vain since its last job.
    has_lingered: bool,
    _inside: Inside,
}

/// What a turn of an actor came to.
enum Turn {
    /// It has nothing left to do.
    Rests,
    /// It queues again.
    Yields,
    Exited(Box<Cell>),
    /// The system has ended meanwhile.
    Closed(Box<Cell>),
}

impl Runner {
    fn new(pool: Arc<Pool>, lane: Option<Lane>) -> Self {
        let (inside, context) = (Inside::enter(pool.home), pool.context_of(lane));
        Runner {
            pool,
            context,
            batch: Batch::default(),
            alarms: 0,
            is_searching: false,
            has_lingered: false,
            _inside: inside,
        }
    }

    fn lane<R>(&mut self, work: impl FnOnce(&mut Lane, &Pool) -> R) -> R {
        let pool = &self.pool;
        self.context.desk(|desk| work(Post::of(desk).lane.as_mut().expect("a thread with a lane"), pool))
    }

    fn run(mut self) {
        while !self.pool.stopping.load(Ordering::Acquire) {
            let Some(job) = self.lane(|lane, pool| lane.find(&pool.lanes)) else {
                self.idle();
                continue;
            };
            self.run_job(job);
        }
        self.pool.goes_to_sleep();
    }

    fn run_job(&mut self, job: Job) {
        if std::mem::take(&mut self.is_searching) {
            self.pool.lanes.found();
        }
        self.has_lingered = false;
        if self.turn(job) {
            self.lane(|lane, pool| lane.push_behind(job, &pool.lanes));
        }
        self.batch.shrink();
    }

    /// There is nothing to do: waits a little, then sleeps.
    fn idle(&mut self) {
        let pool = self.pool.clone();
        let sleep = &pool.lanes.sleep;
        let lingers = !self.has_lingered && pool.lingers;
        self.is_searching = self.is_searching || (lingers && sleep.begin_search());
        if self.is_searching && lingers && wait(|| pool.lanes.has_work()) {
            return;
        }
        self.has_lingered = true;
        let watches = match self.lane(|lane, pool| lane.look(&pool.lanes)) {
            Look::Rescued(job) => return self.run_job(job),
            Look::Busy => Some(STUCK),
            Look::Quiet => None,
        };
        let number = self.lane(|lane, _| lane.number);
        let has_work = || {
            let is_missed = watches.is_none() && pool.lanes.has_next();
            is_missed || pool.lanes.has_work() || pool.stopping.load(Ordering::Acquire)
        };
        let woken = sleep.sleep(number, self.is_searching, watches, has_work, || pool.goes_to_sleep());
        self.is_searching = woken != Woken::TimeOver;
        if woken != Woken::Never {
            pool.awake.fetch_add(1, Ordering::SeqCst);
            self.has_lingered = woken == Woken::TimeOver;
        }
    }

    /// Lets an actor work; whether it has more to do.
    fn turn(&mut self, job: Job) -> bool {
        // What users wrote is contained where it runs; this is for what we did not think of.
        let outcome = match contain(|| self.work(job)) {
            Ok(None | Some((_, Turn::Rests))) => return false,
            Ok(Some((_, Turn::Yields))) => return true,
            outcome => outcome,
        };
        // Who listens to the log may panic too, and this thread has other actors.
        let _ = contain(|| self.conclude(outcome));
        false
    }

    /// Sees to what a turn after which there is no actor any more has left.
    #[cold]
    fn conclude(&mut self, outcome: Result<Option<(ActorAddress, Turn)>, FailedAttempt>) {
        match outcome {
            Ok(None | Some((_, Turn::Rests | Turn::Yields))) => {}
            Ok(Some((me, Turn::Exited(cell)))) => {
                self.end(me);
                contain_drop(cell);
            }
            Ok(Some((me, Turn::Closed(cell)))) => {
                self.bury_batch(me);
                contain_drop(cell);
            }
            Err(panic) => {
                let me = self.context.my_address();
                let lane = self.context.desk(|desk| Post::of(desk).lane.take());
                self.context = self.pool.context_of(lane);
                self.pool.setting.rooms.close(me);
                self.end(me);
                tracing::error!(actor = %me, %panic, "a turn of an actor panicked; the actor is dropped");
            }
        }
    }

    fn work(&mut self, job: Job) -> Option<(ActorAddress, Turn)> {
        let Runner { pool, context, batch, alarms, is_searching, has_lingered, .. } = self;
        let pool = &**pool;
        let berth = pool.berths.at(job)?;
        let mut cell = berth.begin(batch)?;
        let me = cell.address();
        context.seat(me, me);
        let mut left = BATCH;
        loop {
            let before = left;
            if handle(&mut cell, berth, pool, batch, alarms, &mut left, context) == Verdict::Exited {
                return Some((me, Turn::Exited(cell)));
            }
            let handled = before - left;
            let next = context.desk(|desk| {
                let Post { lane, spares, .. } = Post::of(desk);
                let is_alone = !lane.as_mut().is_some_and(|lane| {
                    lane.count(handled);
                    lane.has_other(&pool.lanes)
                });
                if left == 0 && is_alone {
                    left = BATCH;
                }
                if !batch.is_empty() {
                    return if is_alone {
                        Some(Next::GoesOn(cell))
                    } else {
                        berth.yields(cell, batch).map(Next::Closed)
                    };
                }
                if is_alone && lane.is_some() {
                    if berth.has_mail() {
                        gather(handled);
                    } else {
                        *is_searching = linger(pool, berth, *alarms);
                        *has_lingered |= *is_searching;
                    }
                }
                let next = berth.rest(cell, batch, spares);
                if matches!(next, Next::GoesOn(_)) && std::mem::take(is_searching) {
                    pool.lanes.found();
                }
                Some(next)
            });
            cell = match next {
                Some(Next::GoesOn(cell)) => cell,
                Some(Next::Rests) => return Some((me, Turn::Rests)),
                Some(Next::Closed(cell)) => return Some((me, Turn::Closed(cell))),
                None => return Some((me, Turn::Yields)),
            };
        }
    }

    /// An actor has ended.
    fn end(&mut self, me: ActorAddress) {
        self.bury_batch(me);
        let Some((berth, job)) = self.pool.berths.find(me) else { return };
        let Some(mut remains) = berth.close(me) else { return };
        self.batch = std::mem::take(&mut remains.batch);
        self.bury_batch(me);
        self.pool.vacated(me, job, &remains);
    }

    fn bury_batch(&mut self, me: ActorAddress) {
        while let Some(envelope) = self.batch.pop(self.pool.home) {
            self.context.desk(|desk| desk.bury(me, envelope, DeadLetterReason::TargetExited));
        }
        self.batch.resumes = false;
    }
}

/// Handles what was taken out of the mailbox, as long as there is something left of the turn.
fn handle(
    cell: &mut Cell,
    berth: &Berth,
    pool: &Pool,
    batch: &mut Batch,
    alarms: &mut usize,
    left: &mut usize,
    context: &mut Context,
) -> Verdict {
    while *left > 0 {
        let heard = pool.alarms.load(Ordering::Acquire);
        if heard != *alarms {
            *alarms = heard;
            berth.interrupt(batch);
        }
        // First what is urgent, so that a handler which wakes itself for ever can be ended.
        let verdict = if let Some(envelope) = batch.urgent.pop_front() {
            if envelope.message.is::<ActorStatusRequest>() {
                let in_hand = batch.users();
                context.desk(|desk| Post::of(desk).in_hand = in_hand);
            }
            cell.deliver(envelope, context)
        } else if batch.resumes {
            batch.resumes = false;
            cell.resume(context)
        } else if let Some(envelope) = batch.mail.pop(pool.home) {
            cell.deliver(envelope, context)
        } else {
            break;
        };
        *left -= 1;
        if verdict == Verdict::Exited {
            return verdict;
        }
    }
    Verdict::Alive
}

/// Waits a little for more mail, if nobody waits for work already; whether it did, and the thread now counts as one that
/// searches: what has come meanwhile may be for others.
fn linger(pool: &Pool, berth: &Berth, alarms: usize) -> bool {
    if !pool.lingers || !pool.lanes.sleep.begin_search() {
        return false;
    }
    let has_mail = || berth.has_mail() || pool.alarms.load(Ordering::Relaxed) != alarms;
    wait(|| has_mail() || pool.lanes.has_work());
    true
}

/// Leaves a mailbox alone for a moment, where few messages were in it and more have come already: somebody in another
/// thread sends one after the other, and to take each by itself would cost both of them more than to handle it.
fn gather(handled: usize) {
    // A single one may be the next question of somebody who waits for each answer.
    if handled < STREAM {
        pause(STREAM.min(6 * handled));
    }
}

fn pause(times: usize) {
    for _ in 0..times {
        std::hint::spin_loop();
    }
}

/// Looks again and again; whether it came to that in time.
pub(super) fn wait(until: impl Fn() -> bool) -> bool {
    let begun = Instant::now();
    for _ in 0..LOOKS {
        pause(4);
        if until() {
            return true;
        }
    }
    // Who is waited for may need this processor.
    while begun.elapsed() < PATIENCE {
        thread::yield_now();
        if until() {
            return true;
        }
    }
    false
}
