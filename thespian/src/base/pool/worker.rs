//! A thread that runs actors.

use std::collections::VecDeque;
use std::io;
use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::thread;
use std::time::{Duration, Instant};

use crossbeam_channel::Receiver;

use super::berth::{Berth, Next, Remains};
use super::lanes::{Job, Lane, Look};
use super::outbox::Post;
use super::sleep::Woken;
use super::{Pool, lock};
use crate::actor::{Cell, Context, Verdict, contain};
use crate::address::ActorAddress;
use crate::envelope::Envelope;
use crate::message::contents::Class;
use crate::message::{DeadLetterReason, contain_drop};
use crate::node::Inside;

/// How many messages an actor handles before it lets others at the thread.
const BATCH: usize = 64;

/// How long a thread looks for more to do before it goes to sleep. Waking it takes about as long.
const PATIENCE: Duration = Duration::from_micros(20);

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
            runner.pool.own_thread_rests();
        }
    };
    thread.spawn(move || around.run(run)).map(drop)
}

struct Runner {
    pool: Arc<Pool>,
    context: Context,
    /// What was taken out of the mailbox of the actor whose turn it is.
    batch: VecDeque<Envelope>,
    /// The alarms that were heard.
    alarms: usize,
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
        Runner { pool, context, batch: VecDeque::new(), alarms: 0, has_lingered: false, _inside: inside }
    }

    fn lane<R>(&mut self, work: impl FnOnce(&mut Lane, &Pool) -> R) -> R {
        let pool = &self.pool;
        self.context.desk(|desk| work(Post::of(desk).lane.as_mut().expect("a thread with a lane"), pool))
    }

    fn run(mut self) {
        let mut is_searching = false;
        while !self.pool.stopping.load(Ordering::Acquire) {
            let Some(job) = self.lane(|lane, pool| lane.find(&pool.lanes)) else {
                is_searching = self.idle(is_searching);
                continue;
            };
            if std::mem::take(&mut is_searching) {
                self.pool.lanes.sleep.found(|| self.pool.lanes.has_work());
            }
            self.run_job(job);
        }
        self.pool.goes_to_sleep();
    }

    fn run_job(&mut self, job: Job) {
        self.has_lingered = false;
        if self.turn(job) {
            self.lane(|lane, pool| lane.push_behind(job, &pool.lanes));
        }
    }

    /// There is nothing to do: waits a little, then sleeps. Says whether the thread counts as one that searches.
    fn idle(&mut self, is_searching: bool) -> bool {
        let pool = self.pool.clone();
        let sleep = &pool.lanes.sleep;
        let is_searching = is_searching || (!self.has_lingered && pool.lingers && sleep.begin_search());
        if is_searching && !self.has_lingered && pool.lingers && linger(0, || pool.lanes.has_work()) {
            return true;
        }
        self.has_lingered = true;
        let watches = match self.lane(|lane, pool| lane.look(&pool.lanes)) {
            Look::Rescued(job) => {
                if is_searching {
                    sleep.found(|| pool.lanes.has_work());
                }
                self.run_job(job);
                return false;
            }
            Look::Busy => Some(STUCK),
            Look::Quiet => None,
        };
        let number = self.lane(|lane, _| lane.number);
        let has_work = || pool.lanes.has_work() || pool.stopping.load(Ordering::Acquire);
        match sleep.sleep(number, is_searching, watches, has_work, || pool.goes_to_sleep()) {
            Woken::Never => return false,
            woken @ (Woken::Called | Woken::TimeOver) => {
                pool.awake.fetch_add(1, Ordering::SeqCst);
                self.has_lingered = woken == Woken::TimeOver;
                woken == Woken::Called
            }
        }
    }

    /// Lets an actor work; whether it has more to do.
    fn turn(&mut self, job: Job) -> bool {
        // What users wrote is contained where it runs; this is for what we did not think of.
        match contain(|| self.work(job)) {
            Ok(Some((_, Turn::Yields))) => return true,
            Ok(None | Some((_, Turn::Rests))) => {}
            Ok(Some((me, Turn::Exited(cell)))) => {
                self.end(me, cell.counts());
                contain_drop(cell);
            }
            Ok(Some((me, Turn::Closed(cell)))) => {
                self.bury_batch(me);
                contain_drop(cell);
            }
            Err(panic) => {
                let me = self.context.my_address();
                tracing::error!(actor = %me, %panic, "a turn of an actor panicked; the actor is dropped");
                let lane = self.context.desk(|desk| Post::of(desk).lane.take());
                self.context = self.pool.context_of(lane);
                self.end(me, true);
            }
        }
        false
    }

    fn work(&mut self, job: Job) -> Option<(ActorAddress, Turn)> {
        let pool = self.pool.clone();
        let berth = pool.berths.at(job)?;
        let (mut cell, mut resumes) = berth.begin(&mut self.batch, BATCH)?;
        let me = cell.address();
        let (_, _, generation) = pool.berths.find(me)?;
        self.context.seat(me, me);
        let mut left = BATCH;
        loop {
            let taken = self.batch.len();
            if self.handle(&mut cell, berth, &mut resumes, &mut left) == Verdict::Exited {
                return Some((me, Turn::Exited(cell)));
            }
            if left == 0 {
                if self.has_other() {
                    let closed = berth.yields(cell, generation, &mut self.batch, resumes);
                    return Some((me, closed.map_or(Turn::Yields, Turn::Closed)));
                }
                left = BATCH;
            }
            if resumes || !self.batch.is_empty() {
                continue;
            }
            if !berth.has_mail() {
                self.linger(berth, taken);
            }
            let rests = self
                .context
                .desk(|desk| berth.rest(cell, generation, &mut self.batch, left, &mut Post::of(desk).spares));
            (cell, resumes) = match rests {
                Next::Rests => return Some((me, Turn::Rests)),
                Next::Closed(cell) => return Some((me, Turn::Closed(cell))),
                Next::GoesOn(cell, resumes) => (cell, resumes),
            };
        }
    }

    /// Handles what was taken out of the mailbox, as long as there is something left of the turn.
    fn handle(&mut self, cell: &mut Cell, berth: &Berth, resumes: &mut bool, left: &mut usize) -> Verdict {
        while *left > 0 {
            let alarms = self.pool.alarms.load(Ordering::Acquire);
            if alarms != self.alarms {
                self.alarms = alarms;
                *resumes |= berth.interrupt(&mut self.batch);
            }
            // First what is urgent, so that a handler which wakes itself for ever can be ended.
            let is_urgent = || self.batch.front().is_some_and(|envelope| envelope.message.is_urgent());
            let verdict = if *resumes && !is_urgent() {
                *resumes = false;
                cell.resume(&mut self.context)
            } else if let Some(envelope) = self.batch.pop_front() {
                if envelope.message.class() != Class::User {
                    // It may ask how much there is to do.
                    let in_hand = self.batch.len();
                    self.context.desk(|desk| Post::of(desk).in_hand = in_hand);
                }
                cell.deliver(envelope, &mut self.context)
            } else {
                return Verdict::Alive;
            };
            *left -= 1;
            if verdict == Verdict::Exited {
                return verdict;
            }
        }
        Verdict::Alive
    }

    fn has_other(&mut self) -> bool {
        self.context.desk(|desk| {
            let Post { pool, lane, .. } = Post::of(desk);
            lane.as_mut().is_some_and(|lane| lane.has_other(&pool.lanes))
        })
    }

    /// Waits a little for more mail, if there is nothing else to do and nobody waits for work already.
    fn linger(&mut self, berth: &Berth, handled: usize) {
        let has_lane = self.context.desk(|desk| Post::of(desk).lane.is_some());
        let pool = self.pool.clone();
        if !has_lane || !pool.lingers || self.has_other() || !pool.lanes.sleep.begin_search() {
            return;
        }
        let alarms = self.alarms;
        let has_mail = || berth.has_mail() || pool.alarms.load(Ordering::Relaxed) != alarms;
        linger(handled, || has_mail() || pool.lanes.has_work());
        pool.lanes.sleep.found(|| has_mail() && pool.lanes.has_work());
        self.has_lingered = true;
    }

    /// An actor has ended.
    fn end(&mut self, me: ActorAddress, counts: bool) {
        self.bury_batch(me);
        let Some((berth, job, generation)) = self.pool.berths.find(me) else { return };
        let Some(Remains { queue, is_free, own_thread }) = berth.close(generation) else { return };
        for envelope in queue {
            self.context.desk(|desk| desk.bury(me, envelope, DeadLetterReason::TargetExited));
        }
        if own_thread {
            lock(&self.pool.own_threads).remove(&job);
        }
        self.pool.vacated(me, job, is_free, counts);
    }

    fn bury_batch(&mut self, me: ActorAddress) {
        while let Some(envelope) = self.batch.pop_front() {
            self.context.desk(|desk| desk.bury(me, envelope, DeadLetterReason::TargetExited));
        }
    }
}

/// Looks again and again, ever more rarely; whether it came to that in time.
fn linger(handled: usize, until: impl Fn() -> bool) -> bool {
    let begun = Instant::now();
    // Who sends in a stream is left alone for a while, so that there is more than one message to take.
    let mut pauses = 4 * handled.clamp(1, 8);
    loop {
        for _ in 0..pauses {
            std::hint::spin_loop();
        }
        if until() {
            return true;
        }
        if begun.elapsed() > PATIENCE {
            return false;
        }
        pauses = 8;
    }
}
