//! What it saves to keep a small message in place: `cargo run --release -p thespian-benches --bin parcel`.

use std::any::Any;
use std::collections::VecDeque;
use std::hint::black_box;

use thespian::AnyMessage;
use thespian_benches::{Subject, compare};

const N: u64 = 1_000_000;

/// How many messages wait in the queue.
const DEPTH: u64 = 1_000;

fn main() {
    let mut boxes: VecDeque<Box<dyn Any + Send + Sync>> = VecDeque::new();
    let mut parcels: VecDeque<AnyMessage> = VecDeque::new();
    compare(
        "a message of 16 bytes through a queue",
        15,
        &mut [
            Subject::new("Box<dyn Any>", N, || {
                for n in 0..N + DEPTH {
                    boxes.push_back(Box::new((n, n)));
                    if n >= DEPTH {
                        let message = boxes.pop_front().expect("just pushed");
                        black_box(message.downcast_ref::<(u64, u64)>());
                    }
                }
                boxes.clear();
            }),
            Subject::new("AnyMessage", N, || {
                for n in 0..N + DEPTH {
                    parcels.push_back(AnyMessage::new((n, n)));
                    if n >= DEPTH {
                        let message = parcels.pop_front().expect("just pushed");
                        black_box(message.downcast_ref::<(u64, u64)>());
                    }
                }
                parcels.clear();
            }),
        ],
    );
}
