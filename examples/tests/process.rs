//! Actors as processes: what `ps` shows, what stays, and what is left when it is over.

#![cfg(target_os = "linux")]

use std::fs;
use std::path::PathBuf;
use std::process::{Command, Output};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

/// There is one port, and each test wants it.
static PORT: Mutex<()> = Mutex::new(());

/// A user's folder for systems, private to a test; what still runs there ends with it.
struct Host {
    runtime: PathBuf,
    _port: MutexGuard<'static, ()>,
}

/// A process, as `ps` shows it.
#[derive(Debug)]
struct Process {
    pid: u32,
    parent: u32,
    title: String,
}

impl Host {
    fn new(name: &str) -> Self {
        let _port = PORT.lock().unwrap_or_else(PoisonError::into_inner);
        let runtime = std::env::temp_dir().join(format!("thespian-test-{}-{name}", std::process::id()));
        fs::create_dir_all(&runtime).expect("a folder");
        Host { runtime, _port }
    }

    fn run(&self, name: &str, arguments: &[&str]) -> Output {
        let tests = std::env::current_exe().expect("the test's own path");
        let target = tests.parent().and_then(|deps| deps.parent()).expect("the folder of the profile");
        let example = target.join("examples").join(name);
        let mut command = Command::new(&example);
        command.args(arguments).env("XDG_RUNTIME_DIR", &self.runtime);
        command.output().unwrap_or_else(|error| panic!("{}: {error}", example.display()))
    }

    #[track_caller]
    fn prints(&self, arguments: &[&str], expected: &str) {
        let output = self.run("hellogoodbye", arguments);
        let errors = String::from_utf8_lossy(&output.stderr);
        assert!(output.status.success(), "{arguments:?}: {errors}");
        assert_eq!(String::from_utf8_lossy(&output.stdout), expected, "{errors}");
    }

    /// The processes of this user's systems: those of the system's own process, and it.
    fn processes(&self) -> Vec<Process> {
        let all: Vec<_> = all_processes().collect();
        let admins: Vec<_> =
            all.iter().filter(|process| self.owns(process)).map(|process| process.pid).collect();
        all.into_iter()
            .filter(|process| admins.contains(&process.pid) || admins.contains(&process.parent))
            .collect()
    }

    fn owns(&self, process: &Process) -> bool {
        let environment = fs::read(format!("/proc/{}/environ", process.pid)).unwrap_or_default();
        let mine = format!("XDG_RUNTIME_DIR={}", self.runtime.display());
        process.title.starts_with("MultiProcAdmin ")
            && environment.split(|byte| *byte == 0).any(|variable| variable == mine.as_bytes())
    }

    /// Waits until none of the processes is left.
    #[track_caller]
    fn is_empty_within(&self, time: Duration, processes: &[Process]) {
        let deadline = Instant::now() + time;
        while processes.iter().any(lives) {
            assert!(Instant::now() < deadline, "still there: {:?}", self.processes());
            std::thread::yield_now();
        }
    }

    fn files(&self) -> Vec<PathBuf> {
        let folder = self.runtime.join("thespian");
        let entries = fs::read_dir(folder).into_iter().flatten();
        entries.map(|entry| entry.expect("an entry").path()).collect()
    }
}

impl Drop for Host {
    fn drop(&mut self) {
        for process in self.processes() {
            let _ = Command::new("kill").args(["-9", &process.pid.to_string()]).status();
        }
        let _ = fs::remove_dir_all(&self.runtime);
    }
}

/// Whether it does anything any more; its parent may not have asked yet how it has ended.
fn lives(process: &Process) -> bool {
    let stat = fs::read_to_string(format!("/proc/{}/stat", process.pid)).unwrap_or_default();
    stat.rsplit_once(") ").is_some_and(|(_, rest)| !rest.starts_with(['Z', 'X']))
}

fn all_processes() -> impl Iterator<Item = Process> {
    let numbers = fs::read_dir("/proc")
        .expect("the processes")
        .filter_map(|entry| entry.ok()?.file_name().to_str()?.parse::<u32>().ok());
    numbers.filter_map(|pid| {
        let title = fs::read(format!("/proc/{pid}/cmdline")).ok()?;
        let title = String::from_utf8_lossy(&title).replace('\0', " ").trim_end().to_owned();
        let stat = fs::read_to_string(format!("/proc/{pid}/stat")).ok()?;
        let (_, rest) = stat.rsplit_once(") ")?;
        let parent = rest.split(' ').nth(1)?.parse().ok()?;
        Some(Process { pid, parent, title })
    })
}

const BOTH: &str = "Hello, world!\nGoodbye\n";

#[test]
fn hellogoodbye_says_both_as_processes_and_leaves_nothing() {
    let host = Host::new("both");
    for base in ["multiprocTCPBase", "multiprocQueueBase", "multiprocUnixBase"] {
        host.prints(&[base], BOTH);
        assert_eq!(host.processes().len(), 0, "{base}");
        assert_eq!(host.files(), Vec::<PathBuf>::new(), "{base}");
    }
}

#[test]
fn a_system_stays_until_it_is_shut_down_and_ps_shows_its_actors() {
    let host = Host::new("stays");
    for base in ["multiprocTCPBase", "multiprocQueueBase"] {
        host.prints(&[base, "--keep"], BOTH);
    }
    let mut titles: Vec<_> = host.processes().into_iter().map(|process| process.title).collect();
    titles.sort();
    let folder = host.runtime.join("thespian/unix-ThespianQ");
    let unix = format!("ActorAddr-(Unix|{}/", folder.display());
    for (name, many) in [("Goodbye", 2), ("Hello", 2), ("MultiProcAdmin", 2), ("World", 2)] {
        let shown: Vec<_> = titles.iter().filter(|title| title.starts_with(&format!("{name} "))).collect();
        assert_eq!(shown.len(), many, "{titles:#?}");
        assert!(shown.iter().any(|title| title.contains(" ActorAddr-(TCP|127.0.0.1:")), "{titles:#?}");
        assert!(shown.iter().any(|title| title.contains(&unix)), "{titles:#?}");
    }
    assert!(titles.contains(&"MultiProcAdmin ActorAddr-(TCP|127.0.0.1:1900)".to_owned()), "{titles:#?}");

    // Another run attaches, and has actors of its own.
    host.prints(&["multiprocTCPBase", "--keep"], BOTH);
    assert_eq!(host.processes().len(), titles.len() + 3);

    let processes = host.processes();
    for base in ["multiprocTCPBase", "multiprocQueueBase"] {
        host.prints(&[base, "shutdown"], "");
        let again = host.run("hellogoodbye", &[base, "shutdown"]);
        let errors = String::from_utf8_lossy(&again.stderr);
        assert!(!again.status.success() && errors.contains("no system runs on"), "{errors}");
    }
    host.is_empty_within(Duration::ZERO, &processes);
    assert_eq!(host.files(), Vec::<PathBuf>::new());
    std::net::TcpListener::bind("127.0.0.1:1900").expect("the port is free");
}

#[test]
fn when_the_system_s_own_process_is_killed_all_are_gone_within_a_second_and_the_next_start_works() {
    let host = Host::new("killed");
    for base in ["multiprocTCPBase", "multiprocQueueBase"] {
        host.prints(&[base, "--keep"], BOTH);
        let processes = host.processes();
        let admin = processes.iter().find(|process| process.title.starts_with("MultiProcAdmin"));
        let admin = admin.expect("the system's own process").pid.to_string();
        assert!(Command::new("kill").args(["-9", &admin]).status().expect("kill").success());
        host.is_empty_within(Duration::from_secs(1), &processes);
        host.prints(&[base], BOTH);
        assert_eq!(host.files(), Vec::<PathBuf>::new());
    }
}
