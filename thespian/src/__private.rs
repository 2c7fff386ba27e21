//! The only paths that generated code names. No part of the public API; each line says who needs it.

/// `#[actor]`: the options of an actor, read by `#[receive]`.
pub use crate::actor::Declared;
/// `#[receive]`: what an `#[init]` function returns.
pub use crate::actor::IntoInstance;
/// `#[receive]`: whether an actor can be made by its name alone.
pub use crate::actor::registry::{NoMaker, Probe};
/// `#[message]`: what the parts of a generic message have to be.
pub use crate::message::Data;
/// `#[message]`: the codec, and how `Vec<u8>` fields travel.
pub use crate::message::codec::{bytes, decode, encode};
/// `#[message]`, `#[receive]`: keys of messages.
pub use crate::message::{key_of, key_with};
/// `#[receive]`: the registration before `main`.
pub use inventory;
/// `#[message]`: the derives, and the attribute that leads them here.
pub use serde;
/// `#[message]`, `#[receive]`: names that a user may have given to something else.
pub use std::{borrow::Cow, string::String, vec::Vec};

/// `#[receive]`: a handler that takes its message by value.
pub fn by_value<M: ByValue>(message: &M) -> M {
    message.owned()
}

/// A message that can be given to its handler: by a clone, since it may be delivered once more, or moved.
#[diagnostic::on_unimplemented(
    message = "a `{Self}` cannot be taken by value",
    note = "it may have to be delivered once more, and is not `Clone`: take `&{Self}`"
)]
pub trait ByValue {
    fn owned(&self) -> Self;
}

impl<M: Clone> ByValue for M {
    fn owned(&self) -> Self {
        self.clone()
    }
}

impl<T: Send + 'static> ByValue for crate::Local<T> {
    fn owned(&self) -> Self {
        self.moved()
    }
}

/// `#[message]`: the name of a generic message.
#[must_use]
pub fn generic_name(name: &str, parameters: &[Cow<'static, str>]) -> Cow<'static, str> {
    format!("{name}<{}>", parameters.join(", ")).into()
}

/// `#[message]`: a constant parameter, in the name of a generic message.
#[must_use]
pub fn constant_name(constant: &dyn std::fmt::Display) -> Cow<'static, str> {
    constant.to_string().into()
}

/// `#[receive]`: a message as its `Debug` shows it.
#[derive(Clone, Copy)]
pub struct Described<'a, M>(pub &'a M);

impl<M: crate::Message> std::fmt::Debug for Described<'_, M> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.0.describe(f)
    }
}

/// `#[thespian::main]`: runs an `async fn main` in the calling thread.
pub fn block_on<F: Future>(main: F) -> F::Output {
    struct Unpark(std::thread::Thread);
    impl std::task::Wake for Unpark {
        fn wake(self: std::sync::Arc<Self>) {
            self.0.unpark();
        }
    }
    let waker = std::sync::Arc::new(Unpark(std::thread::current())).into();
    let mut cx = std::task::Context::from_waker(&waker);
    let mut main = std::pin::pin!(main);
    loop {
        match main.as_mut().poll(&mut cx) {
            std::task::Poll::Ready(output) => return output,
            std::task::Poll::Pending => std::thread::park(),
        }
    }
}
