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
pub fn by_value<M: Clone>(message: &M) -> M {
    message.clone()
}

/// `#[receive]`: that no two messages of an actor share a key.
#[must_use]
pub const fn all_differ(keys: &[u64]) -> bool {
    let mut i = 0;
    while i < keys.len() {
        let mut j = i + 1;
        while j < keys.len() {
            if keys[i] == keys[j] {
                return false;
            }
            j += 1;
        }
        i += 1;
    }
    true
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
