//! One calling thread at a time drives the actors, and the others wait for the baton.
//!
//! Every call from outside runs what is runnable to rest before it returns; an ask returns at its answer or
//! its timeout. For one caller all of it is deterministic.

mod mail;
mod outbox;
mod world;

use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use crate::actor::Cell;
use crate::address::{ActorAddress, Home};
use crate::base::{Census, Closed, CreateFailure, Engine, Unwaited};
use crate::envelope::Envelope;
use crate::message::AnyMessage;
use crate::node::{Ask, AskOutcome, Endpoint, Endpoints, Inside};
use crate::trace::Recorder;

use mail::{Letter, Mail};
use world::World;

/// How long a shutdown waits for handlers that await something.
const SHUTDOWN_BOUND: Duration = Duration::from_secs(10);

pub(crate) fn start(recorder: Option<Arc<Recorder>>) -> Arc<dyn Engine> {
    let home = Home::launch();
    let (endpoints, mail) = (Endpoints::new(home), Arc::new(Mail::default()));
    let world = World::new(home, endpoints.clone(), mail.clone(), recorder);
    Arc::new(Sequential { home, world: Mutex::new(Some(world)), mail, endpoints })
}

struct Sequential {
    home: Home,
    /// The baton. Nothing is left of the world after a shutdown.
    world: Mutex<Option<World>>,
    /// What reaches the world without the baton.
    mail: Arc<Mail>,
    endpoints: Arc<Endpoints>,
}

impl Sequential {
    fn is_driven_here(&self) -> bool {
        Inside::is(self.home)
    }

    /// Takes the baton for `work`.
    fn hold<R>(&self, work: impl FnOnce(&mut Option<World>) -> R) -> Result<R, Unwaited> {
        if self.is_driven_here() {
            return Err(Unwaited::InHandler);
        }
        let mut baton = self.world.lock().unwrap_or_else(PoisonError::into_inner);
        let _inside = Inside::enter(self.home);
        Ok(work(&mut baton))
    }

    /// Takes the baton for `work`, which drives the world.
    fn drive<R>(&self, work: impl FnOnce(&mut World) -> R) -> Result<R, Unwaited> {
        self.hold(|baton| match baton {
            Some(world) => {
                let result = work(world);
                self.mail.ring();
                Ok(result)
            }
            None => Err(Unwaited::Closed),
        })?
    }

    /// Drives until `done` gives something, or the deadline comes. Between times the baton is free.
    fn drive_until<R>(
        &self,
        deadline: Instant,
        ready: impl Fn() -> bool,
        done: impl Fn() -> Option<R>,
    ) -> Result<Option<R>, Unwaited> {
        loop {
            let (heard, next) = self.hold(|baton| match baton {
                Some(world) => {
                    if world.run(&ready) {
                        self.mail.ring();
                    }
                    Ok((self.mail.rings(), world.next_wakeup()))
                }
                None => Err(Unwaited::Closed),
            })??;
            if let Some(result) = done() {
                return Ok(Some(result));
            }
            if Instant::now() >= deadline {
                return Ok(None);
            }
            self.mail.wait(heard, next.map_or(deadline, |next| next.min(deadline)));
        }
    }
}

impl Engine for Sequential {
    fn endpoints(&self) -> &Arc<Endpoints> {
        &self.endpoints
    }

    fn post(&self, to: ActorAddress, envelope: Envelope, verb: &'static str) -> Result<(), Closed> {
        if self.is_driven_here() {
            self.mail.put(Letter::Post { to, envelope, verb });
            return Ok(());
        }
        let posted = self.drive(|world| {
            world.post(to, envelope, verb);
            world.run(|| false);
        });
        posted.map_err(|_| Closed)
    }

    fn create(&self, seed: Box<Cell>, by: ActorAddress) -> Result<ActorAddress, CreateFailure> {
        let created = self.drive(|world| {
            let created = world.create(seed, by);
            world.run(|| false);
            created
        })?;
        created.map_err(CreateFailure::Failed)
    }

    fn ask(
        &self,
        to: ActorAddress,
        question: Envelope,
        ask: &Ask,
        deadline: Instant,
    ) -> Result<Option<AskOutcome>, Unwaited> {
        self.drive(|world| world.post(to, question, "ask"))?;
        self.drive_until(deadline, || ask.is_over(), || ask.take())
    }

    fn listen(&self, endpoint: &Endpoint, deadline: Instant) -> Result<Option<AnyMessage>, Unwaited> {
        self.drive_until(deadline, || false, || endpoint.next_letter())
    }

    fn rest(&self, deadline: Instant) -> Result<bool, Unwaited> {
        let rests = self.drive(|world| {
            world.run(|| Instant::now() >= deadline);
            world.rests()
        })?;
        Ok(rests)
    }

    fn census(&self) -> Result<Census, Unwaited> {
        self.drive(|world| world.census())
    }

    fn shutdown(&self) -> Result<(), Unwaited> {
        match self.drive(World::end) {
            Ok(()) => {}
            Err(Unwaited::Closed) => return Ok(()),
            Err(in_handler) => return Err(in_handler),
        }
        let deadline = Instant::now() + SHUTDOWN_BOUND;
        loop {
            let left = self.hold(|baton| {
                let world = baton.as_mut()?;
                world.run(|| false);
                let is_over = world.is_over() || Instant::now() >= deadline;
                let left = (self.mail.rings(), world.next_wakeup());
                if is_over {
                    world.close();
                    *baton = None;
                    self.mail.ring();
                    return None;
                }
                Some(left)
            })?;
            let Some((heard, next)) = left else { break };
            self.mail.wait(heard, next.map_or(deadline, |next| next.min(deadline)));
        }
        self.endpoints.close();
        Ok(())
    }
}
