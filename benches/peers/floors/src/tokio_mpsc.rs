//! A tokio task that reads an unbounded channel.

use bench_core::{Behaviour, Fw};
use futures::channel::oneshot;
use std::future::Future;
use std::time::Duration;
use tokio::runtime::{Builder, Runtime};
use tokio::sync::mpsc::{unbounded_channel, UnboundedSender};

pub struct Tasks {
    runtime: Runtime,
}

pub enum Letter<B: Behaviour<Tasks>> {
    Tell(B::Msg),
    Ask(B::Msg, oneshot::Sender<B::Reply>),
}

pub struct Cx<B: Behaviour<Tasks>> {
    me: UnboundedSender<Letter<B>>,
    stop: bool,
}

fn begin<B: Behaviour<Tasks>>(mut behaviour: B) -> UnboundedSender<Letter<B>> {
    let (sender, mut letters) = unbounded_channel();
    let me = sender.clone();
    tokio::spawn(async move {
        let mut cx = Cx { me, stop: false };
        while let Some(letter) = letters.recv().await {
            match letter {
                Letter::Tell(message) => drop(behaviour.handle(&mut cx, message)),
                Letter::Ask(message, answer) => {
                    let _ = answer.send(behaviour.handle(&mut cx, message));
                }
            }
            if cx.stop {
                break;
            }
        }
    });
    sender
}

impl Fw for Tasks {
    type Ref<B: Behaviour<Self>> = UnboundedSender<Letter<B>>;
    type Cx<'a, B: Behaviour<Self>> = Cx<B>;
    const NAME: &'static str = "floor:tokio-mpsc";

    fn run<T>(threads: usize, f: impl FnOnce(&Self) -> T) -> T {
        let mut builder = match threads {
            1 => Builder::new_current_thread(),
            _ => Builder::new_multi_thread(),
        };
        let runtime = builder.worker_threads(threads).enable_all().build().unwrap();
        let tasks = Tasks { runtime };
        let _inside = tasks.runtime.enter();
        f(&tasks)
    }
    fn block_on<T>(&self, future: impl Future<Output = T>) -> T {
        self.runtime.block_on(future)
    }
    fn spawn<B: Behaviour<Self>>(&self, behaviour: B) -> Self::Ref<B> {
        begin(behaviour)
    }
    fn spawn_in<P: Behaviour<Self>, B: Behaviour<Self>>(_: &mut Cx<P>, behaviour: B) -> Self::Ref<B> {
        begin(behaviour)
    }
    #[inline]
    fn tell<B: Behaviour<Self>>(to: &Self::Ref<B>, message: B::Msg) {
        let _ = to.send(Letter::Tell(message));
    }
    #[inline]
    async fn ask<B: Behaviour<Self>>(to: &Self::Ref<B>, message: B::Msg) -> B::Reply {
        let (sender, answer) = oneshot::channel();
        let _ = to.send(Letter::Ask(message, sender));
        answer.await.unwrap()
    }
    #[inline]
    fn myself<B: Behaviour<Self>>(cx: &mut Cx<B>) -> Self::Ref<B> {
        cx.me.clone()
    }
    fn stop<B: Behaviour<Self>>(cx: &mut Cx<B>) {
        cx.stop = true;
    }
    fn after<B: Behaviour<Self>>(cx: &mut Cx<B>, delay: Duration, message: B::Msg) -> bool {
        let me = cx.me.clone();
        tokio::spawn(async move {
            tokio::time::sleep(delay).await;
            Self::tell::<B>(&me, message);
        });
        true
    }
}
