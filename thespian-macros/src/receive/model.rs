//! A block of handlers, without its syntax.

use proc_macro2::{Span, TokenStream};
use syn::{Attribute, DeriveInput, Generics, Ident, Type};

use crate::message::Definition;
use crate::runtime::Runtime;

/// The handlers of one actor.
pub(super) struct Block {
    pub(super) runtime: Runtime,
    /// What the whole block is compiled under.
    pub(super) cfgs: Vec<Attribute>,
    pub(super) actor: Type,
    /// The actor's name, without path and parameters.
    pub(super) actor_name: Ident,
    pub(super) generics: Generics,
    /// Parameters that were given a bound, since they have too few.
    pub(super) unbound: Vec<Ident>,
    /// The name of the enum of all messages.
    pub(super) messages: Ident,
    pub(super) handlers: Vec<Handler>,
    /// What takes the rest: one, or several under conditions.
    pub(super) unhandled: Vec<Rest>,
    /// What says whether a host will do.
    pub(super) checks: Vec<Check>,
    /// What makes an instance, if not `Default`.
    pub(super) inits: Vec<Maker>,
    /// What is no item, as far as this macro knows.
    pub(super) left_out: Vec<TokenStream>,
}

/// A `#[capability_check]` function.
pub(super) struct Check {
    pub(super) cfgs: Vec<Attribute>,
    pub(super) ident: Ident,
}

impl Block {
    /// Leaves an actor that handles the same messages, so that these are not missed elsewhere, and calls nothing.
    pub(super) fn promise_only(&mut self) {
        self.unhandled.clear();
        self.checks.clear();
        for handler in &mut self.handlers {
            handler.is_wrong = true;
        }
        for init in &mut self.inits {
            init.is_wrong = true;
        }
    }
}

/// An `#[unhandled]` method.
pub(super) struct Rest {
    pub(super) cfgs: Vec<Attribute>,
    pub(super) ident: Ident,
    pub(super) takes_context: bool,
    pub(super) reply: Type,
}

/// An `#[init]` function.
pub(super) struct Maker {
    pub(super) cfgs: Vec<Attribute>,
    pub(super) ident: Ident,
    pub(super) parameters: Vec<Parameter>,
    /// Where the parameters are written.
    pub(super) written: Span,
    pub(super) output: Type,
    pub(super) is_wrong: bool,
}

/// One parameter of an `#[init]` function.
pub(super) enum Parameter {
    /// One of the arguments that the actor is created with.
    Argument(Box<Type>),
    /// What the host can do.
    Capabilities,
    /// What is required of it.
    Requirements,
}

/// One method.
pub(super) struct Handler {
    pub(super) ident: Ident,
    /// `#[cfg]`s, which everything generated for the handler needs too.
    pub(super) cfgs: Vec<Attribute>,
    /// What is said of it; a sentence of the macro's, if nothing is.
    pub(super) docs: Vec<Attribute>,
    /// The variant of the enum of messages.
    pub(super) variant: Ident,
    /// What is handled: the owned type.
    pub(super) message: Type,
    /// The same, as people write it.
    pub(super) written: String,
    /// How the method takes it.
    pub(super) takes: Takes,
    /// Where the type of its context is written, if it takes one.
    pub(super) context: Option<Span>,
    pub(super) is_async: bool,
    /// What the method returns.
    pub(super) reply: Type,
    /// The message, where the handler is also its definition.
    pub(super) defines: Option<Result<Definition, Box<DeriveInput>>>,
    /// A mistake was found in it: it is promised, so that it is not missed elsewhere, and not called.
    pub(super) is_wrong: bool,
}

/// How a method takes what is in its message.
pub(super) enum Takes {
    /// The message itself.
    Whole(Passing),
    /// Each field of it.
    Fields(Vec<Taken>),
}

/// A field of a message that is one of a method's parameters.
pub(super) struct Taken {
    /// What the parameter is compiled under.
    pub(super) cfgs: Vec<Attribute>,
    pub(super) name: Ident,
    pub(super) ty: Type,
    pub(super) passing: Passing,
}

#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Passing {
    Borrowed,
    Owned,
}

/// Whether of two functions each is there whatever is compiled. What is compiled under some condition may stand beside
/// another.
pub(super) fn both_always(first: &[Attribute], second: &[Attribute]) -> bool {
    first.is_empty() && second.is_empty()
}

/// The same tokens under conditions.
pub(super) fn under(cfgs: &[Attribute], statement: TokenStream) -> TokenStream {
    if cfgs.is_empty() { statement } else { quote::quote!(#(#cfgs)* { #statement }) }
}
