//! What is refused at the doors of a system, each with its reason and without effect.

#![cfg(target_os = "linux")]

mod host;

use std::fs;
use std::io::{Read, Write};
use std::net::{TcpListener, TcpStream};
use std::os::unix::process::CommandExt;
use std::time::Duration;

use host::{BOTH, Host};

/// The system is as it was: it has its actors, and lets those in that belong to it.
#[track_caller]
fn is_unharmed(host: &Host, before: usize) {
    assert_eq!(host.processes().len(), before);
    host.prints(&["multiprocTCPBase", "--keep"], BOTH);
}

#[test]
fn who_does_not_know_the_cookie_is_not_let_in() {
    let host = Host::new("cookie");
    host.prints(&["multiprocTCPBase", "--keep"], BOTH);
    let before = host.processes().len();
    let path = host.runtime.join("thespian/tcp-1900/cookie");
    let cookie = fs::read(&path).expect("the cookie");
    assert_eq!(cookie.len(), 32);

    fs::write(&path, [7; 32]).expect("another cookie");
    let refused = host.fails(&["multiprocTCPBase"]);
    assert!(refused.contains("it does not know this system's cookie"), "{refused}");
    let refused = host.fails(&["multiprocTCPBase", "shutdown"]);
    assert!(refused.contains("it does not know this system's cookie"), "{refused}");

    fs::remove_file(&path).expect("no cookie");
    let refused = host.fails(&["multiprocTCPBase"]);
    assert!(refused.contains("another process has the place of this system"), "{refused}");

    fs::write(&path, cookie).expect("the cookie as it was");
    is_unharmed(&host, before);
}

#[test]
fn bytes_that_are_no_greeting_end_the_call_and_nothing_else() {
    let host = Host::new("bytes");
    host.prints(&["multiprocTCPBase", "--keep"], BOTH);
    let before = host.processes().len();
    let too_long = [b"TSPN".as_slice(), &[0xff; 70_000]].concat();
    for hostile in
        [b"GET / HTTP/1.1\r\n\r\n".as_slice(), &[0; 64], b"TSPN", b"TSPN\x24\x00\x00\x00", &too_long]
    {
        let mut call = TcpStream::connect("127.0.0.1:1900").expect("somebody listens");
        call.set_read_timeout(Some(Duration::from_secs(20))).expect("a timeout");
        // It may hang up before all is said.
        let _ = call.write_all(hostile);
        let _ = call.shutdown(std::net::Shutdown::Write);
        let mut answer = Vec::new();
        let _ = call.read_to_end(&mut answer);
        assert_eq!(answer, b"", "{:?}", &hostile[..hostile.len().min(20)]);
    }
    is_unharmed(&host, before);
}

#[test]
fn another_version_of_the_wire_is_refused_with_both_versions() {
    let host = Host::new("version");
    host.prints(&["multiprocTCPBase", "--keep"], BOTH);
    let before = host.processes().len();
    let mut call = TcpStream::connect("127.0.0.1:1900").expect("somebody listens");
    let hello = [&7_u16.to_le_bytes()[..], &9_u16.to_le_bytes(), &[1; 32]].concat();
    let head = [b"TSPN".as_slice(), &(hello.len() as u32).to_le_bytes()].concat();
    call.write_all(&[head, hello].concat()).expect("a greeting");
    let mut answer = Vec::new();
    call.read_to_end(&mut answer).expect("an answer");
    // No version, and those that it speaks.
    assert_eq!(answer, b"TSPN\x06\x00\x00\x00\x00\x00\x01\x00\x01\x00");
    host.log_says("it speaks version 7 to 9 of the wire, this program version 1");
    is_unharmed(&host, before);
}

#[test]
fn a_port_that_a_stranger_has_is_named() {
    let host = Host::new("stranger");
    let stranger = TcpListener::bind("127.0.0.1:1900").expect("the port is free");
    let refused = host.fails(&["multiprocTCPBase"]);
    assert!(refused.contains("port 1900 of this host is taken by something that is no system"), "{refused}");

    // With a cookie of an earlier system there, it is called, and answers what it likes.
    let folder = host.runtime.join("thespian/tcp-1900");
    fs::create_dir_all(&folder).expect("a folder");
    fs::write(folder.join("cookie"), [7; 32]).expect("a cookie");
    let answering = std::thread::spawn(move || {
        let (mut call, _) = stranger.accept().expect("a call");
        call.write_all(b"220 mail.example.org ESMTP\r\n").expect("an answer");
        let _ = call.read_to_end(&mut Vec::new());
    });
    let refused = host.fails(&["multiprocTCPBase"]);
    assert!(refused.contains("what answers there is no actor system"), "{refused}");
    answering.join().expect("the stranger");
    assert_eq!(host.processes().len(), 0);
}

#[test]
fn a_folder_that_others_may_enter_or_have_made_is_not_used() {
    let host = Host::new("folder");
    let folder = host.runtime.join("thespian");
    fs::create_dir(&folder).expect("a folder");
    std::process::Command::new("chmod").arg("777").arg(&folder).status().expect("chmod");
    for base in ["multiprocTCPBase", "multiprocQueueBase"] {
        let refused = host.fails(&[base]);
        assert!(
            refused.contains("has to be a folder of this user's that nobody else may enter"),
            "{refused}"
        );
    }
    assert_eq!(host.processes().len(), 0);
}

#[test]
fn another_user_is_not_let_in() {
    if rustix::process::geteuid().as_raw() != 0 {
        // Only the host's own user may become another.
        return;
    }
    let host = Host::new("user");
    host.prints(&["multiprocTCPBase", "--keep"], BOTH);
    host.prints(&["multiprocQueueBase", "--keep"], BOTH);
    let before = host.processes().len();
    for base in ["multiprocTCPBase", "multiprocQueueBase"] {
        for what in ["--keep", "shutdown"] {
            let output = host.command(&[base, what]).uid(65534).gid(65534).output().expect("a run");
            let errors = String::from_utf8_lossy(&output.stderr);
            let is_refused =
                errors.contains("of this user's that nobody") || errors.contains("Permission denied");
            assert!(!output.status.success() && is_refused, "{errors}");
            assert!(errors.contains(&*host.runtime.to_string_lossy()), "{errors}");
        }
    }
    is_unharmed(&host, before);
}
