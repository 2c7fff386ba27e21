//! Asynchronous handlers with tokio's sockets, timers, and channels inside them.

use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use thespian::prelude::*;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::runtime::Runtime;

const SOON: Duration = Duration::from_secs(20);

/// Some count what the whole process does: the tests take turns.
static TURN: Mutex<()> = Mutex::new(());

fn turn() -> MutexGuard<'static, ()> {
    TURN.lock().unwrap_or_else(PoisonError::into_inner)
}

fn systems(runtime: &Runtime) -> Vec<ActorSystem> {
    let builder = || ActorSystem::builder().unique().tokio(runtime.handle().clone());
    let builders = [
        builder().base(Base::Sequential),
        builder().base(Base::ThreadPool).threads(1),
        builder().base(Base::ThreadPool).threads(4),
    ];
    builders.map(|builder| builder.start().expect("a system")).into()
}

/// Serves one connection after another, and is a client too.
#[actor]
#[derive(Default)]
struct Peer {
    listener: Option<TcpListener>,
}

/// Listen at a free port; the answer says which.
#[message]
struct Listen;
/// Serve one connection: say back what comes.
#[message]
struct Serve;
/// Send a text to a port, and say what comes back.
#[message]
struct Send(u16, String);

#[receive]
impl Peer {
    async fn listen(&mut self, _: &Listen) -> Result<u16, Failure> {
        let listener = TcpListener::bind("127.0.0.1:0").await?;
        let port = listener.local_addr()?.port();
        self.listener = Some(listener);
        Ok(port)
    }

    async fn serve(&mut self, _: &Serve) -> Result<(), Failure> {
        let (mut stream, _) = self.listener.as_mut().or_fail()?.accept().await?;
        let mut text = String::new();
        stream.read_to_string(&mut text).await?;
        Ok(stream.write_all(text.to_uppercase().as_bytes()).await?)
    }

    async fn send(&mut self, Send(port, text): &Send) -> Result<String, Failure> {
        let mut stream = TcpStream::connect(("127.0.0.1", *port)).await?;
        stream.write_all(text.as_bytes()).await?;
        stream.shutdown().await?;
        let mut answer = String::new();
        stream.read_to_string(&mut answer).await?;
        Ok(answer)
    }

    async fn sleep(&mut self, time: &Duration) -> Ack {
        tokio::time::sleep(*time).await;
        Ack
    }

    async fn channel(&mut self, number: &u32) -> Result<u32, Failure> {
        let (sender, receiver) = tokio::sync::oneshot::channel();
        let number = *number;
        tokio::spawn(async move { sender.send(number + 1) });
        Ok(receiver.await?)
    }
}

#[test]
fn two_actors_speak_over_a_socket() {
    let _turn = turn();
    let runtime = Runtime::new().expect("a runtime");
    for system in systems(&runtime) {
        let [server, client] = [(); 2].map(|()| system.create_actor::<Peer>().expect("an actor"));
        let port = system.ask(&server, Listen, SOON).expect("a port");
        system.tell(&server, Serve).expect("the system is up");
        let answer = system.ask(&client, Send(port, "over the wire".to_owned()), SOON).expect("an answer");
        assert_eq!(answer, "OVER THE WIRE");
        system.shutdown().expect("it goes down");
    }
}

#[test]
fn timers_and_tasks_and_channels_wake_their_handlers() {
    let _turn = turn();
    let runtime = Runtime::new().expect("a runtime");
    for system in systems(&runtime) {
        let peer = system.create_actor::<Peer>().expect("an actor");
        assert_eq!(system.ask(&peer, 41_u32, SOON).expect("an answer"), 42);
        let begun = Instant::now();
        system.ask(&peer, Duration::from_millis(20), SOON).expect("an answer");
        assert!(begun.elapsed() >= Duration::from_millis(20));
        system.shutdown().expect("it goes down");
    }
}

#[test]
fn a_thousand_handlers_sleep_at_once() {
    let _turn = turn();
    let runtime = Runtime::new().expect("a runtime");
    for system in systems(&runtime) {
        let sleepers: Vec<_> = (0..1000).map(|_| system.create_actor::<Peer>().expect("an actor")).collect();
        let begun = Instant::now();
        runtime.block_on(async {
            let time = Duration::from_millis(100);
            for sleeper in &sleepers {
                system.tell(sleeper, time).expect("the system is up");
            }
        });
        for sleeper in &sleepers {
            system.ask(sleeper, 1_u32, SOON).expect("an answer, after its sleep");
        }
        assert!(begun.elapsed() < Duration::from_secs(10), "{:?}", begun.elapsed());
        system.shutdown().expect("it goes down");
    }
}

/// The numbers behind a word in the status of a thread, or of this process.
#[cfg(target_os = "linux")]
fn number_in(status: &str, word: &str) -> u64 {
    let line = status.lines().find_map(|line| line.strip_prefix(word)).expect("a line of the status");
    line.trim().parse().expect("a number")
}

/// The time that this process had a processor.
#[cfg(target_os = "linux")]
fn processor_time() -> Duration {
    let stat = std::fs::read_to_string("/proc/self/stat").expect("the system says it");
    // Behind the name, which may be anything: hundredths of a second in user code, and in the system.
    let fields = stat.rsplit_once(')').expect("a name").1.split_whitespace();
    let ticks = fields.skip(11).take(2).map(|ticks| ticks.parse::<u64>().expect("a number"));
    Duration::from_millis(10 * ticks.sum::<u64>())
}

#[test]
#[cfg(target_os = "linux")]
fn a_thousand_handlers_that_sleep_need_neither_threads_nor_processors() {
    let _turn = turn();
    let runtime = Runtime::new().expect("a runtime");
    for system in systems(&runtime) {
        let sleepers: Vec<_> = (0..1000).map(|_| system.create_actor::<Peer>().expect("an actor")).collect();
        for sleeper in &sleepers {
            system.tell(sleeper, Duration::from_secs(1)).expect("the system is up");
        }
        // Answered while the others sleep.
        let peer = system.create_actor::<Peer>().expect("an actor");
        system.ask(&peer, 1_u32, SOON).expect("an answer");
        let before = processor_time();
        system.ask(&peer, Duration::from_millis(500), SOON).expect("an answer");
        let used = processor_time() - before;
        assert!(used < Duration::from_millis(100), "{used:?} for {}", system.base());
        let status = std::fs::read_to_string("/proc/self/status").expect("the system says it");
        assert!(number_in(&status, "Threads:") < 50, "{status}");
        for sleeper in &sleepers {
            system.ask(sleeper, 1_u32, SOON).expect("an answer, after its sleep");
        }
        system.shutdown().expect("it goes down");
    }
}

/// How often the threads of pools have gone to sleep.
#[cfg(target_os = "linux")]
fn sleeps() -> u64 {
    let threads = std::fs::read_dir("/proc/self/task").expect("the system says it");
    let statuses =
        threads.filter_map(|thread| std::fs::read_to_string(thread.ok()?.path().join("status")).ok());
    let of_pools = statuses.filter(|status| status.starts_with("Name:\tthespian-"));
    of_pools.map(|status| number_in(&status, "voluntary_ctxt_switches:")).sum()
}

#[test]
#[cfg(target_os = "linux")]
fn at_rest_no_thread_of_a_pool_wakes() {
    let _turn = turn();
    let runtime = Runtime::new().expect("a runtime");
    for system in systems(&runtime) {
        let peers: Vec<_> = (0..8).map(|_| system.create_actor::<Peer>().expect("an actor")).collect();
        for round in 0..100 {
            system.ask(&peers[round % 8], 1_u32, SOON).expect("an answer");
        }
        let begun = Instant::now();
        let mut before = sleeps();
        loop {
            std::thread::sleep(Duration::from_millis(100));
            let now = sleeps();
            if now == before {
                break;
            }
            assert!(begun.elapsed() < SOON, "they wake again and again, {} times", now - before);
            before = now;
        }
        system.shutdown().expect("it goes down");
    }
}
