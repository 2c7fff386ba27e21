//! A thread that runs actors.

use std::io;
use std::sync::{Arc, PoisonError};
use std::thread;

use crossbeam_channel::Receiver;

use super::berth::{Berth, Next};
use super::{Job, Pool};
use crate::actor::{Context, Verdict, contain};
use crate::message::{DeadLetterReason, contain_drop};
use crate::node::Inside;

/// How many messages an actor handles before it lets others at the thread.
const BATCH: usize = 64;

/// Begins such a thread. It ends with the pool, or with its queue.
pub(super) fn start(name: String, pool: Arc<Pool>, queue: Receiver<Job>) -> io::Result<()> {
    let around = pool.around.clone();
    let thread = thread::Builder::new().name(name);
    thread.spawn(move || around.run(|| run(pool, &queue))).map(drop)
}

fn run(pool: Arc<Pool>, queue: &Receiver<Job>) {
    let _inside = Inside::enter(pool.home);
    let mut context = pool.context();
    while let Ok(Job::Turns(berth)) = queue.recv() {
        // What users wrote is contained where it runs; this is for what we did not think of.
        let rests = contain(|| turns(&pool, &berth, &mut context)).unwrap_or_else(|panic| {
            tracing::error!(actor = %berth.address(), %panic, "a turn of an actor panicked; the actor is dropped");
            context = pool.context();
            pool.vacate(berth.address());
            true
        });
        pool.count(&mut context);
        if rests {
            if let Some(berth) = Arc::into_inner(berth) {
                contain_drop(berth);
            }
            pool.unschedule();
        } else {
            pool.queue_up(berth);
        }
    }
}

/// Lets an actor work; whether it has nothing left to do.
fn turns(pool: &Pool, berth: &Berth, context: &mut Context) -> bool {
    let mut cell = berth.cell();
    for _ in 0..BATCH {
        let verdict = match berth.next() {
            Next::Deliver(envelope) => cell.deliver(envelope, context),
            Next::Resume => cell.resume(context),
            Next::Rest => return true,
        };
        if verdict == Verdict::Exited {
            let me = cell.address();
            drop(cell);
            for envelope in berth.close() {
                context.desk(|desk| desk.bury(me, envelope, DeadLetterReason::TargetExited));
            }
            pool.vacate(me);
            return true;
        }
    }
    false
}

impl Pool {
    /// Adds what a thread has counted to what all have.
    pub(super) fn count(&self, context: &mut Context) {
        let counted = context.desk(|desk| std::mem::take(&mut desk.tally));
        let mut tally = self.tally.lock().unwrap_or_else(PoisonError::into_inner);
        *tally = *tally + counted;
    }
}
