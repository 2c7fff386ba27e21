//! Philosophers at a round table. Each holds its fork, and asks its neighbour for another, who waits as well: a
//! deadlock, and who closes the circle is told so. With a waiter all eat: `cargo run --example philosophers`.

use std::time::Duration;
use thespian::prelude::*;

const SEATS: usize = 5;
const PATIENCE: Duration = Duration::from_secs(10);

// ANCHOR: philosopher
/// Dine, with a fork of that neighbour's.
#[message]
pub struct Dine(Addr<Philosopher>, Addr<Bell>);
#[message]
pub struct LendFork;

#[actor]
#[derive(Default)]
pub struct Philosopher;
#[receive]
impl Philosopher {
    /// Handles one message at a time, and so lends its fork to nobody while it dines.
    async fn dine(&mut self, Dine(neighbour, bell): &Dine, ctx: &mut Context) -> Result<(), Failure> {
        ctx.ask_any(bell, Seated, PATIENCE).await?; // until everybody dines
        match ctx.ask(neighbour, LendFork, PATIENCE).await {
            Ok(Ack) => ctx.reply("eats".to_owned()),
            Err(AskError::WouldDeadlock { chain }) => ctx.reply(format!("gives up: {} wait", chain.len())),
            Err(other) => return Err(other.into()),
        }
        Ok(())
    }

    fn lend_fork(&mut self, _: &LendFork) -> Ack {
        Ack
    }
}
// ANCHOR_END: philosopher

#[message]
pub struct Seated;

/// Rings when all are seated: answers them all.
#[actor]
#[derive(Default)]
pub struct Bell {
    seated: Vec<ActorAddress>,
}
#[receive]
impl Bell {
    fn seated(&mut self, _: &Seated, ctx: &mut Context) {
        self.seated.push(ctx.sender());
        if self.seated.len() == SEATS {
            self.seated.drain(..).for_each(|philosopher| ctx.send(&philosopher, Ack));
        }
    }
}

// ANCHOR: waiter
/// Dine at that seat, served by that waiter.
#[message]
pub struct DineServed(usize, Addr<Waiter>);
#[message]
pub struct Hungry(usize);
#[message]
pub struct Full(usize);

#[actor]
#[derive(Default)]
pub struct Guest;
#[receive]
impl Guest {
    async fn dine(&mut self, dine: &DineServed, ctx: &mut Context) -> Result<(), Failure> {
        let &DineServed(seat, waiter) = dine;
        ctx.ask_any(&waiter, Hungry(seat), PATIENCE).await?; // until both forks are free
        ctx.reply("eats".to_owned());
        ctx.send(&waiter, Full(seat));
        Ok(())
    }
}

/// Has all forks, and asks nobody.
#[actor]
#[derive(Default)]
pub struct Waiter {
    taken: [bool; SEATS],
    hungry: Vec<(usize, ActorAddress)>,
}
#[receive]
impl Waiter {
    fn hungry(&mut self, &Hungry(seat): &Hungry, ctx: &mut Context) {
        self.hungry.push((seat, ctx.sender()));
        self.serve(ctx);
    }
    fn full(&mut self, &Full(seat): &Full, ctx: &mut Context) {
        forks(seat).iter().for_each(|&fork| self.taken[fork] = false);
        self.serve(ctx);
    }
}
impl Waiter {
    fn serve(&mut self, ctx: &mut Context) {
        self.hungry.retain(|&(seat, guest)| {
            let waits = forks(seat).iter().any(|&fork| self.taken[fork]);
            if !waits {
                forks(seat).iter().for_each(|&fork| self.taken[fork] = true);
                ctx.send(&guest, Ack);
            }
            waits
        });
    }
}

/// The one of this seat, and the neighbour's.
fn forks(seat: usize) -> [usize; 2] {
    [seat, (seat + 1) % SEATS]
}
// ANCHOR_END: waiter

fn outcomes(system: &ActorSystem) -> thespian::Result<String> {
    let outcomes = (0..SEATS).map_while(|_| system.listen(PATIENCE)).map(AnyMessage::downcast::<String>);
    let mut outcomes = outcomes.collect::<Result<Vec<_>, _>>()?;
    outcomes.sort(); // who closes the circle is up to the scheduler
    Ok(outcomes.join(", "))
}

#[thespian::main]
fn main() -> thespian::Result<()> {
    let base = std::env::args().nth(1);
    let system = ActorSystem::start(base.as_deref().unwrap_or("simpleSystemBase"))?;
    let bell = system.create_actor::<Bell>()?;
    let philosophers =
        (0..SEATS).map(|_| system.create_actor::<Philosopher>()).collect::<Result<Vec<_>, _>>()?;
    for (seat, philosopher) in philosophers.iter().enumerate() {
        system.tell(philosopher, Dine(philosophers[(seat + 1) % SEATS], bell))?;
    }
    println!("alone: {}", outcomes(&system)?);

    let waiter = system.create_actor::<Waiter>()?;
    for seat in 0..SEATS {
        let guest = system.create_actor::<Guest>()?;
        system.tell(&guest, DineServed(seat, waiter))?;
    }
    println!("with a waiter: {}", outcomes(&system)?);
    system.shutdown()
}
