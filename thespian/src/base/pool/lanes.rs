//! Which actors have something to do, and which thread runs them: a queue for each thread, from which the others steal
//! when they have nothing, and one for what comes from outside.

use std::sync::Mutex;
use std::sync::PoisonError;
use std::sync::atomic::{AtomicU32, Ordering};

use crossbeam_deque::{Injector, Steal, Stealer, Worker};

use super::sleep::Sleep;

/// The number of an actor's berth.
pub(super) type Job = u32;

/// No job.
const NONE: Job = Job::MAX;

/// How often in a row a thread runs the actor that it has just woken before one that queues.
const MOST_IN_A_ROW: u32 = 32;

/// Every so many jobs, or messages, a thread looks at what comes from outside first.
const OUTSIDE_FIRST: u32 = 61;

/// For how long a stream is left alone: so many pauses of the processor, times its length up to that one.
const PAUSES: u32 = 6;
const LONGEST_STREAM: u32 = 6;

/// The lanes of all threads.
pub(super) struct Lanes {
    outside: Injector<Job>,
    lanes: Box<[Shared]>,
    pub(super) sleep: Sleep,
}

/// What others see of a thread's lane. Two cache lines, so that neighbours do not disturb each other.
#[repr(align(128))]
struct Shared {
    stealer: Stealer<Job>,
    /// The actor that was woken last: its message is in this processor's cache.
    next: AtomicU32,
    /// Counts the jobs that the thread has begun.
    begun: AtomicU32,
}

/// A thread's own end of its lane.
pub(super) struct Lane {
    pub(super) number: usize,
    queue: Mutex<Worker<Job>>,
    in_a_row: u32,
    /// How many messages the thread has handled since it looked outside first.
    handled: u32,
    /// Whether it found its last job then: now it is the turn of what queues here, however long that job was.
    was_outside: bool,
    /// How often in a row something came from outside when there was nothing else.
    stream: u32,
    /// What the others had begun, and would run next, at the last look.
    seen: Vec<(u32, Job)>,
}

/// What a look at the other lanes says.
pub(super) enum Look {
    /// A job that waits for the end of one that takes long: it is taken.
    Rescued(Job),
    /// The others are at work.
    Busy,
    /// Nothing has changed since the last look.
    Quiet,
}

impl Lanes {
    /// So many lanes, and their owners' ends.
    pub(super) fn new(threads: usize) -> (Self, Vec<Lane>) {
        let queues: Vec<_> = (0..threads).map(|_| Worker::new_fifo()).collect();
        let shared = queues.iter().map(|queue| Shared {
            stealer: queue.stealer(),
            next: AtomicU32::new(NONE),
            begun: AtomicU32::new(0),
        });
        let lanes = Lanes { outside: Injector::new(), lanes: shared.collect(), sleep: Sleep::new(threads) };
        let own = queues.into_iter().enumerate().map(|(number, queue)| Lane {
            number,
            queue: Mutex::new(queue),
            in_a_row: 0,
            handled: 0,
            was_outside: false,
            stream: 0,
            seen: vec![(0, NONE); threads],
        });
        (lanes, own.collect())
    }

    /// Queues a job from outside of the threads.
    pub(super) fn push(&self, job: Job) {
        self.outside.push(job);
        self.sleep.call();
    }

    /// Whether there is a job that any thread may take.
    pub(super) fn has_work(&self) -> bool {
        !self.outside.is_empty() || self.lanes.iter().any(|lane| !lane.stealer.is_empty())
    }

    /// Whether there is a job that a thread is meant to run next, and has not begun.
    pub(super) fn has_next(&self) -> bool {
        self.lanes.iter().any(|lane| lane.next.load(Ordering::SeqCst) != NONE)
    }

    /// Whether no thread has a job in its lane.
    pub(super) fn is_empty(&self) -> bool {
        !self.has_work() && !self.has_next()
    }

    /// Ends a search that has found something: another thread does the rest.
    pub(super) fn found(&self) {
        self.sleep.found(|| self.has_work(), || self.has_next());
    }
}

fn success(steal: impl Fn() -> Steal<Job>) -> Option<Job> {
    loop {
        match steal() {
            Steal::Success(job) => return Some(job),
            Steal::Empty => return None,
            Steal::Retry => {}
        }
    }
}

impl Lane {
    fn queue(&mut self) -> &mut Worker<Job> {
        self.queue.get_mut().unwrap_or_else(PoisonError::into_inner)
    }

    /// Queues an actor that was woken here: it is the next that this thread runs.
    pub(super) fn push(&mut self, job: Job, lanes: &Lanes) {
        // This comes before the look at who sleeps: who goes to sleep looks here after it has said so.
        match lanes.lanes[self.number].next.swap(job, Ordering::SeqCst) {
            NONE => lanes.sleep.watch(),
            displaced => self.push_behind(displaced, lanes),
        }
    }

    /// Queues an actor behind all others of this thread.
    pub(super) fn push_behind(&mut self, job: Job, lanes: &Lanes) {
        self.queue().push(job);
        lanes.sleep.call();
    }

    /// Whether this thread has another job.
    pub(super) fn has_other(&mut self, lanes: &Lanes) -> bool {
        lanes.lanes[self.number].next.load(Ordering::Relaxed) != NONE
            || !self.queue().is_empty()
            || !lanes.outside.is_empty()
    }

    /// The next job: of this thread, from outside, or from another thread.
    pub(super) fn find(&mut self, lanes: &Lanes) -> Option<Job> {
        let job = self.search(lanes)?;
        let begun = &lanes.lanes[self.number].begun;
        begun.store(begun.load(Ordering::Relaxed).wrapping_add(1), Ordering::Relaxed);
        Some(job)
    }

    fn search(&mut self, lanes: &Lanes) -> Option<Job> {
        let me = &lanes.lanes[self.number];
        let begun = me.begun.load(Ordering::Relaxed);
        if std::mem::take(&mut self.was_outside) {
            self.handled = 0;
        }
        if (self.handled >= OUTSIDE_FIRST || begun.is_multiple_of(OUTSIDE_FIRST))
            && let Some(job) = self.take_outside(lanes)
        {
            return Some(job);
        }
        if self.in_a_row < MOST_IN_A_ROW
            && let Some(job) = me.take_next()
        {
            self.in_a_row += 1;
            return Some(job);
        }
        self.in_a_row = 0;
        if let Some(job) = self.queue().pop().or_else(|| me.take_next()) {
            return Some(job);
        }
        self.gather(lanes);
        let number = self.number;
        let queue = self.queue();
        let job = success(|| lanes.outside.steal_batch_and_pop(queue)).or_else(|| {
            let (before, after) = lanes.lanes.split_at(number);
            let mut others = after[1..].iter().chain(before);
            others.find_map(|other| success(|| other.stealer.steal_batch_and_pop(queue)))
        })?;
        // On their way here the others of the batch could be seen by nobody.
        if !queue.is_empty() {
            lanes.sleep.call();
        }
        Some(job)
    }

    fn take_outside(&mut self, lanes: &Lanes) -> Option<Job> {
        self.handled = 0;
        let job = (!lanes.outside.is_empty()).then(|| success(|| lanes.outside.steal()))?;
        self.was_outside = job.is_some();
        job
    }

    /// Notes that the thread has handled so many messages more.
    #[inline]
    pub(super) fn count(&mut self, handled: usize) {
        self.handled = self.handled.saturating_add(handled as u32);
    }

    /// Leaves what comes from outside alone for a moment, where it comes in a stream: to take one job after the other from
    /// who is about to queue the next costs both of them more than to run it.
    fn gather(&mut self, lanes: &Lanes) {
        if lanes.outside.is_empty() {
            self.stream = 0;
            return;
        }
        self.stream = (self.stream + 1).min(LONGEST_STREAM);
        for _ in 0..PAUSES * self.stream {
            std::hint::spin_loop();
        }
    }

    /// Looks at what only the other threads themselves are meant to run.
    pub(super) fn look(&mut self, lanes: &Lanes) -> Look {
        let mut look = Look::Quiet;
        let others =
            lanes.lanes.iter().zip(&mut self.seen).enumerate().filter(|(number, _)| *number != self.number);
        for (_, (lane, seen)) in others {
            let now = (lane.begun.load(Ordering::Relaxed), lane.next.load(Ordering::Relaxed));
            let before = std::mem::replace(seen, now);
            if now != before {
                look = Look::Busy;
            } else if now.1 != NONE
                && lane.next.compare_exchange(now.1, NONE, Ordering::AcqRel, Ordering::Relaxed).is_ok()
            {
                return Look::Rescued(now.1);
            }
        }
        look
    }
}

impl Shared {
    fn take_next(&self) -> Option<Job> {
        if self.next.load(Ordering::Relaxed) == NONE {
            return None;
        }
        Some(self.next.swap(NONE, Ordering::AcqRel)).filter(|job| *job != NONE)
    }
}
