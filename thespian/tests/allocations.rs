//! A small message allocates nothing between `tell` and its handler.

#![expect(unsafe_code, reason = "an allocator that counts is one")]

use std::alloc::{GlobalAlloc, Layout, System};
use std::cell::Cell;
use std::time::Duration;

use thespian::prelude::*;

struct Counting;

thread_local! {
    static ALLOCATIONS: Cell<u64> = const { Cell::new(0) };
}

// SAFETY: every call goes to the system's allocator as it came.
unsafe impl GlobalAlloc for Counting {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        ALLOCATIONS.set(ALLOCATIONS.get() + 1);
        // SAFETY: handed on.
        unsafe { System.alloc(layout) }
    }
    unsafe fn dealloc(&self, memory: *mut u8, layout: Layout) {
        // SAFETY: handed on.
        unsafe { System.dealloc(memory, layout) }
    }
    unsafe fn realloc(&self, memory: *mut u8, layout: Layout, size: usize) -> *mut u8 {
        ALLOCATIONS.set(ALLOCATIONS.get() + 1);
        // SAFETY: handed on.
        unsafe { System.realloc(memory, layout, size) }
    }
}

#[global_allocator]
static COUNTING: Counting = Counting;

/// What `work` allocates in this thread.
fn allocations(work: impl FnOnce()) -> u64 {
    let before = ALLOCATIONS.get();
    work();
    ALLOCATIONS.get() - before
}

/// 16 bytes.
#[message]
struct Add {
    a: u64,
    b: u64,
}

/// Hands the sum on to the next, while there is one.
#[actor]
struct Adder {
    sum: u64,
    next: Option<Addr<Adder>>,
}

#[receive]
impl Adder {
    fn add(&mut self, add: &Add, ctx: &mut Context) {
        self.sum += add.a + add.b;
        if let Some(next) = &self.next {
            ctx.send(next, Add { a: add.a, b: add.b });
        }
    }

    fn sum(&mut self, _: &()) -> u64 {
        self.sum
    }
}

fn system() -> thespian::Result<ActorSystem> {
    ActorSystem::builder().base(Base::Sequential).unique().start()
}

#[test]
fn telling_a_message_of_sixteen_bytes_allocates_nothing_in_steady_state() -> thespian::Result<()> {
    let system = system()?;
    let last = system.create_actor_from(|| Adder { sum: 0, next: None })?;
    let first = system.create_actor_from(move || Adder { sum: 0, next: Some(last) })?;
    let tell =
        |n: u64| -> thespian::Result<()> { (0..n).try_for_each(|n| system.tell(&first, Add { a: n, b: 1 })) };
    tell(10)?;
    let mut told = Ok(());
    assert_eq!(allocations(|| told = tell(10_000)), 0);
    told?;
    // From outside to the first, and from there to the last: all arrived.
    assert_eq!(system.ask(&last, (), Duration::from_secs(1))?, 10 * 9 / 2 + 10 + 10_000 * 9_999 / 2 + 10_000);
    Ok(())
}

#[test]
fn the_allocator_counts() {
    assert_eq!(allocations(|| drop(std::hint::black_box(Box::new(1)))), 1);
}
