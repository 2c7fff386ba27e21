//! The only paths that generated code names. No part of the public API; each line says who needs it.

use std::marker::PhantomData;

use crate::form::{Form, TypeName};
use crate::{Actor, Message};

/// `#[message]`, `#[receive]`: what an executable says of them.
pub use crate::__record as record;
/// `#[receive]`, `register_actor!`: the registration before `main`.
pub use crate::__register as register;
/// `#[actor]`: the options of an actor, read by `#[receive]`.
pub use crate::actor::Declared;
/// `#[receive]`: whether an actor can be made by its name alone.
pub use crate::actor::registry::{NoMaker, Probe};
/// `#[receive]`: what an `#[init]` function takes, and returns.
pub use crate::actor::{IntoInstance, again};
/// `enable_process_tests!`: the test that becomes a process.
#[cfg(feature = "process")]
pub use crate::base::process::ProcessTests;
/// `#[message]`: the codec, and how `Vec<u8>` fields travel.
pub use crate::message::codec::{bytes, decode, encode};
/// `#[message(local)]`: why it neither leaves nor comes.
pub use crate::message::local::{comes, stays};
/// The two macros above.
pub use crate::record::{ActorFacts, message_bytes, message_length};
#[doc(hidden)]
pub use inventory;
/// `#[message]`: the derives, and the attribute that leads them here.
pub use serde;
/// `#[message]`, `#[receive]`: names that a user may have given to something else.
pub use std::{string::String, vec::Vec};

/// `#[receive]`: `AnyMessage`, in words that mention the types an actor handles. If one of them does not exist, the
/// compiler takes `From` of it for `From` of everything, with which `TryFrom<AnyMessage>` would clash; it does not compare
/// an implementation that mentions the mistake too. (It is asked of the enum of messages, since only of a type of their own
/// may other crates conclude something.)
pub trait AnyOf<Handled> {
    type Message;
}

impl<T, Handled> AnyOf<Handled> for T {
    type Message = crate::AnyMessage;
}

/// `#[receive]`: what can be given to its handler by value: a clone, since it may be delivered once more, or moved.
#[diagnostic::on_unimplemented(
    message = "a `{Self}` cannot be taken by value",
    label = "take it by reference: write `&` before it",
    note = "it may have to be delivered once more, and is not `Clone` [TH0120]"
)]
pub trait ByValue {
    fn by_value(&self) -> Self;
}

#[diagnostic::do_not_recommend]
impl<M: Clone> ByValue for M {
    fn by_value(&self) -> Self {
        self.clone()
    }
}

#[diagnostic::do_not_recommend]
impl<T: Send + 'static> ByValue for crate::Local<T> {
    fn by_value(&self) -> Self {
        self.moved()
    }
}

/// `#[message]`: the name of a type, where it is a message, and so has one. (Two underlines, since a trait of the user's
/// that everything implements may have a `NAME` too.)
#[derive(Debug)]
pub struct NameOf<T>(PhantomData<T>);

impl<M: Message> NameOf<M> {
    pub const __NAME: Option<&'static TypeName> = Some(M::PART);
}

/// `#[message]`: a field, which has to travel as its message does.
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be in a message",
    label = "this cannot leave its process",
    note = "put `#[message]` on its definition; if that is not yours, it needs `Clone`, `Debug`, and serde, or the message \
            is a `#[message(local)]` [TH0121]"
)]
pub trait Part {
    const TRAVELS: () = ();
}

#[diagnostic::do_not_recommend]
impl<T: Clone + std::fmt::Debug + serde::Serialize + serde::de::DeserializeOwned> Part for T {}

/// See [`NameOf`]: what is no message.
pub trait Unnamed {
    const __NAME: Option<&'static TypeName> = None;
}

impl<T> Unnamed for NameOf<T> {}

/// `#[message]`: what a value of the type is made of. (A path to the constant would say every mistake of the type twice.)
#[must_use]
pub fn form_of<M: Message>() -> &'static Form {
    M::FORM
}

/// `#[receive]`, `register_actor!`: what the executable says of an actor; without a name of its own for it, its type's.
#[must_use]
pub const fn facts_of<A: Actor>(name: Option<&'static str>, file: &'static str, line: u32) -> ActorFacts {
    let name = match name {
        Some(name) => name,
        None => A::NAME,
    };
    ActorFacts { name, file, line, requires: A::REQUIRES, accepts: A::ACCEPTS }
}

/// `#[message]`: the name, or what is written where there is none.
#[must_use]
pub const fn name_or(
    _: (),
    name: Option<&'static TypeName>,
    written: &'static TypeName,
) -> &'static TypeName {
    match name {
        Some(name) => name,
        None => written,
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

/// Registers a concrete actor by its name, or by another, and writes its record.
#[doc(hidden)]
#[macro_export]
macro_rules! __register {
    ($actor:ty) => {
        $crate::__register!($actor, ::core::option::Option::None);
    };
    ($actor:ty, $name:expr) => {
        const _: () = {
            #[allow(unused_imports)]
            use $crate::__private::NoMaker as _;
            const __FACTS: $crate::__private::ActorFacts =
                $crate::__private::facts_of::<$actor>($name, ::core::file!(), ::core::line!());
            $crate::__section! {
                static __RECORD: [::core::primitive::u8; __FACTS.length()] = __FACTS.bytes();
            }
            $crate::__private::inventory::submit! {
                $crate::registry::Registration::new::<$actor>(
                    &__FACTS,
                    &__RECORD,
                    $crate::__private::Probe::<$actor>::__MAKER,
                )
            }
        };
    };
}

/// Writes the record of a message.
#[doc(hidden)]
#[macro_export]
macro_rules! __record {
    ($message:ty) => {
        $crate::__section! {
            static __RECORD: [
                ::core::primitive::u8;
                $crate::__private::message_length(&$crate::Accepts::of::<$message>())
            ] = $crate::__private::message_bytes(&$crate::Accepts::of::<$message>());
        }
    };
}

/// A static that lies where tools look for records.
#[doc(hidden)]
#[macro_export]
macro_rules! __section {
    ($item:item) => {
        #[used]
        #[cfg_attr(target_vendor = "apple", unsafe(link_section = "__DATA,__thespian"))]
        #[cfg_attr(target_os = "windows", unsafe(link_section = ".thespn"))]
        #[cfg_attr(
            not(any(target_vendor = "apple", target_os = "windows", target_family = "wasm")),
            unsafe(link_section = "thespian")
        )]
        $item
    };
}

/// `testing::enable_process_tests!`: see there.
#[cfg(feature = "process")]
#[doc(hidden)]
#[macro_export]
macro_rules! __enable_process_tests {
    () => {
        #[test]
        fn thespian_becomes_a_process() {
            $crate::init();
        }

        $crate::__private::inventory::submit! {
            $crate::__private::ProcessTests(::core::concat!(
                ::core::module_path!(),
                "::thespian_becomes_a_process"
            ))
        }
    };
}
