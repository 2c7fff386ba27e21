//! A program that uses a system whose actors are processes: it has none itself.

mod desks;
mod leaving;
mod outside;
mod recipient;

use std::collections::HashMap;
use std::io;
use std::os::fd::OwnedFd;
use std::process::Child;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use rustix::event::{PollFd, PollFlags, Timespec, poll};
use rustix::process::{Pid, PidfdFlags, pidfd_open};
use tokio::task::AbortHandle;

use super::birth::Cord;
use super::place::SocketFile;
use super::runtime::Io;
use crate::actor::ask::{Ask, AskOutcome};
use crate::actor::{Cell, Entry, Manner, Room, Setting, Stillbirth, WakeToken};
use crate::address::{ActorAddress, Home};
use crate::base::{Closed, CreateFailure, Engine, PATIENCE, Unwaited};
use crate::carrier::{Listener, Site, Stream};
use crate::envelope::Envelope;
use crate::message::{ActorExitRequest, AnyMessage, FailedAttempt, TimeOver, Watch};
use crate::node::net::{Birth, Callee, Count, Executable, Facts, Net, Recipient, Word, receive_calls};
use crate::node::{Census, Endpoint, Endpoints, Slots, later};
use crate::status::ProcessStatus;
use crate::wire::Cookie;

use desks::Desks;
pub(super) use leaving::leave_at_the_end;
use outside::Outside;

/// How long one look at all processes takes at most.
const LOOK: Duration = Duration::from_secs(2);

/// How long the process of a system has to go, once it has said so.
const LEAVE: Duration = Duration::from_secs(5);

/// How long a shutdown may take: what actors are granted for it, and then some.
const END: Duration = Duration::from_secs(60);

/// What waits for a word from elsewhere.
#[derive(Default)]
struct Waiting {
    /// Whose end is waited for, and where: should they not be able to say it themselves.
    watched: HashMap<ActorAddress, Vec<ActorAddress>>,
    births: HashMap<ActorAddress, Option<Birth>>,
    counts: HashMap<u64, Option<Count>>,
    lists: HashMap<u64, Option<Vec<ProcessStatus>>>,
    questions: u64,
    is_closed: bool,
}

/// A program as a part of a system.
pub(super) struct Program {
    home: Home,
    net: Arc<Net>,
    setting: Arc<Setting>,
    endpoints: Arc<Endpoints>,
    desks: Desks,
    slots: Mutex<Slots>,
    waiting: Mutex<Waiting>,
    news: Condvar,
    closing: AtomicBool,
    timers: Mutex<HashMap<u64, AbortHandle>>,
    last_timer: AtomicU64,
    /// What started the system, where this program did.
    admin: Mutex<Option<Started>>,
    /// Which program the system is, where it is another than this.
    other_program: Option<String>,
    /// Says when the system's own process has gone.
    admin_process: Option<OwnedFd>,
    /// Where the other processes call this one, if that is a file.
    socket: Mutex<Option<SocketFile>>,
    /// What runs the links; nothing if there are none any more.
    io: Mutex<Option<Io>>,
}

/// The system's own process, where this program has started it.
pub(super) struct Started {
    pub(super) child: Option<Child>,
    /// The system ends with this, if it is this program's alone.
    pub(super) cord: Option<Cord>,
}

impl Drop for Started {
    fn drop(&mut self) {
        drop(self.cord.take());
        if let Some(mut child) = self.child.take() {
            // Who has started a process asks how it ended; that may take a moment, which nobody else should wait for.
            let _ = std::thread::Builder::new().spawn(move || child.wait());
        }
    }
}

/// All that a program has before it is a part of a system.
pub(super) struct Attached {
    pub(super) io: Io,
    pub(super) runtime: tokio::runtime::Handle,
    pub(super) cookie: Cookie,
    pub(super) system: Site,
    pub(super) listener: Listener,
    pub(super) socket: SocketFile,
    pub(super) callee: Callee,
    pub(super) facts: Facts,
    pub(super) program: Executable,
    pub(super) stream: Stream,
    pub(super) started: Option<Started>,
}

/// Becomes a part of a system that has let this program in.
pub(super) fn begin(attached: Attached) -> io::Result<Arc<Program>> {
    let Attached { io, runtime, cookie, system, listener, socket, callee, facts, program, stream, started } =
        attached;
    let (home, site) = (Home::from_word(callee.caller), listener.site()?);
    let net = Net::new(home, site, cookie, runtime.clone());
    let setting = Arc::new(Setting::new(Manner::default(), facts.capabilities));
    let endpoints = Endpoints::new(home);
    let outside = Outside { home, net: net.clone(), endpoints: endpoints.clone() };
    let desks = Desks::new(outside, setting.clone());
    let program = Arc::new(Program {
        home,
        net: net.clone(),
        setting,
        endpoints,
        desks,
        slots: Mutex::new(Slots::new(home)),
        waiting: Mutex::default(),
        news: Condvar::new(),
        closing: AtomicBool::new(false),
        timers: Mutex::default(),
        last_timer: AtomicU64::new(0),
        admin: Mutex::new(started),
        other_program: (facts.program.path != program.path).then_some(facts.program.path),
        admin_process: i32::try_from(facts.pid)
            .ok()
            .and_then(Pid::from_raw)
            .and_then(|pid| pidfd_open(pid, PidfdFlags::empty()).ok()),
        socket: Mutex::new(Some(socket)),
        io: Mutex::new(Some(io)),
    });
    let recipient: Arc<dyn Recipient> = program.clone();
    net.deliver_to(Arc::downgrade(&recipient));
    leaving::open(&program);
    let for_rooms = net.clone();
    let _ = program.setting.rooms.finder.set(Box::new(move |who| for_rooms.room_of(who)));
    let _entered = runtime.enter();
    runtime.spawn(receive_calls(net.clone(), listener.open()?));
    net.attached(system, &callee, stream);
    Ok(program)
}

impl Program {
    fn waiting(&self) -> MutexGuard<'_, Waiting> {
        self.waiting.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Waits for something that a word brings.
    fn wait_for<R>(
        &self,
        timeout: Duration,
        mut look: impl FnMut(&mut Waiting) -> Option<R>,
    ) -> Result<R, Unwaited> {
        let deadline = later(Instant::now(), timeout);
        let mut waiting = self.waiting();
        loop {
            if let Some(found) = look(&mut waiting) {
                return Ok(found);
            }
            if waiting.is_closed {
                return Err(Unwaited::Closed);
            }
            let left = deadline.saturating_duration_since(Instant::now());
            if left.is_zero() {
                return Err(Unwaited::TimeOver);
            }
            waiting = self.news.wait_timeout(waiting, left).unwrap_or_else(PoisonError::into_inner).0;
        }
    }

    /// What all processes have counted.
    fn count_all(&self, timeout: Duration) -> Result<Count, Unwaited> {
        let number = {
            let mut waiting = self.waiting();
            if waiting.is_closed {
                return Err(Unwaited::Closed);
            }
            waiting.questions += 1;
            let number = waiting.questions;
            waiting.counts.insert(number, None);
            number
        };
        self.net.tell_system(Word::Count(number));
        let counted = self.wait_for(timeout, |waiting| waiting.counts.get_mut(&number)?.take());
        self.waiting().counts.remove(&number);
        counted
    }

    /// The processes of the system.
    fn list(&self) -> Result<Vec<ProcessStatus>, Unwaited> {
        let number = {
            let mut waiting = self.waiting();
            waiting.questions += 1;
            let number = waiting.questions;
            waiting.lists.insert(number, None);
            number
        };
        self.net.tell_system(Word::List(number));
        let listed = self.wait_for(LOOK, |waiting| waiting.lists.get_mut(&number)?.take());
        self.waiting().lists.remove(&number);
        listed
    }

    /// Waits until the process of the system has gone, which has said that it ends.
    fn see_admin_off(&self) {
        if let Some(admin) = &self.admin_process {
            let mut ended = [PollFd::new(admin, PollFlags::IN)];
            let _ = poll(&mut ended, Some(&Timespec { tv_sec: LEAVE.as_secs() as i64, tv_nsec: 0 }));
        }
    }

    /// The system is down, or this program no part of it any more.
    fn close(&self) {
        self.closing.store(true, Ordering::Release);
        // Who waits for the end may end this process at once, and its file would stay.
        drop(self.socket.lock().unwrap_or_else(PoisonError::into_inner).take());
        {
            let mut waiting = self.waiting();
            if std::mem::replace(&mut waiting.is_closed, true) {
                return;
            }
        }
        self.news.notify_all();
        drop(self.admin.lock().unwrap_or_else(PoisonError::into_inner).take());
        self.setting.rooms.close_all();
        self.endpoints.close();
        // The links end, and nobody is called any more.
        drop(self.io.lock().unwrap_or_else(PoisonError::into_inner).take());
    }

    /// What this program has counted.
    fn count(&self) -> Count {
        Count { tally: self.desks.tally(), actors: 0, sent: self.net.sent(), rests: self.net.is_through() }
    }
}

impl Engine for Program {
    fn endpoints(&self) -> &Arc<Endpoints> {
        &self.endpoints
    }

    fn post(&self, to: ActorAddress, envelope: Envelope, verb: &'static str) -> Result<(), Closed> {
        {
            let mut waiting = self.waiting();
            if waiting.is_closed {
                return Err(Closed);
            }
            if envelope.message.is::<Watch>() {
                waiting.watched.entry(to).or_default().push(envelope.sender);
            }
        }
        self.desks.at_one(|desk| desk.send(to, envelope, verb, Entry::Paid));
        Ok(())
    }

    fn create(&self, seed: Box<Cell>, _: ActorAddress) -> Result<ActorAddress, CreateFailure> {
        if !self.is_open() {
            return Err(Unwaited::Closed.into());
        }
        let blueprint = seed.blueprint().map_err(|reason| {
            CreateFailure::Stillborn(Stillbirth::Failed(FailedAttempt::new(reason, None)))
        })?;
        let who = self.slots.lock().unwrap_or_else(PoisonError::into_inner).reserve();
        self.waiting().births.insert(who, None);
        let parent = ActorAddress::admin(self.home);
        self.net.tell_system(Word::Start { who, parent, from_outside: true, blueprint });
        let birth = self.wait_for(PATIENCE, |waiting| waiting.births.get_mut(&who)?.take());
        self.waiting().births.remove(&who);
        if let Err(Unwaited::TimeOver) = birth {
            // It may still come to life, and nobody would know of it.
            let _ = self.post(who, Envelope::new(AnyMessage::new(ActorExitRequest::now()), parent), "end");
        }
        match birth? {
            Birth::Lives => Ok(who),
            Birth::Misfit(lacking) => Err(CreateFailure::Stillborn(Stillbirth::Misfit(lacking))),
            Birth::Failed(mut failure) => {
                if let Some(other) = &self.other_program {
                    let whose = format!(
                        "\nThe system was started by another program, `{other}`: the actors that it knows are that one's"
                    );
                    failure.text.push_str(&whose);
                }
                Err(CreateFailure::Stillborn(Stillbirth::Failed(failure)))
            }
        }
    }

    fn ask(
        &self,
        to: ActorAddress,
        question: Envelope,
        ask: &Ask,
        timeout: Duration,
    ) -> Result<Option<AskOutcome>, Unwaited> {
        let deadline = later(Instant::now(), timeout);
        self.post(to, question, "ask").map_err(|Closed| Unwaited::Closed)?;
        Ok(ask.wait(deadline))
    }

    fn is_inside(&self) -> bool {
        false
    }

    fn drives_in_caller(&self) -> bool {
        false
    }

    fn remind(&self, ask: &Ask, after: Duration) -> Option<WakeToken> {
        let (endpoints, address) = (self.endpoints.clone(), ask.address());
        let reminder = self.net.runtime().spawn(async move {
            tokio::time::sleep(after).await;
            let mut over = Envelope::new(AnyMessage::new(TimeOver), address);
            // Who has its answer by now is not reminded.
            let _ = endpoints.deliver(address, &mut over);
        });
        let token = self.last_timer.fetch_add(1, Ordering::Relaxed);
        self.timers.lock().unwrap_or_else(PoisonError::into_inner).insert(token, reminder.abort_handle());
        Some(WakeToken(token))
    }

    fn unremind(&self, token: WakeToken) {
        let reminder = self.timers.lock().unwrap_or_else(PoisonError::into_inner).remove(&token.0);
        if let Some(reminder) = reminder {
            reminder.abort();
        }
    }

    fn listen(&self, endpoint: &Endpoint, timeout: Duration) -> Result<Option<AnyMessage>, Unwaited> {
        Ok(endpoint.wait_for_letter(later(Instant::now(), timeout)))
    }

    /// All rest if they say so twice, and have sent nothing in between.
    fn rest(&self, timeout: Duration) -> Result<bool, Unwaited> {
        let deadline = later(Instant::now(), timeout);
        let mut before = None;
        loop {
            // Where the host is busy, a look may not come to its end.
            let resting = match self.count_all(LOOK) {
                Ok(count) => count.rests.then_some(count.sent),
                Err(Unwaited::TimeOver) => None,
                Err(closed) => return Err(closed),
            };
            if resting.is_some() && before == resting {
                return Ok(true);
            }
            before = resting;
            if Instant::now() >= deadline {
                return Ok(false);
            }
            std::thread::sleep(Duration::from_millis(1));
        }
    }

    fn census(&self) -> Result<Census, Unwaited> {
        let Count { tally, actors, .. } = self.count_all(LOOK)?;
        let processes = self.list()?;
        let actors = usize::try_from(actors).unwrap_or(usize::MAX);
        Ok(Census { tally, waiting: tally.unaccounted(), actors, processes })
    }

    fn setting(&self) -> &Arc<Setting> {
        &self.setting
    }

    fn await_place(&self, room: &Room, timeout: Duration) -> Result<bool, Unwaited> {
        if !self.is_open() {
            return Err(Unwaited::Closed);
        }
        Ok(room.wait(later(Instant::now(), timeout)))
    }

    fn is_open(&self) -> bool {
        !self.closing.load(Ordering::Acquire)
    }

    fn shutdown(&self) -> Result<(), Unwaited> {
        self.closing.store(true, Ordering::Release);
        self.net.tell_system(Word::EndAll);
        match self.wait_for(END, |waiting| waiting.is_closed.then_some(())) {
            Ok(()) | Err(Unwaited::Closed) => {}
            Err(other) => return Err(other),
        }
        self.see_admin_off();
        Ok(())
    }
}
