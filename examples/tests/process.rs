//! Actors as processes: what `ps` shows, what stays, and what is left when it is over.

#![cfg(target_os = "linux")]

mod host;

use std::path::PathBuf;
use std::process::Command;
use std::time::Duration;

use host::{BOTH, Host};

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
        let refused = host.fails(&[base, "shutdown"]);
        assert!(refused.contains("no system runs on"), "{refused}");
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

#[test]
fn a_process_that_is_asked_by_a_signal_says_how_it_is_in_the_log() {
    let host = Host::new("asked");
    host.prints(&["multiprocTCPBase", "--keep"], BOTH);
    for process in host.processes() {
        assert!(
            Command::new("kill").args(["-USR1", &process.pid.to_string()]).status().expect("kill").success()
        );
        host.log_says(&format!("INFO [{}] as asked by a signal", process.pid));
    }
    host.log_says("a process pid=");
    host.prints(&["multiprocTCPBase", "shutdown"], "");
}
