//! What `#[actor]` reads of a struct.

use proc_macro2::{Span, TokenStream};
use quote::ToTokens;
use syn::{Attribute, Generics, Ident, Item, ItemEnum, ItemStruct, Lit, LitInt};

use crate::catalogue;
use crate::diag::Diagnostics;
use crate::items::{cfgs, filled, parsed};
use crate::options::{self, Given};
use crate::require_capability::{self, Required};
use crate::runtime::Runtime;

pub(super) struct Declaration {
    pub(super) runtime: Runtime,
    /// The item, without the attributes that mean something to this macro only.
    pub(super) item: TokenStream,
    pub(super) cfgs: Vec<Attribute>,
    pub(super) ident: Ident,
    pub(super) generics: Generics,
    pub(super) name: Option<String>,
    /// A variant of `OnFailure`.
    pub(super) on_failure: Ident,
    /// How many messages may wait for it.
    pub(super) mailbox: Option<LitInt>,
    /// Whether its handlers run in a thread of the actor's own.
    pub(super) own_thread: bool,
    /// The capabilities that its host has to have.
    pub(super) requires: Vec<Required>,
}

const OPTIONS: [&str; 4] = ["name", "mailbox", "on_failure", "own_thread"];

pub(super) fn declaration(
    options: TokenStream,
    item: &TokenStream,
    diagnostics: &mut Diagnostics,
) -> Option<Declaration> {
    let (mut name, mut mailbox, mut own_thread) = (None, None, false);
    let mut on_failure = Ident::new("Restart", Span::call_site());
    let mut runtime = Runtime::default();
    for option in options::read(options, &OPTIONS, Some(&mut runtime), diagnostics) {
        match option.name.as_str() {
            "name" => name = option.name("name = \"shop.counter\"", diagnostics),
            "mailbox" => mailbox = places(&option, diagnostics),
            "on_failure" => on_failure = variant(&option, diagnostics).unwrap_or(on_failure),
            _ => own_thread = option.flag(diagnostics),
        }
    }
    let (parsed, fields) = parsed(item);
    let (item, cfgs, ident, generics, requires) = match parsed {
        Ok(Item::Struct(mut item)) => {
            let requires = require_capability::take_from(&mut item.attrs, diagnostics);
            let tokens = item.to_token_stream();
            let ItemStruct { attrs, ident, generics, .. } = item;
            (tokens, cfgs(&attrs), ident, generics, requires)
        }
        Ok(Item::Enum(mut item)) => {
            let requires = require_capability::take_from(&mut item.attrs, diagnostics);
            let tokens = item.to_token_stream();
            let ItemEnum { attrs, ident, generics, .. } = item;
            (tokens, cfgs(&attrs), ident, generics, requires)
        }
        Ok(Item::Impl(item)) => {
            diagnostics.error(item.self_ty, catalogue::actor_on_impl());
            return None;
        }
        Ok(other) => {
            diagnostics.error(other, catalogue::actor_on_other());
            return None;
        }
        Err(error) => {
            diagnostics.push(error);
            return None;
        }
    };
    let item = filled(item, fields);
    for lifetime in generics.lifetimes() {
        diagnostics.error(lifetime, catalogue::actor_borrows());
    }
    Some(Declaration {
        runtime,
        item,
        cfgs,
        ident,
        generics,
        name,
        on_failure,
        mailbox,
        own_thread,
        requires,
    })
}

/// How many messages a bounded mailbox has room for.
fn places(option: &Given, diagnostics: &mut Diagnostics) -> Option<LitInt> {
    match option.literal() {
        Some(Lit::Int(number)) if number.base10_parse::<usize>().is_ok_and(|places| places > 0) => {
            Some(number.clone())
        }
        _ => {
            diagnostics.error(option.value(), catalogue::mailbox_size());
            None
        }
    }
}

/// The variant of `OnFailure` that a word names.
fn variant(option: &Given, diagnostics: &mut Diagnostics) -> Option<Ident> {
    let word = option.text("on_failure = \"restart\"", diagnostics)?;
    let variant = match word.value().as_str() {
        "restart" => "Restart",
        "resume" => "Resume",
        "exit" => "Exit",
        other => {
            diagnostics.error(&word, catalogue::failure_word(other));
            return None;
        }
    };
    Some(Ident::new(variant, word.span()))
}
