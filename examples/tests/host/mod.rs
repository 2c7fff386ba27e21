//! A user's systems of processes, for tests that share nothing but the port.

#![allow(dead_code, reason = "each test uses a part of it")]

use std::fs;
use std::path::PathBuf;
use std::process::{Command, Output};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

/// There is one port, and each test wants it.
static PORT: Mutex<()> = Mutex::new(());

/// A user's folder for systems, private to a test; what still runs there ends with it.
pub struct Host {
    pub runtime: PathBuf,
    _port: MutexGuard<'static, ()>,
}

/// A process, as `ps` shows it.
#[derive(Debug)]
pub struct Process {
    pub pid: u32,
    pub parent: u32,
    pub title: String,
}

impl Host {
    pub fn new(name: &str) -> Self {
        let _port = PORT.lock().unwrap_or_else(PoisonError::into_inner);
        let runtime = std::env::temp_dir().join(format!("thespian-test-{}-{name}", std::process::id()));
        fs::create_dir_all(&runtime).expect("a folder");
        Host { runtime, _port }
    }

    /// The command that runs `hellogoodbye`, which cargo has built for this test.
    pub fn command(&self, arguments: &[&str]) -> Command {
        let tests = std::env::current_exe().expect("the test's own path");
        let target = tests.parent().and_then(|deps| deps.parent()).expect("the folder of the profile");
        let mut command = Command::new(target.join("examples/hellogoodbye"));
        command.args(arguments).env("XDG_RUNTIME_DIR", &self.runtime).env("RUST_LOG", "info");
        command
    }

    pub fn run(&self, arguments: &[&str]) -> Output {
        self.command(arguments).output().expect("the example; run without `--test`")
    }

    /// Runs it, and says why it failed.
    #[track_caller]
    pub fn fails(&self, arguments: &[&str]) -> String {
        let output = self.run(arguments);
        let errors = String::from_utf8_lossy(&output.stderr).into_owned();
        assert!(!output.status.success(), "{arguments:?} worked: {errors}");
        errors
    }

    #[track_caller]
    pub fn prints(&self, arguments: &[&str], expected: &str) {
        let output = self.run(arguments);
        let errors = String::from_utf8_lossy(&output.stderr);
        assert!(output.status.success(), "{arguments:?}: {errors}");
        assert_eq!(String::from_utf8_lossy(&output.stdout), expected, "{errors}");
    }

    /// The processes of this user's systems: those of the system's own process, and it.
    pub fn processes(&self) -> Vec<Process> {
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
    pub fn is_empty_within(&self, time: Duration, processes: &[Process]) {
        let deadline = Instant::now() + time;
        while processes.iter().any(lives) {
            assert!(Instant::now() < deadline, "still there: {:?}", self.processes());
            std::thread::yield_now();
        }
    }

    /// Waits until the log of the system on the port says so.
    #[track_caller]
    pub fn log_says(&self, text: &str) {
        let deadline = Instant::now() + Duration::from_secs(20);
        loop {
            let log = fs::read_to_string(self.runtime.join("thespian/tcp-1900/log")).expect("the log");
            if log.contains(text) {
                return;
            }
            assert!(Instant::now() < deadline, "{log}");
            std::thread::yield_now();
        }
    }

    pub fn files(&self) -> Vec<PathBuf> {
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

pub const BOTH: &str = "Hello, world!\nGoodbye\n";
