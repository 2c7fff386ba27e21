//! One calling thread at a time drives the actors, and the others wait for the baton.
//!
//! Every call from outside runs what is runnable to rest before it returns; an ask returns at its answer or
//! its timeout. For one caller all of it is deterministic.

mod baton;

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use crate::actor::ask::{Ask, AskOutcome};
use crate::actor::{Cell, Room, Setting, WakeToken};
use crate::address::{ActorAddress, Home};
use crate::base::{Around, Closed, CreateFailure, Engine, Options, PATIENCE, Unwaited};
use crate::envelope::Envelope;
use crate::message::{AnyMessage, contain_drop};
use crate::node::world::{Letter, Mail, Surroundings, Time, Wait, World};
use crate::node::{Census, Endpoint, Endpoints, Inside, later, shutdown};

use baton::{Baton, Turn};

/// How long a call whose own matter is settled goes on with what others have left in the mail meanwhile. Actors that
/// come to rest do so in that time; those that never do are no reason to keep a caller.
const COURTESY: Duration = Duration::from_millis(10);

pub(crate) fn start(options: Options) -> Arc<dyn Engine> {
    let home = Home::launch();
    let setting = Arc::new(Setting::new(options.manner, options.capabilities));
    let around = Surroundings::new(home, setting.clone());
    let for_actors = around.mail.clone();
    let _ = setting.shut_down.set(Box::new(move || for_actors.ask_for_shutdown()));
    let world = World::with_admin(&around, Time::new(options.virtual_time), options.seed);
    let Surroundings { endpoints, mail, gate, .. } = around;
    let world = Baton::new(Some(world), gate);
    Arc::new(Sequential {
        home,
        closing: AtomicBool::new(false),
        setting,
        around: options.around,
        world,
        mail,
        endpoints,
    })
}

struct Sequential {
    home: Home,
    /// Whether a shutdown has begun: nothing is created any more.
    closing: AtomicBool,
    setting: Arc<Setting>,
    around: Around,
    /// The baton. Nothing is left of the world after a shutdown.
    world: Baton<Option<World>>,
    /// What reaches the world without the baton.
    mail: Arc<Mail>,
    endpoints: Arc<Endpoints>,
}

impl Sequential {
    /// Takes the baton for `work`, unless there is `no_need` any more.
    fn hold<R>(
        &self,
        deadline: Instant,
        no_need: impl Fn() -> bool,
        work: impl FnOnce(&mut Option<World>) -> R,
    ) -> Result<R, Unwaited> {
        if self.is_inside() {
            return Err(Unwaited::InHandler);
        }
        let Some(Turn::Held(mut baton)) = self.world.take(deadline, no_need) else {
            return Err(Unwaited::TimeOver);
        };
        let inside = Inside::enter(self.home);
        let result = self.around.run(|| work(&mut baton));
        drop((inside, baton));
        self.see_to_mail();
        Ok(result)
    }

    /// What came while the baton was given back finds no driver: this one goes on, for a moment. What that does not
    /// settle, like a handler that wakes itself again and again, goes on with the next call.
    fn see_to_mail(&self) {
        if self.mail.takes_shutdown()
            && let Err(error) = self.shutdown()
        {
            tracing::error!(?error, "the shutdown that an actor asked for did not begin");
        }
        let mut until = None;
        while self.mail.has_letters() {
            let now = Instant::now();
            let left = until.get_or_insert(now + COURTESY).saturating_duration_since(now);
            if left.is_zero() {
                return;
            }
            let Some(mut baton) = self.world.try_take() else { return };
            let _inside = Inside::enter(self.home);
            match &mut *baton {
                Some(world) => {
                    self.around.run(|| world.run(left, || false));
                    self.mail.ring();
                }
                None => return,
            }
        }
    }

    /// Takes the baton for `work`, which drives the world.
    fn drive<R>(&self, work: impl FnOnce(&mut World) -> R) -> Result<R, Unwaited> {
        let deadline = later(Instant::now(), PATIENCE);
        self.hold(
            deadline,
            || false,
            |baton| match baton {
                Some(world) => {
                    let result = work(world);
                    self.mail.ring();
                    Ok(result)
                }
                None => Err(Unwaited::Closed),
            },
        )?
    }

    /// Drives until `done` gives something, or the time is over. Between times the baton is free.
    fn drive_until<R>(
        &self,
        timeout: Duration,
        ready: impl Fn() -> bool,
        done: impl Fn() -> Option<R>,
    ) -> Result<Option<R>, Unwaited> {
        // By the clock, for the baton and for actors that never rest; and by the world's own time.
        let mut since = Instant::now();
        let bound = later(since, timeout);
        let (mut deadline, mut patience) = (None, timeout);
        loop {
            let step = self.hold(bound, &ready, |baton| {
                let Some(world) = baton.as_mut() else {
                    // It may have been answered on the way down.
                    return done().map(|result| Step::Over(Some(result))).ok_or(Unwaited::Closed);
                };
                let deadline = *deadline.get_or_insert_with(|| match world.is_virtual() {
                    true => later(world.now(), timeout),
                    false => bound,
                });
                if world.run(patience, &ready) {
                    self.mail.ring();
                }
                if let Some(result) = done() {
                    return Ok(Step::Over(Some(result)));
                }
                if world.now() >= deadline || Instant::now() >= bound {
                    return Ok(Step::Over(None));
                }
                let due = world.next_wakeup().map_or(deadline, |next| next.min(deadline));
                Ok(self.step(world, due, &mut since))
            });
            let step = match step {
                // Another thread drives, and may have brought what this one waits for.
                Err(Unwaited::TimeOver) => return Ok(done()),
                other => other??,
            };
            match step {
                Step::Over(result) => return Ok(result),
                Step::Wait(wait) => self.wait(wait, bound)?,
            }
            patience = bound.saturating_duration_since(Instant::now());
        }
    }

    /// What to do at rest, until something falls due; the world has been at it, by the clock, since then.
    fn step<R>(&self, world: &mut World, due: Instant, since: &mut Instant) -> Step<R> {
        let is_virtual = world.is_virtual();
        let time = match world.wait_until(due) {
            Wait::No => Duration::ZERO,
            // A handler that wakes itself again and again does not keep time from passing.
            Wait::For(time) if is_virtual && since.elapsed() >= time => {
                *since = Instant::now();
                world.pass(due);
                Duration::ZERO
            }
            Wait::For(time) => time,
        };
        Step::Wait(Pause { heard: self.mail.rings(), time, due, is_virtual })
    }

    fn wait(&self, pause: Pause, bound: Instant) -> Result<(), Unwaited> {
        let came = pause.time.is_zero() || self.mail.wait(pause.heard, pause.time);
        if came || !pause.is_virtual {
            return Ok(());
        }
        // Nothing came in the time that something was away: so it has passed.
        let passed = self.hold(
            bound,
            || false,
            |baton| {
                if let Some(world) = baton {
                    world.pass(pause.due);
                }
            },
        );
        match passed {
            Err(Unwaited::TimeOver) => Ok(()),
            other => other,
        }
    }
}

/// Where a driver stands after a run.
enum Step<R> {
    Over(R),
    Wait(Pause),
}

/// A wait without the baton: from which ring on, how long, and until when by the world's own time.
struct Pause {
    heard: u64,
    time: Duration,
    due: Instant,
    is_virtual: bool,
}

impl Engine for Sequential {
    fn endpoints(&self) -> &Arc<Endpoints> {
        &self.endpoints
    }

    fn post(&self, to: ActorAddress, envelope: Envelope, verb: &'static str) -> Result<(), Closed> {
        // Who drives the world finds it in the mail, and nobody waits for the baton.
        let baton = if self.is_inside() { None } else { self.world.try_take() };
        let Some(mut baton) = baton else {
            self.mail.put(Letter::Post { to, envelope, verb });
            if !self.is_inside() {
                self.see_to_mail();
            }
            return Ok(());
        };
        let inside = Inside::enter(self.home);
        let world = baton.as_mut().ok_or(Closed)?;
        // What this thread sent before may lie there still.
        world.open_mail();
        world.post(to, envelope, verb);
        self.around.run(|| world.run(PATIENCE, || false));
        self.mail.ring();
        drop((inside, baton));
        self.see_to_mail();
        Ok(())
    }

    fn create(&self, seed: Box<Cell>, by: ActorAddress) -> Result<ActorAddress, CreateFailure> {
        self.drive(|world| {
            if self.closing.load(Ordering::Acquire) {
                return Err(CreateFailure::Unwaited(Unwaited::Closed));
            }
            let created = world.create(seed, by);
            world.run(PATIENCE, || false);
            created.map_err(CreateFailure::Stillborn)
        })?
    }

    fn ask(
        &self,
        to: ActorAddress,
        question: Envelope,
        ask: &Ask,
        timeout: Duration,
    ) -> Result<Option<AskOutcome>, Unwaited> {
        if self.is_inside() {
            return Err(Unwaited::InHandler);
        }
        // Whoever holds the baton finds the question in the mail; otherwise this thread does, next.
        match self.world.try_take() {
            Some(mut baton) => match &mut *baton {
                Some(world) => {
                    let _inside = Inside::enter(self.home);
                    world.open_mail();
                    world.post(to, question, "ask");
                }
                None => return Err(Unwaited::Closed),
            },
            None => self.mail.put(Letter::Post { to, envelope: question, verb: "ask" }),
        }
        self.drive_until(timeout, || ask.is_over(), || ask.take())
    }

    fn is_inside(&self) -> bool {
        Inside::is(self.home)
    }

    fn drives_in_caller(&self) -> bool {
        !self.is_inside()
    }

    fn remind(&self, ask: &Ask, after: Duration) -> Option<WakeToken> {
        self.mail.put(Letter::Remind { ask: ask.address(), after });
        None
    }

    fn unremind(&self, _: WakeToken) {}

    fn listen(&self, endpoint: &Endpoint, timeout: Duration) -> Result<Option<AnyMessage>, Unwaited> {
        self.drive_until(timeout, || false, || endpoint.next_letter())
    }

    fn rest(&self, timeout: Duration) -> Result<bool, Unwaited> {
        self.drive(|world| {
            world.run(timeout, || false);
            world.rests()
        })
    }

    fn setting(&self) -> &Arc<Setting> {
        &self.setting
    }

    fn await_place(&self, room: &Room, timeout: Duration) -> Result<bool, Unwaited> {
        let found = || room.has_place().then_some(());
        Ok(self.drive_until(timeout, || room.has_place(), found)?.is_some())
    }

    fn is_open(&self) -> bool {
        !self.closing.load(Ordering::Acquire)
    }

    fn census(&self) -> Result<Census, Unwaited> {
        self.drive(|world| world.census())
    }

    fn shutdown(&self) -> Result<(), Unwaited> {
        if !self.is_inside() {
            self.closing.store(true, Ordering::Release);
        }
        let mut shutdown = match self.drive(World::end) {
            Ok(shutdown) => shutdown,
            Err(Unwaited::Closed) => return Ok(()),
            Err(in_handler) => return Err(in_handler),
        };
        let (mut deadline, mut since) = (None, Instant::now());
        loop {
            let bound = later(Instant::now(), PATIENCE);
            let step = self.hold(
                bound,
                || false,
                |baton| {
                    let Some(world) = baton else { return Step::Over(()) };
                    if world.run(shutdown::BOUND, || false) {
                        self.mail.ring();
                    }
                    if shutdown.has_advanced(world.progress()) {
                        deadline = None;
                    }
                    let deadline = *deadline.get_or_insert_with(|| later(world.now(), shutdown::BOUND));
                    if world.is_over() || world.now() >= deadline {
                        world.close(&shutdown);
                        if let Some(world) = baton.take() {
                            contain_drop(world);
                        }
                        self.mail.close();
                        self.mail.ring();
                        return Step::Over(());
                    }
                    let due = world.next_wakeup().map_or(deadline, |next| next.min(deadline));
                    self.step(world, due, &mut since)
                },
            )?;
            match step {
                Step::Over(()) => break,
                Step::Wait(pause) => self.wait(pause, bound)?,
            }
        }
        self.endpoints.close();
        Ok(())
    }
}
