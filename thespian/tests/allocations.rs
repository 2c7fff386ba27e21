//! A small message allocates nothing between `tell` and its handler, and a hostile one next to nothing.

#![expect(unsafe_code, reason = "an allocator that counts is one")]

use std::alloc::{GlobalAlloc, Layout, System};
use std::cell::Cell;
use std::collections::{BTreeMap, HashMap, HashSet, VecDeque};
use std::time::Duration;

use thespian::prelude::*;

struct Counting;

thread_local! {
    static ALLOCATIONS: Cell<u64> = const { Cell::new(0) };
    static BYTES: Cell<u64> = const { Cell::new(0) };
}

fn count(size: usize) {
    ALLOCATIONS.set(ALLOCATIONS.get() + 1);
    BYTES.set(BYTES.get() + size as u64);
}

// SAFETY: every call goes to the system's allocator as it came.
unsafe impl GlobalAlloc for Counting {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        count(layout.size());
        // SAFETY: handed on.
        unsafe { System.alloc(layout) }
    }
    unsafe fn dealloc(&self, memory: *mut u8, layout: Layout) {
        // SAFETY: handed on.
        unsafe { System.dealloc(memory, layout) }
    }
    unsafe fn realloc(&self, memory: *mut u8, layout: Layout, size: usize) -> *mut u8 {
        count(size);
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

/// How many bytes `work` allocates in this thread, also those that it frees again.
fn allocated(work: impl FnOnce()) -> u64 {
    let before = BYTES.get();
    work();
    BYTES.get() - before
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
    assert_eq!(allocated(|| drop(std::hint::black_box(vec![0_u8; 5_000]))), 5_000);
}

/// Everything in which a length can be announced.
#[message]
struct Lengths {
    bytes: Vec<u8>,
}

#[message]
enum Choice {
    Tuple(Vec<Choice>, u8),
    Named { text: String },
}

/// What it takes to find out that bytes are no `M`, with the error that says so.
fn cost<M: Message>(bytes: &[u8]) -> u64 {
    allocated(|| drop(std::hint::black_box(M::decode(bytes))))
}

#[test]
fn a_length_that_a_stranger_announces_takes_no_memory() {
    let most = |bytes: &[u8]| {
        let costs = [
            cost::<Vec<u64>>(bytes),
            cost::<Vec<String>>(bytes),
            cost::<Vec<Vec<Vec<u64>>>>(bytes),
            cost::<VecDeque<Choice>>(bytes),
            cost::<String>(bytes),
            cost::<HashMap<u64, u64>>(bytes),
            cost::<HashSet<String>>(bytes),
            cost::<BTreeMap<String, Lengths>>(bytes),
            cost::<(u64, u64)>(bytes),
            cost::<Lengths>(bytes),
            cost::<Choice>(bytes),
            cost::<Option<Choice>>(bytes),
        ];
        costs.into_iter().max().unwrap_or(0)
    };
    // Lists, maps, texts, bytes, and extensions of four thousand million parts; some of them come.
    for marker in [0xdd, 0xdf, 0xdb, 0xc6, 0xc9] {
        let huge = [marker, 0xff, 0xff, 0xff, 0xff, 1, 1, 1, 1, 1];
        assert!(most(&huge) < 4_096, "{marker:x} takes {} bytes", most(&huge));
        // The same where a field is, a variant, and an element.
        for around in [
            &b"\x81\xa5bytes"[..],
            b"\x81\xa5Tuple",
            b"\x81\xa5Tuple\x92",
            b"\x81\xa5Named\x81\xa4text",
            b"\x91",
        ] {
            let inside = [around, &huge].concat();
            assert!(most(&inside) < 4_096, "{inside:x?} takes {} bytes", most(&inside));
        }
    }
    // Lists in lists, each of which announces as much.
    let nested = [0xdd, 0xff, 0xff, 0xff, 0xff].repeat(200);
    assert!(most(&nested) < 200_000, "{} bytes", most(&nested));
}
