//! Whatever a program does, every message is accounted for.

use std::time::{Duration, Instant};

use thespian::prelude::*;
use thespian::testing::TestSystem;

use crate::cast::{Gate, status};
use crate::harness::SOON;

crate::behaviours![
    the_counts_add_up_while_a_handler_runs skip(
        "sequential": "who counts runs the handlers", "strict": "who counts runs the handlers",
        "explored": "who counts runs the handlers", "pool_1": "its one worker is busy"),
    after_a_random_program_every_message_is_accounted_for,
    every_message_of_a_few_is_counted_where_it_ends,
];

/// Numbers that look like chance (SplitMix64), so that a program is the same for the same seed.
struct Chance(u64);

impl Chance {
    fn below(&mut self, bound: u64) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut number = self.0;
        number = (number ^ (number >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        number = (number ^ (number >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        (number ^ (number >> 31)) % bound
    }
}

/// Does something by chance, and lets others go on for as many steps.
#[message]
struct Step {
    seed: u64,
    left: u32,
}

/// No actor here handles it.
#[message]
struct Unknown;

/// Asked for, and sometimes answered.
#[message]
struct Question(u64);

/// What a future brings.
#[message]
struct Brought;

/// Creates, sends, asks, fails, and ends, as chance says.
#[actor]
#[derive(Default)]
struct Chaos {
    known: Vec<ActorAddress>,
}

/// The same with a small mailbox, and an end at the first failure.
#[actor(mailbox = 2, on_failure = "exit")]
#[derive(Default)]
struct Narrow {
    chaos: Chaos,
}

#[receive]
impl Chaos {
    async fn step(&mut self, step: &Step, ctx: &mut Context) -> Result<(), Failure> {
        act(self, step, ctx).await
    }

    fn question(&mut self, Question(number): &Question) -> Result<u64, Failure> {
        if number.is_multiple_of(3) { Err(Failure::new("no answer to that")) } else { Ok(*number) }
    }

    fn brought(&mut self, _: &Brought) {}

    fn child_gone(&mut self, gone: &ChildActorExited) {
        self.known.retain(|known| *known != gone.child);
    }

    fn wakeup(&mut self, _: &WakeupMessage, ctx: &mut Context) {
        ctx.send(&ctx.my_address(), Unknown);
    }
}

#[receive]
impl Narrow {
    async fn step(&mut self, step: &Step, ctx: &mut Context) -> Result<(), Failure> {
        act(&mut self.chaos, step, ctx).await
    }

    fn question(&mut self, Question(number): &Question) -> u64 {
        *number
    }
}

async fn act(chaos: &mut Chaos, step: &Step, ctx: &mut Context) -> Result<(), Failure> {
    let mut chance = Chance(step.seed);
    for _ in 0..3 {
        let whom = match chaos.known.len() as u64 {
            0 => ctx.my_address(),
            many => chaos.known[chance.below(many) as usize],
        };
        let next = Step { seed: chance.below(u64::MAX), left: step.left.saturating_sub(1) };
        match chance.below(14) {
            0 | 1 => chaos.known.push(ctx.create_actor::<Chaos>().address()),
            2 => chaos.known.push(ctx.create_actor::<Narrow>().address()),
            3 => chaos.known.push(ctx.build_actor::<Chaos>().global_name("chaos").create().address()),
            4 => chaos.known.push(ctx.create_named("no.such.actor")),
            5..=7 if step.left > 0 => ctx.send(&whom, next),
            8 => {
                let _ = ctx.try_send(&whom, Unknown);
            }
            9 if whom != ctx.my_address() => {
                let request =
                    [ActorExitRequest::default(), ActorExitRequest::now()][chance.below(2) as usize];
                let alone = chance.below(2) == 0;
                ctx.send(&whom, if alone { request.not_recursive() } else { request });
            }
            10 => {
                let _ = ctx.ask_any(&whom, Question(next.seed), Duration::from_millis(1)).await;
            }
            11 => ctx.pipe(async { Brought }),
            12 => {
                ctx.wakeup_after(Duration::from_millis(chance.below(3)), ());
            }
            13 if chance.below(2) == 0 => return Err(Failure::new("by chance")),
            13 => panic!("by chance"),
            _ => ctx.reply(Brought),
        }
    }
    Ok(())
}

fn after_a_random_program_every_message_is_accounted_for(system: &TestSystem) {
    for seed in 0..5 {
        let chaos = system.create_actor::<Chaos>().expect("an actor");
        for number in 0..10 {
            let seed = seed * 1000 + number;
            system.tell(&chaos, Step { seed, left: 8 }).expect("the system is up");
        }
        // Timers fire, and questions end, also where nothing else happens any more.
        let begun = Instant::now();
        while status(system).messages.waiting > 0 {
            assert!(begun.elapsed() < SOON, "seed {seed}: {:?}", status(system).messages);
            let _ = system.listen(Duration::from_millis(1));
        }
        let messages = status(system).messages;
        assert!(messages.add_up(), "seed {seed}: {messages:?}");
        assert!(system.stop(chaos, SOON).is_ok());
    }
    let messages = status(system).messages;
    assert!(messages.add_up() && messages.returned > 0 && messages.dead_letters.len() > 2, "{messages:?}");
}

#[actor]
#[derive(Default)]
struct Plain;

#[receive]
impl Plain {
    fn question(&mut self, Question(number): &Question) -> Result<u64, Failure> {
        if *number == 0 { Err(Failure::new("zero")) } else { Ok(*number) }
    }
}

fn every_message_of_a_few_is_counted_where_it_ends(system: &TestSystem) {
    let plain = system.create_actor::<Plain>().expect("an actor");
    let counted = |before: &thespian::MessageCounts| {
        let now = status(system).messages;
        let dead: u64 = now.dead_letters.values().sum::<u64>() - before.dead_letters.values().sum::<u64>();
        (now.sent - before.sent, now.handled - before.handled, now.returned - before.returned, dead)
    };
    let before = status(system).messages;
    system.tell(&plain, Question(1)).expect("the system is up");
    assert_eq!(counted(&before), (1, 1, 0, 0), "told and handled; nobody asked for the answer");
    let before = status(system).messages;
    system.ask(&plain, Question(1), SOON).expect("an answer");
    assert_eq!(counted(&before), (2, 2, 0, 0), "the question and the answer");
    let before = status(system).messages;
    system.ask(&plain, Question(0), SOON).expect_err("it fails");
    assert_eq!(counted(&before), (2, 1, 1, 0), "the question is returned, and the poison is heard");
    let before = status(system).messages;
    system.tell(&plain.address(), Unknown).expect("the system is up");
    assert_eq!(counted(&before), (2, 1, 0, 1), "a dead letter, and the letter of it to the system");
}

/// Blocks its thread until it is let go.
#[actor]
struct Busy {
    begun: Gate,
    end: Gate,
}

#[receive]
impl Busy {
    #[init]
    fn new(begun: Gate, end: Gate) -> Self {
        Busy { begun, end }
    }

    fn work(&mut self, _: &()) {
        self.begun.open();
        self.end.wait(SOON);
    }
}

fn the_counts_add_up_while_a_handler_runs(system: &TestSystem) {
    let (begun, end) = (Gate::default(), Gate::default());
    let busy = system.build_actor::<Busy>().args((begun, end)).create().expect("an actor");
    for _ in 0..3 {
        system.tell(&busy, ()).expect("the system is up");
    }
    assert!(begun.wait(SOON), "it works");
    let messages = system.status().expect("the system is up").messages;
    assert!(messages.waiting == 3 && messages.add_up(), "one in hand, two behind it: {messages:?}");
    end.open();
    assert_eq!(status(system).messages.waiting, 0);
}
