//! The attribute macros of `thespian`; use them through that crate.
//!
//! Each goes the same way: `parse` makes a model of the item, `check` says everything that is wrong with it,
//! `expand` writes code from the model. The user's item is emitted whatever happens, so that one mistake
//! does not make the rest of the program disappear. All of it is plain functions over token streams.

mod actor;
mod catalogue;
mod diag;
mod items;
mod main_fn;
mod message;
mod options;
mod receive;
mod require_capability;
mod runtime;
#[cfg(test)]
mod tests;

use proc_macro::TokenStream;

/// Declares a struct (or an enum) to be an actor.
///
/// Its handlers are the methods of an `impl` block with [`#[receive]`](macro@receive).
///
/// | option | meaning |
/// |---|---|
/// | `name = "…"` | the name for `create_named`, instead of the path |
/// | `mailbox = N` | room for at most N messages at a time; for as many as come, if not said |
/// | `on_failure = "…"` | `restart` (as is usual), `resume` to keep the instance, or `exit` |
///
/// ```
/// use thespian::prelude::*;
///
/// #[actor(name = "shop.counter")]
/// #[derive(Default)]
/// struct Counter {
///     count: i64,
/// }
/// # #[receive] impl Counter { fn add(&mut self, by: &i64) { self.count += by; } }
/// ```
#[proc_macro_attribute]
pub fn actor(options: TokenStream, item: TokenStream) -> TokenStream {
    actor::expand(options.into(), item.into()).into()
}

/// Makes each method of an actor's `impl` block the handler of one message type, and registers the actor by
/// its name.
///
/// A handler takes `&mut self`, a message, and, if it wants, a context; it may be `async`. A message is
/// borrowed (`&Hello`, `&str` for `String`, `&[T]` for `Vec<T>`), or taken by value if it is `Clone`. What a
/// handler returns answers who asked: a message, which may be a `Result` of two, or a `Result` of one and `Failure`,
/// which makes the actor anew.
///
/// A method with `#[unhandled]` takes what no handler does, the system's messages included.
/// A function with `#[init]` makes the actor, from the arguments it was created with; without one, `Default` does. It may
/// take `&Capabilities` and `&Requirements` too, wherever it wants. A function with `#[capability_check]` says whether a
/// host will do.
///
/// | option | meaning |
/// |---|---|
/// | `messages = Name` | the name of the enum of all messages, instead of the actor's with `Message` behind |
///
/// ```
/// use thespian::prelude::*;
///
/// # #[actor] #[derive(Default)] struct Counter { count: i64 }
/// #[receive]
/// impl Counter {
///     fn add(&mut self, by: &i64) -> i64 {
///         self.count += by;
///         self.count
///     }
///
///     async fn report(&mut self, to: &ActorAddress, ctx: &mut Context) {
///         ctx.send(to, self.count);
///     }
/// }
/// # let _ = CounterMessage::Add(1);
/// ```
#[proc_macro_attribute]
pub fn receive(options: TokenStream, item: TokenStream) -> TokenStream {
    receive::expand(options.into(), item.into()).into()
}

/// Makes a struct or an enum a message: `Clone`, `Debug`, serde, and `Message`.
///
/// It derives what the item does not derive itself, below the attribute. No dependency on serde is needed.
///
/// | option | meaning |
/// |---|---|
/// | `name = "…"` | the name in other processes, instead of the path |
/// | `local` | no codec, and no derives: the message stays in its process, and may hold anything |
///
/// ```
/// use thespian::prelude::*;
///
/// #[message]
/// #[derive(PartialEq)]
/// struct Greet {
///     asker: ActorAddress,
///     text: String,
/// }
/// ```
#[proc_macro_attribute]
pub fn message(options: TokenStream, item: TokenStream) -> TokenStream {
    message::expand(options.into(), item.into()).into()
}

/// Says what capability an actor's host has to have: the actor is created only where that is so.
///
/// Beside `#[actor]`, above or below it, and as often as there is something to say: all of it has to hold. Without a
/// value the capability has to say yes; with one (`true`, a number, a text, or a list of these) it has to be that. What
/// is more than that, a `#[capability_check]` function in the `#[receive]` block decides in code.
///
/// ```
/// use thespian::prelude::*;
///
/// #[require_capability("Has DB access")]
/// #[require_capability("LDAP zone", "Active")]
/// #[actor]
/// #[derive(Default)]
/// struct DbUpdateFromLdap;
///
/// #[receive]
/// impl DbUpdateFromLdap {
///     #[capability_check]
///     fn fits(capabilities: &Capabilities, requirements: &Requirements) -> bool {
///         requirements.get("shard") == capabilities.get("shard")
///     }
/// }
/// ```
#[proc_macro_attribute]
pub fn require_capability(options: TokenStream, item: TokenStream) -> TokenStream {
    require_capability::expand(&options.into(), item.into()).into()
}

/// Calls `thespian::init()` before everything else in `main`, which may be `async`.
///
/// ```
/// #[thespian::main]
/// fn main() -> thespian::Result<()> {
///     thespian::ActorSystem::new()?.shutdown()
/// }
/// ```
#[proc_macro_attribute]
pub fn main(options: TokenStream, item: TokenStream) -> TokenStream {
    main_fn::expand(options.into(), item.into()).into()
}
