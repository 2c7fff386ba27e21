//! What `#[actor]` reads of a struct.

use proc_macro2::{Span, TokenStream};
use quote::ToTokens;
use syn::parse::Parser;
use syn::{Error, Expr, ExprLit, Generics, Ident, Item, Lit, LitInt, LitStr, Result, parse2};

use crate::diag::{Diagnostics, text, unknown_option};
use crate::require_capability::{self, Required};

pub(crate) struct Declaration {
    /// The item, without the attributes that mean something to this macro only.
    pub(crate) item: TokenStream,
    pub(crate) ident: Ident,
    pub(crate) generics: Generics,
    pub(crate) name: Option<String>,
    /// A variant of `OnFailure`.
    pub(crate) on_failure: Ident,
    /// How many messages may wait for it.
    pub(crate) mailbox: Option<LitInt>,
    /// The capabilities that its host has to have.
    pub(crate) requires: Vec<Required>,
}

pub(crate) fn declaration(
    options: TokenStream,
    item: &TokenStream,
    diagnostics: &mut Diagnostics,
) -> Option<Declaration> {
    let (mut name, mut mailbox) = (None, None);
    let mut on_failure = Ident::new("Restart", Span::call_site());
    let parser = syn::meta::parser(|option| {
        if option.path.is_ident("name") {
            name = Some(text(&option)?);
            return Ok(());
        }
        if option.path.is_ident("on_failure") {
            on_failure = variant(&option.value()?.parse()?)?;
            return Ok(());
        }
        if option.path.is_ident("mailbox") {
            mailbox = Some(places(&option.value()?.parse()?)?);
            return Ok(());
        }
        Err(unknown_option(&option, &["name", "on_failure", "mailbox"]))
    });
    diagnostics.take(parser.parse2(options));
    let (item, ident, generics, requires) = match parse2::<Item>(item.clone()) {
        Ok(Item::Struct(mut item)) => {
            let requires = require_capability::take_from(&mut item.attrs, diagnostics);
            (item.to_token_stream(), item.ident, item.generics, requires)
        }
        Ok(Item::Enum(mut item)) => {
            let requires = require_capability::take_from(&mut item.attrs, diagnostics);
            (item.to_token_stream(), item.ident, item.generics, requires)
        }
        Ok(Item::Impl(item)) => {
            diagnostics.error(
                item.self_ty,
                "`#[actor]` goes on the definition of the struct; an `impl` block of handlers takes `#[receive]`",
            );
            return None;
        }
        Ok(other) => {
            diagnostics.error(other, "an actor is a struct or an enum");
            return None;
        }
        Err(error) => {
            diagnostics.push(error);
            return None;
        }
    };
    if let Some(lifetime) = generics.lifetimes().next() {
        diagnostics.error(lifetime, "an actor owns its state: it cannot borrow, so it has no lifetimes");
        return None;
    }
    Some(Declaration { item, ident, generics, name, on_failure, mailbox, requires })
}

/// How many messages a bounded mailbox has room for.
fn places(number: &Expr) -> Result<LitInt> {
    if let Expr::Lit(ExprLit { lit: Lit::Int(number), .. }) = number
        && number.base10_parse::<usize>().is_ok_and(|places| places > 0)
    {
        return Ok(number.clone());
    }
    Err(Error::new_spanned(
        number,
        "a bounded mailbox has room for a number of messages, 1 or more: `mailbox = 1000`; without the option it has \
         room for all",
    ))
}

/// The variant of `OnFailure` that a word names.
fn variant(word: &LitStr) -> Result<Ident> {
    let variant = match word.value().as_str() {
        "restart" => "Restart",
        "resume" => "Resume",
        "exit" => "Exit",
        _ => {
            return Err(Error::new_spanned(
                word,
                "an actor does `restart`, `resume`, or `exit` on a failure",
            ));
        }
    };
    Ok(Ident::new(variant, word.span()))
}
