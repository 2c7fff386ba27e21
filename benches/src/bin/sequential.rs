//! What the verbs cost on the sequential base: `cargo run --release -p thespian-benches --bin sequential`.

use std::time::Duration;

use thespian::prelude::*;
use thespian_benches::{Subject, compare};

const N: u64 = 200_000;

#[actor]
#[derive(Default)]
struct Bench {
    left: u64,
    next: Option<Addr<Bench>>,
}

/// Sets how often to go on, and with whom.
#[message]
struct Begin {
    times: u64,
    next: Option<Addr<Bench>>,
}
/// A step of a ping-pong, or of a loop to oneself.
#[message]
struct Step(u64, u64);
/// Creates an actor, sends it a message, and lets it end.
#[message]
struct Spawn(u64);
/// Ends the actor.
#[message]
struct Stop;

#[receive]
impl Bench {
    fn begin(&mut self, begin: &Begin) -> Ack {
        (self.left, self.next) = (begin.times, begin.next);
        Ack
    }

    fn step(&mut self, step: &Step, ctx: &mut Context) {
        if self.left > 0
            && let Some(next) = &self.next
        {
            self.left -= 1;
            ctx.send(next, Step(step.0 + 1, step.1));
        }
    }

    fn spawn(&mut self, spawn: &Spawn, ctx: &mut Context) {
        if spawn.0 > 0 {
            let child = ctx.create_actor::<Bench>();
            ctx.send(&child, Stop);
            ctx.send(&ctx.my_address(), Spawn(spawn.0 - 1));
        }
    }

    fn stop(&mut self, _: &Stop, ctx: &mut Context) {
        ctx.exit();
    }

    fn echo(&mut self, number: &u64) -> u64 {
        *number
    }
}

fn main() -> thespian::Result<()> {
    let system = ActorSystem::builder().base(Base::Sequential).unique().start()?;
    let wait = Duration::from_secs(60);
    let (a, b) = (system.create_actor::<Bench>()?, system.create_actor::<Bench>()?);
    let begin = |at: &Addr<Bench>, times, next| {
        system.ask(at, Begin { times, next }, wait).expect("an acknowledgement");
    };
    let step = |at: &Addr<Bench>| system.tell(at, Step(0, 0)).expect("the system is up");
    compare(
        "sequential base",
        11,
        &mut [
            Subject::new("send to oneself, and handle", N, || {
                begin(&a, N, Some(a));
                step(&a);
            }),
            Subject::new("send to another and back, and handle", N, || {
                begin(&a, N / 2, Some(b));
                begin(&b, N / 2, Some(a));
                step(&a);
            }),
            Subject::new("tell from outside, and handle", N, || {
                begin(&a, 0, None);
                (0..N).for_each(|_| step(&a));
            }),
            Subject::new("ask from outside", N, || {
                for n in 0..N {
                    system.ask(&a, n, wait).expect("an answer");
                }
            }),
            Subject::new("create, send, end", N / 10, || {
                system.tell(&a, Spawn(N / 10)).expect("the system is up");
            }),
        ],
    );
    system.shutdown()
}
