//! The program of this process, started again as another process of the system.

use std::ffi::OsString;
use std::os::fd::OwnedFd;
use std::os::unix::fs::MetadataExt;
use std::os::unix::process::CommandExt;
use std::process::{Command, Stdio};
use std::{env, fs, io, process};

use rustix::net::sockopt::socket_peercred;
use rustix::stdio::stdin;

use super::birth::Cord;
use crate::node::net::Executable;

/// Says which process has started this one to be a part of a system.
const ROLE: &str = "THESPIAN_ROLE";

/// The executable as it was when this process began, whatever has become of its file.
const ITSELF: &str = "/proc/self/exe";

/// What a process of a system has of the environment of the program that started it: nothing that is secret by
/// custom.
const LISTED: &[&str] = &[
    "PATH",
    "HOME",
    "USER",
    "LOGNAME",
    "SHELL",
    "LANG",
    "LANGUAGE",
    "TZ",
    "TMPDIR",
    "XDG_RUNTIME_DIR",
    "RUST_LOG",
    "RUST_BACKTRACE",
    "LD_LIBRARY_PATH",
];
/// And all that begin so.
const LISTED_BEGINNINGS: &[&str] = &["LC_", "THESPIAN_"];

/// The command that starts a process of the system; its title is what `ps` shows.
pub(super) fn again(title: &str, cord: OwnedFd) -> Command {
    let mut command = Command::new(ITSELF);
    command.arg0(title).env_clear().envs(env::vars_os().filter(|(name, _)| is_listed(name)));
    command.env(ROLE, process::id().to_string()).stdin(Stdio::from(cord));
    if let Some(ProcessTests(test)) = inventory::iter::<ProcessTests>.into_iter().next() {
        // The harness of the tests has `main`, and is led to the one that becomes what the process is to be.
        let test = test.split_once("::").map_or(*test, |(_, within)| within);
        command.args([test, "--exact", "--nocapture", "--test-threads=1", "--quiet"]);
    }
    command
}

/// The test of a test program that becomes a process of the system; its path, with the crate's name.
#[doc(hidden)]
#[derive(Debug)]
pub struct ProcessTests(pub &'static str);

inventory::collect!(ProcessTests);

/// Whether a process of this program finds out what it is without `main`.
pub(super) fn is_test() -> bool {
    inventory::iter::<ProcessTests>.into_iter().next().is_some()
}

fn is_listed(name: &OsString) -> bool {
    let Some(name) = name.to_str() else { return false };
    LISTED.contains(&name) || LISTED_BEGINNINGS.iter().any(|beginning| name.starts_with(beginning))
}

/// The way to who has started this process to be a part of a system, if it was.
///
/// The variable alone does not say so: programs that an actor starts have it too.
pub(super) fn cord() -> Option<Cord> {
    let by = env::var(ROLE).ok()?.parse::<i32>().ok()?;
    let peer = socket_peercred(stdin()).ok()?;
    if peer.pid.as_raw_nonzero().get() != by {
        return None;
    }
    Some(Cord::from_fd(stdin().try_clone_to_owned().ok()?))
}

/// Which program this process is.
pub(super) fn identity() -> io::Result<Executable> {
    let (path, file) = (fs::read_link(ITSELF)?, fs::metadata(ITSELF)?);
    let path = path.to_string_lossy();
    // As the kernel shows a file that was replaced.
    let path = path.strip_suffix(" (deleted)").unwrap_or(&path).to_owned();
    Ok(Executable {
        path,
        build: format!("{}.{:09}, {} bytes", file.mtime(), file.mtime_nsec(), file.size()),
    })
}
