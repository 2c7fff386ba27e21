//! The actor that stands for the system: parent of what is created from outside, and keeper of what the
//! whole system has once. Pure: messages in, messages out.

mod capabilities;
mod dead_letters;
mod names;

use crate::actor::{Actor, ByDefault, Claim, Context, Turn};
use crate::message::{
    Accepts, AnyMessage, ChildActorExited, DeadEnvelope, HandleDeadLetters, Lives, SystemReport,
    SystemReportRequest, UpdateCapability,
};

use dead_letters::DeadLetterHandlers;
use names::Names;

#[derive(Default)]
pub(crate) struct Admin {
    dead_letters: DeadLetterHandlers,
    names: Names,
}

impl Actor for Admin {
    type Message = AnyMessage;
    type Init = ByDefault;
    const NAME: &'static str = "thespian.Admin";
    const ACCEPTS: &'static [Accepts] = &[];

    fn receive(&mut self, message: &AnyMessage, ctx: &mut Context) -> Turn {
        if let Some(letter) = message.downcast_ref::<DeadEnvelope>() {
            self.dead_letters.spread(letter, ctx);
        } else if let Some(HandleDeadLetters(wanted)) = message.downcast_ref() {
            self.dead_letters.register(ctx.sender(), *wanted);
        } else if let Some(UpdateCapability { name, value }) = message.downcast_ref() {
            capabilities::update(name, value.as_ref(), ctx);
        } else if let Some(claim) = message.downcast_ref::<Claim>() {
            self.names.claim(claim, ctx);
        } else if message.is::<SystemReportRequest>() {
            let report = SystemReport {
                children: ctx.children(),
                global_names: self.names.all(),
                dead_letter_handlers: self.dead_letters.all(),
            };
            ctx.post(ctx.sender(), report);
        } else if message.is::<Lives>() {
            self.names.lives(ctx.sender(), ctx);
        } else if let Some(ChildActorExited { child, reason }) = message.downcast_ref()
            && *child == ctx.sender()
        {
            self.names.has_ended(*child, reason, ctx);
        } else {
            return Turn::Unhandled;
        }
        Turn::Done
    }
}
