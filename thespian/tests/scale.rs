//! Large numbers of everything, on both bases in this process; and the memory given back afterwards.
//!
//! One test after the other, since they count the memory of the whole process.

#![expect(clippy::print_stdout, reason = "how long it took, with `--nocapture`")]
#![expect(unsafe_code, reason = "an allocator that counts is one")]

use std::alloc::{GlobalAlloc, Layout, System};
use std::sync::atomic::{AtomicIsize, Ordering};
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

use thespian::SystemStatus;
use thespian::prelude::*;

struct Counting;

/// The bytes that are allocated and not freed.
static LIVE: AtomicIsize = AtomicIsize::new(0);

fn count(size: usize, sign: isize) {
    LIVE.fetch_add(sign * size.cast_signed(), Ordering::Relaxed);
}

// SAFETY: every call goes to the system's allocator as it came.
unsafe impl GlobalAlloc for Counting {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        count(layout.size(), 1);
        // SAFETY: handed on.
        unsafe { System.alloc(layout) }
    }
    unsafe fn dealloc(&self, memory: *mut u8, layout: Layout) {
        count(layout.size(), -1);
        // SAFETY: handed on.
        unsafe { System.dealloc(memory, layout) }
    }
    unsafe fn realloc(&self, memory: *mut u8, layout: Layout, size: usize) -> *mut u8 {
        count(size, 1);
        count(layout.size(), -1);
        // SAFETY: handed on.
        unsafe { System.realloc(memory, layout, size) }
    }
}

#[global_allocator]
static COUNTING: Counting = Counting;

/// Only waited for when something goes wrong.
const LONG: Duration = Duration::from_secs(60);

/// Counting the memory of the process, the tests take turns.
static TURN: Mutex<()> = Mutex::new(());

/// Runs a program on both bases; what it takes has to be given back when it is over, but for so many bytes.
fn on_both(kept: isize, program: fn(&ActorSystem)) {
    let _turn = TURN.lock().unwrap_or_else(PoisonError::into_inner);
    for base in [Base::Sequential, Base::ThreadPool] {
        let system = ActorSystem::builder().base(base).unique().start().expect("a system");
        let before = LIVE.load(Ordering::Relaxed);
        let begun = Instant::now();
        program(&system);
        at_rest(&system);
        // The last thread that had an actor gives its memory back, which may be a moment after the counts say rest.
        let mut more = LIVE.load(Ordering::Relaxed) - before;
        let resting = Instant::now();
        while more >= kept && resting.elapsed() < LONG {
            std::thread::yield_now();
            more = LIVE.load(Ordering::Relaxed) - before;
        }
        println!("{base}: {:?}, {more} bytes kept", begun.elapsed());
        assert!(more < kept, "{base}: {more} bytes are not given back");
        system.shutdown().expect("it goes down");
    }
}

/// The status, once no message waits.
fn at_rest(system: &ActorSystem) -> SystemStatus {
    let begun = Instant::now();
    loop {
        let status = system.status().expect("the system is up");
        // The counts of a pool are exact when it is at rest.
        if status.messages.waiting == 0 && status.messages.add_up() {
            return status;
        }
        assert!(begun.elapsed() < LONG, "{:?}", status.messages);
        std::thread::yield_now();
    }
}

/// Creates, counts, forwards, and sets timers, each in large numbers.
#[actor]
#[derive(Default)]
struct Many {
    next: Option<Addr<Many>>,
    count: u64,
}

/// Create so many children, and send each a message.
#[message]
struct Breed(u32);
/// Count this.
#[message]
struct Count;
/// Sets who is next.
#[message]
struct Next(Addr<Many>);
/// Pass on, to the last.
#[message]
struct Pass(u32);
/// Ask for so many wakeups, and cancel every second.
#[message]
struct SetTimers(u32);
/// Send the next one so many messages.
#[message]
struct Flood(u64);

#[receive]
impl Many {
    fn breed(&mut self, Breed(number): &Breed, ctx: &mut Context) -> Ack {
        for _ in 0..*number {
            let child = ctx.create_actor::<Many>();
            ctx.send(&child, Count);
        }
        Ack
    }

    fn count(&mut self, _: &Count) -> u64 {
        self.count += 1;
        self.count
    }

    fn how_many(&mut self, _: &()) -> u64 {
        self.count
    }

    fn next(&mut self, Next(next): &Next) -> Ack {
        self.next = Some(*next);
        Ack
    }

    fn pass(&mut self, Pass(steps): &Pass, ctx: &mut Context) -> Forwarded<u32> {
        match &self.next {
            Some(next) => ctx.forward(next, Pass(steps + 1)),
            None => {
                ctx.reply(*steps);
                ctx.forward(&ctx.my_address(), Count).answering()
            }
        }
    }

    fn set_timers(&mut self, SetTimers(number): &SetTimers, ctx: &mut Context) -> Ack {
        for number in 0..*number {
            let wakeup = ctx.wakeup_after(Duration::from_millis(u64::from(number % 20)), ());
            if number % 2 == 0 {
                ctx.cancel_wakeup(wakeup);
            }
        }
        Ack
    }

    fn wakeup(&mut self, _: &WakeupMessage) {
        self.count += 1;
    }

    fn flood(&mut self, Flood(number): &Flood, ctx: &mut Context) -> Ack {
        if let Some(next) = &self.next {
            for _ in 0..*number {
                ctx.send(next, Count);
            }
        }
        Ack
    }
}

fn many(system: &ActorSystem) -> Addr<Many> {
    system.create_actor::<Many>().expect("an actor")
}

#[test]
fn a_million_actors_live_and_end() {
    // A process keeps the generations of its slots, so that no address is used again; a pool keeps the whole berths.
    on_both(120_000_000, |system| {
        let parent = many(system);
        system.ask(&parent, Breed(1_000_000), LONG).expect("an answer");
        assert_eq!(at_rest(system).actors, 1_000_001);
        let status = system.actor_status(parent, LONG).expect("an answer");
        assert_eq!(status.children.len(), 1_000_000);
        let last = *status.children.last().expect("a child");
        let count = system.ask_any(&last, (), LONG).expect("an answer").downcast::<u64>();
        assert_eq!(count.expect("a number"), 1);
        system.stop(parent, LONG).expect("all of them end");
        assert_eq!(at_rest(system).actors, 0);
    });
}

#[test]
fn a_hundred_thousand_timers_fire_or_are_cancelled() {
    on_both(100_000, |system| {
        let sleeper = many(system);
        system.ask(&sleeper, SetTimers(200_000), LONG).expect("an answer");
        let begun = Instant::now();
        while system.ask(&sleeper, (), LONG).expect("an answer") < 100_000 {
            let fired = system.ask(&sleeper, (), LONG).expect("an answer");
            assert!(begun.elapsed() < LONG, "{fired} have fired");
        }
        let status = system.actor_status(sleeper, LONG).expect("an answer");
        assert_eq!((status.wakeups, system.ask(&sleeper, (), LONG).expect("an answer")), (0, 100_000));
    });
}

#[test]
fn a_question_is_forwarded_a_thousand_times() {
    on_both(100_000, |system| {
        let chain: Vec<_> = (0..=1000).map(|_| many(system)).collect();
        for pair in chain.windows(2) {
            system.ask(&pair[0], Next(pair[1]), LONG).expect("an answer");
        }
        assert_eq!(system.ask(&chain[0], Pass(0), LONG).expect("an answer"), 1000);
        chain.iter().for_each(|actor| system.stop(*actor, LONG).expect("it ends"));
    });
}

#[test]
fn a_mailbox_holds_ten_million_messages() {
    const MESSAGES: u64 = 10_000_000;
    on_both(200_000, |system| {
        let (sender, counter) = (many(system), many(system));
        system.ask(&sender, Next(counter), LONG).expect("an answer");
        system.ask(&sender, Flood(MESSAGES), LONG).expect("an answer");
        assert_eq!(system.ask(&counter, (), LONG).expect("an answer"), MESSAGES);
    });
}
