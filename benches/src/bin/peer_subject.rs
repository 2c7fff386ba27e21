//! thespian as a subject of the harness: `peer_subject BASE WORKLOAD WORKERS SCALE` prints one JSON line.

use std::fmt;
use std::future::Future;
use std::marker::PhantomData;
use std::sync::OnceLock;
use std::time::Duration;

use bench_core::{Behaviour, Fw};
use thespian::form::TypeName;
use thespian::prelude::*;
use thespian::{Accepts, Actor, ByDefault, CodecError, IntoReply, Message, OnFailure, Turn};

static SYSTEM: OnceLock<ActorSystem> = OnceLock::new();

struct Subject;

/// A behaviour of the harness, as an actor.
struct Acting<B>(B);
/// What the harness sends, which has no form as bytes: a message by hand.
struct Told<T>(T);

impl<T: Send + Sync + 'static> Message for Told<T> {
    type Kind = thespian::message_kind::User;
    const TYPE: TypeName = TypeName::new("bench.Told");

    fn encode(&self) -> Result<Vec<u8>, CodecError> {
        Err(CodecError::encoding::<Self>("it stays in its process"))
    }
    fn decode(_: &[u8]) -> Result<Self, CodecError> {
        Err(CodecError::decoding::<Self>("it stays in its process"))
    }
    fn describe(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Told")
    }
}

impl<B: Behaviour<Subject>> Actor for Acting<B> {
    type Message = AnyMessage;
    type Init = ByDefault;
    const NAME: &'static str = "bench.Acting";
    const ACCEPTS: &'static [Accepts] = &[Accepts::of::<Told<B::Msg>>()];
    const ON_FAILURE: OnFailure = OnFailure::Exit;

    fn receive(&mut self, message: &AnyMessage, ctx: &mut Context) -> Turn {
        let payload = message.downcast_ref::<WakeupMessage>().map(|wakeup| &wakeup.payload);
        match payload.unwrap_or(message).downcast_ref::<Told<B::Msg>>() {
            Some(told) => Told(self.0.handle(&mut Cx(ctx, PhantomData), told.0.clone())).into_reply(ctx),
            None => Turn::Unhandled,
        }
    }
}

struct Cx<'a, B>(&'a mut Context, PhantomData<B>);

fn system() -> &'static ActorSystem {
    SYSTEM.get().expect("it runs")
}

/// What makes the actor, once: it ends with its first failure.
fn once<B>(behaviour: B) -> impl FnMut() -> Acting<B> {
    let mut behaviour = Some(behaviour);
    move || Acting(behaviour.take().expect("an actor that fails ends"))
}

impl Fw for Subject {
    type Ref<B: Behaviour<Self>> = ActorAddress;
    type Cx<'a, B: Behaviour<Self>> = Cx<'a, B>;
    const NAME: &'static str = "thespian";

    fn run<T>(threads: usize, f: impl FnOnce(&Self) -> T) -> T {
        let base = std::env::args().nth(1).unwrap_or_default();
        let system = ActorSystem::builder().base(&*base).threads(threads).start().expect("a system");
        let _ = SYSTEM.set(system);
        f(&Subject)
    }
    fn block_on<T>(&self, future: impl Future<Output = T>) -> T {
        futures::executor::block_on(future)
    }
    fn spawn<B: Behaviour<Self>>(&self, behaviour: B) -> Self::Ref<B> {
        system().create_actor_from(once(behaviour)).expect("an actor").address()
    }
    fn spawn_in<P: Behaviour<Self>, B: Behaviour<Self>>(cx: &mut Cx<'_, P>, behaviour: B) -> Self::Ref<B> {
        cx.0.create_actor_from(once(behaviour)).address()
    }
    fn tell<B: Behaviour<Self>>(to: &Self::Ref<B>, message: B::Msg) {
        system().tell(to, Told(message)).expect("the system is up");
    }
    fn send<P: Behaviour<Self>, B: Behaviour<Self>>(cx: &mut Cx<'_, P>, to: &Self::Ref<B>, message: B::Msg) {
        cx.0.send(to, Told(message));
    }
    async fn ask<B: Behaviour<Self>>(to: &Self::Ref<B>, message: B::Msg) -> B::Reply {
        let answer = system().ask_any(to, Told(message), Duration::from_secs(60)).expect("an answer");
        answer.downcast::<Told<B::Reply>>().expect("what the handler returned").0
    }
    fn myself<B: Behaviour<Self>>(cx: &mut Cx<'_, B>) -> Self::Ref<B> {
        cx.0.my_address()
    }
    fn stop<B: Behaviour<Self>>(cx: &mut Cx<'_, B>) {
        cx.0.exit();
    }
    fn after<B: Behaviour<Self>>(cx: &mut Cx<'_, B>, delay: Duration, message: B::Msg) -> bool {
        cx.0.wakeup_after(delay, Told(message));
        true
    }
}

fn main() {
    let arguments: Vec<_> = std::env::args().skip(2).collect();
    bench_core::main_for::<Subject>(&arguments);
}
