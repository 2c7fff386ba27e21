//! A block of handlers, without its syntax.

use syn::{Attribute, Generics, Ident, Type};

/// The handlers of one actor.
pub(crate) struct Block {
    pub(crate) actor: Type,
    /// The actor's name, without path and parameters.
    pub(crate) actor_name: Ident,
    pub(crate) generics: Generics,
    /// The name of the enum of all messages.
    pub(crate) messages: Ident,
    pub(crate) handlers: Vec<Handler>,
    /// What takes the rest.
    pub(crate) unhandled: Option<Rest>,
    /// What says whether a host will do.
    pub(crate) check: Option<Ident>,
    /// What makes an instance, if not `Default`.
    pub(crate) init: Option<Maker>,
}

/// An `#[unhandled]` method.
pub(crate) struct Rest {
    pub(crate) ident: Ident,
    pub(crate) takes_context: bool,
    pub(crate) reply: Type,
}

/// An `#[init]` function.
pub(crate) struct Maker {
    pub(crate) ident: Ident,
    pub(crate) parameters: Vec<Parameter>,
    pub(crate) output: Type,
}

/// One parameter of an `#[init]` function.
pub(crate) enum Parameter {
    /// One of the arguments that the actor is created with.
    Argument(Box<Type>),
    /// What the host can do.
    Capabilities,
    /// What is required of it.
    Requirements,
}

/// One method.
pub(crate) struct Handler {
    pub(crate) ident: Ident,
    /// `#[cfg]`s, which everything generated for the handler needs too.
    pub(crate) cfgs: Vec<Attribute>,
    pub(crate) docs: Vec<Attribute>,
    /// The variant of the enum of messages.
    pub(crate) variant: Ident,
    /// What is handled: the owned type.
    pub(crate) message: Type,
    /// How the method takes it.
    pub(crate) passing: Passing,
    pub(crate) takes_context: bool,
    pub(crate) is_async: bool,
    /// What the method returns.
    pub(crate) reply: Type,
}

#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Passing {
    Borrowed,
    Owned,
}
