//! Futures that work for an actor beside its handlers.

use std::pin::Pin;

use super::{Actor, ByDefault, Cell, Context, Entry, Instance, OnFailure, Origin, Turn};
use crate::address::ActorAddress;
use crate::envelope::Envelope;
use crate::message::{Accepts, AnyMessage, Message, Run};

/// Runs one future, and sends its result to the actor it works for, in that one's name.
pub(super) struct Pipe<F> {
    future: Option<Pin<Box<F>>>,
    to: ActorAddress,
}

impl<F> Pipe<F>
where
    F: Future<Output: Message> + Send + 'static,
{
    pub(super) fn seed(future: F, to: ActorAddress) -> Box<Cell> {
        let mut future = Some(Box::pin(future));
        let make = move || Pipe { future: future.take(), to };
        let mut cell = Instance::<Self, ()>::seed(Origin::Factory(Box::new(make)));
        cell.make_helper();
        cell
    }
}

impl<F> Actor for Pipe<F>
where
    F: Future<Output: Message> + Send + 'static,
{
    type Message = AnyMessage;
    type Init = ByDefault;
    const NAME: &'static str = "thespian.Pipe";
    const ACCEPTS: &'static [Accepts] = &[];
    const ASYNC: bool = true;
    const ON_FAILURE: OnFailure = OnFailure::Exit;

    fn receive(&mut self, message: &AnyMessage, _: &mut Context) -> Turn {
        if message.is::<Run>() { Turn::Async } else { Turn::Unhandled }
    }

    async fn receive_async(&mut self, _: &AnyMessage, ctx: &mut Context) -> Turn {
        if let Some(future) = self.future.take() {
            let envelope = Envelope::new(future.await.into_any(), self.to);
            ctx.desk(|desk| desk.send(self.to, envelope, "pipe", Entry::Free));
        }
        ctx.exit();
        Turn::Done
    }
}
