//! Gates: where handlers wait until somebody lets them go on, in whichever processes the two are.
//!
//! No message goes from one to the other, so that a gate changes nothing in what the system does and counts.

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
static PORT: OnceLock<u16> = OnceLock::new();
static LAST: AtomicU64 = AtomicU64::new(0);

/// What processes say to each other: a letter, and the number of a gate the first time.
const OPEN: u8 = b'o';
const FOLLOW: u8 = b'f';
const DONE: u8 = b'd';

impl Default for Gate {
    fn default() -> Self {
        Gate { port: *PORT.get_or_init(listen), number: LAST.fetch_add(1, Ordering::Relaxed) }
    }
}

impl Gate {
    /// Lets all pass. When this returns, all who waited have been woken.
    pub fn open(&self) {
        if !self.is_from_here() {
            let _ = self.call(OPEN);
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

    fn is_from_here(&self) -> bool {
        PORT.get() == Some(&self.port)
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
            let _ = follower.write_all(&[OPEN]).and_then(|()| follower.read_exact(&mut [0]));
        }
    }

    /// Has this process told when the gate opens, if it is another's.
    fn follow(&self) {
        if self.is_from_here() || std::mem::replace(&mut views().entry(*self).or_default().follows, true) {
            return;
        }
        let (gate, called) = (*self, self.call(FOLLOW));
        thread::spawn(move || {
            // Who has lost the other process waits for nothing.
            let mut stream = called.ok();
            let _ = stream.as_mut().map(|stream| stream.read_exact(&mut [0]));
            gate.open_here();
            let _ = stream.map(|mut stream| stream.write_all(&[DONE]));
        });
    }

    /// Says something of the gate to the process that made it, and waits until that has understood.
    fn call(&self, what: u8) -> io::Result<TcpStream> {
        let mut stream = TcpStream::connect((Ipv4Addr::LOCALHOST, self.port))?;
        let [a, b, c, d, e, f, g, h] = self.number.to_le_bytes();
        stream.write_all(&[what, a, b, c, d, e, f, g, h])?;
        stream.read_exact(&mut [0])?;
        Ok(stream)
    }
}

fn views() -> MutexGuard<'static, HashMap<Gate, View>> {
    VIEWS.lock().expect("no panic with the gates")
}

/// Hears from other processes; says where.
fn listen() -> u16 {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).expect("a port");
    let port = listener.local_addr().expect("an address").port();
    thread::spawn(move || {
        for stream in listener.incoming().flatten() {
            // Who ends while it speaks has no answer.
            let _ = hear(port, stream);
        }
    });
    port
}

fn hear(port: u16, mut stream: TcpStream) -> io::Result<()> {
    stream.set_nodelay(true)?;
    let mut said = [0; 9];
    stream.read_exact(&mut said)?;
    let [what, number @ ..] = said;
    let gate = Gate { port, number: u64::from_le_bytes(number) };
    if what == OPEN {
        gate.open_here();
        return stream.write_all(&[DONE]);
    }
    let mut views = views();
    let view = views.entry(gate).or_default();
    stream.write_all(&[DONE])?;
    if view.open {
        return stream.write_all(&[OPEN]);
    }
    view.followers.push(stream);
    Ok(())
}
