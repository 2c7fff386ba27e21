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
mod owned;
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
/// | `own_thread` | its handlers run in a thread of its own, where they may block |
/// | `crate = path` | where `thespian` is, if it has another name here: see below |
///
/// ```
/// use thespian::prelude::*;
///
/// #[actor(name = "shop.counter", mailbox = 100)]
/// #[derive(Default)]
/// struct Counter {
///     count: i64,
/// }
/// # #[receive] impl Counter { fn add(&mut self, by: &i64) { self.count += by; } }
/// ```
///
/// An actor that blocks has its own thread, on every base that has threads:
///
/// ```
/// use thespian::prelude::*;
///
/// #[actor(own_thread)]
/// #[derive(Default)]
/// struct Archive;
///
/// #[receive]
/// impl Archive {
///     fn read(&mut self, file: &str) -> Result<String, Failure> {
///         Ok(std::fs::read_to_string(file)?)
///     }
/// }
/// ```
///
/// An actor may be generic. It is created by its type like any other; for creating it by name, `register_actor!` names
/// each of its types.
///
/// # Another name for the crate
///
/// Generated code says `::thespian`. In a crate that has it under another name, `extern crate stage as thespian;` at the
/// root is enough. Or each attribute is told, by a path through modules of the crate's own if need be; only
/// [`#[require_capability]`](macro@require_capability) needs none.
///
/// ```
/// mod stage {
///     pub use thespian;
/// }
/// use stage::thespian::prelude::*;
///
/// #[actor(crate = crate::stage::thespian)]
/// #[derive(Default)]
/// struct Greeter;
///
/// #[receive(crate = crate::stage::thespian)]
/// impl Greeter {
///     fn greet(&mut self, name: &str) -> String {
///         format!("Hello, {name}!")
///     }
/// }
/// # fn main() {}
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
/// | `crate = path` | where `thespian` is, see [`#[actor]`](macro@actor) |
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
///
/// # Handlers that define their messages
///
/// `#[message(Name)]` makes a struct of a handler's parameters, and the handler takes them one by one. A `&str` is a
/// field `String`, `&[T]` a `Vec<T>`, `&T` a `T`; a context, at the end, is none. Documentation and `#[serde(…)]` on a
/// parameter go to the field. Without parameters it is a struct without fields. It is as visible as the method, or `pub`
/// where that says nothing, and has the parameters of the actor's type that its fields use.
///
/// Behind the name may stand the options of [`#[message]`](macro@message) `name`, `local`, and `derive`; `crate` is the
/// block's.
///
/// ```
/// use std::time::Duration;
/// use thespian::prelude::*;
///
/// # #[actor] #[derive(Default)] struct Account { balance: i64, notes: Vec<String> }
/// #[receive]
/// impl Account {
///     /// Pays in.
///     #[message(Deposit, name = "bank.deposit", derive(PartialEq))]
///     fn deposit(&mut self, /** In cents. */ amount: i64, note: &str) -> i64 {
///         self.notes.push(note.to_owned());
///         self.balance += amount;
///         self.balance
///     }
///
///     #[message(Balance)]
///     fn balance(&mut self) -> i64 {
///         self.balance
///     }
/// }
///
/// # fn main() -> thespian::Result<()> {
/// let system = ActorSystem::new()?;
/// let account = system.create_actor::<Account>()?;
/// let wait = Duration::from_secs(1);
/// system.tell(&account, Deposit { amount: 42, note: "a gift".into() })?;
/// assert_eq!(system.ask(&account, Balance, wait)?, 42);
/// # system.shutdown()
/// # }
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
/// | `derive(…)` | what to derive besides, as a `#[derive(…)]` below does |
/// | `crate = path` | where `thespian` is, see [`#[actor]`](macro@actor) |
///
/// Above a handler in a `#[receive]` block, `#[message(Name)]` makes the message of the handler's parameters: see
/// [`#[receive]`](macro@receive#handlers-that-define-their-messages).
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
///
/// A generic message asks `thespian::Data` of its parameters, which every message that can travel is. Leave the bound out
/// here: serde's derives add bounds of their own, which contradict it (unless `#[serde(bound = "")]` stands below).
///
/// A name keeps it the same message when it moves to another module:
///
/// ```
/// use thespian::Message as _;
/// use thespian::message;
///
/// #[message(name = "list.changed")]
/// struct Changed<T> {
///     from: Option<T>,
///     to: T,
/// }
///
/// assert_eq!(Changed::<u64>::name(), "list.changed<u64>");
/// ```
///
/// What cannot travel:
///
/// ```
/// use thespian::prelude::*;
///
/// #[message(local)]
/// struct Job {
///     work: Box<dyn Fn() -> u64 + Send + Sync>,
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
/// | option | meaning |
/// |---|---|
/// | `crate = path` | where `thespian` is, see [`#[actor]`](macro@actor) |
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
