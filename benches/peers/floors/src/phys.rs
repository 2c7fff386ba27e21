//! What the machine grants: an allocation, a cache line that two threads spin on, a thread parked and unparked, a
//! thread begun and joined.

use bench_core::{Out, T0};
use std::sync::atomic::{AtomicU64, Ordering::*};
use std::sync::Arc;
use std::thread;

/// Two counters, each in a cache line of its own.
#[derive(Default)]
struct Pair {
    ping: AtomicU64,
    _between: [u64; 31],
    pong: AtomicU64,
}

/// Runs `there` in another thread and `here` in this, `n` times each, in turns.
fn in_turns(n: u64, wait: fn(), wake: fn(&thread::Thread)) -> Out {
    let pair = Arc::new(Pair::default());
    let (other, me) = (pair.clone(), thread::current());
    let there = thread::spawn(move || {
        for i in 1..=n {
            while other.ping.load(Acquire) < i {
                wait();
            }
            other.pong.store(i, Release);
            wake(&me);
        }
    });
    let t0 = T0::now();
    for i in 1..=n {
        pair.ping.store(i, Release);
        wake(there.thread());
        while pair.pong.load(Acquire) < i {
            wait();
        }
    }
    let out = Out::per_op(n, t0.elapsed());
    there.join().unwrap();
    out
}

pub fn main(workload: &str, threads: usize, scale: f64) {
    let scaled = |n: u64| ((n as f64 * scale) as u64).max(10);
    let out = match workload {
        "W1" => {
            let n = scaled(5_000_000);
            let t0 = T0::now();
            for i in 0..n {
                std::hint::black_box(Box::new([i; 4]));
            }
            Out::per_op(n, t0.elapsed())
        }
        "W3" => in_turns(scaled(300_000), std::hint::spin_loop, |_| ()),
        "W4" => in_turns(scaled(100_000), thread::park, thread::Thread::unpark),
        "W5" => {
            let n = scaled(5_000);
            let t0 = T0::now();
            for _ in 0..n {
                thread::spawn(|| {}).join().unwrap();
            }
            Out::per_op(n, t0.elapsed())
        }
        _ => return println!("{{\"v\":null}}"),
    };
    out.print("floor:phys", workload, threads);
}
