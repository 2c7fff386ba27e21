//! What a test and its actors share, in whichever processes they are: gates, and logs.
//!
//! No message of the system's goes from one to the other, so that this changes nothing in what the system does and
//! counts. The process that made a gate or a log has it, and the others call that one.

use std::collections::HashMap;
use std::io::{self, Read, Write};
use std::net::{Ipv4Addr, TcpListener, TcpStream};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Condvar, LazyLock, Mutex, MutexGuard, OnceLock};
use std::task::{Poll, Waker};
use std::thread;
use std::time::Duration;

use serde::{Deserialize, Serialize};

/// Closed at first; open for ever once it is opened. A copy is the same gate, also in another process.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Gate {
    /// Where the process that made it is told and asked of its gates.
    port: u16,
    number: u64,
}

/// What was seen, in the order in which it was, of whatever processes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Log {
    /// Where the process that made it is told what to note.
    port: u16,
    number: u64,
}

/// A gate as this process sees it.
#[derive(Default)]
struct View {
    open: bool,
    waiting: Vec<Waker>,
    /// Other processes that wait for this one's word.
    followers: Vec<TcpStream>,
    /// Whether this process waits for another's word.
    follows: bool,
}

static VIEWS: LazyLock<Mutex<HashMap<Gate, View>>> = LazyLock::new(Mutex::default);
static OPENED: Condvar = Condvar::new();
/// The logs of this process, by number.
static LOGS: LazyLock<Mutex<HashMap<u64, Vec<String>>>> = LazyLock::new(Mutex::default);
static PORT: OnceLock<u16> = OnceLock::new();
static LAST: AtomicU64 = AtomicU64::new(0);

/// What a process asks of another, ahead of a number and a text.
const OPEN: u8 = b'o';
const FOLLOW: u8 = b'f';
const NOTE: u8 = b'n';

/// What a process says of a gate that others wait for, and how they answer.
const OPENED_NOW: u8 = b'o';
const DONE: u8 = b'd';

impl Default for Log {
    fn default() -> Self {
        Log { port: port(), number: LAST.fetch_add(1, Ordering::Relaxed) }
    }
}

impl Log {
    /// Notes something; says how much was noted before.
    pub fn note(&self, what: &str) -> u64 {
        if is_here(self.port) {
            return note_here(self.number, what);
        }
        let called = call(self.port, NOTE, self.number, what);
        // Who has lost the other process ends soon.
        called.map_or(0, |(before, _)| before)
    }

    /// All that has been noted, for the process that made it.
    pub fn read(&self) -> Vec<String> {
        LOGS.lock().expect("no panic with the logs").get(&self.number).cloned().unwrap_or_default()
    }
}

fn note_here(number: u64, what: &str) -> u64 {
    let mut logs = LOGS.lock().expect("no panic with the logs");
    let log = logs.entry(number).or_default();
    log.push(what.to_owned());
    log.len() as u64 - 1
}

impl Default for Gate {
    fn default() -> Self {
        Gate { port: port(), number: LAST.fetch_add(1, Ordering::Relaxed) }
    }
}

impl Gate {
    /// Lets all pass. When this returns, all who waited have been woken.
    pub fn open(&self) {
        if !is_here(self.port) {
            let _ = call(self.port, OPEN, self.number, "");
        }
        self.open_here();
    }

    /// Whether it has been opened, for the process that made it.
    pub fn is_open(&self) -> bool {
        views().get(self).is_some_and(|view| view.open)
    }

    /// Waits until it is open.
    pub async fn pass(&self) {
        self.follow();
        std::future::poll_fn(|cx| {
            let mut views = views();
            let view = views.entry(*self).or_default();
            if view.open {
                return Poll::Ready(());
            }
            view.waiting.push(cx.waker().clone());
            Poll::Pending
        })
        .await;
    }

    /// Blocks the thread until it is open, at most for so long; says whether it is.
    pub fn wait(&self, timeout: Duration) -> bool {
        self.follow();
        let is_closed = |views: &mut HashMap<Gate, View>| !views.entry(*self).or_default().open;
        let waited = OPENED.wait_timeout_while(views(), timeout, is_closed);
        !waited.expect("no panic with the gates").1.timed_out()
    }

    fn open_here(&self) {
        let (waiting, followers) = {
            let mut views = views();
            let view = views.entry(*self).or_default();
            view.open = true;
            (std::mem::take(&mut view.waiting), std::mem::take(&mut view.followers))
        };
        OPENED.notify_all();
        waiting.into_iter().for_each(Waker::wake);
        for mut follower in followers {
            // Who has ended needs no word.
            let _ = follower.write_all(&[OPENED_NOW]).and_then(|()| follower.read_exact(&mut [0]));
        }
    }

    /// Has this process told when the gate opens, if it is another's.
    fn follow(&self) {
        if is_here(self.port) || std::mem::replace(&mut views().entry(*self).or_default().follows, true) {
            return;
        }
        let (gate, called) = (*self, call(self.port, FOLLOW, self.number, ""));
        thread::spawn(move || {
            // Who has lost the other process waits for nothing.
            let mut stream = called.ok().map(|(_, stream)| stream);
            let _ = stream.as_mut().map(|stream| stream.read_exact(&mut [0]));
            gate.open_here();
            let _ = stream.map(|mut stream| stream.write_all(&[DONE]));
        });
    }
}

/// Whether that is where this process is called.
fn is_here(port: u16) -> bool {
    PORT.get() == Some(&port)
}

/// Asks something of another process, and waits until that has done it: its answer, and the way there.
fn call(port: u16, what: u8, number: u64, text: &str) -> io::Result<(u64, TcpStream)> {
    let mut stream = TcpStream::connect((Ipv4Addr::LOCALHOST, port))?;
    let mut said = vec![what];
    said.extend(number.to_le_bytes());
    said.extend((text.len() as u64).to_le_bytes());
    said.extend(text.as_bytes());
    stream.write_all(&said)?;
    let answer = read_number(&mut stream)?;
    Ok((answer, stream))
}

fn read_number(stream: &mut TcpStream) -> io::Result<u64> {
    let mut number = [0; 8];
    stream.read_exact(&mut number)?;
    Ok(u64::from_le_bytes(number))
}

fn views() -> MutexGuard<'static, HashMap<Gate, View>> {
    VIEWS.lock().expect("no panic with the gates")
}

/// Where this process is called.
fn port() -> u16 {
    *PORT.get_or_init(|| {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).expect("a port");
        let port = listener.local_addr().expect("an address").port();
        thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                // Who ends while it calls has no answer.
                let _ = answer(port, stream);
            }
        });
        port
    })
}

/// Does what another process asks.
fn answer(port: u16, mut stream: TcpStream) -> io::Result<()> {
    stream.set_nodelay(true)?;
    let mut what = [0];
    stream.read_exact(&mut what)?;
    let number = read_number(&mut stream)?;
    let mut text = vec![0; read_number(&mut stream)? as usize];
    stream.read_exact(&mut text)?;
    let gate = Gate { port, number };
    match what {
        [NOTE] => stream.write_all(&note_here(number, &String::from_utf8_lossy(&text)).to_le_bytes()),
        [OPEN] => {
            gate.open_here();
            stream.write_all(&[0; 8])
        }
        _ => {
            let mut views = views();
            let view = views.entry(gate).or_default();
            stream.write_all(&[0; 8])?;
            if view.open {
                return stream.write_all(&[OPENED_NOW]);
            }
            view.followers.push(stream);
            Ok(())
        }
    }
}
