//! How long answers take on the thread pool, at rest and under load, and what rest costs:
//! `cargo run --release -p thespian-benches --bin latency`.

#![expect(clippy::print_stdout, reason = "a bench prints what it measured")]

use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;
use std::time::{Duration, Instant};

use thespian::prelude::*;

const THREADS: usize = 2;
/// Who sends the load, each to actors of its own.
const SOWERS: usize = 2;
const FIELDS: usize = 8;

/// How long each thing is measured.
const WHILE: Duration = Duration::from_secs(2);
const LONG: Duration = Duration::from_secs(60);

/// How often the load is measured out, and how long who asks waits before it asks again.
const TICK: Duration = Duration::from_millis(1);

/// Sends so many messages to its fields in turn.
#[actor]
#[derive(Default)]
struct Sower {
    fields: Vec<Addr<Field>>,
}

#[actor]
#[derive(Default)]
struct Field(u64);

#[message]
struct Sow(u64);
#[message]
struct Grain;

#[receive]
impl Sower {
    fn sow(&mut self, Sow(grains): &Sow, ctx: &mut Context) {
        if self.fields.is_empty() {
            self.fields = (0..FIELDS).map(|_| ctx.create_actor::<Field>()).collect();
        }
        for grain in 0..*grains {
            ctx.send(&self.fields[grain as usize % FIELDS], Grain);
        }
    }

    fn fields(&mut self, _: &()) -> Vec<Addr<Field>> {
        self.fields.clone()
    }
}

#[receive]
impl Field {
    fn grain(&mut self, _: &Grain) {
        self.0 += 1;
    }

    fn grains(&mut self, _: &()) -> u64 {
        self.0
    }
}

/// Plays ping-pong with another for a while, and keeps the time of each round.
#[actor]
#[derive(Default)]
struct Player {
    begun: Option<Instant>,
    since: Option<Instant>,
    rounds: Vec<u64>,
}

#[message]
struct Play(Addr<Player>);
#[message]
struct Ping;
#[message]
struct Pong;

#[receive]
impl Player {
    fn play(&mut self, Play(other): &Play, ctx: &mut Context) {
        (self.begun, self.since) = (Some(Instant::now()), Some(Instant::now()));
        ctx.send(other, Ping);
    }

    fn ping(&mut self, _: &Ping, ctx: &mut Context) {
        ctx.send(&ctx.sender(), Pong);
    }

    fn pong(&mut self, _: &Pong, ctx: &mut Context) {
        self.rounds.extend(self.since.take().map(nanos));
        if self.begun.is_some_and(|begun| begun.elapsed() < WHILE) {
            self.since = Some(Instant::now());
            ctx.send(&ctx.sender(), Ping);
        }
    }

    /// What it has measured, once the game is over.
    fn rounds(&mut self, _: &()) -> Option<Vec<u64>> {
        self.since.is_none().then(|| std::mem::take(&mut self.rounds))
    }
}

/// At least one.
fn nanos(since: Instant) -> u64 {
    since.elapsed().as_nanos().max(1) as u64
}

/// Prints percentiles and a histogram of times in nanoseconds; the 99th percentile in microseconds.
fn print(title: &str, mut times: Vec<u64>) -> f64 {
    times.sort_unstable();
    let micros = |percent: f64| {
        let at = (times.len() as f64 * percent / 100.0) as usize;
        times[at.min(times.len() - 1)] as f64 / 1000.0
    };
    let [p50, p90, p99, p999, max] = [50.0, 90.0, 99.0, 99.9, 100.0].map(micros);
    println!("{title:<28} p50 {p50:.2}  p90 {p90:.2}  p99 {p99:.2}  p99.9 {p999:.1}  max {max:.1} µs");
    for these in times.chunk_by(|one, next| one.ilog2() == next.ilog2()) {
        let bar = "#".repeat((these.len() * 60).div_ceil(times.len()));
        println!("{:>12.1} µs {:>9} {bar}", f64::from(2 << these[0].ilog2()) / 1000.0, these.len());
    }
    p99
}

/// Asks from time to time for a while: who has just had an answer would find all threads still awake.
fn asks(system: &ActorSystem, whom: Addr<Field>) -> Vec<u64> {
    let begun = Instant::now();
    let mut times = Vec::new();
    while begun.elapsed() < WHILE {
        thread::sleep(TICK);
        let since = Instant::now();
        system.ask(&whom, (), LONG).expect("an answer");
        times.push(nanos(since));
    }
    times
}

fn ping_pong(system: &ActorSystem) -> Vec<u64> {
    let [one, other] = [(); 2].map(|()| system.create_actor::<Player>().expect("an actor"));
    system.tell(&one, Play(other)).expect("the system is up");
    loop {
        thread::sleep(WHILE / 20);
        if let Some(rounds) = system.ask(&one, (), LONG).expect("an answer") {
            return rounds;
        }
    }
}

/// Waits until all that was sown is handled.
fn harvest(system: &ActorSystem, sowers: &[Addr<Sower>]) {
    for sower in sowers {
        for field in system.ask(sower, (), LONG).expect("an answer") {
            system.ask(&field, (), LONG).expect("an answer");
        }
    }
}

/// How many messages in a second the pool can take.
fn capacity(system: &ActorSystem, sowers: &[Addr<Sower>]) -> f64 {
    const EACH: u64 = 1000;
    let begun = Instant::now();
    let mut sown = 0;
    while begun.elapsed() < WHILE {
        for _ in 0..100 {
            sowers.iter().for_each(|sower| system.tell(sower, Sow(EACH)).expect("the system is up"));
            sown += EACH * sowers.len() as u64;
        }
        harvest(system, sowers);
    }
    sown as f64 / begun.elapsed().as_secs_f64()
}

/// Does something while another thread does something else again and again.
fn during(again: impl FnMut() + Send, work: impl FnOnce() -> Vec<u64>) -> Vec<u64> {
    let (ends, mut again) = (&AtomicBool::new(false), again);
    thread::scope(|scope| {
        scope.spawn(move || {
            while !ends.load(Ordering::Relaxed) {
                again()
            }
        });
        let times = work();
        ends.store(true, Ordering::Relaxed);
        times
    })
}

/// Does something while the pool is sent so many messages in a second.
fn beside(
    system: &ActorSystem,
    sowers: &[Addr<Sower>],
    rate: f64,
    work: impl FnOnce() -> Vec<u64>,
) -> Vec<u64> {
    let (begun, mut sown) = (Instant::now(), 0);
    let sow = || {
        let due = (begun.elapsed().as_secs_f64() * rate) as u64;
        let each = (due - sown) / sowers.len() as u64;
        sown += each * sowers.len() as u64;
        sowers.iter().for_each(|sower| system.tell(sower, Sow(each)).expect("the system is up"));
        thread::sleep(TICK);
    };
    let times = during(sow, work);
    harvest(system, sowers);
    times
}

/// The time that all threads of this process had a processor, where the system says.
fn processor_time() -> Option<Duration> {
    let stat = std::fs::read_to_string("/proc/self/stat").ok()?;
    // Behind the name, which may be anything: hundredths of a second in user code, and in the system.
    let mut fields = stat.rsplit_once(')')?.1.split_whitespace().skip(11);
    let mut ticks = || fields.next()?.parse::<u64>().ok();
    Some(Duration::from_millis((ticks()? + ticks()?) * 10))
}

fn main() -> thespian::Result<()> {
    let system = ActorSystem::builder().base(Base::ThreadPool).threads(THREADS).unique().start()?;
    let whom = system.create_actor::<Field>()?;
    let sowers = [(); SOWERS].map(|()| system.create_actor::<Sower>().expect("an actor"));
    let capacity = capacity(&system, &sowers);
    println!("{THREADS} threads take {:.1} million messages a second", capacity / 1e6);
    for percent in [0_u32, 50, 90] {
        let rate = capacity * f64::from(percent) / 100.0;
        let answers = beside(&system, &sowers, rate, || asks(&system, whom));
        print(&format!("ask from outside at {percent} %"), answers);
        let rounds = beside(&system, &sowers, rate, || ping_pong(&system));
        print(&format!("ping-pong at {percent} %"), rounds);
    }
    let flooded = system.create_actor::<Field>()?;
    let flood = || system.tell(&flooded, Grain).expect("the system is up");
    let times = during(flood, || asks(&system, whom));
    let p99 = print("ask while another is flooded", times);
    println!("p99 while another is flooded: {:.2} ms (the bar is 5 ms)", p99 / 1000.0);
    system.ask(&flooded, (), LONG)?;
    // The memory of the flood is given back meanwhile.
    thread::sleep(WHILE / 4);
    let before = processor_time();
    thread::sleep(Duration::from_secs(1));
    if let (Some(before), Some(after)) = (before, processor_time()) {
        println!("processor at rest: {} % of one (the bar is 0 %)", (after - before).as_millis() / 10);
    }
    system.shutdown()
}
