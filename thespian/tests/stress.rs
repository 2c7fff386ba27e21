//! The pool under everything at once, and how it shares its threads out when one actor wants them all.

use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, mpsc};
use std::thread;
use std::time::{Duration, Instant, SystemTime};

use thespian::prelude::*;

/// Only waited for when something goes wrong.
const LONG: Duration = Duration::from_secs(60);

/// How long the outside threads go on.
const WHILE: Duration = Duration::from_secs(3);

/// How many outside threads there are.
const THREADS: u64 = 4;

/// What actors that fail by chance say; everything else is a failure of the test.
const BY_CHANCE: &str = "by chance";

fn pool(threads: usize) -> ActorSystem {
    ActorSystem::builder().base(Base::ThreadPool).threads(threads).unique().start().expect("a system")
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Numbers that look like chance (SplitMix64), the same for the same seed.
struct Chance(u64);

impl Chance {
    fn any(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut number = self.0;
        number = (number ^ (number >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        number = (number ^ (number >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        number ^ (number >> 31)
    }

    fn below(&mut self, bound: usize) -> usize {
        (self.any() % bound as u64) as usize
    }

    fn coin(&mut self) -> bool {
        self.below(2) == 0
    }

    fn moment(&mut self) -> Duration {
        Duration::from_micros(self.any() % 2000)
    }
}

/// Some actors that there are, or were, for whoever looks for one.
static TOWN: Mutex<Vec<ActorAddress>> = Mutex::new(Vec::new());
const MOST_IN_TOWN: usize = 40;

fn settle(who: ActorAddress, chance: &mut Chance) {
    let mut town = lock(&TOWN);
    if town.len() < MOST_IN_TOWN {
        town.push(who);
    } else {
        town[chance.below(MOST_IN_TOWN)] = who;
    }
}

fn somebody(chance: &mut Chance) -> Option<ActorAddress> {
    let town = lock(&TOWN);
    (!town.is_empty()).then(|| town[chance.below(town.len())])
}

/// How many questions were asked, and how many of them are over: with an answer, with an error, or with who asked.
static ASKED: AtomicU64 = AtomicU64::new(0);
static ENDED: AtomicU64 = AtomicU64::new(0);
static ANSWERED: AtomicU64 = AtomicU64::new(0);
static REFUSED: AtomicU64 = AtomicU64::new(0);

/// What went wrong.
static WRONG: Mutex<Vec<String>> = Mutex::new(Vec::new());

/// One question, until it is over.
struct Asking {
    seed: u64,
    time: Duration,
}

impl Asking {
    /// One that has to be answered, or one that may come to nothing.
    fn begin(seed: u64, chance: &mut Chance) -> Self {
        ASKED.fetch_add(1, Ordering::Relaxed);
        Asking { seed, time: if chance.below(4) == 0 { chance.moment() } else { LONG } }
    }

    fn end(self, outcome: &Result<AnyMessage, AskError>) {
        match outcome {
            Ok(_) => drop(ANSWERED.fetch_add(1, Ordering::Relaxed)),
            Err(AskError::WouldDeadlock { .. }) => drop(REFUSED.fetch_add(1, Ordering::Relaxed)),
            Err(AskError::Poison(_) | AskError::Dead) => {}
            Err(AskError::Timeout) if self.time < LONG => {}
            Err(error) => lock(&WRONG).push(format!("seed {}: {error:?}", self.seed)),
        }
    }
}

impl Drop for Asking {
    fn drop(&mut self) {
        ENDED.fetch_add(1, Ordering::Relaxed);
    }
}

/// Do some things by chance, and let others go on for as many steps.
#[message]
struct Step {
    seed: u64,
    left: u32,
}

/// What somebody, or somebody else, or nobody answers.
#[message]
struct Question {
    seed: u64,
    left: u32,
}

/// What there is no handler for.
#[message]
struct Unknown;

/// Does what chance says.
#[actor]
#[derive(Default)]
struct Restless {
    wakeups: Vec<WakeupId>,
}

/// The same in a thread of its own, and not again after a failure.
#[actor(own_thread, on_failure = "exit")]
#[derive(Default)]
struct Hermit {
    restless: Restless,
}

#[receive]
impl Restless {
    async fn step(&mut self, step: &Step, ctx: &mut Context) -> Result<(), Failure> {
        self.act(step, ctx).await
    }

    async fn question(&mut self, question: &Question, ctx: &mut Context) -> Result<u64, Failure> {
        self.answer(question, ctx).await
    }

    fn pass_on(
        &mut self,
        (to, question): &(ActorAddress, (u64, u32)),
        ctx: &mut Context,
    ) -> Forwarded<AnyMessage> {
        ctx.forward(to, Question { seed: question.0, left: question.1 })
    }

    fn wakeup(&mut self, _: &WakeupMessage) {}

    fn exited(&mut self, _: &ActorExited) {}
}

#[receive]
impl Hermit {
    async fn step(&mut self, step: &Step, ctx: &mut Context) -> Result<(), Failure> {
        self.restless.act(step, ctx).await
    }

    async fn question(&mut self, question: &Question, ctx: &mut Context) -> Result<u64, Failure> {
        self.restless.answer(question, ctx).await
    }
}

impl Restless {
    async fn act(&mut self, step: &Step, ctx: &mut Context) -> Result<(), Failure> {
        let mut chance = Chance(step.seed);
        for _ in 0..3 {
            let whom = somebody(&mut chance).unwrap_or(ctx.my_address());
            let (seed, left) = (chance.any(), step.left.saturating_sub(1));
            match chance.below(20) {
                0 | 1 if step.left > 0 => {
                    let child = ctx.create_actor::<Restless>();
                    ctx.send(&child, Step { seed, left });
                    settle(child.into(), &mut chance);
                }
                2 if chance.below(8) == 0 => settle(ctx.create_actor::<Hermit>().into(), &mut chance),
                3..=7 if step.left > 0 => ctx.send(&whom, Step { seed, left }),
                8 => ctx.send(&whom, Unknown),
                9..=11 => {
                    let asking = Asking::begin(seed, &mut chance);
                    let outcome = ctx.ask_any(&whom, Question { seed, left }, asking.time).await;
                    asking.end(&outcome);
                }
                12 => ctx.watch(whom),
                13 => self.wakeups.push(ctx.wakeup_after(chance.moment(), ())),
                14 => self.wakeups.push(ctx.wakeup_every(chance.moment() + Duration::from_millis(1), ())),
                15 | 16 => {
                    if let Some(wakeup) = self.wakeups.pop() {
                        ctx.cancel_wakeup(wakeup);
                    }
                }
                17 if chance.below(4) == 0 => {
                    exit_request(&whom, &mut chance, |to, request| ctx.send(to, request))
                }
                18 if chance.below(8) == 0 => ctx.exit(),
                19 => fail(&mut chance)?,
                _ => ctx.pipe(async { Unknown }),
            }
        }
        Ok(())
    }

    async fn answer(&mut self, question: &Question, ctx: &mut Context) -> Result<u64, Failure> {
        let mut chance = Chance(question.seed);
        if chance.below(8) == 0 {
            fail(&mut chance)?;
        }
        if question.left > 0
            && let Some(whom) = somebody(&mut chance)
        {
            let (seed, left) = (chance.any(), question.left - 1);
            let asking = Asking::begin(seed, &mut chance);
            let outcome = ctx.ask_any(&whom, Question { seed, left }, asking.time).await;
            asking.end(&outcome);
        }
        Ok(question.seed)
    }
}

fn fail(chance: &mut Chance) -> Result<(), Failure> {
    assert!(chance.coin(), "{BY_CHANCE}");
    if chance.coin() { Err(Failure::new(BY_CHANCE)) } else { Ok(()) }
}

fn exit_request(to: &ActorAddress, chance: &mut Chance, send: impl FnOnce(&ActorAddress, ActorExitRequest)) {
    let request = if chance.coin() { ActorExitRequest::now() } else { ActorExitRequest::default() };
    send(to, if chance.coin() { request } else { request.not_recursive() });
}

/// What one thread does outside.
fn disturb(system: &ActorSystem, seed: u64) {
    let mut chance = Chance(seed);
    let begun = Instant::now();
    while begun.elapsed() < WHILE {
        let whom = match somebody(&mut chance) {
            Some(whom) if chance.below(4) > 0 => whom,
            _ => {
                let actor = system.create_actor::<Restless>().expect("an actor").address();
                settle(actor, &mut chance);
                actor
            }
        };
        let (seed, left) = (chance.any(), 6);
        match chance.below(8) {
            0..=2 => system.tell(&whom, Step { seed, left }).expect("the system is up"),
            3 | 4 => {
                let asking = Asking::begin(seed, &mut chance);
                let outcome = system.ask_any(&whom, Question { seed, left }, asking.time);
                asking.end(&outcome);
            }
            5 => {
                let asking = Asking::begin(seed, &mut chance);
                let to = somebody(&mut chance).unwrap_or(whom);
                let outcome = system.ask_any(&whom, (to, (seed, left)), asking.time);
                // A hermit does not pass on.
                if !matches!(outcome, Err(AskError::Unhandled)) {
                    asking.end(&outcome);
                }
            }
            6 => exit_request(&whom, &mut chance, |to, request| {
                system.tell(to, request).expect("the system is up")
            }),
            _ => system.stop(whom, LONG).expect("it ends"),
        }
    }
}

/// The status, once no message waits.
fn at_rest(system: &ActorSystem) -> SystemStatus {
    let begun = Instant::now();
    loop {
        // Answers that came too late.
        while system.listen(Duration::ZERO).is_some() {}
        let status = system.status().expect("the system is up");
        if status.messages.waiting == 0 && status.messages.add_up() {
            return status;
        }
        assert!(begun.elapsed() < LONG, "{:?}", status.messages);
        thread::yield_now();
    }
}

#[test]
fn whatever_happens_at_once_every_question_ends_and_every_message_counts() {
    let shown = std::panic::take_hook();
    std::panic::set_hook(Box::new(move |info| {
        if info.payload_as_str() != Some(BY_CHANCE) {
            shown(info);
        }
    }));
    let now =
        SystemTime::now().duration_since(SystemTime::UNIX_EPOCH).expect("a clock that is set").as_nanos()
            as u64;
    let seed = std::env::var("SEED").map_or(now, |seed| seed.parse().expect("SEED is a number"));
    // Shown if the test fails.
    eprintln!("SEED={seed}");
    let system = pool(4);
    thread::scope(|scope| {
        for number in 0..THREADS {
            let system = &system;
            scope.spawn(move || disturb(system, seed.wrapping_add(number)));
        }
    });
    // Whose creator has ended without them are the system's children too.
    let begun = Instant::now();
    while system.status().expect("the system is up").actors > 0 {
        assert!(begun.elapsed() < LONG, "{:?}", system.status());
        for child in system.status().expect("the system is up").children {
            system.stop(child, LONG).expect("it ends");
        }
    }
    let status = at_rest(&system);
    let [asked, ended, answered, refused] =
        [&ASKED, &ENDED, &ANSWERED, &REFUSED].map(|count| count.load(Ordering::Relaxed));
    eprintln!("{:?}\n{asked} asked, {answered} answered, {refused} refused", status.messages);
    assert_eq!((status.actors, status.messages.waiting, asked), (0, 0, ended), "{status:?}");
    assert!(lock(&WRONG).is_empty(), "{:?}", lock(&WRONG));
    assert!(answered > 0 && refused > 0 && status.messages.returned > 0, "{status:?}");
    let (down, is_down) = mpsc::channel();
    thread::spawn(move || down.send(system.shutdown()));
    is_down.recv_timeout(LONG).expect("the shutdown returns").expect("it goes down");
}

/// How many messages others may handle before one that came in between is: a few batches.
const FEW: u64 = 512;

/// Counts what all of one test's actors handle.
type Count = Arc<AtomicU64>;

/// Sends each message on, for ever.
#[actor]
struct Endless {
    handled: Count,
    other: Option<Addr<Endless>>,
    witness: Addr<Witness>,
}

/// Play with this one.
#[message]
struct With(Addr<Endless>);
/// Every so many messages of this number the witness is sent one.
#[message]
struct Ball(u64);

#[receive]
impl Endless {
    fn with(&mut self, With(other): &With) -> Ack {
        self.other = Some(*other);
        Ack
    }

    fn ball(&mut self, Ball(every): &Ball, ctx: &mut Context) {
        let handled = self.handled.fetch_add(1, Ordering::SeqCst) + 1;
        if handled.is_multiple_of(*every) {
            ctx.send(&self.witness, handled);
        }
        let to = self.other.map_or(ctx.my_address(), |other| other.address());
        ctx.send(&to, Ball(*every));
    }
}

/// Says how many messages were handled before its own.
#[actor]
struct Witness {
    handled: Count,
    late: mpsc::Sender<u64>,
    seen: mpsc::Sender<u64>,
}

#[receive]
impl Witness {
    fn sent_inside(&mut self, at: &u64) {
        let _ = self.late.send(self.handled.load(Ordering::SeqCst) - at);
    }

    fn sent_outside(&mut self, _: &()) {
        let _ = self.seen.send(self.handled.load(Ordering::SeqCst));
    }
}

/// Has so many players send so many balls to each other, or the only one to itself, in one thread, for ever: what others
/// are sent by them, and from outside, comes through all the same.
fn one_thread_is_shared(players: usize, balls: usize) {
    const EVERY: u64 = 10_000;
    let system = pool(1);
    let ((late, is_late), (seen, was_seen)) = (mpsc::channel(), mpsc::channel());
    let handled = Count::default();
    let witness = {
        let handled = handled.clone();
        let witness = move || Witness { handled: handled.clone(), late: late.clone(), seen: seen.clone() };
        system.create_actor_from(witness).expect("an actor")
    };
    let endless = || {
        let handled = handled.clone();
        system
            .create_actor_from(move || Endless { handled: handled.clone(), other: None, witness })
            .expect("an actor")
    };
    let team: Vec<_> = (0..players).map(|_| endless()).collect();
    for (number, player) in team.iter().enumerate() {
        system.ask(player, With(team[(number + 1) % players]), LONG).expect("an answer");
    }
    for ball in 0..balls {
        system.tell(&team[ball % players], Ball(EVERY)).expect("the system is up");
    }
    let check = |where_from: &str, before: u64| {
        assert!(before <= FEW, "{players} players, {balls} balls, from {where_from}: {before} came before");
    };
    for _ in 0..20 {
        check("inside", is_late.recv_timeout(LONG).expect("a message comes through"));
    }
    for _ in 0..20 {
        system.tell(&witness, ()).expect("the system is up");
        // If this thread is held up before it looks, the message seems to come sooner than it does.
        let sent = handled.load(Ordering::SeqCst);
        check("outside", was_seen.recv_timeout(LONG).expect("a message comes through").saturating_sub(sent));
    }
    system.shutdown().expect("it goes down");
}

#[test]
fn who_sends_to_itself_for_ever_lets_others_through() {
    one_thread_is_shared(1, 1);
    one_thread_is_shared(1, 1000);
}

#[test]
fn two_who_play_for_ever_let_others_through() {
    one_thread_is_shared(2, 1);
    one_thread_is_shared(2, 1000);
}

/// Sends a message to another, if there is one, then blocks its thread until the test lets it go on.
#[actor]
struct Blocker {
    first: Option<Addr<Quick>>,
    blocks: mpsc::Sender<()>,
    gate: Arc<Mutex<mpsc::Receiver<()>>>,
}

/// Says that it was sent something.
#[actor]
struct Quick {
    ran: mpsc::Sender<()>,
}

#[receive]
impl Blocker {
    fn block(&mut self, _: &(), ctx: &mut Context) {
        if let Some(first) = self.first.take() {
            ctx.send(&first, ());
        }
        let _ = self.blocks.send(());
        let _ = lock(&self.gate).recv();
    }
}

#[receive]
impl Quick {
    fn run(&mut self, _: &()) -> Ack {
        let _ = self.ran.send(());
        Ack
    }
}

/// Blocks all threads but one by actors, some of which have just sent a message, which the thread is meant to see to
/// next: the last thread does.
fn the_last_thread_sees_to(threads: usize, senders: usize) {
    let system = pool(threads);
    for round in 0..200 {
        let ((ran, has_run), (blocks, has_blocked)) = (mpsc::channel(), mpsc::channel());
        let blockers = (1..threads).map(|number| {
            let (ran, blocks, (opens, gate)) = (ran.clone(), blocks.clone(), mpsc::channel());
            let gate = Arc::new(Mutex::new(gate));
            let quick = move || Quick { ran: ran.clone() };
            let first = (number <= senders).then(|| system.create_actor_from(quick).expect("an actor"));
            let blocker = move || Blocker { first, blocks: blocks.clone(), gate: gate.clone() };
            (system.create_actor_from(blocker).expect("an actor"), opens)
        });
        let (blockers, gates): (Vec<_>, Vec<_>) = blockers.unzip();
        for blocker in &blockers {
            system.tell(blocker, ()).expect("the system is up");
            has_blocked.recv_timeout(LONG).expect("a thread runs it");
        }
        for _ in 0..senders {
            let runs = has_run.recv_timeout(LONG);
            runs.unwrap_or_else(|_| panic!("round {round}: it waits for the end of one that blocks"));
        }
        drop(gates);
    }
    system.shutdown().expect("it goes down");
}

#[test]
fn what_was_sent_before_a_handler_blocks_runs_while_it_does() {
    the_last_thread_sees_to(2, 1);
}

#[test]
fn what_was_sent_before_many_handlers_block_runs_while_they_do() {
    the_last_thread_sees_to(3, 2);
    the_last_thread_sees_to(8, 7);
}

#[test]
fn who_sees_to_what_others_leave_is_replaced_when_it_blocks_too() {
    the_last_thread_sees_to(3, 1);
    the_last_thread_sees_to(4, 1);
}

#[test]
fn what_is_sent_behind_one_that_blocks_runs_in_another_thread() {
    let system = pool(2);
    let ((ran, has_run), (blocks, _blocks), (opens, gate)) =
        (mpsc::channel(), mpsc::channel(), mpsc::channel());
    let (quick, gate) = (move || Quick { ran: ran.clone() }, Arc::new(Mutex::new(gate)));
    let [quick, other] = [(); 2].map(|()| system.create_actor_from(quick.clone()).expect("an actor"));
    let blocker = move || Blocker { first: None, blocks: blocks.clone(), gate: gate.clone() };
    let blocker = system.create_actor_from(blocker).expect("an actor");
    for round in 0..3000 {
        // The thread that answers waits a moment for more, and nobody else is called as long as it does.
        system.ask(&other, (), LONG).expect("an answer");
        (0..round % 100).for_each(|_| std::hint::spin_loop());
        system.tell(&blocker, ()).expect("the system is up");
        system.tell(&quick, ()).expect("the system is up");
        for _ in 0..2 {
            let runs = has_run.recv_timeout(LONG);
            runs.unwrap_or_else(|_| panic!("round {round}: it waits for the end of one that blocks"));
        }
        opens.send(()).expect("it waits");
    }
    system.shutdown().expect("it goes down");
}
