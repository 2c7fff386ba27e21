//! Each actor is an operating-system process, under a process of the system's own that outlives the programs which use
//! it.

mod actor;
mod admin;
mod birth;
mod executable;
mod host;
mod log;
mod place;
mod program;
mod runtime;

use std::fs::File;
use std::io;
use std::process::{Child, Stdio};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use rustix::process::{Resource, Rlimit, chdir, getrlimit, setrlimit, setsid, umask};

use super::{Engine, Options, UnavailableBase, Wanted};
use crate::actor::remember_where_panics_begin;
use crate::base::{Base, Carrier};
use crate::capability::{Capabilities, CapabilityValue};
use crate::carrier::Site;
use crate::message::codec;
use crate::node::net::Executable;
use crate::node::net::{Caller, attach};
pub use executable::ProcessTests;

use birth::{BEGINS, Certificate, Cord, Ready};
use place::{Key, Place, SocketFile};
use program::{Attached, Program, Started};

/// The port of a system's own process, if the capability `Admin Port` says no other.
const PORT: u16 = 1900;

/// The name of a system on Unix sockets, if the capability `Admin Address` says no other.
const NAME: &str = "ThespianQ";

/// How much the capabilities of a system may be, as bytes: each process of it is told all of them.
const MOST_OF_CAPABILITIES: usize = 1024 * 1024;

/// How long to wait for a system that another program is starting.
const START: Duration = Duration::from_secs(5);

/// Whether this process has said what it is, first of all.
static INITIALIZED: AtomicBool = AtomicBool::new(false);

/// Makes this process the part of a system that it was started to be, and ends it then; if it was started by somebody
/// else, it goes on.
pub(crate) fn init() {
    INITIALIZED.store(true, Ordering::Release);
    let Some(cord) = executable::cord() else { return program::leave_at_the_end() };
    let code = match be(cord) {
        Ok(()) => 0,
        Err(error) => {
            tracing::error!(%error, "a process of an actor system could not begin");
            1
        }
    };
    std::process::exit(code);
}

/// Is what the certificate says.
fn be(mut cord: Cord) -> io::Result<()> {
    log::begin();
    remember_where_panics_begin();
    let (certificate, handed) = cord.receive()?;
    setsid()?;
    chdir("/")?;
    umask(rustix::fs::Mode::from_raw_mode(0o077));
    rustix::stdio::dup2_stdin(File::open("/dev/null")?)?;
    // As many files as the host allows: a system's own process has some for each other.
    let Rlimit { maximum, .. } = getrlimit(Resource::Nofile);
    setrlimit(Resource::Nofile, Rlimit { current: maximum, maximum })?;
    // No secret of a process is written to a file when it dies.
    setrlimit(Resource::Core, Rlimit { current: Some(0), maximum: Some(0) })?;
    match certificate {
        Certificate::Admin { key, folder, unique, capabilities } => {
            let place = Place::at(key, folder);
            let log = place.log()?;
            rustix::stdio::dup2_stdout(&log)?;
            rustix::stdio::dup2_stderr(&log)?;
            admin::run(cord, place, unique, capabilities)
        }
        Certificate::Actor(birth) => {
            let listener = handed.ok_or_else(|| io::Error::other("no listener came with the certificate"))?;
            actor::run(*birth, listener, cord)
        }
    }
}

/// Attaches to the system of this user, or starts it.
pub(crate) fn start(carrier: Carrier, options: Options) -> Result<Arc<dyn Engine>, UnavailableBase> {
    let unique = options.wanted == Wanted::Unique;
    let base = Base::Process(carrier);
    let refused = |reason: String| UnavailableBase::Refused { base, reason };
    if carrier == Carrier::Udp {
        return Err(UnavailableBase::NotBuilt { base });
    }
    let is_initialized = INITIALIZED.load(Ordering::Acquire) || executable::is_test();
    if options.wanted != Wanted::Running && !is_initialized {
        return Err(UnavailableBase::NotInitialized { base });
    }
    let key = key(carrier, unique, &options.capabilities).map_err(refused)?;
    travel(&options.capabilities).map_err(refused)?;
    let text = |error: io::Error| refused(error.to_string());
    if options.wanted == Wanted::Running {
        let place = Place::find(key).map_err(text)?;
        let attached = place.map(|place| try_attach(&place, None, None).map_err(refused)).transpose()?;
        return match attached.flatten() {
            Some(program) => Ok(program),
            None => Err(UnavailableBase::NotRunning { base }),
        };
    }
    let place = if unique { Place::fresh(key) } else { Place::of(key) };
    let place = place.map_err(text)?;
    Ok(attach_or_start(&place, unique, options.capabilities).map_err(refused)?)
}

/// What the system is found by.
fn key(carrier: Carrier, unique: bool, capabilities: &Capabilities) -> Result<Key, String> {
    match carrier {
        Carrier::Tcp => match capabilities.get("Admin Port") {
            _ if unique => Ok(Key::Port(0)),
            None => Ok(Key::Port(PORT)),
            Some(CapabilityValue::Int(port)) if (1..=65535).contains(port) => Ok(Key::Port(*port as u16)),
            Some(other) => Err(format!("`Admin Port` is {other}, and has to be a port, from 1 to 65535")),
        },
        Carrier::Unix => match capabilities.get("Admin Address") {
            _ if unique => Ok(Key::Name("unique".to_owned())),
            None => Ok(Key::Name(NAME.to_owned())),
            Some(CapabilityValue::Text(name)) if is_plain(name) => Ok(Key::Name(name.clone())),
            Some(other) => Err(format!(
                "`Admin Address` is {other}, and has to be a name of at most 40 letters, digits, `-`, and `_`"
            )),
        },
        Carrier::Udp => Err("it has no system to be found".to_owned()),
    }
}

/// Looks whether all processes of the system can be told what its host can do.
fn travel(capabilities: &Capabilities) -> Result<(), String> {
    let bytes =
        codec::write(capabilities).map_err(|error| format!("its capabilities cannot be written: {error}"))?;
    if bytes.len() > MOST_OF_CAPABILITIES {
        let (bytes, most) = (bytes.len(), MOST_OF_CAPABILITIES);
        return Err(format!("its capabilities have {bytes} bytes, and may have {most} on this base"));
    }
    match codec::read::<Capabilities>(&bytes) {
        Ok(_) => Ok(()),
        Err(error) => Err(format!("its capabilities cannot be told to other processes: {error}")),
    }
}

fn is_plain(name: &str) -> bool {
    let plain = |c: char| c.is_ascii_alphanumeric() || c == '-' || c == '_';
    (1..=40).contains(&name.len()) && name.chars().all(plain)
}

fn attach_or_start(place: &Place, unique: bool, capabilities: Capabilities) -> Result<Arc<Program>, String> {
    let deadline = Instant::now() + START;
    loop {
        let started = if unique { None } else { try_attach(place, None, None)? };
        if let Some(program) = started {
            return Ok(program);
        }
        let launched = launch(place, unique, capabilities.clone());
        if !place.is_there() && Instant::now() < deadline {
            // A system that was just about to go has removed it.
            place.make_again().map_err(|error| error.to_string())?;
            continue;
        }
        match launched.map_err(|error| error.to_string())? {
            (Ready::At(site), started) => {
                let program = try_attach(place, Some(site), Some(started))?;
                return program.ok_or_else(|| "it ended as soon as it had begun".to_owned());
            }
            (Ready::Taken, _) if Instant::now() < deadline => std::thread::sleep(Duration::from_millis(10)),
            (Ready::Taken, _) => {
                return Err(format!(
                    "another process has the place of this system, `{}`, and does not answer",
                    place.folder().display()
                ));
            }
            (Ready::Failed(reason), _) => return Err(reason),
        }
    }
}

/// Attaches to a system; nothing if there is none.
fn try_attach(
    place: &Place,
    system: Option<Site>,
    started: Option<Started>,
) -> Result<Option<Arc<Program>>, String> {
    let text = |error: io::Error| error.to_string();
    let Some(cookie) = place.cookie().map_err(text)? else { return Ok(None) };
    let system = system.unwrap_or_else(|| place.system());
    let (io, runtime) = runtime::start("thespian-links").map_err(text)?;
    let name = format!("program-{}-{:x}", std::process::id(), random().map_err(text)?);
    let listener = place.listen(&name).map_err(text)?;
    let program = executable::identity().map_err(text)?;
    let site = listener.site().map_err(text)?;
    let socket = SocketFile::of(&site);
    let me = Caller {
        process: 0,
        site,
        position: Default::default(),
        pid: std::process::id(),
        program: Some(program.clone()),
    };
    let called = io.block_on(attach(&system, &cookie, &me));
    let (callee, stream) = match called {
        Ok(answered) => answered,
        Err(failure) if failure.is_nobody() => return Ok(None),
        // A new system has taken the place of one that was killed.
        Err(_) if place.cookie().map_err(text)?.is_none_or(|now| now != cookie) => return Ok(None),
        Err(failure) => return Err(format!("at {system}: {failure}")),
    };
    let facts = callee.facts.clone().ok_or("what answers there is no system's own process")?;
    if facts.program.is_other_build_of(&program) {
        warn_of_other_build(&facts.program, &program);
    }
    let attached =
        Attached { io, runtime, cookie, system, listener, socket, callee, facts, program, stream, started };
    program::begin(attached).map(Some).map_err(text)
}

/// The code of a running system is not this program's: that is meant to be so, and yet surprises everybody once.
#[expect(clippy::print_stderr, reason = "where no log listens, it is said all the same")]
fn warn_of_other_build(running: &Executable, this: &Executable) {
    let warning = format!(
        "this program attaches to a system that another build has started, whose actors run that build's code until it \
         is shut down: it is {running}; this is {this}"
    );
    if tracing::dispatcher::has_been_set() {
        tracing::warn!("{warning}");
    } else {
        eprintln!("warning: {warning}");
    }
}

fn random() -> io::Result<u32> {
    let mut bytes = [0; 4];
    getrandom::fill(&mut bytes)?;
    Ok(u32::from_ne_bytes(bytes))
}

/// Starts the system's own process.
fn launch(place: &Place, unique: bool, capabilities: Capabilities) -> io::Result<(Ready, Started)> {
    let (mut cord, theirs) = Cord::pair()?;
    let mut command = executable::again(&admin::title(place.key(), &place.system()), theirs);
    let child = command.stdout(Stdio::null()).stderr(Stdio::null()).spawn()?;
    drop(command);
    let mut started = Started { child: Some(child), cord: None };
    let (key, folder) = (place.key().clone(), place.folder().to_owned());
    let said = cord.send(&Certificate::Admin { key, folder, unique, capabilities }, None);
    match said.and_then(|()| cord.receive::<Ready>()) {
        Ok((ready, _)) => {
            started.cord = unique.then_some(cord);
            Ok((ready, started))
        }
        Err(error) => {
            let _ = started.child.as_mut().map(Child::kill);
            let reason = match error.kind() {
                io::ErrorKind::WouldBlock => format!("was not ready within {} s", BEGINS.as_secs()),
                _ => format!("ended before it was ready: {error}"),
            };
            Err(io::Error::new(error.kind(), format!("the system's own process {reason}")))
        }
    }
}
