//! Asynchronous handlers with tokio's sockets, timers, and channels inside them.

use std::time::{Duration, Instant};

use thespian::prelude::*;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::runtime::Runtime;

const SOON: Duration = Duration::from_secs(20);

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
