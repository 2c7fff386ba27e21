//! Programs that come and go, beside a system of processes that stays. Each is this program, in another role.

#![cfg(target_os = "linux")]

mod host;

use std::process::{Command, Output, exit};
use std::time::{Duration, Instant};

use host::Host;
use libtest_mimic::{Arguments, Failed, Trial};
use thespian::prelude::*;

const BASES: [&str; 2] = ["multiprocTCPBase", "multiprocQueueBase"];
const SOON: Duration = Duration::from_secs(20);

/// How much a program tells before it ends.
const MANY: u64 = 5_000;

#[actor]
#[derive(Default)]
struct Counter {
    count: u64,
}

#[receive]
impl Counter {
    #[message(Add)]
    fn add(&mut self, by: u64) {
        self.count += by;
    }

    #[message(Get)]
    fn get(&mut self) -> u64 {
        self.count
    }
}

fn main() {
    let arguments: Vec<_> = std::env::args().skip(1).collect();
    if let [role, base] = &arguments[..]
        && role == "bare"
    {
        // Without the line that is missing.
        return end_with(thespian::ActorSystem::start(base.as_str()).map(drop));
    }
    thespian::init();
    match &arguments[..] {
        [role, base] if role == "tell" => end_with(tell(base)),
        [role, base] if role == "exit" => {
            tell(base).expect("the system is up");
            exit(0);
        }
        [role, base] if role == "count" => end_with(count_what_programs_tell(base)),
        [role, base] if role == "repeat" => end_with(start_and_end(base)),
        _ => libtest_mimic::run(
            &Arguments::from_args(),
            vec![
                Trial::test("what_a_program_tells_last_is_heard", || plays("count")),
                Trial::test("systems_that_have_ended_leave_nothing_in_a_program", || plays("repeat")),
                Trial::test("a_program_that_does_not_begin_with_init_is_told_so", is_told_of_init),
            ],
        )
        .exit(),
    }
}

#[expect(clippy::print_stderr, reason = "read by the test")]
fn end_with(result: thespian::Result<()>) {
    if let Err(error) = result {
        eprintln!("{error}");
        exit(1);
    }
}

/// Runs this program in another role.
fn run(role: &str, base: &str) -> Command {
    let mut command = Command::new(std::env::current_exe().expect("this program"));
    command.args([role, base]);
    command
}

/// Runs it with systems of its own.
fn run_at(host: &Host, role: &str, base: &str) -> Output {
    run(role, base).env("XDG_RUNTIME_DIR", &host.runtime).output().expect("it runs")
}

fn plays(role: &str) -> Result<(), Failed> {
    let host = Host::new(role);
    for base in BASES {
        let output = run_at(&host, role, base);
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        assert_eq!(host.processes().len(), 0);
    }
    Ok(())
}

fn is_told_of_init() -> Result<(), Failed> {
    let host = Host::new("bare");
    for base in BASES {
        let output = run_at(&host, "bare", base);
        let errors = String::from_utf8_lossy(&output.stderr);
        assert!(!output.status.success(), "{errors}");
        assert!(errors.contains("thespian::init()") && errors.contains("#[thespian::main]"), "{errors}");
        assert_eq!(host.processes().len(), 0);
    }
    Ok(())
}

/// The counter that all programs use.
fn counter(system: &ActorSystem) -> thespian::Result<Addr<Counter>> {
    Ok(system.build_actor::<Counter>().global_name("counter").create()?)
}

fn tell(base: &str) -> thespian::Result<()> {
    let system = ActorSystem::start(base)?;
    let counter = counter(&system)?;
    for _ in 0..MANY {
        system.tell(&counter, Add { by: 1 })?;
    }
    Ok(())
}

fn count_what_programs_tell(base: &str) -> thespian::Result<()> {
    let system = ActorSystem::start(base)?;
    let counter = counter(&system)?;
    for (role, told) in [("tell", MANY), ("exit", 2 * MANY)] {
        let begun = Instant::now();
        assert!(run(role, base).status().expect("it runs").success());
        assert!(begun.elapsed() < Duration::from_secs(4), "{:?}", begun.elapsed());
        let deadline = Instant::now() + SOON;
        let mut count = 0;
        while count < told {
            count = system.ask(&counter, Get, SOON)?;
            assert!(Instant::now() < deadline, "{role}: {count} of {told}");
        }
    }
    let messages = system.status()?.messages;
    assert_eq!(messages.waiting, 0, "what the programs had counted is known: {messages:?}");
    system.shutdown()
}

fn start_and_end(base: &str) -> thespian::Result<()> {
    let mut before = None;
    for _ in 0..4 {
        let system = ActorSystem::start(base)?;
        let counter = system.create_actor::<Counter>()?;
        system.ask(&counter, Get, SOON)?;
        system.shutdown()?;
        // To attach where nothing runs, too.
        ActorSystem::connect(base).expect_err("nothing runs");
        let before = *before.get_or_insert_with(settled);
        let deadline = Instant::now() + SOON;
        while settled() != before {
            assert!(Instant::now() < deadline, "threads and descriptors: {:?}, and {before:?}", settled());
        }
    }
    Ok(())
}

/// How many threads and descriptors this process has, once some that are about to go have gone.
fn settled() -> (usize, usize) {
    let count = |what: &str| std::fs::read_dir(format!("/proc/self/{what}")).expect("what it has").count();
    let (mut last, mut since) = ((0, 0), Instant::now());
    while since.elapsed() < Duration::from_millis(50) {
        let now = (count("task"), count("fd"));
        if now != last {
            (last, since) = (now, Instant::now());
        }
    }
    last
}
