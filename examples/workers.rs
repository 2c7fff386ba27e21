//! Horizontal scalability: an acceptor hands requests to workers in turn. The base, and how many workers there are:
//! `cargo run --example workers -- threadPoolBase 3`.

use std::time::Duration;
use thespian::prelude::*;

// ANCHOR: worker
/// How many primes are there up to this number?
#[message]
pub struct Count {
    pub up_to: u64,
}
#[message]
pub struct Counted {
    pub up_to: u64,
    pub primes: usize,
    pub worker: usize,
}

#[actor]
pub struct Worker {
    number: usize,
}
#[receive]
impl Worker {
    #[init]
    fn new(number: usize) -> Self {
        Worker { number }
    }
    fn count(&mut self, &Count { up_to }: &Count, ctx: &mut Context) {
        let primes = (2..=up_to).filter(|n| (2..*n).all(|divisor| n % divisor != 0)).count();
        ctx.reply(Counted { up_to, primes, worker: self.number });
    }
}
// ANCHOR_END: worker

// ANCHOR: acceptor
/// Has workers, and gives each request to the next of them.
#[actor]
#[derive(Default)]
pub struct Acceptor {
    workers: Vec<Addr<Worker>>,
    accepted: usize,
}
#[receive]
impl Acceptor {
    fn hire(&mut self, how_many: &usize, ctx: &mut Context) -> Ack {
        let hire = |number| ctx.build_actor::<Worker>().args(number).create();
        self.workers = (1..=*how_many).map(hire).collect();
        Ack
    }
    fn accept(&mut self, request: &Count, ctx: &mut Context) -> Result<(), Failure> {
        let turn = self.accepted.checked_rem(self.workers.len()).or_fail()?;
        self.accepted += 1;
        ctx.forward(&self.workers[turn], request.clone()); // the worker answers who asked
        Ok(())
    }
}
// ANCHOR_END: acceptor

#[thespian::main]
fn main() -> thespian::Result<()> {
    let base = std::env::args().nth(1);
    let system = ActorSystem::start(base.as_deref().unwrap_or("simpleSystemBase"))?;
    let wait = Duration::from_secs(10);
    let acceptor = system.create_actor::<Acceptor>()?;
    let workers = std::env::args().nth(2).and_then(|number| number.parse().ok()).unwrap_or(3_usize);
    system.ask(&acceptor, workers, wait)?;

    let requests = [100, 200, 300, 400, 500, 600];
    for up_to in requests {
        system.tell(&acceptor, Count { up_to })?; // and on with the next, while the workers count
    }
    let results = requests.iter().map_while(|_| system.listen(wait)).map(AnyMessage::downcast::<Counted>);
    let mut results = results.collect::<Result<Vec<_>, _>>()?;
    results.sort_by_key(|counted| counted.up_to); // they come in the order they are ready
    for Counted { up_to, primes, worker } in results {
        println!("worker {worker}: {primes} primes up to {up_to}");
    }
    system.shutdown()
}
