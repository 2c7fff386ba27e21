//! The system's own process: it starts the others, knows where they are, and ends what has lost its own.

mod counting;
mod members;
mod recipient;
mod starting;

use std::collections::BTreeSet;
use std::io;
use std::process::ExitStatus;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use rustix::process::{Pid, Signal, kill_process};
use tokio::io::AsyncReadExt;
use tokio::signal::unix::{SignalKind, signal};
use tokio::task::JoinHandle;

use super::birth::{Cord, Ready};
use super::executable;
use super::host::{Host, Until};
use super::place::{Key, Place, SocketFile};
use super::runtime;
use crate::actor::{Manner, Setting};
use crate::address::{ActorAddress, Home};
use crate::capability::Capabilities;
use crate::carrier::Site;
use crate::message::ExitReason;
use crate::node::Inside;
use crate::node::net::{Executable, Net, Recipient, Sought, Whereabouts, Word, receive_calls};
use crate::node::shutdown::{self, Left, Shutdown};
use crate::node::world::World;
use crate::wire::Cookie;

use counting::{Answered, Counting};
use members::{Member, Members};

/// How long processes have to answer a question that needs no handler.
const ANSWER: Duration = Duration::from_secs(1);

/// How long processes have to go, once their actors have ended.
const LEAVE: Duration = Duration::from_secs(1);

struct AdminProcess {
    host: Host,
    place: Place,
    /// Where this process itself listens.
    site: Site,
    cookie: Cookie,
    program: Executable,
    members: Mutex<Members>,
    counting: Mutex<Counting>,
    /// Whether it ends: nobody else is let in.
    ends: AtomicBool,
}

/// Is the system, until it is ended.
///
/// # Errors
/// Those that come before it could say that it is ready, and were said to who has started it.
pub(super) fn run(
    mut cord: Cord,
    place: Place,
    is_unique: bool,
    capabilities: Capabilities,
) -> io::Result<()> {
    let lock = match place.lock() {
        Ok(Some(lock)) => lock,
        Ok(None) => return cord.send(&Ready::Taken, None),
        Err(error) => return cord.send(&Ready::Failed(error.to_string()), None),
    };
    let begun = match begin(place, capabilities) {
        Ok(begun) => begun,
        Err(error) => return cord.send(&Ready::Failed(error.to_string()), None),
    };
    let Begun { io, admin, mut world, reception, _recipient } = begun;
    cord.send(&Ready::At(admin.site.clone()), None)?;
    let runtime = admin.host.net.runtime().clone();
    let _entered = runtime.enter();
    if is_unique {
        admin.end_with(cord)?;
    } else {
        drop(cord);
    }

    let _inside = Inside::enter(admin.host.net.home());
    let mut ending: Option<(Shutdown, Instant)> = None;
    admin.host.run(&mut world, |world| {
        if ending.is_none() && admin.host.mail.takes_shutdown() {
            admin.ends.store(true, Ordering::SeqCst);
            ending = Some((world.end(), Instant::now() + shutdown::BOUND));
            return Until::Then(Some(Instant::now()));
        }
        let Some((shutdown, deadline)) = &mut ending else { return Until::Then(None) };
        let mut progress = world.progress();
        progress.population += admin.members().tenants().count();
        if shutdown.has_advanced(progress) {
            *deadline = Instant::now() + shutdown::BOUND;
        }
        if world.is_over() || Instant::now() >= *deadline {
            return Until::Over;
        }
        Until::Then(Some(*deadline))
    });
    let seeing_off = admin.clone();
    let left = admin.host.run_during(&mut world, async move { seeing_off.see_all_off().await });
    if let Some((shutdown, _)) = ending {
        world.report(&shutdown, &left);
    }
    // Nobody finds this system any more; only then those who are in it hear that it ends.
    reception.abort();
    let _ = io.block_on(reception);
    admin.place.remove();
    admin.host.see_off(&mut world, LEAVE);
    io.block_on(admin.host.net.end());
    drop(lock);
    Ok(())
}

struct Begun {
    io: runtime::Io,
    admin: Arc<AdminProcess>,
    world: World,
    reception: JoinHandle<()>,
    /// Kept for as long as something comes.
    _recipient: Arc<dyn Recipient>,
}

fn begin(place: Place, capabilities: Capabilities) -> io::Result<Begun> {
    let program = executable::identity()?;
    place.clear()?;
    let listener = place.listen_for_system().map_err(|error| match (error.kind(), place.key()) {
        (io::ErrorKind::AddrInUse, Key::Port(port)) => io::Error::other(format!(
            "port {port} of this host is taken by something that is no system of this user's; the capability \
             `Admin Port` chooses another"
        )),
        _ => error,
    })?;
    let (site, cookie) = (listener.site()?, place.new_cookie()?);
    let (io, runtime) = runtime::start("thespian-links")?;
    let net = Net::new(Home::launch(), site.clone(), cookie.clone(), runtime.clone());
    let setting = Arc::new(Setting::new(Manner::default(), capabilities));
    let (host, world) = Host::new(net.clone(), setting.clone(), true);
    let (members, counting) = (Mutex::default(), Mutex::default());
    let admin = Arc::new(AdminProcess {
        host,
        place,
        site,
        cookie,
        program,
        members,
        counting,
        ends: AtomicBool::new(false),
    });
    let for_actors = admin.clone();
    let _ = setting.shut_down.set(Box::new(move || for_actors.end_all()));
    let for_others = net.clone();
    let _ = setting.host_changed.set(Box::new(move |capabilities| {
        for_others.say_to_all(&Word::Host { capabilities: capabilities.clone() });
    }));
    let recipient: Arc<dyn Recipient> = Arc::new(admin.clone());
    net.deliver_to(Arc::downgrade(&recipient));
    let _entered = runtime.enter();
    let reception = runtime.spawn(receive_calls(net, listener.open()?));
    let mut report = signal(SignalKind::user_defined1())?;
    let reporting = admin.clone();
    runtime.spawn(async move {
        while report.recv().await.is_some() {
            reporting.report();
        }
    });
    let mut terminate = signal(SignalKind::terminate())?;
    let terminated = admin.clone();
    runtime.spawn(async move {
        while terminate.recv().await.is_some() {
            terminated.end_all();
        }
    });
    Ok(Begun { io, admin, world, reception, _recipient: recipient })
}

impl AdminProcess {
    fn members(&self) -> MutexGuard<'_, Members> {
        self.members.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn counting(&self) -> MutexGuard<'_, Counting> {
        self.counting.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn home(&self) -> Home {
        self.host.net.home()
    }

    /// Writes to the log which processes there are, and how this one is.
    fn report(&self) {
        for process in self.members().all().map(Member::status) {
            tracing::info!(pid = process.pid, name = process.name, site = process.site, "a process");
        }
        self.host.report();
    }

    fn end_all(&self) {
        self.host.mail.ask_for_shutdown();
        self.host.mail.nudge();
    }

    /// Ends the system with the program that has started it.
    fn end_with(self: &Arc<Self>, cord: Cord) -> io::Result<()> {
        let cord = cord.into_std();
        cord.set_nonblocking(true)?;
        let mut cord = tokio::net::UnixStream::from_std(cord)?;
        let admin = self.clone();
        tokio::spawn(async move {
            let _ = cord.read_u8().await;
            admin.end_all();
        });
        Ok(())
    }

    fn tell_found(&self, looker: Home, sought: Sought, at: Option<Whereabouts>) {
        if looker == self.home() {
            return self.host.net.hear_from_here(sought, at);
        }
        self.host.net.say(looker, &Word::Found { sought, at });
    }

    /// Answers where something is, or finds out.
    fn seek(&self, looker: Home, sought: Sought) {
        let mut members = self.members();
        let process = match sought {
            Sought::Process(process) => Some(Home::from_word(process)),
            Sought::Actor(who) => members.place_of(who),
        };
        let place = |process: Home| match members.get(process) {
            Some(member) => {
                Some(Whereabouts { bounded: member.is_bounded(), ..at(process, member.site.clone()) })
            }
            None => (process == self.home()).then(|| at(process, self.site.clone())),
        };
        let found = process.and_then(place);
        if let (Sought::Actor(who), None) = (sought, &found)
            && members.get(who.home()).is_some()
        {
            // It may be on its way to this process, or be something that its process keeps to itself.
            let giver = who.home();
            if members.look_for(who, looker) {
                drop(members);
                self.host.net.say(giver, &Word::Look(who));
            }
            return;
        }
        drop(members);
        self.tell_found(looker, sought, found);
    }

    fn seen(&self, giver: Home, who: ActorAddress, here: bool) {
        let (lookers, found) = {
            let mut members = self.members();
            let found = members.get(giver).filter(|_| here).map(|member| at(giver, member.site.clone()));
            (members.lookers(who), found)
        };
        for looker in lookers {
            self.tell_found(looker, Sought::Actor(who), found.clone());
        }
    }

    fn count(self: &Arc<Self>, asker: Home, number: u64) {
        let known = self.host.count() + self.members().departed;
        let others: BTreeSet<_> = self.members().counting().collect();
        let question = self.counting().begin(asker, number, known, others.clone());
        for process in others {
            self.host.net.say(process, &Word::Count(question));
        }
        let answered = self.counting().ended(question);
        self.tell_counted(answered);
        let admin = self.clone();
        tokio::spawn(async move {
            tokio::time::sleep(ANSWER).await;
            let answered = admin.counting().give_up(question);
            admin.tell_counted(answered);
        });
    }

    fn tell_counted(&self, answered: impl IntoIterator<Item = Answered>) {
        for Answered { asker, number, sum } in answered {
            self.host.net.say(asker, &Word::Counted(number, sum));
        }
    }

    /// A process has gone, and answers no question any more.
    fn counted_out(&self, process: Home) {
        let answered = self.counting().gone(process, None);
        self.tell_counted(answered);
        let lost = self.members().looked_for_of(process);
        for who in lost {
            self.seen(process, who, false);
        }
    }

    /// A program has gone.
    fn program_gone(&self, process: Home) {
        let program = {
            let mut members = self.members();
            let is_program = members.get(process).is_some_and(|member| member.actor.is_none());
            is_program.then(|| members.leave(process)).flatten()
        };
        let Some(program) = program else { return };
        // It may have been killed.
        drop(SocketFile::of(&program.site));
        self.counted_out(process);
        if !program.has_departed {
            let reason = ExitReason::Killed("its program has ended".to_owned());
            let dead = Word::Dead { process: process.into_word(), who: None, reason: reason.clone() };
            self.host.net.say_to_all(&dead);
            self.host.net.dead(process, None, reason);
        }
    }

    /// Waits until the processes of all actors have gone, for a while; those that stay are killed.
    async fn see_all_off(&self) -> Vec<Left> {
        let deadline = Instant::now() + LEAVE;
        while Instant::now() < deadline && self.members().tenants().next().is_some() {
            tokio::time::sleep(Duration::from_millis(1)).await;
        }
        let left: Vec<_> = self.members().tenants().cloned().collect();
        // One that begins just now may still have to be killed; and one in the kernel's hands may not die at all.
        let deadline = Instant::now() + LEAVE;
        while Instant::now() < deadline {
            let pids: Vec<_> = {
                let members = self.members();
                members.all().filter(|member| member.actor.is_some()).map(|member| member.pid).collect()
            };
            if pids.is_empty() {
                break;
            }
            pids.into_iter().for_each(kill);
            tokio::time::sleep(Duration::from_millis(1)).await;
        }
        left.into_iter()
            .filter(|tenant| !tenant.has_ended)
            .map(|tenant| Left::new(tenant.name.leak(), tenant.who))
            .collect()
    }
}

/// Where a process is.
fn at(process: Home, site: Site) -> Whereabouts {
    Whereabouts { process: process.into_word(), site, bounded: false }
}

/// How a process has ended that did not say so.
fn how(status: ExitStatus) -> ExitReason {
    match status.code() {
        Some(code) => ExitReason::ProcessExited(code),
        None => ExitReason::Killed(format!("its process was ended by {status}")),
    }
}

fn kill(pid: u32) {
    if let Some(pid) = i32::try_from(pid).ok().and_then(Pid::from_raw) {
        let _ = kill_process(pid, Signal::KILL);
    }
}

/// The title of this process, for `ps`.
pub(super) fn title(key: &Key, system: &Site) -> String {
    match key {
        Key::Port(0) => "MultiProcAdmin".to_owned(),
        Key::Port(_) | Key::Name(_) => format!("MultiProcAdmin {system}"),
    }
}
